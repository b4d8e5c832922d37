"""Law: on maps small enough to list every plan, ReCom goes where its law and GerryChain say.

The exact law of one step is worked out from all spanning trees of each pair of districts: the
choice of the pair, the law of the tree, and the cut that is taken where a tree offers several.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import networkx as nx
import numpy as np
import pytest
from numpy.typing import NDArray

from districtbot.chains.graph import graph_of
from districtbot.chains.recom import (
    CUT_EDGES,
    DISTRICT_PAIRS,
    MINIMUM,
    SURCHARGED,
    UNIFORM,
)
from districtbot.plans.field import gerrychain

Links = tuple[tuple[int, int], ...]
Plan = tuple[int, ...]
Split = frozenset[int]

LAWS = [
    pytest.param(trees, pairs, id=f"{tree}-{pair}")
    for trees, tree in ((MINIMUM, "mst"), (UNIFORM, "ust"))
    for pairs, pair in ((CUT_EDGES, "cut_edges"), (DISTRICT_PAIRS, "district_pairs"))
]


@dataclass(frozen=True)
class World:
    """A map whose every plan is known.

    Attributes:
        links: Pairs of units.
        k: Districts.
        low: Fewest units in a district; each has one person.
        high: Most.
        plans: Every plan, named in order of appearance.
    """

    links: Links
    k: int
    low: int
    high: int
    plans: tuple[Plan, ...]

    @property
    def n_units(self) -> int:
        """Number of units."""
        return len(self.plans[0])


def world_of(small: Any, rows: int, cols: int, k: int, low: int, high: int) -> World:
    links = tuple(map(tuple, small.grid_links(rows, cols).tolist()))
    plans = small.plans_of(links, (1,) * (rows * cols), k, low, high)
    return World(links, k, low, high, tuple(plans))


@pytest.fixture(scope="module")
def strict(small: Any) -> World:
    """The 117 plans of a 4 x 4 grid into 4 districts of 4: no tree has more than one cut."""
    world = world_of(small, 4, 4, 4, 4, 4)
    assert len(world.plans) == 117
    return world


@pytest.fixture(scope="module")
def loose(small: Any) -> World:
    """A 3 x 3 grid into 3 districts of 2 to 4: some trees have several cuts."""
    return world_of(small, 3, 3, 3, 2, 4)


def seams(world: World, plan: Plan) -> Counter[tuple[int, int]]:
    """Number of links between each two districts."""
    pairs = (tuple(sorted((plan[a], plan[b]))) for a, b in world.links)
    return Counter((a, b) for a, b in pairs if a != b)


@cache
def split_chances(
    world: World, merged: Split, trees: int, small: Any
) -> dict[frozenset[Split], float]:
    """Chance of each split of two merged districts, trees being drawn until one can be cut."""
    units = sorted(merged)
    place = {unit: number for number, unit in enumerate(units)}
    inner = tuple((place[a], place[b]) for a, b in world.links if a in merged and b in merged)
    found: Counter[frozenset[Split]] = Counter()
    for tree in small.spanning_trees(inner, len(units)):
        cuts = {}
        for link in tree:
            part = small.parts_of(inner, tree - {link}, len(units))
            side = frozenset(
                unit for unit, home in zip(units, part, strict=True) if home == part[0]
            )
            sizes = (len(side), len(units) - len(side))
            if world.low <= min(sizes) and max(sizes) <= world.high:
                cuts[link] = frozenset([side, merged - side])
        if trees == UNIFORM:
            for split in cuts.values():
                found[split] += 1 / len(cuts)
        elif cuts:
            chances = small.heaviest_chances(inner, len(units), tree, frozenset(cuts))
            for link, split in cuts.items():
                found[split] += chances.get(link, 0.0)
    total = sum(found.values())
    return {split: chance / total for split, chance in found.items()}


def step_chances(world: World, plan: Plan, trees: int, pairs: int, small: Any) -> dict[Plan, float]:
    """Chance of each plan after one step."""
    found: Counter[Plan] = Counter()
    near = seams(world, plan)
    total = sum(near.values()) if pairs == CUT_EDGES else len(near)
    for (a, b), n_links in near.items():
        chance = (n_links if pairs == CUT_EDGES else 1) / total
        merged = frozenset(unit for unit, home in enumerate(plan) if home in (a, b))
        for split, share in split_chances(world, merged, trees, small).items():
            one, _ = split
            moved = (
                (a if unit in one else b) if unit in merged else home
                for unit, home in enumerate(plan)
            )
            found[small.named(tuple(moved))] += chance * share
    return dict(found)


def named_counts(counts: Counter[Plan], small: Any) -> Counter[Plan]:
    """Counts of plans whatever their districts are called."""
    found: Counter[Plan] = Counter()
    for plan, count in counts.items():
        found[small.named(plan)] += count
    return found


def our_law(world: World, trees: int, pairs: int, drawn: Any) -> Any:
    low, high = np.full(world.k, float(world.low)), np.full(world.k, float(world.high))
    return drawn.law_of(trees, pairs, low, high)


def starts(world: World) -> list[Plan]:
    """Five plans from all over the list."""
    return [world.plans[len(world.plans) * number // 5] for number in range(5)]


@pytest.mark.parametrize(("trees", "pairs"), LAWS)
@pytest.mark.parametrize("name", ["strict", "loose"])
def test_one_step_follows_the_exact_law(
    name: str, trees: int, pairs: int, small: Any, drawn: Any, request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(name)
    graph = graph_of(np.array(world.links), np.ones(world.n_units))
    law = our_law(world, trees, pairs, drawn)
    for plan in starts(world):
        counts = drawn.steps_from(graph, plan, law, 20_000, name, trees, pairs, *plan)
        chances = step_chances(world, plan, trees, pairs, small)
        assert sum(chances.values()) == pytest.approx(1)
        assert small.misfit(named_counts(counts, small), chances) > small.ALARM


def test_the_laws_of_a_step_can_be_told_apart(loose: World, small: Any, drawn: Any) -> None:
    """So many steps show which law they follow, and that GerryChain's cut is no random one."""
    graph = graph_of(np.array(loose.links), np.ones(9))
    laws = [(trees, pairs) for trees in (MINIMUM, UNIFORM) for pairs in (CUT_EDGES, DISTRICT_PAIRS)]
    for one in laws:
        fits = dict.fromkeys(laws, 1.0)
        for plan in starts(loose):
            counts = drawn.steps_from(graph, plan, our_law(loose, *one, drawn), 20_000, *one)
            for two in laws:
                chances = step_chances(loose, plan, *two, small)
                fit = small.misfit(named_counts(counts, small), chances)
                fits[two] = min(fits[two], fit)
        assert [law for law in laws if fits[law] > small.ALARM] == [one]


def test_uniform_splits_are_counted_by_kirchhoff(strict: World, small: Any) -> None:
    """Where a tree has one cut at most, a split's trees are those of its sides and a link."""
    for plan in starts(strict):
        for a, b in seams(strict, plan):
            merged = frozenset(unit for unit, home in enumerate(plan) if home in (a, b))
            chances = split_chances(strict, merged, UNIFORM, small)
            trees = {split: n_trees_through(strict, split, small) for split in chances}
            for split, chance in chances.items():
                assert chance == pytest.approx(trees[split] / sum(trees.values()))


def n_trees_through(world: World, split: frozenset[Split], small: Any) -> int:
    one, two = split
    count = sum((a in one and b in two) or (a in two and b in one) for a, b in world.links)
    for side in split:
        place = {unit: number for number, unit in enumerate(sorted(side))}
        inner = [(place[a], place[b]) for a, b in world.links if a in side and b in side]
        count *= small.n_spanning_trees(inner, len(side))
    return count


def transitions(world: World, trees: int, pairs: int, small: Any) -> NDArray[np.float64]:
    """Chance of a step from each plan to each."""
    place = {plan: number for number, plan in enumerate(world.plans)}
    matrix = np.zeros((len(place), len(place)))
    for plan, row in place.items():
        for following, chance in step_chances(world, plan, trees, pairs, small).items():
            matrix[row, place[following]] = chance
    return matrix


def stationary(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """The law that a step leaves as it is."""
    n = len(matrix)
    system = np.concatenate([matrix.T - np.eye(n), np.ones((1, n))])
    law: NDArray[np.float64] = np.linalg.lstsq(system, np.append(np.zeros(n), 1.0))[0]
    return law


def apart(matrix: NDArray[np.float64], left: float) -> int:
    """Steps after which at most this share is left of where a chain was."""
    second = float(np.sort(np.abs(np.linalg.eigvals(matrix)))[-2])
    return int(np.ceil(np.log(left) / np.log(second)))


@pytest.mark.parametrize(("trees", "pairs"), LAWS)
@pytest.mark.parametrize("name", ["strict", "loose"])
def test_a_chain_visits_plans_as_often_as_its_law_says(
    name: str, trees: int, pairs: int, small: Any, drawn: Any, request: pytest.FixtureRequest
) -> None:
    """3,000 plans, so far apart in the chain that at most 1 % of the past is left."""
    world: World = request.getfixturevalue(name)
    matrix = transitions(world, trees, pairs, small)
    every = apart(matrix, 0.01)
    assert every < 200
    chances = dict(zip(world.plans, stationary(matrix), strict=True))
    graph = graph_of(np.array(world.links), np.ones(world.n_units))
    law = our_law(world, trees, pairs, drawn)
    counts = drawn.visits(graph, world.plans[0], law, 3_000 * every, every, name, trees)
    assert small.misfit(named_counts(counts, small), chances) > small.ALARM


class TheirChain:
    """GerryChain's ReCom on one of the worlds.

    Args:
        world: The map.
        trees: Law of the trees.
        pairs: Choice of the pair.
        region_surcharge: Surcharges by the names of `regions`.
        regions: Region of each unit by name.
    """

    def __init__(
        self,
        world: World,
        trees: int,
        pairs: int,
        region_surcharge: dict[str, float] | None = None,
        regions: dict[str, str] | None = None,
    ) -> None:
        plain = nx.Graph()
        for unit in range(world.n_units):
            names = {name: of[unit] for name, of in (regions or {}).items()}
            plain.add_node(unit, people=1, **names)
        plain.add_edges_from(world.links)
        self._graph = gerrychain().Graph.from_networkx(plain).convert_from_nx_to_rx()
        tree = gerrychain("tree")
        law = tree.uniform_spanning_tree if trees == UNIFORM else tree.random_spanning_tree
        self._n_units = world.n_units
        self._rng = gerrychain("_rng").make_rng(7)
        middle = (world.low + world.high) / 2
        self._bipartition = partial(
            tree.bipartition_tree, spanning_tree_fn=law, warn_attempts=10**6
        )
        self._step: Callable[..., Any] = partial(
            gerrychain("proposals").recom,
            pop_col="people",
            pop_target=middle,
            epsilon=(world.high - world.low) / 2 / middle,
            region_surcharge=region_surcharge,
            bipartition_tree_fn=self._bipartition,
            pair_selection="cut_edges" if pairs == CUT_EDGES else "district_pairs",
        )

    def at(self, plan: Plan) -> Any:
        updaters = {"cut_edges": gerrychain("updaters").cut_edges}
        return gerrychain().Partition(self._graph, dict(enumerate(plan)), updaters)

    def plan_at(self, partition: Any) -> Plan:
        return tuple(partition.assignment[unit] for unit in range(self._n_units))

    def steps_from(self, plan: Plan, n_steps: int) -> Counter[Plan]:
        partition = self.at(plan)
        ends = (self._step(partition, rng=self._rng) for _ in range(n_steps))
        return Counter(map(self.plan_at, ends))

    def members(self, ideal: NDArray[np.float64], epsilon: float, n_steps: int) -> Counter[Plan]:
        """Splits of two districts of different sizes, as `MultiMemberReCom` has them."""
        proposals = gerrychain("proposals.multi_member_tree_proposals")
        found: Counter[Plan] = Counter()
        for _ in range(n_steps):
            flips = proposals.epsilon_tree_bipartition_multi_member(
                self._graph.subgraph(list(range(self._n_units))),
                (0, 1),
                dict(enumerate(ideal)),
                "people",
                epsilon,
                bipartition_tree_fn=self._bipartition,
                rng=self._rng,
            )
            found[tuple(flips[unit] for unit in range(self._n_units))] += 1
        return found

    def visits(self, plan: Plan, n_steps: int, every: int) -> Counter[Plan]:
        def walk() -> Iterator[Plan]:
            partition = self.at(plan)
            for turn in range(n_steps):
                partition = self._step(partition, rng=self._rng)
                partition.parent = None
                if (turn + 1) % every == 0:
                    yield self.plan_at(partition)

        return Counter(walk())


@pytest.mark.parametrize(("trees", "pairs"), LAWS)
@pytest.mark.parametrize("name", ["strict", "loose"])
def test_one_step_goes_where_gerrychains_goes(
    name: str, trees: int, pairs: int, small: Any, drawn: Any, request: pytest.FixtureRequest
) -> None:
    world: World = request.getfixturevalue(name)
    graph = graph_of(np.array(world.links), np.ones(world.n_units))
    theirs = TheirChain(world, trees, pairs)
    law = our_law(world, trees, pairs, drawn)
    for plan in starts(world)[1:3]:
        counts = named_counts(drawn.steps_from(graph, plan, law, 20_000, "GerryChain"), small)
        their_counts = named_counts(theirs.steps_from(plan, 600), small)
        assert small.difference(counts, their_counts) > small.ALARM
        chances = step_chances(world, plan, trees, pairs, small)
        assert small.misfit(their_counts, chances) > small.ALARM


MEMBERS = [
    pytest.param((1.0, 2.0), 1 / 3, id="one side fits"),
    pytest.param((1.0, 1.25), 1 / 2, id="both sides fit"),
]


@pytest.mark.parametrize("trees", [MINIMUM, UNIFORM])
@pytest.mark.parametrize(("sizes", "epsilon"), MEMBERS)
def test_districts_of_different_sizes_are_split_as_gerrychain_splits_them(
    sizes: tuple[float, float], epsilon: float, trees: int, small: Any, drawn: Any
) -> None:
    """A 3 x 3 grid into a smaller and a larger district: here names have a meaning."""
    world = world_of(small, 3, 3, 2, 1, 8)
    ideal = np.array(sizes) * 9 / sum(sizes)
    low, high = ideal * (1 - epsilon), ideal * (1 + epsilon)
    law = drawn.law_of(trees, DISTRICT_PAIRS, low, high)
    graph = graph_of(np.array(world.links), np.ones(9))
    plan = (0, 1, 1, 0, 1, 1, 0, 1, 1)
    counts = drawn.steps_from(graph, plan, law, 20_000, "members", trees, epsilon)
    theirs = TheirChain(world, trees, DISTRICT_PAIRS).members(ideal, epsilon, 3000)
    assert small.difference(counts, theirs) > small.ALARM


REGIONS = {"county": "AAABBBCCC", "city": "xyyxyyzzy"}
"""Regions of the 3 x 3 grid, cities across counties::

    A A A    x y y
    B B B    x y y
    C C C    z z y
"""


@pytest.mark.parametrize(
    "surcharge", [{"county": 0.4}, {"county": 2.0}, {"county": 0.6, "city": 0.3}], ids=str
)
def test_steps_of_surcharged_trees_go_where_gerrychains_go(
    surcharge: dict[str, float], loose: World, small: Any, drawn: Any
) -> None:
    """The cut is the one across most regions, then across the dearer ones, then the heaviest."""
    links = np.array(loose.links)
    crosses = {
        name: np.array([REGIONS[name][a] != REGIONS[name][b] for a, b in loose.links])
        for name in surcharge
    }
    added = sum(value * crosses[name] for name, value in surcharge.items())
    grade = sum(crosses[name] * (10 + (name == "county")) for name in surcharge)
    graph = graph_of(links, np.ones(9))
    theirs = TheirChain(loose, SURCHARGED, DISTRICT_PAIRS, surcharge, REGIONS)
    bounds = (np.full(3, float(loose.low)), np.full(3, float(loose.high)))
    law = drawn.law_of(
        SURCHARGED,
        DISTRICT_PAIRS,
        *bounds,
        surcharge=np.asarray(added, float),
        grade=np.asarray(grade, np.int32),
    )
    for plan in starts(loose)[::2]:
        counts = named_counts(drawn.steps_from(graph, plan, law, 20_000, str(surcharge)), small)
        their_counts = named_counts(theirs.steps_from(plan, 600), small)
        assert small.difference(counts, their_counts) > small.ALARM


@pytest.mark.parametrize("trees", [MINIMUM, UNIFORM])
def test_a_chain_visits_plans_as_often_as_gerrychains(
    trees: int, loose: World, small: Any, drawn: Any
) -> None:
    every = apart(transitions(loose, trees, DISTRICT_PAIRS, small), 0.05)
    assert every < 15
    theirs = TheirChain(loose, trees, DISTRICT_PAIRS).visits(loose.plans[0], 3000, every)
    graph = graph_of(np.array(loose.links), np.ones(9))
    law = our_law(loose, trees, DISTRICT_PAIRS, drawn)
    counts = drawn.visits(graph, loose.plans[0], law, 200_000, every, "GerryChain", trees)
    difference = small.difference(named_counts(counts, small), named_counts(theirs, small))
    assert difference > small.ALARM
