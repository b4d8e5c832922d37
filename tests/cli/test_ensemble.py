"""`districtbot ensemble`, called as a user calls it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

MAP = Path(__file__).resolve().parents[2] / "shapefiles" / "ardmere.zip"
SMALL = ("-k", "3", "--steps", "200", "--chains", "2", "--processes", "1")
FILES = ["ensemble.bendl", "measures.parquet", "summary.json"]


def test_an_ensemble_and_where_a_plan_stands(call: Any, tmp_path: Path) -> None:
    done = call("ensemble", MAP, *SMALL, "--out", tmp_path / "a", "--json")
    assert done.code == 0, done.err
    summary = json.loads(done.out)
    assert summary["plans"] == 400
    assert sorted(file.name for file in (tmp_path / "a").iterdir()) == FILES
    rows = ["unit,district"]
    from binary_ensemble import BendlDecoder

    bundle = BendlDecoder(tmp_path / "a" / FILES[0])
    for unit, district in zip(bundle.read_graph().nodes, bundle.lookup(5), strict=True):
        rows.append(f"{unit},{district}")
    (tmp_path / "plan.csv").write_text("\n".join(rows))
    again = call("ensemble", MAP, *SMALL, "--out", tmp_path / "a", "--plan", tmp_path / "plan.csv")
    assert again.code == 0
    assert "of 400 neutral plans" in again.out
    assert "Cut edges: " in again.out
    as_json = call(
        "ensemble", MAP, *SMALL, "--out", tmp_path / "a", "--plan", tmp_path / "plan.csv", "--json"
    )
    standing = json.loads(as_json.out)["standing"]
    assert {"measure", "rank", "value", "below", "equal", "above", "error", "sentence"} <= set(
        standing[0]
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--steps", "0"), "0 steps keep no plan"),
        (("--chains", "0"), "0 chains"),
        (("--thin", "0"), "thin: Input should be greater than 0"),
        (("--steps", "5", "--thin", "9"), "5 steps keep no plan where every 9th"),
        (("--processes", "0"), "0 processes"),
        (("--scheduler", "tcp://127.0.0.1:1"), "both given"),
        (("--max-deviation", "0"), "."),
        (("--plan", "nothing.csv"), "no plan file nothing.csv"),
        (("--rules", "nothing.toml"), "nothing.toml cannot be read"),
        (("--max-cut-edges", "-1"), "--max-cut-edges"),
        (("-k", "1"), "must be at least 2"),
        (("-k", "100000"), "No plan can meet this"),
    ],
)
def test_bad_input(refused: Any, words: tuple[str, ...], said: str) -> None:
    assert said in refused("ensemble", MAP, *SMALL, "--out", "a", *words)


def test_a_plan_of_another_number_of_districts(refused: Any, tmp_path: Path) -> None:
    import geopandas as gpd

    units = gpd.read_file(f"zip://{MAP}")["GEOID20"]
    rows = [f"{unit},{1 + index % 2}" for index, unit in enumerate(units)]
    (tmp_path / "plan.csv").write_text("\n".join(["unit,district", *rows]))
    line = refused("ensemble", MAP, *SMALL, "--plan", "plan.csv", "--out", "a")
    assert "The plan has 2 districts, those of the ensemble have 3" in line


def test_rules_from_a_file(call: Any, refused: Any, tmp_path: Path) -> None:
    (tmp_path / "rules.toml").write_text('trees = "uniform"\nthin = 4\nelections = []\n')
    words = ("ensemble", MAP, *SMALL, "--rules", tmp_path / "rules.toml", "--json")
    done = call(*words, "--out", tmp_path / "a")
    summary = json.loads(done.out)
    assert summary["rules"]["trees"] == "uniform"
    assert summary["plans"] == 100
    assert not any("PRES" in name for name in summary["diagnostics"]["measures"])
    (tmp_path / "rules.toml").write_text('tree = "uniform"')
    assert "tree: Extra inputs" in refused(*words, "--out", "b")


def test_a_folder_of_another_ensemble(call: Any, refused: Any, tmp_path: Path) -> None:
    assert call("ensemble", MAP, *SMALL, "--out", tmp_path / "a").code == 0
    line = refused("ensemble", MAP, *SMALL, "--seed", "9", "--out", tmp_path / "a")
    assert "holds another ensemble; asked is seed 9 instead of 0" in line


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_ctrl_c_and_kill_lose_nothing(call: Any, tmp_path: Path, how: signal.Signals) -> None:
    words = ["-k", "3", "--steps", "50000", "--chains", "2", "--thin", "10", "--processes", "2"]
    program = "from districtbot.cli.main import main; main()"
    command = [sys.executable, "-c", program, "ensemble", str(MAP), *words, "--out"]
    begun = subprocess.Popen(
        [*command, str(tmp_path / "a")], stderr=subprocess.PIPE, start_new_session=True, text=True
    )
    while len(list((tmp_path / "a").glob("parts/*.npz"))) < 2:
        assert begun.poll() is None, begun.stderr.read() if begun.stderr else ""
        time.sleep(0.05)
    if how is signal.SIGINT:
        os.killpg(begun.pid, how)
    else:
        begun.kill()
    _, told = begun.communicate()
    if how is signal.SIGINT:
        assert begun.returncode == 130, told
        assert "the same command goes on from there" in told
        assert "Traceback" not in told
    assert not (tmp_path / "a" / "summary.json").exists()
    assert call("ensemble", MAP, *words, "--out", tmp_path / "a").code == 0
    assert call("ensemble", MAP, *words, "--out", tmp_path / "b").code == 0
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def _plan_of(folder: Path, path: Path) -> Path:
    """The sixth plan of an ensemble as a file."""
    from binary_ensemble import BendlDecoder

    bundle = BendlDecoder(folder / FILES[0])
    pairs = zip(bundle.read_graph().nodes, bundle.lookup(5), strict=True)
    rows = ["unit,district", *(f"{unit},{district}" for unit, district in pairs)]
    path.write_text("\n".join(rows))
    return path


def test_scores_and_pictures(call: Any, tmp_path: Path) -> None:
    words = ("ensemble", MAP, *SMALL, "--out", tmp_path / "a")
    assert call(*words).code == 0
    plans = [_plan_of(tmp_path / "a", tmp_path / name) for name in ("mine.csv", "yours.csv")]
    done = call(*words, "--plan", plans[0], "--plan", f"My own={plans[1]}", "--score")
    assert done.code == 0, done.err
    assert "mine.csv:\n" in done.out
    assert "My own:\n" in done.out
    assert (tmp_path / "a" / "scores.parquet").exists()
    assert "Scores of 400 plans" in done.out
    assert not (tmp_path / "a" / "pictures").exists()
    drawn = call(*words, "--plan", plans[0], "--pictures", "--measures", "splits,shape", "--json")
    data = json.loads(drawn.out)
    assert list(data["standings"]) == ["mine.csv"]
    assert data["standing"] == data["standings"]["mine.csv"]
    paths = [Path(picture["path"]) for picture in data["pictures"]]
    assert [path.name for path in paths][:2] == [
        "histogram-cut-edges.png",
        "histogram-county-splits.png",
    ]
    assert all(path.is_file() and path.with_suffix(".svg").is_file() for path in paths)
    assert all(Path(picture["table"]).is_file() for picture in data["pictures"])


def test_plans_of_a_file_are_not_drawn_anew(call: Any, refused: Any, tmp_path: Path) -> None:
    from binary_ensemble import BendlDecoder

    assert call("ensemble", MAP, *SMALL, "--out", tmp_path / "a").code == 0
    BendlDecoder(tmp_path / "a" / FILES[0]).extract_stream(tmp_path / "plans.ben")
    plan = _plan_of(tmp_path / "a", tmp_path / "mine.csv")
    done = call("ensemble", MAP, "--from", tmp_path / "plans.ben", "--plan", plan)
    assert done.code == 0, done.err
    assert "of 400 plans" in done.out
    assert "neutral" not in done.out
    assert (tmp_path / "plans.ben.scores.parquet").exists()
    from_folder = call("ensemble", MAP, "--from", tmp_path / "a", "--plan", plan)
    assert "of 400 neutral plans" in from_folder.out
    assert "no ensemble in nothing" in refused("ensemble", MAP, "--from", "nothing")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--score", "--measures", "votes,taste"), "no measures of the kind taste"),
        (("--measures", "votes"), "Add --score, --pictures or --report"),
        (("--elections", "PRES20"), "Add --score, --pictures or --report"),
    ],
)
def test_what_makes_no_sense_is_told_first(refused: Any, words: tuple[str, ...], said: str) -> None:
    assert said in refused("ensemble", MAP, *SMALL, "--out", "a", *words)


def test_an_accepted_step_may_give_the_same_plan(call: Any, tmp_path: Path) -> None:
    done = call("ensemble", MAP, *SMALL, "--out", tmp_path / "a")
    assert "of the steps gave a plan that was accepted, be it a new one or the same one" in done.out
    assert "of 400 plans are different" in done.out


@pytest.mark.slow
def test_what_speaks_against_it_is_told(call: Any, tmp_path: Path) -> None:
    words = ("-k", "8", "--steps", "40", "--chains", "2", "--processes", "1", "--plan", "CD")
    done = call("ensemble", MAP.with_name("tanasqua.zip"), *words, "--out", tmp_path / "a")
    assert done.code == 0, done.err
    assert "Warning: The 80 plans tell as much as fewer than 400 independent ones in " in done.out
    assert "For more plans give a larger --steps, and another --out." in done.out
    assert "Note: No rule on split counties was kept: these plans split " in done.out
