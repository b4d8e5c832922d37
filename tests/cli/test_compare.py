"""`districtbot compare` as a person or a program calls it."""

import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from districtbot.cli import show

LONG = "the plan that the commission saved for the second time, final version"


@pytest.fixture
def plans(bench: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The town's plan CD as a file, and one where its first row of units has moved on."""
    monkeypatch.chdir(tmp_path)
    frame = bench.frame
    moved = [n % 4 + 1 if row < 8 else n for row, n in enumerate(frame["CD"])]
    for name, districts in (("same.csv", frame["CD"]), (f"{LONG}.csv", moved)):
        lines = [f"{unit},{n}" for unit, n in zip(frame["GEOID"], districts, strict=True)]
        bench.write(name, "\n".join(lines))
    return {"same": "same.csv", "other": f"{LONG}.csv"}


def test_a_program_gets_everything(call: Any, town: Path, plans: dict[str, str]) -> None:
    done = call("compare", "CD", plans["other"], plans["same"], town, "--json")
    assert done.code == 0
    found = json.loads(done.out)
    assert [each["name"] for each in found["plans"]] == ["CD", f"{LONG}.csv", "same.csv"]
    assert [each["label"] for each in found["plans"]] == ["A", "B", "C"]
    moved, same = found["changes"]
    assert moved["units_moved"] == 8
    assert sum(move["people"] for move in moved["moves"]) == moved["people_moved"]
    assert same["people_moved"] == 0
    assert found["files"] == []


def test_another_plan_to_compare_with(call: Any, town: Path, plans: dict[str, str]) -> None:
    words = ("compare", "CD", plans["other"], town, "--json", "--reference", plans["other"])
    found = json.loads(call(*words).out)
    assert found["reference"] == plans["other"]
    assert [change["plan"] for change in found["changes"]] == ["CD"]


@pytest.mark.parametrize("n_plans", [2, 5])
def test_it_is_readable_at_100_columns(
    call: Any,
    town: Path,
    plans: dict[str, str],
    n_plans: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Tables fit, and no number is broken over two lines."""
    monkeypatch.setattr(show, "console", lambda: Console(highlight=False, width=100))
    sources = [plans["other"], "CD", plans["same"], "CD", plans["same"]][:n_plans]
    done = call("compare", *sources, town)
    assert done.code == 0
    tables = [line for line in done.out.splitlines() if line.startswith(" ")]
    assert len(tables) > 40
    assert max(map(len, tables)) <= 100
    people = [line for line in tables if line.strip().startswith("Largest deviation")]
    assert len(people[0].split("%")) == n_plans + 1
    assert f"A: {LONG[:20]}" in done.out


def test_the_folder(call: Any, town: Path, plans: dict[str, str], tmp_path: Path) -> None:
    done = call("compare", "CD", plans["other"], town, "--out", "out")
    assert done.code == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "changes-2.png",
        "comparison.csv",
        "comparison.html",
        "comparison.json",
        "counties.csv",
        "districts.csv",
        "moves.csv",
        "side-by-side.png",
    }
    assert "Written to out: 8 files. Start with out/comparison.html" in done.out
    page = (tmp_path / "out" / "comparison.html").read_text(encoding="utf-8")
    assert "Compared as they are" in page
    assert f"{LONG}.csv" in page
    again = call("compare", "CD", plans["other"], town, "--out", "out", "--json")
    assert set(json.loads(again.out)["files"]) == names


def test_everything_is_shown_when_asked(call: Any, town: Path, plans: dict[str, str]) -> None:
    brief = call("compare", "CD", plans["other"], town).out
    full = call("compare", "CD", plans["other"], town, "--all").out
    assert "numbers are alike and not shown" in brief
    assert "numbers are alike and not shown" not in full
    assert "--all shows every number" in brief
    assert "--all shows every number" not in full
    assert len(full) > len(brief)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("CD", "MAP"), "takes two plans and a map"),
        (("MAP", "CD", "same.csv"), "same.csv is no map; the map comes last"),
        (("MAP", "same.csv", "CD"), "CD is no map; the map comes last"),
        (("CD", "NONE", "MAP"), "no plan file NONE and no column"),
        (("CD", "none.csv", "MAP"), "no plan file none.csv"),
        (("CD", "", "MAP"), "no plan file"),
        (("CD", "x" * 500, "MAP"), "no plan file"),
        (("CD", "CD", "none.zip"), "There is no file none.zip"),
        (("CD", "CD", ""), "the name is empty"),
        (("CD", "CD", "MAP", "--reference", "SEND"), "none of the plans to be compared"),
        (("CD", "CD", "MAP", "--ensemble", "nowhere"), "no ensemble in nowhere"),
        (("CD", "CD", "MAP", "--ensemble", ""), "the name is empty"),
        (("CD", "CD", "MAP", "--out", "same.csv"), "is a file, not a folder"),
        (("CD", "CD", "MAP", "--out", ""), "the name is empty"),
        (("CD", "CD", "MAP", "--bogus"), "No such option"),
        (("CD", *["same.csv"] * 26, "MAP"), "from 2 to 26 plans; 27 plans came"),
        (("GEOID", "CD", "MAP"), "it is not a plan"),
    ],
)
def test_what_cannot_be_compared(
    refused: Any, town: Path, plans: dict[str, str], words: tuple[str, ...], said: str
) -> None:
    line = refused("compare", *[town if word == "MAP" else word for word in words])
    assert said in line


def test_no_arguments_at_all(refused: Any) -> None:
    assert "compare --help" in refused("compare")


def test_all_adds_what_few_ask_for(call: Any, town: Path, plans: dict[str, str]) -> None:
    words = ("compare", "CD", plans["other"], town)
    assert "Boyce-Clark" not in call(*words).out
    assert "Boyce-Clark" in call(*words, "--all").out


def test_plans_are_called_as_they_are_named(call: Any, town: Path, plans: dict[str, str]) -> None:
    words = ("compare", "Enacted=CD", f"Draft={plans['other']}", town, "--json")
    found = json.loads(call(*words, "--reference", "Draft").out)
    assert [each["name"] for each in found["plans"]] == ["Enacted", "Draft"]
    assert found["reference"] == "Draft"
