"""The parts of a report, as plain text and numbers already written out."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["met", "not_met", "scored"]
"""Every required target met; a plan that misses some; a plan scored without targets."""


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target and what became of it, in words for people.

    Attributes:
        name: What is measured: ``population deviation``.
        required: The bound with its unit.
        achieved: The value with its unit.
        met: Whether the plan meets it.
        wished: Whether it is wished for rather than required.
    """

    name: str
    required: str
    achieved: str
    met: bool
    wished: bool = False


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table whose first column names its rows.

    Attributes:
        title: Caption.
        columns: Column heads; columns after the first hold numbers and stand to the right.
        rows: Cells as text, each row as long as ``columns``.
        note: A line below the table.
        swatches: Colour of each row as ``#rrggbb``, shown before its name; may be empty.
        words: Columns (from 0) that hold words and stand to the left.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    swatches: tuple[str, ...] = ()
    words: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the scorecard.

    Attributes:
        name: What is measured.
        values: Its values as text, one for each column of its group.
        meaning: One plain sentence: what it is, and whom a positive sign favours.
    """

    name: str
    values: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    """Measures of one kind.

    Attributes:
        title: Such as ``Shape``.
        measures: The lines.
        columns: Heads of the value columns.
        note: A line below them.
    """

    title: str
    measures: tuple[Measure, ...]
    columns: tuple[str, ...] = ("Value",)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Further plans to choose from.

    Attributes:
        words: How many there are and how they were found, one sentence each.
        table: One row for each plan; ``None`` where there is no other.
        picture: Their maps side by side as PNG; ``None`` where there is none.
        picture_words: What it shows, for who cannot see it.
    """

    words: tuple[str, ...]
    table: ReportTable | None = None
    picture: bytes | None = None
    picture_words: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the report says, as text; empty parts are left out of the page.

    Attributes:
        title: Headline.
        status: Colours and words the banner.
        summary: The verdict in a sentence or two.
        request: What was asked for, in the user's words.
        picture: The map as PNG or SVG; ``None`` where there is none.
        picture_words: What the map shows, for who cannot see it; or why there is none.
        targets: One row for each target.
        districts: Tables by district.
        scorecard: Measures of the whole plan.
        splits: Tables of the counties and towns that are split.
        choices: Other plans to choose from.
        blocked: What stood in the way of a search that fell short, one sentence each.
        warnings: What the reader must know, one sentence each.
        notes: How the file was read, one sentence each.
        columns: Which column was taken for what, and why.
        provenance: Label and value, in order.
        commands: Command lines that repeat the run or check it.
    """

    title: str
    status: Status
    summary: str
    request: str = ""
    picture: bytes | None = None
    picture_words: str = ""
    targets: tuple[TargetRow, ...] = ()
    districts: tuple[ReportTable, ...] = ()
    scorecard: tuple[MeasureGroup, ...] = ()
    splits: tuple[ReportTable, ...] = ()
    choices: Choices | None = None
    blocked: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    columns: ReportTable | None = None
    provenance: tuple[tuple[str, str], ...] = ()
    commands: tuple[str, ...] = ()
