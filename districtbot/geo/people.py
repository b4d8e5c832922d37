"""Which columns count people: totals, voting ages, groups, with arithmetic as evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from districtbot.geo.names import EXACT, GROUPS, People, Universe, people_of
from districtbot.geo.numbers import rounded, total_of
from districtbot.geo.population import EVERYBODY, no_population, population_faults
from districtbot.ground.errors import AskError, some_of

ENOUGH = 0.99
"""Share of units in which a sum or an order must hold..."""
ENOUGH_ESTIMATED = 0.9
"""...and for CVAP, which is estimated and not counted."""
SLACK = 1.0
"""People by which fractional or rounded counts may break it."""
OPTION: dict[Universe, str] = {"population": "--population", "vap": "--vap", "cvap": "--cvap"}
FULL: dict[Universe, str] = {
    "population": "total population",
    "vap": "total voting age population",
    "cvap": "total citizen voting age population",
}
ADDENDS = ("white", "black", "hispanic", "asian", "native", "pacific", "other", "two_or_more")
"""Groups that together are everybody."""


@dataclass(slots=True)
class Counts:
    """The columns found for one universe.

    Attributes:
        universe: Who is counted.
        total: Column of everybody; ``None`` if there is none.
        groups: Group to its column.
        why: Column to the reason for its role, or for having none.
        problems: What the user must decide or mend.
        notes: What the user should know.
        doubts: Those notes that cast doubt on a column that numbers rest on.
    """

    universe: Universe
    total: str | None = None
    groups: dict[str, str] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    problems: list[AskError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def doubt(self, note: str) -> None:
        """Note what casts doubt on a column."""
        self.notes.append(note)
        self.doubts.append(note)


def find_counts(
    table: pd.DataFrame, wanted: Mapping[Universe, str | None], ids: Sequence[str]
) -> dict[Universe, Counts]:
    """Find population, VAP, CVAP and the groups of each.

    Args:
        table: The map's columns, numbers as numbers.
        wanted: Columns the user names for the totals.
        ids: Unit ids, for errors.
    """
    named = {str(name): said for name in table.columns if (said := people_of(str(name)))}
    population = Counts("population")
    _choose_population(population, table, named, wanted["population"])
    if population.total is not None:
        population.problems += population_faults(table[population.total], population.total, ids)
    found: dict[Universe, Counts] = {"population": population}
    sound = population.total if not population.problems else None
    for universe in ("vap", "cvap"):
        counts = Counts(universe)
        _choose_total(counts, table, named, wanted[universe], population.total)
        if counts.total is not None and sound is not None:
            _check_below(counts, table, counts.total, sound, wanted[universe] is not None)
        found[universe] = counts
    for counts in found.values():
        _choose_groups(counts, table, named)
        for name in _totals(named, counts.universe):
            rival = f"; {counts.total} is preferred" if counts.total else ""
            counts.why.setdefault(name, _says(named[name]) + rival)
    return found


def _choose_population(
    counts: Counts, table: pd.DataFrame, named: dict[str, People], wanted: str | None
) -> None:
    if wanted is not None:
        counts.total, counts.why[wanted] = wanted, "named by the user"
        return
    totals = _distinct(table, _totals(named, "population"), counts)
    census = _newest_census({name: named[name] for name in totals})
    if not totals:
        counts.problems.append(no_population(table))
    elif len(totals) == 1:
        counts.total = totals[0]
        counts.why[totals[0]] = _says(named[totals[0]]) + _sum(table, totals[0])
    elif census is not None:
        counts.total = census
        counts.why[census] = f"{_says(named[census])}, the newest here" + _sum(table, census)
        year, family = named[census].year, named[census].remark.split(",")[0]
        others = sorted(
            (name for name in totals if name != census),
            key=lambda name: (named[name].year != year, not named[name].remark.startswith(family)),
        )
        counts.doubt(
            f"Population is {census}, the newest census count; the file also has "
            f"{some_of(_remarked(name, named) for name in others)} (--population takes another)."
        )
    else:
        counts.problems.append(_undecided(counts.universe, totals, table))


def _choose_total(
    counts: Counts,
    table: pd.DataFrame,
    named: dict[str, People],
    wanted: str | None,
    population: str | None,
) -> None:
    """VAP or CVAP: the one of the population's year where there are several."""
    if wanted is not None:
        if fault := _unusable(table[wanted]):
            todo = f"Name another column with {OPTION[counts.universe]}."
            counts.problems.append(AskError(f"{wanted} {fault}.", todo))
        else:
            counts.total, counts.why[wanted] = wanted, "named by the user"
        return
    named_so = _distinct(table, _totals(named, counts.universe), counts)
    totals = [name for name in named_so if not _unusable(table[name])]
    for name in set(named_so) - set(totals):
        counts.why[name] = f"named like it, but {_unusable(table[name])}"
    year = named[population].year if population in named else None
    same = [name for name in totals if named[name].year == year]
    chosen = totals if len(totals) == 1 else same
    if len(chosen) == 1:
        counts.total = chosen[0]
        reason = "" if len(totals) == 1 else f", of the same year as {population}"
        counts.why[chosen[0]] = _says(named[chosen[0]]) + reason + _sum(table, chosen[0])
    elif len(totals) > 1 and counts.universe == "vap":
        counts.problems.append(_undecided(counts.universe, totals, table))
    elif len(totals) > 1:
        counts.doubt(
            f"{some_of(totals)} could each be the {FULL[counts.universe]}; none was taken "
            f"({OPTION[counts.universe]} takes one)."
        )


def _choose_groups(counts: Counts, table: pd.DataFrame, named: dict[str, People]) -> None:
    total = counts.total
    if total is None and _totals(named, counts.universe):
        return
    if total is not None and _unusable(table[total]):
        return
    said = named.get(total or "")
    by_group: dict[str, list[str]] = {}
    for name, people in named.items():
        if people.universe == counts.universe and people.group:
            by_group.setdefault(people.group, []).append(name)
    for group, names in by_group.items():
        fitting = [name for name in names if said is None or _years_agree(named[name], said)]
        fitting.sort(key=lambda name: _distance(named[name], said))
        for name in fitting:
            if (fault := _fault_of_part(counts, table, name)) is not None:
                counts.why[name] = fault
            elif group in counts.groups:
                counts.why[name] = f"{_says(named[name])}; {counts.groups[group]} is preferred"
            else:
                counts.groups[group] = name
                counts.why[name] = _says(named[name]) + _below(table, name, total)
        for name in set(names) - set(fitting):
            counts.why[name] = f"{_says(named[name])}; not of the same year as {total}"
    order = [*GROUPS, *(f"{group}_any" for group in GROUPS)]
    counts.groups = {group: counts.groups[group] for group in order if group in counts.groups}
    _check_sum(counts, table, named)


def _years_agree(part: People, whole: People) -> bool:
    return part.year == whole.year or part.year is None or whole.year is None


def _distance(part: People, whole: People | None) -> tuple[bool, bool, int]:
    """How far a group's column is from its total's: another year, another census, a rank."""
    if whole is None:
        return False, False, part.rank
    return part.year != whole.year, part.remark != whole.remark, part.rank


def _check_below(
    counts: Counts, table: pd.DataFrame, name: str, larger: str, insisted: bool
) -> None:
    """Refuse a total that exceeds the population in more than a few units."""
    share = _share_below(table[name], table[larger])
    if share >= _enough(counts.universe):
        counts.why[name] += f"; at most {larger} in {share:.1%} of units"
        return
    counts.doubt(
        f"{name} exceeds {larger} in {1 - share:.1%} of units; they may be of different years."
    )
    if not insisted:
        counts.total = None
        counts.why[name] = f"named like it, but exceeds {larger} in {1 - share:.1%} of units"


def _check_sum(counts: Counts, table: pd.DataFrame, named: dict[str, People]) -> None:
    """Whether the groups add up to everybody, with Hispanics beside the races or within them."""
    total = counts.total
    if total is None or not all(group in counts.groups for group in ADDENDS):
        return
    columns = [counts.groups[group] for group in ADDENDS]
    goal = _floats(table[total])
    everyone = np.sum([_floats(table[name]) for name in columns], axis=0)
    races = everyone - _floats(table[counts.groups["hispanic"]])
    beside = float(np.mean(np.abs(everyone - goal) <= SLACK + 1e-6 * goal))
    within = float(np.mean(np.abs(races - goal) <= SLACK + 1e-6 * goal))
    if beside >= ENOUGH:
        for name in columns:
            counts.why[name] += f"; the groups add up to {total} in {beside:.1%} of units"
    elif within >= ENOUGH:
        hispanic = counts.groups["hispanic"]
        if all(named[name].rank == EXACT for name in columns):
            counts.notes.append(
                f"The races add up to {total} without {hispanic}: Hispanics are counted within "
                f"each race ({some_of(name for name in columns if name != hispanic)})."
            )
        for name in columns:
            counts.why[name] += f"; the races add up to {total}, Hispanics within them"


def _enough(universe: Universe) -> float:
    return ENOUGH_ESTIMATED if universe == "cvap" else ENOUGH


def _fault_of_part(counts: Counts, table: pd.DataFrame, name: str) -> str | None:
    """Why a column cannot be a part of the total."""
    if fault := _unusable(table[name]):
        return f"named like a count, but {fault}"
    total = counts.total
    if total is None:
        return None
    share = _share_below(table[name], table[total])
    if share < _enough(counts.universe):
        return f"named like a group, but exceeds {total} in {1 - share:.1%} of units"
    return None


def _below(table: pd.DataFrame, name: str, total: str | None) -> str:
    if total is None:
        return ""
    return f"; at most {total} in {_share_below(table[name], table[total]):.1%} of units"


def _share_below(part: "pd.Series[Any]", whole: "pd.Series[Any]") -> float:
    return float(np.mean(_floats(part) <= _floats(whole) + SLACK))


def _floats(column: "pd.Series[Any]") -> NDArray[np.float64]:
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isnan(values), 0.0, values)


def _totals(named: dict[str, People], universe: Universe) -> list[str]:
    return [name for name, said in named.items() if said.universe == universe and not said.group]


def _distinct(table: pd.DataFrame, names: list[str], counts: Counts) -> list[str]:
    """The names without those whose column repeats an earlier one's values."""
    kept: list[str] = []
    for name in names:
        twin = next((other for other in kept if table[name].equals(table[other])), None)
        if twin is None:
            kept.append(name)
        else:
            counts.why[name] = f"the same numbers as {twin}"
    return kept


def _newest_census(totals: dict[str, People]) -> str | None:
    """The newest decennial count, where all columns are of DRA's package, which dates each."""
    if any(said.family != "DRA" for said in totals.values()):
        return None
    counts = {name: said for name, said in totals.items() if said.rank == EXACT}
    return max(counts, key=lambda name: counts[name].year or 0, default=None)


def _sum(table: pd.DataFrame, name: str) -> str:
    return f"; {rounded(total_of(table[name]))} people" if _numeric(table[name]) else ""


def _says(said: People) -> str:
    remark = f", {said.remark}" if said.remark else ""
    return f"{said.family} name{remark}"


def _remarked(name: str, named: dict[str, People]) -> str:
    """A column with what its name says beyond the year: ``X (decennial census)``."""
    return f"{name} ({named[name].remark})" if named[name].remark else name


def _undecided(universe: Universe, names: list[str], table: pd.DataFrame) -> AskError:
    option = OPTION[universe]
    shown = " and ".join(
        f"{name} ({rounded(total_of(table[name]))})" if _numeric(table[name]) else name
        for name in names
    )
    return AskError(
        f"{len(names)} columns could be the {FULL[universe]}: {shown}.",
        f"Name one with {option}, such as {option} {names[0]}.",
    )


def _unusable(column: "pd.Series[Any]") -> str:
    """Why a column cannot be counts; empty where it can."""
    if not _numeric(column):
        return "holds text, not numbers"
    values = _floats(column)
    if (values < 0).any() or np.isinf(values).any():
        return "holds negative or infinite numbers"
    return "holds more people than live on Earth" if (values > EVERYBODY).any() else ""


def _numeric(column: "pd.Series[Any]") -> bool:
    return bool(pd.api.types.is_numeric_dtype(column))
