"""What no plan can be: proofs from arithmetic alone, before any search.

Each check relaxes the question (shapes and contiguity are mostly ignored), so what it
refuses is impossible for certain, and what it lets pass may still be.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.numbers import counted
from districtbot.ground.errors import some_of
from districtbot.ground.quoting import plain
from districtbot.plans import targets as t
from districtbot.plans.groups import group_columns, region_column, units_with, universe_column
from districtbot.plans.problem import Problem, exclusions
from districtbot.plans.text import people, percent, plural

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Impossible:
    """A proof that a required target cannot be met.

    Attributes:
        measure: The target's measure, or ``districts``.
        proof: Why no plan can meet it, in words with the numbers.
        nearest: The nearest bound that this argument leaves open, in words.
    """

    measure: str
    proof: str
    nearest: str


def impossibilities(problem: Problem) -> tuple[Impossible, ...]:
    """Every proof that the required targets cannot be met; empty where none was found."""
    too_many = tuple(_too_many_districts(problem))
    if problem.n_districts > problem.state.n_units:
        return too_many
    found = [
        *too_many,
        *_contradictions(problem),
        *_pieces_of_graph(problem),
        *_populations(problem),
    ]
    for target in problem.targets.required:
        found.extend(_target(problem, target))
    return tuple(found)


def _too_many_districts(problem: Problem) -> Iterator[Impossible]:
    k, n_units = problem.n_districts, problem.state.n_units
    if k > n_units:
        yield Impossible(
            "districts",
            f"{k:,} districts were asked for, but the map has {counted(n_units, 'unit')}, and a "
            "district needs at least one.",
            f"At most {n_units:,} districts." if n_units > 1 else "A map of smaller units.",
        )
    elif k > problem.n_nodes:
        n = problem.n_nodes
        yield Impossible(
            "districts",
            f"{k:,} districts were asked for, but with what must stay together only "
            f"{counted(n, 'block')} of units {'is' if n == 1 else 'are'} left to form them.",
            f"{f'At most {n:,} districts, or keep' if n > 1 else 'Keep'} fewer units together.",
        )


def _contradictions(problem: Problem) -> Iterator[Impossible]:
    """Units that must be together and apart, or in two districts, or in one that is not there."""
    k = problem.n_districts
    for target in problem.targets.required:
        if isinstance(target, t.Locked) and target.district > k:
            yield Impossible(
                "locked",
                f"Units are locked into district {target.district}, but there are {k} districts.",
                f"A district from 1 to {k}.",
            )
        if isinstance(target, t.Apart | t.Incumbents):
            n = len(target.values if isinstance(target, t.Apart) else target.units)
            if n > k:
                yield Impossible(
                    target.measure,
                    f"{n} places must all be in different districts, but there are only {k}.",
                    f"At most {k} places kept apart, or at least {n} districts.",
                )
    for labels in exclusions(problem.state, problem.targets):
        pairs = np.unique(np.stack([problem.node_of, labels], axis=1)[labels >= 0], axis=0)
        nodes, counts = np.unique(pairs[:, 0], return_counts=True)
        for node in nodes[counts > 1][:1].tolist():
            units = np.flatnonzero((problem.node_of == node) & (labels >= 0))
            names = some_of(problem.state.unit_ids[unit] for unit in units)
            yield Impossible(
                "apart",
                f"The units {names} must stay in one district by one target and be in different "
                "districts by another.",
                "Drop one of the two.",
            )


def _pieces_of_graph(problem: Problem) -> Iterator[Impossible]:
    """Separate parts of a map without bridges cannot share a district."""
    parts = problem.state.graph.components(bridged=True)
    n_parts = int(parts.max()) + 1
    if n_parts > problem.n_districts:
        yield Impossible(
            "contiguity",
            f"The map has {n_parts} separate parts and only {problem.n_districts} districts, so "
            "some district would be in pieces.",
            "Let islands be bridged (leave out --no-bridge).",
        )


def _populations(problem: Problem) -> Iterator[Impossible]:
    """The largest block, and the integers, against the population targets."""
    low, high, target = _tightest(problem)
    if target is None:
        return
    ideal = problem.ideal
    largest = int(np.argmax(problem.population))
    most = float(problem.population[largest])
    if most > high * (1 + 1e-12) and not _is_whole_region(problem, largest):
        yield Impossible(
            target.measure,
            f"{_block(problem, largest)} {people(most)}; the largest district allowed has "
            f"{people(np.floor(high))} (ideal {ideal:,.0f}).",
            f"A deviation of at least {percent(most / ideal - 1, up=True)} per district.",
        )
    total = float(problem.population.sum())
    if total.is_integer() and (problem.population % 1 == 0).all():
        least = max(np.ceil(ideal) - ideal, ideal - np.floor(ideal))
        if min(high - ideal, ideal - low) < least * (1 - 1e-9):
            yield Impossible(
                target.measure,
                f"{people(total)} do not divide into {problem.n_districts} equal whole numbers: "
                f"the ideal is {ideal:,.2f}, and some district is at least {least:.2f} people off.",
                f"A deviation of {np.ceil(least * 100) / 100:.2f} people.",
            )


def _is_whole_region(problem: Problem, node: int) -> bool:
    """Whether a node is merged only because no region may be split, which is proved apart."""
    asked = any(isinstance(target, t.Together | t.Locked) for target in problem.targets.target)
    return not asked and int((problem.node_of == node).sum()) > 1


def _block(problem: Problem, node: int) -> str:
    """What a node is, as the start of a sentence that goes on with its people."""
    units = np.flatnonzero(problem.node_of == node)
    if len(units) == 1:
        return f"Unit {problem.state.unit_ids[units[0]]} alone has"
    names = some_of((problem.state.unit_ids[unit] for unit in units), 3)
    county = problem.state.columns.county
    if county is not None:
        codes, labels = problem.state.codes(county)
        homes = np.unique(codes[units])
        if len(homes) <= 3:
            names = f"in {some_of(labels[home] for home in homes)}"
    return f"The {len(units):,} units that must stay together ({names}) have"


def _tightest(problem: Problem) -> tuple[float, float, t.Target | None]:
    """Fewest and most people a district may have by the required targets."""
    ideal, k = problem.ideal, problem.n_districts
    low, high, by = 0.0, float(problem.population.sum()), None
    for target in problem.targets.required:
        match target:
            case t.PopulationDeviation():
                slack = target.at_most * ideal
            case t.PopulationRange():
                # the mean is the ideal: a range r leaves at most r (k - 1) / k on one side
                slack = target.at_most * ideal * (k - 1) / k
            case t.PopulationPersons():
                slack = target.at_most
            case _:
                continue
        if ideal + slack < high:
            low, high, by = max(low, ideal - slack), ideal + slack, target
    return low, high, by


def _target(problem: Problem, target: t.Target) -> Iterator[Impossible]:
    match target:
        case t.RegionSplits() | t.RegionPieces():
            yield from _region_arithmetic(problem, target)
        case t.GroupShare():
            yield from _group_bound(problem, target)
        case t.Seats():
            yield from _seat_bound(problem, target)
        case t.Competitive() if target.at_least > problem.n_districts:
            yield _more_than_all(target.measure, target.at_least, problem.n_districts)
        case t.Locked() | t.Together():
            yield from _apart_by_water(problem, target)
            if isinstance(target, t.Locked) and target.alone:
                yield from _too_few_alone(problem, target)
        case _:
            return


def _more_than_all(measure: str, wanted: int, k: int) -> Impossible:
    return Impossible(
        measure,
        f"{wanted} districts are asked for, but the plan has only {k}.",
        f"At most {k}.",
    )


def _apart_by_water(problem: Problem, target: t.Locked | t.Together) -> Iterator[Impossible]:
    """Units kept together must lie in one part of the map and not be too many people."""
    hits = units_with(problem.state, target.column, target.values) >= 0
    _, high, by = _tightest(problem)
    total = float(problem.state.population[hits].sum())
    in_one_node = len(np.unique(problem.node_of[hits])) == 1
    if by is not None and not in_one_node and total > high * (1 + 1e-12):
        named = plain(target.name, 160) or some_of(plain(one, 40) for one in target.values)
        yield Impossible(
            target.measure,
            f"{named} together have {people(total)}; the largest district allowed "
            f"has {people(np.floor(high))}.",
            f"A deviation of at least {percent(total / problem.ideal - 1, up=True)} per district, "
            "or fewer places kept together.",
        )
    parts = problem.state.graph.components(bridged=True)[hits]
    if len(np.unique(parts)) > 1:
        yield Impossible(
            target.measure,
            "Units that must share a district lie in separate parts of the map with no bridge "
            "between them.",
            "Let islands be bridged (leave out --no-bridge).",
        )


def _too_few_alone(problem: Problem, target: t.Locked) -> Iterator[Impossible]:
    """A district that stays as it is must have enough people as it is."""
    hits = units_with(problem.state, target.column, target.values) >= 0
    low, _, by = _tightest(problem)
    total = float(problem.state.population[hits].sum())
    if by is not None and total < low * (1 - 1e-12):
        yield Impossible(
            target.measure,
            f"District {target.district} is to stay as it is, with {people(total)}; the smallest "
            f"district allowed has {people(np.ceil(low))}.",
            f"A deviation of at least {percent(1 - total / problem.ideal, up=True)} per district, "
            "or let the district change.",
        )


def _region_arithmetic(
    problem: Problem, target: t.RegionSplits | t.RegionPieces
) -> Iterator[Impossible]:
    """A region with more people than a district may have must be split, and into how many."""
    _, high, _ = _tightest(problem)
    state = problem.state
    codes, names = state.codes(region_column(state, target.region))
    residents = np.bincount(codes, weights=state.population, minlength=len(names))
    named = np.array([bool(name) for name in names])
    forced = np.maximum(1, np.ceil(residents / (high * (1 + 1e-12)))).astype(int)
    forced[~named] = 0
    large = [index for index in np.argsort(-residents) if forced[index] > 1]
    listed = some_of(
        (f"{plain(names[index], 40)} ({people(residents[index])})" for index in large), 4
    )
    word = target.region if target.region in ("county", "municipality") else f"{target.region} area"
    if isinstance(target, t.RegionSplits):
        least, what = len(large), f"split {plural(word)}"
    else:
        least, what = int(forced.sum()), f"{word} pieces"
    if target.at_most < least:
        because = f": {listed}" if listed else ""
        yield Impossible(
            target.measure,
            f"{what.capitalize()}: at most {target.at_most} allowed, but at least {least} cannot "
            f"be avoided: the largest district may have {people(np.floor(high))}, and every {word} "
            f"with more people must be split{because}.",
            f"At least {least} must be allowed; it may take more.",
        )


def _group_bound(problem: Problem, target: t.GroupShare) -> Iterator[Impossible]:
    state, k = problem.state, problem.n_districts
    columns = group_columns(state, target.group, target.of)
    group = np.sum([state.numbers(column) for column in columns], axis=0)
    everyone = state.numbers(universe_column(state, target.of))
    statewide = float(group.sum() / max(everyone.sum(), 1.0))
    name = " + ".join(target.group)
    if target.none_above:
        if statewide > target.share * (1 + 1e-12):
            yield Impossible(
                target.measure,
                f"No district may be above {percent(target.share)} {name}, but the whole map is "
                f"{percent(statewide)} {name}, so some district is at least that.",
                f"A ceiling of at least {percent(statewide, up=True)}.",
            )
        return
    wanted = target.districts_at_least or 0
    if wanted > k:
        yield _more_than_all(target.measure, wanted, k)
        return
    surplus = group - target.share * everyone
    reachable = _most_districts(problem, surplus, strict=False)
    if wanted > reachable:
        best = _highest_share(problem, group, everyone, wanted)
        some = counted(reachable, "such district")
        yield Impossible(
            target.measure,
            f"{counted(wanted, 'district')} at {percent(target.share)} {name} or more "
            f"{'is' if wanted == 1 else 'are'} asked for. Even "
            f"with the units of highest share gathered from all over the map, contiguous or not, "
            f"{f'at most {reachable}' if reachable else 'none'} can reach it (the whole map is "
            f"{percent(statewide)} {name}).",
            f"{f'At most {some}, or ' if reachable else ''}{counted(wanted, 'district')} at "
            f"{percent(best)}.",
        )


def _seat_bound(problem: Problem, target: t.Seats) -> Iterator[Impossible]:
    state, k = problem.state, problem.n_districts
    election = state.election(target.election)
    lead = state.numbers(election.dem_col) - state.numbers(election.rep_col)
    if target.party == "rep":
        lead = -lead
    party = {"dem": "Democrats", "rep": "Republicans"}[target.party]
    floor = target.equal if target.equal is not None else target.at_least
    ceiling = target.equal if target.equal is not None else target.at_most
    if floor is not None:
        if floor > k:
            yield _more_than_all(target.measure, floor, k)
            return
        most = _most_districts(problem, lead, strict=True)
        if floor > most:
            yield Impossible(
                target.measure,
                f"{party} are to win {counted(floor, 'district')} on {election.name}, but even "
                f"with their best units gathered from all over the map they can win at most "
                f"{most}.",
                f"At most {most}.",
            )
    if ceiling is not None:
        least = k - _most_districts(problem, -lead, strict=False)
        if ceiling < least:
            yield Impossible(
                target.measure,
                f"{party} are to win at most {counted(ceiling, 'district')} on {election.name}, "
                f"but their voters are too many: they win at least {least} however the map is "
                "drawn.",
                f"At least {least}.",
            )


def _most_districts(problem: Problem, surplus: Floats, *, strict: bool) -> int:
    """An upper bound on how many districts can each have a surplus of at least (above) 0.

    If m districts do, their units together have a surplus of at least 0 and at least as many
    people as m smallest districts, and at least as many as k - m largest leave over. The best
    surplus of any set with so many people is a fractional knapsack: units by surplus per
    person, the last in part (Dantzig 1957, doi:10.1287/opre.5.2.266).
    """
    low, high, _ = _tightest(problem)
    k = problem.n_districts
    total = float(problem.population.sum())
    best_of = _knapsack(problem.state.population, surplus)
    for m in range(k, 0, -1):
        needed = max(m * max(low, 0.0), total - (k - m) * high)
        best = best_of(needed)
        if best > 1e-9 or (not strict and best >= -1e-9 * (1 + abs(float(surplus.sum())))):
            return m
    return 0


def _knapsack(weights: Floats, surplus: Floats) -> Callable[[float], float]:
    """The best surplus of a fractional set of units of at least a given weight, as a function."""
    rate = np.divide(surplus, weights, out=np.zeros_like(surplus), where=weights > 0)
    free = float(surplus[(weights <= 0) & (surplus > 0)].sum())
    inside = weights > 0
    order = np.argsort(-rate[inside], kind="stable")
    weight = np.concatenate([[0.0], np.cumsum(weights[inside][order])])
    gained = np.concatenate([[0.0], np.cumsum(surplus[inside][order])])
    top = int(np.argmax(gained))

    def best_of(needed: float) -> float:
        if needed <= weight[top]:
            return free + float(gained[top])
        return free + float(np.interp(min(needed, weight[-1]), weight, gained))

    return best_of


def _highest_share(problem: Problem, group: Floats, everyone: Floats, n: int) -> float:
    """The highest share, to a tenth of a percent down, that the bound leaves to n districts."""
    low, high = 0.0, 1.0
    while high - low > 0.0005:
        middle = (low + high) / 2
        if _most_districts(problem, group - middle * everyone, strict=False) >= n:
            low = middle
        else:
            high = middle
    return float(np.floor(low * 1000) / 1000)
