"""Toy maps to draw."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from districtbot.geo.statemap import ColumnRoles, DualGraph, MapSource, StateMap

MakeState = Callable[..., StateMap]


def state_of(
    frame: gpd.GeoDataFrame, county: str | None = None, name: str = "toy.gpkg"
) -> StateMap:
    """A `StateMap` of a frame with the columns ``GEOID`` and ``TOTPOP``, rook adjacency."""
    shapes = frame.geometry.to_numpy()
    pairs = [
        (a, b)
        for a in range(len(shapes))
        for b in range(a + 1, len(shapes))
        if shapely.intersection(shapes[a], shapes[b]).length > 0
    ]
    edges = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    border = np.array([shapely.intersection(shapes[a], shapes[b]).length for a, b in pairs])
    return StateMap(
        source=MapSource(Path(name), "", "0" * 64, "EPSG:5070", "GeoPackage"),
        units=pd.DataFrame(frame.drop(columns="geometry")),
        unit_ids=tuple(frame["GEOID"]),
        geometry=frame.geometry,
        area=frame.area.to_numpy(),
        perimeter=frame.length.to_numpy(),
        graph=DualGraph(len(frame), edges, border, (), "rook"),
        columns=ColumnRoles("GEOID", "TOTPOP", county=county),
    )


@pytest.fixture(scope="session")
def make_state() -> MakeState:
    """``make_state(frame, county=None)``: see `state_of`."""
    return state_of


def _beside(stem: str) -> ModuleType:
    """A module that lies beside this file, loaded by its path: the tests are no package."""
    path = Path(__file__).parent / f"{stem}.py"
    spec = importlib.util.spec_from_file_location(f"districtbot_test_maps_{stem}", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path.name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def decode() -> ModuleType:
    """``decode.py``: the interactive map's data, read back."""
    return _beside("decode")


@pytest.fixture(scope="session")
def browser() -> ModuleType:
    """``browser.py``: a page whose scripts run in V8."""
    return _beside("browser")
