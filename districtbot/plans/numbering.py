"""From a draft to a plan: which district gets which number."""

import numpy as np
from numpy.typing import NDArray

from districtbot.plans.groups import units_with
from districtbot.plans.overlap import relabel_like
from districtbot.plans.plan import Plan, plan_of
from districtbot.plans.problem import Problem
from districtbot.plans.targets import LeastChange, Locked


def numbered(problem: Problem, district: NDArray[np.int32]) -> Plan:
    """Number the districts 1..k.

    Districts that units are locked into have their numbers; where the plan is to stay near
    an existing one, districts are named after those they overlap most; otherwise numbers
    follow the units in file order.

    Args:
        problem: The problem.
        district: District of each node, 0..k-1, shape (n_nodes,).
    """
    state, k = problem.state, problem.n_districts
    per_unit = district[problem.node_of]
    number = np.zeros(k, dtype=np.int32)
    for target in problem.targets.target:
        if isinstance(target, Locked) and target.district <= k:
            hits = units_with(state, target.column, target.values) >= 0
            home = int(np.bincount(per_unit[hits], minlength=k).argmax())
            if not number[home] and target.district not in number:
                number[home] = target.district
    free = [value for value in range(1, k + 1) if value not in number]
    _, first = np.unique(per_unit, return_index=True)
    for home in per_unit[np.sort(first)].tolist():
        if not number[home]:
            number[home] = free.pop(0)
    plan = Plan(state.unit_ids, number[per_unit], tuple(str(value + 1) for value in range(k)))
    kept = [target for target in problem.targets.target if isinstance(target, LeastChange)]
    if kept and not _locks(problem):
        return relabel_like(plan, plan_of(state.unit_ids, state.labels(kept[0].plan)))
    return plan


def _locks(problem: Problem) -> bool:
    return any(isinstance(target, Locked) for target in problem.targets.target)
