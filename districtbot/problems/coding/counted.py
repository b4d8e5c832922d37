"""What the units of a map count, in words and by column."""

from dataclasses import dataclass

from districtbot.problems.coding.units import Units

GROUPS = {
    "white": "White",
    "black": "Black",
    "hispanic": "Hispanic",
    "asian": "Asian",
    "native": "Native American",
    "other": "other-race",
    "pacific": "Pacific Islander",
    "two_or_more": "multiracial",
}


@dataclass(frozen=True, slots=True)
class Counted:
    """A column of numbers of people or votes.

    Attributes:
        words: What it counts.
        column: The column.
    """

    words: str
    column: str


def group_words(name: str) -> str:
    """What a group is called."""
    return GROUPS.get(name, name.replace("_", " "))


def people_columns(units: Units) -> list[Counted]:
    """Columns of people: all, those of voting age, and each group of these."""
    found = [Counted("total population", units.pop)]
    if units.vap:
        found.append(Counted("voting-age population", units.vap))
    for name, column in units.groups.items():
        found.append(Counted(f"{group_words(name)} voting-age population", column))
    return found


def vote_columns(units: Units) -> list[Counted]:
    """Columns of votes, the newest contest first, Democrats before Republicans."""
    found = []
    for contest in units.contests:
        found.append(Counted(f"Democratic votes in {contest.name}", contest.dem_col))
        found.append(Counted(f"Republican votes in {contest.name}", contest.rep_col))
    return found
