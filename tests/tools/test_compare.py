"""Comparing plan files: names, the folder it leaves, and real plans."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from districtbot.geo.open import open_map
from districtbot.ground.errors import AskError
from districtbot.plans.compare import Comparison, NamedPlan, compare
from districtbot.tools.compare import (
    check_order,
    compare_files,
    place_of,
    write_comparison,
)


def test_the_plan_to_compare_with() -> None:
    sources, names = ["a/plan.csv", "b/plan.csv"], ["a/plan.csv", "b/plan.csv"]
    assert place_of(None, sources, names) == 0
    assert place_of("b/plan.csv", sources, names) == 1
    assert (
        place_of("other.csv", ["x/enacted.csv", "y/other.csv"], ["enacted.csv", "other.csv"]) == 1
    )
    assert place_of("CD", ["x.csv", "Enacted=CD"], ["x.csv", "Enacted"]) == 1
    assert place_of("Enacted", ["x.csv", "Enacted=CD"], ["x.csv", "Enacted"]) == 1
    with pytest.raises(AskError, match=r"none of the plans to be compared: a/plan\.csv"):
        place_of("c.csv", sources, names)


def test_the_map_comes_last(tmp_path: Path) -> None:
    (tmp_path / "map.zip").write_bytes(b"PK")
    (tmp_path / "plan.csv").write_text("1,2")
    with pytest.raises(AskError, match="the map comes last"):
        check_order([str(tmp_path / "map.zip"), "CD"], tmp_path / "plan.csv")
    with pytest.raises(AskError, match="takes two plans and a map; CD and"):
        check_order(["CD"], tmp_path / "map.zip")
    check_order(["CD", "SEND"], tmp_path / "map.zip")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def value(found: Comparison, key: str) -> tuple[float | None, ...]:
    return next(row.values for row in found.rows if row.line.key == key)


@pytest.fixture(scope="module")
def alabama(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Alabama's map, its enacted plan, and two files made of it.

    ``turned.csv`` calls district 1 district 7, 2 calls it 6, and so on; ``whole.csv`` does too,
    and has all of Montgomery County (VTDs that begin with 01101) in what was district 2.
    """
    folder = shared_data / "AL"
    enacted = folder / "AL_2022_Congress_Official_Proxy.csv"
    turned, whole = (tmp_path_factory.mktemp("al") / name for name in ("turned.csv", "whole.csv"))
    rows = [line.split(",") for line in enacted.read_text().split()[1:]]
    other = {unit: 8 - int(district) for unit, district in rows}
    turned.write_text("\n".join(f"{unit},{n}" for unit, n in other.items()))
    moved = {unit: 6 if unit.startswith("01101") else n for unit, n in other.items()}
    whole.write_text("\n".join(f"{unit},{n}" for unit, n in moved.items()))
    state = open_map(folder / "AL_vtd_2020.zip")
    found, notes = compare_files(state, [str(enacted), str(turned), str(whole)])
    return {"state": state, "found": found, "notes": notes}


def test_alabama_against_a_copy_and_a_change(alabama: dict[str, Any]) -> None:
    """61,703 people: those of the 16 VTDs of Montgomery County that were in district 7."""
    state = alabama["state"]
    found = alabama["found"]
    assert alabama["notes"] == ()
    copy, whole = found.changes
    assert copy.change.people_moved == copy.change.units_moved == 0
    assert [pair.new for pair in copy.pairs] == [7, 6, 5, 4, 3, 2, 1]
    (move,) = whole.change.moves
    assert (move.from_district, move.to_district) == ("7", "2")
    inside = [
        index
        for index, unit in enumerate(state.unit_ids)
        if unit.startswith("01101") and found.base.plan.district[index] == 7
    ]
    assert (move.people, move.n_units) == (state.population[inside].sum(), len(inside))
    assert (move.people, move.n_units) == (61_703, 16)
    (county,) = whole.counties
    assert (county.old, county.new, county.became) == (("2", "7"), ("2",), "whole")
    assert value(found, "county.splits") == (6, 6, 5)
    assert value(found, "cut_edges")[0] == value(found, "cut_edges")[1]


@pytest.fixture
def quarters(grid_frame: Any, state_of: Any, plan_for: Any) -> Any:
    """``quarters("1 1 2 2", ...)``: a map of four units in a row, and those plans compared."""
    state = state_of(grid_frame(1, 4))

    def compared(*drawings: str) -> Comparison:
        return compare(state, [NamedPlan(drawn, plan_for(state, drawn)) for drawn in drawings])

    return state, compared


def test_the_folder_it_leaves(quarters: Any, tmp_path: Path) -> None:
    state, compared = quarters
    found = compared("1 1 2 2", "2 1 1 1", "2 2 1 1")
    out = tmp_path / "out"
    names = write_comparison(out, state, found)
    assert {"comparison.json", "comparison.csv", "moves.csv"} <= set(names)
    assert "side-by-side.png" in names
    assert sorted(path.name for path in out.iterdir()) == sorted(names)
    data = json.loads((out / "comparison.json").read_text())
    assert [each["name"] for each in data["plans"]] == ["1 1 2 2", "2 1 1 1", "2 2 1 1"]
    measures = {row["key"]: row for row in rows_of(out / "comparison.csv")}
    assert measures["largest_deviation"]["2 1 1 1"] == "0.5"
    people = {
        (row["old district"], row["new district"]): (row["old"], row["new"])
        for row in rows_of(out / "districts.csv")
        if row["plan"] == "2 1 1 1" and row["number"] == "People"
    }
    assert people == {("1", "2"): ("200", "100"), ("2", "1"): ("200", "300")}
    (move,) = rows_of(out / "moves.csv")
    assert (move["plan"], move["people"], move["units"]) == ("2 1 1 1", "100", "1")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    write_comparison(out, state, found)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_shorter_comparison_takes_its_files_along(quarters: Any, tmp_path: Path) -> None:
    state, compared = quarters
    write_comparison(tmp_path, state, compared("1 1 2 2", "1 2 2 2"))
    assert (tmp_path / "moves.csv").exists()
    write_comparison(tmp_path, state, compared("1 1 2 2", "2 2 1 1"))
    assert (tmp_path / "comparison.csv").exists()
    assert not (tmp_path / "moves.csv").exists()


def test_files_of_your_own_are_left_alone(quarters: Any, tmp_path: Path) -> None:
    (tmp_path / "moves.csv").write_text("mine")
    state, compared = quarters
    with pytest.raises(AskError, match=r"holds moves\.csv of your own"):
        write_comparison(tmp_path, state, compared("1 1 2 2", "1 2 2 2"))
    assert [path.name for path in tmp_path.iterdir()] == ["moves.csv"]


def test_iowa_of_blocks_is_the_plan_of_its_column(shared_data: Path) -> None:
    """The enacted plan by census blocks, and as a column of counties: the same plan."""
    folder = shared_data / "IA"
    state = open_map(folder / "ia_county_with_enacted_2020.zip")
    blocks = str(folder / "IA_2022_Congress_Official_blocks_csv.zip")
    found, notes = compare_files(state, [blocks, "DISTRICT"])
    assert "census blocks" in notes[0]
    assert found.changes[0].change.units_moved == 0


@pytest.mark.slow
def test_virginia_by_files_on_a_map_without_plans(shared_data: Path, facts: dict[str, Any]) -> None:
    """The map has no plan column; Senate and House have 40 and 100 districts."""
    folder = shared_data / "VA"
    state = open_map(folder / "Geojson_VA.v06.zip")
    assert not state.columns.plans
    sources = [str(folder / f"VA_2022_{house}_Official_Proxy.csv") for house in ("Upper", "Lower")]
    found, _ = compare_files(state, sources)
    assert [each.plan.n_districts for each in found.plans] == [40, 100]
    people = state.population.sum()
    (changed,) = found.changes
    assert people * 0.5 < changed.change.people_moved < people
    stayed = sum(pair.stayed for pair in changed.pairs)
    assert stayed + changed.change.people_moved == pytest.approx(people)
    assert all(not row.best for row in found.rows if row.line.form == "count")


@pytest.mark.slow
def test_michigan_senate_and_house(shared_data: Path) -> None:
    state = open_map(shared_data / "MI" / "MI_vtd_2020.zip")
    found, _ = compare_files(state, ["SEND", "HDIST"])
    assert [card.n_districts for card in found.cards] == [38, 110]
    assert "different numbers of districts (38, 110)" in found.warnings[0]
    (changed,) = found.changes
    assert sum(pair.old is None for pair in changed.pairs) == 72
