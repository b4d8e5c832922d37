"""Columns get their roles, each with the evidence for it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np
import pandas as pd

from districtbot.geo.contests import Contests, find_contests
from districtbot.geo.names import Universe, people_of
from districtbot.geo.numbers import counted, with_numbers
from districtbot.geo.options import MapOptions
from districtbot.geo.people import Counts, find_counts
from districtbot.geo.placenames import PLANS, matches
from districtbot.geo.regions import Regions, find_regions, sliced
from districtbot.geo.statemap import ColumnRoles, Evidence
from districtbot.geo.unitid import UnitIds, choose_unit_id, texts_of
from districtbot.geo.votes import votes_of
from districtbot.ground.errors import AskError, some_of

MOST_DISTRICTS = 500
OPTION_FIELDS = ("unit_id", "population", "vap", "cvap", "county", "municipality")
"""The options that name columns."""
GROUP_ROLES: dict[Universe, str] = {
    "population": "group_pop",
    "vap": "group_vap",
    "cvap": "group_cvap",
}


@dataclass(frozen=True, slots=True)
class Findings:
    """What the columns of a map are.

    Attributes:
        units: The table with numbers as numbers, ids as text, and columns that had to be made.
        ids: The unit ids; row numbers where they are unsettled.
        unit_id: Their column; ``None`` while unsettled.
        population: Column of total population; ``None`` while unsettled.
        roles: All roles, with an empty name where a required one is unsettled.
        problems: What the user must decide or mend before the map can be used.
        notes: What the user should know, one sentence each.
        doubts: Those notes that cast doubt on a column that numbers rest on.
    """

    units: pd.DataFrame
    ids: tuple[str, ...]
    unit_id: str | None
    population: str | None
    roles: ColumnRoles
    problems: tuple[AskError, ...]
    notes: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def find_columns(table: pd.DataFrame, options: MapOptions) -> Findings:
    """Give each column its role; collect what is wrong rather than stop at the first.

    Args:
        table: The map's columns as read.
        options: Columns the user names.
    """
    problems = unknown_columns(table, options)
    if problems:
        options = _without_unknown(table, options)
    table, number_notes = with_numbers(table, _numeric_roles(table, options))
    try:
        unit_ids = choose_unit_id(table, options.unit_id)
    except AskError as error:
        problems.append(error)
        rows = tuple(f"row {row}" for row in range(1, len(table) + 1))
        unit_ids = UnitIds("", rows, "")
    table = _with_ids(table, unit_ids)
    wanted: Mapping[Universe, str | None] = {
        "population": options.population,
        "vap": options.vap,
        "cvap": options.cvap,
    }
    counts = find_counts(table, wanted, unit_ids.ids)
    contests = find_contests(table, counts["vap"].total or _sound_population(counts))
    regions = find_regions(
        table, unit_ids.ids, unit_ids.column, options.county, options.municipality
    )
    why = _reasons(unit_ids, counts, contests, regions)
    plans = _find_plans(table, {unit_ids.column, regions.county, regions.municipality}, why)
    roles = _roles(unit_ids, counts, contests, regions, plans)
    units, gap_notes = _without_gaps(table.assign(**regions.made), roles)
    roles = replace(roles, evidence=tuple(_evidence(units, roles, {**plans, **why})))
    population = counts["population"]
    problems += [problem for found in counts.values() for problem in found.problems]
    problems += regions.problems
    notes = [
        *number_notes,
        *unit_ids.notes,
        *(note for found in counts.values() for note in found.notes),
        *_fraction_note(units, population),
        *regions.notes,
        *gap_notes,
    ]
    return Findings(
        units=units,
        ids=unit_ids.ids,
        unit_id=unit_ids.column or None,
        population=population.total,
        roles=roles,
        problems=tuple(problems),
        notes=tuple(notes),
        doubts=(*(each for found in counts.values() for each in found.doubts), *gap_notes),
    )


def unknown_columns(table: pd.DataFrame, options: MapOptions) -> list[AskError]:
    """Complaints about columns the user names that the map does not have."""
    columns = [str(name) for name in table.columns]
    problems = []
    for field in OPTION_FIELDS:
        wanted = getattr(options, field)
        if wanted is None or _exists(table, field, wanted):
            continue
        folded = [name for name in columns if name.casefold() == wanted.casefold()]
        near = folded or get_close_matches(wanted, columns, n=3, cutoff=0.5)
        hint = f"Did you mean {some_of(near)}?" if near else f"It has: {some_of(columns, 12)}."
        option = f"--{field.replace('_', '-')}"
        problems.append(AskError(f"The map has no column {wanted!r} ({option}).", hint))
    return problems


def _exists(table: pd.DataFrame, field: str, wanted: str) -> bool:
    return wanted in table.columns or (field == "county" and sliced(table, wanted) is not None)


def _without_unknown(table: pd.DataFrame, options: MapOptions) -> MapOptions:
    def known(field: str, wanted: str | None) -> str | None:
        return wanted if wanted is not None and _exists(table, field, wanted) else None

    return replace(
        options,
        unit_id=known("unit_id", options.unit_id),
        population=known("population", options.population),
        vap=known("vap", options.vap),
        cvap=known("cvap", options.cvap),
        county=known("county", options.county),
        municipality=known("municipality", options.municipality),
    )


def _numeric_roles(table: pd.DataFrame, options: MapOptions) -> set[str]:
    """Columns whose name or option promises numbers."""
    named = {options.population, options.vap, options.cvap} - {None}
    said = {str(name) for name in table.columns if people_of(str(name)) or votes_of(str(name))}
    return {str(name) for name in named} | said


def _with_ids(table: pd.DataFrame, unit_ids: UnitIds) -> pd.DataFrame:
    """The table with its id column as clean text."""
    if not unit_ids.column:
        return table
    ids = pd.Series(list(unit_ids.ids), index=table.index, dtype="str")
    return table.assign(**{unit_ids.column: ids})


def _sound_population(counts: Mapping[Universe, Counts]) -> str | None:
    population = counts["population"]
    return None if population.problems else population.total


def _reasons(
    unit_ids: UnitIds,
    counts: Mapping[Universe, Counts],
    contests: Contests,
    regions: Regions,
) -> dict[str, str]:
    reasons = {**regions.why, **contests.why}
    for found in counts.values():
        reasons.update(found.why)
    reasons[unit_ids.column] = unit_ids.why
    return reasons


def _find_plans(table: pd.DataFrame, taken: set[str | None], why: dict[str, str]) -> dict[str, str]:
    """Columns that hold plans, with the reason; reasons against others go into ``why``."""
    plans: dict[str, str] = {}
    for name in map(str, table.columns):
        if name in taken or not matches(PLANS, name):
            continue
        labels = texts_of(table[name])
        n_districts, blank = len(set(labels) - {""}), labels.count("")
        if n_districts < 2:
            why[name] = "named like a plan, but has one district only"
        elif n_districts > min(MOST_DISTRICTS, len(labels) // 2):
            why[name] = f"named like a plan, but {n_districts:,} values for {len(labels):,} units"
        elif blank:
            why[name] = f"named like a plan, but no district for {counted(blank, 'unit')}"
        else:
            plans[name] = f"named like a plan; {n_districts:,} districts"
    return plans


def _roles(
    unit_ids: UnitIds,
    counts: Mapping[Universe, Counts],
    contests: Contests,
    regions: Regions,
    plans: Mapping[str, str],
) -> ColumnRoles:
    return ColumnRoles(
        unit_id=unit_ids.column,
        population=counts["population"].total or "",
        vap=counts["vap"].total,
        cvap=counts["cvap"].total,
        group_pop=dict(counts["population"].groups),
        group_vap=dict(counts["vap"].groups),
        group_cvap=dict(counts["cvap"].groups),
        elections=contests.elections,
        county=regions.county,
        municipality=regions.municipality,
        plans=tuple(plans),
    )


def _evidence(units: pd.DataFrame, roles: ColumnRoles, why: Mapping[str, str]) -> list[Evidence]:
    """One entry for each column; a column with two roles is listed under the weightier one."""
    played: dict[str, tuple[str, str]] = {}
    for role, column, detail in _cast(units, roles):
        played.setdefault(column, (role, detail))
    return [
        Evidence(role, name, detail, why.get(name, "its name tells no role"))
        for name in map(str, units.columns)
        for role, detail in [played.get(name, ("other", ""))]
    ]


def _cast(units: pd.DataFrame, roles: ColumnRoles) -> Iterator[tuple[str, str, str]]:
    """Role, column and detail of each column that has a role, the weightiest roles first."""
    for role in ("unit_id", "population", "vap", "cvap"):
        column = getattr(roles, role)
        if column:
            yield role, column, ""
    for role in ("county", "municipality"):
        column = getattr(roles, role)
        if column:
            yield role, column, counted(int(units[column].nunique()), "value")
    for election in roles.elections:
        yield "votes", election.dem_col, f"{election.name} dem"
        yield "votes", election.rep_col, f"{election.name} rep"
    for role in ("group_vap", "group_cvap", "group_pop"):
        for group, column in getattr(roles, role).items():
            yield role, column, group
    for column in roles.plans:
        yield "plan", column, f"{units[column].nunique():,} districts"


def _without_gaps(units: pd.DataFrame, roles: ColumnRoles) -> tuple[pd.DataFrame, list[str]]:
    """Missing counts and votes become 0, and it is said; the population is never filled."""
    columns = {
        column
        for role, column, _ in _cast(units, roles)
        if role in ("vap", "cvap", "votes", "group_vap", "group_cvap", "group_pop")
    }
    gaps = {name: int(units[name].isna().sum()) for name in units.columns if name in columns}
    gaps = {name: count for name, count in gaps.items() if count}
    if not gaps:
        return units, []
    listed = some_of((f"{name} ({counted(count, 'unit')})" for name, count in gaps.items()), 6)
    filled = units.assign(**{name: units[name].fillna(0) for name in gaps})
    return filled, [f"Missing values were counted as 0 in {listed}."]


def _fraction_note(units: pd.DataFrame, population: Counts) -> list[str]:
    if population.total is None or population.problems:
        return []
    values = units[population.total].to_numpy(dtype=np.float64)
    n_units = int((values % 1 != 0).sum())
    if not n_units:
        return []
    return [f"{population.total} has fractions of people in {n_units:,} units; they are kept."]
