"""Spreadsheets, read and written by GDAL."""

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyogrio

from districtbot.geo.read import GDAL_ERRORS
from districtbot.ground.errors import AskError
from districtbot.plans.formats.file import PlanFileOnDisk
from districtbot.plans.formats.table import even
from districtbot.plans.formats.zips import undated

MOST_ROWS = 1_048_575
"""Lines below the header that a sheet can hold."""


def rows_of_sheet(file: PlanFileOnDisk) -> list[list[str]]:
    """The cells of the first sheet as text, empty lines left out.

    Raises:
        AskError: If the file is damaged or its first sheet is no table.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            path = file.place.gdal_path(file.name)
            sheets = pyogrio.list_layers(path)
            frame = pyogrio.read_dataframe(
                path,
                layer=str(sheets[0][0]) if len(sheets) else None,
                read_geometry=False,
                FIELD_TYPES="STRING",
                HEADERS="DISABLE",
            )
        except (*GDAL_ERRORS, IndexError) as error:  # the last from a workbook without sheets
            raise AskError(
                f"{file.name} cannot be read as a spreadsheet: it is damaged or of another kind.",
                "Save its sheet as CSV.",
            ) from error
    cells = frame.astype("string").fillna("").to_numpy(dtype=object).tolist()
    rows = [[str(cell).strip() for cell in row] for row in cells]
    filled = [row for row in rows if any(row)]
    if not filled:
        raise AskError(f"{file.name} is empty.", "Give a sheet with an id and a district.")
    return even(filled, file.name)


def sheet_bytes(header: tuple[str, str], rows: Sequence[tuple[str, str]], driver: str) -> bytes:
    """A spreadsheet of two columns of text.

    Args:
        header: The names of the columns.
        rows: The cells.
        driver: ``XLSX`` or ``ODS``.

    Raises:
        AskError: If there are more rows than a sheet can hold.
    """
    if len(rows) > MOST_ROWS:
        raise AskError(
            f"A sheet holds {MOST_ROWS:,} lines; the plan has {len(rows):,}.", "Write CSV instead."
        )
    frame = pd.DataFrame(rows, columns=list(header), dtype="string")
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / f"plan.{driver.lower()}"
        pyogrio.write_dataframe(frame, path, driver=driver, layer="plan")
        return undated(path.read_bytes())
