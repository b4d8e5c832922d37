"""Reading a plan: a CSV file as people exchange them, or a plan column of the map."""

import codecs
import csv
import os
import re
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import numpy as np

from districtbot.geo.archive import open_archive
from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.matching import match_blocks, match_units
from districtbot.plans.plan import Plan, plan_of

DELIMITERS = ",|;\t"
MOST_DISTRICTS = 500
MOST_BYTES = 500_000_000
UNDEFINED = {"", "zz", "nan", "none", "null", "na"}
"""District labels that stand for no district; Census files write ``ZZ``."""
ID_HEADER = re.compile(
    r"geo_?id(10|20|30)?|geo_?code|unit(_?id)?|units|block_?id(10|20)?|vtd(id|st)?(10|20)?|"
    r"loc_?prec|precinct(_?id)?|pct(num|key)?|unique_?id|name|id|gid",
    re.IGNORECASE,
)
DISTRICT_HEADER = re.compile(
    r"dist(rict)?(_?(no|num|number|id|n))?(10|20)?|zone|assignment|cd(\d{2,4}|1\d\dfp)?|"
    r"con_?dist|cong_?dist|send|hdist|sld[ul](st)?(10|20)?|plan",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan and how it was read.

    Attributes:
        plan: The plan.
        notes: What was done to make it fit the map, one sentence each.
    """

    plan: Plan
    notes: tuple[str, ...]


def read_plan(source: str | Path, state: StateMap) -> Plan:
    """Read a plan of a map; see `open_plan`, which also says how it was read."""
    return open_plan(source, state).plan


def open_plan(source: str | Path, state: StateMap) -> PlanFile:
    """Read a plan from a file, or from a column of the map by its name.

    A file is CSV, plain or alone in a zip, with or without a header, divided by commas,
    bars, semicolons or tabs, with one line for each unit; or for each census block where
    the units' ids are the beginnings of the blocks'.

    Args:
        source: A file, or the name of a column.
        state: The map.

    Raises:
        AskError: If there is neither, or it does not give each unit one district.
    """
    path = Path(source)
    if os.path.isfile(path):  # noqa: PTH113 - names too long for a file are no error here
        return _from_file(path, state)
    column = _column_named(str(source), state)
    if column is None:
        known = some_of(state.columns.plans, 12) or "none"
        raise AskError(
            f"There is no plan file {source} and no column of that name in the map.",
            f"Name a CSV file or a plan column; the map's plan columns: {known}.",
        )
    labels = state.labels(column)
    _refuse_many(labels.tolist(), f"Column {column}", state)
    return PlanFile(plan_of(state.unit_ids, labels), ())


def _column_named(name: str, state: StateMap) -> str | None:
    names = [str(column) for column in state.units.columns]
    if name in names:
        return name
    alike = [column for column in names if column.casefold() == name.casefold()]
    return alike[0] if len(alike) == 1 else None


def _from_file(path: Path, state: StateMap) -> PlanFile:
    ids, labels = _two_columns(_rows(path), state, path.name)
    labels, notes = _clean_labels(labels)
    blocks = match_blocks(ids, state)
    match = blocks or match_units(ids, state, path.name)
    if blocks:
        _refuse_split(blocks.unit, labels, state, path.name)
    by_unit = np.empty(state.n_units, dtype=object)
    by_unit[list(match.unit)] = labels
    _refuse_many(labels, path.name, state)
    plan = plan_of(state.unit_ids, by_unit.astype(np.str_))
    return PlanFile(plan, (*match.notes, *notes))


def _rows(path: Path) -> list[list[str]]:
    """The cells of every line that is not blank, stripped."""
    text = _text(path)
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise AskError(f"{path.name} is empty.", "Give a CSV file with an id and a district.")
    try:
        table = csv.reader(StringIO("\n".join(lines)), delimiter=_delimiter(lines[:50]))
        rows = [[cell.strip() for cell in row] for row in table]
    except csv.Error as error:
        raise AskError(
            f"{path.name} is not a CSV file: a cell does not end.",
            "Give a text file with an id and a district on each line.",
        ) from error
    width = len(rows[0])
    ragged = [number for number, row in enumerate(rows, 1) if len(row) != width]
    if width < 2 or ragged:
        where = f", such as the first line has, on line {some_of(ragged)}" if ragged else ""
        raise AskError(
            f"{path.name} is not a table of ids and districts: there are not {max(width, 2)} "
            f"cells divided by a comma, bar, semicolon or tab{where}.",
            "Give one line for each unit: its id, then its district.",
        )
    return rows


def _delimiter(lines: list[str]) -> str:
    """The first mark that divides every line into the same number of cells, two at least."""
    for mark in DELIMITERS:
        widths = {len(row) for row in csv.reader(lines, delimiter=mark)}
        if len(widths) == 1 and min(widths) > 1:
            return mark
    return DELIMITERS[0]


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        if data[:2] == b"PK":
            data = _only_member(path)
    except OSError as error:
        raise AskError(
            f"The plan file {path} cannot be read: {error.strerror or error}.",
            "Check whether you may read it.",
        ) from error
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AskError(f"{path.name} is not a text file.", "Give a CSV file with an id and a district.")


def _only_member(path: Path) -> bytes:
    archive = open_archive(path)
    if "xl/workbook.xml" in archive.names:
        raise AskError(f"{path.name} is an Excel workbook.", "Save its sheet as CSV.")
    members = [name for name in archive.names if name.lower().endswith((".csv", ".txt"))]
    if len(members) != 1:
        raise AskError(
            f"{path.name} holds {counted(len(members), 'CSV file')}, not the one of a plan.",
            "Unpack it and name the one with the plan.",
        )
    if archive.size(members[0]) > MOST_BYTES:
        raise AskError(f"{members[0]} in {path.name} is too large for a plan.", "Check the file.")
    return archive.read(members[0])


def _two_columns(
    rows: list[list[str]], state: StateMap, source: str
) -> tuple[list[str], list[str]]:
    """The column of ids and the column of districts, without a header."""
    first = rows[0]
    id_at = [place for place, cell in enumerate(first) if ID_HEADER.fullmatch(cell)]
    district_at = [place for place, cell in enumerate(first) if DISTRICT_HEADER.fullmatch(cell)]
    headed = bool(id_at or district_at) and not set(first) & state.unit_index.keys()
    if not headed:
        headed = _looks_headed(rows)
        id_at, district_at = [], []
    body = rows[1:] if headed else rows
    if not body:
        raise AskError(f"{source} has a header and no lines below it.", "Give a plan.")
    ids = _id_place(body, id_at or sorted(set(range(len(first))) - set(district_at)), state)
    left = [place for place in (district_at or range(len(first))) if place != ids]
    if len(left) != 1:
        names = some_of(first, 12) if headed else f"{len(first)} columns without names"
        raise AskError(
            f"It is not clear which column of {source} is the district: {names}.",
            "Keep two columns, or name them `unit` and `district`.",
        )
    return [row[ids] for row in body], [row[left[0]] for row in body]


def _id_place(body: list[list[str]], places: list[int], state: StateMap) -> int:
    """The column with most units of the map in it, then with most different values."""

    def worth(place: int) -> tuple[int, int]:
        cells = {row[place] for row in body}
        return len(cells & state.unit_index.keys()), len(cells)

    return max(places, key=worth, default=0)


def _looks_headed(rows: list[list[str]]) -> bool:
    """Whether the first line has words where every other line has numbers."""
    columns = list(zip(*rows, strict=True))
    return any(
        len(column) > 1
        and not _is_number(column[0])
        and all(_is_number(cell) or cell.casefold() in UNDEFINED for cell in column[1:])
        for column in columns
    )


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"\d+(\.\d+)?([eE]\+?\d+)?", cell))


def _clean_labels(labels: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """District labels as they are meant: ``03`` and ``3.0`` are district 3."""
    kept = ["" if label.casefold() in UNDEFINED else label for label in labels]
    if all(re.fullmatch(r"\d+(\.0+)?", label) for label in kept if label):
        plain = [label.split(".")[0].lstrip("0") or "0" if label else "" for label in kept]
        if plain != kept:
            return plain, ("District numbers were read without leading zeros and `.0`.",)
    return kept, ()


def _refuse_many(labels: list[str], source: str, state: StateMap) -> None:
    n_labels = len(set(labels))
    if n_labels > MOST_DISTRICTS or (n_labels == state.n_units and n_labels > 2):
        raise AskError(
            f"{source} has {n_labels:,} different districts for {state.n_units:,} units: it is "
            "not a plan.",
            f"Name a plan of at most {MOST_DISTRICTS} districts.",
        )


def _refuse_split(units: tuple[int, ...], labels: list[str], state: StateMap, source: str) -> None:
    pairs = set(zip(units, labels, strict=True))
    n_districts = Counter(unit for unit, _ in pairs)
    split = sorted(unit for unit, n in n_districts.items() if n > 1)
    if split:
        names = some_of(state.unit_ids[unit] for unit in split)
        raise AskError(
            f"{source} is a plan of census blocks that divides {len(split):,} units of this map "
            f"between districts: {names}.",
            "Use a map of smaller units, or a version of the plan that keeps these whole.",
        )
