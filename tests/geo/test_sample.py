"""Made-up states: what every one of them must be, whatever its shape."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from shapely.strtree import STRtree

from districtbot.geo.open import open_map
from districtbot.geo.sample import FIELDS, Convention, StateSpec, columns_of, make_state
from districtbot.ground.errors import AskError

SMALL = StateSpec("Testonia", 11, n_units=90, n_counties=9, n_districts=3, area_km2=9_000.0)
SHAPES = [
    SMALL,
    StateSpec("Isles", 2, 70, 6, 2, sides=("coast",) * 4, n_islands=3, area_km2=5_000),  # type: ignore[arg-type]
    StateSpec(
        "Plains",
        3,
        120,
        15,
        4,
        sides=("survey",) * 4,
        n_islands=0,
        river=False,
        surveyed=1.0,  # type: ignore[arg-type]
    ),
    StateSpec("Counties", 4, 40, 40, 3, n_islands=0, sides=("ridge", "river", "survey", "ridge")),
    StateSpec("One", 5, 12, 1, 1, n_islands=0, surveyed=0.0, area_km2=900),
    StateSpec("Vast", 100, 55, 10, 5, area_km2=142_000, aspect=1.9, surveyed=0.0),
    StateSpec("Crowded", 6, 150, 4, 12, area_km2=700, urban=0.9, aspect=2.0),
]


@pytest.fixture(scope="module", params=SHAPES, ids=lambda spec: spec.name)
def made(request: pytest.FixtureRequest) -> tuple[StateSpec, gpd.GeoDataFrame]:
    spec: StateSpec = request.param
    return spec, make_state(spec)


@pytest.fixture(scope="module")
def small() -> gpd.GeoDataFrame:
    return make_state(SMALL)


def _touching(state: gpd.GeoDataFrame) -> nx.Graph:
    """Rook adjacency, straight from the shapes."""
    shapes = np.array(state.geometry)
    first, second = STRtree(shapes).query(shapes, predicate="touches")
    lines = shapely.length(shapely.intersection(shapes[first], shapes[second])) > 0
    graph = nx.Graph()
    graph.add_nodes_from(range(len(shapes)))
    graph.add_edges_from(zip(first[lines].tolist(), second[lines].tolist(), strict=True))
    return graph


def test_the_units_are_as_many_as_asked_and_share_borders_exactly(
    made: tuple[StateSpec, gpd.GeoDataFrame],
) -> None:
    spec, state = made
    assert len(state) == spec.n_units
    assert set(state.geom_type) == {"Polygon"}
    assert state.geometry.is_valid.all()
    assert shapely.coverage_is_valid(np.array(state.geometry))
    assert state.COUNTY.nunique() == spec.n_counties
    assert state.crs == spec.crs


def test_the_mainland_is_connected_and_each_island_stands_alone(
    made: tuple[StateSpec, gpd.GeoDataFrame],
) -> None:
    spec, state = made
    parts = sorted(nx.connected_components(_touching(state)), key=len)
    assert len(parts) == 1 + spec.n_islands
    assert all(1 <= len(part) <= 3 for part in parts[:-1])


def test_the_land_has_no_gaps(made: tuple[StateSpec, gpd.GeoDataFrame]) -> None:
    spec, state = made
    together = shapely.coverage_union_all(np.array(state.geometry))
    pieces = shapely.get_parts(together)
    assert len(pieces) == 1 + spec.n_islands
    assert not any(len(piece.interiors) for piece in pieces)


def test_counties_are_in_one_piece_but_for_islands(
    made: tuple[StateSpec, gpd.GeoDataFrame],
) -> None:
    _, state = made
    graph = _touching(state)
    for rows in state.groupby("COUNTY").indices.values():
        parts = sorted(nx.connected_components(graph.subgraph(rows.tolist())), key=len)
        mainland = max(nx.connected_components(graph), key=len)
        assert sum(bool(part & mainland) for part in parts) == 1


def test_ids_nest_in_counties_and_towns(made: tuple[StateSpec, gpd.GeoDataFrame]) -> None:
    spec, state = made
    assert state.GEOID20.is_unique
    assert state.GEOID20.is_monotonic_increasing
    assert (state.GEOID20.str.len() == 11).all()
    assert (state.GEOID20.str[:5] == spec.state_fips + state.COUNTYFP20).all()
    assert (state.groupby("COUNTYFP20").COUNTY.nunique() == 1).all()
    assert (state.groupby("MUNI").COUNTY.nunique() == 1).all()
    assert state.NAME20.is_unique
    assert state.drop_duplicates("COUNTY").COUNTY.is_monotonic_increasing


def test_the_numbers_add_up(made: tuple[StateSpec, gpd.GeoDataFrame]) -> None:
    spec, state = made
    people = ["NH_WHITE", "NH_BLACK", "HISP", "NH_ASIAN", "NH_AMIN", "NH_OTHER"]
    adults = ["WVAP", "BVAP", "HVAP", "ASIANVAP", "AMINVAP", "OTHERVAP"]
    assert state.TOTPOP.sum() == spec.n_people
    assert (state.TOTPOP > 0).all()
    assert (state[people].sum(axis=1) == state.TOTPOP).all()
    assert (state[adults].sum(axis=1) == state.VAP).all()
    assert (state[adults].to_numpy() <= state[people].to_numpy()).all()
    assert (state[adults].to_numpy() >= 0).all()
    for contest in ("PRES24", "GOV22"):
        votes = state[[f"{contest}D", f"{contest}R"]]
        assert (votes.to_numpy() >= 0).all()
        assert (votes.sum(axis=1) <= state.VAP).all()


def test_statewide_shares_are_as_asked(made: tuple[StateSpec, gpd.GeoDataFrame]) -> None:
    spec, state = made
    assert state.NH_BLACK.sum() / state.TOTPOP.sum() == pytest.approx(spec.black, abs=0.003)
    assert state.HISP.sum() / state.TOTPOP.sum() == pytest.approx(spec.hispanic, abs=0.003)
    dem, rep = state.PRES24D.sum(), state.PRES24R.sum()
    assert dem / (dem + rep) == pytest.approx(spec.lean, abs=0.003)


def test_people_and_votes_go_together_as_in_real_states() -> None:
    state = make_state(replace(SMALL, n_units=300, n_counties=15, area_km2=30_000.0))
    dem = state.PRES24D / (state.PRES24D + state.PRES24R)
    governor = state.GOV22D / (state.GOV22D + state.GOV22R)
    black = state.BVAP / state.VAP
    density = np.log(state.TOTPOP / state.to_crs("EPSG:5070").area)
    assert np.corrcoef(dem, density)[0, 1] > 0.3
    assert np.corrcoef(dem, black)[0, 1] > 0.3
    assert 0.9 < np.corrcoef(dem, governor)[0, 1] < 1.0
    pairs = np.array(_touching(state).edges)
    for share in (dem, black):
        values = share.to_numpy()
        assert np.corrcoef(values[pairs[:, 0]], values[pairs[:, 1]])[0, 1] > 0.5


def test_the_same_spec_gives_the_same_bytes(small: gpd.GeoDataFrame) -> None:
    again = make_state(replace(SMALL))
    assert again.to_wkb().equals(small.to_wkb())
    assert list(again.columns) == list(small.columns)


def test_another_seed_or_name_gives_another_state(small: gpd.GeoDataFrame) -> None:
    for other in (replace(SMALL, seed=12), replace(SMALL, name="Elsewhere")):
        assert not make_state(other).geometry.equals(small.geometry)


@pytest.mark.parametrize("convention", ["VEST", "DRA", "ALARM", "census"])
def test_the_convention_changes_names_only(convention: Convention, small: gpd.GeoDataFrame) -> None:
    other = make_state(replace(SMALL, convention=convention))
    names = columns_of(convention)
    assert set(names) == set(FIELDS)
    assert list(other.columns) == [
        *(names[field] for field in FIELDS if field != "plan"),
        "geometry",
    ]
    assert other.set_axis(small.columns, axis=1).to_wkb().equals(small.to_wkb())


def test_the_crs_changes_coordinates_only(small: gpd.GeoDataFrame) -> None:
    metric = make_state(replace(SMALL, crs="EPSG:5070"))
    assert shapely.coverage_is_valid(np.array(metric.geometry))
    assert metric.drop(columns="geometry").equals(small.drop(columns="geometry"))
    back = metric.to_crs(small.crs)
    assert shapely.hausdorff_distance(
        np.array(back.geometry), np.array(small.geometry)
    ).max() == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize(
    ("convention", "ending"),
    [("MGGG", "shp"), ("VEST", "shp"), ("census", "shp"), ("DRA", "geojson"), ("ALARM", "gpkg")],
)
def test_a_state_of_every_convention_opens(
    convention: Convention, ending: str, tmp_path: Path
) -> None:
    path = tmp_path / f"state.{ending}"
    make_state(replace(SMALL, convention=convention, crs="EPSG:4326")).to_file(path)
    opened = open_map(path)
    names, roles = columns_of(convention), opened.columns
    assert opened.n_units == SMALL.n_units
    assert opened.population.sum() == SMALL.n_people
    assert (roles.unit_id, roles.population) == (names["id"], names["pop"])
    assert (roles.vap, roles.county) == (names["vap"], names["county"])
    assert roles.municipality == names["municipality"]
    found = {(election.dem_col, election.rep_col) for election in roles.elections}
    assert found == {
        (names["pres24_dem"], names["pres24_rep"]),
        (names["gov22_dem"], names["gov22_rep"]),
    }
    groups = set(roles.group_vap.values())
    assert {names[f"vap_{group}"] for group in ("white", "black", "hispanic")} <= groups
    assert len(opened.graph.bridges) == SMALL.n_islands


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"n_counties": 0}, "n_counties is 0"),
        ({"n_units": 10}, "n_units is below n_counties"),
        ({"n_districts": 91}, "n_districts is above n_units"),
        ({"sides": ("survey",) * 4}, "n_islands needs a coast"),
        ({"surveyed": 1.5}, "surveyed is 1.5"),
        ({"urban": 0.0}, "urban is 0.0"),
        ({"aspect": 9.0}, "aspect is 9.0"),
        ({"people": 50}, "people is 50"),
        ({"lean": 1.0}, "lean is 1.0"),
        ({"black": 0.6, "hispanic": 0.4}, "black and hispanic"),
        ({"state_fips": "x"}, "state_fips is 'x'"),
        ({"area_km2": 5.0}, "area_km2 is below"),
    ],
)
def test_impossible_states_are_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(AskError, match=said):
        replace(SMALL, **changes)  # type: ignore[arg-type]


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(AskError, match=r"urban is 2\.0.*aspect is 9\.0"):
        replace(SMALL, urban=2.0, aspect=9.0)
