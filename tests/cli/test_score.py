"""`districtbot score` as a person or a program calls it."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from districtbot.cli import show


@pytest.fixture
def moved(bench: Any) -> Path:
    """The town's plan CD with its first row of units in another district, one torn apart."""
    districts = [n % 4 + 1 if row < 8 else n for row, n in enumerate(bench.frame["CD"])]
    lines = [f"{unit},{n}" for unit, n in zip(bench.frame["GEOID"], districts, strict=True)]
    path: Path = bench.write("moved.csv", "\n".join(lines))
    return path


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_program_gets_everything(call: Any, town: Path, moved: Path) -> None:
    done = call("score", moved, town, "--against", "CD", "--threshold", "37%", "--json")
    assert done.code == 0
    found = json.loads(done.out)
    assert found["n_districts"] == 4
    assert found["against"] == "CD"
    assert found["change"]["units_moved"] == 8
    assert found["thresholds"] == [0.37]
    lines = {line["key"]: line for line in found["lines"]}
    assert lines["people_moved"]["value"] == found["change"]["people_moved"]
    assert lines["vap.black.opportunity.37"]["name"] == "Districts at 37%+"
    assert lines["contiguous"]["text"] == "no"
    assert found["contiguity"]["torn"]


def test_the_summary_comes_first_then_districts(call: Any, town: Path, moved: Path) -> None:
    text = call("score", moved, town, "--against", "CD").out
    assert "nan" not in text.lower()
    titles = [line.strip() for line in text.splitlines()]
    heads = [
        "Population",
        "Contiguity",
        "Shape",
        "Counties",
        "Groups, share of voting age population",
        "Votes",
        "Districts in more than one piece",
        "What moves from CD",
        "People and shape",
        "4 of 4 counties split",
    ]
    places = [titles.index(head) for head in heads]
    assert places == sorted(places)
    assert f"{moved} on town.gpkg: 4 districts of 64 units" in titles[0]


def test_in_brief_it_is_one_screen(call: Any, town: Path, moved: Path) -> None:
    text = call("score", moved, town, "--brief", "--against", "CD").out
    assert len(text.splitlines()) <= 45
    assert max(map(len, text.splitlines()[1:])) <= 100
    rows = dict(line.strip().split("  ", 1) for line in text.splitlines() if "  " in line.strip())
    shown = {name: value.strip() for name, value in rows.items()}
    assert shown["Contiguous"] == "no"
    assert shown["Districts in more than one piece"] == "4 (1, 2, 3, 4)"
    assert shown["Counties split"] == "4 of 4"
    assert shown["Districts at 50%+ of VAP"].startswith(("White ", "Black "))
    for name in ("Polsby-Popper, mean", "PRES20: Efficiency gap", "Minority rating"):
        assert name in shown
    assert "Positive favours Democrats, negative Republicans." in text
    assert "Municipalities split" not in shown
    assert "Not measured: municipality splits" in text
    for left_out in ("People and shape", "Schwartzberg", "Meaning"):
        assert left_out not in text


def test_measures_are_explained(call: Any, town: Path) -> None:
    text = call("score", "CD", town, "--brief", "--explain").out
    assert "Reock: Area against the smallest circle" in text
    assert "Source: Reock (1961)" in text
    assert "Sign: Positive favours Democrats" in text


def test_one_contest_of_the_map(call: Any, town: Path) -> None:
    found = json.loads(call("score", "CD", town, "--election", "pres20", "--json").out)
    assert [election["name"] for election in found["elections"]] == ["PRES20"]


def test_spreadsheets(call: Any, town: Path, tmp_path: Path) -> None:
    every, districts = tmp_path / "every.csv", tmp_path / "districts.csv"
    done = call("score", "CD", town, "--csv", every, "--districts-csv", districts)
    assert done.code == 0
    assert f"Written: {every}" in done.out
    rows = _rows(every)
    assert {"polsby_popper.mean", "people", "PRES20.dem_efficiency_gap"} <= {
        row["key"] for row in rows
    }
    by_district = _rows(districts)
    assert [row["district"] for row in by_district] == ["1", "2", "3", "4"]
    assert all(float(row["polsby_popper"]) > 0 for row in by_district)
    again = tmp_path / "again.csv"
    call("score", "CD", town, "--csv", again)
    assert again.read_bytes() == every.read_bytes()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--threshold", "37"), "Write it as 37% or 0.37."),
        (("--threshold", "most"), "is no share"),
        (("--election", "GOV22"), "no election named 'GOV22'"),
        (("--against", "nothing.csv"), "nothing.csv"),
        (("--csv", "no/folder/x.csv"), "cannot be written"),
    ],
)
def test_what_makes_no_sense_is_refused(
    refused: Any, town: Path, words: tuple[str, ...], said: str
) -> None:
    assert said in refused("score", "CD", town, *words)


def test_a_plan_against_itself_moves_nothing(call: Any, town: Path) -> None:
    found = json.loads(call("score", "CD", town, "--against", "CD", "--json").out)
    assert found["change"]["people_moved"] == 0
    assert found["change"]["moves"] == []
    assert found["change"]["districts_kept"] == 4


@pytest.mark.parametrize("k", [4, 32])
def test_it_is_readable_at_100_columns(
    call: Any, town: Path, bench: Any, k: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables fit, and heads and numbers are whole."""
    monkeypatch.setattr(show, "console", lambda: Console(highlight=False, width=100))
    lines = [f"{unit},{n % k}" for n, unit in enumerate(bench.frame["GEOID"])]
    text = call("score", bench.write("plan.csv", "\n".join(lines)), town).out
    tables = [line for line in text.splitlines() if line.startswith(" ")]
    assert max(map(len, tables)) <= 100
    for head in ("Polsby-Popper", "Schwartzberg", "District ", "Deviation"):
        assert head in text
    wide = [line for line in text.splitlines() if line.lstrip().startswith("0 ")]
    assert wide
    assert all(len(line.split()) >= 2 for line in wide)


def test_all_adds_what_few_ask_for(call: Any, town: Path, moved: Path) -> None:
    heads = ("More measures of shape", "More measures of votes", "Groups apart")
    short, full = call("score", moved, town).out, call("score", moved, town, "--all").out
    assert not any(head in short for head in heads)
    assert all(head in full for head in heads)
    assert "nan" not in full.lower()
    found = json.loads(call("score", moved, town, "--all", "--json").out)
    torn = [pieces > 1 for pieces in found["contiguity"]["pieces_without_bridges"]]
    assert [count is None for count in found["more"]["trees"]["by_district"]] == torn
    assert "more" not in json.loads(call("score", moved, town, "--json").out)


def test_what_was_done_to_a_file_is_said_first(call: Any, bench: Any, town: Path) -> None:
    districts = [*bench.frame["CD"], 1]
    units = [*(f"{unit}.0" for unit in bench.frame["GEOID"]), "99"]
    rows = "\n".join(f"{unit},{n}" for unit, n in zip(units, districts, strict=True))
    plan = bench.write("pointed.csv", rows)
    lines = call("score", plan, town).out.splitlines()
    assert "4 districts of 64 units" in lines[0]
    assert lines[1] == "Note: Ids were matched without a trailing .0."
    assert lines[2] == "Note: 1 id of the file is not in the map and was left out: 99."
    told = call("compare", plan, "CD", town).out.splitlines()
    assert any("matched without a trailing .0" in line for line in told[:2])


def test_doubt_about_the_population_is_said_apart_from_the_result(call: Any, town: Path) -> None:
    done = call("score", "CD", town, "--population", "BVAP", "--json")
    assert "Note: VAP exceeds BVAP in" in done.err
    assert json.loads(done.out)
    assert "Note:" not in call("score", "CD", town).err


def test_the_other_plan_is_called_as_it_is_named(call: Any, town: Path, moved: Path) -> None:
    found = json.loads(call("score", moved, town, "--against", "Enacted=CD", "--json").out)
    assert found["against"] == "Enacted"
    assert found["change"]["units_moved"] == 8
