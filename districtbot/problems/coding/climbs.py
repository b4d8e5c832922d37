"""Judges runs of an optimizer: scores along the way, and the best plan."""

from collections.abc import Callable

from districtbot.problems.coding.family import Outcome
from districtbot.problems.coding.walks import SLACK, Law, Plan, plan_in
from districtbot.problems.maps.made import MadeMap

FORM = (
    'a dict with "scores" (the score of every plan that the run goes through, in order), "best"'
    " (the list of districts of the best plan, in the order of the graph's nodes) and"
    ' "best_score"'
)
"""How the answer of an optimizer is asked for."""


def climb_of(
    made: MadeMap,
    score: Callable[[Plan], float],
    start: Plan,
    *,
    n_scores: int,
    maximize: bool,
    laws: tuple[Law, ...],
    within: float = 0.0,
) -> Callable[[Outcome], str]:
    """A check of ``{"scores": [...], "best": [...], "best_score": x}``.

    Args:
        made: The map.
        score: The true score of a plan.
        start: Where the run begins; its score is the first one.
        n_scores: How many scores.
        maximize: Whether more is better.
        laws: What the best plan must be.
        within: How far off a score may be.
    """
    keys = {"scores", "best", "best_score"}

    def check(outcome: Outcome) -> str:
        value = outcome.value
        if not outcome.ok or not isinstance(value, dict) or set(value) != keys:
            return outcome.error or f"the answer is no dict with {sorted(keys)}"
        scores, best = value["scores"], value["best_score"]
        if not isinstance(scores, list) or len(scores) != n_scores:
            return f"there are not {n_scores} scores"
        numbers = [*scores, best]
        if any(isinstance(one, bool) or not isinstance(one, int | float) for one in numbers):
            return "a score is no number"
        plan = plan_in(made, value["best"])
        if plan is None:
            return "the best plan does not give each unit a district"
        faults = (law(plan) for law in laws)
        if fault := next((one for one in faults if one), ""):
            return f"the best plan: {fault}"
        if abs(scores[0] - score(start)) > within + SLACK:
            return f"the start has {score(start)}"
        if abs(best - score(plan)) > within + SLACK:
            return f"the best plan has {score(plan)}"
        top = max(scores) if maximize else min(scores)
        return "" if abs(best - top) <= SLACK else f"the best score on the way is {top}"

    return check
