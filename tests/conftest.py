"""Fixtures that every test may use."""

import functools
import importlib.util
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from districtbot.ground.paths import cache_dir


def pytest_configure() -> None:
    """Keep compiled code where it always is, also for tests that have a cache of their own."""
    os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_dir() / "kernels"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with slow tests first, so that no process is left alone with them at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def _beside(stem: str) -> ModuleType:
    """A module that lies beside this file, loaded by its path: the tests are no package."""
    name = f"districtbot_test_{stem}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{stem}.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError(f"tests/{stem}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real maps, ``shared/data`` beside this repository or one of its parents."""
    for parent in Path(__file__).resolve().parents:
        folder = parent / "shared" / "data"
        if (folder / "facts.json").is_file():
            return folder
    pytest.skip("the folder shared/data with the real maps is not here")


@pytest.fixture(scope="session")
def facts(shared_data: Path) -> dict[str, Any]:
    """What is known about each real map, from ``facts.json``; see its ``_definitions``."""
    found: dict[str, Any] = json.loads((shared_data / "facts.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def real_map(shared_data: Path, facts: dict[str, Any]) -> Callable[[str], Any]:
    """``real_map("AL")``: a real map by its name in ``facts.json``, opened once."""
    from districtbot.geo.open import open_map

    return functools.cache(lambda name: open_map(shared_data / facts[name]["file"]))


@pytest.fixture(scope="session")
def grid_frame() -> Any:
    """``grid_frame(rows, cols, **columns)``: a grid of square units; see ``tests/toys.py``."""
    return _beside("toys").grid_frame


@pytest.fixture(scope="session")
def state_of() -> Any:
    """``state_of(frame, county="COUNTY")``: the map of a frame of `grid_frame`, by roles."""
    return _beside("toys").state_of


@pytest.fixture(scope="session")
def plan_for() -> Any:
    """``plan_for(state, "1 1 2 2")``: a plan drawn in reading order."""
    return _beside("toys").plan_for


@pytest.fixture
def four_counties() -> Any:
    """Six rows of eight units in four counties; see ``tests/toys.py``."""
    return _beside("toys").four_counties()


@pytest.fixture
def four_units() -> Any:
    """Four units in a row and an old plan; see ``tests/toys.py``."""
    return _beside("toys").four_units()


@pytest.fixture(scope="session")
def small() -> ModuleType:
    """``tests/small.py``: small graphs counted by enumeration, and tests of chance."""
    return _beside("small")


@pytest.fixture(scope="session")
def drawn() -> ModuleType:
    """``tests/drawn.py``: many trees and steps of the compiled kernels."""
    return _beside("drawn")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders of the test run's own: nothing of the user's is read or written."""
    folder = tmp_path_factory.getbasetemp()
    monkeypatch.setenv("DISTRICTBOT_CACHE", str(folder / "cache"))
    monkeypatch.setenv("DISTRICTBOT_DATA", str(folder / "data"))
    monkeypatch.delenv("DISTRICTBOT_MODEL", raising=False)
