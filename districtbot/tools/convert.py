"""Convert a plan of a map, or a file of many plans, into another format."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.ground.paths import all_or_nothing
from districtbot.plans.formats.blocks import Blocks, open_blocks
from districtbot.plans.formats.census import Entity
from districtbot.plans.formats.ensembles import Plans, in_map_order, open_plans, write_plans
from districtbot.plans.formats.file import open_file
from districtbot.plans.formats.lines import Lines, lines_as_read, lines_of_blocks, lines_of_units
from districtbot.plans.formats.names import FORMATS, FormatName, format_named, format_of_path
from districtbot.plans.formats.path import PlanPath
from districtbot.plans.formats.read import read_assignments
from districtbot.plans.formats.report import Matched, report_on
from districtbot.plans.formats.settle import Missing, Split, settle
from districtbot.plans.formats.write import Written, write_lines
from districtbot.tools.renumber import numbered_like

Level = Literal["units", "blocks"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a plan is to be converted.

    Attributes:
        to: The format; ``None`` where the name of the file says it.
        blocks: A file of the map's blocks, or ``None``.
        level: Whether a line of a table is a unit or a block; ``None`` for blocks where the
            format is of blocks, else units.
        missing: What becomes of units without a district.
        split: What becomes of units that the plan divides.
        dissolved: For shapes: one shape for each district rather than for each unit.
        entity: For Census files: which kind of district it is.
        force: Whether a file of that name may be replaced.
        report: A file for what did not match, written also where that is refused; or ``None``.
        like: Another plan, whose labels the districts take so that most people keep theirs; or
            ``None``.
    """

    to: FormatName | None = None
    blocks: str | None = None
    level: Level | None = None
    missing: Missing = "refuse"
    split: Split = "refuse"
    dissolved: bool = False
    entity: Entity = "CD"
    force: bool = False
    report: Path | None = None
    like: str | None = None


PLAIN = Wanted()
"""Nothing but a format that the name of the file says."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A plan that was converted.

    Attributes:
        written: The file.
        matched: What was read and what did not match; ``None`` for a file of many plans.
        read: What was read, in a sentence.
        notes: What was found and done, one sentence each.
    """

    written: Written
    matched: Matched | None
    read: str
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "read": self.matched.to_dict() if self.matched is not None else self.read,
            "written": {
                "path": str(self.written.path),
                "format": self.written.format,
                self.written.of: self.written.count,
            },
            "notes": list(self.notes),
        }


def convert(
    source: str | Path,
    state: StateMap,
    out: str | Path | None = None,
    wanted: Wanted = PLAIN,
) -> Converted:
    """Convert a plan into another format, matched to the units of a map.

    A file of many plans becomes another file of many plans, unless ``#`` and a number name one.

    Args:
        source: A file of any format, the folder of a run or an ensemble, or a plan column.
        state: The map.
        out: The file to write; by default named after the source and the format, here.
        wanted: The format, and what to do with what does not match.

    Raises:
        AskError: If the source cannot be read, does not match, or the format cannot hold it;
            then nothing is written.
    """
    form, path = target_of(source, out, wanted)
    in_tables = FORMATS[form].family in ("table", "json")
    if wanted.level == "blocks" and not in_tables:
        raise AskError(
            f"{FORMATS[form].title[0].upper()}{FORMATS[form].title[1:]} is of the map's units.",
            "Leave --level blocks out, or write a table such as --to dra.",
        )
    many = _many(source, form)
    if many is not None and wanted.like is not None:
        raise AskError(
            f"--like renumbers one plan, and {many.path.name} holds {len(many):,}.",
            f"Name one of them, such as {many.path.name}#1.",
        )
    if many is not None:
        return _convert_all(many, state, path, form)
    held = read_assignments(source, state)
    blocks = open_blocks(wanted.blocks, state) if wanted.blocks is not None else None
    if wanted.like is not None:
        held = numbered_like(held, wanted.like, state, blocks)
    found = report_on(held, state, blocks)
    if wanted.report is not None:
        write_report(wanted.report, found)
    level = wanted.level or ("blocks" if FORMATS[form].blocks else "units")
    as_read = level == "blocks" and found.blocks and in_tables
    if as_read and wanted.split == "refuse" and wanted.missing in ("refuse", "leave"):
        lines = _as_read(found)
        labels: tuple[str, ...] = lines.labels
        notes = [*found.notes, *lines.notes]
    else:
        found = settle(found, state, missing=wanted.missing, split=wanted.split)
        if wanted.report is not None:
            write_report(wanted.report, found)
        labels, notes = found.labels, list(found.notes)
        lines = _lines(found, state, blocks, level)
    written = write_lines(
        path, state, labels, lines, form, dissolved=wanted.dissolved, entity=wanted.entity
    )
    return Converted(written, found, _said(found), (*dict.fromkeys([*notes, *written.notes]),))


def write_report(path: Path, matched: Matched) -> None:
    """Write what did not match as CSV: what, id, district, detail.

    Raises:
        AskError: If the file cannot be written.
    """
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(matched.rows())
    with all_or_nothing(path.parent) as scratch:
        (scratch / path.name).write_text(text.getvalue(), encoding="utf-8", newline="")


def target_of(
    source: str | Path, out: str | Path | None, wanted: Wanted
) -> tuple[FormatName, Path]:
    """The format and the file to write.

    Raises:
        AskError: If they are not said, or there is such a file already.
    """
    if out is None and wanted.to is None:
        raise AskError(
            "It is not said which format is wanted.", "Name one with --to, or a file with --out."
        )
    form = format_named(wanted.to) if wanted.to is not None else format_of_path(Path(out or ""))
    origin = PlanPath.of(source)
    if out is None:
        stem = origin.path.stem + (f"-{origin.part}" if origin.part else "")
        path = Path(f"{stem}-{form}{FORMATS[form].suffix}".replace("/", "-"))
    else:
        path = Path(out)
    if path.is_dir():
        raise AskError(f"{path} is a folder.", "Name a file with --out.")
    if path.exists() and (not wanted.force or _same(path, origin.path)):
        todo = "Name another file with --out" + (
            "." if wanted.force else ", or replace it with --force."
        )
        raise AskError(f"There is a file {path} already.", todo)
    return form, path


def _same(path: Path, other: Path) -> bool:
    return other.exists() and path.samefile(other)


def _many(source: str | Path, form: FormatName) -> Plans | None:
    """The plans of a file of several, if they are to become another such file."""
    origin = PlanPath.of(source)
    if FORMATS[form].family != "plans" or origin.part or not origin.path.exists():
        return None
    if origin.path.is_dir():
        if (origin.path / "plan.csv").is_file():
            return None
    elif open_file(origin).kind != "plans":
        return None
    plans = open_plans(origin.path)
    return plans if len(plans) > 1 else None


def _convert_all(plans: Plans, state: StateMap, path: Path, form: FormatName) -> Converted:
    with all_or_nothing(path.parent) as scratch:
        number = write_plans(scratch / path.name, form, state, in_map_order(plans, state))
    written = Written(path, form, number, "plans", ())
    said = f"{plans.path.name} is {FORMATS[plans.format].title}: {number:,} plans."
    return Converted(written, None, said, ())


def _lines(found: Matched, state: StateMap, blocks: Blocks | None, level: Level) -> Lines:
    if level == "units":
        return lines_of_units(state, found.labels)
    if blocks is not None:
        return lines_of_blocks(state, found.labels, blocks)
    if found.blocks:
        inside = [at for at, unit in enumerate(found.unit_of) if unit >= 0]
        return lines_as_read(
            [found.held.ids[at] for at in inside],
            [found.labels[found.unit_of[at]] for at in inside],
        )
    lines = lines_of_units(state, found.labels)
    if not lines.blocks:
        raise AskError(
            "The plan and the map are of units; which blocks these have is not known.",
            "Give a file of blocks with --blocks.",
        )
    return lines


def _as_read(found: Matched) -> Lines:
    """The blocks of the map as the file has them, also where they divide units."""
    inside = [at for at, unit in enumerate(found.unit_of) if unit >= 0]
    lines = lines_as_read(
        [found.held.ids[at] for at in inside], [found.held.labels[at] for at in inside]
    )
    note = "The blocks were written as they are in the file."
    if found.split:
        note += f" They divide {len(found.split):,} of the map's units."
    return Lines(lines.ids, lines.labels, True, (note,))


def _said(found: Matched) -> str:
    held = found.held
    of = "census blocks" if found.blocks else "units"
    why = f" ({held.why})" if held.why else ""
    return (
        f"{held.source} is {held.title}{why}: {found.n_lines:,} {of}, "
        f"{found.n_matched:,} of them in the map; {sum(map(bool, found.labels)):,} of "
        f"{len(found.unit_ids):,} units have a district."
    )
