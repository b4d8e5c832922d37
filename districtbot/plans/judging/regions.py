"""Targets on counties and other regions: how many are split, and into how many pieces."""

from districtbot.ground.errors import some_of
from districtbot.ground.quoting import plain
from districtbot.plans import describe
from districtbot.plans.groups import REGION_ROLES, region_column
from districtbot.plans.judging.bounds import Finding, at_most
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import score_region
from districtbot.plans.scoring import Scoring
from districtbot.plans.targets import RegionPieces, RegionSplits
from districtbot.plans.text import plural
from districtbot.plans.verdict import Verdict


def judge_splits(scoring: Scoring, plan: Plan, target: RegionSplits) -> Verdict:
    """Regions with units in more than one district against the bound."""
    column = region_column(scoring.state, target.region)
    score = score_region(scoring, plan, target.region, column)
    noun, bound = _noun(target.region), target.at_most
    which = f" ({some_of(plain(name, 40) for name in sorted(score.split))})" if score.split else ""
    found = Finding(
        f"{target.region} splits",
        score.splits,
        plural(noun),
        f"at most {describe.count(bound, noun)} split",
        f"{describe.count(score.splits, noun)} split{which}",
    )
    return at_most(target.measure, target.wished, found, bound)


def judge_pieces(scoring: Scoring, plan: Plan, target: RegionPieces) -> Verdict:
    """Sum over regions of the districts each touches against the bound."""
    column = region_column(scoring.state, target.region)
    score = score_region(scoring, plan, target.region, column)
    noun, bound = _noun(target.region), target.at_most
    whole = describe.count(score.n_regions, noun)
    found = Finding(
        f"{target.region} pieces",
        score.pieces,
        "pieces",
        f"at most {bound:,} pieces of {plural(noun)}",
        f"{score.pieces:,} pieces of {whole}",
    )
    return at_most(target.measure, target.wished, found, bound)


def _noun(region: str) -> str:
    return region if region in REGION_ROLES else "region"
