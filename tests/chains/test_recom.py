"""ReCom steps: what must hold after each, taking them back, and the choice of the pair."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.chains.draws import stream_of
from districtbot.chains.graph import Graph, Level, graph_of
from districtbot.chains.recom import (
    CUT_EDGES,
    DISTRICT_PAIRS,
    MINIMUM,
    SURCHARGED,
    UNIFORM,
    Law,
    recom,
    split_for,
    undo,
)
from districtbot.chains.scratch import scratch_for
from districtbot.chains.state import State, state_of
from districtbot.geo.open import open_map
from districtbot.geo.statemap import components_of

EVERY_LAW = [
    (trees, pairs)
    for trees in (MINIMUM, SURCHARGED, UNIFORM)
    for pairs in (CUT_EDGES, DISTRICT_PAIRS)
]


def grid(small: Any, rows: int, cols: int, seed: int) -> Graph:
    """A grid of uneven people with two numbers a node and two levels of regions."""
    rng = np.random.default_rng(seed)
    n = rows * cols
    row, col = np.divmod(np.arange(n), cols)
    people = rng.integers(5, 15, n).astype(float)

    def level(region: Any, n_regions: int) -> Level:
        nodes, ones = np.arange(n, dtype=np.int32), np.ones(n, np.int32)
        return Level(nodes, region.astype(np.int32), ones, people, n_regions)

    links = small.grid_links(rows, cols)
    return graph_of(
        links,
        people,
        columns=rng.random((n, 2)) * 100,
        shared=rng.random(len(links)),
        levels=(level(row // 3 * 10 + col // 3, 100), level(col // 4, 10)),
    )


def stripes(rows: int, cols: int, k: int) -> Any:
    """Districts side by side."""
    return (np.arange(rows * cols) % cols * k // cols).astype(np.int32)


def bounds(graph: Graph, members: Any, epsilon: float) -> Any:
    ideal = graph.population.sum() * members / members.sum()
    return ideal * (1 - epsilon), ideal * (1 + epsilon)


def is_whole(graph: Graph, state: State) -> bool:
    """Whether every district is there, in one piece."""
    ends = state.district[graph.ends]
    inside = graph.ends[ends[:, 0] == ends[:, 1]]
    pieces = components_of(len(state.district), inside)
    return int(pieces.max()) + 1 == len(state.size) and bool((state.size > 0).all())


class Walk:
    """A chain that may be of another law at each step."""

    def __init__(self, graph: Graph, district: Any, low: Any, high: Any, *label: Any) -> None:
        self.graph, self.low, self.high = graph, low, high
        self.state = state_of(graph, district, len(low))
        self.scratch, self.split = scratch_for(graph), split_for(graph)
        self.stream = stream_of("recom", *label)

    def step(self, law: Law) -> bool:
        return recom(self.graph, self.state, law, self.scratch, self.split, self.stream)

    def back(self) -> None:
        undo(self.graph, self.state, self.split)


@pytest.mark.parametrize(
    ("members", "epsilon"),
    [
        pytest.param([1, 1, 1, 1], 0.1, id="equal"),
        pytest.param([1, 1, 1, 1], 0.6, id="loose"),
        pytest.param([1, 2, 3, 2], 0.15, id="members"),
        pytest.param([2, 3, 3, 2], 0.35, id="members, overlapping"),
    ],
)
def test_steps_keep_what_must_hold(
    members: list[int], epsilon: float, small: Any, drawn: Any, check_state: Any, counts: Any
) -> None:
    """800 steps of all laws in turn; every third is taken back, every fifth twice."""
    cols = 12 // sum(members) * sum(members)
    graph = grid(small, 8, cols, 3)
    low, high = bounds(graph, np.array(members), epsilon)
    home = np.tile(np.repeat(np.arange(4), np.array(members) * cols // sum(members)), 8)
    chain = Walk(graph, home.astype(np.int32), low, high, str(members), epsilon)
    surcharge = (np.arange(len(graph.ends)) % 3) * 0.4
    grade = (np.arange(len(graph.ends)) % 2).astype(np.int32)
    seen, renamed = set(), 0
    for number in range(800):
        trees, pairs = EVERY_LAW[number % 6]
        law = drawn.law_of(trees, pairs, low, high, surcharge=surcharge, grade=grade)
        before, kept = counts(chain.state), chain.state.district.copy()
        assert chain.step(law)
        check_state(graph, chain.state)
        assert is_whole(graph, chain.state)
        pair = chain.split.tally[1:3]
        touched = chain.state.population[pair]
        assert (low[pair] <= touched).all(), "too few people"
        assert (touched <= high[pair]).all(), "too many people"
        changed = np.flatnonzero(chain.state.district != kept)
        n_changed = int(chain.split.tally[0])
        assert sorted(chain.split.change[:n_changed].tolist()) == changed.tolist()
        assert set(kept[changed]) <= set(pair.tolist())
        renamed += n_changed
        if number % 3 == 0:
            chain.back()
            assert counts(chain.state) == before
            check_state(graph, chain.state)
        if number % 5 == 0:
            chain.back()
            check_state(graph, chain.state)
        seen.add(chain.state.district.tobytes())
    assert len(seen) > 100
    assert renamed > 800


def test_a_step_that_finds_no_split_changes_nothing(small: Any, drawn: Any, counts: Any) -> None:
    """Four nodes of 1 person in a row cannot be two districts of 1.5."""
    graph = graph_of(small.grid_links(1, 4), np.ones(4))
    low = high = np.full(2, 1.5)
    for trees, pairs in EVERY_LAW:
        law = drawn.law_of(trees, pairs, low, high, surcharge=np.zeros(3))
        chain = Walk(graph, np.array([0, 0, 1, 1], np.int32), low, high)
        before = counts(chain.state)
        assert not chain.step(law._replace(n_trees=5, n_pairs=3))
        assert counts(chain.state) == before
        chain.back()
        assert counts(chain.state) == before


def test_few_nodes_move_where_names_mean_nothing(small: Any, drawn: Any) -> None:
    """Of two names for the same split that which moves fewer nodes is taken."""
    graph = grid(small, 6, 6, 5)
    low, high = bounds(graph, np.ones(2), 0.3)
    chain = Walk(graph, stripes(6, 6, 2), low, high)
    law = drawn.law_of(MINIMUM, DISTRICT_PAIRS, low, high)
    for _ in range(300):
        assert chain.step(law)
        assert 2 * chain.split.tally[0] <= 36


def test_pairs_come_as_often_as_their_law_says(small: Any, drawn: Any) -> None:
    """Five districts; two pairs of them do not touch.

    0 0 0 1 1 1
    0 4 4 4 4 1
    2 2 2 2 4 3
    2 2 2 2 3 3
    """
    home = np.array([0, 0, 0, 1, 1, 1, 0, 4, 4, 4, 4, 1, 2, 2, 2, 2, 4, 3, 2, 2, 2, 2, 3, 3])
    links = small.grid_links(4, 6)
    graph = graph_of(links, np.ones(24))
    ends = np.sort(home[links], axis=1)
    seams = Counter((int(a), int(b)) for a, b in ends if a != b)
    assert len(seams) == 8
    low, high = np.ones(5), np.full(5, 23.0)
    by_links = {pair: count / sum(seams.values()) for pair, count in seams.items()}
    by_pairs = dict.fromkeys(seams, 1 / len(seams))
    for pairs, chances, others in (
        (CUT_EDGES, by_links, by_pairs),
        (DISTRICT_PAIRS, by_pairs, by_links),
    ):
        chain = Walk(graph, home.astype(np.int32), low, high, "pairs", pairs)
        law = drawn.law_of(MINIMUM, pairs, low, high)
        counted: Counter[tuple[int, int]] = Counter()
        for _ in range(15_000):
            chain.step(law)
            a, b = sorted(chain.split.tally[1:3].tolist())
            counted[a, b] += 1
            chain.back()
        assert small.misfit(counted, chances) > small.ALARM
        assert small.misfit(counted, others) < small.ALARM


def test_a_chain_is_the_same_each_time(small: Any, drawn: Any) -> None:
    graph = grid(small, 6, 6, 5)
    low, high = bounds(graph, np.ones(3), 0.2)
    law = drawn.law_of(UNIFORM, CUT_EDGES, low, high)
    ends = []
    for label in ("one", "one", "two"):
        chain = Walk(graph, stripes(6, 6, 3), low, high, label)
        for _ in range(50):
            chain.step(law)
        ends.append(chain.state.district.tolist())
    assert ends[0] == ends[1]
    assert ends[0] != ends[2]


MAPS = [
    ("AL/AL_vtd_2020.zip", "CD", 0.01),
    ("MI/MI_vtd_2020.zip", "CD", 0.01),
    ("MN/mn_08_16.zip", "MNSENDIST", 0.05),
]


@pytest.mark.parametrize(("name", "column", "epsilon"), MAPS, ids=["AL-7", "MI-13", "MN-67"])
def test_steps_keep_what_must_hold_on_real_maps(
    name: str,
    column: str,
    epsilon: float,
    shared_data: Path,
    drawn: Any,
    check_state: Any,
    counts: Any,
) -> None:
    """From the enacted plan, all laws in turn, the counts made anew after each of 300 steps."""
    state = open_map(shared_data / name)
    county, names = state.codes(state.columns.county or "")
    nodes, ones = np.arange(state.n_units, dtype=np.int32), np.ones(state.n_units, np.int32)
    links = state.graph.links
    graph = graph_of(
        links,
        state.population,
        columns=np.stack([state.area, state.perimeter], axis=1) if state.area is not None else None,
        shared=state.graph.shared_perimeter if len(links) == len(state.graph.edges) else None,
        levels=(Level(nodes, county, ones, state.population, len(names)),),
    )
    home, districts = state.codes(column)
    low, high = bounds(graph, np.ones(len(districts)), epsilon)
    chain = Walk(graph, home, low, high, name)
    surcharge = 0.5 * (county[graph.ends[:, 0]] != county[graph.ends[:, 1]])
    for number in range(300):
        trees, pairs = EVERY_LAW[number % 6]
        law = drawn.law_of(trees, pairs, low, high, surcharge=surcharge)
        before = counts(chain.state) if number % 10 == 0 else None
        assert chain.step(law._replace(n_trees=100))
        assert is_whole(graph, chain.state)
        assert (low <= chain.state.population).all()
        assert (chain.state.population <= high).all()
        check_state(graph, chain.state)
        if before is not None:
            chain.back()
            assert counts(chain.state) == before
    assert counts(chain.state) == counts(state_of(graph, chain.state.district, len(districts)))
