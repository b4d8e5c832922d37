"""`districtbot report` as a person calls it."""

import re
from pathlib import Path
from typing import Any

import pytest

from districtbot.maps.parts import ReportTable
from districtbot.maps.stored import read_stored

TARGETS = 'districts = 4\n[[target]]\nmeasure = "region_splits"\nat_most = 0\n'


@pytest.fixture
def finished(call: Any, town: Path, tmp_path: Path) -> Path:
    """The folder of a finished run."""
    out = tmp_path / "run"
    done = call("run", town, "-k", 4, "--steps", 20, "--out", out)
    assert done.code in (0, 3), done.err
    return out


def test_html_is_the_default(call: Any, town: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    done = call("report", "CD", town)
    assert done.code == 0, done.err
    assert done.out == "Report: CD-report.html\n"
    text = Path("CD-report.html").read_text(encoding="utf-8")
    assert "<h1>town: CD, 4 districts</h1>" in text
    assert "districtbot report CD" in text


@pytest.mark.parametrize(
    ("words", "starts"),
    [
        (("--format", "pdf", "--out", "r.pdf"), b"%PDF-"),
        (("--out", "r.pdf"), b"%PDF-"),
        (("--format", "md", "--out", "r.txt"), b"# My title\n"),
        (("--out", "deep/er/r.htm"), b"<!doctype html>"),
    ],
)
def test_formats(
    call: Any, town: Path, tmp_path: Path, monkeypatch: Any, words: Any, starts: bytes
) -> None:
    monkeypatch.chdir(tmp_path)
    done = call("report", "CD", town, "--title", "My title", *words)
    assert done.code == 0, done.err
    assert Path(words[-1]).read_bytes().startswith(starts)


def test_judged_and_compared(call: Any, town: Path, tmp_path: Path) -> None:
    targets = tmp_path / "t.toml"
    targets.write_text(TARGETS)
    other = tmp_path / "other.csv"
    rows = [f"{101 + n:05d},{n // 16 + 1}" for n in range(64)]
    other.write_text("unit,district\n" + "\n".join(rows))
    out = tmp_path / "r.html"
    done = call("report", "CD", town, "--targets", targets, "--against", other, "--out", out)
    assert done.code == 0, done.err
    found = read_stored(out.read_text(encoding="utf-8"), "r.html")
    assert found.status == "not_met"
    assert [row.default for row in found.targets] == [False, False, True]
    assert found.comparison
    assert "other.csv" in found.interactive


def test_a_run_again_without_its_map(
    call: Any, town: Path, finished: Path, monkeypatch: Any
) -> None:
    town.unlink()
    done = call("report", finished, "--format", "md")
    assert done.code == 0, done.err
    assert done.out == f"Report: {finished / 'report.md'}\n"
    text = (finished / "report.md").read_text(encoding="utf-8")
    assert "default, not asked for" in text
    assert (finished / "report_files" / "map.png").read_bytes() == (
        finished / "map.png"
    ).read_bytes()
    page = finished / "report.html"
    again = finished.parent / "again.html"
    assert call("report", page, "--out", again).code == 0
    assert again.read_bytes() == page.read_bytes()


def test_a_runs_plan_is_judged_by_its_targets(call: Any, town: Path, finished: Path) -> None:
    out = finished.parent / "r.html"
    assert call("report", finished, town, "--out", out).code == 0
    found = read_stored(out.read_text(encoding="utf-8"), "r.html")
    before = read_stored((finished / "report.html").read_text(encoding="utf-8"), "report.html")
    assert found.targets == before.targets
    assert found.districts == before.districts
    assert found.scorecard == before.scorecard


def test_a_run_is_compared_with_the_maps_own_plan(finished: Path) -> None:
    text = (finished / "report.html").read_text(encoding="utf-8")
    assert re.search(r"this plan has .* in other districts than CD|same plan as CD", text)
    assert '"other":{"name":"CD"' in text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("CD",), "takes the map that the plan is of"),
        (("nowhere",), "takes the map that the plan is of"),
        (("CD", "MAP", "--format", "pdf", "--out", "r.html"), "do not go together"),
        (("CD", "MAP", "--out", "folder"), "is a folder"),
        (("CD", "MAP", "--against", "CD", "--ensemble", "folder"), "ensemble"),
        (("page.html",), "holds no report"),
        (("page.html", "--against", "CD"), "--against takes the map"),
    ],
)
def test_refusals(
    refused: Any, town: Path, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "page.html").write_text("<p>A page of somebody else's.")
    line = refused("report", *(str(town) if word == "MAP" else word for word in words))
    assert says in line


def test_all_adds_what_few_ask_for(call: Any, town: Path, tmp_path: Path) -> None:
    short, full = tmp_path / "short.md", tmp_path / "full.md"
    assert call("report", "CD", town, "--format", "md", "--out", short).code == 0
    assert call("report", "CD", town, "--format", "md", "--out", full, "--all").code == 0
    assert "Boyce-Clark" not in short.read_text(encoding="utf-8")
    text = full.read_text(encoding="utf-8")
    assert "Boyce-Clark" in text
    assert "--all" in text


def test_plans_are_called_as_they_are_named(
    call: Any, town: Path, finished: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    """By a name given, else the plan of a run by its folder."""
    monkeypatch.chdir(tmp_path)
    words = ("report", "Enacted=CD", town, "--against", "Draft=run/plan.csv")
    done = call(*words, "--against", "run/plan.csv")
    assert done.out == "Report: CD-report.html\n", done.err
    page = Path("CD-report.html").read_text(encoding="utf-8")
    found = read_stored(page, "CD-report.html")
    assert found.title == "town: Enacted, 4 districts"
    plans = next(block for block in found.comparison if getattr(block, "title", "") == "Plans")
    assert isinstance(plans, ReportTable)
    assert [row[0] for row in plans.rows] == ["Enacted", "Draft", "run"]
