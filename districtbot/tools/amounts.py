"""What can be counted on a map: people, voters, groups, votes, or any column of numbers."""

import math
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from districtbot.geo.contestwords import contest_in_words
from districtbot.geo.statemap import Election, StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.plans.groups import group_roles
from districtbot.plans.lines_regions import group_label, universe_label
from districtbot.plans.targets import Universe

Floats = NDArray[np.float64]

_PEOPLE = {"people", "population", "residents", "persons", "inhabitants", "total population"}
_ADULTS = {"vap", "adults", "voting age population", "voters"}
_CITIZENS = {"cvap", "citizens", "citizen voting age population"}
_CALLED: dict[Universe, set[str]] = {"vap": _ADULTS, "cvap": _CITIZENS, "population": _PEOPLE}
_UNIVERSES: tuple[Universe, ...] = ("vap", "cvap", "population")
OFFICES = {
    "PRES": "president",
    "SEN": "US Senate",
    "USH": "US House",
    "GOV": "governor",
    "LTG": "lieutenant governor",
    "AG": "attorney general",
    "SOS": "secretary of state",
    "AUD": "auditor",
    "TRE": "treasurer",
}


@dataclass(frozen=True, slots=True)
class Amount:
    """Something to be added up.

    Attributes:
        name: What to call it, with its column: ``Black voting age population (BVAP)``.
        column: Its column.
        whole: Columns that add up to what it is a part of; empty for what is a part of nothing.
        whole_name: What to call that.
        contest: The contest, where both parties' votes are meant.
    """

    name: str
    column: str
    whole: tuple[str, ...] = ()
    whole_name: str = ""
    contest: Election | None = None


def amount_of(state: StateMap, word: str | None) -> Amount:
    """What somebody means by a word: people by default.

    Args:
        state: The map.
        word: A column, a contest, a group, or ``people``, ``vap``, ``cvap``.

    Raises:
        AskError: If it is nothing that can be counted on this map.
    """
    roles = state.columns
    said = "people" if word is None else word.strip().casefold()
    column = _column(state, word)
    if column is not None:
        return _of_column(state, column)
    if said in _PEOPLE:
        return _of_column(state, roles.population)
    for words, total in ((_ADULTS, roles.vap), (_CITIZENS, roles.cvap)):
        if said in words:
            if total is None:
                raise AskError(f"The map does not count {plain(said)}.", _counted(state))
            return _of_column(state, total)
    for contest in roles.elections:
        if said == contest.name.casefold():
            return _of_contest(contest)
    for universe in _UNIVERSES:
        for group, own in group_roles(roles, universe).items():
            if said == group or said in _spoken(group, universe):
                return _of_column(state, own)
    meant = contest_in_words(said, roles.elections)
    if meant is not None:
        return _of_contest(meant)
    raise AskError(
        f"{plain(word)!r} is no column, contest or group of the map.", _near(state, said)
    )


def names_of_amounts(state: StateMap) -> tuple[str, ...]:
    """Words that `amount_of` understands: columns of numbers, contests and groups."""
    roles = state.columns
    skipped = {roles.unit_id, roles.county, roles.municipality, *roles.plans}
    numbers = [
        str(name)
        for name in state.units.columns
        if name not in skipped and pd.api.types.is_numeric_dtype(state.units[name])
    ]
    groups = {name for universe in _UNIVERSES for name in group_roles(roles, universe)}
    contests = [contest.name for contest in roles.elections]
    return tuple(dict.fromkeys(("people", *contests, *sorted(groups), *numbers)))


def contest_label(name: str) -> str:
    """``PRES16 (president 2016)``; the name alone where its office is not known."""
    office = name.rstrip("0123456789")
    year = name[len(office) :]
    if office.upper() not in OFFICES or len(year) != 2:
        return plain(name)
    return f"{plain(name)} ({OFFICES[office.upper()]} 20{year})"


def sum_over(state: StateMap, column: str, units: NDArray[np.int64] | None = None) -> float:
    """A column added up over some units, or all of them; missing values count nothing.

    Raises:
        AskError: If the column does not hold numbers.
    """
    values = state.numbers(column)
    chosen = values if units is None else values[units]
    total = math.fsum(chosen[np.isfinite(chosen)].tolist())
    return total if math.isfinite(total) else 0.0


def _column(state: StateMap, word: str | None) -> str | None:
    """The column of exactly this name, or of this name in another case if there is one only."""
    if word is None:
        return None
    names = [str(name) for name in state.units.columns]
    if word in names:
        return word
    alike = [name for name in names if name.casefold() == word.strip().casefold()]
    return alike[0] if len(alike) == 1 else None


def _of_column(state: StateMap, column: str) -> Amount:
    """A column with what it is a part of."""
    roles, shown = state.columns, plain(column)
    for contest in roles.elections:
        both = (contest.dem_col, contest.rep_col)
        for party, own in zip(("Democratic", "Republican"), both, strict=True):
            if column == own:
                name = f"{party} votes, {contest_label(contest.name)} ({shown})"
                return Amount(name, column, both, "the two-party vote")
    for universe in _UNIVERSES:
        total = roles.population if universe == "population" else getattr(roles, universe)
        for group, own in group_roles(roles, universe).items():
            if column == own:
                name = f"{plain(group_label(group), 40)} {universe_label(universe)} ({shown})"
                return Amount(name, column, (total,) if total else (), universe_label(universe))
    if column == roles.population:
        return Amount("people", column)
    if column in (roles.vap, roles.cvap):
        universe = "vap" if column == roles.vap else "cvap"
        return Amount(
            f"{universe_label(universe)} ({shown})", column, (roles.population,), "people"
        )
    return Amount(shown, column)


def _spoken(group: str, universe: Universe) -> set[str]:
    """What people call a group of a universe: ``black voters``, ``black vap``."""
    names = {group.replace("_", " "), group_label(group).casefold()}
    ends = {universe, universe_label(universe).casefold(), *_CALLED[universe]}
    return names | {f"{name} {end}" for name in names for end in ends}


def _of_contest(contest: Election) -> Amount:
    return Amount(contest_label(contest.name), contest.dem_col, contest=contest)


def _counted(state: StateMap) -> str:
    return f"It counts {some_of(map(plain, names_of_amounts(state)), 12)}."


def _near(state: StateMap, word: str) -> str:
    known = {name.casefold(): name for name in names_of_amounts(state)}
    near = [plain(known[name]) for name in get_close_matches(word, known, n=4, cutoff=0.55)]
    return f"Did you mean {some_of(near)}?" if near else _counted(state)
