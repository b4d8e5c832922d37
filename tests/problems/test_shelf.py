"""Lines of a set are read back as they were, have one type a column, and damage is told."""

import gzip
import json

import jsonschema
import pytest

from districtbot.ground.errors import AskError
from districtbot.problems.item import CodingItem, schema
from districtbot.problems.shelf import item_of, line_of, read_items, write_items

CODING = CodingItem(
    id="train/x/00000",
    split="train",
    family="x",
    topic="files",
    version=1,
    index=0,
    level=2,
    map="train-0001",
    instruction="How many?",
    files=(),
    solution="answer = 1\n",
    answer={"a": [1, 2.5, None]},
    params={"k": 3},
)


def test_items_come_back_as_they_were(some_items, tmp_path):
    items = [CODING, *some_items]
    path = tmp_path / "x.train.jsonl.gz"
    write_items(path, items)
    assert list(read_items(path)) == items
    assert all(item_of(json.loads(json.dumps(line_of(item)))) == item for item in items)


def test_the_same_items_give_the_same_bytes(some_items, tmp_path):
    one, other = tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl.gz"
    write_items(one, some_items)
    write_items(other, some_items)
    assert one.read_bytes() == other.read_bytes()


def test_every_item_keeps_to_the_schema(some_items):
    checker = jsonschema.Draft202012Validator(schema())
    for item in (CODING, *some_items):
        checker.validate(item.model_dump(mode="json"))
    broken = {**CODING.model_dump(mode="json"), "level": 4}
    assert list(checker.iter_errors(broken))


def test_what_differs_in_shape_is_text_in_a_line(some_items):
    line = line_of(CODING)
    assert isinstance(line["answer"], str)
    assert isinstance(line["params"], str)
    steps = [
        step for item in some_items for turn in line_of(item)["turns"] for step in turn["steps"]
    ]
    assert steps
    assert all(isinstance(step["args"], str) for step in steps)


def test_damage_is_told_with_the_file(tmp_path):
    with pytest.raises(AskError, match="no problem set"):
        list(read_items(tmp_path))
    path = tmp_path / "coding.train.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"id": "a"}\n'))
    with pytest.raises(AskError, match="item a is not one"):
        list(read_items(path))
    path.write_bytes(b"no gzip")
    with pytest.raises(AskError, match="cannot be read"):
        list(read_items(path))
