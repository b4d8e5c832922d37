"""One contest under a plan: seats and measures of partisan fairness."""

import math
from dataclasses import dataclass

import numpy as np

from districtbot.geo.statemap import Election
from districtbot.ground.errors import some_of
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import ElectionValues, Scoring

COMPETITIVE_MARGIN = 0.05
FAIRNESS = ("efficiency_gap", "mean_median", "partisan_bias", "proportionality")


@dataclass(frozen=True, slots=True)
class ElectionScore:
    """One contest under a plan; two-party votes only.

    The four signed measures favour the Democratic side where they are positive, and are
    ``None`` with a reason in ``undefined`` where a district has no votes at all or votes for
    one party only: an uncontested seat says nothing of how its voters would have divided.

    Attributes:
        name: Name of the contest.
        dem_col: Column of Democratic votes.
        rep_col: Column of Republican votes.
        dem_votes: Democratic votes in each district.
        rep_votes: Republican votes in each district.
        dem_share: Democratic two-party share of each district; ``None`` without votes.
        dem_seats: Districts with more Democratic votes.
        rep_seats: Districts with more Republican votes.
        tied: Districts that are nobody's: as many votes for each, or none at all.
        dem_vote_share: Statewide Democratic two-party share; ``None`` without votes.
        competitive: Districts whose share lies strictly within ``margin`` of one half.
        margin: The margin that counts as competitive, a share.
        dem_efficiency_gap: (Wasted Republican - wasted Democratic votes) / all votes. A
            winner of whole votes wastes those beyond the floor of half the district's votes
            plus one; of fractional votes, those beyond half. Stephanopoulos and McGhee
            (2015), 82 U. Chi. L. Rev. 831.
        dem_mean_median: Median - mean of the districts' Democratic shares. Grofman (1983),
            Political Methodology 9, 295.
        dem_partisan_bias: Democratic seat share less one half when uniform swing brings the
            mean district share to one half; a district on the line counts half. Katz, King
            and Rosenblatt (2020), doi:10.1017/S000305541900056X.
        dem_proportionality: Democratic seat share - statewide Democratic vote share.
        undefined: For each measure that is ``None``, why.
    """

    name: str
    dem_col: str
    rep_col: str
    dem_votes: tuple[float, ...]
    rep_votes: tuple[float, ...]
    dem_share: tuple[float | None, ...]
    dem_seats: int
    rep_seats: int
    tied: int
    dem_vote_share: float | None
    competitive: int
    margin: float
    dem_efficiency_gap: float | None
    dem_mean_median: float | None
    dem_partisan_bias: float | None
    dem_proportionality: float | None
    undefined: dict[str, str]


def score_election(
    scoring: Scoring, plan: Plan, election: Election, margin: float = COMPETITIVE_MARGIN
) -> ElectionScore:
    """Measure one contest under a plan.

    Args:
        scoring: The map.
        plan: The plan.
        election: The contest.
        margin: How near to one half is competitive, a share.

    Raises:
        AskError: If a vote column has missing or negative entries.
    """
    values = scoring.election(plan, election)
    why = why_undefined(values)
    return ElectionScore(
        name=election.name,
        dem_col=election.dem_col,
        rep_col=election.rep_col,
        dem_votes=tuple(values.dem.tolist()),
        rep_votes=tuple(values.rep.tolist()),
        dem_share=tuple(_number(share) for share in values.share.tolist()),
        dem_seats=values.dem_seats,
        rep_seats=values.rep_seats,
        tied=plan.n_districts - values.dem_seats - values.rep_seats,
        dem_vote_share=_number(values.dem_vote_share),
        competitive=scoring.competitive(plan, election, margin),
        margin=margin,
        dem_efficiency_gap=None if why else values.efficiency_gap,
        dem_mean_median=None if why else values.mean_median,
        dem_partisan_bias=None if why else values.partisan_bias,
        dem_proportionality=None if why else values.proportionality,
        undefined=dict.fromkeys(FAIRNESS, why) if why else {},
    )


def why_undefined(values: ElectionValues) -> str:
    """Why measures of fairness say nothing here; empty where they do."""
    dem, rep = values.dem > 0, values.rep > 0
    empty, one_sided = ~dem & ~rep, dem ^ rep
    reasons = []
    if empty.any():
        reasons.append(f"no votes in {_districts(empty)}")
    if one_sided.any():
        reasons.append(f"votes for one party only in {_districts(one_sided)}")
    return " and ".join(reasons)


def _districts(hits: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> str:
    numbers = np.flatnonzero(hits) + 1
    return f"district{'s' if len(numbers) > 1 else ''} {some_of(numbers)}"


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
