"""Further plans that meet every required target, to choose between.

Candidates are drafts whose seeds follow from the seed of the answer. Those that miss a required
target are dropped, and so are those that another plan, the answer among them, beats: nowhere
better and somewhere worse (`districtbot.plans.weighing` says by which measures). Of the rest,
those furthest apart are taken, the answer first.

Given ``--steps``, the number of candidates and the steps of each are fixed, so the same request
gives the same alternatives, byte for byte. On a clock, the number of candidates that there is
time for may differ, but each one that met every target is what its own seed gives anywhere.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from districtbot.geo.statemap import StateMap
from districtbot.ground.clock import Budget
from districtbot.ground.seeds import seed_of
from districtbot.plans.judge import Judge
from districtbot.plans.ledger import Progress, WatchFn
from districtbot.plans.overlap import relabel_like, share_moved
from districtbot.plans.pareto import NEAREST, Weight, dominates, furthest_apart, undominated
from districtbot.plans.plan import Plan
from districtbot.plans.problem import problem_of
from districtbot.plans.search import Found
from districtbot.plans.targets import Locked
from districtbot.plans.verdict import Verdict, all_required_met
from districtbot.plans.weighing import weigh
from districtbot.tools.draft import ENGINES, Drafted, search_for

MOST = 50
"""The most plans that may be asked for, the answer among them."""
PER_PLAN = 16
"""Candidates for each alternative asked for."""
SEEDS = 2**53
"""Seeds of candidates are below this, so that every reader of JSON keeps them whole."""
PATIENCE = 2.0
"""A candidate's search gets at least so many times what the answer's took."""

Fate = Literal["kept", "missed", "beaten", "near", "surplus"]
Ended = Literal["drawn", "budget", "interrupted", "not begun"]
TellFn = Callable[["Drawing"], None]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the search for alternatives tells while it runs.

    Attributes:
        n_drawn: Candidates drawn.
        n_candidates: Candidates to be drawn.
        n_met: Those of them that meet every required target.
        seconds: Seconds spent.
    """

    n_drawn: int
    n_candidates: int
    n_met: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """One draft of the stream.

    Attributes:
        number: Its place in the stream, from 1.
        seed: Its seed.
        steps: Steps its search took; seed and steps draw it again.
        ended: As in `districtbot.plans.search.Found`.
        fate: ``kept``; ``missed`` a required target; ``beaten`` by another plan; too ``near``
            to one that was taken; or ``surplus``, where there were enough others.
    """

    number: int
    seed: int
    steps: int
    ended: str
    fate: Fate


@dataclass(frozen=True, slots=True)
class Alternative:
    """A plan to choose instead of the answer.

    Attributes:
        number: Its number, from 2; the answer is plan 1.
        plan: The plan, its districts numbered to be compared with the answer's.
        verdicts: One for each target; every required one is met.
        weights: Its measures, the same as the answer's and in the same order.
        moved: Share of the people who are in another district than in the answer under the
            best relabelling.
        beats_answer: Whether it is nowhere worse than the answer and somewhere better.
        candidate: The draft it comes from.
    """

    number: int
    plan: Plan
    verdicts: tuple[Verdict, ...]
    weights: tuple[Weight, ...]
    moved: float
    beats_answer: bool
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What came of a request for several plans.

    Attributes:
        n_asked: Plans asked for, the answer among them.
        n_candidates: Candidates that were to be drawn.
        answer: The answer's measures; empty where it misses a required target.
        plans: The alternatives, each the furthest from those before it.
        candidates: Every draft of the stream, in order.
        ended: ``drawn`` when every candidate was drawn, ``budget``, ``interrupted``, or
            ``not begun`` where the answer misses a required target.
        seconds: Seconds the search for them took.
    """

    n_asked: int
    n_candidates: int
    answer: tuple[Weight, ...]
    plans: tuple[Alternative, ...]
    candidates: tuple[Candidate, ...]
    ended: Ended
    seconds: float

    def n_of(self, fate: Fate) -> int:
        """How many candidates came to this."""
        return Counter(candidate.fate for candidate in self.candidates)[fate]


def wishing_at_most_half(budget: Budget, watch_fn: WatchFn) -> WatchFn:
    """Watch the search for the answer so that alternatives get their share of its budget.

    It may take the whole budget while a required target is missed, since without an answer there
    are no alternatives. Once only wishes are left, which may be followed to the end of any
    budget, it ends when half is spent.

    Args:
        budget: Of the search; is cut where half of it is enough.
        watch_fn: Told of progress as well.
    """
    whole = budget.seconds

    def watch(told: Progress) -> None:
        watch_fn(told)
        if whole is not None and told.only_wishes and budget.spent >= whole / 2:
            budget.seconds = min(whole, budget.spent)

    return watch


def budget_left(drafted: Drafted) -> Budget:
    """What is left of the budget of a draft."""
    seconds = drafted.effort.seconds
    return Budget(None if seconds is None else max(0.0, seconds - drafted.seconds))


def alternatives_to(
    state: StateMap,
    drafted: Drafted,
    n_plans: int,
    *,
    budget: Budget,
    tell_fn: TellFn | None = None,
) -> Alternatives:
    """Find plans to choose from besides a finished draft.

    Args:
        state: The map.
        drafted: The answer; the candidates are drafted with its engine and limit of steps.
        n_plans: Plans wanted, the answer among them.
        budget: For all candidates together; one that has begun is not waited for. Each search
            gets an equal share of what is left, but no less than `PATIENCE` times what the
            answer took.
        tell_fn: Told of every candidate.

    Raises:
        ValueError: If ``n_plans`` is not from 2 to `MOST`.
    """
    if not 2 <= n_plans <= MOST:
        raise ValueError(f"{n_plans} plans: not from 2 to {MOST}")
    answer = drafted.plan
    if answer is None or drafted.status != "met":
        return Alternatives(n_plans, 0, (), (), (), "not begun", 0.0)
    n_candidates = PER_PLAN * (n_plans - 1)
    desk = _Desk(state, drafted, answer)
    drawn, ended = desk.draw(n_candidates, budget, tell_fn)
    first = weigh(desk.judge.scoring, answer, drafted.targets, drafted.verdicts)
    met = [one for one in drawn if one.weights]
    front = undominated([first, *(one.weights for one in met)])
    offered = [answer, *(met[place - 1].plan for place in front if place > 0)]

    def distance(a: int, b: int) -> float:
        return share_moved(offered[a], offered[b], state.population)

    taken = furthest_apart(distance, len(offered), n_plans)
    kept = [offered[place] for place in taken]
    candidates = tuple(_judged(one, offered, kept, state) for one in drawn)
    of_plan = {id(one.plan): (one, said) for one, said in zip(drawn, candidates, strict=True)}
    plans = []
    for number, plan in enumerate(kept[1:], 2):
        one, candidate = of_plan[id(plan)]
        moved = share_moved(plan, answer, state.population)
        beats = dominates(one.weights, first)
        plans.append(Alternative(number, plan, one.verdicts, one.weights, moved, beats, candidate))
    spent = budget.spent
    return Alternatives(n_plans, n_candidates, first, tuple(plans), candidates, ended, spent)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A candidate as it was drawn; without ``weights`` where it misses a required target."""

    number: int
    seed: int
    found: Found
    plan: Plan
    verdicts: tuple[Verdict, ...]
    weights: tuple[Weight, ...]


class _Desk:
    """What all candidates share: the problem, the judge, the answer they are compared with."""

    def __init__(self, state: StateMap, drafted: Drafted, answer: Plan) -> None:
        targets = drafted.targets
        self.judge = Judge(state, targets)
        self._problem = problem_of(state, targets)
        self._drafted = drafted
        self._answer = answer
        locks = {target.district for target in targets.target if isinstance(target, Locked)}
        self._fixed = locks & set(range(1, targets.districts + 1))

    def draw(
        self, n_candidates: int, budget: Budget, tell_fn: TellFn | None
    ) -> tuple[list[_Draft], Ended]:
        """Draw candidates one after the other until all are drawn or the time is up."""
        drawn: list[_Draft] = []
        for number in range(1, n_candidates + 1):
            if budget.over:
                break
            one = self._one(number, self._share(budget, n_candidates - len(drawn)))
            if budget.stopped:
                break
            drawn.append(one)
            if tell_fn is not None:
                n_met = sum(bool(draft.weights) for draft in drawn)
                tell_fn(Drawing(len(drawn), n_candidates, n_met, budget.spent))
        if len(drawn) == n_candidates:
            return drawn, "drawn"
        return drawn, "interrupted" if budget.stopped else "budget"

    def _share(self, budget: Budget, n_left: int) -> Budget:
        """What one search gets."""
        if budget.seconds is None:
            return Budget(None, within=budget)
        fair = (budget.seconds - budget.spent) / n_left
        return Budget(max(fair, PATIENCE * self._drafted.seconds), within=budget)

    def _one(self, number: int, budget: Budget) -> _Draft:
        """Draw a candidate, number it like the answer, judge and weigh it."""
        effort, state = self._drafted.effort, self._problem.state
        seed = seed_of(effort.seed, "alternative", number) % SEEDS
        engine = ENGINES[effort.engine](self._problem, budget)
        seeded = replace(effort, seed=seed)
        found = search_for(self._problem, engine, self.judge, seeded, budget).run()
        plan = relabel_like(found.plan, self._answer, state.population, self._fixed)
        verdicts = self.judge.verdicts(plan)
        weights: tuple[Weight, ...] = ()
        if all_required_met(verdicts):
            weights = weigh(self.judge.scoring, plan, self._drafted.targets, verdicts)
        return _Draft(number, seed, found, plan, verdicts, weights)


def _judged(
    one: _Draft, offered: Sequence[Plan], kept: Sequence[Plan], state: StateMap
) -> Candidate:
    """What became of a candidate."""
    fate: Fate
    if not one.weights:
        fate = "missed"
    elif not any(one.plan is plan for plan in offered):
        fate = "beaten"
    elif any(one.plan is plan for plan in kept):
        fate = "kept"
    else:
        moved = [share_moved(one.plan, plan, state.population) for plan in kept]
        fate = "near" if min(moved) < NEAREST else "surplus"
    return Candidate(one.number, one.seed, one.found.steps, one.found.ended, fate)
