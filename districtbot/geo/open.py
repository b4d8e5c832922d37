"""A map file becomes a checked `StateMap`."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from districtbot.geo.bridges import add_bridges
from districtbot.geo.columns import Findings, find_columns
from districtbot.geo.dual import dual_graph
from districtbot.geo.options import MapOptions
from districtbot.geo.plancheck import check_plans
from districtbot.geo.read import RawMap, read_map
from districtbot.geo.settings import DEFAULTS, settled_options
from districtbot.geo.shapes import Shapes, prepare_shapes
from districtbot.geo.statemap import DualGraph, MapSource, StateMap
from districtbot.geo.unitid import texts_of
from districtbot.ground.errors import AskError
from districtbot.ground.paths import sha256_of


def _silent(message: str) -> None:
    del message


def open_map(
    path: str | Path, options: MapOptions = DEFAULTS, say: Callable[[str], None] = _silent
) -> StateMap:
    """Read a map file, give its columns roles, mend its shapes and build its dual graph.

    Options that are not given come from a ``districtbot.toml`` beside the map, else from what
    the file shows.

    Args:
        path: Shapefile, GeoPackage, GeoJSON, GeoParquet, FlatGeobuf or graph JSON, or a zip
            that holds one.
        options: What the user says about the map.
        say: Told about steps that may take long, and what casts doubt on a column that numbers
            rest on.

    Raises:
        AskError: For anything the user can mend: an unreadable file, a missing or faulty
            population, ids that repeat, columns that could both be meant, faulty shapes.
            `UndecidedError` where the columns leave something to settle.
    """
    path = Path(path)
    options, settings_notes = settled_options(path, options)
    say(f"Reading {path.name}")
    raw = read_map(path, options)
    found = find_columns(raw.table, options)
    refuse(found.problems)
    for doubt in found.doubts:
        say(f"Note: {doubt}")
    sha256 = sha256_of(path)
    say("Building the dual graph")
    shapes, shape_notes = shapes_of(raw, found.ids, options, say)
    graph, graph_notes = graph_of_map(raw, shapes, found, options, sha256)
    found = check_plans(found, graph)
    return StateMap(
        source=MapSource(path, raw.member, sha256, shapes.source_crs if shapes else "", raw.format),
        units=found.units,
        unit_ids=found.ids,
        geometry=shapes.projected if shapes else None,
        area=shapes.area if shapes else None,
        perimeter=shapes.perimeter if shapes else None,
        graph=graph,
        columns=found.roles,
        notes=(*settings_notes, *raw.notes, *found.notes, *shape_notes, *graph_notes),
    )


class UndecidedError(AskError):
    """A map that is whole, and of which somebody must say or add something before it is used."""


def refuse(problems: Sequence[AskError]) -> None:
    """Raise what is wrong, all of it in one error.

    Raises:
        UndecidedError: If there is any problem.
    """
    if not problems:
        return
    *others, last = problems
    raise UndecidedError(" ".join([*map(str, others), last.problem]), last.todo)


def shapes_of(
    raw: RawMap, unit_ids: Sequence[str], options: MapOptions, say: Callable[[str], None]
) -> tuple[Shapes | None, tuple[str, ...]]:
    """The checked shapes of a map with geometry, and what there is to say about them.

    Raises:
        AskError: If a shape or the CRS is missing or of the wrong kind.
    """
    if raw.geometry is None:
        note = "A graph file has no shapes: maps and measures of shape cannot be made."
        return None, (note,)
    shapes = prepare_shapes(raw.geometry, unit_ids, options, say)
    return shapes, shapes.notes


def graph_of_map(
    raw: RawMap, shapes: Shapes | None, found: Findings, options: MapOptions, sha256: str
) -> tuple[DualGraph, tuple[str, ...]]:
    """The dual graph, from the shapes or as a graph file gives it.

    Raises:
        AskError: If it has separate parts that may not or cannot be joined.
    """
    county = _county_codes(found.units, found.roles.county)
    if shapes is not None:
        cache_key = sha256 if options.use_cache else None
        return dual_graph(shapes, county, found.ids, options, cache_key)
    edges = raw.edges if raw.edges is not None else np.empty((0, 2), dtype=np.int32)
    n_units = len(found.ids)
    bridges = add_bridges(n_units, edges, None, county, found.ids, options)
    unknown = np.full(len(edges), np.nan)
    return DualGraph(n_units, edges, unknown, bridges, "given"), ()


def _county_codes(units: pd.DataFrame, county: str | None) -> NDArray[np.int32] | None:
    if county is None:
        return None
    return np.unique(texts_of(units[county]), return_inverse=True)[1].astype(np.int32)
