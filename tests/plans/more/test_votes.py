"""Further measures of votes: by hand, by law, and as redistmetrics published them."""

import math
from typing import Any

import numpy as np
import pytest

from districtbot.geo.statemap import StateMap
from districtbot.plans.more.votes import (
    MEASURES,
    bias_at,
    dilution_asymmetry,
    score_more_votes,
    simple_declination,
    smoothed_seats,
    talisman,
    tau_gap,
)
from districtbot.plans.scoring import Scoring

NH_DEM, NH_REP = np.array([196900.1, 228037.4]), np.array([203728.3, 161931.8])
"""Votes of 2020 in New Hampshire's two districts, summed from redistmetrics' data set ``nh``."""
NH_D_DEM, NH_D_REP = np.array([211118.5, 213819.0]), np.array([185657.5, 180002.6])
"""The same for its plan ``d_2020``."""


def test_as_redistmetrics_published_them() -> None:
    """Expected values of its own tests, ``tests/testthat/test-partisan.R``, signs turned."""
    shares = NH_DEM / (NH_DEM + NH_REP)
    assert tau_gap(shares) == pytest.approx(-0.0284448215286677)
    assert simple_declination(shares) == pytest.approx(-0.152471201485029)
    assert smoothed_seats(shares)[1] == pytest.approx(0.90859786336743, rel=1e-4)
    assert dilution_asymmetry(NH_DEM, NH_REP) == pytest.approx(-0.0889622939876797, rel=1e-4)
    assert bias_at(shares, 0.5) == 0
    other = NH_D_DEM / (NH_D_DEM + NH_D_REP)
    assert tau_gap(other) == pytest.approx(0.98850905428411)
    assert dilution_asymmetry(NH_D_DEM, NH_D_REP) == pytest.approx(0.930254640596044, rel=1e-4)
    assert math.isnan(simple_declination(other))


def test_talisman_as_its_source_works_it_out() -> None:
    """The two rows in redistmetrics' ``competitiveness.cpp``, ties told apart by a hair."""
    assert talisman(np.array([0.4, 0.5 + 1e-8, 0.51, 0.53, 0.7])) == pytest.approx(0.0884)
    assert talisman(np.array([0.2, 0.3, 0.4, 0.8, 0.9])) == pytest.approx(0.2860)


def test_tau_zero_is_twice_the_simplified_efficiency_gap() -> None:
    shares = np.array([0.3, 0.45, 0.48, 0.62, 0.9])
    gap = 2 / 5 - 2 * shares.mean() + 0.5
    assert tau_gap(shares, 0) == pytest.approx(2 * gap)


def test_tau_gap_by_hand() -> None:
    """Leads of -1/2, 1/4, 1/4: weighed -1/4, 1/16, 1/16, on average -1/24; 2/3 of the seats."""
    shares = np.array([0.25, 0.625, 0.625])
    assert tau_gap(shares) == pytest.approx(2 * (1 / 6 + 1 / 24))


def test_smoothed_seats_by_hand() -> None:
    """Won by 2 points, lost by 6: a quarter of the way from the win to the loss."""
    count, deviation = smoothed_seats(np.array([0.52, 0.7, 0.44, 0.3]))
    assert deviation == pytest.approx(0.25)
    assert count == pytest.approx(1.75)
    assert smoothed_seats(np.array([0.5, 0.7, 0.44])) == (1.5, 0.5)
    assert smoothed_seats(np.array([0.5, 0.5, 0.7])) == (2.0, 0.5)
    assert all(map(math.isnan, smoothed_seats(np.array([0.6, 0.7]))))


def test_smoothed_seats_do_not_jump() -> None:
    before, _ = smoothed_seats(np.array([0.4, 0.5 - 1e-9, 0.6]))
    after, _ = smoothed_seats(np.array([0.4, 0.5 + 1e-9, 0.6]))
    assert before == pytest.approx(after, abs=1e-6)


def test_bias_at_a_vote() -> None:
    """Mean 0.5. At 55% Democrats win three of four; at 45% two: they would lose but two."""
    shares = np.array([0.3, 0.47, 0.56, 0.67])
    assert bias_at(shares, 0.55) == pytest.approx((3 / 4 + 2 / 4 - 1) / 2)
    assert bias_at(shares, 0.45) == pytest.approx(bias_at(shares, 0.55))


def test_dilution_by_hand() -> None:
    """Of 10: 6 to 4 (2 needed fewer: none wasted), 1 to 9 (3 wasted); of fractions by half."""
    found = dilution_asymmetry(np.array([6.0, 1.0]), np.array([4.0, 9.0]))
    assert found == pytest.approx((4 + 3) / 13 - 1 / 7)
    halves = dilution_asymmetry(np.array([6.5, 1.0]), np.array([4.0, 9.0]))
    assert halves == pytest.approx((4 + 3) / 13 - (6.5 - 5.25 + 1) / 7.5)


SIGNED = (
    "dem_bias_at_vote",
    "dem_declination_adjusted",
    "dem_declination_simple",
    "dem_tau_gap",
    "dem_dilution_asymmetry",
    "dem_eguia",
)


def _state(grid_frame: Any, state_of: Any, dem: Any, rep: Any, **roles: Any) -> StateMap:
    frame = grid_frame(
        3,
        4,
        TOTPOP=[5, 8, 9, 3, 4, 6, 7, 5, 9, 8, 7, 6],
        COUNTY=[*"AABB", *"AABB", *"CCCC"],
        PRES20D=dem.tolist(),
        PRES20R=rep.tolist(),
    )
    drawn: StateMap = state_of(frame, **roles)
    return drawn


def _scored(state: StateMap, plan_for: Any, drawing: str) -> Any:
    plan = plan_for(state, drawing)
    (found,) = score_more_votes(Scoring(state), plan, state.columns.elections)
    return found


DRAWING = "1 1 2 3 1 4 2 3 4 4 2 3"


def test_swapping_parties_turns_signs(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    rng, told = np.random.default_rng(4), 0
    for _ in range(20):
        dem, rep = rng.uniform(10, 60, 12), rng.uniform(10, 60, 12)
        one, other = (
            _scored(_state(grid_frame, state_of, *votes, county="COUNTY"), plan_for, DRAWING)
            for votes in ((dem, rep), (rep, dem))
        )
        for name in SIGNED:
            value = getattr(one, name)
            if value is None:
                assert getattr(other, name) is None
            else:
                told += abs(value) > 0.01
                assert getattr(other, name) == pytest.approx(-value, abs=1e-9), name
        if one.dem_smoothed_seats is not None:
            assert one.dem_smoothed_seats + other.dem_smoothed_seats == pytest.approx(4)
            assert one.smoothed_seat_deviation == pytest.approx(1 - other.smoothed_seat_deviation)
        assert one.talisman == pytest.approx(other.talisman)
    assert told > 40


def test_numbering_changes_nothing(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    rng = np.random.default_rng(8)
    state = _state(
        grid_frame, state_of, rng.integers(10, 60, 12), rng.integers(10, 60, 12), county="COUNTY"
    )
    renumbered = DRAWING.translate(str.maketrans("1234", "3142"))
    one, other = (_scored(state, plan_for, drawing) for drawing in (DRAWING, renumbered))
    for name in MEASURES:
        value = getattr(one, name)
        assert value is not None
        assert getattr(other, name) == pytest.approx(value), name


def test_eguia_by_hand(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    """Democrats carry counties A and C, of 23 + 30 of 77 people, and two districts of four."""
    dem = np.array([40, 40, 10, 10, 40, 40, 10, 10, 30, 30, 30, 30])
    state = _state(grid_frame, state_of, dem, 50 - dem, county="COUNTY")
    found = _scored(state, plan_for, "1 1 2 3 1 4 2 3 4 4 2 3")
    assert found.dem_eguia == pytest.approx(2 / 4 - 53 / 77)


def test_why_there_is_no_eguia(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    dem = np.arange(10, 22)
    state = _state(grid_frame, state_of, dem, 30 - dem)
    assert "no counties" in _scored(state, plan_for, DRAWING).undefined["dem_eguia"]
    frame = grid_frame(1, 2, COUNTY=["A", ""], PRES20D=[3, 4], PRES20R=[4, 3])
    state = state_of(frame, county="COUNTY")
    assert "without a county" in _scored(state, plan_for, "1 2").undefined["dem_eguia"]


def test_districts_that_say_nothing(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    frame = grid_frame(1, 3, PRES20D=[0, 4, 5], PRES20R=[0, 3, 2])
    found = _scored(state_of(frame), plan_for, "1 2 3")
    for name in MEASURES:
        assert getattr(found, name) is None
        assert found.undefined[name] == "no votes in district 1"


def test_one_district(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    frame = grid_frame(1, 2, PRES20D=[3, 4], PRES20R=[3, 3])
    found = _scored(state_of(frame), plan_for, "1 1")
    assert found.dem_declination_adjusted is None
    assert found.dem_smoothed_seats is None
    assert "Republicans win no district" in found.undefined["dem_smoothed_seats"]
    assert found.dem_bias_at_vote == 0
