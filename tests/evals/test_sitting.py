"""Exams: which items, resumed after a kill, the same whatever way they were sat."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from districtbot.evals.exam import ExamSpec, read_exam
from districtbot.evals.records import file_of, read
from districtbot.evals.sitters import shown_name
from districtbot.evals.sitting import sit
from districtbot.evals.weights import fingerprint
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError

FEW = ("decline_off_topic", "tally_report", "population_draw")


def say_nothing(name: str, done: int, total: int) -> None:
    del name, done, total


def without_times(found: Any) -> Any:
    """Results but for what hangs on the clock."""
    data = {name: [one.model_dump() for one in some] for name, some in found.records.items()}
    for some in data.values():
        for one in some:
            one.pop("seconds")
            for turn in one["turns"]:
                turn.pop("seconds")
                turn.pop("model_seconds")
    return data


def test_an_exam_is_resumed_and_comes_to_the_same(a_set: Path, tmp_path: Path) -> None:
    exam = read_exam(ExamSpec(a_set, families=FEW))
    names = ("ideal", "empty")
    budget = Budget(None)

    def stop_soon(name: str, done: int, total: int) -> None:
        if name == "ideal" and done == 2:
            budget.stop()

    first = sit(exam, names, tmp_path / "a", 1, budget, stop_soon)
    assert not first.finished
    assert len(read(file_of(tmp_path / "a", "ideal"))) == 2
    path = file_of(tmp_path / "a", "ideal")
    path.write_bytes(path.read_bytes()[:-20])  # killed while it wrote
    again = sit(exam, names, tmp_path / "a", 1, Budget(None), say_nothing)
    whole = sit(exam, names, tmp_path / "b", 1, Budget(None), say_nothing)
    assert again.finished
    assert whole.finished
    assert without_times(again) == without_times(whole)
    assert all(one.ok for one in whole.records["ideal"])
    assert not any(one.ok for one in whole.records["empty"])
    began: list[tuple[str, int]] = []
    sit(exam, names, tmp_path / "b", 1, Budget(None), lambda name, n, _: began.append((name, n)))
    assert began == [("ideal", 3), ("empty", 3)]


@pytest.mark.slow
def test_several_processes_come_to_the_same(a_set: Path, tmp_path: Path) -> None:
    exam = read_exam(ExamSpec(a_set, families=FEW))
    one = sit(exam, ("ideal",), tmp_path / "a", 1, Budget(None), say_nothing)
    two = sit(exam, ("ideal",), tmp_path / "b", 2, Budget(None), say_nothing)
    assert without_times(one) == without_times(two)


def test_a_folder_is_of_one_exam(a_set: Path, tmp_path: Path) -> None:
    exam = read_exam(ExamSpec(a_set, families=("decline_off_topic",)))
    sit(exam, ("empty",), tmp_path, 1, Budget(None), say_nothing)
    other = read_exam(ExamSpec(a_set, families=("decline_off_topic",), seconds=7))
    with pytest.raises(AskError, match="another exam"):
        sit(other, ("empty",), tmp_path, 1, Budget(None), say_nothing)


def test_results_of_other_weights_are_not_taken_for_these(a_set: Path, tmp_path: Path) -> None:
    exam = read_exam(ExamSpec(a_set, families=("decline_off_topic",)))
    script = tmp_path / "script.toml"
    script.write_text('[[turn]]\nsteps = [{say = "Hello."}]\n')
    names = (f"scripted:{script}",)

    def sat(folder: str) -> Any:
        return sit(exam, names, tmp_path / folder, 1, Budget(None), say_nothing)

    first, again = sat("a"), sat("a")
    assert first.weights == again.weights
    script.write_text('[[turn]]\nsteps = [{say = "Good morning."}]\n')
    with pytest.raises(AskError, match="other weights"):
        sat("a")
    assert sat("b").weights != first.weights


def test_weights_are_told_by_all_their_files(tmp_path: Path) -> None:
    folder, adapter = tmp_path / "base", tmp_path / "adapter"
    for one in (folder, adapter):
        one.mkdir()
        (one / "model.safetensors").write_bytes(b"12345678")
    names = (f"mini:{folder}", f"hf:{folder}", f"hf:{folder},adapter={adapter}")
    before = [fingerprint(name) for name in names]
    assert None not in before
    assert before == [fingerprint(name) for name in names]
    (adapter / "model.safetensors").write_bytes(b"12345679")
    after = [fingerprint(name) for name in names]
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, True, False]
    (folder / "config.json").write_text("{}")
    assert fingerprint(names[0]) != before[0]
    assert fingerprint("ideal") is None
    assert fingerprint("openai:gpt-4o-mini") is None
    assert fingerprint("hf:org/nowhere") is None


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ((), "Nobody"),
        (("empty", "empty"), "twice"),
        (("ideal", "nonsense"), "is not a model"),
    ],
)
def test_who_cannot_sit(a_set: Path, tmp_path: Path, names: tuple[str, ...], words: str) -> None:
    exam = read_exam(ExamSpec(a_set, families=("decline_off_topic",)))
    with pytest.raises(AskError, match=words):
        sit(exam, names, tmp_path / "out", 1, Budget(None), say_nothing)
    assert not (tmp_path / "out").exists()


def test_samples_are_of_each_kind_and_follow_from_the_seed(a_set: Path) -> None:
    def ids(**more: Any) -> list[str]:
        return [one.id for one in read_exam(ExamSpec(a_set, **more)).items]

    everything = ids()
    assert everything == sorted(everything)
    some = ids(sample=2, seed=3)
    assert some == ids(sample=2, seed=3)
    assert len(some) == 4
    assert len({tuple(ids(sample=2, seed=seed)) for seed in range(12)}) > 2
    assert set(ids(kind="coding")) | set(ids(kind="dialogue")) == set(everything)
    levels = [ids(levels=(level,)) for level in (1, 2, 3) if _has(a_set, level)]
    assert sorted(one for part in levels for one in part) == everything


def _has(a_set: Path, level: int) -> bool:
    return any(one.level == level for one in read_exam(ExamSpec(a_set)).items)


def test_what_an_exam_says_of_itself_hangs_on_its_items(a_set: Path) -> None:
    data = [read_exam(ExamSpec(a_set, seed=seed, sample=2)).data for seed in range(3)]
    assert len({one["items_sha256"] for one in data}) > 1
    assert len({one["manifest_sha256"] for one in data}) == 1
    assert str(a_set) not in json.dumps(data)


@pytest.mark.parametrize(
    ("make_fn", "words"),
    [
        (lambda a_set: ExamSpec(a_set, families=("nonsense",)), "no family nonsense"),
        (lambda a_set: ExamSpec(a_set, split="dev"), "no problem set"),
        (lambda a_set: ExamSpec(a_set / "nothing"), "no problem set"),
        (lambda a_set: ExamSpec(a_set, maps=(a_set,)), "made on the maps"),
    ],
)
def test_sets_that_will_not_do(
    a_set: Path, make_fn: Callable[[Path], ExamSpec], words: str
) -> None:
    with pytest.raises(AskError, match=words):
        read_exam(make_fn(a_set))


def test_an_item_of_another_version_is_refused(a_set: Path, tmp_path: Path) -> None:
    exam = read_exam(ExamSpec(a_set, families=("decline_off_topic",)))
    item = exam.items[0].model_copy(update={"version": 99})
    other = type(exam)(exam.spec, exam.source, (item,), exam.data)
    with pytest.raises(AskError, match=r"draws another dialogue .* Generate the set anew"):
        sit(other, ("ideal",), tmp_path, 1, Budget(None), say_nothing)


def test_secrets_are_not_kept() -> None:
    assert shown_name("openai:m@http://me:pass@host:1/v1?key=abc") == "openai:m@http://host:1/v1"
    assert shown_name("hf:a/b,adapter=c") == "hf:a/b,adapter=c"
