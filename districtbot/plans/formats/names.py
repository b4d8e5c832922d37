"""The formats of plan files, by the names that people type."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal, get_args

from districtbot.ground.errors import AskError, some_of

FormatName = Literal[
    "csv",
    "dra",
    "dra-id",
    "districtr",
    "districtr-json",
    "districtr-csv",
    "baf",
    "bef",
    "districtbuilder",
    "qgis",
    "mosaic",
    "rdatools",
    "xlsx",
    "ods",
    "json",
    "gerrychain",
    "jsonl",
    "ben",
    "xben",
    "bendl",
    "geojson",
    "gpkg",
    "shapefile",
    "map file",
    "table",
    "column",
]
Family = Literal["table", "json", "graph", "plans", "shapes", "column"]


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        title: What it is called in a sentence.
        suffix: Ending of its files, with the point.
        family: Which module reads and writes it.
        header: The two names in the first line of a table that is written.
        blocks: Whether its files are of census blocks only.
        writes: Whether it can be written.
    """

    title: str
    suffix: str
    family: Family
    header: tuple[str, str] | None = None
    blocks: bool = False
    writes: bool = True


FORMATS: Mapping[FormatName, Format] = {
    "csv": Format("a CSV file of units and districts", ".csv", "table", ("unit", "district")),
    "dra": Format("a CSV file of Dave's Redistricting", ".csv", "table", ("GEOID20", "District")),
    "dra-id": Format(
        "an older CSV file of Dave's Redistricting", ".csv", "table", ("Id", "District")
    ),
    "districtr": Format("a CSV file of Districtr", ".csv", "table", ("geo_id", "zone")),
    "districtr-json": Format("a plan of the first Districtr (JSON)", ".json", "json"),
    "districtr-csv": Format(
        "a CSV file of the first Districtr", ".csv", "table", ("id", "assignment"), writes=False
    ),
    "baf": Format(
        "a Census block assignment file",
        ".zip",
        "table",
        ("BLOCKID", "DISTRICT"),
        blocks=True,
    ),
    "bef": Format("a block equivalency file", ".txt", "table", ("GEOID", "CDFP"), blocks=True),
    "districtbuilder": Format(
        "a CSV file of DistrictBuilder", ".csv", "table", ("BLOCKID", "DISTRICT"), blocks=True
    ),
    "qgis": Format("a CSV file of QGIS Redistricting", ".csv", "table", ("geoid20", "district")),
    "mosaic": Format("a CSV file of Mosaic", ".csv", "table", ("precinct_id", "district")),
    "rdatools": Format("a CSV file of rdatools", ".csv", "table", ("GEOID", "DISTRICT")),
    "xlsx": Format("an Excel workbook", ".xlsx", "table", ("geoid20", "district")),
    "ods": Format("an OpenDocument spreadsheet", ".ods", "table", ("geoid20", "district")),
    "json": Format("a JSON object of units and districts", ".json", "json"),
    "gerrychain": Format("a graph file of GerryChain", ".json", "graph"),
    "jsonl": Format("plans in JSON lines", ".jsonl", "plans"),
    "ben": Format("a BEN file of plans", ".ben", "plans"),
    "xben": Format("an XBEN file of plans", ".xben", "plans"),
    "bendl": Format("a BENDL bundle of plans", ".bendl", "plans"),
    "geojson": Format("a GeoJSON file", ".geojson", "shapes"),
    "gpkg": Format("a GeoPackage", ".gpkg", "shapes"),
    "shapefile": Format("a zipped shapefile", ".zip", "shapes"),
    "map file": Format("a file of shapes", "", "shapes", writes=False),
    "table": Format("a table of ids and districts", ".csv", "table", writes=False),
    "column": Format("a column of the map", "", "column", writes=False),
}
WRITTEN: tuple[FormatName, ...] = tuple(name for name, each in FORMATS.items() if each.writes)
"""Those that can be written."""
_SUFFIXES: Mapping[str, FormatName] = {
    ".csv": "csv",
    ".txt": "bef",
    ".xlsx": "xlsx",
    ".ods": "ods",
    ".json": "gerrychain",
    ".jsonl": "jsonl",
    ".ben": "ben",
    ".xben": "xben",
    ".bendl": "bendl",
    ".geojson": "geojson",
    ".gpkg": "gpkg",
    ".zip": "shapefile",
    ".shz": "shapefile",
}


def format_named(name: str) -> FormatName:
    """The format that can be written under a name.

    Raises:
        AskError: If there is none; lists them.
    """
    for known in WRITTEN:
        if known == name.strip().casefold():
            return known
    raise AskError(
        f"There is no format {name!r} to write.", f"Name one of {some_of(WRITTEN, len(WRITTEN))}."
    )


def format_of_path(path: PurePath) -> FormatName:
    """The format that the ending of a file's name stands for.

    Raises:
        AskError: If it stands for none.
    """
    found = _SUFFIXES.get(path.suffix.lower())
    if found == "shapefile" and path.name.lower().startswith("blockassign"):
        return "baf"
    if found is None:
        raise AskError(
            f"The name {path.name} does not say which format is wanted.",
            f"Name one with --to: {some_of(WRITTEN, len(WRITTEN))}.",
        )
    return found


def _check() -> None:
    if set(FORMATS) != set(get_args(FormatName)):
        raise ValueError("FORMATS and FormatName differ")


_check()
