"""Work on files: a folder of copies, and what is left there."""

import os
from pathlib import Path
from typing import Any

import pytest

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.tools.sandbox.checking import NotAllowed, check_code
from districtbot.tools.sandbox.limits import Limits, Ran, SandboxData
from districtbot.tools.sandbox.rules import ON_FILES
from districtbot.tools.sandbox.run import Sandbox
from districtbot.tools.sandbox.scratch import gathered, lay_out, overfull, remove
from districtbot.tools.sandbox.values import whole_of


def _run(place: Sandbox, code: str, files: dict[str, Path], **limits: Any) -> Ran:
    return place.run(code, SandboxData(files=files), Limits(**limits), Budget(None))


def test_only_work_on_files_opens_files(sandbox: Sandbox, run: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    code = "answer = open('a.txt').read()"
    assert _run(sandbox, code, {"a.txt": tmp_path / "a.txt"}).value == "x"
    assert "open is not allowed" in run(code).error
    assert "open is not allowed" in sandbox.run(code, SandboxData(), Limits(), Budget(None)).error


def test_what_is_new_or_changed_comes_back(sandbox: Sandbox, tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_text(name)
    files = {name: tmp_path / name for name in "abc"}
    code = "open('a').read()\nopen('b', 'w').write('b')\nopen('d', 'w').write('d')"
    assert _run(sandbox, code, files).files == {"b": b"b", "d": b"d"}
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {n: n for n in "abc"}


def test_values_are_whole_or_refused() -> None:
    plan = {f"u{number}": number for number in range(5_000)}
    assert whole_of([plan] * 3, 10**6) == [plan] * 3
    assert whole_of("a" * 900, 1_000) == "a" * 900
    for value in ("a" * 2_000, list(range(1_000)), {"a" * 500: ["b" * 60] * 10}):
        with pytest.raises(ValueError, match="too large"):
            whole_of(value, 1_000)
    nested: list[Any] = []
    for _ in range(40):
        nested = [nested]
    with pytest.raises(ValueError, match="deep"):
        whole_of(nested, 1_000)


@pytest.mark.parametrize(
    "code", ["import os", "import sys", "eval('1')", "import pandas as pd\npd.read_pickle('a')"]
)
def test_the_look_holds_for_work_on_files_too(code: str) -> None:
    with pytest.raises(NotAllowed):
        check_code(code, ON_FILES)


def test_a_folder_is_measured_gathered_and_removed(tmp_path: Path) -> None:
    (tmp_path / "given").write_text("g")
    limits = Limits(folder_files=4, folder_bytes=10**6)
    scratch = lay_out(tmp_path, {"sub/given": tmp_path / "given"}, limits)
    assert gathered(scratch) == {}
    assert not overfull(scratch)
    (scratch.path / "link").symlink_to(tmp_path / "given")
    (scratch.path / "new").write_bytes(b"n")
    assert gathered(scratch) == {"new": b"n"}
    assert not overfull(scratch)
    (scratch.path / "one more").mkdir()
    assert overfull(scratch)
    deep = scratch.path
    for _ in range(1_500):
        deep = deep / "d"
        deep.mkdir()
    remove(scratch.path)
    assert [path.name for path in tmp_path.iterdir()] == ["given"]


def test_a_folder_that_is_too_large(tmp_path: Path) -> None:
    scratch = lay_out(tmp_path, {}, Limits(folder_bytes=10_000))
    (scratch.path / "holes").touch()
    assert not overfull(scratch)
    (scratch.path / "large").write_bytes(b"x" * 50_000)
    assert overfull(scratch)
    remove(scratch.path)
    assert list(tmp_path.iterdir()) == []


def test_holes_in_files_count(tmp_path: Path) -> None:
    scratch = lay_out(tmp_path, {}, Limits(folder_bytes=100_000))
    with (scratch.path / "a").open("wb") as file:
        file.truncate(90_000)
    assert not overfull(scratch)
    with (scratch.path / "b").open("wb") as file:
        file.truncate(90_000)
    assert overfull(scratch)


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "given").write_text("x")
    files = {"a": tmp_path / "given", "a/b": tmp_path / "given"}
    with pytest.raises(AskError, match="a/b cannot be read"):
        lay_out(tmp_path, files, Limits())


@pytest.mark.skipif(os.mkdir not in os.supports_dir_fd, reason="folders have no descriptors here")
def test_what_lies_deeper_than_any_path_is_removed(tmp_path: Path) -> None:
    scratch = lay_out(tmp_path, {}, Limits())
    here = os.open(scratch.path, os.O_RDONLY)
    for _ in range(25):
        os.mkdir("a" * 200, dir_fd=here)
        deeper = os.open("a" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = deeper
    os.close(here)
    remove(scratch.path)
    assert not scratch.path.exists()
