"""The order of arguments, checked before anything is read."""

import os
from collections.abc import Sequence
from pathlib import Path

from districtbot.ground.errors import AskError

MAP_SUFFIXES = {".zip", ".shp", ".gpkg", ".geojson", ".json", ".parquet", ".fgb"}


def check_map_last(plans: Sequence[str], map_path: Path, usage: str) -> None:
    """Refuse a map among the plans where what came last is none.

    Args:
        plans: What is to be read as plans.
        map_path: What is to be read as the map.
        usage: How the command is written.

    Raises:
        AskError: If what came last is no file or a table, and what may be a map came before it.
    """
    is_table = map_path.suffix.lower() in (".csv", ".txt")
    if (is_table or not _is_file(str(map_path))) and any(map(_maplike, plans)):
        raise AskError(f"{map_path} is no map; the map comes last.", f"Write: {usage}.")


def _maplike(source: str) -> bool:
    return Path(source).suffix.lower() in MAP_SUFFIXES and _is_file(source)


def _is_file(name: str) -> bool:
    return os.path.isfile(name)  # noqa: PTH113 - names too long for a file are no error here
