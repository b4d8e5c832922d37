"""Errors, seeds, budgets and writing that leaves nothing half-done."""

import errno
import time
from pathlib import Path

import pytest

from districtbot.ground.clock import Budget, OutOfTime
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.paths import all_or_nothing, check_writable, sha256_of
from districtbot.ground.seeds import rng_of, seed_of


def test_an_error_says_the_problem_and_what_to_do() -> None:
    error = AskError("No population.", "Name a column.")
    assert str(error) == "No population. Name a column."


def test_some_of_counts_what_it_leaves_out() -> None:
    assert some_of(["a", "b"]) == "a, b"
    assert some_of(range(1000), 2) == "0, 1 and 998 more"


def test_some_of_keeps_strange_names_on_one_line() -> None:
    assert some_of(["Foo\nBar", "\u202eAsh ", "Oak"]) == "Foo Bar, Ash, Oak"


def test_seeds_are_fixed_and_differ_by_every_label() -> None:
    assert seed_of(1, "seed plan", 0) == 13350407298985108525
    streams = [
        seed_of(*labels) for labels in [(1, "a"), (1, "b"), (2, "a"), ("1", "a"), (1, "a", 0)]
    ]
    assert len(set(streams)) == len(streams)
    assert rng_of(1, "a").random() == rng_of(1, "a").random()


def test_a_stopped_budget_is_over_and_an_endless_one_is_not() -> None:
    endless = Budget(None)
    endless.check()
    endless.stop()
    with pytest.raises(OutOfTime):
        endless.check()
    assert Budget(0.0).over


def test_files_arrive_together_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "results"
    with pytest.raises(KeyError), all_or_nothing(folder) as scratch:  # noqa: PT012
        (scratch / "plan.csv").write_text("half")
        raise KeyError
    assert not (tmp_path / "new").exists()

    with all_or_nothing(folder) as scratch:
        (scratch / "plan.csv").write_text("whole")
    assert [file.name for file in folder.iterdir()] == ["plan.csv"]


def test_stale_files_of_an_earlier_run_go_and_others_stay(tmp_path: Path) -> None:
    for name in ("plan.csv", "map.png", "notes.txt"):
        (tmp_path / name).write_text("old")
    with all_or_nothing(tmp_path, owned=("plan.csv", "map.png")) as scratch:
        (scratch / "plan.csv").write_text("new")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["notes.txt", "plan.csv"]
    assert (tmp_path / "plan.csv").read_text() == "new"


def test_folders_come_with_their_first_file_and_go_with_their_last(tmp_path: Path) -> None:
    owned = ("more/2.csv", "more/3.csv")
    with all_or_nothing(tmp_path, owned) as scratch:
        (scratch / "more").mkdir()
        for name in owned:
            (scratch / name).write_text("first")
    assert sorted(file.name for file in (tmp_path / "more").iterdir()) == ["2.csv", "3.csv"]
    (tmp_path / "more" / "mine.txt").write_text("mine")
    with all_or_nothing(tmp_path, owned) as scratch:
        (scratch / "more").mkdir()
        (scratch / "more" / "2.csv").write_text("second")
    assert sorted(file.name for file in (tmp_path / "more").iterdir()) == ["2.csv", "mine.txt"]
    (tmp_path / "more" / "mine.txt").unlink()
    with all_or_nothing(tmp_path, owned):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_move_that_fails_midway_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new a.txt is in place, and the old one away, when b.txt cannot be moved."""
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text("old")
    move = Path.replace

    def failing(source: Path, target: Path) -> Path:
        if target == tmp_path / "b.txt" and source.read_text() == "new":
            raise PermissionError(errno.EPERM, "Operation not permitted")
        return move(source, target)

    monkeypatch.setattr(Path, "replace", failing)
    writing = all_or_nothing(tmp_path, owned=("c.txt",))
    scratch = writing.__enter__()
    for name in ("a.txt", "b.txt"):
        (scratch / name).write_text("new")
    with pytest.raises(AskError, match=r"not permitted\. .* nothing was left half-written"):
        writing.__exit__(None, None, None)
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        "a.txt": "old",
        "b.txt": "old",
        "c.txt": "old",
    }


def test_a_folder_in_the_place_of_a_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").mkdir()
    with pytest.raises(AskError, match="is a folder"), all_or_nothing(tmp_path) as scratch:
        (scratch / "plan.csv").write_text("new")
    assert [file.name for file in tmp_path.iterdir()] == ["plan.csv"]
    assert (tmp_path / "plan.csv").is_dir()


def test_a_full_disk_is_said_and_nothing_changes(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("old")
    with (
        pytest.raises(AskError, match=r"No space left on device.*Free some space"),
        all_or_nothing(tmp_path),
    ):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert (tmp_path / "plan.csv").read_text() == "old"


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    for folder in (file, file / "below"):
        with pytest.raises(AskError, match="is a file, not a folder"):
            check_writable(folder)


def test_hash_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    assert sha256_of(tmp_path / "empty").startswith("e3b0c44298fc1c14")
    with pytest.raises(AskError, match=r"There is no file .*none\. Check its name"):
        sha256_of(tmp_path / "none")


def test_what_is_done_aside_takes_no_time() -> None:
    wide = Budget(0.02)
    narrow = Budget(0.02, within=wide)
    with narrow.aside():
        time.sleep(0.05)
    assert not narrow.over
    assert not wide.over
    time.sleep(0.05)
    assert narrow.over
    assert wide.over
