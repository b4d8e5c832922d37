"""Rows of one's own are read as they stand, and trained on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.problems.shelf import write_lines
from districtbot.tuning.given import given_rows
from districtbot.tuning.masks import encode_rows
from districtbot.tuning.preview import preview
from districtbot.tuning.reader import reader_at
from districtbot.tuning.rows import Row
from districtbot.tuning.shelf import read_recipe
from districtbot.tuning.train import Hands, train

ROWS = [{"prompt": f"Draw {n}:", "answer": f" {n} districts.</s>"} for n in range(2, 40)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl.gz"
    write_lines(path, map(json.dumps, ROWS))
    return path


def test_rows_are_read_as_they_stand(file: Path, llama: Path) -> None:
    rows = given_rows(file, None, 1)
    assert [(row.prompt, row.answer) for row in rows] == [
        (one["prompt"], one["answer"]) for one in ROWS
    ]
    reader = reader_at(str(llama))
    for row, one in zip(rows, encode_rows(reader, rows, 100).examples, strict=True):
        assert one.tokens.tolist() == reader.encode([row.prompt + row.answer])[0]
        assert one.tokens[one.trained].tolist()[-1] == reader.tokenizer.eos_token_id
        assert reader.tokenizer.decode(one.tokens[~one.trained].tolist()) == row.prompt


def test_some_rows_are_drawn_by_the_seed(file: Path) -> None:
    every, five = given_rows(file, None, 1), given_rows(file, 5, 1)
    assert len(five) == 5
    assert [row for row in every if row in five] == five == given_rows(file, 5, 1)
    assert five != given_rows(file, 5, 2)
    assert given_rows(file, 1000, 1) == every


def test_lines_that_are_no_rows_are_all_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    bad: list[Any] = [ROWS[0], {"prompt": "x"}, {**ROWS[1], "more": 1}, {**ROWS[2], "answer": ""}]
    write_lines(path, map(json.dumps, bad))
    with pytest.raises(AskError, match=r"line 2 \(answer\), line 3 \(more\), line 4 \(answer\)"):
        given_rows(path, None, 1)
    write_lines(path, map(json.dumps, [{**ROWS[0], "id": "mine"}]))
    assert given_rows(path, None, 1) == [Row("mine", "given", *ROWS[0].values())]


def test_a_set_or_rows_of_ones_own_and_not_both(file: Path) -> None:
    for settings in (["data.path=null"], [f"data.rows={file}"]):
        with pytest.raises(AskError, match=r"data\.rows: give a set with data\.path, or rows"):
            read_recipe("full", settings)
    with pytest.raises(AskError, match=r"data\.eval_rows: .* only beside data\.rows"):
        read_recipe("full", ["data.eval_rows=x"])


@pytest.mark.slow
def test_a_model_learns_from_them(
    recipe_for: Callable[..., Any], file: Path, tmp_path: Path
) -> None:
    recipe = recipe_for(
        "data.path=null", f"data.rows={file}", f"data.eval_rows={file}", "data.items=32",
        "data.eval_items=4", "training.batch=4", "training.accumulation=1", "training.warmup=0",
        "training.learning_rate=0.01", "training.epochs=4", "training.eval_every=16",
        "model.gradient_checkpointing=false", name="full",
    )  # fmt: skip
    shown = preview(recipe, 1, Budget(None), lambda *_: None)
    assert shown.items == 32
    assert ">>| " in shown.rows[0]
    hands = Hands(Budget(None), lambda *_: None, lambda *_: None)
    done = train(recipe, tmp_path / "run", hands)
    assert done.step == shown.expectation.steps == 32
    assert done.summary["last_eval_loss"] < 0.5 * done.summary["first_loss"]
    assert done.summary["rows"]["train"]["rows"] == 32
    assert set(done.summary["rows"]["rows_of"]) == {file.name}
