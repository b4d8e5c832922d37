"""Problems that several searches are tried on."""

from typing import Any

import numpy as np
import pytest


@pytest.fixture
def town(grid_frame: Any, state_of: Any) -> Any:
    """8 x 8 units in four counties of 4 x 4, uneven people, one group mostly in the west."""
    rng = np.random.default_rng(5)
    county = [f"{'NS'[row // 4]}{'WE'[col // 4]}" for row in range(8) for col in range(8)]
    people = rng.integers(50, 150, 64)
    frame = grid_frame(
        8,
        8,
        TOTPOP=people.tolist(),
        COUNTY=county,
        VAP=people.tolist(),
        BVAP=(people * np.linspace(0.9, 0.1, 64)).astype(int).tolist(),
        OLD=[1 + (index % 8) // 2 for index in range(64)],
    )
    return state_of(frame, county="COUNTY", vap="VAP", group_vap={"black": "BVAP"}, plans=("OLD",))
