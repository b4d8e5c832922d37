"""Targets of form: contiguity, compactness, cut edges."""

from districtbot.plans import describe
from districtbot.plans.contiguity import score_contiguity
from districtbot.plans.judging.bounds import SLACK, Finding, at_least, at_most
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Floats, Scoring
from districtbot.plans.targets import Contiguity, CutEdges, PolsbyPopper, Reock
from districtbot.plans.verdict import Verdict


def judge_contiguity(scoring: Scoring, plan: Plan, target: Contiguity) -> Verdict:
    """Pieces of all districts together against the number of districts."""
    score = score_contiguity(scoring.state, plan)
    broken = tuple(place for place, n in enumerate(score.pieces, 1) if n != 1)
    if broken:
        achieved = f"{describe.districts(broken)} in more than one piece"
    elif score.districts_on_bridges:
        over = describe.districts(score.districts_on_bridges)
        achieved = f"each in one piece, {over} over water or gaps"
    else:
        achieved = "each in one piece"
    found = Finding(
        "contiguity", sum(score.pieces), "pieces", "every district in one piece", achieved, broken
    )
    return at_most(target.measure, target.wished, found, plan.n_districts)


def judge_polsby_popper(scoring: Scoring, plan: Plan, target: PolsbyPopper) -> Verdict:
    """Mean or smallest Polsby-Popper score of the districts against the bound."""
    return _judge_spread(target, "Polsby-Popper", scoring.shapes.measure(plan).polsby_popper)


def judge_reock(scoring: Scoring, plan: Plan, target: Reock) -> Verdict:
    """Mean or smallest Reock score of the districts against the bound."""
    return _judge_spread(target, "Reock", scoring.shapes.measure(plan).reock)


def judge_cut_edges(scoring: Scoring, plan: Plan, target: CutEdges) -> Verdict:
    """Cut edges, bridges not counted, against the bound."""
    value, bound = scoring.cut_edges(plan), target.at_most
    found = Finding("cut edges", value, "edges", f"at most {bound:,}", f"{value:,}")
    return at_most(target.measure, target.wished, found, bound)


def _judge_spread(target: PolsbyPopper | Reock, name: str, scores: Floats) -> Verdict:
    bound, lowest = target.at_least, int(scores.argmin()) + 1
    is_mean = target.statistic == "mean"
    value = float(scores.mean() if is_mean else scores.min())
    shown = describe.number(value, 3, against=bound)
    found = Finding(
        f"{target.statistic} {name}",
        value,
        "share",
        f"at least {bound:.10g}",
        f"{shown} (lowest: district {lowest})" if is_mean else f"{shown} (district {lowest})",
        _below(scores, bound) if not is_mean else (),
    )
    return at_least(target.measure, target.wished, found, bound)


def _below(scores: Floats, bound: float) -> tuple[int, ...]:
    return tuple(place for place, score in enumerate(scores, 1) if score < bound - SLACK)
