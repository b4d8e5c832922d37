"""Further measures of partisan fairness.

All take what each district votes for the two parties, every district the same weight. Signed
ones favour the Democratic side where they are positive; swapping the parties turns the sign.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from districtbot.geo.statemap import Election
from districtbot.plans.elections import why_undefined
from districtbot.plans.field import district_formulas
from districtbot.plans.more.dislocation import Dislocation, dislocations, too_large
from districtbot.plans.more.shape import NO_SHAPES, centroids
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import ElectionValues, Floats, Scoring
from districtbot.plans.seats_votes import declination, seat_share, swung

MEASURES = (
    "dem_bias_at_vote",
    "dem_declination_adjusted",
    "dem_declination_simple",
    "dem_smoothed_seats",
    "smoothed_seat_deviation",
    "dem_tau_gap",
    "dem_dilution_asymmetry",
    "dem_eguia",
    "talisman",
    "dislocation",
)


@dataclass(frozen=True, slots=True)
class MoreVotes:
    """One contest under a plan: what `plans.elections.ElectionScore` does not tell.

    Like the measures of fairness there, these are ``None`` where a district has no votes, or
    votes for one party only.

    Attributes:
        name: Name of the contest.
        bias_vote: Mean Democratic share of the districts, where bias is measured.
        dem_bias_at_vote: See `bias_at`.
        dem_declination_adjusted: Declination x ln(k) / 2, to compare plans of different numbers
            of districts. Warrington (2018), doi:10.1089/elj.2017.0447.
        dem_declination_simple: See `simple_declination`.
        dem_smoothed_seats: See `smoothed_seats`.
        smoothed_seat_deviation: See `smoothed_seats`.
        dem_tau_gap: See `tau_gap`.
        dem_dilution_asymmetry: See `dilution_asymmetry`.
        dem_eguia: Democratic share of the districts less the share of the people who live in
            counties with more Democratic votes, by gerrytools. Eguia (2022),
            doi:10.1089/elj.2020.0691. ``None`` too without counties.
        talisman: See `talisman`.
        dislocation: Mean difference of the Democratic shares of a voter's district and
            neighbourhood, without sign; see `more.dislocation`. ``None`` too without
            shapes, or with too many units.
        dem_dislocation_by_district: The same for the voters of each district, positive where
            the district is more Democratic; ``None`` with ``dislocation``.
        undefined: For each measure that is ``None``, why.
    """

    name: str
    bias_vote: float | None
    dem_bias_at_vote: float | None
    dem_declination_adjusted: float | None
    dem_declination_simple: float | None
    dem_smoothed_seats: float | None
    smoothed_seat_deviation: float | None
    dem_tau_gap: float | None
    dem_dilution_asymmetry: float | None
    dem_eguia: float | None
    talisman: float | None
    dislocation: float | None
    dem_dislocation_by_district: tuple[float, ...] | None
    undefined: dict[str, str]


def score_more_votes(
    scoring: Scoring, plan: Plan, elections: Sequence[Election]
) -> tuple[MoreVotes, ...]:
    """Measure contests under a plan.

    Args:
        scoring: The map.
        plan: The plan.
        elections: The contests.

    Raises:
        AskError: If a vote column has missing or negative entries.
    """
    values = {election: scoring.election(plan, election) for election in elections}
    reasons = {election: why_undefined(found) for election, found in values.items()}
    told = [election for election in elections if not reasons[election]]
    moved = dict(zip(told, _dislocations(scoring, plan, told), strict=True))
    return tuple(
        _undefined(election, reasons[election])
        if reasons[election]
        else _contest(scoring, plan, election, values[election], moved[election])
        for election in elections
    )


def _undefined(election: Election, why: str) -> MoreVotes:
    nothing: dict[str, None] = dict.fromkeys(MEASURES)
    return MoreVotes(
        election.name,
        bias_vote=None,
        **nothing,
        dem_dislocation_by_district=None,
        undefined=dict.fromkeys(MEASURES, why),
    )


def _contest(
    scoring: Scoring,
    plan: Plan,
    election: Election,
    values: ElectionValues,
    moved: Dislocation | str,
) -> MoreVotes:
    """The measures of a contest in which every district has votes for both parties."""
    shares, undefined = values.share, dict[str, str]()
    bend, simple = declination(shares), simple_declination(shares)
    count, fraction = smoothed_seats(shares)
    for measure, value in (
        ("dem_declination_adjusted", bend),
        ("dem_declination_simple", simple),
        ("dem_smoothed_seats", count),
        ("smoothed_seat_deviation", fraction),
    ):
        if math.isnan(value):
            undefined[measure] = _one_sided(values)
    eguia = _eguia(scoring, plan, election, values)
    if isinstance(eguia, str):
        undefined["dem_eguia"] = eguia
    if isinstance(moved, str):
        undefined["dislocation"] = moved
    start = float(shares.mean())
    return MoreVotes(
        name=election.name,
        bias_vote=start,
        dem_bias_at_vote=bias_at(shares, start),
        dem_declination_adjusted=_number(bend * math.log(len(shares)) / 2),
        dem_declination_simple=_number(simple),
        dem_smoothed_seats=_number(count),
        smoothed_seat_deviation=_number(fraction),
        dem_tau_gap=tau_gap(shares),
        dem_dilution_asymmetry=dilution_asymmetry(values.dem, values.rep),
        dem_eguia=None if isinstance(eguia, str) else eguia,
        talisman=talisman(shares),
        dislocation=None if isinstance(moved, str) else moved.mean,
        dem_dislocation_by_district=None if isinstance(moved, str) else moved.by_district,
        undefined=undefined,
    )


def bias_at(shares: Floats, vote: float) -> float:
    """Partisan bias at a vote share: what one party gets at it beyond what the other would.

    (S(v) - (1 - S(1 - v))) / 2 with S the Democratic share of the districts under uniform
    swing, a tied district counting half; 0 where the parties are treated alike. Katz, King and
    Rosenblatt (2020), doi:10.1017/S000305541900056X.

    Args:
        shares: Democratic share of each district, shape (k,).
        vote: Mean district share to look at, such as 0.55.
    """
    start = float(shares.mean())
    here, there = (seat_share(swung(shares, start, at)) for at in (vote, 1 - vote))
    return (here + there - 1) / 2


def simple_declination(shares: Floats) -> float:
    """Declination without its angles: Republican slope less Democratic slope.

    The slope of a party is its mean winning margin over one half by its share of the districts.
    NaN where a party wins no district. Katz, King and Rosenblatt (2020), as redistmetrics'
    ``part_decl_simple``, with the sign turned.
    """
    won, lost = shares[shares > 0.5], shares[shares < 0.5]
    if not len(won) or not len(lost):
        return math.nan
    dem = (float(won.mean()) - 0.5) * len(shares) / len(won)
    rep = (0.5 - float(lost.mean())) * len(shares) / len(lost)
    return rep - dem


def smoothed_seats(shares: Floats) -> tuple[float, float]:
    """Democratic districts counted smoothly: near misses count a little, narrow wins less.

    With the districts in order of their share, the line through the weakest Democratic win w
    and the strongest Democratic loss l crosses one half after (w - 1/2) / (w - l) of the way:
    0 where the win is bare, 1 where the loss is. The count is the districts won, less one half,
    plus this deviation; a tied district is half a district and leaves no deviation but 1/2.
    The counts of the two parties add up to all districts. Herschlag and others (2020),
    doi:10.1080/2330443X.2020.1796400; the deviation as redistmetrics' ``part_sscd``.

    Returns:
        The count and the deviation; NaN where a party neither wins nor ties a district.
    """
    won, lost = shares[shares > 0.5], shares[shares < 0.5]
    if len(won) + len(lost) < len(shares):
        return len(won) + (len(shares) - len(won) - len(lost)) / 2, 0.5
    if not len(won) or not len(lost):
        return math.nan, math.nan
    weakest, strongest = float(won.min()), float(lost.max())
    deviation = (weakest - 0.5) / (weakest - strongest)
    return len(won) - 0.5 + deviation, deviation


def tau_gap(shares: Floats, tau: float = 1) -> float:
    """Warrington's tau gap: the efficiency gap with votes weighed by how far they are wasted.

    2 x (seats - 1/2 - mean of sign(a) |a|^(tau + 1)) with a = 2 x share - 1: twice the
    simplified efficiency gap for tau 0, and all about seats where tau is large. A tied district
    is half a seat. Warrington (2018), doi:10.1089/elj.2017.0447, with the sign turned. The mean
    is over all districts; redistmetrics 1.0 divides by two whatever their number.

    Args:
        shares: Democratic share of each district, shape (k,).
        tau: How much more it weighs the further a vote is from one half.
    """
    lead = 2 * shares - 1
    weighed = np.sign(lead) * np.abs(lead) ** (tau + 1)
    return 2 * (seat_share(shares) - 0.5 - float(weighed.mean()))


def dilution_asymmetry(dem: Floats, rep: Floats) -> float:
    """Share of the Republican votes that are wasted less share of the Democratic ones.

    Wasted as in the efficiency gap: a loser's votes, and a winner's beyond the floor of half
    plus one (of fractional votes, beyond half); in a tied district all. Gordon and Yntiso
    (2024), doi:10.1089/elj.2023.0005, with the sign turned.

    Args:
        dem: Democratic votes in each district, some of them positive.
        rep: Republican votes in each district, some of them positive.
    """
    votes = dem + rep
    whole = (dem == np.floor(dem)) & (rep == np.floor(rep))
    needed = np.where(whole, np.floor(votes / 2) + 1, votes / 2)
    dem_wasted = np.where(dem > rep, dem - needed, dem).sum() / dem.sum()
    rep_wasted = np.where(rep > dem, rep - needed, rep).sum() / rep.sum()
    return float(rep_wasted - dem_wasted)


def talisman(shares: Floats) -> float:
    """Cho and Liu's competitiveness: 0 if every district is a tie; less is more competitive.

    Mean distance of the shares from one half, times one plus the distance of the share of the
    districts won from one half; a tied district is half a district. Cho and Liu (2016),
    doi:10.1089/elj.2016.0384, with both of their factors 1.
    """
    away = float(np.abs(shares - 0.5).mean())
    return away * (1 + abs(seat_share(shares) - 0.5))


def _dislocations(
    scoring: Scoring, plan: Plan, elections: Sequence[Election]
) -> Sequence[Dislocation | str]:
    """Partisan dislocation in each contest, or why there is none."""
    state = scoring.state
    if state.geometry is None:
        return [NO_SHAPES] * len(elections)
    if too_large(state.n_units, plan.n_districts):
        return ["the map has so many units that it would take minutes"] * len(elections)
    places = centroids(state.geometry.to_numpy())
    votes = [(state.numbers(one.dem_col), state.numbers(one.rep_col)) for one in elections]
    return dislocations(plan, places, votes)


def _eguia(scoring: Scoring, plan: Plan, election: Election, values: ElectionValues) -> float | str:
    """Eguia's partisan advantage against counties, or why there is none."""
    column = scoring.state.columns.county
    if column is None:
        return "the map has no counties"
    people = scoring.units_by_region(plan, column, scoring.state.population).sum(axis=1)
    named = np.array([bool(label) for label in scoring.codes(column)[1]])
    if people[~named].sum() > 0:
        return "people live in units without a county"
    if people.sum() <= 0:
        return "nobody lives on the map"
    votes: Sequence[Floats] = [
        scoring.units_by_region(plan, column, scoring.state.numbers(name)).sum(axis=1)[named]
        for name in (election.dem_col, election.rep_col)
    ]
    return float(district_formulas().eguia(values.dem, values.rep, *votes, people[named]))


def _one_sided(values: ElectionValues) -> str:
    party = "Democrats" if values.dem_seats == 0 else "Republicans"
    return f"{party} win no district, so there are no two groups of districts to compare"


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value
