"""Compare plan files of one map, and write the comparison into a folder."""

import csv
import io
import json
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.paths import all_or_nothing, check_writable
from districtbot.plans.compare import MOST, Comparison, NamedPlan, compare
from districtbot.plans.compare_data import (
    Table,
    comparison_data,
    measure_rows,
    move_rows,
    region_rows,
    standing_rows,
)
from districtbot.plans.files import open_plan

DATA = "comparison.json"
SHEETS = ("comparison.csv", "moves.csv", "counties.csv", "standing.csv")
MAPS_OF_ALL = "side-by-side.png"
CHANGES = tuple(f"changes-{number}.png" for number in range(1, MOST + 1))
FILES = (DATA, *SHEETS, MAPS_OF_ALL, *CHANGES)
"""Every file that a comparison may write."""
MAP_SUFFIXES = {".zip", ".shp", ".gpkg", ".geojson", ".json", ".parquet", ".fgb"}


@dataclass(frozen=True, slots=True)
class Opened:
    """Plans to be compared and how they were read.

    Attributes:
        plans: The plans, each under a name of its own.
        notes: What was done to make them fit the map, one sentence each.
    """

    plans: tuple[NamedPlan, ...]
    notes: tuple[str, ...]


def check_order(sources: Sequence[str], map_path: Path) -> None:
    """Refuse arguments in another order than plans first, then the map.

    Args:
        sources: What is to be read as plans.
        map_path: What is to be read as the map.

    Raises:
        AskError: If there is one plan only, or the map seems to stand among the plans.
    """
    todo = "Write: districtbot compare PLAN PLAN... MAP."
    if len(sources) < 2:
        raise AskError(
            f"To compare takes two plans and a map; {some_of(sources)} and {map_path} came.", todo
        )
    no_map = not map_path.exists() or map_path.suffix.lower() == ".csv"
    if no_map and any(_maplike(source) for source in sources):
        raise AskError(f"{map_path} is no map; the map comes last.", todo)


def _maplike(source: str) -> bool:
    # Names too long for a file are no error here.
    return Path(source).suffix.lower() in MAP_SUFFIXES and os.path.isfile(source)  # noqa: PTH113


def opened_plans(sources: Sequence[str], state: StateMap) -> Opened:
    """Read plans from files or columns of the map, and name them.

    A file is called by its name, with its folder where several have that name.

    Args:
        sources: Files, or names of columns.
        state: The map.

    Raises:
        AskError: If one cannot be read as a plan of the map.
    """
    plans, notes = [], []
    for name, source in zip(names_of(sources), sources, strict=True):
        opened = open_plan(source, state)
        plans.append(NamedPlan(name, opened.plan))
        notes += [f"{name}: {note}" for note in opened.notes]
    return Opened(tuple(plans), tuple(notes))


def names_of(sources: Sequence[str]) -> tuple[str, ...]:
    """A name of its own for each source: as short a path as tells it from the others."""
    parts = [Path(source).parts or (source,) for source in sources]
    names = ["/".join(part[-1:]) for part in parts]
    depth = 1
    while len(set(names)) < len(set(sources)) and depth < max(map(len, parts)):
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
    return tuple(names)


def place_of(reference: str | None, sources: Sequence[str], names: Sequence[str]) -> int:
    """Place of the plan that the others are compared with, from 0; the first by default.

    Args:
        reference: The source or name of one of the plans; ``None`` for the first.
        sources: The plans' sources.
        names: Their names.

    Raises:
        AskError: If it is none of the plans.
    """
    if reference is None:
        return 0
    for known in (sources, names):
        if reference in known:
            return list(known).index(reference)
    raise AskError(
        f"--reference {reference} is none of the plans to be compared: {some_of(names, MOST)}.",
        "Name one of them, or give it as a plan too.",
    )


def compare_files(
    state: StateMap,
    sources: Sequence[str],
    *,
    reference: str | None = None,
    ensemble: str | Path | None = None,
) -> tuple[Comparison, tuple[str, ...]]:
    """Compare plans of files or columns of a map.

    Args:
        state: The map.
        sources: Two or more files or columns.
        reference: The one that the others are compared with; the first by default.
        ensemble: Folder of a finished ensemble, to say where each plan stands.

    Returns:
        The comparison, and how the files were read, one sentence each.

    Raises:
        AskError: If a plan cannot be read, is not of the map, or does not go with the ensemble.
    """
    place = place_of(reference, sources, names_of(sources))
    opened = opened_plans(sources, state)
    found = compare(state, opened.plans, reference=place, ensemble=ensemble)
    return found, opened.notes


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written, or whose files are somebody else's.

    Raises:
        AskError: With what is in the way.
    """
    check_writable(folder)
    if (folder / DATA).exists() or not folder.is_dir():
        return
    foreign = [name for name in FILES if (folder / name).exists()]
    if foreign:
        raise AskError(
            f"{folder} holds {some_of(foreign)} of your own, which a comparison would replace.",
            "Name another folder with --out.",
        )


def write_comparison(
    folder: Path, state: StateMap, found: Comparison, *, title: str = ""
) -> tuple[str, ...]:
    """Write a comparison as JSON, CSV and, where the map has shapes, pictures.

    Args:
        folder: Where to write; made if it is not there.
        state: The map.
        found: The comparison.
        title: Headline of the pictures; the map's name by default.

    Returns:
        The names of the files written.

    Raises:
        AskError: If the folder cannot be written; then nothing in it has changed.
    """
    check_folder(folder)
    title = title or state.source.path.name.partition(".")[0].replace("_", " ").strip()
    with all_or_nothing(folder, FILES) as scratch:
        text = json.dumps(comparison_data(found), indent=2, ensure_ascii=False, allow_nan=False)
        (scratch / DATA).write_text(text + "\n", encoding="utf-8")
        tables = (measure_rows(found), move_rows(found), region_rows(found), standing_rows(found))
        for name, table in zip(SHEETS, tables, strict=True):
            if len(table) > 1:
                (scratch / name).write_text(_sheet(table), encoding="utf-8", newline="")
        if state.geometry is not None:
            _draw(scratch, state, found, title)
        return tuple(sorted(path.name for path in scratch.iterdir()))


def _sheet(table: Table) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue()


def _draw(folder: Path, state: StateMap, found: Comparison, title: str) -> None:
    """Draw the plans beside each other.

    Districts have the numbers and colours of those they follow, where there are as many.
    """
    from districtbot.maps.side_by_side import Captioned, draw_side_by_side

    changes = {change.place: change.change for change in found.changes}
    captioned = [
        Captioned(
            changes[place].relabelled if _follows(found, place) else each.plan,
            each.name,
            _caption(found, place),
        )
        for place, each in enumerate(found.plans)
    ]
    draw_side_by_side(state, captioned, folder / MAPS_OF_ALL, title=title)


def _follows(found: Comparison, place: int) -> bool:
    """Whether a plan is shown under the numbers of the reference."""
    counts = {each.plan.n_districts for each in found.plans}
    return place != found.reference and len(counts) == 1


def _caption(found: Comparison, place: int) -> tuple[str, ...]:
    """What stands above a plan's map."""
    change = next((one.change for one in found.changes if one.place == place), None)
    if change is None:
        return (f"{found.plans[place].plan.n_districts} districts",)
    share = "" if change.share_moved is None else f" ({change.share_moved:.1%})"
    told = [f"{change.people_moved:,.0f} people{share} in other districts"]
    if _follows(found, place):
        told.append(f"Numbered like {found.base.name}")
    return tuple(told)
