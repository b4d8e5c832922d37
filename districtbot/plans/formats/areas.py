"""Shapes: units with their districts, the shapes of districts, the shapes of blocks."""

import warnings
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from districtbot.geo.names import people_of
from districtbot.geo.numbers import counted
from districtbot.geo.options import MapOptions
from districtbot.geo.read import read_map
from districtbot.geo.repair import made_valid
from districtbot.geo.statemap import StateMap
from districtbot.geo.unitid import texts_of
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.formats.assignments import Assignments, Cut, clean_labels
from districtbot.plans.formats.blocks import Blocks, block_id, blocks_of
from districtbot.plans.formats.columns import IdColumn, district_column, id_column
from districtbot.plans.formats.names import FormatName
from districtbot.plans.formats.path import PlanPath
from districtbot.plans.shapes import NO_SHAPES

CUT_SHARE = 0.05
"""Share of a unit's area outside its district from which on it counts as cut: borders of
published districts are drawn more coarsely than those of units."""
TOUCH_SHARE = 0.01
"""Share of a shape's area up to which it only touches another."""
IDS_SHARE = 0.5
"""Share of the map's units whose ids a file of shapes must have to be one of units."""
_FORMS: dict[str, FormatName] = {
    "shapefile": "shapefile",
    "zipped shapefile": "shapefile",
    "GeoJSON": "geojson",
    "GeoPackage": "gpkg",
}


@dataclass(frozen=True, slots=True)
class _Shapes:
    table: pd.DataFrame
    geometry: gpd.GeoSeries
    form: FormatName
    part: str


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where shapes lie in others: index of the target, -1 for none; share of their area in it."""

    target: NDArray[np.int32]
    share: NDArray[np.float64]


def read_shapes(source: PlanPath, state: StateMap) -> Assignments:
    """A plan from a file of shapes: of units with a column of districts, or of districts.

    Units are known by their ids; shapes without them are taken for districts, and each unit
    goes to the one that covers most of its area (``maup.assign``).

    Args:
        source: The file; its part names the column of districts, or the layer.
        state: The map.

    Raises:
        AskError: If it cannot be read or holds no plan.
    """
    shapes = _open(source)
    name = source.path.name
    ids = id_column(shapes.table, state)
    if ids is not None and ids.share >= IDS_SHARE:
        return _of_units(shapes, ids, name)
    blocks = _block_column(shapes.table)
    if blocks is not None:
        return _of_blocks(shapes, blocks, source)
    return _of_districts(shapes, name, state)


def blocks_of_shapes(source: PlanPath, state: StateMap) -> Blocks:
    """The blocks of a map by the shapes of a file; each is in the unit with most of its area.

    Raises:
        AskError: If the map has no shapes, or the file no ids of blocks.
    """
    geometry = _geometry(state)
    shapes = _open(source)
    name = source.path.name
    column = _block_column(shapes.table)
    if column is None:
        raise AskError(
            f"{name} has no column with the ids of census blocks (15 digits).",
            "Give the shapes of blocks with their GEOID20.",
        )
    ids = [block_id(text) or "" for text in texts_of(shapes.table[column])]
    placed = _placed(_projected(shapes, geometry, name), geometry)
    inside = placed.target >= 0
    if not inside.any():
        raise AskError(f"No block of {name} lies on the map.", "Check the file and its CRS.")
    notes = [f"{counted(int(inside.sum()), 'block')} of {name} were placed by their shapes."]
    across = int((placed.share[inside] < 1 - CUT_SHARE).sum())
    if across:
        notes.append(
            f"{counted(across, 'block')} reach over a border of units and count where most of "
            "their area is."
        )
    return blocks_of(ids, placed.target, _people(shapes.table), tuple(notes))


def _open(source: PlanPath) -> _Shapes:
    try:
        raw = read_map(source.path, MapOptions(layer=source.part or None))
        part = ""
    except AskError:
        if not source.part:
            raise
        raw = read_map(source.path, MapOptions())
        part = source.part
    if raw.geometry is None:
        raise AskError(f"{source.path.name} has no shapes.", "Name a file of shapes.")
    form = _FORMS.get(raw.format, "map file")
    return _Shapes(raw.table, raw.geometry, form, part)


def _of_units(shapes: _Shapes, ids: IdColumn, name: str) -> Assignments:
    column = district_column(shapes.table, shapes.part, (ids.name,), name)
    labels = clean_labels(texts_of(shapes.table[column]), shapes.form)
    why = f"its shapes are the map's units; the plan is its column {column}"
    return Assignments(name, shapes.form, why, ids.ids, labels.texts, labels.notes)


def _of_blocks(shapes: _Shapes, ids: str, source: PlanPath) -> Assignments:
    name = source.path.name
    column = district_column(shapes.table, shapes.part, (ids,), name)
    labels = clean_labels(texts_of(shapes.table[column]), shapes.form)
    why = f"its shapes are census blocks; the plan is its column {column}"
    texts = tuple(texts_of(shapes.table[ids]))
    return Assignments(
        name, shapes.form, why, texts, labels.texts, labels.notes, blocks_in=PlanPath(source.path)
    )


def _of_districts(shapes: _Shapes, name: str, state: StateMap) -> Assignments:
    geometry = _geometry(state)
    labels, named = _labels(shapes, name)
    projected = _projected(shapes, geometry, name)
    kept = np.array([bool(label) for label in labels])
    frame = gpd.GeoSeries(projected[kept].to_numpy(), crs=geometry.crs)
    names = [label for label in labels if label]
    joined = frame.groupby(np.array(names)).agg(lambda parts: shapely.union_all(parts.to_numpy()))
    districts = gpd.GeoSeries(joined.to_numpy(), index=range(len(joined)), crs=geometry.crs)
    placed = _placed(geometry, districts)
    if not (placed.target >= 0).any():
        raise AskError(f"No shape of {name} lies on the map.", "Check the file and its CRS.")
    order = [str(label) for label in joined.index]
    texts = [order[at] if at >= 0 else "" for at in placed.target.tolist()]
    cut = _cuts(state, geometry, districts, order, placed)
    note = (
        f"{name} holds the shapes of {len(order)} districts{named}; each unit went to the one "
        "that covers most of its area."
    )
    why = "its shapes are districts"
    return Assignments(name, shapes.form, why, state.unit_ids, tuple(texts), (note,), cut)


def _labels(shapes: _Shapes, name: str) -> tuple[tuple[str, ...], str]:
    """The label of each shape, and which column it is from, in words."""
    if not len(shapes.table.columns):
        return tuple(str(number) for number in range(1, len(shapes.geometry) + 1)), ""
    try:
        column = district_column(shapes.table, shapes.part, (), name)
    except AskError:
        if shapes.part:
            raise
        alone = [
            str(each)
            for each in shapes.table.columns
            if len(set(texts_of(shapes.table[each]))) == len(shapes.table)
        ]
        liked = [each for each in alone if each.casefold() in ("id", "name", "geoid", "number")]
        if not liked:
            raise
        column = liked[0]
    return clean_labels(texts_of(shapes.table[column]), "csv").texts, f", named by {column}"


def _cuts(
    state: StateMap,
    geometry: gpd.GeoSeries,
    districts: gpd.GeoSeries,
    names: list[str],
    placed: _Placed,
) -> tuple[Cut, ...]:
    """The units that a border of districts cuts, with the share of area in each."""
    cut = np.flatnonzero((placed.target >= 0) & (placed.share < 1 - CUT_SHARE))
    if not len(cut):
        return ()
    units = geometry.to_numpy()[cut]
    polygons = districts.to_numpy()
    at, district = shapely.STRtree(polygons).query(units)
    shares = shapely.area(shapely.intersection(units[at], polygons[district]))
    shares = shares / shapely.area(units)[at]
    found: list[Cut] = []
    for place, index in enumerate(cut.tolist()):
        mine = np.flatnonzero((at == place) & (shares >= CUT_SHARE))
        parts = sorted(((names[district[each]], float(shares[each])) for each in mine),
                       key=lambda part: (-part[1], part[0]))  # fmt: skip
        if len(parts) > 1:
            found.append(Cut(state.unit_ids[index], tuple(parts)))
    return tuple(found)


def _placed(sources: gpd.GeoSeries, targets: gpd.GeoSeries) -> _Placed:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # shapes without a place are told by us
        import maup

        found = maup.assign(sources, targets)
    target = found.astype("Float64").fillna(-1).to_numpy(dtype=np.float64).astype(np.int32)
    share = np.zeros(len(sources))
    inside = np.flatnonzero(target >= 0)
    mine, theirs = sources.to_numpy()[inside], targets.to_numpy()[target[inside]]
    shapely.prepare(targets.to_numpy())
    whole = shapely.covers(theirs, mine)
    share[inside[whole]] = 1.0
    rest = inside[~whole]
    if len(rest):
        parts = sources.to_numpy()[rest]
        inner = shapely.area(shapely.intersection(parts, targets.to_numpy()[target[rest]]))
        size = shapely.area(parts)
        share[rest] = np.divide(inner, size, out=np.ones(len(rest)), where=size > 0)
    target[share < TOUCH_SHARE] = -1
    return _Placed(target, share)


def _geometry(state: StateMap) -> gpd.GeoSeries:
    if state.geometry is None:
        raise AskError(NO_SHAPES, "Open the precinct polygons instead of the graph file.")
    return state.geometry


def _projected(shapes: _Shapes, geometry: gpd.GeoSeries, name: str) -> gpd.GeoSeries:
    """Shapes in the CRS of the map, valid."""
    if shapes.geometry.crs is None:
        raise AskError(
            f"{name} does not say its CRS.", "Add the .prj file, or save it as a GeoPackage."
        )
    missing = shapes.geometry.isna() | shapes.geometry.is_empty
    if missing.any():
        raise AskError(
            f"{name} has shapes that are missing, in rows {some_of(np.flatnonzero(missing) + 1)}.",
            "Take these rows out.",
        )
    kinds = sorted(set(shapes.geometry.geom_type) - {"Polygon", "MultiPolygon"})
    if kinds:
        raise AskError(f"{name} holds {some_of(kinds)}, not areas.", "Name a file of polygons.")
    moved = shapes.geometry.to_crs(geometry.crs)
    polygons = moved.to_numpy().copy()
    faulty = ~shapely.is_valid(polygons)
    polygons[faulty] = made_valid(polygons[faulty])
    return gpd.GeoSeries(polygons, crs=geometry.crs)


def _block_column(table: pd.DataFrame) -> str | None:
    """The column with the ids of census blocks, if there is one."""
    for column in table.columns:
        texts = texts_of(table[column])
        if all(block_id(text) for text in texts) and len(set(texts)) == len(texts):
            return str(column)
    return None


def _people(table: pd.DataFrame) -> NDArray[np.float64] | None:
    """The newest column of total population, if one is named like it."""
    best: tuple[int, str] | None = None
    for column in table.columns:
        said = people_of(str(column))
        numeric = pd.api.types.is_numeric_dtype(table[column])
        if said and said.universe == "population" and not said.group and numeric:
            found = (said.year or 0, str(column))
            best = found if best is None or found[0] > best[0] else best
    if best is None:
        return None
    people: NDArray[np.float64] = table[best[1]].fillna(0).to_numpy(dtype=np.float64)
    return people
