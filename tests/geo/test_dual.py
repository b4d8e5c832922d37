"""The dual graph: who touches whom, along how much border, and its cache."""

import random
import warnings
import zipfile
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.spatial import cKDTree
from shapely.geometry import MultiPolygon, Polygon, box

from districtbot.geo import dual
from districtbot.geo.crs import projector
from districtbot.geo.dual import borders_of, dual_graph
from districtbot.geo.options import MapOptions
from districtbot.geo.shapes import Shapes, prepare_shapes
from districtbot.geo.statemap import DualGraph
from districtbot.ground.errors import AskError

Edges = set[tuple[int, int]]
Adjacency = Literal["rook", "queen"]
NORTH = 1_800_000


def shapes_of(polygons: list[Any], crs: str = "EPSG:5070") -> Shapes:
    unit_ids = [str(index) for index in range(len(polygons))]
    moved = shapely.transform(np.array(polygons), lambda points: points + np.array([0, NORTH]))
    return prepare_shapes(gpd.GeoSeries(moved, crs=crs), unit_ids, MapOptions(), lambda _: None)


def graph_of(shapes: Shapes, adjacency: Adjacency = "rook", **options: Any) -> DualGraph:
    unit_ids = [str(index) for index in range(len(shapes.native))]
    chosen = MapOptions(adjacency=adjacency, **options)
    return dual_graph(shapes, None, unit_ids, chosen, None)[0]


def pairs(graph: DualGraph) -> Edges:
    return {(int(a), int(b)) for a, b in graph.edges}


def gerrychain_edges(shapes: gpd.GeoSeries, adjacency: Adjacency) -> Edges:
    """The edges of GerryChain's own graph of the same polygons."""
    with warnings.catch_warnings():
        from gerrychain import Graph  # changes the filters

        warnings.simplefilter("ignore")
        graph = Graph.from_geodataframe(gpd.GeoDataFrame(geometry=shapes), adjacency=adjacency)
    return {(min(a, b), max(a, b)) for a, b in graph.edges}


def test_grid_has_lines_and_corners(grid_frame: Any) -> None:
    """::

    0 1 2
    3 4 5
    """
    shapes = prepare_shapes(grid_frame(2, 3).geometry, list("012345"), MapOptions(), print)
    rook = graph_of(shapes)
    assert rook.edges.tolist() == [[0, 1], [0, 3], [1, 2], [1, 4], [2, 5], [3, 4], [4, 5]]
    assert rook.edges.dtype == np.int32
    assert rook.shared_perimeter == pytest.approx(np.full(7, 1000))
    assert rook.bridges == ()
    queen = graph_of(shapes, "queen")
    assert pairs(queen) - pairs(rook) == {(0, 4), (1, 3), (1, 5), (2, 4)}
    corners = [0 if (a, b) in pairs(queen) - pairs(rook) else 1000 for a, b in queen.edges]
    assert queen.shared_perimeter == pytest.approx(corners)
    assert queen.adjacency == "queen"


def test_t_junction_without_a_point_on_the_long_side() -> None:
    """Two small units against the long side of one that has no point where they meet.

    ::

        0 0 | 1
        0 0 | 2
    """
    graph = graph_of(shapes_of([box(0, 0, 2, 2), box(2, 1, 3, 2), box(2, 0, 3, 1)]))
    assert pairs(graph) == {(0, 1), (0, 2), (1, 2)}
    assert graph.shared_perimeter == pytest.approx([1, 1, 1])


def test_border_partly_alike_and_partly_not() -> None:
    """One piece of the border is the same for both units, the next has a point on one side only."""
    left = Polygon([(0, 0), (2, 0), (2, 1), (2, 3), (0, 3)])
    right = Polygon([(2, 0), (4, 0), (4, 3), (2, 3), (2, 2), (2, 1)])
    graph = graph_of(shapes_of([left, right]))
    assert graph.shared_perimeter == pytest.approx([3])


def test_touching_at_a_point_is_queen_only() -> None:
    shapes = shapes_of([box(0, 0, 1, 1), box(1, 1, 2, 2), box(2, 1, 3, 2)])
    assert pairs(graph_of(shapes)) == {(1, 2)}
    assert pairs(graph_of(shapes, "queen")) == {(0, 1), (1, 2)}
    bridge = graph_of(shapes).bridges[0]
    assert (bridge.a, bridge.b, bridge.metres) == (0, 1, 0.0)


def test_unit_in_the_hole_of_another() -> None:
    inside = box(1, 1, 2, 2)
    ring = Polygon(box(0, 0, 3, 3).exterior, [inside.exterior])
    graph = graph_of(shapes_of([ring, inside]))
    assert pairs(graph) == {(0, 1)}
    assert graph.shared_perimeter == pytest.approx([4])


def test_island_part_of_a_unit_needs_no_bridge() -> None:
    """The second part of unit 0 lies beside unit 1, far from its first part."""
    graph = graph_of(
        shapes_of([MultiPolygon([box(0, 0, 1, 1), box(9, 0, 10, 1)]), box(10, 0, 11, 1)])
    )
    assert pairs(graph) == {(0, 1)}
    assert graph.bridges == ()


def test_overlap_counts_as_touching_with_half_its_outline() -> None:
    """Unit 1 reaches 0.01 over the border of unit 0, which is 5 long."""
    shapes = shapes_of([box(0, 0, 1, 5), box(0.99, 0, 2, 5)])
    assert pairs(graph_of(shapes)) == {(0, 1)} == gerrychain_edges(shapes.native, "rook")
    assert graph_of(shapes).shared_perimeter == pytest.approx([5.01])


def test_sliver_gap_is_no_border_but_is_told() -> None:
    shapes = shapes_of([box(0, 0, 1, 5), box(1.25, 0, 3, 5)])
    assert pairs(graph_of(shapes)) == set() == gerrychain_edges(shapes.native, "rook")
    _, notes = dual_graph(shapes, None, ["0", "1"], MapOptions(), None)
    assert notes[0] == (
        "2 units do not fit the neighbours exactly "
        "(overlaps, or gaps of under a metre); --repair mends this."
    )
    assert notes[1] == "1 bridge joins 2 separate parts: 0 to 1 over 0 m."


def test_clean_map_has_nothing_to_tell(grid_frame: Any) -> None:
    shapes = prepare_shapes(grid_frame(2, 2).geometry, list("0123"), MapOptions(), print)
    assert dual_graph(shapes, None, list("0123"), MapOptions(), None)[1] == ()


def test_one_unit() -> None:
    graph = graph_of(shapes_of([box(0, 0, 1, 1)]))
    assert graph.edges.shape == (0, 2)
    assert graph.shared_perimeter.shape == (0,)


def test_units_on_top_of_each_other() -> None:
    shapes = shapes_of([box(0, 0, 1, 1), box(0, 0, 1, 1), box(1, 0, 2, 1)])
    assert pairs(graph_of(shapes)) == gerrychain_edges(shapes.native, "rook")


def test_separate_parts_are_refused_without_bridges() -> None:
    with pytest.raises(AskError, match="2 separate parts"):
        graph_of(shapes_of([box(0, 0, 1, 1), box(5, 0, 6, 1)]), bridge=False)


def crooked(seed: int) -> list[Polygon]:
    """A grid of units whose corners were moved, some by so little that they overlap or gape."""
    rng = random.Random(seed)
    size = rng.randint(2, 6)
    corner = {
        (x, y): (x + rng.uniform(-0.3, 0.3), y + rng.uniform(-0.3, 0.3))
        for x in range(size + 1)
        for y in range(size + 1)
    }
    polygons = []
    for x in range(size):
        for y in range(size):
            ring = [corner[x + dx, y + dy] for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1))]
            if rng.random() < 0.3:  # a point on a side that the neighbour lacks
                (ax, ay), (bx, by) = ring[0], ring[1]
                ring.insert(1, ((ax + bx) / 2, (ay + by) / 2))
            if rng.random() < 0.15:
                ring[0] = (ring[0][0] + rng.choice([1e-3, 0.05, -0.05]), ring[0][1])
            polygons.append(Polygon(ring).buffer(0))
    return polygons


@pytest.mark.parametrize("seed", range(25))
def test_toys_equal_gerrychain(seed: int) -> None:
    shapes = shapes_of(crooked(seed))
    for adjacency in ("rook", "queen"):
        found = pairs(graph_of(shapes, adjacency))
        assert found == gerrychain_edges(shapes.native, adjacency)
        assert len(found) >= 2


@pytest.mark.parametrize("seed", range(5))
def test_order_of_the_units_changes_nothing(seed: int) -> None:
    polygons = crooked(seed)
    order = np.random.default_rng(seed).permutation(len(polygons))
    plain = graph_of(shapes_of(polygons))
    shuffled = graph_of(shapes_of([polygons[index] for index in order]))
    back = np.sort(order[shuffled.edges], axis=1)
    rows = np.lexsort((back[:, 1], back[:, 0]))
    assert back[rows].tolist() == plain.edges.tolist()
    assert shuffled.shared_perimeter[rows] == pytest.approx(plain.shared_perimeter, rel=1e-9)


# --- the cache -----------------------------------------------------------------------------


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """One entry each time the borders are really computed; the cache is empty at first."""
    calls: list[str] = []

    def counting(shapes: Shapes, adjacency: str) -> dual.Borders:
        calls.append(adjacency)
        return borders_of(shapes, adjacency)

    monkeypatch.setattr(dual, "borders_of", counting)
    monkeypatch.setenv("DISTRICTBOT_CACHE", str(tmp_path))
    return calls


def cached(shapes: Shapes, key: str | None = "hash", **options: Any) -> DualGraph:
    unit_ids = [str(index) for index in range(len(shapes.native))]
    return dual_graph(shapes, None, unit_ids, MapOptions(**options), key)[0]


def test_second_time_comes_from_the_cache(counted: list[str]) -> None:
    shapes = shapes_of(crooked(3))
    first, second = cached(shapes), cached(shapes)
    assert counted == ["rook"]
    assert first.edges.tolist() == second.edges.tolist()
    assert first.shared_perimeter.tolist() == second.shared_perimeter.tolist()
    assert first.bridges == second.bridges


def test_what_changes_the_graph_changes_the_key(counted: list[str]) -> None:
    shapes = shapes_of(crooked(3))
    cached(shapes)
    cached(shapes, adjacency="queen")
    cached(shapes, key="other")
    cached(shapes_of(crooked(4)))
    assert len(counted) == 4


def test_cache_can_be_switched_off(counted: list[str], tmp_path: Path) -> None:
    shapes = shapes_of(crooked(3))
    cached(shapes, key=None)
    cached(shapes, use_cache=False)
    assert len(counted) == 2
    assert list(tmp_path.iterdir()) == []


def test_damaged_cache_is_rebuilt(counted: list[str], tmp_path: Path) -> None:
    shapes = shapes_of(crooked(3))
    good = cached(shapes)
    (path,) = (tmp_path / "graphs").iterdir()
    path.write_bytes(path.read_bytes()[:100])
    assert cached(shapes).edges.tolist() == good.edges.tolist()
    assert cached(shapes).edges.tolist() == good.edges.tolist()
    assert len(counted) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"edges": np.array([[0, 99]], dtype=np.int32)},
        {"edges": np.array([[1, 0]], dtype=np.int32), "shared_perimeter": np.array([1.0])},
        {"edges": np.array([[-1, 0]], dtype=np.int32), "shared_perimeter": np.array([1.0])},
        {"edges": np.array([[0.0, 1.0]]), "shared_perimeter": np.array([1.0])},
        {"edges": np.array([0, 1], dtype=np.int32)},
        {"shared_perimeter": np.array([1.0])},
        {"shared_perimeter": np.array([np.nan] * 4)},
        {"misfits": np.array([1.0])},
    ],
)
def test_cache_that_cannot_be_right_is_rebuilt(
    counted: list[str], monkeypatch: pytest.MonkeyPatch, grid_frame: Any, change: dict[str, Any]
) -> None:
    shapes = prepare_shapes(grid_frame(2, 2).geometry, list("0123"), MapOptions(), print)
    cached(shapes)
    load = dual.load_arrays
    monkeypatch.setattr(dual, "load_arrays", lambda key: {**(load(key) or {}), **change})
    assert cached(shapes).edges.tolist() == [[0, 1], [0, 2], [1, 3], [2, 3]]
    assert len(counted) == 2


# --- real maps -----------------------------------------------------------------------------

SMALL = ("IA_2010", "IA_2020", "VT", "CO_Denver", "HI", "RI")
LARGE = ("MN_int", "MN_float", "AL", "MI", "VA")


def read(shared_data: Path, fact: dict[str, Any]) -> gpd.GeoDataFrame:
    path = shared_data / fact["file"]
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if "__MACOSX" not in name]
    (member,) = (name for name in names if name.endswith((".shp", ".geojson")))
    return gpd.read_file(f"/vsizip/{path}/{member}")


def prepared(frame: pd.DataFrame, fact: dict[str, Any]) -> tuple[Shapes, list[str]]:
    names = frame.get(fact["id_column"], frame.index.to_series())
    unit_ids = names.astype(str).tolist()
    return prepare_shapes(frame.geometry, unit_ids, MapOptions(), lambda _: None), unit_ids


@pytest.mark.parametrize(
    "name", [*SMALL, *(pytest.param(name, marks=pytest.mark.slow) for name in LARGE)]
)
def test_real_maps_equal_the_facts(name: str, shared_data: Path, facts: dict[str, Any]) -> None:
    fact = facts[name]
    shapes, unit_ids = prepared(read(shared_data, fact), fact)
    assert shapes.area.sum() / 1e6 == pytest.approx(fact["area_km2"], abs=0.06)
    assert shapes.native.is_valid.all()
    assert shapes.projected.is_valid.all()
    assert shapes.projected.crs == fact["equal_area_crs"]
    invalid = [note for note in shapes.notes if "invalid" in note]
    assert [int(note.split()[0]) for note in invalid] == (
        [fact["invalid_geometries"]] if fact["invalid_geometries"] else []
    )
    graph, _ = dual_graph(shapes, None, unit_ids, MapOptions(), None)
    assert len(graph.edges) == fact["rook_edges_native_crs"]
    sizes = np.bincount(graph.components(bridged=False))
    assert sizes.tolist() == fact["component_sizes"]
    assert len(graph.bridges) == len(sizes) - 1
    assert not graph.components(bridged=True).any()
    queen = borders_of(shapes, "queen")
    assert len(queen.edges) == fact["queen_edges_native_crs"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["CO_Denver", "RI", "MN_float"])
def test_real_maps_equal_gerrychain(name: str, shared_data: Path, facts: dict[str, Any]) -> None:
    shapes, _ = prepared(read(shared_data, facts[name]), facts[name])
    for adjacency in ("rook", "queen"):
        edges = borders_of(shapes, adjacency).edges
        assert {(int(a), int(b)) for a, b in edges} == gerrychain_edges(shapes.native, adjacency)


@pytest.mark.parametrize("name", ["VT", pytest.param("AL", marks=pytest.mark.slow)])
def test_shared_perimeters_equal_the_intersections(
    name: str, shared_data: Path, facts: dict[str, Any]
) -> None:
    """On clean layers a shared border is just the intersection of two units, projected."""
    shapes, _ = prepared(read(shared_data, facts[name]), facts[name])
    borders = borders_of(shapes, "rook")
    native = shapes.native.to_numpy()
    common = shapely.intersection(native[borders.edges[:, 0]], native[borders.edges[:, 1]])
    project = projector(shapes.native.crs, shapes.projected.crs)
    metres = shapely.length(shapely.transform(common, project))
    assert borders.shared_perimeter == pytest.approx(metres, rel=1e-9)
    shared = np.zeros(len(native))
    for side in (0, 1):
        np.add.at(shared, borders.edges[:, side], borders.shared_perimeter)
    assert (shared <= shapes.perimeter * (1 + 1e-9)).all()


def test_hawaii_is_joined_island_by_island(shared_data: Path, facts: dict[str, Any]) -> None:
    fact = facts["HI"]
    frame = read(shared_data, fact)
    shapes, unit_ids = prepared(frame, fact)
    county = np.unique(frame[fact["county_column"]], return_inverse=True)[1].astype(np.int32)
    graph, notes = dual_graph(shapes, county, unit_ids, MapOptions(), None)
    named = {
        (unit_ids[bridge.a], unit_ids[bridge.b]): round(bridge.metres / 1000, 1)
        for bridge in graph.bridges
    }
    assert named == {
        ("07-03", "13-03"): 46.4,
        ("10-02", "13-04"): 14.0,
        ("10-05", "13-05"): 13.7,
        ("13-07", "17-01"): 41.2,
        ("15-03", "45-04"): 117.2,
        ("16-05", "16-06"): 27.6,
    }
    assert any(note.startswith("6 bridges join 7 separate parts: ") for note in notes)


def test_rhode_island_is_joined_at_the_narrowest(shared_data: Path, facts: dict[str, Any]) -> None:
    """A bridge is as long as the gap between the points of the two coasts, or a little shorter."""
    shapes, unit_ids = prepared(read(shared_data, facts["RI"]), facts["RI"])
    graph, _ = dual_graph(shapes, None, unit_ids, MapOptions(), None)
    part = graph.components(bridged=False)
    points, unit = shapely.get_coordinates(shapes.projected.to_numpy(), return_index=True)
    for bridge in graph.bridges:
        one, other = (points[part[unit] == part[end]] for end in (bridge.a, bridge.b))
        narrowest = cKDTree(one).query(other)[0].min()
        assert bridge.metres == pytest.approx(narrowest, abs=5)
        assert bridge.metres <= narrowest + 1e-6
