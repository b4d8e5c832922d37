"""Targets against an existing plan: people who stay, and districts that nest."""

from districtbot.plans import describe
from districtbot.plans.judging.bounds import Finding, at_least
from districtbot.plans.overlap import share_kept, share_nested
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring
from districtbot.plans.targets import LeastChange, Nested
from districtbot.plans.verdict import Verdict


def judge_least_change(scoring: Scoring, plan: Plan, target: LeastChange) -> Verdict:
    """Share of the people who keep their district, numbered as suits best."""
    value = share_kept(scoring.state, plan, target.plan)
    found = _finding(f"people who keep their district of {target.plan}", value, target.at_least)
    return at_least(target.measure, target.wished, found, target.at_least)


def judge_nested(scoring: Scoring, plan: Plan, target: Nested) -> Verdict:
    """Share of the people who live where most of their district's people lived before."""
    value = share_nested(scoring.state, plan, target.plan)
    found = _finding(f"people nested in districts of {target.plan}", value, target.at_least)
    return at_least(target.measure, target.wished, found, target.at_least)


def _finding(name: str, value: float, bound: float) -> Finding:
    required = f"at least {describe.bound(bound)} of the people"
    return Finding(name, value, "share", required, describe.percent(value, bound))
