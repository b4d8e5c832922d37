"""`districtbot problems` makes, verifies, shows, counts and converts a set; faults are one line."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from districtbot.problems.spec import N_MAPS, SetSpec

SMALL = ("--family", "small_talk", "--family", "decline_off_topic", "--family", "partition_tallies")


def problems(*args: Any, ok: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does."""
    command = [sys.executable, "-m", "districtbot", "problems", *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) == ok, done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def a_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of twenty items."""
    folder = tmp_path_factory.mktemp("problems") / "set"
    done = problems(
        "generate", "--name", "cli", "--coding", 6, "--dialogues", 14, *SMALL, "--out", folder
    )
    assert "districtbot problems verify" in done.stdout
    return folder


@pytest.mark.slow
def test_a_set_is_made_verified_shown_counted_and_converted(a_set: Path, tmp_path: Path) -> None:
    assert json.loads((a_set / "manifest.json").read_text())["n_coding"] == 6
    found = json.loads(problems("verify", a_set, "--jobs", 1, "--json").stdout)
    assert found["ok"]
    assert found["items"] == 20
    shown = problems("show", a_set, "-n", 2).stdout
    assert shown.count("## ") >= 2
    items = json.loads(problems("show", a_set, "--kind", "coding", "--json").stdout)
    problems("show", a_set, items[0]["id"], "--files", tmp_path / "files")
    assert {one.name for one in (tmp_path / "files").iterdir()} == {
        one["name"] for one in items[0]["files"]
    }
    counts = json.loads(problems("stats", a_set, "--json").stdout)
    assert sum(one["items"] for one in counts) == 20
    for form in ("alpaca", "chat", "react", "qa"):
        out = tmp_path / f"{form}.jsonl"
        problems("export", a_set, "--format", form, "--out", out)
        assert all(json.loads(line) for line in out.read_text().splitlines())


@pytest.mark.slow
def test_real_maps_serve_too(tmp_path: Path) -> None:
    ardmere = Path(__file__).parents[2] / "shapefiles" / "ardmere.zip"
    folder = tmp_path / "real"
    problems("generate", "--coding", 4, "--dialogues", 8, *SMALL, "--map", ardmere, "--out", folder)
    assert "ardmere" in (folder / "maps.jsonl").read_text()
    assert "ardmere.zip" in problems("verify", folder, ok=False).stderr
    problems("verify", folder, "--map", ardmere, "--jobs", 1)
    files = ("show", folder, "--kind", "coding", "--files", tmp_path / "files")
    assert "--map" in problems(*files, ok=False).stderr
    problems(*files, "--map", ardmere)
    assert list((tmp_path / "files").iterdir())


@pytest.mark.slow
def test_faults_are_told_in_a_line(tmp_path: Path) -> None:
    cases = (
        (("verify", tmp_path / "nothing"), "manifest.json"),
        (("show", tmp_path), "no problem set"),
        (("generate", "--family", "nonsense", "--out", tmp_path / "x"), "no family nonsense"),
        (("generate", "--paraphrase", "mini", "--out", tmp_path / "x"), "no model that rewords"),
        (("generate", "--coding", -3, "--out", tmp_path / "x"), "below 0"),
        (("generate", "--map", tmp_path / "no.zip", "--out", tmp_path / "x"), "no.zip"),
    )
    for args, words in cases:
        done = problems(*args, ok=False)
        assert done.returncode == 2
        assert words in done.stderr
    assert not (tmp_path / "x" / "manifest.json").exists()


def test_small_sets_have_few_maps_and_large_ones_all() -> None:
    assert SetSpec(n_coding=20, n_dialogues=20).n_maps == {"train": 8, "dev": 8, "test": 8}
    assert SetSpec().n_maps == N_MAPS


def test_a_set_of_nothing_is_refused_at_once(tmp_path: Path) -> None:
    done = problems("generate", "--coding", 0, "--dialogues", 0, "--out", tmp_path / "z", ok=False)
    assert done.returncode == 2
    assert "nothing to make" in done.stderr
    assert not (tmp_path / "z").exists()
