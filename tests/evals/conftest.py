"""A tiny problem set on disk, and its dialogues made ready."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from districtbot.evals.given import GivenCoding, GivenDialogue, given
from districtbot.problems.coding.family import CodingFamily
from districtbot.problems.drawing import draw_coding, draw_dialogue
from districtbot.problems.families import family_named
from districtbot.problems.item import Item
from districtbot.problems.shelf import write_items
from districtbot.problems.source import Source

N_MAPS = {"train": 6, "dev": 2, "test": 2}
TALKS = (
    "small_talk",
    "decline_off_topic",
    "vague_wishes",
    "impossible_numbers",
    "drop_a_target",
    "place_facts",
    "population_draw",
    "undo_and_redo",
    "several_targets",
)
CODE = ("tally_report", "tally_deviation")


@pytest.fixture(scope="session")
def source() -> Source:
    return Source("tests-1", dict(N_MAPS))


@pytest.fixture(scope="session")
def items(source: Source) -> list[Item]:
    """An item of each of a few families, of the test split."""
    return [_drawn(source, name) for name in (*TALKS, *CODE)]


def _drawn(source: Source, name: str) -> Item:
    family = family_named(name)
    if isinstance(family, CodingFamily):
        problem = draw_coding(source, "test", family, 0)
        assert problem is not None
        return problem[0]
    talk = draw_dialogue(source, "test", family, 0)
    assert talk is not None
    return talk[0]


@pytest.fixture(scope="session")
def a_set(items: list[Item], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a set in a folder."""
    folder = tmp_path_factory.mktemp("evals") / "set"
    folder.mkdir()
    talks = [one for one in items if one.kind == "dialogue"]
    write_items(folder / "dialogues.test.jsonl.gz", talks)
    write_items(folder / "coding.test.jsonl.gz", [one for one in items if one.kind == "coding"])
    about = {"name": "tests", "seed": 1, "real_maps": [], "n_maps": N_MAPS}
    (folder / "manifest.json").write_text(json.dumps(about))
    return folder


@pytest.fixture(scope="session")
def talks(source: Source, items: list[Item]) -> dict[str, GivenDialogue]:
    """Family to its dialogue, made ready."""
    ready = (given(source, one) for one in items if one.kind == "dialogue")
    return {one.item.family: one for one in ready if isinstance(one, GivenDialogue)}


@pytest.fixture(scope="session")
def problems(source: Source, items: list[Item]) -> dict[str, GivenCoding]:
    """Family to its coding problem, made ready."""
    ready = (given(source, one) for one in items if one.kind == "coding")
    return {one.item.family: one for one in ready if isinstance(one, GivenCoding)}


@pytest.fixture(scope="session")
def fakes() -> ModuleType:
    """``fakes.py`` beside this: models that go wrong in one way each."""
    path = Path(__file__).with_name("fakes.py")
    spec = importlib.util.spec_from_file_location("districtbot_test_evals_fakes", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
