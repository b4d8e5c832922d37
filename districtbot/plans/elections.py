"""One contest under a plan: seats and measures of partisan fairness."""

import math
from dataclasses import dataclass

import numpy as np

from districtbot.geo.statemap import Election
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import ElectionValues, Floats, Scoring
from districtbot.plans.seats_votes import (
    HALF_WIDTH,
    declination,
    lopsided_margins,
    responsiveness,
)

COMPETITIVE_MARGIN = 0.05
SAFE_MARGIN = 0.10
FAIRNESS = (
    "efficiency_gap",
    "efficiency_gap_simplified",
    "mean_median",
    "partisan_bias",
    "partisan_gini",
    "declination",
    "lopsided_margins",
    "proportionality",
    "responsiveness",
    "responsiveness_at_half",
    "seats_at_half",
)
"""What is not defined unless every district has votes for both parties."""


@dataclass(frozen=True, slots=True)
class ElectionScore:
    """One contest under a plan; two-party votes only.

    Signed measures begin with ``dem_`` and favour the Democratic side where they are positive.

    Counts say what was voted and always have a value: seats, shares, competitive, leaning and
    safe districts. Measures of fairness and of what would happen after a swing ask how *all*
    voters divide. They are ``None``, with a reason in ``undefined``, where a district has no
    votes at all or votes for one party only: an uncontested seat says nothing of how its
    voters would have divided. Declination and lopsided margins compare the districts that each
    party wins, and so are ``None`` too where one of them wins none.

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
        lean_dem: Districts that are not competitive, Democratic by less than ``safe_margin``.
        lean_rep: The same for the Republican side.
        safe_dem: Districts with a Democratic share of one half plus ``safe_margin`` or more.
        safe_rep: The same for the Republican side.
        safe_margin: The margin that counts as safe, a share.
        dem_efficiency_gap: (Wasted Republican - wasted Democratic votes) / all votes. A
            winner of whole votes wastes those beyond the floor of half the district's votes
            plus one; of fractional votes, those beyond half. Stephanopoulos and McGhee
            (2015), 82 U. Chi. L. Rev. 831.
        dem_efficiency_gap_simplified: Democratic seat share - 2 * vote share + 1/2: the
            efficiency gap if all districts had as many votes. The same source.
        dem_mean_median: Median - mean of the districts' Democratic shares. Grofman (1983),
            Political Methodology 9, 295. Others write mean - median.
        dem_partisan_bias: Democratic seat share less one half when uniform swing brings the
            mean district share to one half; a district on the line counts half. Katz, King
            and Rosenblatt (2020), doi:10.1017/S000305541900056X.
        partisan_gini: Area between the curve of seats by votes under uniform swing and its
            mirror image, 0 to 1; it has no sign and says nothing of whom it favours. DeFord
            et al. (2023), doi:10.1017/pan.2021.49.
        dem_declination: See `seats_votes.declination`.
        dem_lopsided_margins: See `seats_votes.lopsided_margins`.
        dem_proportionality: Democratic seat share - statewide Democratic vote share;
            gerrytools calls it disproportionality.
        responsiveness: Points of seats for a point of votes around the actual vote, from
            ``half_width`` below it to as much above; see `seats_votes.responsiveness`.
        responsiveness_at_half: The same around a tied vote.
        half_width: How far responsiveness looks to either side, a share.
        dem_seats_at_half: Districts that Democrats would win at a tied vote: k * (1/2 +
            partisan bias); a district on the line counts half.
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
    lean_dem: int
    lean_rep: int
    safe_dem: int
    safe_rep: int
    safe_margin: float
    dem_efficiency_gap: float | None
    dem_efficiency_gap_simplified: float | None
    dem_mean_median: float | None
    dem_partisan_bias: float | None
    partisan_gini: float | None
    dem_declination: float | None
    dem_lopsided_margins: float | None
    dem_proportionality: float | None
    responsiveness: float | None
    responsiveness_at_half: float | None
    half_width: float
    dem_seats_at_half: float | None
    undefined: dict[str, str]


def score_election(
    scoring: Scoring,
    plan: Plan,
    election: Election,
    margin: float = COMPETITIVE_MARGIN,
    safe_margin: float | None = None,
) -> ElectionScore:
    """Measure one contest under a plan.

    Args:
        scoring: The map.
        plan: The plan.
        election: The contest.
        margin: How near to one half is competitive, a share.
        safe_margin: How far from one half is safe, a share; 10 points, or ``margin`` where
            that is more.

    Raises:
        AskError: If a vote column has missing or negative entries, or the margins are no
            shares or cross.
    """
    safe = max(SAFE_MARGIN, margin) if safe_margin is None else safe_margin
    _check_margins(margin, safe)
    values = scoring.election(plan, election)
    undefined = _undefined(values)
    found = {} if "mean_median" in undefined else _fairness(values)
    at_least = [_at_least(values.share, limit) for limit in (margin, safe)]
    (not_close_dem, not_close_rep), (safe_dem, safe_rep) = at_least
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
        lean_dem=not_close_dem - safe_dem,
        lean_rep=not_close_rep - safe_rep,
        safe_dem=safe_dem,
        safe_rep=safe_rep,
        safe_margin=safe,
        dem_efficiency_gap=found.get("efficiency_gap"),
        dem_efficiency_gap_simplified=found.get("efficiency_gap_simplified"),
        dem_mean_median=found.get("mean_median"),
        dem_partisan_bias=found.get("partisan_bias"),
        partisan_gini=found.get("partisan_gini"),
        dem_declination=found.get("declination"),
        dem_lopsided_margins=found.get("lopsided_margins"),
        dem_proportionality=found.get("proportionality"),
        responsiveness=found.get("responsiveness"),
        responsiveness_at_half=found.get("responsiveness_at_half"),
        half_width=HALF_WIDTH,
        dem_seats_at_half=found.get("seats_at_half"),
        undefined=undefined,
    )


def checked_margin(margin: float | str) -> float:
    """A margin as a share.

    Args:
        margin: A share such as 0.03 or ``"0.03"``, or a percentage as text such as ``"3%"``.

    Raises:
        AskError: If it is no share from 0 to one half.
    """
    text = str(margin).strip()
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        number = math.nan
    share = number / 100 if text.endswith("%") else number
    if not 0 <= share <= 0.5:
        near = f"{number:g}% or {number / 100:g}" if 0.5 < number <= 50 else "5% or 0.05"
        raise AskError(f"A margin of {text!r} is no share of at most one half.", f"Write {near}.")
    return share


def _check_margins(margin: float, safe: float) -> None:
    if not 0 <= margin <= safe <= 0.5:
        raise AskError(
            f"The competitive margin is {margin:g} and the safe margin {safe:g}.",
            "Give shares between 0 and 0.5, the safe margin no smaller than the competitive one.",
        )


def _fairness(values: ElectionValues) -> dict[str, float | None]:
    """The measures of `FAIRNESS`, all districts having votes for both parties."""
    found = {
        "efficiency_gap": values.efficiency_gap,
        "efficiency_gap_simplified": values.efficiency_gap_simplified,
        "mean_median": values.mean_median,
        "partisan_bias": values.partisan_bias,
        "partisan_gini": values.partisan_gini,
        "declination": declination(values.share),
        "lopsided_margins": lopsided_margins(values.share),
        "proportionality": values.proportionality,
        "responsiveness": responsiveness(values.share),
        "responsiveness_at_half": responsiveness(values.share, 0.5),
        "seats_at_half": len(values.share) * (0.5 + values.partisan_bias),
    }
    return {name: _number(value) for name, value in found.items()}


def _undefined(values: ElectionValues) -> dict[str, str]:
    """Why each measure without a value has none."""
    if why := why_undefined(values):
        return dict.fromkeys(FAIRNESS, why)
    for party, seats in (("Democrats", values.dem_seats), ("Republicans", values.rep_seats)):
        if seats == 0:
            why = f"{party} win no district, so there are no two groups of districts to compare"
            return dict.fromkeys(("declination", "lopsided_margins"), why)
    return {}


def _at_least(shares: Floats, margin: float) -> tuple[int, int]:
    """Districts won by at least ``margin`` over one half, Democratic and Republican.

    What is left over is competitive by gerrytools' open interval; a tie is nobody's.
    """
    dem = (shares >= 0.5 + margin) & (shares > 0.5)
    rep = (shares <= 0.5 - margin) & (shares < 0.5)
    return int(dem.sum()), int(rep.sum())


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
