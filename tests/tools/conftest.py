"""A small map on disk, and desks with it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from districtbot.tools.calling import Called, call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.toolbox import toolbox

OpenDesk = Callable[..., Desk]
Do = Callable[..., Called]


@pytest.fixture(scope="session")
def town_map(grid_frame: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six rows of six units, three counties side by side, an old plan of three strips::

    Ash Ash Birch Birch Cedar Cedar      CD 1
    ...                                  CD 1, 2, 2, 3, 3
    """
    counties = [name for _ in range(6) for name in ("Ash", "Birch", "Cedar") for _ in range(2)]
    frame = grid_frame(
        6,
        6,
        COUNTY=counties,
        CD=[1 + place // 12 for place in range(36)],
        PRES20D=[10 + place for place in range(36)],
        PRES20R=[46 - place for place in range(36)],
    )
    path = tmp_path_factory.mktemp("town") / "town.gpkg"
    frame.to_file(path, driver="GPKG")
    return path


@pytest.fixture
def open_desk(town_map: Path, tmp_path: Path) -> OpenDesk:
    """``open_desk()``: a desk with the small map, saved in ``desk``, its files in ``out``."""

    def opened(folder: Path | None = tmp_path / "desk", **more: Any) -> Desk:
        return Desk.open(town_map, **{"seed": 7, "out": tmp_path / "out", **more}, folder=folder)

    return opened


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    """A desk with the small map."""
    return open_desk()


@pytest.fixture
def do(desk: Desk) -> Do:
    """``do("move", places=["Ash"], to_district=2)``: call a tool that must do what is asked."""

    def done(name: str, /, **arguments: Any) -> Called:
        called = call(desk, toolbox(), name, arguments)
        assert called.ok, called.text
        return called

    return done


@pytest.fixture
def refused(desk: Desk) -> Callable[..., str]:
    """``refused("undo")``: call a tool that must refuse and change nothing; gives why."""

    def done(name: str, /, **arguments: Any) -> str:
        before = (list(desk.history.moments), list(desk.history.places), desk.history.at)
        called = call(desk, toolbox(), name, arguments)
        assert not called.ok, called.text
        assert not called.changed
        assert (desk.history.moments, desk.history.places, desk.history.at) == before
        return called.text

    return done
