"""A chat's surroundings: a small town on disk, and a folder for sessions of the test's own."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from districtbot.tools.calling import Called, call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.toolbox import toolbox

REQUESTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("describe_map", {}),
    ("set_targets", {"districts": 4}),
    ("propose_plan", {"seconds": 5}),
    ("list_targets", {}),
    ("set_targets", {"targets": [{"measure": "population_deviation", "at_most": "2%"}]}),
    ("improve_plan", {"seconds": 5}),
    ("look_up", {"rank": "counties", "what": "people"}),
    ("lock", {"district": "2"}),
    ("undo", {}),
    ("name_version", {"name": "first"}),
    ("list_versions", {}),
    ("check_feasibility", {}),
)
"""What a short conversation asks of the tools."""


@pytest.fixture
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for kept data that belongs to the test."""
    folder = tmp_path / "kept"
    monkeypatch.setenv("DISTRICTBOT_DATA", str(folder))
    return folder


@pytest.fixture
def town(grid_frame: Any, tmp_path: Path) -> Path:
    """6 x 6 units in four counties with two groups, as a GeoPackage."""
    rng = np.random.default_rng(5)
    people = rng.integers(50, 150, 36)
    path = tmp_path / "town.gpkg"
    grid_frame(
        6,
        6,
        TOTPOP=people.tolist(),
        VAP=(people * 0.8).astype(int).tolist(),
        BVAP=(people * np.linspace(0.7, 0.1, 36)).astype(int).tolist(),
        COUNTY=[f"{'NS'[row // 3]}{'WE'[col // 3]}" for row in range(6) for col in range(6)],
    ).to_file(path, driver="GPKG")
    return path


@pytest.fixture(scope="session")
def serving() -> ModuleType:
    """``tests/agent/server.py``: a server that speaks OpenAI's protocol, and fails on purpose."""
    return _module("server")


@pytest.fixture(scope="session")
def fakes() -> ModuleType:
    """``tests/agent/fakes.py``: a chat model that plays outputs, and tools that do as told."""
    return _module("fakes")


def _module(stem: str) -> ModuleType:
    """A module beside this one, loaded once."""
    name = f"districtbot_test_agent_{stem}"
    if name not in sys.modules:
        path = Path(__file__).with_name(f"{stem}.py")
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def results(grid_frame: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Called, ...]:
    """What the tools answer to `REQUESTS` on a made-up state of 8 x 8 units."""
    rng = np.random.default_rng(7)
    people = rng.integers(9_000, 31_000, 64)
    path = tmp_path_factory.mktemp("results") / "state.gpkg"
    grid_frame(
        8,
        8,
        TOTPOP=people.tolist(),
        VAP=(people * 0.77).astype(int).tolist(),
        BVAP=(people * np.linspace(0.61, 0.09, 64)).astype(int).tolist(),
        PRES20D=(people * np.linspace(0.41, 0.13, 64)).astype(int).tolist(),
        PRES20R=(people * np.linspace(0.17, 0.37, 64)).astype(int).tolist(),
        COUNTY=[f"{'NS'[row // 4]}{'WE'[col // 4]}" for row in range(8) for col in range(8)],
    ).to_file(path, driver="GPKG")
    desk = Desk.open(path, out=path.parent)
    tools = toolbox()
    found = tuple(call(desk, tools, name, arguments) for name, arguments in REQUESTS)
    refused = [(one.name, one.text) for one in found if not one.ok]
    assert refused == []
    return found
