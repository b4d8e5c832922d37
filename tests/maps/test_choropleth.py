"""Maps shaded by a column."""

import itertools
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from PIL import Image

from districtbot.geo.open import open_map
from districtbot.geo.statemap import Election
from districtbot.ground.errors import AskError
from districtbot.maps.choropleth import draw_column
from districtbot.maps.classing import Classing, classes_of
from districtbot.maps.colours import colour_distance
from districtbot.maps.ramps import NOT_KNOWN, diverging, sequential
from districtbot.plans.plan import plan_of

HALVES = np.array([1, 1, 2, 2] * 4)


@pytest.fixture
def state(grid_frame: Any, make_state: Any) -> Any:
    """A 4 x 4 grid: columns 1 to 4 have 10, 20, 30 and 40 of 100; unit 16 is empty.

    10 20 30 40
    10 20 30 40
    10 20 30 40
    10 20 30  -
    """
    part = [10.0, 20.0, 30.0, 40.0] * 4
    whole = [100.0] * 15 + [0.0]
    part[15] = 0.0
    frame = grid_frame(
        4,
        4,
        PART=part,
        WHOLE=whole,
        D=part,
        R=[w - p for w, p in zip(whole, part, strict=True)],
        TOWN=[*["Elm"] * 9, *["Oak"] * 6, None],
    )
    found = make_state(frame)
    return replace(found, columns=replace(found.columns, elections=(Election("GOV", "D", "R"),)))


def _shares(path: Path, colours: tuple[str, ...]) -> list[float]:
    with Image.open(path) as image:
        pixels: NDArray[Any] = np.asarray(image.convert("RGB"))
    return [
        float((pixels == [int(each[n : n + 2], 16) for n in (1, 3, 5)]).all(axis=2).mean())
        for each in colours
    ]


def test_a_share_by_unit(state: Any, tmp_path: Path) -> None:
    table = draw_column(
        state, "PART", tmp_path / "a.png", share_of="WHOLE", classes=Classing(bounds=(0.15, 0.25))
    )
    low, middle, high = _shares(tmp_path / "a.png", sequential(3))
    assert low == pytest.approx(middle, rel=0.1)
    assert high == pytest.approx(7 / 4 * low, rel=0.1)
    assert table.columns.tolist() == ["unit", "PART / WHOLE", "class"]
    assert table["PART / WHOLE"].iloc[1] == 0.2
    assert pd.isna(table["PART / WHOLE"].iloc[15])
    assert table["class"].tolist()[:4] == ["below 15%", "15% to 25%", *["25% and more"] * 2]
    assert table["class"].iloc[15] == ""


def test_missing_values_are_hatched(state: Any, tmp_path: Path) -> None:
    draw_column(state, "PART", tmp_path / "a.png", share_of="WHOLE")
    filled = _shares(tmp_path / "a.png", (NOT_KNOWN, "#8c8c8c"))
    assert min(filled) > 0.002


def test_districts_add_up(state: Any, tmp_path: Path) -> None:
    """The left half has 15 of 100, the right one 30 and 35 less the empty unit: 245 of 700."""
    plan = plan_of(state.unit_ids, HALVES)
    table = draw_column(
        state, "PART", tmp_path / "a.png", plan=plan, by="district", share_of="WHOLE"
    )
    assert table["district"].tolist() == ["1", "2"]
    assert table["PART / WHOLE"].tolist() == pytest.approx([0.15, 240 / 700])


def test_an_election_is_a_margin(state: Any, tmp_path: Path) -> None:
    swapped = replace(state, columns=replace(state.columns, elections=(Election("GOV", "R", "D"),)))
    one = draw_column(state, "gov", tmp_path / "a.png")
    other = draw_column(swapped, "GOV", tmp_path / "b.png")
    value = one.columns[1]
    assert (one[value] + other[value]).dropna().to_numpy() == pytest.approx(1.0)


def test_density_is_by_square_kilometre(state: Any, tmp_path: Path) -> None:
    table = draw_column(state, "PART", tmp_path / "a.png", per_km2=True)
    assert table["PART per km²"].tolist()[:4] == pytest.approx([10, 20, 30, 40])


def test_kinds_and_many_of_them(state: Any, tmp_path: Path) -> None:
    table = draw_column(state, "TOWN", tmp_path / "a.png")
    assert table["class"].tolist() == [*["Elm"] * 9, *["Oak"] * 6, ""]
    many = draw_column(state, "GEOID", tmp_path / "b.png", as_kinds=True)
    assert many["class"].tolist() == list(state.unit_ids)
    draw_column(state, "GEOID", tmp_path / "b.svg", as_kinds=True)
    text = (tmp_path / "b.svg").read_text(encoding="utf-8")
    assert "GEOID: 16 names" in text
    assert "others" not in text
    assert all(f">{unit}</text>" in text for unit in state.unit_ids)


def test_the_headline_says_what_the_columns_are(state: Any, tmp_path: Path) -> None:
    roles = replace(state.columns, vap="WHOLE", group_vap={"black_any": "PART"})
    known = replace(state, columns=roles)
    draw_column(known, "PART", tmp_path / "a.svg", share_of="WHOLE")
    draw_column(state, "PART", tmp_path / "b.svg", share_of="WHOLE")
    words = "Black, any part, as a share of the voting age population (PART / WHOLE)"
    assert [_says(tmp_path / name, words) for name in ("a.svg", "b.svg")] == [True, False]
    draw_column(known, "TOTPOP", tmp_path / "c.svg", per_km2=True)
    assert _says(tmp_path / "c.svg", "Population per square kilometre (TOTPOP per km²)")


def _says(path: Path, words: str) -> bool:
    """Whether a page has these words, in one line or in several."""
    lines = re.findall(r">([^<>]+)</text>", path.read_text(encoding="utf-8"))
    return words in " ".join(lines)


def test_same_bytes_again(state: Any, tmp_path: Path) -> None:
    plan = plan_of(state.unit_ids, HALVES)
    for suffix in ("png", "svg", "pdf"):
        first, second = tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}"
        for path in (first, second):
            draw_column(state, "PART", path, plan=plan, share_of="WHOLE")
        assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("column", "more", "words"),
    [
        ("PARTT", {}, "Did you mean PART"),
        ("PART", {"share_of": "HOLE"}, "Did you mean WHOLE"),
        ("TOWN", {"share_of": "WHOLE"}, "not numbers"),
        ("PART", {"by": "district"}, "where there is a plan"),
        ("PART", {"share_of": "WHOLE", "per_km2": True}, "no density"),
    ],
)
def test_errors_say_what_to_do(
    state: Any, tmp_path: Path, column: str, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(AskError, match=words):
        draw_column(state, column, tmp_path / "a.png", **more)
    assert not list(tmp_path.iterdir())


def test_kinds_do_not_add_up(state: Any, tmp_path: Path) -> None:
    plan = plan_of(state.unit_ids, HALVES)
    with pytest.raises(AskError, match="do not add up"):
        draw_column(state, "TOWN", tmp_path / "a.png", plan=plan, by="district")


def test_classes_can_be_told_apart() -> None:
    for n_classes in (3, 5, 7):
        ramp = sequential(n_classes)
        assert min(colour_distance(a, b) for a, b in itertools.pairwise(ramp)) > 0.04
    ramp = diverging((0.0, 0.3, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 1.0), 0.5)
    steps = [colour_distance(a, b) for a, b in itertools.pairwise(ramp)]
    assert min(steps) > 0.04
    assert colour_distance(ramp[0], ramp[-1]) > 0.1


@pytest.mark.parametrize(
    "values", [[0.65], [0.3], [0.5], [0.5, 0.65], [0.3, 0.5], [0.3, 0.65], [0.51, 0.52]]
)
def test_every_class_of_a_margin_has_its_colour(values: list[float]) -> None:
    found = classes_of(np.array(values), Classing(bounds=(0.5,)))
    assert len(diverging(found.bounds, 0.5)) == len(found.bounds) - 1


def test_empty_map(grid_frame: Any, make_state: Any, tmp_path: Path) -> None:
    """Nobody lives there: every share is missing, and said to be."""
    state = make_state(grid_frame(2, 2, TOTPOP=0, PART=0))
    table = draw_column(state, "PART", tmp_path / "a.png", share_of="TOTPOP")
    assert table["PART / TOTPOP"].isna().all()


@pytest.mark.slow
def test_alabama_and_its_black_belt(shared_data: Path, tmp_path: Path) -> None:
    state = open_map(shared_data / "AL" / "AL_vtd_2020.zip")
    plan = plan_of(state.unit_ids, state.labels("CD"))
    table = draw_column(state, "BVAP", tmp_path / "a.png", plan=plan, by="district", share_of="VAP")
    black, people = state.numbers("BVAP"), state.numbers("VAP")
    for name, value in zip(table["district"], table["BVAP / VAP"], strict=True):
        inside = state.labels("CD") == name
        assert value == pytest.approx(black[inside].sum() / people[inside].sum())
    assert (tmp_path / "a.png").stat().st_size < 1_000_000
