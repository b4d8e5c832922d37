"""A sandbox that many tests share, and short ways to use it."""

from collections.abc import Iterator
from typing import Any, Protocol

import pytest

from districtbot.geo.statemap import StateMap
from districtbot.ground.clock import Budget
from districtbot.tools.sandbox.limits import Limits, Ran, SandboxData
from districtbot.tools.sandbox.run import Sandbox


class Run(Protocol):
    """The `run` fixture: ``run(code, state=None, plan=None, seconds=...)``."""

    def __call__(self, code: str, state: Any = None, plan: Any = None, **limits: Any) -> Ran: ...


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as place:
        yield place


@pytest.fixture(scope="session")
def run(sandbox: Sandbox) -> Run:
    def ran(code: str, state: Any = None, plan: Any = None, **limits: Any) -> Ran:
        capped = Limits(**{"seconds": 10.0, **limits})
        return sandbox.run(code, SandboxData(state, plan), capped, Budget(None))

    return ran


@pytest.fixture(scope="session")
def grid(grid_frame: Any, state_of: Any) -> StateMap:
    """A map of four by four units in two counties::

    00101 00102 | 00103 00104
    00105 00106 | 00107 00108
    00109 00110 | 00111 00112
    00113 00114 | 00115 00116
    """
    state: StateMap = state_of(grid_frame(4, 4, COUNTY=["A", "A", "B", "B"] * 4), county="COUNTY")
    return state


@pytest.fixture(scope="session")
def rows(grid: StateMap) -> dict[str, int]:
    """A plan of two districts: the two upper rows, the two lower rows."""
    return {unit: 1 if index < 8 else 2 for index, unit in enumerate(grid.unit_ids)}
