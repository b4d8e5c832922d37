"""Bridges between parts: the shortest, the same county first, as many as it takes."""

import random

import geopandas as gpd
import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon, box

from districtbot.geo.bridges import add_bridges, bridge_notes
from districtbot.geo.options import MapOptions
from districtbot.geo.statemap import Bridge, components_of
from districtbot.ground.errors import AskError

NO_EDGES = np.zeros((0, 2), dtype=np.int32)
SIDE = 1000.0


def square(x: float, y: float = 0.0) -> Polygon:
    """One square of 1 km; x and y in km."""
    return box(x * SIDE, y * SIDE, (x + 1) * SIDE, (y + 1) * SIDE)


def bridges_of(
    polygons: list[Polygon],
    edges: list[tuple[int, int]] | None = None,
    county: list[int] | None = None,
    **options: bool,
) -> tuple[Bridge, ...]:
    pairs = np.array(edges, dtype=np.int32) if edges else NO_EDGES
    codes = None if county is None else np.array(county, dtype=np.int32)
    names = [chr(ord("A") + index) for index in range(len(polygons))]
    series = gpd.GeoSeries(polygons, crs="EPSG:5070")
    return add_bridges(len(polygons), pairs, series, codes, names, MapOptions(**options))


def test_connected_map_needs_none() -> None:
    assert bridges_of([square(0), square(1)], [(0, 1)]) == ()
    assert bridges_of([square(0)]) == ()


def test_nearest_units_of_two_islands() -> None:
    """``AB  C``: B is nearer to C than A."""
    (bridge,) = bridges_of([square(0), square(1), square(4)], [(0, 1)])
    assert (bridge.a, bridge.b) == (1, 2)
    assert bridge.metres == pytest.approx(2000)
    assert bridge.reason == "shortest gap"


def test_row_of_islands_is_joined_link_by_link() -> None:
    """``A B  C   D``: three links, none of them from end to end."""
    bridges = bridges_of([square(0), square(2), square(5), square(9)])
    assert [(bridge.a, bridge.b) for bridge in bridges] == [(0, 1), (1, 2), (2, 3)]
    assert [bridge.metres for bridge in bridges] == pytest.approx([1000, 2000, 3000])


def test_same_county_first_within_three_km() -> None:
    """``A B  C``: B lies 1 km from A and 2 km from C, but shares its county with C."""
    line = [square(0), square(2), square(5)]
    # An edge from A to C leaves B alone, which may go to either.
    bridges = bridges_of(line, [(0, 2)], county=[1, 2, 2])
    assert [(bridge.a, bridge.b) for bridge in bridges] == [(1, 2)]
    assert bridges[0].reason == "same county, preferred to 1.0 km across a county line"
    assert bridges_of(line, [(0, 2)], county=[1, 1, 2])[0].reason == "shortest gap, same county"
    other = bridges_of(line, [(0, 2)], county=[1, 3, 2])[0]
    assert (other.a, other.b) == (0, 1)
    assert other.reason == "shortest gap, between counties"


@pytest.mark.parametrize(("gap", "partner"), [(5.4, 2), (5.6, 0)])
def test_farther_than_that_a_county_counts_for_a_tenth(gap: float, partner: int) -> None:
    """A lies 5 km to the left of B, C lies ``gap`` km to its right and is of its county."""
    polygons = [square(0), square(6), square(7 + gap)]
    (bridge,) = bridges_of(polygons, [(0, 2)], county=[1, 2, 2])
    assert {bridge.a, bridge.b} == {1, partner}


def test_parts_that_touch_at_a_point_come_first() -> None:
    """B touches A at a corner; C, of B's county, lies 100 m away."""
    polygons = [square(0), square(1, 1), square(2.1, 1)]
    (bridge,) = bridges_of(polygons, [(0, 2)], county=[1, 2, 2])
    assert (bridge.a, bridge.b, bridge.metres) == (0, 1, 0.0)
    assert bridge.reason == "the parts touch at a point"


def test_slits_of_under_a_metre_prefer_the_county() -> None:
    """A and C lie 10 cm and 90 cm from B."""
    polygons = [square(0), square(1.0001), square(2.001)]
    (bridge,) = bridges_of(polygons, [(0, 2)], county=[1, 2, 2])
    assert (bridge.a, bridge.b) == (1, 2)
    assert bridge.reason == "less than a metre apart"


def test_unit_of_several_islands_is_one_unit() -> None:
    archipelago = shapely.union_all([square(3), square(6)])
    (bridge,) = bridges_of([square(0), archipelago])
    assert bridge.metres == pytest.approx(2000)


def test_units_on_top_of_each_other_have_a_border_too() -> None:
    """Two equal units on one island have every piece of border in common."""
    (bridge,) = bridges_of([square(0), square(3), square(3)], [(1, 2)])
    assert bridge.metres == pytest.approx(2000)
    assert (bridge.a, bridge.b) == (0, 1)


def test_long_straight_borders_are_measured_between_their_ends() -> None:
    """The gap is narrowest in the middle of a border without points there."""
    long = box(0, 0, 100 * SIDE, SIDE)
    spike = Polygon([(50 * SIDE, 1.5 * SIDE), (49 * SIDE, 9 * SIDE), (51 * SIDE, 9 * SIDE)])
    (bridge,) = bridges_of([long, spike])
    assert bridge.metres == pytest.approx(500)


def test_refusals_name_the_parts() -> None:
    polygons = [square(0), square(1), square(4)]
    with pytest.raises(AskError) as error:
        bridges_of(polygons, [(0, 1)], bridge=False)
    assert error.value.problem == (
        "The map has 2 separate parts (2 units with A, 1 unit with C), "
        "and bridges are switched off."
    )
    assert "--no-bridge" in error.value.todo
    with pytest.raises(AskError, match=r"The graph has 3 separate parts \(1 unit with A"):
        add_bridges(3, NO_EDGES, None, None, ["A", "B", "C"], MapOptions())


def test_notes() -> None:
    bridges = (Bridge(0, 1, 11_200.0, ""), Bridge(1, 2, 64.0, ""))
    county = np.array([1, 1, 2], dtype=np.int32)
    assert bridge_notes(bridges, county, ["x", "y", "z"]) == (
        "2 bridges join 3 separate parts: x to y over 11.2 km (same county); "
        "y to z over 64 m (between counties).",
    )
    assert bridge_notes(bridges[:1], None, ["x", "y"]) == (
        "1 bridge joins 2 separate parts: x to y over 11.2 km.",
    )
    assert bridge_notes((), None, []) == ()
    many = tuple(Bridge(index, index + 1, 5.0, "") for index in range(9))
    assert bridge_notes(many, None, list("abcdefghij"))[0].endswith("; and 3 more.")


def test_many_parts_hint_at_faulty_borders() -> None:
    names = [str(index) for index in range(450)]
    many = tuple(Bridge(index, index + 1, 5.0, "") for index in range(23))
    assert "--repair" in bridge_notes(many, None, names)[1]
    assert len(bridge_notes(many, None, names * 2)) == 1


def scattered(seed: int) -> tuple[list[Polygon], NDArray[np.int32], NDArray[np.int32]]:
    """Up to 40 triangles and quadrangles of 3 counties, some of them tied by edges."""
    rng = random.Random(seed)
    polygons = []
    for _ in range(rng.randint(2, 40)):
        x, y = rng.uniform(0, 60_000), rng.uniform(0, 60_000)
        corners = [
            (x + rng.uniform(-1500, 1500), y + rng.uniform(-1500, 1500))
            for _ in range(rng.randint(3, 8))
        ]
        polygons.append(shapely.convex_hull(shapely.multipoints(corners)))
    n_units = len(polygons)
    first, second = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    met = np.column_stack([first, second])[first < second]
    some = [(a, b) for a in range(n_units) for b in range(a + 1, n_units) if rng.random() < 0.02]
    edges = np.unique(np.concatenate([met, np.array(some, dtype=int).reshape(-1, 2)]), axis=0)
    county = np.array([rng.randint(0, 2) for _ in range(n_units)], dtype=np.int32)
    return polygons, edges.astype(np.int32), county


def naive_tree(
    polygons: list[Polygon], edges: NDArray[np.int32], county: NDArray[np.int32]
) -> list[tuple[int, int]]:
    """Kruskal's algorithm over all pairs of units, with the order the module states."""
    part = components_of(len(polygons), edges)

    def rank(pair: tuple[int, int]) -> tuple[float, ...]:
        metres = polygons[pair[0]].distance(polygons[pair[1]])
        same = county[pair[0]] == county[pair[1]]
        if metres < 1:
            return 0, not same, metres, *pair
        if same and metres <= 3000:
            return 1, metres, *pair
        return 2, metres / 1.1 if same else metres, *pair

    pairs = [(a, b) for a in range(len(polygons)) for b in range(a + 1, len(polygons))]
    taken = []
    for a, b in sorted((pair for pair in pairs if part[pair[0]] != part[pair[1]]), key=rank):
        if part[a] != part[b]:
            part[part == part[b]] = part[a]
            taken.append((a, b))
    return sorted(taken)


@pytest.mark.parametrize("seed", range(40))
def test_fast_equals_naive(seed: int) -> None:
    polygons, edges, county = scattered(seed)
    series = gpd.GeoSeries(polygons, crs="EPSG:5070")
    names = [str(index) for index in range(len(polygons))]
    bridges = add_bridges(len(polygons), edges, series, county, names, MapOptions())
    assert [(bridge.a, bridge.b) for bridge in bridges] == naive_tree(polygons, edges, county)
    for bridge in bridges:
        distance = polygons[bridge.a].distance(polygons[bridge.b])
        assert bridge.metres == pytest.approx(distance, abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_order_of_the_units_changes_nothing(seed: int) -> None:
    polygons, edges, county = scattered(seed)
    names = [str(index) for index in range(len(polygons))]
    order = np.random.default_rng(seed).permutation(len(polygons))
    place = np.argsort(order)

    plain = add_bridges(len(polygons), edges, gpd.GeoSeries(polygons), county, names, MapOptions())
    shuffled = add_bridges(
        len(polygons),
        place[edges].astype(np.int32),
        gpd.GeoSeries([polygons[index] for index in order]),
        county[order],
        names,
        MapOptions(),
    )
    there = {frozenset((bridge.a, bridge.b)) for bridge in plain}
    back = {frozenset((int(order[bridge.a]), int(order[bridge.b]))) for bridge in shuffled}
    assert there == back
