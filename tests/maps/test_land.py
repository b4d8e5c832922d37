"""What of a map is drawn."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from districtbot.geo.open import open_map
from districtbot.ground.errors import AskError
from districtbot.maps.land import land_of, water_units


def test_water_is_left_out(grid_frame: Any, make_state: Any) -> None:
    """Undefined voting districts without people are water; with people they are land."""
    ids = ["A1", "A2", "AZZZZZZ", "BZZZZZZ"]
    state = make_state(grid_frame(2, 2, GEOID=ids, TOTPOP=[5, 0, 0, 3]))
    assert water_units(state).tolist() == [False, False, True, False]
    land = land_of(state)
    assert len(land.drawn) == 3
    assert "Not drawn: 1 unit" in land.note


def test_no_land_is_water_by_its_area(grid_frame: Any, make_state: Any) -> None:
    state = make_state(grid_frame(2, 2, TOTPOP=[5, 0, 0, 3], ALAND20=[9, 0, 9, 0]))
    assert water_units(state).tolist() == [False, True, False, False]


def test_a_map_of_nothing_else_is_drawn(grid_frame: Any, make_state: Any) -> None:
    state = make_state(grid_frame(1, 2, GEOID=["AZZZ", "BZZZ"], TOTPOP=0))
    assert not water_units(state).any()


def test_graph_files(grid_frame: Any, make_state: Any) -> None:
    state = replace(make_state(grid_frame(1, 2)), geometry=None)
    with pytest.raises(AskError, match="no map to draw"):
        land_of(state)


@pytest.mark.slow
def test_the_great_lakes(shared_data: Path) -> None:
    state = open_map(shared_data / "MI" / "MI_vtd_2020.zip")
    water = water_units(state)
    assert state.area is not None
    assert state.population[water].sum() == 0
    assert 0.30 < state.area[water].sum() / state.area.sum() < 0.42
