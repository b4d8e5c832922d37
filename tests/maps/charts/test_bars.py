"""Bars of a number for each district."""

import re
from pathlib import Path

import numpy as np
import pytest

from districtbot.maps.charts.bars import Bars, Form, draw_bars
from districtbot.maps.charts.frame import Heading

HEADING = Heading("Plan: a number", "What it is.", "map.zip")


def drawn(path: Path, numbers: list[float], form: Form, level: float = 0.0) -> str:
    names = tuple(str(place + 1) for place in range(len(numbers)))
    bars = Bars(names, np.array(numbers), form, level, "District", "Number", (-0.01, 0.01))
    draw_bars(bars, path, heading=HEADING)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("form", "numbers", "said"),
    [
        ("signed share", [0.01234, -0.5, 0.0], ["+1.23%", "−50.00%", "0.00%"]),
        ("share", [0.25, 1.0], ["25.00%", "100.00%"]),
        ("number", [1234567.0], ["1,234,567"]),
        ("share", [0.5, float("nan")], ["50.00%", "none"]),
    ],
)
def test_each_value_is_written(
    tmp_path: Path, form: Form, numbers: list[float], said: list[str]
) -> None:
    text = drawn(tmp_path / "bars.svg", numbers, form)
    for words in said:
        assert f">{words}<" in text
    assert not re.search(r">[^<]*nan[^<]*<", text)


def test_same_numbers_same_bytes(tmp_path: Path) -> None:
    first, second = (drawn(tmp_path / name, [0.1, -0.2], "share") for name in ("a.svg", "b.svg"))
    assert first == second


@pytest.mark.parametrize("numbers", [[0.0, 0.0], [0.5] * 60, [float("nan")]])
def test_odd_plans_are_drawn(tmp_path: Path, numbers: list[float]) -> None:
    assert "<svg" in drawn(tmp_path / "bars.svg", numbers, "share", 0.5)


def test_the_table_has_what_the_picture_shows() -> None:
    bars = Bars(("1", "2"), np.array([0.25, np.nan]), "share", 0.0, "District", "Share")
    assert bars.table()["district"].tolist() == ["1", "2"]
    assert bars.table()["value"].tolist()[0] == 0.25
    assert bars.table()["value"].isna().tolist() == [False, True]
