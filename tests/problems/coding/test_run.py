"""Running code on a problem's files."""

from pathlib import Path

import pytest

from districtbot.problems.coding.family import GivenFile
from districtbot.problems.coding.given import text_file
from districtbot.problems.coding.run import LIMITS, Runner

CHANCE = """
import random

import numpy as np
import pandas as pd

answer = {
    "random": [random.random(), random.Random().random()],
    "numpy": [np.random.default_rng().random(), float(np.random.rand())],
    "sets": list({"a", "b", "c", "d"}),
    "sample": pd.Series(range(100)).sample(3).tolist(),
}
"""


def test_files_are_written_once_for_many_runs(runner: Runner) -> None:
    written: list[Path] = []

    def write(path: Path) -> None:
        written.append(path)
        path.write_text("a")

    files = (GivenFile("folder/a.txt", write, ""), text_file("b.txt", "b"))
    code = "answer = open('folder/a.txt').read() + open('b.txt').read()\nopen('b.txt', 'w')"
    for _ in range(3):
        outcome = runner.run(code, files)
        assert outcome.value == "ab"
        assert dict(outcome.files) == {"b.txt": b""}
    assert len(written) == 1
    assert runner.run("answer = open('b.txt').read()", [text_file("b.txt", "c")]).value == "c"
    assert not written[0].exists()


def test_values_come_back_whole(runner: Runner) -> None:
    code = "answer = [{f'unit {n:04d}': n % 7 for n in range(500)} for _ in range(60)]"
    outcome = runner.run(code, ())
    assert len(outcome.value) == 60
    assert all(len(plan) == 500 for plan in outcome.value)
    too_much = runner.run("answer = list(range(10**6))", ())
    assert "too large" in too_much.error
    assert not too_much.ok


def test_the_answer_is_what_is_called_so(runner: Runner) -> None:
    assert runner.run("answer = 5\n6", ()).value == 5
    assert runner.run("6", ()).value is None
    assert runner.run("x = 1", ()).ok


def test_chance_is_the_same_in_every_run_and_process(runner: Runner) -> None:
    first = runner.run(CHANCE, ())
    assert first.ok, first.error
    assert runner.run(CHANCE, ()).value == first.value


@pytest.mark.slow
def test_another_sandbox_gives_the_same_also_where_each_run_starts_anew(runner: Runner) -> None:
    files = (text_file("a.txt", "a"),)
    code = f"{CHANCE}\nwith open('b.txt', 'w') as file:\n    file.write(open('a.txt').read())"
    first = runner.run(code, files)
    with Runner(LIMITS, warm=False) as cold:
        again = cold.run(code, files)
        assert (again.value, dict(again.files)) == (first.value, {"b.txt": b"a"})
        assert "not allowed" in cold.run("open('/etc/passwd')", files).error


def test_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Runner() as place:
        assert place.run("open('a', 'w')", [text_file("b", "b")]).ok
        assert list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []
