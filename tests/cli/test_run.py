"""`districtbot run` from the file to the folder of results."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from districtbot.tools.results import FILES


def result_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return found


def test_a_plan_that_meets_every_target(call: Any, town: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = call(
        "run", town, "-k", 4, "--max-deviation", "2%", "--max-county-splits", 3, "--out", out
    )
    assert done.code == 0, done.err
    assert "all 3 targets are met" in done.out
    assert sorted(file.name for file in out.iterdir()) == sorted(FILES)
    result = result_of(out)
    assert result["status"] == "met"
    assert result["districts"] == 4
    assert result["unit_column"] == "GEOID"
    assert all(target["met"] for target in result["targets"])
    lines = (out / "plan.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "unit,district"
    assert len(lines) == 65
    assert {line.split(",")[1] for line in lines[1:]} == {"1", "2", "3", "4"}
    assert (out / "map.png").read_bytes().startswith(b"\x89PNG")
    events = [json.loads(line) for line in (out / "transcript.jsonl").read_text().splitlines()]
    assert [event["event"] for event in events][-1] == "replied"


def test_verify_confirms_it_and_refutes_a_changed_plan(
    call: Any, town: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert call("run", town, "-k", 4, "--out", out).code == 0
    assert call("verify", out).code == 0
    plan = out / "plan.csv"
    lines = plan.read_text(encoding="utf-8").splitlines()
    unit, district = lines[1].split(",")
    lines[1] = f"{unit},{int(district) % 4 + 1}"
    plan.write_text("\n".join(lines) + "\n", encoding="utf-8")
    refuted = call("verify", out)
    assert refuted.code == 3
    assert "REFUTED" in refuted.out


def test_the_same_seed_gives_the_same_bytes(call: Any, town: Path, tmp_path: Path) -> None:
    asked = ("run", town, "-k", 5, "--max-deviation", "1%", "--seed", 3, "--out")
    first, again = tmp_path / "first", tmp_path / "again"
    assert call(*asked, first).code == 0
    assert call(*asked, again).code == 0
    for name in ("plan.csv", "plan.geojson", "graph.json", "map.png"):
        assert (first / name).read_bytes() == (again / name).read_bytes(), name


def test_a_run_short_of_its_targets_says_what_stood_in_the_way(
    call: Any, town: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = call("run", town, "-k", 5, "--max-cut-edges", 12, "--steps", 6, "--json", "--out", out)
    assert done.code == 3
    result = json.loads(done.out)
    assert result == result_of(out)
    assert result["status"] == "not_met"
    assert result["steps"] == 6
    assert "cut edges" in result["reply"]
    assert "plans looked at" in result["reply"]
    again = tmp_path / "again"
    call("run", town, "-k", 5, "--max-cut-edges", 12, "--steps", 6, "--out", again)
    assert (out / "plan.csv").read_bytes() == (again / "plan.csv").read_bytes()
    assert call("verify", out).code == 0


def test_the_recipe_draws_the_same_plan(call: Any, town: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call("run", town, "-k", 4, "--max-deviation", "2%", "--out", out).code == 0
    done = subprocess.run(
        [sys.executable, "replay.py"], cwd=out, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "The same plan, byte for byte." in done.stdout
    assert not (out / "replayed.csv").exists()


def test_what_is_impossible_is_refused_with_the_proof(
    call: Any, town: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = call("run", town, "-k", 7, "--max-county-splits", 0, "--out", out)
    assert done.code == 4
    assert "No plan can meet this" in done.out
    assert "Nearest possible" in done.out
    result = result_of(out)
    assert result["status"] == "declined"
    assert result["impossible"]
    assert sorted(file.name for file in out.iterdir()) == ["result.json", "transcript.jsonl"]


def test_flags_replace_the_targets_of_a_file(call: Any, town: Path, tmp_path: Path) -> None:
    file = tmp_path / "targets.toml"
    file.write_text(
        'districts = 3\n[[target]]\nmeasure = "population_deviation"\nat_most = "0.001%"\n'
        '[[target]]\nmeasure = "seats"\nparty = "dem"\nelection = "PRES20"\nat_least = 1\n'
    )
    out = tmp_path / "out"
    done = call("run", town, "--targets", file, "-k", 4, "--max-deviation", "3%", "--out", out)
    assert done.code == 0, done.out + done.err
    asked = {item["measure"]: item for item in result_of(out)["asked"]["target"]}
    assert asked["population_deviation"]["at_most"] == 0.03
    assert asked["seats"]["party"] == "dem"
    assert result_of(out)["districts"] == 4


def test_a_target_on_race_carries_the_note_on_the_law(
    call: Any, town: Path, tmp_path: Path
) -> None:
    file = tmp_path / "targets.toml"
    file.write_text(
        'districts = 4\n[[target]]\nmeasure = "group_share"\ngroup = ["black"]\nshare = "50%"\n'
        "districts_at_least = 1\n"
    )
    done = call("run", town, "--targets", file, "--out", tmp_path / "out")
    assert done.code == 0, done.out + done.err
    assert "Louisiana v. Callais" in done.out
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Louisiana v. Callais" in report


@pytest.mark.slow
def test_ctrl_c_keeps_the_best_plan_so_far(town: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = [
        "run",
        str(town),
        "-k",
        "5",
        "--max-cut-edges",
        "12",
        "--budget",
        "120",
        "--out",
        str(out),
    ]
    running = subprocess.Popen(
        [sys.executable, "-c", "from districtbot.cli.main import main; main()", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    for line in running.stderr:
        if "step" in line:
            break
    running.send_signal(signal.SIGINT)
    said, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "interrupted" in said
    assert result_of(out)["ended"] == "interrupted"
    assert (out / "plan.csv").exists()


def test_a_budget_is_kept(call: Any, town: Path, tmp_path: Path) -> None:
    done = call(
        "run", town, "-k", 5, "--max-cut-edges", 12, "--budget", 1, "--out", tmp_path / "out"
    )
    assert done.code == 3
    result = result_of(tmp_path / "out")
    assert result["ended"] == "budget"
    assert result["seconds"] < 5


@pytest.mark.parametrize("command", ["run", "inspect", "score", "verify"])
def test_each_command_has_help(call: Any, command: str) -> None:
    done = call(command, "--help")
    assert done.code == 0
    assert "Usage: districtbot" in done.out


def test_help_needs_no_heavy_package() -> None:
    program = (
        "import sys; import districtbot.cli.main; "
        "print([name for name in ('geopandas', 'pandas', 'numpy', 'gerrychain', 'matplotlib', "
        "'rich', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_score_and_inspect_print_tables_and_json(call: Any, town: Path) -> None:
    scored = json.loads(call("score", "CD", town, "--json").out)
    assert scored["n_districts"] == 4
    assert "Polsby-Popper" in call("score", "CD", town).out
    inspected = json.loads(call("inspect", town, "--json").out)
    assert inspected["n_units"] == 64
    assert "PRES20" in call("inspect", town).out


def test_a_refusal_leaves_the_earlier_plan_alone(call: Any, town: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call("run", town, "-k", 4, "--out", out).code == 0
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    done = call("run", town, "-k", 7, "--max-county-splits", 0, "--out", out)
    assert done.code == 4
    assert "was left as it is" in done.out
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_a_plan_of_somebody_elses_is_not_replaced(call: Any, town: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "plan.csv").write_text("mine")
    done = call("run", town, "-k", 4, "--out", out)
    assert done.code == 2
    assert "of your own" in done.err
    assert (out / "plan.csv").read_text() == "mine"


def test_half_meant_as_half_a_percent_is_not_taken_for_the_half(call: Any, town: Path) -> None:
    done = call("run", town, "-k", 4, "--max-deviation", "0.5")
    assert done.code == 2
    assert '"0.5%"' in done.err
