"""Plans as shapes: units with their districts, or the districts themselves."""

import io
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.formats.names import FormatName
from districtbot.plans.formats.zips import zipped
from districtbot.plans.plan import plan_of
from districtbot.plans.shapes import NO_SHAPES

MOST_TEXT = 254
"""Bytes that a cell of a shapefile can hold."""
_DATE = "1980-01-01"
"""The date that files carry: the same plan gives the same bytes."""
_CLOCK = threading.Lock()


def plan_frame(state: StateMap, labels: Sequence[str], *, dissolved: bool) -> gpd.GeoDataFrame:
    """A plan as a table with shapes in EPSG:4326.

    Columns: ``unit``, ``district`` and ``population``; dissolved, one row a district, with
    ``district``, ``units`` (how many) and ``population``. Districts are whole numbers where
    all their labels are, else text; empty for none. Dissolved, units without one are left out.

    Args:
        state: The map.
        labels: The district of each unit; empty for none.
        dissolved: Whether units are joined into districts.

    Raises:
        AskError: If the map has no shapes.
    """
    if state.geometry is None:
        raise AskError(NO_SHAPES, "Open the precinct polygons instead of the graph file.")
    columns = _districts(state, labels) if dissolved else _units(state, labels)
    geometry = gpd.GeoSeries(columns.pop("geometry"), crs=state.geometry.crs)
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=geometry).to_crs("EPSG:4326")


def shapes_bytes(frame: gpd.GeoDataFrame, form: FormatName) -> bytes:
    """A table with shapes as a file; the same table gives the same bytes.

    Args:
        frame: The table.
        form: ``geojson``, ``gpkg`` or ``shapefile`` (in a zip).

    Raises:
        AskError: If text is too long for a shapefile.
    """
    if form == "geojson":
        content = io.BytesIO()  # GDAL does not always notice a full disk
        frame.to_file(content, layer="plan", driver="GeoJSON", engine="pyogrio")
        return content.getvalue()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if form == "gpkg":
            with _clock_stopped():
                pyogrio.write_dataframe(frame, folder / "plan.gpkg", layer="plan", driver="GPKG")
            return (folder / "plan.gpkg").read_bytes()
        _refuse_long(frame)
        pyogrio.write_dataframe(
            frame, folder / "plan.shp", driver="ESRI Shapefile", encoding="UTF-8",
            DBF_DATE_LAST_UPDATE=_DATE,
        )  # fmt: skip
        return zipped((path.name, path.read_bytes()) for path in sorted(folder.iterdir()))


def _units(state: StateMap, labels: Sequence[str]) -> dict[str, Any]:
    return {
        "unit": state.unit_ids,
        "district": _cells(labels),
        "population": state.population,
        "geometry": state.geometry.to_numpy() if state.geometry is not None else None,
    }


def _districts(state: StateMap, labels: Sequence[str]) -> dict[str, Any]:
    polygons = state.geometry.to_numpy() if state.geometry is not None else np.empty(0, object)
    of_unit = np.array(labels, dtype=np.str_)
    known = np.flatnonzero(of_unit != "")
    names = plan_of(tuple(map(str, known)), of_unit[known]).names if len(known) else ()
    units = [np.flatnonzero(of_unit == name) for name in names]
    return {
        "district": _cells(names),
        "units": [len(each) for each in units],
        "population": [float(state.population[each].sum()) for each in units],
        "geometry": [shapely.union_all(polygons[each]) for each in units],
    }


def _cells(labels: Sequence[str]) -> "pd.Series[Any]":
    """District labels as a column: whole numbers where all are, else text."""
    named = {label for label in labels if label}
    if all(label.isdecimal() and (label == "0" or label[0] != "0") for label in named):
        short = all(len(label) < 10 for label in named)
        if short:
            return pd.Series([int(label) if label else None for label in labels], dtype="Int64")
    return pd.Series([label or None for label in labels], dtype="string")


@contextmanager
def _clock_stopped() -> Iterator[None]:
    """Let GDAL write a fixed date into files."""
    with _CLOCK:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{_DATE}T00:00:00.000Z"})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _refuse_long(frame: gpd.GeoDataFrame) -> None:
    texts = [
        name for name in ("unit", "district") if name in frame and frame[name].dtype != "Int64"
    ]
    long = [
        str(text)
        for name in texts
        for text in frame[name].dropna()
        if len(str(text).encode("utf-8")) > MOST_TEXT
    ]
    if long:
        raise AskError(
            f"A shapefile cannot hold text of more than {MOST_TEXT} bytes: {some_of(long, 2)}.",
            "Write a GeoPackage.",
        )
