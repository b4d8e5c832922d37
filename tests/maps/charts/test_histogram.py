"""Histograms: bars and lines are the table's."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.ground.errors import AskError
from districtbot.maps.charts.frame import Heading
from districtbot.maps.charts.histogram import Histogram, draw_histogram, histogram
from districtbot.plans.ensemble.words import words_of

HEADING = Heading("Title", "Subtitle.")
SEATS = words_of("dem_seats PRES20")
GAP = words_of("dem_efficiency_gap PRES20")


def seats(**plans: float | None) -> Histogram:
    """Ten plans: one with 1 seat, six with 2, three with 4."""
    return histogram(SEATS, np.array([1.0, *[2.0] * 6, *[4.0] * 3]), plans)


def test_whole_numbers_have_a_bar_each() -> None:
    found = seats(A=2.0, B=0.0)
    assert found.by_value
    assert found.counts.tolist() == [1, 6, 0, 3]
    table = found.table()
    bins = table[table["kind"] == "bin"]
    assert bins["from"].tolist() == [1, 2, 3, 4]
    assert bins["share"].tolist() == [0.1, 0.6, 0.0, 0.3]
    own = table[table["kind"] == "plan"]
    assert own["name"].tolist() == ["A", "B"]
    assert own["percentile"].tolist() == pytest.approx([0.4, 0.0])


def test_bars_and_lines_are_the_table(drawn_axes: list[Any], tmp_path: Path) -> None:
    draw_histogram(seats(A=2.0, B=7.0, C=None), tmp_path / "a.png", heading=HEADING)
    (axes,) = drawn_axes
    heights = [bar.get_height() for bar in axes.patches]
    assert heights == pytest.approx([0.1, 0.6, 0.0, 0.3])
    middles = [bar.get_x() + bar.get_width() / 2 for bar in axes.patches]
    assert middles == pytest.approx([1, 2, 3, 4])
    assert [line.get_xdata()[0] for line in axes.lines] == [2, 7]
    low, high = axes.get_xlim()
    assert low < 0.5
    assert high > 7
    assert axes.get_xticks().tolist() == [1, 2, 3, 4, 5, 6, 7]
    words = [text.get_text() for text in axes.texts]
    assert words == ["10.0%", "60.0%", "0.0%", "30.0%"]


def test_bins_hold_every_plan(drawn_axes: list[Any], tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(-0.05, 0.04, 5000)
    values[:40] = np.nan
    found = histogram(GAP, values, {"A": 0.01})
    assert (found.n_plans, found.without) == (4960, 40)
    assert 12 <= len(found.counts) <= 50
    draw_histogram(found, tmp_path / "a.svg", heading=HEADING)
    (axes,) = drawn_axes
    assert sum(bar.get_height() for bar in axes.patches) == pytest.approx(1)
    assert [0.0, 0.0] in [list(line.get_xdata()) for line in axes.lines]
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "← favours Republicans | favours Democrats →" in text
    assert "A: +1.00% (favours Democrats), percentile" in text


def test_wide_whole_numbers_are_binned() -> None:
    found = histogram(words_of("cut_edges"), np.arange(400.0), {})
    assert not found.by_value
    widths = np.unique(np.diff(found.edges))
    assert len(widths) == 1
    assert widths[0] == int(widths[0])
    assert found.counts.sum() == 400
    assert found.edges[0] == -0.5


@pytest.mark.parametrize("value", [0.0, 3.0, -0.123])
@pytest.mark.parametrize("words", [SEATS, GAP])
def test_a_measure_that_never_changes(value: float, words: Any, tmp_path: Path) -> None:
    found = histogram(words, np.full(7, value), {"A": value, "B": 1e9})
    assert found.counts.sum() == 7
    assert found.percentiles["A"] == 0.5
    draw_histogram(found, tmp_path / "a.png", heading=HEADING)


def test_no_value_at_all() -> None:
    with pytest.raises(AskError, match="has no value in any plan"):
        histogram(GAP, np.full(3, np.nan), {})
    found = seats(A=float("nan"))
    assert found.plans["A"] is None
    assert found.percentiles["A"] is None


def test_the_key_says_where_a_plan_is(tmp_path: Path) -> None:
    draw_histogram(seats(A=2.0, B=7.0, C=None, D=0.0), tmp_path / "a.svg", heading=HEADING)
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    for words in (
        "A: 2, percentile 40.0",
        "B: 7, higher than every plan",
        "C: no value",
        "D: 0, lower than every plan",
    ):
        assert words in text


def test_same_numbers_same_bytes(tmp_path: Path) -> None:
    for suffix in (".png", ".svg"):
        for name in "ab":
            draw_histogram(seats(A=2.0), tmp_path / f"{name}{suffix}", heading=HEADING)
        assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()
