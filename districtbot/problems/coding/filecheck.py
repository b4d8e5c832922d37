"""Checks of the files that code left in its folder."""

import io
import json
import math
import struct
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from districtbot.problems.coding.compare import REL, difference
from districtbot.problems.coding.family import Outcome

SAME_SHAPE = 1e-4
"""Largest share of a shape's area that may lie elsewhere."""

_PNG = b"\x89PNG\r\n\x1a\n"
_SQLITE = b"SQLite format 3\0"
_PARTS = frozenset({".cpg", ".dbf", ".prj", ".qix", ".sbn", ".sbx", ".shp", ".shx"})
MOST_PIXELS = 10_000
"""Width and height of a picture at most."""
MOST_UNPACKED = 2**28
"""Bytes that a zipped shapefile may have when it is unpacked."""


def file_table(
    name: str,
    truth: pd.DataFrame | Sequence[Mapping[str, Any]],
    keys: Sequence[str] = (),
    rel: float = REL,
    abs_: float = 0.0,
) -> Callable[[Outcome], str]:
    """A CSV file holds this table: these columns in any order, these rows.

    Args:
        name: Of the file.
        truth: The table. Text must be the same letter by letter, leading zeros too.
        keys: Columns that tell the rows apart; without them the order of rows counts.
        rel: Relative error allowed of numbers that are not whole in the truth.
        abs_: Absolute error allowed of them.
    """
    wanted = pd.DataFrame(truth)

    def wrong(outcome: Outcome) -> str:
        frame, problem = read_table(outcome, name)
        return problem or _table_problem(frame, wanted, keys, rel, abs_)

    return wrong


def file_shapes(
    name: str,
    truth: gpd.GeoDataFrame,
    keys: Sequence[str],
    rel: float = REL,
    abs_: float = 0.0,
    *,
    apart: float = SAME_SHAPE,
) -> Callable[[Outcome], str]:
    """A file of shapes holds these: the same CRS, columns, rows and shapes.

    Args:
        name: Of the file: ``.gpkg``, ``.geojson``, or ``.zip`` for a zipped shapefile.
        truth: The shapes with their columns; further columns are not allowed.
        keys: Columns that tell the rows apart.
        rel: Relative error allowed of numbers that are not whole in the truth.
        abs_: Absolute error allowed of them.
        apart: Largest share of a shape's area that may lie elsewhere; for points and lines a
            share of the width of the whole.
    """

    def wrong(outcome: Outcome) -> str:
        frame, problem = read_shapes(outcome, name)
        if frame is None:
            return problem
        if frame.crs != truth.crs:
            return f"{name} has the CRS {frame.crs and frame.crs.to_string()}"
        found = pd.DataFrame(frame.drop(columns=frame.geometry.name))
        wanted = pd.DataFrame(truth.drop(columns=truth.geometry.name))
        if problem := _table_problem(found, wanted, keys, rel, abs_):
            return problem
        shapes = frame.geometry.set_axis(_rows_by(found, keys))
        return _shape_problem(shapes, truth.geometry.set_axis(_rows_by(wanted, keys)), apart)

    return wrong


def file_png(
    name: str, *, smallest: tuple[int, int] = (100, 100), colours: int = 2
) -> Callable[[Outcome], str]:
    """A picture as PNG that is not empty.

    Args:
        name: Of the file.
        smallest: Width and height in pixels at least.
        colours: Number of different colours at least.
    """

    def wrong(outcome: Outcome) -> str:
        data, problem = _bytes_of(outcome, name)
        if problem:
            return problem
        size = png_size(data)
        if size is None:
            return f"{name} is no PNG picture"
        width, height = size
        if width < smallest[0] or height < smallest[1]:
            return f"{name} has only {width} by {height} pixels"
        if max(width, height) > MOST_PIXELS:
            return f"{name} is too large a picture"
        n_colours = _colours(data)
        return "" if n_colours >= colours else f"{name} has only {n_colours} colours"

    return wrong


def read_table(outcome: Outcome, name: str) -> tuple[pd.DataFrame, str]:
    """A CSV file as text, cell by cell, and what is wrong with it."""
    data, problem = _bytes_of(outcome, name)
    if problem:
        return pd.DataFrame(), problem
    try:
        frame = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    except (ValueError, pd.errors.ParserError):
        return pd.DataFrame(), f"{name} is no CSV table"
    return frame, ""


def read_shapes(outcome: Outcome, name: str) -> tuple[gpd.GeoDataFrame | None, str]:
    """A file of shapes, and what is wrong with it.

    It comes from strangers: it is read only as what its name says that it is.
    """
    data, problem = _bytes_of(outcome, name)
    if problem:
        return None, problem
    kind = Path(name).suffix
    if not _is_kind(data, kind):
        return None, f"{name} is no file of shapes of its kind"
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(scratch, f"found{kind}")
        path.write_bytes(data)
        try:
            frame = gpd.read_file(path)
        except (RuntimeError, ValueError, OSError, KeyError):
            return None, f"{name} cannot be read"
    if not isinstance(frame, gpd.GeoDataFrame):
        return None, f"{name} has no shapes"
    return frame, ""


def _is_kind(data: bytes, kind: str) -> bool:
    if kind == ".gpkg":
        return data.startswith(_SQLITE)
    if kind == ".geojson":
        try:
            found = json.loads(data)
        except (ValueError, RecursionError):
            return False
        return isinstance(found, dict) and found.get("type") == "FeatureCollection"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        return False
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        return False
    return {Path(part.filename).suffix for part in parts} <= _PARTS


def _bytes_of(outcome: Outcome, name: str) -> tuple[bytes, str]:
    if outcome.fault:
        return b"", outcome.fault
    if name not in outcome.files:
        return b"", f"there is no file {name}"
    return outcome.files[name], ""


def _table_problem(
    found: pd.DataFrame, truth: pd.DataFrame, keys: Sequence[str], rel: float, abs_: float
) -> str:
    if sorted(map(str, found.columns)) != sorted(map(str, truth.columns)):
        return f"the columns are {', '.join(map(str, found.columns))[:100]}"
    if len(found) != len(truth):
        return f"there are {len(found)} rows and not {len(truth)}"
    rows, wanted = _rows_by(found, keys), _rows_by(truth, keys)
    if sorted(rows) != sorted(wanted):
        return "the rows are others"
    if len(set(wanted)) < len(wanted):
        raise ValueError(f"{keys} do not tell the rows apart")
    order = {row: index for index, row in enumerate(rows)}
    for column in truth.columns:
        cells = found[column].tolist()
        for row, value in zip(wanted, truth[column].tolist(), strict=True):
            if problem := _cell_problem(cells[order[row]], value, rel, abs_):
                return f"{column}, row {row}: {problem}"
    return ""


def _rows_by(frame: pd.DataFrame, keys: Sequence[str]) -> list[str]:
    """A name for each row."""
    if not keys:
        return [str(number) for number in range(len(frame))]
    columns = [[_as_key(value) for value in frame[key].tolist()] for key in keys]
    return [" | ".join(parts) for parts in zip(*columns, strict=True)]


def _as_key(value: Any) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)


def _cell_problem(found: Any, truth: Any, rel: float, abs_: float) -> str:
    """What is wrong with a cell; text that stands for a number is one."""
    missing = truth is None or (isinstance(truth, float) and math.isnan(truth)) or truth is pd.NA
    if missing:
        return "" if found == "" or pd.isna(found) else f"{found!r:.60} is no gap"
    if isinstance(found, str) and isinstance(truth, bool):
        return "" if found.lower() == str(truth).lower() else f"{found!r:.60} is not {truth}"
    if isinstance(found, str) and isinstance(truth, int | float):
        try:
            found = float(found)
        except ValueError:
            return f"{found!r:.60} is no number"
    return difference(found, truth, rel, abs_)


def _shape_problem(found: gpd.GeoSeries, truth: gpd.GeoSeries, apart: float) -> str:
    found = found.loc[truth.index]
    if found.isna().any() or not found.is_valid.all():
        return "there are empty or invalid shapes"
    ones, others = found.to_numpy(), truth.to_numpy()
    wide = float(np.ptp(truth.total_bounds.reshape(2, 2), axis=0).max())
    for label, one, other in zip(truth.index, ones, others, strict=True):
        if other.area:
            off = shapely.symmetric_difference(one, other).area / other.area
        else:
            off = shapely.hausdorff_distance(one, other) / wide if wide else 0.0
        if not off <= apart:
            return f"the shape of {label} is another"
    return ""


def png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG picture, pixels; ``None`` where it is none."""
    if not data.startswith(_PNG) or len(data) < 32:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def png_pixels(data: bytes) -> NDArray[np.float32] | None:
    """The pixels of a PNG picture (0..1), shape (height, width) or (height, width, channels).

    ``None`` where it is damaged.
    """
    from matplotlib.image import imread

    try:
        pixels: NDArray[np.float32] = imread(io.BytesIO(data), format="png")
    except (ValueError, OSError, SyntaxError):
        return None
    return pixels


def _colours(data: bytes) -> int:
    pixels = png_pixels(data)
    if pixels is None:
        return 0
    flat = pixels.reshape(-1, pixels.shape[-1]) if pixels.ndim == 3 else pixels.reshape(-1, 1)
    return len(np.unique(np.round(flat * 255).astype(np.uint8), axis=0))
