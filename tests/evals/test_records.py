"""Results files: whole lines only, each record once."""

from pathlib import Path

import pytest

from districtbot.evals.records import Record, append, file_of, read
from districtbot.ground.errors import AskError


def record(name: str, *, sample: int = 0, ok: bool = True) -> Record:
    return Record(
        id=name,
        kind="coding",
        family="f",
        topic="t",
        level=1,
        phrases="seen",
        map_words="seen",
        new_family=False,
        sample=sample,
        ok=ok,
        category=None if ok else "wrong result",
        seconds=1.0,
    )


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    assert read(path) == []
    some = [record("b"), record("a", sample=1), record("a", ok=False)]
    append(path, some[:1])
    append(path, some[1:])
    assert read(path) == sorted(some, key=lambda one: one.key)


def test_a_line_that_was_cut_off_is_left_out_and_the_file_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    append(path, [record("a"), record("b")])
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for at in range(first + 1, len(whole)):
        path.write_bytes(whole[:at])
        kept = 1 if at < len(whole) else 2
        assert [one.id for one in read(path)] == ["a"][:kept]
        append(path, [record("b")])
        assert [one.id for one in read(path)] == ["a", "b"]
        if at > first + 40:
            break


def test_other_lines_are_told_by_their_number(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    append(path, [record("a")])
    with path.open("a") as file:
        file.write('{"id": "b"}\n')
    with pytest.raises(AskError, match="Line 2"):
        read(path)


def test_each_model_has_a_file_of_its_own(tmp_path: Path) -> None:
    names = ["mini", "Mini", "hf:a/b", "hf:a-b", "openai:x@http://h:1/v1", "../../etc", "ü"]
    files = {file_of(tmp_path, name) for name in names}
    assert len(files) == len(names)
    assert {one.parent for one in files} == {tmp_path}
