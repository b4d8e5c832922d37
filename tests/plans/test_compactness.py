"""Shapes of districts: by hand, with overlaps, on real maps, in other projections."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely

from districtbot.geo.open import open_map
from districtbot.geo.options import MapOptions
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.field import scoring_engine
from districtbot.plans.formats.open import read_plan
from districtbot.plans.line import Line
from districtbot.plans.lines import lines_of
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import score
from districtbot.plans.shapes import Shapes


def test_an_angle_of_five_units(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    """District 1 is an L of area 5 and border 12; its hull has area 7::

    1 2 2      100 people each, but 500 in the middle
    1 2 2
    1 1 1
    """
    drawn = state_of(grid_frame(3, 3, TOTPOP=[100] * 4 + [500] + [100] * 4))
    found = score(drawn, plan_for(drawn, "1 2 2  1 2 2  1 1 1")).compactness
    assert found.polsby_popper is not None
    assert found.schwartzberg is not None
    assert found.convex_hull is not None
    assert found.population_polygon is not None
    assert found.polsby_popper.by_district[0] == pytest.approx(4 * math.pi * 5 / 144)
    assert found.schwartzberg.by_district[0] == pytest.approx(12 / math.sqrt(4 * math.pi * 5))
    assert found.schwartzberg.by_district[1] == pytest.approx(2 / math.sqrt(math.pi))
    assert found.convex_hull.by_district == pytest.approx((5 / 7, 1))
    # The hull of the L touches the far corner in a point, which counts in full.
    assert found.population_polygon.by_district == pytest.approx((500 / 1300, 800 / 1300))
    assert found.area_km2 == pytest.approx((5, 4))
    assert found.perimeter_km == pytest.approx((12, 8))
    assert (found.cut_edges, found.edges, found.cut_border_km) == (4, 12, pytest.approx(4))


def test_the_ends_of_a_measure_name_their_districts(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    """A strip of four units, a square of four, a strip of two::

    1 2 2 3
    1 2 2 3
    1
    1
    """
    frame = grid_frame(4, 4).iloc[[0, 1, 2, 3, 4, 5, 6, 7, 8, 12]].reset_index(drop=True)
    drawn = state_of(frame)
    found = score(drawn, plan_for(drawn, "1 2 2 3  1 2 2 3  1 1")).compactness.polsby_popper
    assert found is not None
    assert (found.lowest_district, found.highest_district) == (1, 2)
    assert (found.minimum, found.maximum) == (found.by_district[0], found.by_district[1])
    assert found.mean == pytest.approx(sum(found.by_district) / 3)


def test_nobody_around_a_district_is_told(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    """District 3 and all that its hull touches are empty."""
    drawn = state_of(grid_frame(1, 4, TOTPOP=[100, 100, 0, 0]))
    card = score(drawn, plan_for(drawn, "1 2 2 3"))
    assert card.compactness.population_polygon is None
    assert "around district 3" in card.declined["population polygon"]
    assert card.population.deviation[2] == -1
    assert not any(line.key.startswith("population_polygon") for line in lines_of(card))


def test_an_overlap_changes_next_to_nothing(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    """The engine refuses such a layer; its values are had all the same."""
    frame = grid_frame(3, 3)
    clean = state_of(frame)
    x0, y0, x1, y1 = frame.geometry[4].bounds
    frame.loc[4, "geometry"] = shapely.box(x0, y0, x1 + 0.01, y1)
    lapped = state_of(frame)
    drawing = "1 2 2  1 1 2  3 3 2"
    ours = Shapes(clean).measure(plan_for(clean, drawing))
    theirs = Shapes(lapped).measure(plan_for(lapped, drawing))
    for name in ("polsby_popper", "reock", "schwartzberg", "convex_hull", "area", "perimeter"):
        assert getattr(theirs, name) == pytest.approx(getattr(ours, name), rel=1e-4)


def test_a_graph_has_no_shapes_to_measure(grid_frame: Any, state_of: Any) -> None:
    with pytest.raises(AskError, match="without shapes"):
        Shapes(state_of(grid_frame(1, 2), shapes=False))


REAL = [("AL", "CD"), ("VT", "SENDIST"), ("HI", "HDIST")]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "column"), REAL)
def test_real_districts_against_shapely(
    name: str, column: str, real_map: Callable[[str], StateMap]
) -> None:
    """Each district dissolved, and every measure from its area, border, hull and circle."""
    state = real_map(name)
    plan = read_plan(column, state)
    found = score(state, plan).compactness
    assert state.geometry is not None
    units = state.geometry.to_numpy()
    outlines = np.array(
        [shapely.union_all(units[plan.district == n]) for n in range(1, plan.n_districts + 1)]
    )
    area, around = shapely.area(outlines), shapely.length(outlines)
    hulls = shapely.convex_hull(outlines)
    expected = {
        "polsby_popper": 4 * math.pi * area / around**2,
        "schwartzberg": around / (2 * np.sqrt(math.pi * area)),
        "reock": area / (math.pi * shapely.minimum_bounding_radius(outlines) ** 2),
        "convex_hull": area / shapely.area(hulls),
        "population_polygon": [
            state.population[plan.district == n].sum()
            / state.population[shapely.intersects(units, hull)].sum()
            for n, hull in enumerate(hulls, 1)
        ],
    }
    for measure, values in expected.items():
        assert getattr(found, measure).by_district == pytest.approx(values, rel=1e-6), measure
    assert found.area_km2 == pytest.approx(area / 1e6, rel=1e-6)
    assert found.perimeter_km == pytest.approx(around / 1e3, rel=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "column"), [("AL", "HDIST")])
def test_shapes_are_gerrytools_of_the_units(
    name: str, column: str, real_map: Callable[[str], StateMap]
) -> None:
    state = real_map(name)
    plan = read_plan(column, state)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(state.n_units))
    frame = gpd.GeoDataFrame({"people": state.population}, geometry=state.geometry)
    engine = scoring_engine()
    evaluator = engine.PlanEvaluator(graph, geometry=frame)
    evaluator.add_metrics(
        engine.PolsbyPopper(), engine.Reock(), engine.Schwartzberg(), engine.ConvexHullRatio(),
        engine.PopulationPolygon("people"),
    )  # fmt: skip
    found = evaluator.evaluate(plan.district.tolist())
    _, first = np.unique(plan.district, return_index=True)
    order = np.argsort(np.argsort(first))
    shapes = Shapes(state)
    ours, around = shapes.measure(plan), shapes.population_polygon(plan, state.population)
    for mine, key in (
        (ours.polsby_popper, "polsby_popper"),
        (ours.reock, "reock"),
        (ours.schwartzberg, "schwartzberg"),
        (ours.convex_hull, "convex_hull_ratio"),
        (around, "population_polygon"),
    ):
        assert mine == pytest.approx(found.array(key)[0][order], rel=1e-9), key


@pytest.mark.slow
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
def test_another_projection_of_the_file_changes_shapes_by_less_than_half_a_percent(
    crs: str, shared_data: Path, facts: dict[str, Any], tmp_path: Path
) -> None:
    """Alabama's Senate: the file as it is against the same file in other coordinates."""
    source = shared_data / facts["AL"]["file"]
    path = tmp_path / "al.gpkg"
    gpd.read_file(source).to_crs(crs).to_file(path, driver="GPKG")
    cards = []
    for file in (source, path):
        state = open_map(file, MapOptions(use_cache=False))
        cards.append(score(state, read_plan("SEND", state)))
    ours, theirs = ({line.key: line for line in lines_of(card)} for card in cards)
    assert ours.keys() == theirs.keys()
    for key, line in ours.items():
        _check_alike(line, theirs[key])
    for name in ("polsby_popper", "reock", "schwartzberg", "convex_hull"):
        here, there = (getattr(card.compactness, name).by_district for card in cards)
        assert there == pytest.approx(here, rel=5e-3), name


def _check_alike(ours: Line, theirs: Line) -> None:
    if ours.value is None:
        assert theirs.value is None, ours.key
    else:
        assert theirs.value == pytest.approx(ours.value, rel=5e-3), ours.key


@pytest.mark.slow
def test_relabelling_a_real_plan_changes_no_shape(
    real_map: Callable[[str], StateMap],
) -> None:
    state = real_map("AL")
    plan = read_plan("CD", state)
    order = np.random.default_rng(1).permutation(plan.n_districts)
    turned = Plan(
        plan.unit_ids,
        (order[plan.district - 1] + 1).astype(np.int32),
        tuple(plan.names[place] for place in np.argsort(order)),
    )
    ours, theirs = score(state, plan), score(state, turned)
    for mine, other in zip(lines_of(ours), lines_of(theirs), strict=True):
        assert other.key == mine.key
        assert other.value == pytest.approx(mine.value, rel=1e-12), mine.key
    for name in ("polsby_popper", "reock", "schwartzberg", "convex_hull", "population_polygon"):
        by_district = np.array(getattr(theirs.compactness, name).by_district)
        assert by_district[order].tolist() == pytest.approx(
            list(getattr(ours.compactness, name).by_district)
        )
