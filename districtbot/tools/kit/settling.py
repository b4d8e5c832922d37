"""Targets whose names are those of the map and of the desk, however they were written."""

from collections.abc import Iterable, Sequence
from typing import Any

from districtbot.geo.gazetteer import Place, PlaceKind
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans import targets as t
from districtbot.plans.groups import REGION_ROLES, group_roles, region_column, units_with
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.known import version_number
from districtbot.tools.kit.naming import called
from districtbot.tools.kit.places import find_places, place_label

MOST_LETTERS = 200
"""Letters of what places are called in a target."""
_REGION_WORDS = {
    "county": "county",
    "counties": "county",
    "municipality": "municipality",
    "municipalities": "municipality",
    "town": "municipality",
    "towns": "municipality",
    "city": "municipality",
    "cities": "municipality",
}


def settled(desk: Desk, targets: Iterable[t.Target]) -> tuple[t.Target, ...]:
    """The targets with every name as the map or the desk has it.

    Regions, groups, contests and places are found by what people write; a plan on the desk
    becomes ``version N``, so that the target goes on to mean this very plan.

    Args:
        desk: The desk.
        targets: As they were asked for.

    Raises:
        AskError: With every name that is not known, and what there is instead.
    """
    found, errors = [], []
    for target in targets:
        try:
            found.append(_settled(desk, target))
        except AskError as error:
            errors.append(error)
    if errors:
        problems = dict.fromkeys(error.problem for error in errors)
        todos = dict.fromkeys(error.todo for error in errors)
        raise AskError(" ".join(problems), " ".join(todos))
    return tuple(found)


def _settled(desk: Desk, target: t.Target) -> t.Target:
    state = desk.state
    match target:
        case t.RegionSplits() | t.RegionPieces():
            return target.model_copy(update={"region": _region(state, target.region)})
        case t.GroupShare():
            group = tuple(_group(state, name, target.of) for name in target.group)
            return target.model_copy(update={"group": group})
        case (
            t.Seats()
            | t.Competitive()
            | t.EfficiencyGap()
            | t.MeanMedian()
            | t.PartisanBias()
            | t.Proportionality()
        ):
            return target.model_copy(update={"election": _contest(state, target.election)})
        case t.Together() | t.Apart() | t.Locked():
            named = _places(state, target.column, target.values)
            if isinstance(target, t.Apart) and len(named["values"]) != len(target.values):
                raise AskError(
                    "Of places to keep apart each must have a name of its own on the map.",
                    "Name counties, towns or single units.",
                )
            return target.model_copy(update={**named, "name": target.name or named["name"]})
        case t.Incumbents():
            return target.model_copy(update={"units": _units(state, target.units)})
        case t.LeastChange() | t.Nested():
            return target.model_copy(update={"plan": _plan(desk, target.plan)})
        case _:
            return target


def _region(state: StateMap, region: str) -> str:
    """The role that a region word or a column stands for, else the column."""
    word = _REGION_WORDS.get(region.strip().casefold())
    if word is not None and region not in state.units.columns:
        return word
    column = _column(state, region)
    for role in REGION_ROLES:
        if getattr(state.columns, role) == column:
            return role
    return column


def _column(state: StateMap, name: str) -> str:
    """A column in whatever case it was written."""
    if name in state.units.columns:
        return name
    same = [str(one) for one in state.units.columns if str(one).casefold() == name.casefold()]
    return same[0] if len(same) == 1 else name


def _group(state: StateMap, name: str, of: t.Universe) -> str:
    """A group by its name, or by the name of its column."""
    columns = group_roles(state.columns, of)
    if name.casefold() in columns:
        return name.casefold()
    column = _column(state, name)
    return next((group for group, one in columns.items() if one == column), column)


def _contest(state: StateMap, name: str) -> str:
    """A contest by its name, or by a column of its votes.

    Raises:
        AskError: If there is none.
    """
    column = _column(state, name)
    for election in state.columns.elections:
        if column in (election.dem_col, election.rep_col):
            return election.name
    return state.election(name.strip()).name


def _places(state: StateMap, column: str, values: Sequence[str]) -> dict[str, Any]:
    """Column, values and name of places; no name where the values themselves were given.

    Raises:
        AskError: If there is no such place.
    """
    region = _region(state, column)
    try:
        place = units_with(state, region, values)
    except AskError:
        kinds: dict[str, PlaceKind] = {"county": "county", "municipality": "town"}
        found = find_places(state, values, kinds.get(region))
        return _of_places(state, found)
    name = region_column(state, region)
    exact = dict(zip(place[::-1].tolist(), state.labels(name)[::-1].tolist(), strict=True))
    found_values = tuple(exact[n] for n in range(len(values)) if n in exact)
    return {"column": name, "values": found_values, "name": ""}


def _of_places(state: StateMap, found: Sequence[Place]) -> dict[str, Any]:
    """Column, values and name of places; those of several columns are named by their units."""
    name = called(found)[:MOST_LETTERS]
    columns = {place.column for place in found}
    if len(columns) == 1:
        values = dict.fromkeys(value for place in found for value in place.values)
        return {"column": columns.pop(), "values": tuple(values), "name": name}
    units = dict.fromkeys(unit for place in found for unit in place.units)
    ids = tuple(state.unit_ids[unit] for unit in units)
    return {"column": state.columns.unit_id, "values": ids, "name": name}


def _units(state: StateMap, names: Sequence[str]) -> tuple[str, ...]:
    """Units by their ids or names.

    Raises:
        AskError: If a name is not one unit.
    """
    if all(name in state.unit_index for name in names):
        return tuple(names)
    found = find_places(state, names)
    wide = [place for place in found if len(place.units) != 1]
    if wide:
        raise AskError(
            f"{place_label(wide[0])} is {len(wide[0].units):,} units, not the one where somebody "
            "lives.",
            "Name the unit of each home.",
        )
    return tuple(state.unit_ids[place.units[0]] for place in found)


def _plan(desk: Desk, name: str) -> str:
    """A plan column of the map as it is; a plan of the desk as ``version N``.

    Raises:
        AskError: If there is no such plan.
    """
    wanted = name.strip()
    number = version_number(wanted.casefold())
    if number is None and wanted.isdecimal():
        number = int(wanted[:9])
    if number is not None:
        desk.plan_named(str(number))
        return f"version {number}"
    if wanted.casefold() == "current":
        desk.plan_named(wanted)
        return f"version {desk.history.current.number}"
    named = {known.casefold(): moment for known, moment in desk.history.names.items()}
    if wanted.casefold() in named:
        desk.plan_named(wanted)
        return f"version {named[wanted.casefold()]}"
    column = _column(desk.state, wanted)
    if column not in desk.state.units.columns:
        desk.plan_named(wanted)
    return column
