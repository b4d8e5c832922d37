"""Seats by votes, the sea level of contests, and traces of chains."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.ground.errors import AskError
from districtbot.maps.charts.frame import Heading
from districtbot.maps.charts.sea_level import draw_sea_level, sea_level
from districtbot.maps.charts.seats_votes import draw_seats_votes, seats_votes
from districtbot.maps.charts.trace import draw_trace, trace
from districtbot.plans.ensemble.words import words_of

HEADING = Heading("Title", "Subtitle.")
SHARES = np.array([0.3, 0.45, 0.6, 0.65])


def at(table: Any, vote: float, column: str) -> float:
    rows = table[np.isclose(table["dem_votes"], vote)]
    return float(rows[column].iloc[0])


def test_seats_by_hand() -> None:
    """Half the seats at the actual vote; the third is won with 5 points more, a tie at 5."""
    found = seats_votes("PRES20", 0.5, {"A": SHARES})
    table = found.table()
    assert found.points["A"] == 0.5
    assert at(table, 0.5, "A") == 0.5
    assert at(table, 0.5475, "A") == 0.5
    assert at(table, 0.55, "A") == 0.625
    assert at(table, 0.5525, "A") == 0.75
    assert at(table, 0.0, "A") == 0
    assert at(table, 1.0, "A") == 1


def test_swapped_parties_mirror_the_curve() -> None:
    mine = seats_votes("X", 0.47, {"A": SHARES}).curves["A"]
    other = seats_votes("X", 0.53, {"A": 1 - SHARES}).curves["A"]
    assert np.allclose(mine, 1 - other[::-1])


def test_the_band_is_the_ensembles() -> None:
    ensemble = np.stack([SHARES, SHARES + 0.01, SHARES - 0.01] * 20)
    found = seats_votes("PRES20", 0.5, {"A": SHARES}, ensemble)
    assert found.band is not None
    for place, vote in enumerate(found.votes):
        seats = [np.mean(plan + vote - 0.5 > 0.5 + 1e-9) for plan in ensemble]
        ties = [np.mean(np.abs(plan + vote - 1) <= 1e-9) / 2 for plan in ensemble]
        expected = np.quantile(np.add(seats, ties), [0.05, 0.95])
        assert found.band[:, place] == pytest.approx(expected)
    empty = seats_votes("X", 0.5, {"A": SHARES}, np.full((3, 4), np.nan))
    assert empty.band is None


def test_the_drawn_curve_is_the_table(drawn_axes: list[Any], tmp_path: Path) -> None:
    found = seats_votes("PRES20", 0.48, {"A": SHARES, "B": SHARES + 0.02}, np.stack([SHARES] * 9))
    draw_seats_votes(found, tmp_path / "a.svg", heading=HEADING)
    (axes,), table = drawn_axes, found.table()
    curves = [line for line in axes.lines if len(np.atleast_1d(line.get_xdata())) == len(table)]
    for line, name in zip(curves, ("A", "B"), strict=True):
        assert np.array_equal(line.get_ydata(), table[name])
    points = [
        (float(line.get_xdata()[0]), float(line.get_ydata()[0]))
        for line in axes.lines
        if len(np.atleast_1d(line.get_xdata())) == 1
    ]
    assert points == [(0.48, 0.5), (0.48, 0.5)]
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "A: 2 of 4 districts as voted" in text
    assert "actual vote 48.0%" in text


def test_a_district_without_votes() -> None:
    shares = np.array([0.3, np.nan, 0.6])
    with pytest.raises(AskError, match="A has no votes for PRES20 in district 2"):
        seats_votes("PRES20", 0.5, {"A": shares})


def test_contests_in_order_of_the_sea(drawn_axes: list[Any], tmp_path: Path) -> None:
    votes = {"GOV": 0.55, "SEN": 0.45, "PRES": 0.5}
    plans = {"A": {"GOV": 3.0, "SEN": 1.0, "PRES": 2.0}}
    ensemble = {
        "GOV": np.array([2.0, 2.0, 3.0, 4.0]),
        "SEN": np.array([0.0, 0.0, 0.0, 0.0]),
        "PRES": np.array([1.0, 2.0, 2.0, 2.0]),
    }
    found = sea_level(votes, plans, 4, ensemble)
    assert found.contests == ("SEN", "PRES", "GOV")
    table = found.table()
    assert table["A"].tolist() == [0.25, 0.5, 0.75]
    assert table["ensemble 2 of 4"].tolist() == [0, 0.75, 0.5]
    assert table["ensemble 0 of 4"].tolist() == [1, 0, 0]
    draw_sea_level(found, tmp_path / "a.svg", heading=HEADING)
    (axes,) = drawn_axes
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert dots[0].get_ydata() == pytest.approx([0.25, 0.5, 0.75])
    bubbles = axes.collections[-1].get_offsets()
    assert sorted(map(tuple, np.round(bubbles, 6).tolist())) == [
        (0, 0),
        (1, 0.25),
        (1, 0.5),
        (2, 0.5),
        (2, 0.75),
        (2, 1),
    ]
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert text.index("SEN") < text.index("PRES") < text.index("GOV")
    assert "45.0%" in text


def test_no_contest() -> None:
    with pytest.raises(AskError, match="The map has no contest"):
        sea_level({}, {}, 4)


def test_many_contests_and_plans(tmp_path: Path) -> None:
    votes = {f"E{n}": 0.3 + n / 100 for n in range(25)}
    plans = {f"P{p}": dict.fromkeys(votes, 1.0) for p in range(9)}
    draw_sea_level(sea_level(votes, plans, 3), tmp_path / "a.png", heading=HEADING)


def test_a_trace_by_hand(drawn_axes: list[Any], tmp_path: Path) -> None:
    values = np.array([[1.0, 2.0, 3.0], [4.0, np.nan, 8.0]])
    found = trace(words_of("cut_edges"), values)
    table = found.table()
    assert table["plan"].tolist() == [1, 2, 3]
    assert table["chain 1 so far"].tolist() == [1, 1.5, 2]
    assert table["chain 2 so far"].tolist() == [4, 4, 6]
    assert np.isnan(table["chain 2"][1])
    draw_trace(found, tmp_path / "a.png", heading=HEADING)
    assert np.array_equal(drawn_axes[0].lines[1].get_ydata(), table["chain 1 so far"])


def test_a_long_trace_is_cut_into_stretches() -> None:
    values = np.arange(10_000.0)[None]
    found = trace(words_of("cut_edges"), values)
    assert len(found.step) == 400
    assert found.step[-1] == 10_000
    assert found.means.mean() == pytest.approx(values.mean())
    assert found.running[0, -1] == pytest.approx(values.mean())
