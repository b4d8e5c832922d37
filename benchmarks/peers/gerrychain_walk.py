"""GerryChain's own ReCom chain, set up as its documentation does."""

import warnings
from collections.abc import Iterator
from typing import Any

from districtbot.plans.field import gerrychain
from districtbot.plans.gerrychain_engine import nodes_and_links
from peers.walk import Walk

ENDLESS = 10**9


class GerryChainWalk:
    """`MarkovChain` of `ReCom` proposals, every one accepted, populations held by a constraint.

    Partitions carry the default updaters and a tally of the population. Warnings that a pair
    is hard to split are left out.
    """

    def __init__(self, walk: Walk) -> None:
        self._states = chain_of(walk)
        next(self._states)

    def advance(self) -> int:
        """One step."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            next(self._states)
        return 1


def chain_of(walk: Walk) -> Iterator[Any]:
    """The states of the chain, the start first."""
    package = gerrychain()
    start = package.Partition(
        package.Graph.from_networkx(nodes_and_links(walk.problem)),
        dict(enumerate(walk.start.tolist())),
        updaters={"population": package.updaters.Tally("population")},
    )
    recom = getattr(gerrychain("proposals").ReCom, f"{walk.pairs}_{walk.trees}")
    within = gerrychain("constraints").within_percent_of_ideal_population
    return iter(
        package.MarkovChain(
            recom(pop_col="population", pop_target=walk.problem.ideal, epsilon=walk.epsilon),
            [within(start, walk.epsilon)],
            gerrychain("accept").always_accept,
            start,
            ENDLESS,
            rng=walk.seed,
        )
    )
