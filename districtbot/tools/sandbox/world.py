"""What code finds there by name: the open map, the plan, the columns."""

from collections.abc import Container, Mapping
from functools import cached_property
from typing import Any

import geopandas as gpd
import networkx as nx
import pandas as pd

from districtbot.geo.statemap import StateMap
from districtbot.plans.field import gerrychain

NAMES = {
    "gdf": "the units, one row each, indexed by unit id (a GeoDataFrame where there are shapes)",
    "graph": "the dual graph as a GerryChain Graph; its nodes are unit ids",
    "plan": "unit id to district, or None",
    "partition": "a GerryChain Partition of the plan with the updater population, or None",
    "population_col": "column of people",
    "county_col": "column of counties, or None",
    "unit_col": "column of unit ids",
    "vap_col": "column of voting age population, or None",
    "elections": "contest to its columns dem and rep",
    "n_districts": "number of districts of the plan, or None",
    "ideal_population": "people in each district if all were equal, or None",
}
"""Every name, and what it holds."""


class World:
    """A map, made ready to be used by name; what takes long is made once and when asked for."""

    def __init__(self, state: StateMap) -> None:
        self._state = state
        self._drawn: tuple[Mapping[str, int | str], Any] | None = None

    @property
    def unit_ids(self) -> tuple[str, ...]:
        """Unit ids in map order."""
        return self._state.unit_ids

    @cached_property
    def gdf(self) -> pd.DataFrame:
        """The units with their ids as index."""
        state = self._state
        frame = state.units.set_axis(pd.Index(state.unit_ids, name="unit"), axis="index")
        if state.geometry is None:
            return frame
        shapes = state.geometry.set_axis(frame.index)
        return gpd.GeoDataFrame(frame, geometry=shapes, crs=state.geometry.crs)

    @cached_property
    def graph(self) -> Any:
        """The dual graph as GerryChain's, with unit ids as nodes."""
        by_number = self._state.networkx()
        by_id = nx.relabel_nodes(by_number, dict(enumerate(self._state.unit_ids)))
        return gerrychain().Graph.from_networkx(by_id)

    def partition(self, plan: Mapping[str, int | str]) -> Any:
        """The plan as GerryChain's, with the updater ``population``."""
        if self._drawn is None or self._drawn[0] != plan:
            people = gerrychain("updaters").Tally(self._state.columns.population, "population")
            made = gerrychain().Partition(self.graph, dict(plan), {"population": people})
            self._drawn = plan, made
        return self._drawn[1]

    def names(self, plan: Mapping[str, int | str] | None, wanted: Container[str]) -> dict[str, Any]:
        """The names that code uses, and what they hold (`NAMES`)."""
        roles = self._state.columns
        n_districts = len(set(plan.values())) if plan else None
        found: dict[str, Any] = {
            "plan": dict(plan) if plan else None,
            "partition": None,
            "population_col": roles.population,
            "county_col": roles.county,
            "unit_col": roles.unit_id,
            "vap_col": roles.vap,
            "elections": {
                one.name: {"dem": one.dem_col, "rep": one.rep_col} for one in roles.elections
            },
            "n_districts": n_districts,
            "ideal_population": (
                float(self._state.population.sum()) / n_districts if n_districts else None
            ),
        }
        if "gdf" in wanted:
            found["gdf"] = self.gdf
        if "graph" in wanted:
            found["graph"] = self.graph
        if plan and "partition" in wanted:
            found["partition"] = self.partition(plan)
        return found


def unit_names(found: Any, unit_ids: tuple[str, ...]) -> dict[str, str]:
    """A ``new_plan`` of any make as unit id to district, both as text.

    Whole numbers as keys are GerryChain's own numbers of the nodes, in the order of the map.

    Raises:
        ValueError: In words for whoever wrote the code.
    """
    if isinstance(found, gerrychain().Partition):
        found = found.assignment
    pairs = list(found.items()) if hasattr(found, "items") else None
    if not pairs:
        raise ValueError("new_plan is no dictionary of unit to district")
    numbers = all(not isinstance(key, str) for key, _ in pairs)
    if numbers and not all(_is_whole(key) and 0 <= key < len(unit_ids) for key, _ in pairs):
        raise ValueError("the keys of new_plan are no unit ids; those of plan and gdf.index are")
    return {
        unit_ids[int(key)] if numbers else str(key): _district(district) for key, district in pairs
    }


def _is_whole(key: Any) -> bool:
    return not isinstance(key, bool) and hasattr(key, "__index__")


def _district(label: Any) -> str:
    if isinstance(label, str):
        return label.strip()
    if _is_whole(label) or (isinstance(label, float) and label.is_integer()):
        return str(int(label))
    raise ValueError("new_plan has a district that is neither text nor a whole number")
