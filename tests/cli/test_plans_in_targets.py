"""Targets that name a plan by its file: the run's folder holds the plan, so it can be checked."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from districtbot.plans.verify import verify

TARGETS = """
districts = 4
[[target]]
measure = "population_deviation"
at_most = "20%"
[[target]]
measure = "least_change"
plan = "old plan.csv"
at_least = "60%"
"""


@pytest.fixture
def asked(bench: Any) -> Path:
    """A target file in a folder of its own, with the plan it names beside it: column CD, a-d."""
    folder = bench.folder / "asked"
    folder.mkdir()
    lines = [f"{unit},{'abcd'[n - 1]}" for unit, n in bench.frame[["GEOID", "CD"]].to_numpy()]
    (folder / "old plan.csv").write_text("\n".join(["unit,district", *lines]))
    (folder / "t.toml").write_text(TARGETS)
    return folder / "t.toml"


def test_a_plan_file_is_found_beside_the_target_file_and_kept(
    call: Any, town: Path, asked: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = call("run", town, "--targets", asked, "--steps", 60, "--out", out)
    assert done.code in (0, 3), done.err
    nodes = json.loads((out / "graph.json").read_text())["nodes"]
    assert {node["old_plan"] for node in nodes} == set("abcd")
    result = json.loads((out / "result.json").read_text())
    (target,) = [one for one in result["asked"]["target"] if one["measure"] == "least_change"]
    assert target["plan"] == "old_plan"
    assert "The plan of old plan.csv is the column old_plan here." in result["notes"]
    (claim,) = [
        one
        for one in verify(out).claims
        if one.name.startswith("people who keep") and one.name.endswith("value")
    ]
    assert claim.agrees
    asked.with_name("old plan.csv").unlink()
    asked.unlink()
    replayed = subprocess.run(
        [sys.executable, "replay.py"], cwd=out, capture_output=True, text=True, check=False
    )
    assert replayed.returncode == 0, replayed.stderr


def test_a_report_finds_the_plan_too(
    call: Any, refused: Any, town: Path, asked: Path, tmp_path: Path
) -> None:
    """By a target file the plan lies beside it; of a run it lies in graph.json."""
    out = tmp_path / "out"
    call("run", town, "--targets", asked, "--steps", 0, "--out", out)
    by_file = call("report", "CD", town, "--targets", asked, "--out", tmp_path / "file.md")
    assert by_file.code == 0, by_file.err
    asked.with_name("old plan.csv").unlink()
    by_run = call("report", out, town, "--out", tmp_path / "run.md")
    assert by_run.code == 0, by_run.err
    for name in ("file.md", "run.md"):
        assert "people who keep their district of old" in (tmp_path / name).read_text()
    (out / "graph.json").write_text('{"nodes": [1]}')
    line = refused("report", out, town, "--out", tmp_path / "again.md")
    assert "does not give each unit of the map its district of old_plan" in line


def test_a_column_comes_before_a_file_of_its_name(
    call: Any, town: Path, asked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    asked.with_name("CD").write_text("no plan at all")
    asked.write_text(TARGETS.replace("old plan.csv", "CD"))
    done = call("run", town, "--targets", asked, "--steps", 0, "--out", "out")
    assert done.code in (0, 3), done.err


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ("none.csv", "no plan column 'none.csv', and there is no plan file of that name"),
        ("t.toml", "not a table of ids and districts"),
    ],
)
def test_plans_that_are_none(refused: Any, town: Path, asked: Path, plan: str, words: str) -> None:
    asked.write_text(TARGETS.replace("old plan.csv", plan))
    assert words in refused("run", town, "--targets", asked, "--out", "out")
