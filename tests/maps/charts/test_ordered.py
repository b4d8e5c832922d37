"""Districts in order: what is drawn is what the table says."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex

from districtbot.ground.errors import AskError
from districtbot.maps.charts.frame import COLOURS, Heading
from districtbot.maps.charts.ordered import (
    OrderedDistricts,
    draw_ordered_districts,
    ordered_districts,
)
from districtbot.plans.ensemble.words import words_of

WORDS = words_of("dem_share PRES20")
HEADING = Heading("A title of words", "What it shows.", "Source: a map.", "A note.")


def hundred_plans() -> np.ndarray:
    """Plan i of 101 has the shares i% and (i + 50)% / 2 in its two districts, in turns."""
    i = np.arange(101) / 100
    values = np.stack([i * 0.4, 0.5 + i * 0.4], axis=1)
    values[::2] = values[::2, ::-1]
    return values


def of(values: np.ndarray, **plans: list[float]) -> OrderedDistricts:
    own = {name: np.array(shares) for name, shares in plans.items()}
    return ordered_districts(WORDS, values, own)


def test_the_table_by_hand() -> None:
    table = of(hundred_plans(), Mine=[0.9, 0.1]).table()
    assert table["rank"].tolist() == [1, 2]
    assert table["1%"].tolist() == pytest.approx([0.004, 0.504])
    assert table["25%"].tolist() == pytest.approx([0.1, 0.6])
    assert table["50%"].tolist() == pytest.approx([0.2, 0.7])
    assert table["99%"].tolist() == pytest.approx([0.396, 0.896])
    assert table["smallest"].tolist() == [0, 0.5]
    assert table["largest"].tolist() == [0.4, 0.9]
    assert table["Mine"].tolist() == [0.1, 0.9]
    assert table["Mine percentile"].tolist() == pytest.approx([25.5 / 101, 100.5 / 101])


def test_boxes_and_dots_are_the_table(drawn_axes: list[Any], tmp_path: Path) -> None:
    found = of(hundred_plans(), Mine=[0.1, 0.9], Yours=[0.3, 0.6])
    draw_ordered_districts(found, tmp_path / "a.png", heading=HEADING)
    (axes,), table = drawn_axes, found.table()
    dots = [
        line for line in axes.lines if to_hex(line.get_color()) in COLOURS and line.get_marker()
    ]
    assert len(dots) == 2
    for line, name in zip(dots, ("Mine", "Yours"), strict=True):
        assert line.get_ydata() == pytest.approx(table[name].to_numpy())
        assert np.round(line.get_xdata()).tolist() == table["rank"].tolist()
    boxes = [patch.get_path().vertices for patch in axes.patches]
    assert len(boxes) == 2
    for rank, corners in zip(table["rank"], boxes, strict=True):
        row = table.iloc[rank - 1]
        assert corners[:-1, 0].mean() == pytest.approx(rank, abs=0.2)
        assert corners[:, 0].min() < rank < corners[:, 0].max()
        assert corners[:, 1].min() == pytest.approx(row["25%"])
        assert corners[:, 1].max() == pytest.approx(row["75%"])
    ends = {round(float(y), 6) for line in axes.lines for y in np.atleast_1d(line.get_ydata())}
    for name in ("1%", "50%", "99%"):
        assert {round(value, 6) for value in table[name]} <= ends


def test_violins(drawn_axes: list[Any], tmp_path: Path) -> None:
    draw_ordered_districts(of(hundred_plans()), tmp_path / "a.png", heading=HEADING, kind="violin")
    assert len(drawn_axes[0].collections) == 2


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_same_numbers_same_bytes(tmp_path: Path, suffix: str) -> None:
    for name in ("a", "b"):
        found = of(hundred_plans(), Mine=[0.1, 0.9])
        draw_ordered_districts(found, tmp_path / f"{name}{suffix}", heading=HEADING)
    first = (tmp_path / f"a{suffix}").read_bytes()
    assert first == (tmp_path / f"b{suffix}").read_bytes()
    assert first.startswith(b"\x89PNG" if suffix == ".png" else b"<?xml")


def test_an_svg_has_the_words(tmp_path: Path) -> None:
    found = of(hundred_plans(), **{"Enacted & old": [0.1, 0.9]})
    draw_ordered_districts(found, tmp_path / "a.svg", heading=HEADING)
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    for words in (
        "A title of words",
        "What it shows.",
        "A note. Source: a map.",
        "Enacted &amp; old",
        "Democratic share, PRES20",
        "40%",
    ):
        assert words in text


def test_one_district_and_one_plan(tmp_path: Path) -> None:
    draw_ordered_districts(of(np.array([[0.3]]), A=[0.3]), tmp_path / "a.png", heading=HEADING)
    constant = of(np.full((50, 3), 0.4), A=[0.4, 0.4, 0.4])
    draw_ordered_districts(constant, tmp_path / "b.png", heading=HEADING)
    assert constant.table()["A percentile"].tolist() == [0.5] * 3


def test_labels_of_many_districts_are_thinned(drawn_axes: list[Any], tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    found = of(rng.random((200, 120)), A=rng.random(120).tolist())
    draw_ordered_districts(found, tmp_path / "a.png", heading=HEADING)
    labels = [label.get_text() for label in drawn_axes[0].get_xticklabels()]
    assert labels[:3] == ["1", "5", "10"]
    assert labels[-1] == "120"
    assert len(labels) <= 31
    bands, table = drawn_axes[0].collections, found.table()
    for band, low, high in zip(bands, ("1%", "25%"), ("99%", "75%"), strict=True):
        heights = band.get_paths()[0].vertices[:, 1]
        assert heights.min() == pytest.approx(table[low].min())
        assert heights.max() == pytest.approx(table[high].max())


def test_districts_without_votes() -> None:
    values = hundred_plans()
    values[3, 0] = np.nan
    found = of(values)
    assert found.n_plans == 100
    assert np.isfinite(found.table().to_numpy()).all()
    with pytest.raises(AskError, match="has no value in some district of every plan"):
        of(np.full((5, 2), np.nan))


def test_a_plan_of_another_number_of_districts() -> None:
    with pytest.raises(AskError, match="Mine has 3 districts, the plans of the ensemble 2"):
        of(hundred_plans(), Mine=[0.1, 0.2, 0.3])


def test_order_of_plans_and_names_of_districts_mean_nothing() -> None:
    values = hundred_plans()
    a, b = of(values, A=[0.2, 0.8]).table(), of(values[::-1, ::-1], A=[0.8, 0.2]).table()
    assert a.equals(b)
