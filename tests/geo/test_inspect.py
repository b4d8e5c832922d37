import json
from pathlib import Path
from typing import Any

import pytest

from districtbot.geo.inspect import Inspection, inspect_map
from districtbot.geo.options import MapOptions
from districtbot.ground.errors import AskError


@pytest.fixture
def look(grid_frame: Any, tmp_path: Path) -> Any:
    def inspect(rows: int, cols: int, **columns: Any) -> Inspection:
        path = tmp_path / "grid.gpkg"
        grid_frame(rows, cols, **columns).to_file(path)
        return inspect_map(path)

    return inspect


def test_a_sound_map(look: Any) -> None:
    found = look(2, 3, COUNTY=["a", "a", "a", "b", "b", "b"], SHARE=[0.5] * 6, NOTE=[None] * 6)
    assert (found.n_units, found.population, found.format) == (6, 600, "GeoPackage")
    assert found.crs == "EPSG:5070"
    assert (found.n_edges, found.components, found.bridges) == (7, (6,), ())
    assert found.problems == ()
    columns = {column.name: column for column in found.columns}
    assert [column.name for column in found.columns] == [
        "GEOID", "TOTPOP", "COUNTY", "SHARE", "NOTE",
    ]  # fmt: skip
    assert columns["GEOID"].role == "unit_id"
    assert columns["GEOID"].example == "00101"
    assert columns["TOTPOP"].kind == "whole numbers"
    assert columns["COUNTY"].distinct == 2
    assert columns["SHARE"].kind == "numbers"
    assert (columns["NOTE"].missing, columns["NOTE"].example) == (6, "")


def test_a_map_without_population_still_has_its_table(look: Any) -> None:
    found = look(2, 2, TOTPOP=None, PRES20D=[1, 2, 3, 4], PRES20R=[4, 3, 2, 1])
    assert found.population is None
    assert len(found.problems) == 1
    assert "no population column" in found.problems[0]
    assert found.elections == ("PRES20",)
    assert found.n_edges == 4
    roles = {column.name: column.role for column in found.columns}
    assert roles == {"GEOID": "unit_id", "PRES20D": "votes", "PRES20R": "votes"}


def test_every_problem_is_a_line_of_its_own(look: Any) -> None:
    found = look(2, 2, GEOID=["1", "1", "2", "3"], TOTPOP=[5, -5, 5, 5])
    assert len(found.problems) == 2
    assert "repeat" in found.problems[0]
    assert "negative for 1 unit: row 2" in found.problems[1]
    assert all("\n" not in problem for problem in found.problems)


def test_shapes_that_cannot_be_used_are_a_problem(grid_frame: Any, tmp_path: Path) -> None:
    grid_frame(2, 2).to_file(tmp_path / "m.shp")
    (tmp_path / "m.prj").unlink()
    found = inspect_map(tmp_path / "m.shp")
    assert found.crs == ""
    assert found.n_edges is None
    assert len(found.problems) == 1
    assert "--crs" in found.problems[0]


def test_parts_and_bridges_are_listed(grid_frame: Any, tmp_path: Path) -> None:
    """The middle column is missing: ``a . b / c . d``."""
    grid_frame(2, 3).iloc[[0, 2, 3, 5]].to_file(tmp_path / "m.gpkg")
    found = inspect_map(tmp_path / "m.gpkg")
    assert found.components == (2, 2)
    assert len(found.bridges) == 1
    assert found.bridges[0].metres == pytest.approx(1000)
    assert {found.bridges[0].a, found.bridges[0].b} <= {"00101", "00103", "00104", "00106"}
    refused = inspect_map(tmp_path / "m.gpkg", MapOptions(bridge=False))
    assert len(refused.problems) == 1


def test_the_report_is_plain_json(look: Any) -> None:
    data = json.loads(json.dumps(look(2, 2).to_dict(), allow_nan=False))
    assert data["n_units"] == 4
    assert data["columns"][0]["name"] == "GEOID"
    assert set(data["columns"][0]) == {
        "name", "role", "detail", "why", "kind", "missing", "distinct", "example",
    }  # fmt: skip


def test_a_file_that_is_no_map_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AskError):
        inspect_map(tmp_path / "nothing.shp")


def test_denver(shared_data: Path, facts: dict[str, Any]) -> None:
    fact = facts["CO_Denver"]
    found = inspect_map(shared_data / fact["file"])
    assert found.n_units == fact["units"]
    assert found.n_edges == fact["rook_edges_native_crs"]
    assert list(found.components) == fact["component_sizes"]
    assert len(found.problems) == 1
    roles = {column.name: column.role for column in found.columns}
    assert roles[fact["id_column"]] == "unit_id"
    assert roles["PRES20D"] == roles["PRES20R"] == "votes"
    plans = {plan["column"] for plan in fact["plans"].values() if plan["districts"] > 1}
    assert {name for name, role in roles.items() if role == "plan"} == plans
