"""What a chain measures of each plan it keeps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.graph import Graph
from districtbot.chains.replay import Counts
from districtbot.chains.walk import Kept
from districtbot.plans.arrays import Arrays, region_codes
from districtbot.plans.chain_rules import (
    CUT_EDGES,
    PIECES,
    SHAPES,
    SPLITS,
    ChainRules,
    region_of,
)
from districtbot.plans.groups import (
    REGION_ROLES,
    group_columns,
    group_roles,
    region_column,
    universe_column,
)
from districtbot.plans.problem import Problem
from districtbot.plans.targets import Universe

Floats = NDArray[np.float64]
Measures = dict[str, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """A problem as a graph, and where on it everything that is measured lies.

    Attributes:
        graph: The graph.
        regions: Region word or column of each level.
        area: Column of areas, square metres; -1 where the map has no shapes.
        perimeter: Column of perimeters, metres; -1 likewise.
        elections: Contest to its columns of Democratic and Republican votes.
        shares: Measure such as ``vap_share black`` to its columns of the group and of everyone.
        sums: Column of the map to its column.
        ideal: People that each district should have; shape (k,).
    """

    graph: Graph
    regions: tuple[str, ...]
    area: int
    perimeter: int
    elections: dict[str, tuple[int, int]]
    shares: dict[str, tuple[int, int]]
    sums: dict[str, int]
    ideal: Floats

    @property
    def counts(self) -> tuple[str, ...]:
        """Names of the counts, in the order of `districtbot.chains.walk.Counts`."""
        splits = (region + SPLITS for region in self.regions)
        pieces = (region + PIECES for region in self.regions)
        return (CUT_EDGES, *splits, *pieces)


def counted(problem: Problem, rules: ChainRules) -> Counted:
    """Arrange a problem for a chain.

    Raises:
        AskError: If the rules name a region, contest, group or column that the map lacks.
    """
    state, arrays = problem.state, Arrays(problem)
    area, perimeter = -1, -1
    if state.area is not None and state.perimeter is not None:
        area, perimeter = arrays.area(), arrays.perimeter()
    regions = _regions(problem, rules)
    for region in regions:
        column = region_column(state, region)
        arrays.level(region, *region_codes(state, column, named=True))
    elections = {}
    for name in _named(rules.elections, (item.name for item in state.columns.elections)):
        contest = state.election(name)
        elections[contest.name] = arrays.number(contest.dem_col), arrays.number(contest.rep_col)
    shares = _shares(problem, rules, arrays)
    sums = {column: arrays.number(column) for column in rules.columns}
    return Counted(
        arrays.graph(), regions, area, perimeter, elections, shares, sums, ideals(problem, rules)
    )


def ideals(problem: Problem, rules: ChainRules) -> Floats:
    """People that each district should have, shape (k,)."""
    seats = np.ones(problem.n_districts) if rules.seats is None else np.array(rules.seats, float)
    people: Floats = float(problem.population.sum()) * seats / seats.sum()
    return people


def measures_of(found: Counted, kept: Kept | Counts) -> Measures:
    """The measures of plans, each of shape (rows,) or (rows, k).

    Cut edges, splits and pieces of regions, people and the largest absolute deviation from
    ideal (a share), mean and least Polsby-Popper; for each contest the Democratic share of each
    district, seats, efficiency gap and mean-median (see
    `districtbot.plans.elections.ElectionScore`); for each group its share of each district.
    What is undefined is NaN.
    """
    measures: Measures = {
        name: kept.counts[:, place].astype(np.float64) for place, name in enumerate(found.counts)
    }
    measures["population"] = kept.population.copy()
    off = np.abs(kept.population - found.ideal) / np.maximum(found.ideal, 1e-9)
    measures["population_deviation"] = off.max(axis=1)
    if found.area >= 0:
        around = np.maximum(kept.sums[:, :, found.perimeter] - 2 * kept.inside, 1e-9)
        shape = 4 * np.pi * kept.sums[:, :, found.area] / around**2
        measures[SHAPES[0]], measures[SHAPES[1]] = shape.mean(axis=1), shape.min(axis=1)
    for name, (dem, rep) in found.elections.items():
        measures.update(_election(name, kept.sums[:, :, dem], kept.sums[:, :, rep]))
    for name, (group, everyone) in found.shares.items():
        measures[name] = _quotient(kept.sums[:, :, group], kept.sums[:, :, everyone])
    for name, column in found.sums.items():
        measures[f"sum {name}"] = kept.sums[:, :, column].copy()
    return measures


def _election(name: str, dem: Floats, rep: Floats) -> Measures:
    """One contest; votes of shape (rows, k)."""
    votes = dem + rep
    share = _quotient(dem, votes)
    defined = ((dem > 0) & (rep > 0)).all(axis=1)
    whole = (dem == np.floor(dem)) & (rep == np.floor(rep))
    needed = np.where(whole, np.floor(votes / 2) + 1, votes / 2)
    wasted = rep - dem + needed * np.sign(dem - rep)
    gap = _quotient(wasted.sum(axis=1), votes.sum(axis=1))
    middle = np.median(share, axis=1) - share.mean(axis=1)
    return {
        f"dem_share {name}": share,
        f"dem_seats {name}": (dem > rep).sum(axis=1).astype(np.float64),
        f"dem_efficiency_gap {name}": np.where(defined, gap, np.nan),
        f"dem_mean_median {name}": np.where(defined, middle, np.nan),
    }


def _quotient(part: Floats, whole: Floats) -> Floats:
    share: Floats = np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)
    return share


def _named(asked: tuple[str, ...] | None, known: Iterable[str]) -> tuple[str, ...]:
    return tuple(known) if asked is None else asked


def _regions(problem: Problem, rules: ChainRules) -> tuple[str, ...]:
    """Regions that are measured, capped or scored, each once."""
    roles = (role for role in REGION_ROLES if getattr(problem.state.columns, role) is not None)
    asked = _named(rules.regions, roles)
    counts = (region_of(name) for name in (*rules.caps, *rules.score))
    return tuple(dict.fromkeys((*asked, *(name for name in counts if name))))


def _shares(problem: Problem, rules: ChainRules, arrays: Arrays) -> dict[str, tuple[int, int]]:
    """The columns of each group's share."""
    state = problem.state
    universe: Universe = "population" if state.columns.vap is None else "vap"
    groups = _named(rules.groups, group_roles(state.columns, universe))
    if not groups:
        return {}
    everyone = arrays.number(universe_column(state, universe))
    columns = group_columns(state, groups, universe)
    return {
        f"{universe}_share {group}": (arrays.number(column), everyone)
        for group, column in zip(groups, columns, strict=True)
    }


def caps_of(found: Counted, caps: Mapping[str, int], no_cap: int) -> NDArray[np.int64]:
    """Caps in the order of the counts."""
    return np.array([caps.get(name, no_cap) for name in found.counts], dtype=np.int64)


def weights_of(found: Counted, score: Mapping[str, float]) -> tuple[Floats, Floats]:
    """Weights of the counts, and of the mean and the least Polsby-Popper."""
    counts = np.array([score.get(name, 0.0) for name in found.counts])
    return counts, np.array([score.get(name, 0.0) for name in SHAPES])
