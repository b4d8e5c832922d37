"""`districtbot run --alternatives` from the file to the folder of results, and its check."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from districtbot.geo.open import open_map
from districtbot.ground.paths import sha256_of
from districtbot.plans.formats.open import read_plan
from districtbot.plans.verify import verify

WORDS = ("-k", 4, "--max-deviation", "8%", "--engine", "gerrychain", "--steps", 20)


def result_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return found


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def field(town_frame: Any, tmp_path: Path) -> Path:
    """The town without its counties, which leave trees little choice."""
    path = tmp_path / "field.gpkg"
    town_frame.drop(columns="COUNTY").to_file(path, driver="GPKG")
    return path


def test_plans_to_choose_from(call: Any, field: Path, tmp_path: Path) -> None:
    out, again = tmp_path / "out", tmp_path / "again"
    done = call("run", field, *WORDS, "--alternatives", 3, "--out", out)
    assert done.code == 0, done.err
    assert "Plans to choose from" in done.out
    result = result_of(out)
    assert [one["plan"] for one in result["alternatives"]] == [
        "alternatives/2.csv",
        "alternatives/3.csv",
    ]
    table = ["alternatives.csv", "alternatives.json", "alternatives.png"]
    assert names_in(out / "alternatives") == ["2.csv", "3.csv", *table]
    state = open_map(field)
    for one in result["alternatives"]:
        assert sha256_of(out / one["plan"]) == one["plan_sha256"] == result["files"][one["plan"]]
        assert read_plan(out / one["plan"], state).n_districts == 4
        assert all(target["met"] for target in one["targets"])
    with (out / "alternatives" / "alternatives.csv").open(encoding="utf-8") as file:
        assert [row["plan"] for row in csv.DictReader(file)] == ["1", "2", "3"]
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "<h2>Alternatives</h2>" in report
    assert "1, the answer" in report
    assert verify(out).refuted == ()
    assert call("run", field, *WORDS, "--alternatives", 3, "--out", again).code == 0
    for name in ("2.csv", "3.csv", *table):
        first, second = (folder / "alternatives" / name for folder in (out, again))
        assert first.read_bytes() == second.read_bytes()
    replayed = subprocess.run(
        [sys.executable, "replay.py"], cwd=out, capture_output=True, text=True, check=False
    )
    assert replayed.returncode == 0, replayed.stderr
    assert result["alternatives"][0]["plan_sha256"] in (out / "replay.py").read_text()


def test_a_run_without_them_takes_the_earlier_ones_away(
    call: Any, field: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert call("run", field, *WORDS, "--alternatives", 2, "--out", out).code == 0
    (out / "alternatives" / "notes.txt").write_text("mine")
    assert call("run", field, *WORDS, "--out", out).code == 0
    assert names_in(out / "alternatives") == ["notes.txt"]
    assert "alternatives" not in result_of(out)


def test_an_alternative_of_somebody_elses_is_not_replaced(
    call: Any, field: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    (out / "alternatives").mkdir(parents=True)
    (out / "alternatives" / "2.csv").write_text("mine")
    done = call("run", field, *WORDS, "--alternatives", 2, "--out", out)
    assert done.code == 2
    assert "of your own" in done.err


def test_a_missed_target_leaves_no_alternatives(call: Any, field: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = call("run", field, *WORDS, "--max-cut-edges", 5, "--alternatives", 3, "--out", out)
    assert done.code == 3
    assert "No alternatives were drawn" in done.out
    assert result_of(out)["alternatives"] == []
    assert not (out / "alternatives").exists()
    assert verify(out).refuted == ()


@pytest.mark.parametrize("n_plans", [1, 51, "many"])
def test_how_many_may_be_asked_for(call: Any, field: Path, n_plans: object) -> None:
    assert call("run", field, *WORDS, "--alternatives", n_plans).code == 2


def test_the_check_refutes_what_was_tampered_with(call: Any, field: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call("run", field, *WORDS, "--alternatives", 3, "--out", out).code == 0
    said = (out / "result.json").read_text(encoding="utf-8")

    def refuted(edit: Any) -> set[str]:
        data = json.loads(said)
        edit(data)
        (out / "result.json").write_text(json.dumps(data), encoding="utf-8")
        return {claim.name for claim in verify(out).refuted}

    def moved(data: Any) -> None:
        data["alternatives"][0]["moved"] += 0.1

    def measured(data: Any) -> None:
        data["alternatives"][1]["measures"][0]["value"] /= 2

    def target(data: Any) -> None:
        data["alternatives"][0]["targets"][0]["value"] = 0.001

    def twin(data: Any) -> None:
        data["alternatives"][1] = {**data["alternatives"][0], "plan": "alternatives/3.csv"}

    def worse(data: Any) -> None:
        for one in data["alternatives"][1]["measures"]:
            one["value"] = 1.0 if one["better"] == "less" else 0.0

    def outside(data: Any) -> None:
        data["alternatives"][0]["plan"] = "../2.csv"

    first = "alternatives/2.csv"
    assert f"{first}: people moved" in refuted(moved)
    assert "alternatives/3.csv: measure largest deviation" in refuted(measured)
    assert f"{first}: population deviation: value" in refuted(target)
    assert "alternatives/3.csv: SHA-256" in refuted(twin)
    assert "no alternative is beaten by another plan" in refuted(worse)
    assert "../2.csv: folder" in refuted(outside)
    (out / "alternatives" / "3.csv").write_bytes((out / first).read_bytes())
    assert "no two plans to choose from are nearly the same" in refuted(lambda _: None)
    (out / "alternatives" / "3.csv").write_text("unit,district\n", encoding="utf-8")
    assert "alternatives/3.csv has the units of graph.json" in refuted(lambda _: None)
    (out / "alternatives" / "3.csv").unlink()
    assert "alternatives/3.csv" in refuted(lambda _: None)
