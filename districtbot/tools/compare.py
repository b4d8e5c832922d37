"""Compare plan files of one map, and write the comparison into a folder."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.paths import all_or_nothing, check_writable
from districtbot.maps.comparison_change import district_rows
from districtbot.maps.comparison_page import comparison_report
from districtbot.maps.comparison_pictures import (
    CHARTS,
    SIDE_BY_SIDE,
    change_picture,
    draw_charts,
    draw_maps,
)
from districtbot.maps.report import write_report
from districtbot.plans.compare import MOST, Comparison, NamedPlan, compare
from districtbot.plans.compare_data import (
    Cell,
    Table,
    comparison_data,
    measure_rows,
    move_rows,
    region_rows,
    standing_rows,
)
from districtbot.plans.formats.open import open_plan
from districtbot.tools.arguments import check_map_last, name_and_source, names_of
from districtbot.tools.versions import versions

PAGE, DATA = "comparison.html", "comparison.json"
SHEETS = ("comparison.csv", "districts.csv", "moves.csv", "counties.csv", "standing.csv")
FILES = (PAGE, DATA, *SHEETS, SIDE_BY_SIDE, *map(change_picture, range(MOST)))
"""Every file that a comparison may write, besides charts in a folder of their own."""
USAGE = "districtbot compare PLAN PLAN... MAP"


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
    if len(sources) < 2:
        raise AskError(
            f"To compare takes two plans and a map; {some_of(sources)} and {map_path} came.",
            f"Write: {USAGE}.",
        )
    check_map_last(sources, map_path, USAGE)


def opened_plans(sources: Sequence[str], state: StateMap) -> Opened:
    """Read plans from files or columns of the map, and name them.

    Args:
        sources: Files or names of columns, as ``NAME=PLAN`` or called as `names_of` says.
        state: The map.

    Raises:
        AskError: If one cannot be read as a plan of the map.
    """
    plans, notes = [], []
    for name, source in zip(names_of(sources), sources, strict=True):
        opened = open_plan(name_and_source(source)[1], state)
        plans.append(NamedPlan(name, opened.plan))
        notes += [f"{name}: {note}" for note in opened.notes]
    return Opened(tuple(plans), tuple(notes))


def place_of(reference: str | None, sources: Sequence[str], names: Sequence[str]) -> int:
    """Place of the plan that the others are compared with, from 0; the first by default.

    Args:
        reference: The source or name of one of the plans; ``None`` for the first.
        sources: The plans' sources, maybe as ``NAME=PLAN``.
        names: Their names.

    Raises:
        AskError: If it is none of the plans.
    """
    if reference is None:
        return 0
    for known in (sources, names, [name_and_source(source)[1] for source in sources]):
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
    more: bool = False,
) -> tuple[Comparison, tuple[str, ...]]:
    """Compare plans of files or columns of a map.

    Args:
        state: The map.
        sources: Two or more files or columns, or ``NAME=PLAN``.
        reference: The one that the others are compared with; the first by default.
        ensemble: Folder of a finished ensemble, to say where each plan stands.
        more: Whether to add the measures that few ask for.

    Returns:
        The comparison, and how the files were read, one sentence each.

    Raises:
        AskError: If a plan cannot be read, is not of the map, or does not go with the ensemble.
    """
    place = place_of(reference, sources, names_of(sources))
    opened = opened_plans(sources, state)
    found = compare(state, opened.plans, reference=place, ensemble=ensemble, more=more)
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
    folder: Path,
    state: StateMap,
    found: Comparison,
    *,
    ensemble: str | Path | None = None,
    title: str = "",
    notes: Sequence[str] = (),
) -> tuple[str, ...]:
    """Write a comparison: a page that opens offline, JSON, CSV and pictures.

    Args:
        folder: Where to write; made if it is not there.
        state: The map.
        found: The comparison.
        ensemble: The ensemble that it was made with, for its charts.
        title: Headline; the map's name by default.
        notes: How the plans were read, one sentence each.

    Returns:
        The names of the files written.

    Raises:
        AskError: If the folder cannot be written; then nothing in it has changed.
    """
    check_folder(folder)
    title = title or state.source.path.name.partition(".")[0].replace("_", " ").strip()
    with all_or_nothing(folder, _owned(folder)) as scratch:
        text = json.dumps(comparison_data(found), indent=2, ensure_ascii=False, allow_nan=False)
        (scratch / DATA).write_text(text + "\n", encoding="utf-8")
        tables = (
            measure_rows(found),
            district_rows(found),
            move_rows(found),
            region_rows(found),
            standing_rows(found),
        )
        for name, table in zip(SHEETS, tables, strict=True):
            if len(table) > 1:
                (scratch / name).write_text(_sheet(table), encoding="utf-8", newline="")
        pictures = draw_maps(state, found, scratch, title=title)
        if ensemble is not None:
            pictures += draw_charts(state, found, ensemble, scratch, title=title)
        page = comparison_report(state, found, pictures, title=title, notes=notes)
        write_report(scratch / PAGE, replace(page, provenance=(*page.provenance, _versions())))
        files = (path for path in scratch.rglob("*") if path.is_file())
        return tuple(sorted(path.relative_to(scratch).as_posix() for path in files))


def _versions() -> tuple[str, str]:
    return "Versions", ", ".join(f"{name} {number}" for name, number in versions().items())


def _owned(folder: Path) -> list[str]:
    """What an earlier comparison may have left in a folder."""
    charts = sorted((folder / CHARTS).glob("*.*")) if (folder / DATA).exists() else []
    names = [path.name for path in charts if path.suffix in (".png", ".csv")]
    return [*FILES, *(f"{CHARTS}/{name}" for name in names)]


def _sheet(table: Table) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([_plain(cell) for cell in row] for row in table)
    return text.getvalue()


def _plain(cell: Cell) -> Cell:
    """Whole numbers without a point."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell
