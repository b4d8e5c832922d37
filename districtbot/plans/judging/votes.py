"""Targets on votes: seats, competitive districts, partisan fairness."""

import math

from districtbot.plans import describe
from districtbot.plans.elections import why_undefined
from districtbot.plans.judging.bounds import Finding, at_least, at_most
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring
from districtbot.plans.targets import (
    Competitive,
    EfficiencyGap,
    MeanMedian,
    PartisanBias,
    Proportionality,
    Seats,
)
from districtbot.plans.verdict import Verdict

Fairness = EfficiencyGap | MeanMedian | PartisanBias | Proportionality


def judge_seats(scoring: Scoring, plan: Plan, target: Seats) -> Verdict:
    """Districts where the party has more votes against the bounds; a tie is nobody's."""
    election = scoring.state.election(target.election)
    values = scoring.election(plan, election)
    seats = values.dem_seats if target.party == "dem" else values.rep_seats
    bounds = [
        ("exactly", target.equal),
        ("at least", target.at_least),
        ("at most", target.at_most),
    ]
    words = [f"{word} {bound}" for word, bound in bounds if bound is not None]
    found = Finding(
        f"{describe.PARTY_NAMES[target.party]} seats in {election.name}",
        seats,
        "districts",
        " and ".join(words),
        f"{seats} of {plan.n_districts}",
    )
    low = max((b for b in (target.equal, target.at_least) if b is not None), default=None)
    high = min((b for b in (target.equal, target.at_most) if b is not None), default=None)
    if high is None or (low is not None and seats < low):
        return at_least(target.measure, target.wished, found, low or 0)
    if low is not None and seats <= high:
        return at_least(target.measure, target.wished, found, low)
    return at_most(target.measure, target.wished, found, high)


def judge_competitive(scoring: Scoring, plan: Plan, target: Competitive) -> Verdict:
    """Districts strictly within the margin of one half against the bound."""
    election = scoring.state.election(target.election)
    value, bound = scoring.competitive(plan, election, target.margin), target.at_least
    found = Finding(
        f"competitive districts in {election.name}",
        value,
        "districts",
        f"at least {bound} within {describe.bound(target.margin)} of an even vote",
        f"{value} of {plan.n_districts}",
    )
    return at_least(target.measure, target.wished, found, bound)


def judge_fairness(scoring: Scoring, plan: Plan, target: Fairness) -> Verdict:
    """The size of a signed measure, whomever it favours, against the bound."""
    election = scoring.state.election(target.election)
    values = scoring.election(plan, election)
    why, bound = why_undefined(values), target.at_most
    signed = math.nan if why else float(getattr(values, target.measure))
    found = Finding(
        f"{target.measure.replace('_', ' ').replace('mean median', 'mean-median')}"
        f" in {election.name}",
        abs(signed),
        "share",
        f"at most {describe.bound(bound)} either way",
        f"not defined: {why}" if why else _signed(signed, bound),
    )
    return at_most(target.measure, target.wished, found, bound)


def _signed(value: float, bound: float) -> str:
    size = describe.percent(abs(value), bound)
    if value == 0:
        return size
    return f"{size} toward the {'Democratic' if value > 0 else 'Republican'} side"
