"""What is in a map file, also where it cannot be used as it is."""

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from districtbot.geo.columns import Findings, find_columns
from districtbot.geo.crs import crs_name
from districtbot.geo.numbers import total_of
from districtbot.geo.open import graph_of_map, shapes_of
from districtbot.geo.options import MapOptions
from districtbot.geo.plancheck import check_plans
from districtbot.geo.read import RawMap, read_map
from districtbot.geo.settings import DEFAULTS, settled_options
from districtbot.geo.shapes import Shapes
from districtbot.geo.statemap import Bridge, DualGraph
from districtbot.ground.errors import AskError
from districtbot.ground.paths import sha256_of


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """One column of a map.

    Attributes:
        name: Its name in the file, or the name of a column made from others.
        role: See `Evidence`.
        detail: Group, contest and party, or number of districts; may be empty.
        why: The evidence for the role.
        kind: ``whole numbers``, ``numbers``, ``text`` or ``yes/no``.
        missing: Units without a value.
        distinct: Number of different values.
        example: The first value there is; empty where there is none.
    """

    name: str
    role: str
    detail: str
    why: str
    kind: str
    missing: int
    distinct: int
    example: str


@dataclass(frozen=True, slots=True)
class BridgeReport:
    """An edge added between two units that do not touch.

    Attributes:
        a: Id of one unit.
        b: Id of the other.
        metres: Distance between them; ``None`` without shapes.
        reason: Why this pair.
    """

    a: str
    b: str
    metres: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is in a map file.

    Attributes:
        path: The file as given.
        format: Such as ``zipped shapefile``.
        member: File inside the zip or layer inside the file; may be empty.
        crs: The file's CRS in words; empty without shapes or where it does not say.
        n_units: Number of units.
        population: People in all units; ``None`` where no column could be used.
        columns: One entry for each column, in file order, then those that were made.
        elections: Names of the contests, newest first.
        n_edges: Pairs of touching units; ``None`` where the shapes could not be used.
        components: Units in each separate part without bridges, the largest first.
        bridges: Edges added to join the parts.
        problems: What stands in the way of using the map, one line each with what to do.
        notes: What was found and done, one sentence each.
    """

    path: str
    format: str
    member: str
    crs: str
    n_units: int
    population: float | None
    columns: tuple[ColumnReport, ...]
    elections: tuple[str, ...]
    n_edges: int | None
    components: tuple[int, ...]
    bridges: tuple[BridgeReport, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def inspect_map(path: Path, options: MapOptions = DEFAULTS) -> Inspection:
    """Look at a map file and report what is in it, with its problems rather than an error.

    Args:
        path: The map file.
        options: As for `open_map`.

    Raises:
        AskError: If the file cannot be read as a map at all.
    """
    options, settings_notes = settled_options(path, options)
    raw = read_map(path, options)
    found = find_columns(raw.table, options)
    problems = [str(problem) for problem in found.problems]
    shapes: Shapes | None = None
    graph: DualGraph | None = None
    notes: tuple[str, ...] = ()
    try:
        shapes, shape_notes = shapes_of(raw, found.ids, options, _silent)
        graph, graph_notes = graph_of_map(raw, shapes, found, options, sha256_of(path))
        notes = (*shape_notes, *graph_notes)
        found = check_plans(found, graph)
    except AskError as error:
        problems.append(str(error))
    return Inspection(
        path=str(path),
        format=raw.format,
        member=raw.member,
        crs=shapes.source_crs if shapes else _declared_crs(raw),
        n_units=len(raw.table),
        population=_population(found),
        columns=_columns(found),
        elections=tuple(election.name for election in found.roles.elections),
        n_edges=None if graph is None else len(graph.edges),
        components=_component_sizes(graph),
        bridges=tuple(_bridge(found, bridge) for bridge in (graph.bridges if graph else ())),
        problems=tuple(problems),
        notes=(*settings_notes, *raw.notes, *found.notes, *notes),
    )


def _silent(message: str) -> None:
    del message


def _declared_crs(raw: RawMap) -> str:
    crs = None if raw.geometry is None else raw.geometry.crs
    return "" if crs is None else crs_name(crs)


def _population(found: Findings) -> float | None:
    column = found.population
    if column is None or not pd.api.types.is_numeric_dtype(found.units[column]):
        return None
    total = total_of(found.units[column])
    return total if math.isfinite(total) else None


def _columns(found: Findings) -> tuple[ColumnReport, ...]:
    return tuple(
        ColumnReport(
            name=evidence.column,
            role=evidence.role,
            detail=evidence.detail,
            why=evidence.why,
            kind=_kind(found.units[evidence.column]),
            missing=int(found.units[evidence.column].isna().sum()),
            distinct=int(found.units[evidence.column].nunique()),
            example=_example(found.units[evidence.column]),
        )
        for evidence in found.roles.evidence
    )


def _kind(column: "pd.Series[Any]") -> str:
    if pd.api.types.is_bool_dtype(column):
        return "yes/no"
    if pd.api.types.is_integer_dtype(column):
        return "whole numbers"
    return "numbers" if pd.api.types.is_float_dtype(column) else "text"


def _example(column: "pd.Series[Any]") -> str:
    present = column.dropna()
    return str(present.iloc[0]) if len(present) else ""


def _component_sizes(graph: DualGraph | None) -> tuple[int, ...]:
    if graph is None:
        return ()
    sizes = np.bincount(graph.components(bridged=False), minlength=1)
    return tuple(int(size) for size in sizes)


def _bridge(found: Findings, bridge: Bridge) -> BridgeReport:
    metres = None if math.isnan(bridge.metres) else round(bridge.metres, 1)
    return BridgeReport(found.ids[bridge.a], found.ids[bridge.b], metres, bridge.reason)
