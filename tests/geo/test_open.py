"""Maps opened as a user opens them: with no option and no code."""

import json
import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest

from districtbot.geo.open import open_map
from districtbot.geo.options import MapOptions
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError

GROUP_TOTALS = {
    "total_wvap": "white",
    "total_bvap": "black",
    "total_hvap": "hispanic",
    "total_apbvap": "black_any",
}
REAL_MAPS = (
    "IA_2010 IA_2020 VT HI RI MN_int MN_float AL MI VA PA PA_2010 NC".split()  # noqa: SIM905
)
IDS = {"VA": "id"}
"""Facts of Virginia were taken from another arrangement of the same file."""


@pytest.fixture(scope="module")
def opened(shared_data: Path, facts: dict[str, Any]) -> dict[str, StateMap]:
    """Every real map, opened once."""
    return {name: open_map(shared_data / facts[name]["file"]) for name in REAL_MAPS}


def test_a_path_may_be_text() -> None:
    path = Path(__file__).resolve().parents[2] / "shapefiles" / "ardmere.zip"
    assert open_map(str(path)).source == open_map(path).source


@pytest.mark.slow
def test_every_map_with_a_population_is_tested(facts: dict[str, Any]) -> None:
    with_population = {name for name in facts if facts[name].get("population_column")}
    assert with_population == set(REAL_MAPS)


@pytest.mark.slow
@pytest.mark.parametrize("name", REAL_MAPS)
def test_real_maps_open_as_their_facts_say(
    opened: dict[str, StateMap], facts: dict[str, Any], name: str
) -> None:
    state, fact = opened[name], facts[name]
    assert state.n_units == fact["units"] == len(set(state.unit_ids)) == len(state.units)
    assert state.columns.unit_id == IDS.get(name, fact["id_column"])
    assert state.population.sum() == pytest.approx(fact["total_pop"], abs=1e-3)
    assert int((state.population == 0).sum()) == fact["zero_population_units"]
    assert (state.columns.vap is None) == ("total_vap" not in fact)
    if state.columns.vap is not None:
        assert state.numbers(state.columns.vap).sum() == pytest.approx(fact["total_vap"], abs=1e-3)
    for key, group in GROUP_TOTALS.items():
        if key in fact:
            column = state.columns.group_vap[group]
            assert state.numbers(column).sum() == pytest.approx(fact[key], abs=1e-3)
    sizes = np.bincount(state.graph.components(bridged=False))
    assert sizes.tolist() == fact["component_sizes"]
    assert not state.graph.components(bridged=True).any()
    assert len(state.graph.edges) == fact["rook_edges_native_crs"]
    assert len(state.columns.evidence) == len(state.units.columns)


@pytest.mark.slow
@pytest.mark.parametrize("name", REAL_MAPS)
def test_real_counties_elections_and_plans(
    opened: dict[str, StateMap], facts: dict[str, Any], name: str
) -> None:
    state, fact = opened[name], facts[name]
    if "counties" in fact:
        assert state.columns.county is not None
        assert len(state.codes(state.columns.county)[1]) == fact["counties"]
    else:
        assert state.columns.county is None
    for key, totals in fact.items():
        if key.startswith("votes_") and name not in ("PA_2010", "VA"):
            check_election(state, totals)
    if name != "VA":
        plans = {
            plan["column"]: plan["districts"] for plan in fact["plans"].values() if "column" in plan
        }
        found = {column: len(set(state.labels(column))) for column in state.columns.plans}
        assert found == plans


def check_election(state: StateMap, totals: dict[str, float]) -> None:
    dem, rep = totals
    pair = next(pair for pair in state.columns.elections if pair.dem_col == dem)
    assert pair.rep_col == rep
    assert state.numbers(dem).sum() == pytest.approx(totals[dem], abs=0.1)
    assert state.numbers(rep).sum() == pytest.approx(totals[rep], abs=0.1)


@pytest.mark.slow
def test_virginia_from_daves_package(opened: dict[str, StateMap], facts: dict[str, Any]) -> None:
    """The package has the state's official votes; the facts come from another disaggregation."""
    virginia = opened["VA"]
    assert virginia.columns.county == "id[2:5]"
    president = virginia.election("pres20")
    assert virginia.numbers(president.dem_col).sum() == 2_413_568
    assert virginia.numbers(president.rep_col).sum() == 1_962_430
    totals = facts["VA"]["votes_PRES20"]
    assert totals["PRES20D"] == pytest.approx(2_413_568, rel=1e-3)
    assert totals["PRES20R"] == pytest.approx(1_962_430, rel=1e-3)
    assert virginia.source.crs == "EPSG:4326"
    assert virginia.source.format == "zipped GeoJSON"


@pytest.mark.slow
def test_names_of_elections_are_short_and_unique(opened: dict[str, StateMap]) -> None:
    for state in opened.values():
        names = [election.name for election in state.columns.elections]
        assert len(names) == len(set(names))
        assert all(name.isalnum() for name in names)
    assert [election.name for election in opened["AL"].columns.elections][:2] == ["PRES20", "SEN20"]
    assert opened["MN_float"].columns.elections[0].name == "PRES"


@pytest.mark.slow
def test_votes_without_a_party_are_no_election(opened: dict[str, StateMap]) -> None:
    assert opened["PA_2010"].columns.elections == ()


@pytest.mark.slow
def test_islands_are_bridged(opened: dict[str, StateMap]) -> None:
    assert len(opened["HI"].graph.bridges) == 6
    assert len(opened["RI"].graph.bridges) == 4


@pytest.mark.parametrize("name", ["DenverCo_precincts2020_orig.zip", "CO_bad_gap_region.zip"])
def test_denver_has_no_population_and_is_told_what_to_do(shared_data: Path, name: str) -> None:
    with pytest.raises(AskError, match="no population column") as caught:
        open_map(shared_data / "CO_Denver" / name)
    assert "blocks" in caught.value.todo
    assert "--population" in caught.value.todo


def test_a_table_of_blocks_is_no_map(shared_data: Path) -> None:
    with pytest.raises(AskError, match="holds no map"):
        open_map(shared_data / "IA" / "IA_2022_Congress_Official_blocks_csv.zip")


# --- small maps ---------------------------------------------------------------------------------


@pytest.fixture
def saved(grid_frame: Any, tmp_path: Path) -> Any:
    """``saved(rows, cols, **columns)``: a grid written to a GeoPackage."""

    def save(rows: int, cols: int, **columns: Any) -> Path:
        path = tmp_path / "grid.gpkg"
        frame: gpd.GeoDataFrame = grid_frame(rows, cols, **columns)
        frame.to_file(path)
        return path

    return save


def test_a_grid_opens(saved: Any) -> None:
    said: list[str] = []
    state = open_map(saved(3, 4, COUNTY=["a"] * 6 + ["b"] * 6, CD=[1, 2] * 6), say=said.append)
    assert state.n_units == 12
    assert state.unit_ids[0] == "00101"
    assert state.population.sum() == 1200
    assert state.area is not None
    assert state.area.tolist() == pytest.approx([1e6] * 12)
    assert len(state.graph.edges) == 17
    assert state.source.sha256 == open_map(state.source.path).source.sha256
    assert said[0] == "Reading grid.gpkg"


def test_one_unit_is_a_map(saved: Any) -> None:
    state = open_map(saved(1, 1))
    assert state.n_units == 1
    assert len(state.graph.edges) == 0


def test_wards_that_start_anew_in_each_town_are_no_plan(saved: Any) -> None:
    """``DISTRICT`` has two values, as a plan might, strewn like a chessboard."""
    chess = [(row + col) % 2 for row in range(6) for col in range(6)]
    state = open_map(saved(6, 6, DISTRICT=chess, CD=[1] * 18 + [2] * 18))
    assert state.columns.plans == ("CD",)
    assert any("DISTRICT is named like a plan" in note for note in state.notes)
    evidence = {item.column: item for item in state.columns.evidence}
    assert evidence["DISTRICT"].role == "other"
    assert "100.0% of units in their district's main piece" in evidence["CD"].why


def test_all_problems_come_in_one_line(saved: Any) -> None:
    path = saved(2, 2, GEOID=["1", "2", "2", "3"], TOTPOP=[5, None, 5, 5])
    with pytest.raises(
        AskError, match=r"repeat: 2 in rows 2, 3.*is missing for 1 unit: row 2"
    ) as e:
        open_map(path)
    assert "\n" not in str(e.value)


def test_options_beside_the_map_are_used(saved: Any) -> None:
    path = saved(2, 2, TOTPOP10=[1, 2, 3, 4], TOTPOP20=[5, 6, 7, 8], TOTPOP=None)
    with pytest.raises(AskError, match=r"TOTPOP10 .* and TOTPOP20"):
        open_map(path)
    (path.parent / "districtbot.toml").write_text('population = "TOTPOP20"\n')
    assert open_map(path).columns.population == "TOTPOP20"
    assert open_map(path, MapOptions(population="TOTPOP10")).columns.population == "TOTPOP10"


def test_a_slice_of_the_ids_gives_counties(saved: Any) -> None:
    state = open_map(saved(2, 3), MapOptions(county="GEOID[3:5]"))
    assert state.columns.county == "GEOID[3:5]"
    assert state.labels("GEOID[3:5]").tolist() == ["01", "02", "03", "04", "05", "06"]


def test_order_of_units_changes_no_role(saved: Any, grid_frame: Any) -> None:
    columns = {"VAP": list(range(50, 62)), "PRES20D": list(range(12)), "PRES20R": [9] * 12}
    there = open_map(saved(3, 4, **columns))
    frame = grid_frame(3, 4, **columns).iloc[::-1]
    frame.to_file(there.source.path)
    back = open_map(there.source.path)
    assert back.unit_ids == there.unit_ids[::-1]
    assert back.columns == there.columns
    assert len(back.graph.edges) == len(there.graph.edges)


def write_graph(path: Path, graph: nx.Graph) -> Path:
    nx.set_node_attributes(graph, 7, "TOTPOP")
    path.write_text(json.dumps(nx.adjacency_data(graph)))
    return path


def test_a_graph_file_has_no_shapes_and_says_so(tmp_path: Path) -> None:
    state = open_map(write_graph(tmp_path / "g.json", nx.path_graph(5)))
    assert state.geometry is None
    assert state.area is None
    assert state.graph.adjacency == "given"
    assert np.isnan(state.graph.shared_perimeter).all()
    assert state.source.crs == ""
    assert any("no shapes" in note for note in state.notes)


def test_a_graph_file_in_pieces_is_refused(tmp_path: Path) -> None:
    pieces = nx.Graph([(0, 1), (2, 3)])
    with pytest.raises(AskError, match="parts"):
        open_map(write_graph(tmp_path / "g.json", pieces))


def test_opening_gives_no_warning(saved: Any) -> None:
    path = saved(2, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert open_map(path).n_units == 4
