"""Tables of ids and districts: text in any encoding, with any delimiter, headed or not."""

import codecs
import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.formats.assignments import UNDEFINED, Assignments, clean_labels
from districtbot.plans.formats.cells import refuse_faults
from districtbot.plans.formats.districtr import from_zero
from districtbot.plans.formats.names import FormatName

DELIMITERS = ",|;\t"
ID_HEADER = re.compile(
    r"geo_?id(10|20|30)?|geo_?code|unit(_?id)?|units|block(_?id)?(10|20)?|vtd(id|st)?(10|20)?|"
    r"loc_?prec|precinct(_?id)?|pct(num|key)?|unique_?id|name|id|gid|id-.+",
    re.IGNORECASE,
)
DISTRICT_HEADER = re.compile(
    r"dist(rict)?(_?(no|num|number|id|n))?(10|20)?|zone|assignment|cd(fp|\d{2,4}|1\d\dfp)?|"
    r"con_?dist|cong_?dist|send|hdist|sld[ul](st)?(10|20)?|plan",
    re.IGNORECASE,
)
HEADERS: tuple[tuple[str, str, FormatName], ...] = (
    ("GEOID20", "District", "dra"),
    ("Id", "District", "dra-id"),
    ("geo_id", "zone", "districtr"),
    ("geoid20", "district", "qgis"),
    ("GEOID", "DISTRICT", "rdatools"),
    ("GEOID", "CDFP", "bef"),
    ("GEOID", "SLDUST", "bef"),
    ("GEOID", "SLDLST", "bef"),
    ("precinct_id", "district", "mosaic"),
    ("unit", "district", "csv"),
    ("BLOCKID", "DISTRICT", "districtbuilder"),
)
"""Headers as the programs write them, and whose they are."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_BLOCK = re.compile(r"\d{14,15}(-\d+)?")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a table is which.

    Attributes:
        header: The names in its first line; empty where it has none.
        body: The lines below.
        id: Place of the ids.
        district: Place of the districts.
    """

    header: tuple[str, ...]
    body: list[list[str]]
    id: int
    district: int


@dataclass(frozen=True, slots=True)
class Known:
    """A format that was recognised.

    Attributes:
        form: The format.
        why: How.
    """

    form: FormatName
    why: str


def read_table(
    rows: list[list[str]],
    part: str,
    state: StateMap,
    source: str,
    known: Known | None = None,
) -> Assignments:
    """A plan from the cells of a table.

    Args:
        rows: The cells, as many in each line.
        part: The name of the column of districts; empty to find it.
        state: The map, whose ids tell which column has ids.
        source: What to call the file.
        known: The format, where it is known; ``None`` if the header tells it.

    Raises:
        AskError: If it is not clear which column is the district, or cells hold errors.
    """
    columns = _columns(rows, part, state, source)
    ids = [row[columns.id] for row in columns.body]
    texts = [row[columns.district] for row in columns.body]
    refuse_faults(ids, texts, source, 2 if columns.header else 1)
    found = _format(columns, ids) if known is None else known
    form, why = found.form, found.why
    notes: tuple[str, ...] = ()
    if form == "districtr-csv":
        texts, notes = from_zero(texts, _n_parts(columns), source)
    labels = clean_labels(texts, form)
    return Assignments(source, form, why, tuple(ids), labels.texts, (*notes, *labels.notes))


def rows_of(text: str, source: str) -> list[list[str]]:
    """The cells of every line that is not blank, stripped, as many in each line.

    Raises:
        AskError: If the text is no table of two columns or more.
    """
    lines = [line for line in _LINE_END.split(text) if line.strip()]
    if not lines:
        raise AskError(f"{source} is empty.", "Give a CSV file with an id and a district.")
    try:
        table = csv.reader(StringIO("\n".join(lines)), delimiter=_delimiter(lines[:50]))
        rows = [[cell.strip() for cell in row] for row in table]
    except csv.Error as error:
        raise AskError(
            f"{source} is not a CSV file: a cell does not end.",
            "Give a text file with an id and a district on each line.",
        ) from error
    return even(rows, source)


def even(rows: list[list[str]], source: str) -> list[list[str]]:
    """The rows, if each has as many cells as the first and that has two at least.

    Raises:
        AskError: Otherwise, with the lines.
    """
    width = len(rows[0])
    ragged = [number for number, row in enumerate(rows, 1) if len(row) != width]
    if width < 2 or ragged:
        where = f", such as the first line has, on line {some_of(ragged)}" if ragged else ""
        raise AskError(
            f"{source} is not a table of ids and districts: there are not {max(width, 2)} "
            f"cells divided by a comma, bar, semicolon or tab{where}.",
            "Give one line for each unit: its id, then its district.",
        )
    return rows


def decoded(data: bytes, source: str) -> str:
    """Bytes as text: UTF-8, UTF-16 with its mark, or Windows-1252.

    Raises:
        AskError: If they are not text.
    """
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise AskError(
        f"{source} is not a text file.", "Give a plan in one of the formats of docs/formats.md."
    )


def _delimiter(lines: list[str]) -> str:
    """The first mark that divides every line into the same number of cells, two at least."""
    for mark in DELIMITERS:
        widths = {len(row) for row in csv.reader(lines, delimiter=mark)}
        if len(widths) == 1 and min(widths) > 1:
            return mark
    return DELIMITERS[0]


def _columns(rows: list[list[str]], part: str, state: StateMap, source: str) -> Columns:
    first = rows[0]
    if [cell.upper() for cell in first] == ["BLOCKID", "COUNTYFP", "DISTRICT"]:
        raise AskError(
            f"{source} says which voting district each block is in; it is not a plan.",
            "Give it as --blocks, beside a plan.",
        )
    id_at = [place for place, cell in enumerate(first) if ID_HEADER.fullmatch(cell)]
    district_at = [place for place, cell in enumerate(first) if DISTRICT_HEADER.fullmatch(cell)]
    headed = bool(id_at or district_at) and not set(first) & state.unit_index.keys()
    if part:
        headed, district_at = True, [_named(first, part, source)]
        id_at = [place for place in id_at if place not in district_at]
    elif not headed:
        headed = _looks_headed(rows)
        id_at, district_at = [], []
    body = rows[1:] if headed else rows
    if not body:
        raise AskError(f"{source} has a header and no lines below it.", "Give a plan.")
    ids = _id_place(body, id_at or sorted(set(range(len(first))) - set(district_at)), state)
    left = [place for place in (district_at or range(len(first))) if place != ids]
    if len(left) != 1:
        raise _unclear(first if headed else [], len(first), source)
    return Columns(tuple(first) if headed else (), body, ids, left[0])


def _unclear(header: list[str], width: int, source: str) -> AskError:
    names = some_of(header, 12) if header else f"{width} columns without names"
    named = f", or name it: {source}#{header[-1]}" if header else ""
    return AskError(
        f"It is not clear which column of {source} is the district: {names}.",
        f"Keep two columns, or name them `unit` and `district`{named}.",
    )


def _named(header: Sequence[str], part: str, source: str) -> int:
    folded = [cell.casefold() for cell in header]
    if part.casefold() not in folded:
        raise AskError(
            f"{source} has no column {part}.", f"Its first line has: {some_of(header, 12)}."
        )
    return folded.index(part.casefold())


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


def _format(columns: Columns, ids: list[str]) -> Known:
    """The format of a table, and how it was recognised."""
    if not columns.header:
        if all(_BLOCK.fullmatch(text) for text in ids):
            return Known("bef", "it has no header and its ids are census blocks")
        return Known("table", "it has no header and two columns")
    id_name, district_name = columns.header[columns.id], columns.header[columns.district]
    why = f"its header is {id_name},{district_name}"
    if id_name.startswith("id-") and district_name == "assignment":
        return Known("districtr-csv", why)
    for first, second, form in HEADERS:
        if (id_name, district_name) == (first, second):
            return Known(form, why)
    return Known("table", why)


def _n_parts(columns: Columns) -> int | None:
    """How many districts the header of the first Districtr announces."""
    found = re.fullmatch(r"id-.*-(\d+)-[^-]*", columns.header[columns.id])
    return int(found[1]) if found else None
