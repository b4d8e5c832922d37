"""Law: what the compiled kernels keep of a plan is, after every step, what gerrytools says of it.

Populations, sums of whole numbers, seats, cut edges, splits and pieces must be equal to the last
bit; sums of fractional votes but for their rounding by `on_grid`. Perimeters are the units' own
less the borders they share, while gerrytools takes the dissolved outline: they differ by slivers
between the units, so Polsby-Popper may differ by `SLIVERS`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from districtbot.chains.draws import stream_of
from districtbot.chains.graph import Graph, Level, graph_of
from districtbot.chains.recom import DISTRICT_PAIRS, MINIMUM, SURCHARGED, UNIFORM, recom, split_for
from districtbot.chains.scratch import scratch_for
from districtbot.chains.state import State, state_of
from districtbot.geo.open import open_map
from districtbot.geo.statemap import StateMap, components_of
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring

EPSILON = 0.01
SLIVERS = {"IA": 1e-9, "AL": 1e-9, "MI": 1e-9, "MN": 0.1}
"""How far Polsby-Popper may be from the dissolved district's, as a share of it: Minnesota's
precincts overlap and leave gaps."""

MAPS = {
    "IA": "IA/ia_county_with_enacted_2020.zip",
    "AL": "AL/AL_vtd_2020.zip",
    "MI": "MI/MI_vtd_2020.zip",
    "MN": "MN/mn_08_16.zip",
}


@dataclass(frozen=True)
class Counted:
    """A map, its graph, and the names of what the graph counts.

    Attributes:
        state: The map.
        graph: Its units as nodes; areas and perimeters are the last two columns.
        columns: Names of the other columns.
        levels: Columns of the map that the levels of regions come from.
    """

    state: StateMap
    graph: Graph
    columns: tuple[str, ...]
    levels: tuple[str, ...]


def counted(state: StateMap) -> Counted:
    roles = state.columns
    named = [*roles.group_vap.values(), roles.vap, roles.population]
    for election in roles.elections:
        named += [election.dem_col, election.rep_col]
    columns = tuple(dict.fromkeys(name for name in named if name))
    levels = tuple(
        dict.fromkeys(name for name in (roles.county, roles.municipality, *roles.plans) if name)
    )
    assert state.area is not None
    assert state.perimeter is not None
    edges = {tuple(pair): metres for pair, metres in shared(state)}
    links = state.graph.links
    graph = graph_of(
        links,
        state.population,
        columns=np.stack(
            [*(state.numbers(name) for name in columns), state.area, state.perimeter], axis=1
        ),
        touching=np.array([tuple(pair) in edges for pair in links.tolist()]).astype(np.int32),
        shared=np.array([edges.get(tuple(pair), 0.0) for pair in links.tolist()]),
        levels=tuple(level_of(state, name) for name in levels),
    )
    return Counted(state, graph, columns, levels)


def shared(state: StateMap) -> Any:
    return zip(state.graph.edges.tolist(), state.graph.shared_perimeter.tolist(), strict=True)


def level_of(state: StateMap, column: str) -> Level:
    """The regions of a column; units without a label are in none."""
    codes, names = state.codes(column)
    inside = np.flatnonzero(np.array([bool(name) for name in names])[codes]).astype(np.int32)
    ones = np.ones(len(inside), np.int32)
    return Level(inside, codes[inside], ones, state.population[inside], len(names))


class Walk:
    """ReCom from the map's own plan, with each tree law in turn."""

    def __init__(self, name: str, made: Counted) -> None:
        state = made.state
        codes, names = state.codes(state.columns.plans[0])
        self.made, self.k = made, len(names)
        self.state = state_of(made.graph, codes, self.k)
        ideal = state.population.sum() / self.k
        self._low = np.full(self.k, ideal * (1 - EPSILON))
        self._high = np.full(self.k, ideal * (1 + EPSILON))
        county = codes if state.columns.county is None else state.codes(state.columns.county)[0]
        ends = made.graph.ends
        self._surcharge = 0.5 * (county[ends[:, 0]] != county[ends[:, 1]])
        self._room = (scratch_for(made.graph), split_for(made.graph), stream_of("law", name))

    def step(self, number: int, drawn: Any) -> None:
        law = drawn.law_of(
            (MINIMUM, UNIFORM, SURCHARGED)[number % 3],
            DISTRICT_PAIRS,
            self._low,
            self._high,
            surcharge=self._surcharge,
        )
        scratch, split, stream = self._room
        assert recom(self.made.graph, self.state, law._replace(n_trees=50), scratch, split, stream)
        assert (self._low <= self.state.population).all()
        assert (self.state.population <= self._high).all()

    @property
    def plan(self) -> Plan:
        return Plan(self.made.state.unit_ids, self.state.district + 1, self.names)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(str(number + 1) for number in range(self.k))


def check(name: str, made: Counted, plan: Plan, state: State, scoring: Scoring) -> None:
    """Hold every count to gerrytools' score."""
    sums = scoring.sums(plan, made.columns)
    for ours, theirs in zip(state.sums.T, sums, strict=False):
        whole = (theirs % 1 == 0).all()
        assert ours.tolist() == (theirs.tolist() if whole else pytest.approx(theirs, rel=1e-12))
    people = scoring.population(plan)
    assert state.population.tolist() == people.people.tolist()
    ideal = state.population.sum() / len(state.population)
    largest = np.abs(state.population - ideal).max() / ideal
    assert largest == pytest.approx(people.largest, rel=1e-12)
    assert state.n_cut[1] == scoring.cut_edges(plan)
    for level, column in enumerate(made.levels):
        found = (int(state.splits[level]), int(state.pieces[level]))
        assert found == scoring.region(plan, column), column
    for election in made.state.columns.elections:
        values = scoring.election(plan, election)
        dem = state.sums[:, made.columns.index(election.dem_col)]
        rep = state.sums[:, made.columns.index(election.rep_col)]
        assert (dem / (dem + rep)).tolist() == pytest.approx(values.share.tolist(), rel=1e-11)
        assert ((dem > rep).sum(), (rep > dem).sum()) == (values.dem_seats, values.rep_seats)
    assert polsby_popper(state) == pytest.approx(
        scoring.shapes.measure(plan).polsby_popper, rel=SLIVERS[name]
    )


def polsby_popper(state: State) -> NDArray[np.float64]:
    area, around = state.sums[:, -2], state.sums[:, -1] - 2 * state.inside
    scores: NDArray[np.float64] = 4 * np.pi * area / around**2
    return scores


def check_whole(made: Counted, state: State) -> None:
    """Each district is one piece of the graph."""
    links = made.state.graph.links
    ends = state.district[links]
    pieces = components_of(made.state.n_units, links[ends[:, 0] == ends[:, 1]])
    assert int(pieces.max()) + 1 == len(state.size)
    assert (state.size > 0).all()


def walk(name: str, folder: Path, n_steps: int, drawn: Any) -> None:
    made = counted(open_map(folder / MAPS[name]))
    chain, scoring = Walk(name, made), Scoring(made.state)
    check(name, made, chain.plan, chain.state, scoring)
    seen = set()
    for number in range(n_steps):
        chain.step(number, drawn)
        check_whole(made, chain.state)
        check(name, made, chain.plan, chain.state, scoring)
        seen.add(chain.plan.sha256)
    assert len(seen) > n_steps / 3


@pytest.mark.parametrize("name", ["IA", "AL", "MI"])
def test_counts_equal_gerrytools_after_each_of_50_steps(
    name: str, shared_data: Path, drawn: Any
) -> None:
    walk(name, shared_data, 50, drawn)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "n_steps"), [("IA", 1000), ("AL", 1000), ("MI", 1000), ("MN", 100)]
)
def test_counts_equal_gerrytools_after_each_of_many_steps(
    name: str, n_steps: int, shared_data: Path, drawn: Any
) -> None:
    """Minnesota's layer has to be dissolved anew for each changed district, which takes long."""
    walk(name, shared_data, n_steps, drawn)


@pytest.mark.parametrize("name", ["IA", "AL"])
def test_areas_and_perimeters_are_those_of_the_dissolved_districts(
    name: str, shared_data: Path, drawn: Any
) -> None:
    made = counted(open_map(shared_data / MAPS[name]))
    chain = Walk(name, made)
    geometry = made.state.geometry
    assert geometry is not None
    for number in range(6):
        chain.step(number, drawn)
    state = chain.state
    around = state.sums[:, -1] - 2 * state.inside
    for home in range(len(state.size)):
        outline = shapely.union_all(geometry.to_numpy()[state.district == home])
        assert state.sums[home, -2] == pytest.approx(outline.area, rel=1e-9)
        assert around[home] == pytest.approx(outline.length, rel=SLIVERS[name])
