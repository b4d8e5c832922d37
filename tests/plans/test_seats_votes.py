"""Curves of seats by votes and the measures made of districts' shares."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from districtbot.plans.field import district_formulas
from districtbot.plans.odds import chance_to_change, chance_to_win
from districtbot.plans.seats_votes import (
    declination,
    lopsided_margins,
    responsiveness,
    seat_share,
    seats_votes_curve,
    swung,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "dra.json"
SHARES = np.array([0.31, 0.42, 0.47, 0.49, 0.52, 0.55, 0.71, 0.83])


@pytest.mark.parametrize(
    ("won", "n_won", "lost", "n_lost", "expected"),
    [
        pytest.param(0.584617612075026, 9, 0.240871024240908, 1, 0.760325196623815, id="GA 1972"),
        pytest.param(0.809097511747074, 1, 0.27072066577579, 5, -0.5120998852676, id="LA 2020"),
        pytest.param(0.598085862963535, 5, 0.357068466446836, 7, 0.0099509252041511, id="NC 1998"),
    ],
)
def test_declination_of_historical_elections(
    won: float, n_won: int, lost: float, n_lost: int, expected: float
) -> None:
    """Mean Democratic shares where they won and lost, and the declination, as PlanScore has them.

    github.com/PlanScore/PlanScore at 1e5fdd2c, ``planscore/tests/test_score.py``; its sign, as
    ours, favours Democrats where it is positive.
    """
    assert declination(np.array([won] * n_won + [lost] * n_lost)) == pytest.approx(
        expected, abs=1e-6
    )


def test_declination_by_hand() -> None:
    """Three of four districts won by 10 points, one lost by 30.

    Angles: atan(0.2 / (3/4)) and atan(0.6 / (1/4)).
    """
    found = declination(np.array([0.6, 0.6, 0.6, 0.2]))
    assert found == pytest.approx(2 / math.pi * (math.atan(2.4) - math.atan(0.2 / 0.75)))
    assert found > 0


def test_a_tied_district_is_in_neither_group() -> None:
    """One won at 60%, one lost at 40%, one tied: the same angle to both sides."""
    assert declination(np.array([0.6, 0.5, 0.4])) == pytest.approx(0)
    assert lopsided_margins(np.array([0.6, 0.5, 0.3])) == pytest.approx(0.7 - 0.6)


def test_a_sweep_has_no_declination() -> None:
    assert math.isnan(declination(np.array([0.6, 0.7])))
    assert math.isnan(lopsided_margins(np.array([0.4, 0.3])))


def test_lopsided_margins_of_new_hampshire() -> None:
    """Shares by district and the result as in redistmetrics, whose sign is the other way.

    github.com/alarm-redist/redistmetrics, ``tests/testthat/test-partisan.R``: ``part_dvs`` and
    ``part_lop_wins`` of the plan ``r_2020``, to its tolerance.
    """
    shares = np.array([0.491471811541016, 0.58477584986199])
    assert lopsided_margins(shares) == pytest.approx(-0.0762356007425145, rel=1e-3)


@pytest.mark.parametrize(
    ("shares", "width", "expected"),
    [
        ([0.532085831110753, 0.542936682110054], 0.05, 20.0),
        ([0.491471811541016, 0.58477584986199], 0.05, 0.0),
        ([0.491471811541016, 0.58477584986199], 0.01, 0.0),
    ],
)
def test_responsiveness_of_new_hampshire(
    shares: list[float], width: float, expected: float
) -> None:
    """``part_resp`` of redistmetrics at 50%; its bandwidth is twice our half width."""
    assert responsiveness(np.array(shares), 0.5, width / 2) == pytest.approx(expected)


def test_responsiveness_counts_the_districts_that_change() -> None:
    """Within five points of one half lie 47%, 49%, 52%: three of eight districts over 10 points.

    55% is on the line after five points down, and counts half.
    """
    assert responsiveness(SHARES) == pytest.approx(3.5 / 8 / 0.1)


def test_responsiveness_at_half_starts_from_a_tied_mean() -> None:
    """The mean is 60%: at a tie the shares are 45% and 55%, both on the line five points off."""
    shares = np.array([0.55, 0.65])
    assert responsiveness(shares, 0.5, 0.06) == pytest.approx(1 / 0.12)
    assert responsiveness(shares, None, 0.06) == pytest.approx(0.5 / 0.12)


def test_the_curve_of_a_pennsylvania_plan() -> None:
    """Likely seats under proportional swing as DRA gives them, to its six digits."""
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))["curve"]
    curve = seats_votes_curve(
        np.array(golden["byDistrict"]),
        start=golden["statewide"],
        swing="proportional",
        counting="likely",
        votes=np.array(golden["votes"]),
    )
    assert len(golden["votes"]) == 101
    assert curve.dem_seats == pytest.approx(golden["seats"], abs=1.5e-6)


def test_the_curve_at_half_is_partisan_bias() -> None:
    votes = np.random.default_rng(5).integers(1, 1000, (50, 2, 9)).astype(float)
    for dem, rep in votes:
        curve = seats_votes_curve(dem / (dem + rep), votes=np.array([0.5]))
        bias = district_formulas().partisan_bias(dem, rep)
        assert curve.dem_seats[0] - 0.5 == pytest.approx(float(bias))


def test_the_area_between_the_curve_and_its_mirror_is_partisan_gini() -> None:
    """The curve on a fine grid against gerrytools' formula for the same area."""
    votes = np.random.default_rng(6).integers(200, 1000, (2, 9)).astype(float)
    dem, rep = votes
    grid = np.linspace(0, 1, 4001)
    seats = np.array(seats_votes_curve(dem / (dem + rep), votes=grid).dem_seats)
    area = float(np.abs(seats - (1 - seats[::-1])).mean())
    assert area == pytest.approx(float(district_formulas().partisan_gini(dem, rep)), abs=2e-3)


@pytest.mark.parametrize("swing", ["uniform", "proportional"])
@pytest.mark.parametrize("counting", ["won", "likely"])
def test_a_curve_rises_and_passes_where_the_plan_stands(swing: str, counting: str) -> None:
    start = float(SHARES.mean())
    curve = seats_votes_curve(
        SHARES,
        swing=swing,  # type: ignore[arg-type]
        counting=counting,  # type: ignore[arg-type]
        votes=np.array([0.0, 0.3, start, 0.6, 1.0]),
    )
    assert list(curve.dem_seats) == sorted(curve.dem_seats)
    assert curve.at_votes == start
    assert curve.dem_seats[2] == curve.at_seats
    assert curve.dem_seats[0] < 0.01
    assert curve.dem_seats[-1] > 0.99


def test_the_default_grid_goes_from_no_votes_to_all() -> None:
    curve = seats_votes_curve(SHARES)
    assert (curve.votes[0], curve.votes[100], curve.votes[-1]) == (0, 0.5, 1)
    assert len(curve.votes) == len(curve.dem_seats) == 201
    assert curve.at_seats == 0.5


def test_swings() -> None:
    shares = np.array([0.2, 0.6])
    assert swung(shares, 0.4, 0.5) == pytest.approx([0.3, 0.7])
    assert swung(shares, 0.4, 0.2, "proportional") == pytest.approx([0.1, 0.3])
    assert swung(shares, 0.4, 0.7, "proportional") == pytest.approx([0.6, 0.8])
    assert swung(shares, 0.4, 0.4, "proportional") == pytest.approx(shares)


def test_chances() -> None:
    """A normal error of four points: one below, at, one above the line."""
    likely, change = chance_to_win(np.array([0.46, 0.5, 0.54])), np.array([0.45, 0.5, 0.4])
    assert likely == pytest.approx([0.158655, 0.5, 0.841345], abs=1e-6)
    assert chance_to_change(change) == pytest.approx([0.377952, 1, 0.024684], abs=1e-6)


def test_swapping_the_parties_turns_every_measure() -> None:
    other = 1 - SHARES
    assert declination(other) == pytest.approx(-declination(SHARES))
    assert lopsided_margins(other) == pytest.approx(-lopsided_margins(SHARES))
    assert seat_share(other) == pytest.approx(1 - seat_share(SHARES))
    assert responsiveness(other) == pytest.approx(responsiveness(SHARES))
    assert responsiveness(other, 0.5) == pytest.approx(responsiveness(SHARES, 0.5))
    curve, mirror = (np.array(seats_votes_curve(s).dem_seats) for s in (SHARES, other))
    assert mirror == pytest.approx(1 - curve[::-1])


def test_the_order_of_the_districts_changes_nothing() -> None:
    mixed = SHARES[[3, 1, 7, 0, 2, 6, 5, 4]]
    for measure in (declination, lopsided_margins, seat_share, responsiveness):
        assert measure(mixed) == pytest.approx(measure(SHARES))
