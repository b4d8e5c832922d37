"""A set is the same bytes each time, another seed is another set, and a broken run goes on."""

import json
import shutil

import pytest

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.problems.generate import PARTS, generate
from districtbot.problems.leaks import runs_of
from districtbot.problems.shelf import read_items
from districtbot.problems.spec import SetSpec
from districtbot.problems.verify import verify_set
from districtbot.problems.writing import check_folder, write_set

N_MAPS = {"train": 4, "dev": 2, "test": 2}


def _spec(seed=1, **more):
    return SetSpec(
        "tests", seed, **{"n_coding": 24, "n_dialogues": 60, "n_maps": dict(N_MAPS), **more}
    )


def _show(*_):
    pass


def _make(folder, spec, jobs=2):
    made = generate(spec, folder, jobs, Budget(None), _show)
    assert made.finished
    write_set(folder, spec, made)
    return made


@pytest.fixture(scope="module")
def a_set(tmp_path_factory):
    folder = tmp_path_factory.mktemp("set") / "one"
    return folder, _make(folder, _spec())


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(a_set, tmp_path):
    folder, _ = a_set
    _make(tmp_path / "two", _spec(), jobs=1)
    names = sorted(one.name for one in folder.iterdir() if one.is_file())
    assert len(names) >= 8
    for name in names:
        assert (folder / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


@pytest.mark.slow
def test_another_seed_shares_hardly_a_question(a_set, tmp_path):
    folder, _ = a_set
    _make(tmp_path / "other", _spec(seed=2))
    mine = {runs_of(item.question) for item in read_items(folder)}
    theirs = [runs_of(item.question) for item in read_items(tmp_path / "other")]
    assert sum(one in mine for one in theirs) <= 0.01 * len(theirs) + 1


@pytest.mark.slow
def test_what_was_made_is_verified(a_set):
    folder, made = a_set
    assert not made.faults
    found = verify_set(folder, None, None, None, (), 2, Budget(None), _show)
    assert found.items == sum(map(len, made.items.values()))
    assert not found.faults
    assert found.ok, found.data()


@pytest.mark.slow
def test_an_item_that_was_changed_by_hand_is_found(a_set, tmp_path):
    folder, _ = a_set
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    items = list(read_items(copy, "dialogue", "train"))
    from districtbot.problems.shelf import file_of, write_items

    turn = items[0].turns[0]
    other = turn.model_copy(update={"reply": f"{turn.reply} And 31415 more."})
    items[0] = items[0].model_copy(update={"turns": (other, *items[0].turns[1:])})
    write_items(copy / file_of("dialogue", "train"), items)
    found = verify_set(copy, "dialogue", "train", None, (), 1, Budget(None), _show)
    assert not found.ok
    assert found.faulty == 1
    assert items[0].id in found.faults[0]


@pytest.mark.slow
def test_splits_share_no_map_and_no_question(a_set):
    folder, _ = a_set
    maps = {}
    questions = {}
    for item in read_items(folder):
        maps.setdefault(item.split, set()).add(item.map)
        questions.setdefault(item.split, set()).add(item.question)
    for one, other in (("train", "dev"), ("train", "test"), ("dev", "test")):
        assert not maps[one] & maps[other]
        assert not questions[one] & questions[other]


@pytest.mark.slow
def test_a_run_that_was_stopped_goes_on_where_it_was(a_set, tmp_path):
    folder, _ = a_set
    budget = Budget(None)

    def stop(stage, done, total):
        del total
        if stage == "Making test" and done:
            budget.stop()

    made = generate(_spec(), tmp_path / "half", 1, budget, stop)
    assert not made.finished
    parts = sorted((tmp_path / "half" / PARTS).rglob("*.json"))
    assert parts
    times = {path: path.stat().st_mtime_ns for path in parts}
    _make(tmp_path / "half", _spec())
    assert {path: path.stat().st_mtime_ns for path in parts} == times
    for name in ("manifest.json", "dialogues.train.jsonl.gz"):
        assert (folder / name).read_bytes() == (tmp_path / "half" / name).read_bytes()


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(AskError, match="holds other files"):
        check_folder(tmp_path, _spec())
    (tmp_path / "letter.txt").unlink()
    check_folder(tmp_path, _spec())
    (tmp_path / "manifest.json").write_text(json.dumps({"name": "other", "seed": 3}))
    with pytest.raises(AskError, match="set other with seed 3"):
        check_folder(tmp_path, _spec())
