"""`districtbot eval`: a report card on the terminal and on disk; faults are one line."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from districtbot.cli.eval import evaluate
from districtbot.ground.errors import AskError
from districtbot.problems.chunks import Chunk, make_chunk
from districtbot.problems.shelf import write_items
from districtbot.problems.source import Source

N_MAPS = {"train": 6, "dev": 2, "test": 2}


@pytest.fixture(scope="module")
def a_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two dialogues and a coding problem in a folder."""
    folder = tmp_path_factory.mktemp("eval")
    source = Source("tests-1", dict(N_MAPS))
    for name, families in (
        ("dialogues", ("decline_off_topic", "population_draw")),
        ("coding", ("tally_report",)),
    ):
        made = [make_chunk(source, Chunk("test", one, 0, 1))[0].item for one in families]
        write_items(folder / f"{name}.test.jsonl.gz", [one for one in made if one is not None])
    about = {"name": "tests", "seed": 1, "real_maps": [], "n_maps": N_MAPS}
    (folder / "manifest.json").write_text(json.dumps(about))
    return folder


def called(*args: Any) -> Any:
    return CliRunner().invoke(
        evaluate, list(map(str, args)), catch_exceptions=False, standalone_mode=False
    )


def test_a_report_card_is_shown_and_written(a_set: Path, tmp_path: Path) -> None:
    done = called(a_set, "--model", "ideal", "--model", "empty", "--out", tmp_path)
    assert done.return_value == 0
    for words in ("Report card", "dialogues right", "pass@1", "no answer", "McNemar", "report.md"):
        assert words in done.output
    data = json.loads((tmp_path / "report.json").read_text())
    ideal, empty = data["models"]
    assert ideal["scores"]["end_to_end"]["value"] == ideal["scores"]["pass_at_1"]["value"] == 1
    assert empty["scores"]["end_to_end"]["value"] == empty["scores"]["pass_at_1"]["value"] == 0
    again = called(a_set, "--model", "ideal", "--model", "empty", "--out", tmp_path, "--json")
    assert json.loads(again.stdout) == data


def test_faults_name_what_to_do(a_set: Path, tmp_path: Path) -> None:
    cases = (
        ((a_set, "--model", "nonsense"), "is not a model"),
        ((a_set, "--family", "nonsense", "--model", "empty"), "no family nonsense"),
        ((tmp_path, "--model", "empty"), "no problem set"),
        ((a_set, "--model", "empty", "--harness", "hellaswag"), "hf: models only"),
    )
    for args, words in cases:
        with pytest.raises(AskError, match=words):
            called(*args, "--out", tmp_path / "out")


@pytest.mark.slow
def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(
    a_set: Path, tmp_path: Path
) -> None:
    """Run as a person does; a model that thinks for long is broken off in its second item."""
    script = tmp_path / "slow.toml"
    script.write_text('[[turn]]\nsteps = [{say = "Hello."}]\n')
    out = tmp_path / "out"
    command = [sys.executable, "-m", "districtbot", "eval", str(a_set), "--out", str(out)]
    command += ["--model", f"scripted:{script}", "--model", "ideal", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as first:
        while not list(out.glob("results.*.jsonl")):
            assert first.poll() is None
            time.sleep(0.02)
        first.send_signal(signal.SIGINT)
        _, errors = first.communicate(timeout=60)
    assert first.returncode in (130, 0), errors.decode()
    assert b"Traceback" not in errors
    kept = {path.name: path.read_text() for path in out.glob("results.*.jsonl")}
    again = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["finished"]
    for name, text in kept.items():
        assert (out / name).read_text().startswith(text)
