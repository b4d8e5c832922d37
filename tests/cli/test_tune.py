"""`districtbot tune` lists, shows, refuses in one line, says what it would do, and trains."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TUNING = Path(__file__).parents[1] / "tuning"
SHIPPED = Path(__file__).parents[2] / "datasets" / "core-1"
SHORT = (
    "data.kinds=[coding]", "data.items=4", "data.eval_items=0", "training.accumulation=1",
    "training.save_every=2", "rows.sequence_length=2048",
)  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny LLaMA, made in a process of its own."""
    pytest.importorskip("transformers")
    folder = tmp_path_factory.mktemp("tiny") / "llama"
    code = f"import tiny_llama, pathlib; tiny_llama.llama_folder(pathlib.Path({str(folder)!r}))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=TUNING, capture_output=True)
    return folder


def arguments(model: Path, out: Path, *more: str) -> list[str]:
    found = ["tune", "llama2-7b-qlora", "--out", str(out), "--jobs", "1"]
    for setting in (f"data={SHIPPED}", f"model={model}", *SHORT, *more):
        found += ["--set", setting]
    return found


def test_recipes_are_listed(call: Callable[..., Any]) -> None:
    facts = json.loads(call("tune", "--list", "--json").out)
    assert {"full", "llama2-7b-lora-8bit", "llama2-7b-qlora"} <= {one["name"] for one in facts}
    assert "QLoRA" in call("tune", "--list").out


def test_a_recipe_is_shown_as_it_would_be_run(call: Callable[..., Any], tmp_path: Path) -> None:
    done = call("tune", "llama2-7b-qlora", "--set", "lora.r=8", "--show")
    path = tmp_path / "mine.yaml"
    path.write_text(done.out)
    assert done.code == 0
    assert call("tune", str(path), "--show").out == done.out
    assert "r: 8" in done.out


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "--list names those there are"),
        (("llama2-7b-qlor",), "Did you mean llama2-7b-qlora?"),
        (("full", "--set", "training.bach=2"), "did you mean training.batch?"),
        (("full", "--set", "model=/no/such/folder"), "There is no folder /no/such/folder"),
    ],
)
def test_what_is_wrong_is_one_sentence_that_helps(
    call: Callable[..., Any], given: tuple[str, ...], said: str
) -> None:
    done = call("tune", *given)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert not done.out


@pytest.mark.slow
def test_a_dry_run_tells_what_it_takes_and_marks_what_is_trained_on(
    call: Callable[..., Any], model: Path, tmp_path: Path
) -> None:
    given = arguments(model, tmp_path / "run")
    done = call(*given, "--dry-run")
    assert done.code == 0, done.err
    for text in ("parameters", "memory at the peak", "operations", "of them only read"):
        assert text in done.out
    lines = done.out.splitlines()
    trained = [line for line in lines if line.startswith(">>| ")]
    assert trained[0] == ">>| ```python"
    assert any(line.endswith("``` </s>") for line in trained)
    assert any(line.startswith("| ") and "[/INST]" in line for line in lines)
    found = json.loads(call(*given, "--dry-run", "--json").out)
    assert found["items"] == 4
    assert found["expected"]["steps"] == 4
    assert not (tmp_path / "run").exists()


@pytest.mark.slow
def test_ended_by_others_it_writes_a_checkpoint_and_goes_on(
    call: Callable[..., Any], model: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    given = arguments(model, out, "training.epochs=100")
    process = subprocess.Popen(
        [sys.executable, "-m", "districtbot", *given], stderr=subprocess.PIPE, text=True
    )
    late = time.monotonic() + 100
    losses = out / "losses.csv"
    while not (losses.is_file() and losses.read_text().count("\n") > 2):
        assert process.poll() is None
        assert time.monotonic() < late
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "The same command goes on from there." in told
    n_done = losses.read_text().count("\n") - 1
    assert (out / "checkpoints" / f"checkpoint-{n_done}" / "trainer_state.json").is_file()
    done = call(*arguments(model, out, "training.epochs=99"))
    assert done.code == 2
    assert "holds a run of another recipe: training.epochs differ" in done.err


@pytest.mark.slow
def test_two_processes_train_together_and_one_writes(model: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    common = {**os.environ, "MASTER_ADDR": "localhost", "MASTER_PORT": str(port)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "districtbot", *arguments(model, out, "training.epochs=2")],
            env={**common, "WORLD_SIZE": "2", "RANK": str(rank), "LOCAL_RANK": str(rank)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in (0, 1)
    ]
    told = [process.communicate(timeout=150) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], told
    assert "4 steps; the loss went from" in told[0][0]
    assert told[1][0] == ""
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["steps"], summary["processes"]) == (4, 2)
    steps = [line.split(",")[0] for line in (out / "losses.csv").read_text().splitlines()]
    assert steps == ["step", "1", "2", "3", "4"]
    last = out / "checkpoints" / "checkpoint-4"
    assert {one.name for one in last.glob("rng_state_*")} == {"rng_state_0.pth", "rng_state_1.pth"}
