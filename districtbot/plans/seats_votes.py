"""Seats by votes: what a plan would do if more or fewer people voted for a party.

All functions take the Democratic two-party shares of the districts, each with votes for both
parties, and count every district the same, however many voted in it. Swings start from the
mean of the districts' shares, as gerrytools' partisan bias and partisan Gini do.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from districtbot.plans.odds import chance_to_win

Floats = NDArray[np.float64]
Swing = Literal["uniform", "proportional"]
Counting = Literal["won", "likely"]

LEVEL = 1e-9
"""A share this near to one half is a tie, as in gerrytools' partisan bias."""
HALF_WIDTH = 0.05
"""How far to either side responsiveness looks, a share of the vote."""
N_STEPS = 200
"""Steps of a curve from no votes to all votes."""


@dataclass(frozen=True, slots=True)
class SeatsVotesCurve:
    """The share of the districts that Democrats win, by their share of the votes.

    Attributes:
        votes: Democratic vote shares, 0 to 1, ascending.
        dem_seats: Democratic share of the districts at each, 0 to 1.
        at_votes: The share that the swing starts from: where the plan itself stands.
        at_seats: Democratic share of the districts there.
        swing: ``uniform`` (every district moves by as many points) or ``proportional`` (every
            district loses or wins over the same share of the voters who can move).
        counting: ``won`` (a tie is half a district) or ``likely`` (chances to win, added up).
    """

    votes: tuple[float, ...]
    dem_seats: tuple[float, ...]
    at_votes: float
    at_seats: float
    swing: Swing
    counting: Counting


def seats_votes_curve(
    shares: Floats,
    *,
    start: float | None = None,
    swing: Swing = "uniform",
    counting: Counting = "won",
    votes: Floats | None = None,
) -> SeatsVotesCurve:
    """The curve of seats by votes.

    Args:
        shares: Democratic share of each district, shape (k,).
        start: The vote share the districts stand for; their mean by default.
        swing: How a district's share follows the statewide one.
        counting: Whether districts are won or likely.
        votes: The vote shares wanted; 0 to 1 in steps of half a point by default.
    """
    origin = float(shares.mean()) if start is None else start
    grid = np.linspace(0, 1, N_STEPS + 1) if votes is None else votes
    seats = [seat_share(swung(shares, origin, vote, swing), counting) for vote in grid.tolist()]
    return SeatsVotesCurve(
        tuple(grid.tolist()), tuple(seats), origin, seat_share(shares, counting), swing, counting
    )


def swung(shares: Floats, start: float, vote: float, swing: Swing = "uniform") -> Floats:
    """The districts' shares once the statewide share has moved from ``start`` to ``vote``.

    Proportional swing, as in DRA's dra-analytics: on the way down each district keeps
    vote / start of its Democrats, on the way up (1 - vote) / (1 - start) of its Republicans.
    Uniform swing may leave 0..1.
    """
    if swing == "uniform":
        return shares + (vote - start)
    if vote < start:
        return shares * (vote / start)
    if vote > start:
        return 1 - (1 - shares) * ((1 - vote) / (1 - start))
    return shares


def seat_share(shares: Floats, counting: Counting = "won") -> float:
    """Democratic share of the districts; a tie is half a district."""
    if counting == "likely":
        return float(chance_to_win(shares).mean())
    lead = shares - 0.5
    return float(np.mean(np.where(np.abs(lead) <= LEVEL, 0.5, lead > 0)))


def responsiveness(
    shares: Floats, at: float | None = None, half_width: float = HALF_WIDTH
) -> float:
    """Points of seats that follow a point of votes, around a vote share.

    The slope of the curve of seats by votes under uniform swing, from ``half_width`` below
    ``at`` to as much above: (S(at + h) - S(at - h)) / 2h. 1 is proportional; winner-take-all
    districts are often near 2. Katz, King and Rosenblatt (2020), doi:10.1017/S000305541900056X.

    Args:
        shares: Democratic share of each district.
        at: Mean district share to look around; the plan's own by default.
        half_width: How far to either side, a share.
    """
    start = float(shares.mean())
    middle = start if at is None else at
    low, high = (seat_share(swung(shares, start, middle + d)) for d in (-half_width, half_width))
    return (high - low) / (2 * half_width)


def declination(shares: Floats) -> float:
    """Warrington's declination, -1 to 1; NaN where a party wins no district.

    Districts in order of their Democratic share form two groups, won and lost. For each the
    angle whose tangent is (mean winning margin over one half) / (half its share of the
    districts); the difference of the angles, Republican less Democratic, in units of 90
    degrees. Positive favours Democrats: Republican voters are packed, Democratic ones are not.
    A tied district is in neither group but among all districts.

    Warrington (2018), Election Law Journal 17, 39, doi:10.1089/elj.2017.0447, with the sign
    turned: there positive favours Republicans.
    """
    won, lost = shares[shares > 0.5], shares[shares < 0.5]
    if not len(won) or not len(lost):
        return math.nan
    dem = math.atan((2 * float(won.mean()) - 1) * len(shares) / len(won))
    rep = math.atan((1 - 2 * float(lost.mean())) * len(shares) / len(lost))
    return 2 * (rep - dem) / math.pi


def lopsided_margins(shares: Floats) -> float:
    """Mean Republican share where they win less mean Democratic share where they win.

    Positive favours Democrats: their voters are spread over districts that they win by less.
    NaN where a party wins no district. Wang (2016), 68 Stanford Law Review 1263.
    """
    won, lost = shares[shares > 0.5], shares[shares < 0.5]
    if not len(won) or not len(lost):
        return math.nan
    return (1 - float(lost.mean())) - float(won.mean())
