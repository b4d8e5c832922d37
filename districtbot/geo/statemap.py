"""The map as the rest of the house sees it: checked units, their roles, their dual graph."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from districtbot.geo.contestwords import contest_in_words
from districtbot.geo.gazetteer import Gazetteer, gazetteer_of
from districtbot.geo.votes import votes_of
from districtbot.ground.errors import AskError, some_of

Adjacency = Literal["rook", "queen", "given"]
EXACT_LIMIT = 2**53
"""Whole numbers below it are exact as floats."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """An edge added between two units that do not touch, so that the graph is connected.

    Attributes:
        a: Index of one unit, the smaller one.
        b: Index of the other unit.
        metres: Distance between the two units; NaN where the map has no geometry.
        reason: Why this pair, in words.
    """

    a: int
    b: int
    metres: float
    reason: str


@dataclass(frozen=True)
class DualGraph:
    """Which units touch, and along how much border.

    Attributes:
        n_units: Number of units.
        edges: Pairs of touching units, shape (m, 2), int32, first < second, sorted. Without
            bridges: cut edges and perimeters are counted on these alone.
        shared_perimeter: Metres of shared border for each edge, shape (m,); NaN without geometry.
        bridges: Edges added over water and gaps; contiguity counts them.
        adjacency: ``rook`` (a shared line), ``queen`` (a shared point is enough) or ``given``
            (read from a graph file).
    """

    n_units: int
    edges: NDArray[np.int32]
    shared_perimeter: NDArray[np.float64]
    bridges: tuple[Bridge, ...]
    adjacency: Adjacency

    @cached_property
    def links(self) -> NDArray[np.int32]:
        """Edges and bridges together, shape (m + number of bridges, 2), sorted."""
        if not self.bridges:
            return self.edges
        added = np.array([(bridge.a, bridge.b) for bridge in self.bridges], dtype=np.int32)
        both = np.concatenate([self.edges, added])
        return both[np.lexsort((both[:, 1], both[:, 0]))]

    def components(self, *, bridged: bool) -> NDArray[np.int32]:
        """The component number of each unit, shape (n_units,); 0 is the one with most units.

        Args:
            bridged: Whether bridges count.
        """
        return components_of(self.n_units, self.links if bridged else self.edges)


def components_of(n_units: int, pairs: NDArray[np.int32]) -> NDArray[np.int32]:
    """Component numbers of a graph, the largest first, ties by the smallest unit index."""
    ones = np.ones(len(pairs), dtype=np.int8)
    matrix = coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(n_units, n_units))
    n_components, labels = connected_components(matrix, directed=False)
    sizes = np.bincount(labels, minlength=n_components)
    first = np.full(n_components, n_units)
    np.minimum.at(first, labels, np.arange(n_units))
    rank = np.empty(n_components, dtype=np.int32)
    rank[np.lexsort((first, -sizes))] = np.arange(n_components)
    numbered: NDArray[np.int32] = rank[labels]
    return numbered


@dataclass(frozen=True, slots=True)
class Election:
    """Two-party votes of one contest.

    Attributes:
        name: Short name users can type, such as ``PRES20``.
        dem_col: Column of Democratic votes.
        rep_col: Column of Republican votes.
    """

    name: str
    dem_col: str
    rep_col: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a column has its role.

    Attributes:
        role: ``unit_id``, ``population``, ``vap``, ``cvap``, ``group_vap``, ``group_cvap``,
            ``group_pop``, ``votes``, ``county``, ``municipality``, ``plan``, ``plan_file`` (a
            plan that came from a file of its own) or ``other``.
        column: The column's name in the file.
        detail: Group name, contest and party, or number of districts; may be empty.
        why: The evidence in words: the naming convention matched and the arithmetic that held.
    """

    role: str
    column: str
    detail: str
    why: str


@dataclass(frozen=True, slots=True)
class ColumnRoles:
    """Which column plays which role; names are columns of `StateMap.units`.

    A county read from the unit ids is a column named like ``GEOID20[2:5]``.

    Attributes:
        unit_id: Unique text ids.
        population: Total population.
        vap: Total voting age population.
        cvap: Total citizen voting age population.
        group_pop: Group name (``black``, ``hispanic``, ``white``...) to its population column.
        group_vap: Group name to its voting age population column.
        group_cvap: Group name to its citizen voting age population column.
        elections: Contests with one column for each of the two parties, newest first.
        county: County of each unit.
        municipality: Town or city of each unit.
        plans: Columns that hold existing plans.
        evidence: One entry for each column of the file, in file order.
    """

    unit_id: str
    population: str
    vap: str | None = None
    cvap: str | None = None
    group_pop: dict[str, str] = field(default_factory=dict)
    group_vap: dict[str, str] = field(default_factory=dict)
    group_cvap: dict[str, str] = field(default_factory=dict)
    elections: tuple[Election, ...] = ()
    county: str | None = None
    municipality: str | None = None
    plans: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class MapSource:
    """Where a map came from.

    Attributes:
        path: The file as given.
        member: File inside the archive or layer inside the file; empty where there is one only.
        sha256: Hash of the file's bytes.
        crs: The file's own CRS in words, such as ``EPSG:4269``; empty without geometry.
        format: Such as ``shapefile``, ``zipped shapefile``, ``GeoPackage``, ``graph JSON``.
    """

    path: Path
    member: str
    sha256: str
    crs: str
    format: str


@dataclass(frozen=True)
class StateMap:
    """A map that has been read, checked and repaired; never changed afterwards.

    Attributes:
        source: Where it came from.
        units: One row a unit, RangeIndex, every column of the file with numbers as numbers.
        unit_ids: The id of each unit as text, unique, in file order.
        geometry: Valid polygons in the equal-area CRS, or ``None`` for a graph file.
        area: Square metres of each unit, shape (n,), or ``None``.
        perimeter: Metres around each unit, all rings, shape (n,), or ``None``.
        graph: The dual graph.
        columns: The role of each column.
        notes: What was found and done while reading, one sentence each, for the report.
    """

    source: MapSource
    units: pd.DataFrame
    unit_ids: tuple[str, ...]
    geometry: gpd.GeoSeries | None
    area: NDArray[np.float64] | None
    perimeter: NDArray[np.float64] | None
    graph: DualGraph
    columns: ColumnRoles
    notes: tuple[str, ...] = ()

    @property
    def n_units(self) -> int:
        """Number of units."""
        return len(self.unit_ids)

    @cached_property
    def unit_index(self) -> dict[str, int]:
        """Index of each unit by its id."""
        return {unit_id: index for index, unit_id in enumerate(self.unit_ids)}

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The counties, towns and units by their names."""
        return gazetteer_of(self)

    @cached_property
    def population(self) -> NDArray[np.float64]:
        """People in each unit, shape (n,); may be fractional."""
        return self.numbers(self.columns.population)

    def numbers(self, column: str) -> NDArray[np.float64]:
        """A numeric column as floats, shape (n,).

        Raises:
            AskError: If there is no such column or it does not hold numbers.
        """
        series = self._series(column)
        if not pd.api.types.is_numeric_dtype(series):
            raise AskError(
                f"Column {column} holds text such as {series.iloc[0]!r}, not numbers.",
                "Name a numeric column; `districtbot inspect` lists them.",
            )
        numbers: NDArray[np.float64] = series.to_numpy(dtype=np.float64)
        return numbers

    def labels(self, column: str) -> NDArray[np.str_]:
        """A column as text labels, shape (n,); whole numbers without ``.0``, missing as empty.

        Raises:
            AskError: If there is no such column.
        """
        series = self._series(column)
        if pd.api.types.is_float_dtype(series):
            present = series.dropna()
            if (present % 1 == 0).all() and (present.abs() < EXACT_LIMIT).all():
                series = series.astype("Int64")
        texts: NDArray[np.str_] = series.astype("string").fillna("").to_numpy(dtype=np.str_)
        return texts

    def codes(self, column: str) -> tuple[NDArray[np.int32], tuple[str, ...]]:
        """A column as integer codes, shape (n,), and the label of each code, sorted."""
        names, codes = np.unique(self.labels(column), return_inverse=True)
        return codes.astype(np.int32), tuple(str(name) for name in names)

    def election(self, name: str) -> Election:
        """A contest by its name, any case, or in words that name one: ``president 2020``.

        Raises:
            AskError: If the map has no such contest; lists those it has.
        """
        for election in self.columns.elections:
            if election.name.casefold() == name.casefold():
                return election
        meant = contest_in_words(name, self.columns.elections)
        if meant is not None:
            return meant
        unpaired = [
            item.why
            for item in self.columns.evidence
            if (votes := votes_of(item.column)) and votes.contest.casefold() == name.casefold()
        ]
        known = some_of((election.name for election in self.columns.elections), 20)
        todo = f"It has: {known}." if known else "It has no election columns."
        if unpaired:
            todo = f"Mend its columns ({unpaired[0]})."
        raise AskError(f"The map has no election named {name!r}.", todo)

    def networkx(self, *, bridged: bool = True) -> nx.Graph:
        """The dual graph for GerryChain and gerrytools: nodes 0..n-1 with every column.

        Node attributes are the map's columns plus ``area`` (square metres),
        ``boundary_node`` and ``boundary_perim`` (metres); edges carry ``shared_perim``
        (metres, 0 for bridges).
        """
        graph = nx.Graph()
        records = self.units.to_dict("records")
        graph.add_nodes_from((index, record) for index, record in enumerate(records))
        border = self.graph.shared_perimeter
        graph.add_edges_from(
            (int(a), int(b), {"shared_perim": float(metres)})
            for (a, b), metres in zip(self.graph.edges, border, strict=True)
        )
        if bridged:
            graph.add_edges_from(
                (bridge.a, bridge.b, {"shared_perim": 0.0}) for bridge in self.graph.bridges
            )
        if self.area is not None and self.perimeter is not None:
            outer = self.outer_perimeter
            for index in range(self.n_units):
                node = graph.nodes[index]
                node["area"] = float(self.area[index])
                node["boundary_perim"] = float(outer[index])
                node["boundary_node"] = bool(outer[index] > 0)
        return graph

    @cached_property
    def outer_perimeter(self) -> NDArray[np.float64]:
        """Metres of each unit's border that no other unit shares, shape (n,), never negative.

        Raises:
            AskError: If the map has no geometry.
        """
        if self.perimeter is None:
            raise AskError(
                "The map is a graph file without shapes.",
                "Measures of shape need the precinct polygons.",
            )
        outer = self.perimeter.copy()
        for side in (0, 1):
            np.subtract.at(outer, self.graph.edges[:, side], self.graph.shared_perimeter)
        outer[outer < 1e-6 * self.perimeter] = 0.0
        return outer

    def _series(self, column: str) -> pd.Series:
        if column not in self.units.columns:
            from difflib import get_close_matches

            names = [str(name) for name in self.units.columns]
            near = get_close_matches(column, names, n=3, cutoff=0.5)
            folded = [name for name in names if name.casefold() == column.casefold()]
            hint = some_of(folded or near)
            raise AskError(
                f"The map has no column {column!r}.",
                f"Did you mean {hint}?" if hint else f"It has: {some_of(names, 12)}.",
            )
        return self.units[column]
