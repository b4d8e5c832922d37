"""Measures of a plan, worked out anew with pandas, NetworkX and Shapely."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from districtbot.plans.recheck.folder import Run, absent
from districtbot.plans.recheck.outlines import Outlines
from districtbot.plans.recheck.result import exported
from districtbot.plans.recheck.votes import Contest

Floats = NDArray[np.float64]
REGIONS = ("county", "municipality")
SUFFIXES = (" county", " parish", " city")
"""Words that a name may leave out."""


class Unclaimed(Exception):  # noqa: N818 - says what is missing, is no fault of the program
    """The files lack something that a claim rests on."""


class Measures:
    """The measures of one finished run.

    Args:
        run: The run.
        shapes: The units in metres, in the order of ``run.units``, or ``None``.
    """

    def __init__(self, run: Run, shapes: gpd.GeoSeries | None) -> None:
        self.run = run
        self.k = int(run.units["district"].max())
        self.district: pd.Series[int] = run.units["district"]
        self.numbers = range(1, self.k + 1)
        self.shapes = shapes

    def column(self, name: str) -> "pd.Series[Any]":
        """A column of the map.

        Raises:
            Unclaimed: If the files do not have it.
        """
        column = exported(self.run.result, name)
        if column not in self.run.units.columns:
            raise Unclaimed(f"graph.json has no column {column}")
        return self.run.units[column]

    def role(self, role: str) -> str:
        """The column with a role such as ``population`` or ``county``.

        Raises:
            Unclaimed: If the result names none.
        """
        name = self.run.result.columns.get(role)
        if name is None:
            raise Unclaimed(f"result.json names no {role} column")
        return name

    def counts(self, name: str) -> "pd.Series[float]":
        """A column of numbers.

        Raises:
            Unclaimed: If an entry is missing, negative or no number.
        """
        values = pd.to_numeric(self.column(name), errors="coerce").astype(float)
        if values.isna().any() or (values < 0).any():
            raise Unclaimed(f"column {name} of graph.json does not hold counts")
        return values

    def labels(self, name: str) -> "pd.Series[str]":
        """A column of labels as text, empty where there is none; units by their ids."""
        if name == self.run.result.unit_column:
            return pd.Series(self.district.index.astype(str), index=self.district.index)
        return self.column(name).map(_label)

    def sums(self, name: str) -> Floats:
        """Sum of a column over each district, shape (k,)."""
        return self._floats(self.counts(name).groupby(self.district).sum())

    @cached_property
    def people(self) -> Floats:
        """People in each district."""
        return self.sums(self.role("population"))

    @property
    def ideal(self) -> float:
        """People in a district of equal population."""
        return float(self.people.sum()) / self.k

    def pieces(self, *, bridged: bool = True) -> list[int]:
        """Connected pieces of each district."""
        graph = self.run.graph
        if not bridged:
            kept = [(a, b) for a, b, data in graph.edges(data=True) if not data.get("bridge")]
            graph = graph.edge_subgraph(kept).copy()
            graph.add_nodes_from(self.run.graph)
        return [
            nx.number_connected_components(
                graph.subgraph(self.district.index[self.district == number])
            )
            for number in self.numbers
        ]

    @cached_property
    def cut_edges(self) -> int:
        """Edges between districts, without bridges."""
        home = self.district.to_dict()
        edges = self.run.graph.edges(data=True)
        return sum(not data.get("bridge") and home[a] != home[b] for a, b, data in edges)

    def regions(self, name: str) -> dict[str, list[int]]:
        """The districts that each region of a column touches; no label is no region."""
        labels = self.labels(name)
        touched = self.district.groupby(labels).unique()
        return {label: sorted(map(int, found)) for label, found in touched.items() if label}

    @cached_property
    def outlines(self) -> Outlines:
        """The shapes of the districts.

        Raises:
            Unclaimed: If the run has no shapes.
        """
        if self.shapes is None:
            raise Unclaimed("there are no shapes to measure")
        return Outlines(self.shapes.to_numpy(), self.district.to_numpy())

    def contest(self, election: str) -> Contest:
        """The votes of an election in each district.

        Raises:
            Unclaimed: If the result names no such election.
        """
        for name, columns in self.run.result.elections.items():
            if name.casefold() == election.casefold():
                units = pd.concat([self.counts(columns.dem), self.counts(columns.rep)])
                dem, rep = self.sums(columns.dem).tolist(), self.sums(columns.rep).tolist()
                return Contest(tuple(dem), tuple(rep), whole=bool((units % 1 == 0).all()))
        raise Unclaimed(f"result.json names no election {election}")

    def shares(self, groups: Sequence[str], of: str) -> list[float | None]:
        """Share of some groups together in each district; ``None`` where nobody lives."""
        known = self.run.result.group_columns.get(of, {})
        columns = [known.get(group.casefold(), group) for group in groups]
        part = np.sum([self.sums(column) for column in columns], axis=0)
        whole = self.sums(self.role(of))
        return [ratio(a, b) for a, b in zip(part.tolist(), whole.tolist(), strict=True)]

    def homes(self, column: str, values: Sequence[str]) -> list[set[int]]:
        """The districts that hold each value of a column or of a region's role.

        Raises:
            Unclaimed: If a value is nowhere.
        """
        labels = self.labels(self.role(column) if column in REGIONS else column)
        folded = labels.str.strip().str.lower()
        return [set(self._held_by(folded, value, column)) for value in values]

    def units_named(self, column: str, values: Sequence[str]) -> "pd.Series[bool]":
        """Whether each unit has one of some values of a column or of a region's role.

        Raises:
            Unclaimed: If a value is nowhere.
        """
        labels = self.labels(self.role(column) if column in REGIONS else column)
        folded = labels.str.strip().str.lower()
        return folded.isin([self._written(folded, value, column) for value in values])

    def overlap(self, column: str) -> pd.DataFrame:
        """People by district (rows) and by district of another plan (columns)."""
        frame = pd.DataFrame(
            {
                "here": self.district,
                "there": self.labels(column),
                "people": self.counts(self.role("population")),
            }
        )
        table = frame.pivot_table(
            "people", index="here", columns="there", aggfunc="sum", fill_value=0.0
        )
        return table[[label for label in table.columns if label]]

    def kept(self, column: str) -> float:
        """Share of all people who keep their district under the best relabelling."""
        table = self.overlap(column).to_numpy()
        rows, columns = linear_sum_assignment(-table)
        return float(table[rows, columns].sum()) / float(self.people.sum())

    def nested(self, column: str) -> float:
        """Share of all people in the old district that most of their district comes from."""
        return float(self.overlap(column).max(axis=1).sum()) / float(self.people.sum())

    def _held_by(self, folded: "pd.Series[str]", value: str, column: str) -> list[int]:
        here = folded == self._written(folded, value, column)
        return [int(number) for number in self.district[here].unique().tolist()]

    def _written(self, folded: "pd.Series[str]", value: str, column: str) -> str:
        """A value as the column has it: a county may have left out ``County``."""
        word, held = value.strip().casefold(), set(folded)
        for name in (word, *(word + suffix for suffix in SUFFIXES)):
            if name in held:
                return name
        raise Unclaimed(f"no unit has {value} in {column}")

    def _floats(self, series: "pd.Series[Any]") -> Floats:
        return np.array([float(series[number]) for number in self.numbers])


def ratio(part: float, whole: float) -> float | None:
    """A share, or ``None`` where there is nothing to share."""
    return part / whole if whole > 0 else None


def _label(value: Any) -> str:
    """A label as text: whole numbers without a point, nothing for what is missing."""
    if absent(value):
        return ""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)
