"""A chain of plans at compiled speed: begin it, advance it, put it down and take it up again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from districtbot.chains import walk
from districtbot.chains.draws import stream_of
from districtbot.chains.graph import Graph
from districtbot.chains.recom import Split, split_for, undo
from districtbot.chains.scratch import scratch_for
from districtbot.chains.state import State, state_of
from districtbot.ground.errors import AskError
from districtbot.plans.chain_law import course_of, law_of
from districtbot.plans.chain_measures import Counted, Measures, counted, measures_of
from districtbot.plans.chain_rules import ChainRules
from districtbot.plans.chain_start import drawn_start, plan_start
from districtbot.plans.problem import Problem

NEVER = 2**62
CHUNK_BYTES = 2**26
"""What is counted of plans takes at most so much memory before it becomes measures."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What some steps brought.

    Attributes:
        plans: District of each node, 0..k-1, in each plan kept; shape (n_kept, n_nodes).
        measures: Numbers of each plan kept, (n_kept,), or of each of its districts, (n_kept, k);
            see `districtbot.plans.chain_measures.measures_of`.
        steps: Steps taken.
        accepted: Steps that led to a new plan. A step for which no split was found, or whose
            plan was refused, is none of them: the plan stays.
        excess: Of reversible ReCom: trees with more balanced cuts than the rules' ``max_cuts``.
            Where there is one, the chain's law is not quite the one it should be.
    """

    plans: NDArray[np.int16]
    measures: Measures
    steps: int
    accepted: int
    excess: int


class PlanView:
    """A plan in the middle of a chain, to be read by a constraint or a score; good for one call."""

    def __init__(self, problem: Problem, found: Counted, state: State) -> None:
        self._problem = problem
        self._found = found
        self._state = state

    @cached_property
    def district(self) -> NDArray[np.int32]:
        """District of each unit, 0..k-1, shape (n_units,)."""
        return self._state.district[self._problem.node_of]

    @property
    def population(self) -> NDArray[np.float64]:
        """People in each district, shape (k,)."""
        return self._state.population.copy()

    @property
    def cut_edges(self) -> int:
        """Pairs of touching units in different districts."""
        return int(self._state.n_cut[1])

    def splits(self, region: str) -> int:
        """Regions in more than one district, by a region word of the chain's rules."""
        return int(self._state.splits[self._found.regions.index(region)])

    def pieces(self, region: str) -> int:
        """Sum over regions of the districts each is in."""
        return int(self._state.pieces[self._found.regions.index(region)])

    def votes(self, election: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Democratic and Republican votes in each district, each of shape (k,)."""
        dem, rep = self._found.elections[election]
        return self._state.sums[:, dem].copy(), self._state.sums[:, rep].copy()

    def total(self, column: str) -> NDArray[np.float64]:
        """Sum over each district of a column among the rules' ``columns``, shape (k,)."""
        return self._state.sums[:, self._found.sums[column]].copy()


ConstraintFn = Callable[[PlanView], bool]
ScoreFn = Callable[[PlanView], float]


class Chain:
    """A chain of plans on one problem.

    Everything random follows from the seed and the chain's number. To advance by a, then by b,
    is to advance by a + b, to the bit, also where `state` and `restore` come between.

    Args:
        problem: What is divided, and into how many districts.
        rules: How the chain goes.
        seed: The seed of an ensemble.
        number: Which of its chains this is.
        constraint_fn: A user's own constraint: a plan for which it is false is refused. Slower,
            see `advance`.
        score_fn: A user's own score, added to the one of the rules; smaller is better. Slower too.

    Raises:
        AskError: If the rules do not fit the map, or no first plan is found.
    """

    def __init__(
        self,
        problem: Problem,
        rules: ChainRules,
        seed: int,
        number: int,
        *,
        constraint_fn: ConstraintFn | None = None,
        score_fn: ScoreFn | None = None,
    ) -> None:
        self._prepare(problem, rules, constraint_fn, score_fn)
        self._stream = stream_of(seed, "chain", number)
        if rules.start is None:
            start = drawn_start(problem, self._found.graph, self._law, self._stream)
        else:
            start = plan_start(problem, rules.start, self._law)
        self._state = state_of(self._found.graph, start, problem.n_districts)
        self._account = np.zeros(3, np.int64)

    @classmethod
    def restore(
        cls,
        problem: Problem,
        rules: ChainRules,
        state: Mapping[str, NDArray[Any]],
        *,
        constraint_fn: ConstraintFn | None = None,
        score_fn: ScoreFn | None = None,
    ) -> "Chain":
        """Go on from a `state` as if the chain had never stopped.

        Raises:
            AskError: If the state is of another map, or the rules do not fit this one.
        """
        chain = cls.__new__(cls)
        chain._prepare(problem, rules, constraint_fn, score_fn)
        district = state["district"]
        if len(district) != problem.n_nodes or len(state["head"]) != problem.n_districts:
            raise AskError(
                f"The state is of {len(district):,} nodes in {len(state['head'])} districts, the "
                f"map has {problem.n_nodes:,} and {problem.n_districts}.",
                "Open the map and the targets that the chain was begun with.",
            )
        chain._stream = state["stream"].copy()
        chain._account = state["account"].copy()
        chain._state = _state_from(chain._found.graph, state, problem.n_districts)
        return chain

    def _prepare(
        self,
        problem: Problem,
        rules: ChainRules,
        constraint_fn: ConstraintFn | None,
        score_fn: ScoreFn | None,
    ) -> None:
        if rules.acceptance != "always" and not rules.score and score_fn is None:
            raise AskError(
                f"Acceptance {rules.acceptance} needs a score.",
                "Give weights in score, such as cut_edges = 1, or a score_fn.",
            )
        self._problem = problem
        self._rules = rules
        self._constraint_fn = constraint_fn
        self._score_fn = score_fn
        self._law = law_of(problem, rules)
        self._found = counted(problem, rules)
        self._course = course_of(self._found, rules)
        self._scratch = scratch_for(self._found.graph)
        self._split: Split = split_for(self._found.graph)

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that the future of the chain depends on, copied."""
        state = self._state
        return {
            "district": state.district.copy(),
            "head": state.head.copy(),
            "after": state.after.copy(),
            "before": state.before.copy(),
            "cut": state.cut[: state.n_cut[0]].copy(),
            "stream": self._stream.copy(),
            "account": self._account.copy(),
        }

    def advance(self, n_steps: int) -> Block:
        """Take some steps.

        With a ``constraint_fn`` or a ``score_fn`` each step goes through Python, which adds some
        0.03 ms to it: on NC (2,666 units, 14 districts within 1%, every plan kept) 6,100
        ReCom steps a second instead of 7,600, and 21,000 flips instead of 80,000.
        """
        before = self._account.copy()
        chunk = self._chunk_steps()
        parts = [
            self._take(min(chunk, n_steps - done)) for done in range(0, max(n_steps, 1), chunk)
        ]
        measures = {name: np.concatenate([part[1][name] for part in parts]) for name in parts[0][1]}
        steps, accepted, excess = (self._account - before).tolist()
        plans = np.concatenate([part[0] for part in parts])
        return Block(plans, measures, steps, accepted, excess)

    def _chunk_steps(self) -> int:
        """Steps that are counted in one piece."""
        k, n_columns = self._state.sums.shape
        rows = int(CHUNK_BYTES // (8 * k * (n_columns + 2)))
        return self._rules.thin * max(1, rows)

    def _take(self, n_steps: int) -> tuple[NDArray[np.int16], Measures]:
        """The plans of some steps and their measures."""
        done, thin = int(self._account[walk.STEPS]), self._rules.thin
        kept = walk.kept_for(self._state, (done + n_steps) // thin - done // thin)
        if self._constraint_fn is None and self._score_fn is None:
            self._walk(self._course, kept, n_steps)
        else:
            self._walk_slowly(kept, n_steps)
        return kept.plans, measures_of(self._found, kept)

    def _walk(self, course: walk.Course, kept: walk.Kept, n_steps: int) -> None:
        walk.walk(
            self._found.graph,
            self._state,
            self._law,
            course,
            self._scratch,
            self._split,
            self._stream,
            self._account,
            kept,
            n_steps,
        )

    def _walk_slowly(self, kept: walk.Kept, n_steps: int) -> None:
        """One compiled step at a time, each shown to the user's functions."""
        account, course = self._account, self._course
        proposing = course._replace(acceptance=walk.ALWAYS, thin=NEVER)
        no_room = walk.kept_for(self._state, 0)
        score, n_kept = self._score(), 0
        for _ in range(n_steps):
            n_accepted, n_cut = account[walk.ACCEPTED], int(self._state.n_cut[0])
            self._walk(proposing, no_room, 1)
            if account[walk.ACCEPTED] > n_accepted:
                new_score = self._judge(score, n_cut)
                if new_score is None:
                    account[walk.ACCEPTED] = n_accepted
                    undo(self._found.graph, self._state, self._split)
                else:
                    score = new_score
            if account[walk.STEPS] % course.thin == 0:
                walk.keep(self._state, kept, n_kept)
                n_kept += 1

    def _judge(self, score: float, n_cut: int) -> float | None:
        """The score of a proposed plan, or ``None`` where it is refused."""
        if self._constraint_fn is not None and not self._constraint_fn(self._view()):
            return None
        new_score = self._score()
        taken = walk.accepts(
            self._found.graph,
            self._state,
            self._course,
            self._split,
            self._stream,
            n_cut,
            new_score - score,
        )
        return new_score if taken else None

    def _score(self) -> float:
        counts = np.zeros_like(self._course.caps)
        walk.count(self._state, counts)
        score = float(walk.score_of(self._state, self._course, counts))
        return score if self._score_fn is None else score + float(self._score_fn(self._view()))

    def _view(self) -> PlanView:
        return PlanView(self._problem, self._found, self._state)


def _state_from(graph: Graph, held: Mapping[str, NDArray[Any]], n_districts: int) -> State:
    """A state with its lists in the order in which they were put down."""
    state = state_of(graph, held["district"], n_districts)
    state.head[:], state.after[:], state.before[:] = held["head"], held["after"], held["before"]
    cut = held["cut"]
    state.cut[: len(cut)] = cut
    state.place[cut] = np.arange(len(cut), dtype=np.int32)
    return state


def measure_plan(
    problem: Problem, rules: ChainRules, district: NDArray[np.int32]
) -> dict[str, NDArray[np.float64]]:
    """A plan measured as a chain measures its plans, each number alone or of shape (k,).

    Args:
        problem: The map and the targets.
        rules: What is measured.
        district: District of each unit, 0..k-1, shape (n_units,); the plan need not keep
            anything together.
    """
    units = _unmerged(problem)
    found = counted(units, rules)
    state = state_of(found.graph, district.astype(np.int32), problem.n_districts)
    kept = walk.kept_for(state, 1)
    walk.keep(state, kept, 0)
    return {name: values[0] for name, values in measures_of(found, kept).items()}


def _unmerged(problem: Problem) -> Problem:
    """The problem with every unit a node of its own."""
    state = problem.state
    node_of = np.arange(state.n_units, dtype=np.int32)
    return Problem(state, problem.targets, node_of, state.population, state.graph.links, None)
