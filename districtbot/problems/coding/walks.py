"""Judges what random code leaves: each plan of a chain by what was asked, never by a seed."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from districtbot.problems.coding.districts import (
    broken,
    cut_edges,
    deviation,
    districts_of,
    net_of,
    split_places,
)
from districtbot.problems.coding.family import Outcome
from districtbot.problems.coding.units import units_of
from districtbot.problems.maps.made import MadeMap

Plan = list[str]
"""District of each unit as text, in file order."""

Law = Callable[[Plan], str]
"""Says what is wrong with a plan; empty where nothing is."""

Move = Callable[[Plan, Plan], str]
"""Says what is wrong with a plan that follows another."""

SLACK = 1e-9


def as_label(one: object) -> str:
    """A district's name as text: ``3`` for 3, 3.0 and ``"3"``."""
    if isinstance(one, float) and one.is_integer():
        return str(int(one))
    return str(one)


def plan_in(made: MadeMap, value: object) -> Plan | None:
    """A plan out of an answer: a list in file order or districts by unit id."""
    ids = made.state.unit_ids
    if isinstance(value, dict) and set(value) == set(ids):
        return [as_label(value[one]) for one in ids]
    if isinstance(value, list) and len(value) == len(ids):
        return [as_label(one) for one in value]
    return None


def same_plan(plan: Sequence[object], other: Sequence[object]) -> bool:
    """Whether two plans give every unit the same district."""
    return [as_label(one) for one in plan] == [as_label(one) for one in other]


def balanced(made: MadeMap, tolerance: float) -> Law:
    """Every district is within a share of the ideal."""
    people = units_of(made).people

    def law(plan: Plan) -> str:
        off = deviation(plan, people)
        return "" if off <= tolerance + SLACK else f"a district is {off:.2%} from the ideal"

    return law


def in_one_piece(made: MadeMap) -> Law:
    """Every district hangs together."""
    net = net_of(made)

    def law(plan: Plan) -> str:
        bad = broken(net, plan)
        return f"district {bad[0]} is in pieces" if bad else ""

    return law


def n_districts(n: int) -> Law:
    """There are just so many districts."""

    def law(plan: Plan) -> str:
        found = len(set(plan))
        return "" if found == n else f"{found} districts instead of {n}"

    return law


def at_most_split(places: Sequence[str], n: int) -> Law:
    """No more places are split."""

    def law(plan: Plan) -> str:
        found = len(split_places(places, plan))
        return "" if found <= n else f"{found} places are split instead of {n} at most"

    return law


def units_moved(least: int, most: int) -> Move:
    """So many units change their district in a step."""

    def law(before: Plan, after: Plan) -> str:
        n = sum(a != b for a, b in zip(before, after, strict=True))
        return "" if least <= n <= most else f"{n} units change district in one step"

    return law


def within_a_pair(before: Plan, after: Plan) -> str:
    """A step of ReCom redraws two districts at most."""
    touched: set[str] = set()
    for a, b in zip(before, after, strict=True):
        if a != b:
            touched |= {a, b}
    return "" if len(touched) <= 2 else f"one step redraws districts {sorted(touched)}"


@dataclass(frozen=True, slots=True)
class Trace:
    """Numbers that go with the plans of a chain.

    Attributes:
        key: Where they stand in the answer.
        of: The true number of a plan.
        within: How far off a number may be.
    """

    key: str
    of: Callable[[Plan], float]
    within: float = 0.0


def n_cut(made: MadeMap, key: str = "cut_edges") -> Trace:
    """The number of cut edges of each plan."""
    net = net_of(made)
    return Trace(key, lambda plan: len(cut_edges(net, plan)))


@dataclass(frozen=True, slots=True)
class Chain:
    """What a chain must be.

    Attributes:
        n_plans: How many plans, the first one counted; 0 for any number.
        laws: What each plan must be.
        moves: What each plan must be to the one before.
        traces: Numbers of each plan.
        start: The first plan; ``None`` where any will do.
        least_new: Share of the steps that must lead to another plan.
        plans: Where the plans stand in the answer.
    """

    n_plans: int
    laws: tuple[Law, ...] = ()
    moves: tuple[Move, ...] = ()
    traces: tuple[Trace, ...] = ()
    start: Sequence[object] | None = None
    least_new: float = 0.5
    plans: str = "assignments"


def chain_of(made: MadeMap, wanted: Chain) -> Callable[[Outcome], str]:
    """A check of ``{"assignments": [...], "cut_edges": [...]}``: a plan and its numbers a step."""

    def check(outcome: Outcome) -> str:
        if not outcome.ok:
            return f"it did not run: {outcome.error}"
        keys = {wanted.plans, *(trace.key for trace in wanted.traces)}
        if not isinstance(outcome.value, dict) or keys != set(outcome.value):
            return f"answer must hold {sorted(keys)}"
        raw = outcome.value[wanted.plans]
        if not isinstance(raw, list):
            return f"{wanted.plans} must be a list"
        if wanted.n_plans and len(raw) != wanted.n_plans:
            return f"{len(raw)} plans instead of {wanted.n_plans}"
        plans = [plan for one in raw if (plan := plan_in(made, one)) is not None]
        if len(plans) < max(1, len(raw)):
            return "a plan does not give each unit a district"
        return _steps(plans, wanted) or _numbers(plans, outcome.value, wanted)

    return check


def _steps(plans: list[Plan], wanted: Chain) -> str:
    if wanted.start is not None and not same_plan(plans[0], wanted.start):
        return "the first plan is not the one to start from"
    for number, plan in enumerate(plans):
        for law in wanted.laws:
            if problem := law(plan):
                return f"plan {number}: {problem}"
    n_new = 0
    for number, (before, after) in enumerate(itertools.pairwise(plans), 1):
        n_new += before != after
        for move in wanted.moves:
            if problem := move(before, after):
                return f"step {number}: {problem}"
    if n_new < wanted.least_new * (len(plans) - 1):
        return f"only {n_new} of {len(plans) - 1} steps lead to another plan"
    return ""


def _numbers(plans: list[Plan], value: dict[str, Any], wanted: Chain) -> str:
    for trace in wanted.traces:
        given = value[trace.key]
        if not isinstance(given, list) or len(given) != len(plans):
            return f"{trace.key} must have a number for each plan"
        for number, (plan, one) in enumerate(zip(plans, given, strict=True)):
            true = trace.of(plan)
            if isinstance(one, bool) or not isinstance(one, int | float):
                return f"{trace.key} holds {one!r}"
            if abs(one - true) > trace.within + SLACK:
                return f"{trace.key} of plan {number} is {one}, not {true}"
    return ""


def start_of(made: MadeMap) -> list[int]:
    """The map's own plan."""
    return districts_of(made)


def tolerance_over(made: MadeMap, *choices: float) -> float:
    """The smallest of some tolerances that leaves the map's own plan room."""
    off = deviation(districts_of(made), units_of(made).people)
    return next((one for one in choices if one >= off + 0.01), round(off + 0.02, 2))


FORM = (
    'a dict with "assignments" (one list a plan, the first plan included: the district of each node'
    ' in the order of the graph file) and "cut_edges" (the number of cut edges of each plan)'
)
"""How the answer of a chain is asked for."""
