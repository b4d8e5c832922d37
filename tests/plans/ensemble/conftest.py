"""A small ensemble of a chain that is quick to take and easy to see through."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from districtbot.plans.problem import Problem, problem_of
from districtbot.plans.targets import Targets


@pytest.fixture
def turning(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module of `TurningChain`; worker processes can import it by the same name."""
    here = str(Path(__file__).parent)
    monkeypatch.syspath_prepend(here)
    monkeypatch.setenv("PYTHONPATH", here)
    yield importlib.import_module("turning_chain")
    sys.modules.pop("turning_chain", None)


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> Any:
    """Twelve units of 100 to 111 people::

    1 2 3 4
    5 6 7 8
    9 . . 12
    """
    return state_of(grid_frame(3, 4, TOTPOP=list(range(100, 112))))


@pytest.fixture
def problem(state: Any) -> Problem:
    """Three districts on the map."""
    return problem_of(state, Targets(districts=3, target=()))
