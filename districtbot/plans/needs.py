"""What each target needs of a map, checked before any search."""

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans import targets as t
from districtbot.plans.groups import group_columns, region_column, units_with, universe_column
from districtbot.plans.overlap import overlap_people
from districtbot.plans.plan import plan_of
from districtbot.plans.scoring import NO_SHAPES, checked_numbers


def check_targets(state: StateMap, targets: t.Targets) -> None:
    """Refuse targets that the map cannot serve, all of them at once.

    Raises:
        AskError: With what each target lacks and what the map has instead.
    """
    errors = []
    for target in targets.target:
        try:
            _check(state, targets, target)
        except AskError as error:
            errors.append(error)
    if errors:
        problems = dict.fromkeys(error.problem for error in errors)
        todos = dict.fromkeys(error.todo for error in errors)
        raise AskError(" ".join(problems), " ".join(todos)) from errors[0]


def needed_columns(state: StateMap, targets: t.Targets) -> tuple[str, ...]:
    """The columns of the map that the targets read, each once, in the targets' order."""
    found: list[str] = []
    for target in targets.target:
        found.extend(_columns(state, target))
    return tuple(dict.fromkeys(found))


def _columns(state: StateMap, target: t.Target) -> tuple[str, ...]:
    match target:
        case t.RegionSplits() | t.RegionPieces():
            return (region_column(state, target.region),)
        case t.GroupShare():
            groups = group_columns(state, target.group, target.of)
            return (*groups, universe_column(state, target.of))
        case (
            t.Seats()
            | t.Competitive()
            | t.EfficiencyGap()
            | t.MeanMedian()
            | t.PartisanBias()
            | t.Proportionality()
        ):
            election = state.election(target.election)
            return (election.dem_col, election.rep_col)
        case t.Together() | t.Apart() | t.Locked():
            return (region_column(state, target.column),)
        case t.Incumbents():
            return (state.columns.unit_id,)
        case t.LeastChange() | t.Nested():
            return (target.plan,)
        case _:
            return (state.columns.population,)


def _check(state: StateMap, targets: t.Targets, target: t.Target) -> None:
    columns = _columns(state, target)
    match target:
        case t.PolsbyPopper() | t.Reock():
            if state.geometry is None:
                raise AskError(
                    NO_SHAPES,
                    "Open the precinct polygons, or ask for cut edges instead.",
                )
        case t.Together() | t.Apart() | t.Locked():
            units_with(state, target.column, target.values)
            _check_locked(targets, target)
        case t.Incumbents():
            units_with(state, state.columns.unit_id, target.units)
        case t.LeastChange() | t.Nested():
            _check_reference(state, target.plan)
        case t.RegionSplits() | t.RegionPieces() | t.Contiguity() | t.CutEdges():
            pass
        case _:
            for column in columns:
                checked_numbers(state, column)


def _check_locked(targets: t.Targets, target: t.Together | t.Apart | t.Locked) -> None:
    if isinstance(target, t.Locked) and target.district > targets.districts:
        raise AskError(
            f"Units are locked in district {target.district} of {targets.districts}.",
            f"Name a district from 1 to {targets.districts}.",
        )


def _check_reference(state: StateMap, column: str) -> None:
    if column not in state.units.columns and state.columns.plans:
        known = ", ".join(state.columns.plans)
        raise AskError(
            f"The map has no plan column {column!r}, and there is no plan file of that name.",
            f"It has these plans: {known}.",
        )
    overlap_people(state, plan_of(state.unit_ids, state.labels(state.columns.unit_id)), column)
