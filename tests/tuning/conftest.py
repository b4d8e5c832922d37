"""A tiny model and a few items of the set that ships, which the tests of training share."""

import importlib.util
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from districtbot.problems.item import Item
from districtbot.problems.shelf import file_of, line_of, read_items, write_lines

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"

SHIPPED = Path(__file__).parents[2] / "datasets" / "core-1"
MAPS = {"train": "train-0003", "dev": "dev-0003"}
"""One map of each split: no test makes more."""
N_DIALOGUES = 6
N_CODING = 3


@pytest.fixture(scope="session")
def tiny_llama() -> ModuleType:
    """``tests/tuning/tiny_llama.py``: tiny models made on the spot."""
    name = "districtbot_test_tiny_llama"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / "tiny_llama.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError("tiny_llama.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def llama(tiny_llama: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LLaMA of two layers with random weights whose tokenizer knows the agent's instructions."""
    for library in ("torch", "transformers", "sentencepiece"):
        pytest.importorskip(library)
    folder: Path = tiny_llama.llama_folder(tmp_path_factory.mktemp("tiny") / "llama")
    return folder


@pytest.fixture(scope="session")
def few_items() -> list[Item]:
    """Short dialogues and coding problems of the set that ships, each kind on one map a split."""
    found: list[Item] = []
    for split, key in MAPS.items():
        some = [one for one in read_items(SHIPPED, "dialogue", split) if one.map == key]  # type: ignore[arg-type]
        some.sort(key=lambda one: (len(one.messages), one.id))
        longer = [one for one in some if len(one.messages) == 3]
        found += [*some[: N_DIALOGUES - 2], *longer[:2]]
        coding = list(read_items(SHIPPED, "coding", split))  # type: ignore[arg-type]
        found += sorted(coding, key=lambda one: (len(one.question), one.id))[:N_CODING]
    assert len(found) == 2 * (N_DIALOGUES + N_CODING)
    return found


@pytest.fixture(scope="session")
def few(few_items: list[Item], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a set in a folder."""
    folder = tmp_path_factory.mktemp("set")
    manifest = json.loads((SHIPPED / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest))
    for kind in ("dialogue", "coding"):
        for split in MAPS:
            lines = [
                json.dumps(line_of(one))
                for one in few_items
                if (one.kind, one.split) == (kind, split)
            ]
            write_lines(folder / file_of(kind, split), lines)  # type: ignore[arg-type]
    return folder


@pytest.fixture(scope="session")
def recipe_for(llama: Path, few: Path) -> Callable[..., Any]:
    """``recipe_for("training.batch=2")``: a recipe for the tiny model and the few items."""
    from districtbot.tuning.shelf import read_recipe

    settings = (f"data={few}", f"model={llama}", "data.eval_items=2", "training.accumulation=2")

    def recipe(*more: str, name: str = "llama2-7b-qlora") -> Any:
        return read_recipe(name, [*settings, *more])

    return recipe
