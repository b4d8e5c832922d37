"""Contests as people call them: "the 2020 presidential election", "Senate 2018"."""

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from districtbot.geo.votes import OFFICE_OF, votes_of

if TYPE_CHECKING:
    from districtbot.geo.statemap import Election

OFFICE_WORDS: tuple[tuple[str, str], ...] = (
    (r"state senat\w*", "SSEN"),
    (r"state (?:house|assembly|representatives?)|house of delegates", "SH"),
    (r"(?:u\.?\s?s\.? )?(?:house(?: of representatives)?|congress\w*|representatives?)", "USH"),
    (r"(?:u\.?\s?s\.? )?senat\w*", "SEN"),
    (r"(?:vice.?)?president\w*|potus", "PRES"),
    (r"(?:lieutenant|lt\.?) governor\w*", "LTG"),
    (r"governor\w*|gubernatorial", "GOV"),
    (r"attorney[- ]general\w*", "AG"),
    (r"secretary of state", "SOS"),
    (r"auditor\w*", "AUD"),
    (r"treasurer\w*", "TRE"),
)
"""What offices are called, the longer names first (patterns of lower-case text), and their short
names."""
_YEAR = re.compile(r"(?<!\d)(?:(?:19|20)\d\d|'?\d\d)(?!\d)")
_SMALL = re.compile(
    r"\b(?:the|of|for|in|vote|votes|voting|election|elections|race|races|contest|results?|returns|"
    r"general|numbers|data|two|party|and|a|an|us)\b",
    re.IGNORECASE,
)


def contest_in_words(said: str, contests: "Sequence[Election]") -> "Election | None":
    """The one contest that somebody means by an office and a year; ``None`` if that is not clear.

    The year may be left out where there is one contest for the office. Nothing else may stand
    there but small words: "PRES20 in Mobile" is no contest.

    Args:
        said: What was said.
        contests: The contests of the map.
    """
    text = re.sub(r"[_\s]+", " ", said).strip().casefold()
    years = {int(found.group()[-2:]) for found in _YEAR.finditer(text)}
    office, left = _office(_YEAR.sub(" ", text))
    if len(years) > 1 or not office or _SMALL.sub(" ", left).strip(" .,()'-"):
        return None
    found = contests_of(contests, office, years)
    return found[0] if len(found) == 1 else None


def contests_of(
    contests: "Sequence[Election]", office: str, years: Collection[int] = ()
) -> "list[Election]":
    """The general elections for an office.

    Args:
        contests: The contests of the map.
        office: Its short name, such as ``PRES``.
        years: The last two digits of the years that will do; any by default.
    """
    return [one for one in contests if _is(one, office, years)]


def _office(text: str) -> tuple[str, str]:
    """The office that a text names and what is left of the text; empty if it names none."""
    for pattern, office in OFFICE_WORDS:
        match = re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text)
        if match is not None:
            return office, f"{text[: match.start()]} {text[match.end() :]}"
    for word in text.split():
        if word in OFFICE_OF:
            return OFFICE_OF[word], text.replace(word, " ", 1)
    return "", text


def _is(contest: "Election", office: str, years: Collection[int]) -> bool:
    """Whether a contest is the general election for an office, in one of these years if any."""
    votes = votes_of(contest.dem_col)
    if votes is None or votes.office != office or votes.stage != "general":
        return False
    return not years or (votes.year is not None and votes.year % 100 in years)
