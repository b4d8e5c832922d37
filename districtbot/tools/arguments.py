"""Plans as people name them on the command line, and the order of arguments."""

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from districtbot.ground.errors import AskError
from districtbot.plans.formats.path import PlanPath, exists

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


def name_and_source(given: str) -> tuple[str, str]:
    """The name, empty where there is none, and the plan of ``Enacted=plan.csv``.

    A ``=`` in the name of a file that exists is its own.

    Args:
        given: A plan file or plan column, or ``NAME=PLAN``.
    """
    name, sign, source = given.partition("=")
    named = sign and source and not exists(PlanPath.of(given).path)
    return (name.strip(), source) if named else ("", given)


def names_of(given: Sequence[str]) -> tuple[str, ...]:
    """What each plan is called: its ``NAME=``, or as short a path as tells it from the others.

    The plan of a finished run is called by the folder of the run.

    Args:
        given: Plan files or plan columns, or ``NAME=PLAN``.
    """
    told = [name_and_source(one) for one in given]
    short = iter(_short_names([source for name, source in told if not name]))
    return tuple(name or next(short) for name, _ in told)


def _short_names(sources: Sequence[str]) -> list[str]:
    """A name of its own for each source."""
    parts = [_parts(source) for source in sources]
    names = ["/".join(part[-1:]) for part in parts]
    depth, deepest = 1, max(map(len, parts), default=0)
    while len(set(names)) < len(set(sources)) and depth < deepest:
        depth += 1
        times = Counter(names)
        names = [
            "/".join(part[-depth:]) if times[name] > 1 else name
            for part, name in zip(parts, names, strict=True)
        ]
    seen: Counter[str] = Counter()
    for place, name in enumerate(names):
        seen[name] += 1
        if seen[name] > 1:
            names[place] = f"{name} ({seen[name]})"
    return names


def _parts(source: str) -> tuple[str, ...]:
    """The folders and the name; those of the run for its ``plan.csv``."""
    path = Path(source)
    if path.name == "plan.csv" and _is_file(str(path.parent / "result.json")):
        path = path.parent if path.parent.name else path.parent.resolve()
    return path.parts or (source,)


def _maplike(given: str) -> bool:
    source = name_and_source(given)[1]
    return Path(source).suffix.lower() in MAP_SUFFIXES and _is_file(source)


def _is_file(name: str) -> bool:
    return os.path.isfile(name)  # noqa: PTH113 - names too long for a file are no error here
