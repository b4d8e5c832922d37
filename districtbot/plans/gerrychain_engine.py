"""GerryChain 1.0 as an engine: the reference that every other engine is held to.

Seed plans by `recursive_tree_part`, steps by `recom`, both on minimum spanning trees of
random weights with a surcharge on region borders, so that regions tend to stay whole.
"""

import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from districtbot.ground.clock import Budget
from districtbot.plans.engine import EngineName
from districtbot.plans.field import gerrychain
from districtbot.plans.gauge import Gauge
from districtbot.plans.ledger import Ledger
from districtbot.plans.problem import Problem
from districtbot.plans.stepwise import Position, Stepwise
from districtbot.plans.tree_law import TreeLaw

SEED_ATTEMPTS = range(50, 2000)
RECOM_ATTEMPTS = range(20, 40)
"""Trees tried for one cut before it is given up: few on large graphs, where a tree is slow to
draw and has many edges to cut; many on small graphs, where it is the other way round."""

NODES_TRIED = 200_000
"""Nodes in all those trees together, about."""


class GerryChainEngine:
    """Seed plans and ReCom by GerryChain (see `districtbot.plans.engine.Engine`).

    A stepper too (`districtbot.plans.stepwise.Stepper`).
    """

    name: EngineName = "gerrychain"

    def __init__(self, problem: Problem, budget: Budget) -> None:
        tree = gerrychain("tree")
        self._problem = problem
        self.gauge = Gauge(problem)
        graph = gerrychain().Graph.from_networkx(nodes_and_links(problem))
        self._graph = graph.convert_from_nx_to_rx()
        self._partition = partial(
            gerrychain().Partition, self._graph, updaters={}, use_default_updaters=True
        )
        self._bipartition = partial(
            tree.bipartition_tree,
            spanning_tree_fn=Trees(budget),
            warn_attempts=SEED_ATTEMPTS.stop + 1,
        )

    def prepare(self, say: Callable[[str], None]) -> None:
        """Nothing: GerryChain is ready when it is imported."""

    def explore(self, ledger: Ledger, *, seed: int, start: NDArray[np.int32] | None) -> None:
        """Take steps until the ledger raises that it is enough."""
        Stepwise(self._problem, self, ledger, seed, start).run()

    def at(self, district: NDArray[np.int32]) -> Position:
        """Stand at a given plan."""
        return Position(district, self._partition(dict(enumerate(district.tolist()))))

    def seed_plan(self, law: TreeLaw, rng: random.Random) -> Position | None:
        """Draw a plan from nothing with `recursive_tree_part`."""
        problem = self._problem
        try:
            parts = gerrychain("partition.initial_partition_generators").recursive_tree_part(
                self._graph,
                range(problem.n_districts),
                problem.ideal,
                "population",
                law.epsilon,
                bipartition_tree_fn=partial(
                    self._bipartition,
                    max_attempts=self._attempts(SEED_ATTEMPTS),
                    region_surcharge=self._surcharge(law),
                ),
                rng=rng,
            )
        except (RuntimeError, _unbalanced()):
            return None
        district = np.empty(problem.n_nodes, dtype=np.int32)
        district[list(parts)] = list(parts.values())
        return self.at(district)

    def recom(self, position: Position, law: TreeLaw, rng: random.Random) -> Position | None:
        """One ReCom step of a pair of districts drawn uniformly among the neighbouring pairs."""
        proposals = gerrychain("proposals.tree_proposals")
        try:
            partition = proposals.recom(
                position.inner,
                "population",
                self._problem.ideal,
                law.epsilon,
                region_surcharge=self._surcharge(law),
                bipartition_tree_fn=partial(
                    self._bipartition,
                    max_attempts=self._attempts(RECOM_ATTEMPTS),
                    allow_pair_reselection=True,
                ),
                rng=rng,
            )
        except (proposals.MetagraphError, _unbalanced()):
            return None
        district = position.district.copy()
        district[list(partition.flips)] = list(partition.flips.values())
        partition.parent = None  # the chain is long; the past is not needed
        return Position(district, partition)

    def _attempts(self, limits: range) -> int:
        return max(limits.start, min(limits.stop, NODES_TRIED // self._problem.n_nodes))

    def _surcharge(self, law: TreeLaw) -> dict[str, float] | None:
        if self._problem.region is None or law.surcharge == 0:
            return None
        return {"region": law.surcharge}


def _unbalanced() -> type[Exception]:
    error: type[Exception] = gerrychain("tree.bipartition_tree").PopulationBalanceError
    return error


def nodes_and_links(problem: Problem) -> nx.Graph:
    """The problem as GerryChain takes it: nodes 0..n-1 with ``population`` and ``region``."""
    graph = nx.Graph()
    region = problem.region if problem.region is not None else np.zeros(problem.n_nodes, np.int32)
    people = problem.population.tolist()
    whole = all(number.is_integer() for number in people)
    for node, (number, code) in enumerate(zip(people, region.tolist(), strict=True)):
        graph.add_node(node, population=int(number) if whole else number, region=code)
    graph.add_edges_from(problem.links.tolist())
    return graph


class Trees:
    """GerryChain's `random_spanning_tree`, draw for draw, quicker and with an eye on the clock.

    One call of GerryChain's bipartition draws many trees on the same merged districts and each
    time looks up which edges cross regions. Here that is remembered; the weights, the random
    numbers behind them and the tree are the same.

    Args:
        budget: A tree that begins after its end raises `OutOfTime`.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._graph: Any = None
        self._edges: list[tuple[dict[str, Any], float]] = []

    def __call__(
        self,
        graph: Any,
        region_surcharge: dict[str, float] | None = None,
        *,
        rng: random.Random,
    ) -> Any:
        """A minimum spanning tree of random weights, region borders surcharged."""
        self._budget.check()
        if graph is not self._graph:
            self._edges = list(_surcharged(graph, region_surcharge or {}))
            self._graph = graph
        draw = rng.random
        for data, surcharge in self._edges:
            data["random_weight"] = draw() + surcharge
        return graph.minimum_spanning_tree_from_edge_weight("random_weight")


def _surcharged(
    graph: Any, region_surcharge: dict[str, float]
) -> Iterator[tuple[dict[str, Any], float]]:
    """The data of each edge, in GerryChain's order, and its surcharge."""
    for edge_id in graph.edge_indices:
        a, b = graph.get_edge_from_edge_id(edge_id)
        here, there = graph.node_data(a), graph.node_data(b)
        surcharges = (value for key, value in region_surcharge.items() if here[key] != there[key])
        yield graph.edge_data(edge_id), sum(surcharges, 0.0)
