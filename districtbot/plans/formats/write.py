"""Plans written in the formats that people exchange."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.paths import all_or_nothing
from districtbot.plans.export import dual_graph_json
from districtbot.plans.formats.blocks import Blocks
from districtbot.plans.formats.census import FIELDS, Entity, census_zip, code
from districtbot.plans.formats.districtr import districtr_data
from districtbot.plans.formats.ensembles import write_plans
from districtbot.plans.formats.lines import (
    Lines,
    lines_of_blocks,
    lines_of_units,
    numbered,
)
from districtbot.plans.formats.names import FORMATS, FormatName
from districtbot.plans.formats.shapes import plan_frame, shapes_bytes
from districtbot.plans.formats.sheets import sheet_bytes
from districtbot.plans.plan import Plan

NUMBERS: frozenset[FormatName] = frozenset({"districtr", "districtbuilder", "qgis", "mosaic"})
"""Tables whose programs take numbers only for districts."""
UNASSIGNED: dict[FormatName, str] = {
    "csv": "",
    "districtr": "",
    "baf": "",
    "bef": "ZZ",
    "districtbuilder": "0",
    "qgis": "0",
    "xlsx": "",
    "ods": "",
}
"""What formats write for no district; the others leave the line out."""
COMPLETE: frozenset[FormatName] = frozenset({"mosaic", "jsonl", "ben", "xben", "bendl"})
"""Formats that need a district for every unit."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written.

    Attributes:
        path: The file.
        format: Its format.
        count: How many units, blocks, districts or plans are in it.
        of: Which of these.
        notes: What had to be decided, one sentence each.
    """

    path: Path
    format: FormatName
    count: int
    of: Literal["units", "blocks", "districts", "plans"]
    notes: tuple[str, ...]


def write_plan_as(
    path: str | Path,
    state: StateMap,
    plan: Plan,
    form: FormatName,
    *,
    blocks: Blocks | None = None,
    dissolved: bool = False,
    entity: Entity = "CD",
) -> Written:
    """Write a plan in a format that other programs read.

    Args:
        path: The file; replaced.
        state: The map.
        plan: A plan of its units.
        form: The format; docs/formats.md lists them.
        blocks: The map's blocks, to write a line for each of them rather than for each unit.
        dissolved: For shapes: one shape for each district rather than for each unit.
        entity: For Census files: which kind of district it is.

    Raises:
        AskError: If the format cannot hold the plan, or the file cannot be written.
    """
    labels = [plan.names[number - 1] for number in plan.district.tolist()]
    lines = lines_of_units(state, labels)
    if blocks is not None:
        lines = lines_of_blocks(state, labels, blocks)
    return write_lines(Path(path), state, labels, lines, form, dissolved=dissolved, entity=entity)


def write_lines(
    path: Path,
    state: StateMap,
    labels: Sequence[str],
    lines: Lines,
    form: FormatName,
    *,
    dissolved: bool = False,
    entity: Entity = "CD",
) -> Written:
    """Write a plan of which some units may have no district; see `write_plan_as`.

    Args:
        path: The file; replaced.
        state: The map.
        labels: The district of each unit; empty for none.
        lines: What a table holds: units or blocks.
        form: The format.
        dissolved: For shapes: one shape for each district.
        entity: For Census files.

    Raises:
        AskError: If the format cannot hold the plan, or the file cannot be written.
    """
    _check(labels, lines, form)
    family = FORMATS[form].family
    notes: tuple[str, ...] = ()
    count = state.n_units
    of: Literal["units", "blocks", "districts"] = "units"
    with all_or_nothing(path.parent) as scratch:
        target = scratch / path.name
        if family == "plans":
            found = numbered(labels)
            notes = found.notes
            write_plans(target, form, state, [[number or 0 for number in found.numbers]])
        elif family == "shapes":
            frame = plan_frame(state, labels, dissolved=dissolved)
            count = len(frame)
            of = "districts" if dissolved else "units"
            target.write_bytes(shapes_bytes(frame, form))
        elif family == "graph":
            target.write_text(_graph(state, labels), encoding="utf-8")
        elif family == "json":
            text, notes = _json(state, lines, form)
            count = sum(map(bool, lines.labels))
            target.write_text(text, encoding="utf-8")
        else:
            rows, notes = _rows(lines, form)
            count = len(rows)
            target.write_bytes(_table(rows, form, entity, state))
    notes = (*(lines.notes if family in ("table", "json") else ()), *notes)
    if family in ("table", "json") and lines.blocks:
        of = "blocks"
    return Written(path, form, count, of, notes)


def _check(labels: Sequence[str], lines: Lines, form: FormatName) -> None:
    known = FORMATS[form]
    if known.blocks and not lines.blocks:
        raise AskError(
            f"{known.title[0].upper()}{known.title[1:]} is of census blocks; the map's units are "
            f"others, such as {some_of(lines.ids, 2)}.",
            "Say which blocks are in which unit with --blocks FILE.",
        )
    n_without = sum(not label for label in labels)
    if form in COMPLETE and n_without:
        raise AskError(
            f"{known.title[0].upper()}{known.title[1:]} needs a district for every unit; "
            f"{counted(n_without, 'unit')} {'has' if n_without == 1 else 'have'} none.",
            "Fill them with --missing fill, or write another format.",
        )
    if not any(labels):
        raise AskError("No unit has a district.", "Give a plan.")


def _rows(lines: Lines, form: FormatName) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """The cells of a table, and what had to be decided."""
    texts: Sequence[str] = lines.labels
    notes: tuple[str, ...] = ()
    if form in NUMBERS:
        found = numbered(lines.labels, consecutive=form == "mosaic")
        texts = [str(number) if number else "" for number in found.numbers]
        notes = found.notes
    if form == "districtr" and not lines.blocks:
        notes = (*notes, "Districtr itself reads census blocks: --level blocks writes them.")
    if form in UNASSIGNED:
        return [
            (text, label or UNASSIGNED[form]) for text, label in zip(lines.ids, texts, strict=True)
        ], notes
    kept = [(text, label) for text, label in zip(lines.ids, texts, strict=True) if label]
    left = len(lines.ids) - len(kept)
    if left:
        notes = (*notes, f"{counted(left, 'line')} without a district were left out.")
    return kept, notes


def _table(rows: list[tuple[str, str]], form: FormatName, entity: Entity, state: StateMap) -> bytes:
    header = FORMATS[form].header or ("unit", "district")
    if form == "baf":
        return census_zip(rows, entity)
    if form in ("xlsx", "ods"):
        return sheet_bytes(header, rows, form.upper())
    if form == "bef":
        header = (header[0], FIELDS[entity])
        rows = [(text, code(label, entity)) for text, label in rows]
    if form == "mosaic":
        header = (state.columns.unit_id, header[1])
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _json(state: StateMap, lines: Lines, form: FormatName) -> tuple[str, tuple[str, ...]]:
    if form == "districtr-json":
        found = numbered(lines.labels)
        data = districtr_data(state, lines.ids, found.numbers)
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n", found.notes
    pairs = zip(lines.ids, lines.labels, strict=True)
    plain = {text: int(label) if _plain(label) else label for text, label in pairs if label}
    return json.dumps(plain, ensure_ascii=False, indent=0) + "\n", ()


def _graph(state: StateMap, labels: Sequence[str]) -> str:
    data = dual_graph_json(state, None)
    for node, label in zip(data["nodes"], labels, strict=True):
        node.setdefault(state.columns.unit_id, node["id"])  # where Districtr plans look for it
        node["district"] = int(label) if _plain(label) else label or None
    return json.dumps(data, allow_nan=False)


def _plain(label: str) -> bool:
    """Whether a label is a whole number as Python writes it."""
    return label.isdecimal() and label.isascii() and len(label) < 10 and str(int(label)) == label
