"""The quick measure of each target on a draft: its value and how far it is missed.

Perimeters here are the units' own less the borders they share, which differs from the
dissolved outline where a layer has slivers; the last word on any plan is `judge`'s.
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap, components_of
from districtbot.plans import targets as t
from districtbot.plans.field import scoring_engine
from districtbot.plans.groups import (
    group_columns,
    region_column,
    units_with,
    universe_column,
)
from districtbot.plans.problem import Problem, incumbent_labels, inside_or_not

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


class Draft:
    """A plan in the middle of a search, with sums made when first asked for."""

    def __init__(
        self, state: StateMap, n_districts: int, district: Ints, *, whole: bool = False
    ) -> None:
        self.whole = whole
        self.state = state
        self.k = n_districts
        self.district = district

    def total(self, weights: Floats) -> Floats:
        """Sum of a unit column over each district, shape (k,)."""
        return np.bincount(self.district, weights, self.k).astype(np.float64)

    @cached_property
    def population(self) -> Floats:
        """People in each district."""
        return self.total(self.state.population)

    @cached_property
    def cut(self) -> NDArray[np.bool_]:
        """Whether each edge of the dual graph is cut."""
        ends = self.district[self.state.graph.edges]
        parted: NDArray[np.bool_] = ends[:, 0] != ends[:, 1]
        return parted

    @cached_property
    def polsby_popper(self) -> Floats:
        """Polsby-Popper of each district from areas and shared perimeters."""
        area, perimeter = self.state.area, self.state.perimeter
        if area is None or perimeter is None:
            raise ValueError("no geometry")
        graph = self.state.graph
        inside = ~self.cut
        home = self.district[graph.edges[inside, 0]]
        shared = np.bincount(home, weights=graph.shared_perimeter[inside], minlength=self.k)
        around = self.total(perimeter) - 2 * shared
        scores: Floats = 4 * np.pi * self.total(area) / np.maximum(around, 1e-9) ** 2
        return scores

    def touches(self, codes: Ints, n_codes: int) -> Ints:
        """Number of districts in each region, shape (n_codes,)."""
        pairs = np.unique(codes.astype(np.int64) * self.k + self.district)
        return np.bincount(pairs // self.k, minlength=n_codes).astype(np.int32)


UNDEFINED = 10.0
"""The gap of a measure that a draft leaves undefined, as in a district without votes."""

Measure = Callable[[Draft], tuple[float, float]]
"""The value of a target on a draft, and its gap."""


def measure_of(problem: Problem, target: t.Target) -> Measure:
    """The measure of one target with everything looked up once."""
    state, k, ideal = problem.state, problem.n_districts, problem.ideal
    match target:
        case t.PopulationDeviation() | t.PopulationRange() | t.PopulationPersons():
            return _population(target, ideal)
        case t.Contiguity():
            return _contiguity(state)
        case t.RegionSplits() | t.RegionPieces():
            return _regions(state, target)
        case t.PolsbyPopper():
            return _statistic(lambda draft: draft.polsby_popper, target.statistic, target.at_least)
        case t.Reock():
            return _statistic(_Reock(state), target.statistic, target.at_least)
        case t.CutEdges():
            most = target.at_most
            step = max(1.0, 0.05 * most)
            return lambda draft: _excess(float(draft.cut.sum()), most, step)
        case t.GroupShare():
            return _group_share(state, target, k)
        case t.Seats() | t.Competitive():
            return _districts_won(state, target, k)
        case t.EfficiencyGap() | t.MeanMedian() | t.PartisanBias() | t.Proportionality():
            return _fairness(state, target)
        case t.Locked() if target.alone:
            return _apart(inside_or_not(state, target), k)
        case t.Together() | t.Locked():
            return _together(units_with(state, target.column, target.values) >= 0, k)
        case t.Apart():
            return _apart(units_with(state, target.column, target.values), k)
        case t.Incumbents():
            return _apart(incumbent_labels(state, target), k)
        case t.LeastChange() | t.Nested():
            return _overlap(state, target, k)


def _excess(value: float, bound: float, step: float) -> tuple[float, float]:
    return value, max(0.0, (value - bound) / step)


def _lack(value: float, bound: float, step: float) -> tuple[float, float]:
    return value, max(0.0, (bound - value) / step)


def _population(
    target: t.PopulationDeviation | t.PopulationRange | t.PopulationPersons, ideal: float
) -> Measure:
    slack = 1e-9
    bound = float(target.at_most)
    step = 0.01 * ideal if isinstance(target, t.PopulationPersons) else 0.01

    def measure(draft: Draft) -> tuple[float, float]:
        people = draft.population
        if isinstance(target, t.PopulationRange):
            value = float(np.ptp(people)) / ideal
        else:
            value = float(np.abs(people - ideal).max())
            if isinstance(target, t.PopulationDeviation):
                value /= ideal
        return value, (value - bound) / step if value > bound + slack else 0.0

    return measure


def _contiguity(state: StateMap) -> Measure:
    links = state.graph.links

    def measure(draft: Draft) -> tuple[float, float]:
        if draft.whole:
            return float(draft.k), 0.0
        ends = draft.district[links]
        inside = links[ends[:, 0] == ends[:, 1]]
        n_pieces = int(components_of(state.n_units, inside).max()) + 1
        empty = draft.k - len(np.unique(draft.district))
        extra = n_pieces - draft.k + 2 * empty
        return float(n_pieces), 10.0 * extra

    return measure


def _regions(state: StateMap, target: t.RegionSplits | t.RegionPieces) -> Measure:
    codes, names = state.codes(region_column(state, target.region))
    named = np.array([bool(name) for name in names])
    step = max(1.0, 0.1 * target.at_most)

    def measure(draft: Draft) -> tuple[float, float]:
        touched = draft.touches(codes, len(names))[named]
        if isinstance(target, t.RegionSplits):
            return _excess(float((touched > 1).sum()), target.at_most, step)
        return _excess(float(touched.sum()), target.at_most, step)

    return measure


def _statistic(scores_fn: Callable[[Draft], Floats], statistic: str, bound: float) -> Measure:
    reduce = np.mean if statistic == "mean" else np.min
    return lambda draft: _lack(float(reduce(scores_fn(draft))), bound, 0.02)


class _Reock:
    """Reock of each district; districts that did not change are remembered."""

    def __init__(self, state: StateMap) -> None:
        if state.geometry is None or state.area is None:
            raise ValueError("no geometry")
        hulls = shapely.convex_hull(state.geometry.to_numpy())
        self._points, self._owner = shapely.get_coordinates(hulls, return_index=True)
        self._area = state.area
        self._known: dict[bytes, float] = {}

    def __call__(self, draft: Draft) -> Floats:
        areas = draft.total(self._area)
        return np.array([self._score(draft, number, areas[number]) for number in range(draft.k)])

    def _score(self, draft: Draft, number: int, area: float) -> float:
        inside = draft.district == number
        key = np.packbits(inside).tobytes()
        if key not in self._known:
            if len(self._known) > 4096:
                self._known.clear()
            points = shapely.multipoints(self._points[inside[self._owner]])
            radius = shapely.minimum_bounding_radius(points)
            self._known[key] = float(area / (np.pi * radius**2)) if radius > 0 else 0.0
        return self._known[key]


def _group_share(state: StateMap, target: t.GroupShare, k: int) -> Measure:
    """The highest share, or the lowest among as many districts as must reach the threshold."""
    columns = group_columns(state, target.group, target.of)
    group = np.sum([state.numbers(column) for column in columns], axis=0)
    everyone = state.numbers(universe_column(state, target.of))
    wanted = target.districts_at_least

    def measure(draft: Draft) -> tuple[float, float]:
        shares = _ratio(draft.total(group), draft.total(everyone))
        if wanted is None:
            over = np.maximum(0.0, shares - target.share)
            return float(np.nanmax(shares)), float(over.sum()) / 0.02
        best = np.sort(shares)[::-1]
        if wanted > k:
            return float(best[-1]), float(wanted - k) * 10
        short = np.maximum(0.0, target.share - best[:wanted])
        return float(best[wanted - 1]), float(short.sum()) / 0.02

    return measure


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _districts_won(state: StateMap, target: t.Seats | t.Competitive, k: int) -> Measure:
    election = state.election(target.election)
    dem, rep = state.numbers(election.dem_col), state.numbers(election.rep_col)
    if isinstance(target, t.Seats) and target.party == "rep":
        dem, rep = rep, dem
    edge = 1e-9

    def competitive(lead: Floats, goal: t.Competitive) -> tuple[float, float]:
        within = float((np.abs(lead) < goal.margin).sum())
        far = np.sort(np.maximum(0.0, np.abs(lead) - goal.margin + edge))
        return within, float(far[: goal.at_least].sum()) / 0.02

    def seats(lead: Floats, goal: t.Seats) -> tuple[float, float]:
        won = float((lead > 0).sum())
        best = np.sort(lead)[::-1]
        floor = goal.equal if goal.equal is not None else goal.at_least
        ceiling = goal.equal if goal.equal is not None else goal.at_most
        gap = 0.0
        if floor is not None:
            gap += float(np.maximum(0.0, edge - best[:floor]).sum()) + max(0, floor - k)
        if ceiling is not None:
            gap += float(np.maximum(0.0, best[ceiling:]).sum())
        return won, gap / 0.02

    def measure(draft: Draft) -> tuple[float, float]:
        ours, theirs = draft.total(dem), draft.total(rep)
        lead = _ratio(ours, ours + theirs) - 0.5
        lead[ours + theirs <= 0] = -0.5 if isinstance(target, t.Competitive) else 0.0
        if isinstance(target, t.Competitive):
            return competitive(lead, target)
        return seats(lead, target)

    return measure


Fairness = t.EfficiencyGap | t.MeanMedian | t.PartisanBias | t.Proportionality


def _fairness(state: StateMap, target: Fairness) -> Measure:
    formulas = scoring_engine().formulas
    election = state.election(target.election)
    dem, rep = state.numbers(election.dem_col), state.numbers(election.rep_col)
    formula: Callable[[Floats, Floats], float] = {
        "efficiency_gap": formulas.efficiency_gap,
        "mean_median": formulas.mean_median,
        "partisan_bias": formulas.partisan_bias,
        "proportionality": formulas.disproportionality,
    }[target.measure]
    step = 0.05 if isinstance(target, t.Proportionality | t.PartisanBias) else 0.01

    def measure(draft: Draft) -> tuple[float, float]:
        ours, theirs = draft.total(dem), draft.total(rep)
        if not (ours > 0).all() or not (theirs > 0).all():
            return float("nan"), UNDEFINED
        return _excess(abs(float(formula(ours, theirs))), target.at_most, step)

    return measure


def _together(hits: NDArray[np.bool_], k: int) -> Measure:
    """Districts that hold any of the units, one too many each beyond the first.

    Units locked into a district count alike: it gets its number when the search is over.
    """

    def measure(draft: Draft) -> tuple[float, float]:
        counts = np.bincount(draft.district[hits], minlength=k)
        n_homes = int((counts > 0).sum())
        return float(n_homes), float(n_homes - 1)

    return measure


def _apart(labels: Ints, k: int) -> Measure:
    n_labels = int(labels.max()) + 1
    inside = labels >= 0

    def measure(draft: Draft) -> tuple[float, float]:
        pairs = np.unique(draft.district[inside].astype(np.int64) * n_labels + labels[inside])
        per_district = np.bincount(pairs // n_labels, minlength=k)
        clashes = float(np.maximum(0, per_district - 1).sum())
        return clashes, clashes

    return measure


def _overlap(state: StateMap, target: t.LeastChange | t.Nested, k: int) -> Measure:
    from scipy.optimize import linear_sum_assignment

    codes, names = state.codes(target.plan)
    people = state.population
    total = max(float(people.sum()), 1.0)

    def measure(draft: Draft) -> tuple[float, float]:
        cell = draft.district.astype(np.int64) * len(names) + codes
        shared = np.bincount(cell, weights=people, minlength=k * len(names)).reshape(k, -1)
        if isinstance(target, t.Nested):
            kept = float(shared.max(axis=1).sum())
        else:
            rows, columns = linear_sum_assignment(-shared)
            kept = float(shared[rows, columns].sum())
        return _lack(kept / total, target.at_least, 0.02)

    return measure
