"""A chat's surroundings: a small town on disk, and a folder for sessions of the test's own."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest


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
    name = "districtbot_test_model_server"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / "server.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError("tests/agent/server.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


@pytest.fixture(scope="session")
def fakes() -> ModuleType:
    """``tests/agent/fakes.py``: a chat model that plays outputs, and tools that do as told."""
    name = "districtbot_test_agent_fakes"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / "fakes.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError("tests/agent/fakes.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]
