"""Targets on a group's share of each district."""

import numpy as np

from districtbot.plans import describe
from districtbot.plans.groups import group_columns, universe_column
from districtbot.plans.judging.bounds import SLACK, Finding, at_least, at_most
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Floats, Scoring
from districtbot.plans.targets import GroupShare
from districtbot.plans.verdict import Verdict


def judge_group_share(scoring: Scoring, plan: Plan, target: GroupShare) -> Verdict:
    """Districts at or above the share, or the largest share; nobody's district counts as 0."""
    shares = _shares(scoring, plan, target)
    name = f"{' + '.join(target.group)} share of {describe.UNIVERSE_NAMES[target.of]}"
    top = int(shares.argmax()) + 1
    highest = f"{describe.percent(shares.max(), target.share)} in district {top}"
    if target.districts_at_least is None:
        over = tuple((np.flatnonzero(shares > target.share + SLACK) + 1).tolist())
        found = Finding(
            name,
            float(shares.max()),
            "share",
            f"no district above {describe.bound(target.share)}",
            f"highest {highest}",
            over,
        )
        return at_most(target.measure, target.wished, found, target.share)
    reached = np.flatnonzero(shares >= target.share - SLACK) + 1
    which = f" ({describe.districts(reached.tolist())})" if len(reached) else ""
    wanted = describe.count(target.districts_at_least, "district")
    found = Finding(
        name,
        len(reached),
        "districts",
        f"at least {describe.bound(target.share)} in at least {wanted}",
        f"{describe.count(len(reached), 'district')}{which}; highest {highest}",
    )
    return at_least(target.measure, target.wished, found, target.districts_at_least)


def _shares(scoring: Scoring, plan: Plan, target: GroupShare) -> Floats:
    columns = group_columns(scoring.state, target.group, target.of)
    sums = scoring.sums(plan, [*columns, universe_column(scoring.state, target.of)])
    parts, whole = sums[:-1].sum(axis=0), sums[-1]
    shares: Floats = np.divide(parts, whole, out=np.zeros_like(whole), where=whole > 0)
    return shares
