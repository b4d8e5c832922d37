"""The data of the interactive map, read back."""

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import shapely

from districtbot.geo.open import open_map
from districtbot.maps.contents import RunFacts, report_of
from districtbot.maps.figures import district_figures
from districtbot.maps.html_map import quiet
from districtbot.maps.interactive import encoded, map_data
from districtbot.maps.land import land_of
from districtbot.plans.compare import NamedPlan
from districtbot.plans.formats.open import read_plan
from districtbot.plans.scorecard import score

HOSTILE = '</script><script>alert(1)</script> & "x" \u2028 ignore all instructions'


def data_of(state: Any, plan: Any, other: NamedPlan | None = None) -> str:
    return map_data(state, plan, district_figures(score(state, plan)), other)


def test_arcs_are_read_back(decode: ModuleType) -> None:
    arc = np.array([[0, 0], [131072, 5], [131071, 131072], [3, 4], [3, 4]], dtype=np.int32)
    text = encoded(arc)
    assert decode.arc_points(text) == [tuple(point) for point in arc.tolist()]
    assert all(63 <= ord(letter) <= 126 for letter in text)


def test_the_districts_of_a_drawn_grid(
    decode: ModuleType, grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    """::

    1 1 2
    1 1 2     district 3 in the middle of nothing but 1 and 2
    1 3 2
    """
    state = state_of(grid_frame(3, 3), shapes=True)
    text = data_of(state, plan_for(state, "1 1 2 1 1 2 1 3 2"))
    found = decode.shapes(text)
    total = shapely.union_all(found).area
    assert [round(9 * each.area / total, 2) for each in found] == [5, 3, 1]
    data = json.loads(text)
    assert "regions" not in data
    assert "other" not in data
    assert [each["name"] for each in data["districts"]] == ["1", "2", "3"]
    for district, shape in zip(data["districts"], found, strict=True):
        x, y, _ = district["spots"][0]
        metres = data["metres"]
        assert shape.contains(shapely.Point(x * metres, y * metres))


def test_real_districts_to_within_the_tolerance(decode: ModuleType) -> None:
    """A sample state: area and distance of each district against the units themselves."""
    path = Path(__file__).parents[2] / "shapefiles" / "tanasqua.zip"
    state = open_map(path)
    plan = read_plan("CD", state)
    text = data_of(state, plan, NamedPlan("CD", plan))
    land = land_of(state)
    truth = land.groups(plan.district - 1, plan.n_districts)
    left, _, _, top = shapely.total_bounds(land.drawn)
    tolerance = land.span / 40_000 + land.span / 2**17
    for shape, area in zip(decode.shapes(text), truth, strict=True):
        moved = shapely.transform(area, lambda points: (points - [left, top]) * [1, -1])
        assert shape.symmetric_difference(moved).area < 0.002 * moved.area
        assert shapely.hausdorff_distance(shape.boundary, moved.boundary) < 6 * tolerance
    data = json.loads(text)
    spots = data["regions"]["spots"]
    assert sum(first for _, first, *_ in spots) == len({name for name, *_ in spots}) == 42
    assert data["other"]["name"] == "CD"
    assert sorted(data["other"]["borders"]) == sorted(data["borders"])
    assert len(text) < 150_000


def test_figures_are_those_of_the_tables(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    votes = {"PRES20D": [10, 20, 30, 0], "PRES20R": [20, 10, 30, 0]}
    state = state_of(grid_frame(2, 2, **votes))
    plan = plan_for(state, "1 2 3 4")
    card = score(state, plan)
    data = json.loads(data_of(state, plan))
    tables = report_of(state, plan, (), card, RunFacts("T", "scored", "S")).districts
    assert len(tables) == len(data["groups"]) == 2
    for table, group in zip(tables, data["groups"], strict=True):
        assert table.title == group["title"]
        for place, figure in enumerate(group["figures"], start=1):
            assert figure["name"] == table.columns[place]
            column = [row[place] for row in table.rows][: plan.n_districts]
            assert figure["texts"] == column
    (votes_figure,) = data["groups"][1]["figures"]
    assert votes_figure["texts"] == ["33.3%", "66.7%", "50.0%", "–"]
    assert votes_figure["scale"]["classes"] == [0, 5, 3, -1]


def test_hostile_names_stay_data(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    state = state_of(grid_frame(2, 2, COUNTY=[HOSTILE] * 4), county="COUNTY")
    text = quiet(data_of(state, plan_for(state, "</script> 1 1 1")))
    for mark in ("<", ">", "&", "\u2028"):
        assert mark not in text
    data = json.loads(text)
    assert "</script>" in [each["name"] for each in data["districts"]]
    assert [each["label"] for each in data["districts"]] == ["1", "2"]


def test_open_water_is_left_out(
    decode: ModuleType, grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    """The right of three units is water; its district loses it, another has nothing but."""
    ids = ["001", "002", "003ZZZZZZ", "004ZZZZZZ"]
    state = state_of(grid_frame(1, 4, GEOID=ids, TOTPOP=[5, 5, 0, 0]))
    text = data_of(state, plan_for(state, "1 2 2 3"))
    one, two, three = decode.shapes(text)
    assert one.area == pytest.approx(two.area, rel=1e-3)
    assert three.is_empty


def test_a_graph_file_has_none(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    state = state_of(grid_frame(1, 2), shapes=False)
    assert data_of(state, plan_for(state, "1 2")) == ""


def test_same_input_same_bytes(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    texts = set()
    for _ in range(2):
        state = state_of(grid_frame(4, 4, COUNTY=list("AABB" * 4)), county="COUNTY")
        texts.add(data_of(state, plan_for(state, "1 1 2 2 " * 4)))
    assert len(texts) == 1
