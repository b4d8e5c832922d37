"""`districtbot convert` from end to end."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from districtbot.cli.main import districtbot
from districtbot.ground.errors import AskError


def _run(*arguments: str | Path) -> Any:
    done = CliRunner().invoke(districtbot, ["convert", *map(str, arguments)])
    if done.exception is not None and not isinstance(done.exception, AskError):
        raise done.exception
    return done


def test_a_column_becomes_a_file_and_comes_back(town: Path, tmp_path: Path) -> None:
    out = tmp_path / "plan.bendl"
    done = _run("CD", town, "--out", out)
    assert done.exit_code == 0
    assert "Column CD is a column of the map: 64 units" in done.stdout
    assert f"Wrote {out} (bendl): 64 units." in done.stdout
    again = tmp_path / "again.csv"
    done = _run(out, town, "--to", "DRA", "--out", again, "--json")
    data = json.loads(done.stdout)
    assert data["read"]["format"] == "bendl"
    assert data["read"]["units_assigned"] == 64
    assert data["written"]["format"] == "dra"
    assert again.read_text().splitlines()[:2] == ["GEOID20,District", "00101,1"]


def test_what_does_not_match_is_refused(town: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    plan.write_text("GEOID20,District\n101,1\n102,2\n" + "".join(
        f"{number},1\n" for number in range(103, 160)
    ))  # fmt: skip
    out = tmp_path / "out.csv"
    report = tmp_path / "report.csv"
    done = _run(plan, town, "--out", out, "--report", report)
    assert isinstance(done.exception, AskError)
    assert "lacks 5 units of the map" in str(done.exception)
    assert not out.exists()
    assert len(report.read_text().splitlines()) == 6
    done = _run(plan, town, "--out", out, "--missing", "fill")
    assert "Note: Ids were matched without their leading zeros." in done.stdout
    assert "Note: 5 units without a line took the district around them" in done.stdout
    assert len(out.read_text().splitlines()) == 65


def test_cheap_mistakes_come_before_the_map_is_read(tmp_path: Path) -> None:
    done = _run("CD", tmp_path / "no-map.gpkg")
    assert "--to" in str(done.exception)
    done = _run("CD", tmp_path / "no-map.gpkg", "--to", "pdf")
    assert "no format 'pdf'" in str(done.exception)


@pytest.mark.parametrize("option", ["--missing", "--split", "--level", "--entity"])
def test_choices(town: Path, option: str) -> None:
    done = CliRunner().invoke(districtbot, ["convert", "CD", str(town), option, "nonsense"])
    assert done.exit_code == 2


def test_the_help_lists_every_format() -> None:
    from districtbot.plans.formats.names import WRITTEN

    text = " ".join(_run("--help").stdout.split())
    assert all(f" {name}" in text for name in WRITTEN)
