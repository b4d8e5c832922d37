"""The units of a map laid flat for drawing: shapes in metres, without open water."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.maps.projection import project
from districtbot.maps.shapes import Shapes, dissolve
from districtbot.plans.plan import Plan

_FINEST = 1 / 16_000
"""What no print shows, as a share of the map's longer side; insets magnify up to tenfold."""
_MOST_WATER = 0.6


@dataclass(frozen=True, slots=True)
class Land:
    """What of a map is drawn.

    Attributes:
        units: The shape of each unit, shape (n,), in metres of the drawing's plane.
        shown: Whether each unit is drawn, shape (n,).
        span: Longer side of all that is drawn, in metres.
        scale_known: Whether a unit of the plane is a metre on the ground.
        note: Projection, and what is left out, in words for the foot of the page.
    """

    units: Shapes
    shown: NDArray[np.bool_]
    span: float
    scale_known: bool
    note: str

    @property
    def drawn(self) -> Shapes:
        """The shapes of the units that are drawn."""
        return self.units[self.shown]

    def groups(self, codes: NDArray[np.integer], n_groups: int) -> Shapes:
        """The units of each group as one shape; see `shapes.dissolve`.

        Args:
            codes: Group of each unit, 0..n_groups-1, shape (n,).
            n_groups: Number of groups.
        """
        return dissolve(self.units[self.shown], codes[self.shown], n_groups)


def land_of(state: StateMap) -> Land:
    """Lay a map flat; units of open water are left out.

    Raises:
        AskError: If the map is a graph file without shapes.
    """
    if state.geometry is None:
        raise AskError(
            f"{state.source.path.name} is a graph file without shapes, so there is no map to draw.",
            "Give a file with the precinct polygons.",
        )
    flat = project(state.geometry)
    units = np.asarray(flat.geometry.to_numpy(), dtype=object)
    water = water_units(state)
    left, bottom, right, top = shapely.total_bounds(units[~water]).tolist()
    span = max(right - left, top - bottom)
    if shapely.coverage_is_valid(units):
        simpler = shapely.coverage_simplify(units, span * _FINEST)
    else:  # `dissolve` closes gaps wider than those that this opens
        simpler = shapely.simplify(units, span * _FINEST)
    units = np.asarray(simpler, dtype=object)
    note = flat.note
    if water.any():
        count = counted(int(water.sum()), "unit")
        note += f" Not drawn: {count} outside any precinct, without people (open water)."
    return Land(units, ~water, span, flat.scale_known, note)


def check_units(state: StateMap, *plans: Plan | None) -> None:
    """Refuse plans of other units than the map's.

    Raises:
        AskError: With the map's name.
    """
    for plan in plans:
        if plan is not None and plan.unit_ids != state.unit_ids:
            raise AskError(
                f"The plan is of other units than {state.source.path.name}.",
                "Give the map that the plan was made for.",
            )


def water_units(state: StateMap) -> NDArray[np.bool_]:
    """Units of open water, shape (n,): nobody lives there, and the map says it is no precinct.

    That is a Census code of ``Z``s in place of the precinct's (``ZZZZZZ``, "Voting Districts Not
    Defined"), or a land area of 0 in a column ``ALAND``, ``ALAND10`` or ``ALAND20``. Where that
    would be most of the map, none is.
    """
    water = np.array([unit.upper().endswith("ZZZ") for unit in state.unit_ids])
    for name in state.units.columns:
        if str(name).upper() in {"ALAND", "ALAND10", "ALAND20"}:
            water |= pd.to_numeric(state.units[name], errors="coerce").to_numpy() == 0
    water &= state.population == 0
    area = np.ones(state.n_units) if state.area is None else state.area
    if area[water].sum() > _MOST_WATER * area.sum():
        return np.zeros(state.n_units, dtype=bool)
    found: NDArray[np.bool_] = water
    return found
