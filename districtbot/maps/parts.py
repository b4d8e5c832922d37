"""The parts of a report, as plain text and numbers already written out."""

from dataclasses import dataclass
from typing import Literal

from districtbot.plans.glossary.term import Term

Status = Literal["met", "not_met", "scored", "compared"]
"""Every required target met; a plan that misses some; scored, or compared, without targets."""


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target and what became of it, in words for people.

    Attributes:
        name: What is measured: ``population deviation``.
        required: The bound with its unit.
        achieved: The value with its unit.
        met: Whether the plan meets it.
        wished: Whether it is wished for rather than required.
        default: Whether nobody asked for this bound: it is what holds where nothing is said.
    """

    name: str
    required: str
    achieved: str
    met: bool
    wished: bool = False
    default: bool = False


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
        foot: How many of the last rows sum the others up, such as ``Whole map``.
        folded: Whether a page shows it only when its title is clicked.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    swatches: tuple[str, ...] = ()
    words: tuple[int, ...] = ()
    foot: int = 0
    folded: bool = False


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
class Paragraphs:
    """Running text.

    Attributes:
        texts: One paragraph each.
    """

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Sentences one below the other.

    Attributes:
        items: The sentences.
    """

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TargetTable:
    """What was asked for and what the plan has.

    Attributes:
        rows: One for each target.
    """

    rows: tuple[TargetRow, ...]


@dataclass(frozen=True, slots=True)
class Illustration:
    """A picture.

    Attributes:
        data: PNG or SVG.
        words: What it shows, for who cannot see it.
        name: Stem of its file where pictures lie beside the text: ``map``; no other picture of
            the report has it.
        caption: A line below it.
        live: The interactive map that a page shows in its place, as JSON; empty for none.
    """

    data: bytes
    words: str
    name: str
    caption: str = ""
    live: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with values.

    Attributes:
        pairs: In order.
    """

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Commands:
    """Command lines.

    Attributes:
        title: What they do.
        lines: One each.
    """

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Handbook:
    """Measures explained in plain words.

    Attributes:
        terms: In order.
    """

    terms: tuple[Term, ...]


Block = (
    Paragraphs
    | Listing
    | TargetTable
    | ReportTable
    | MeasureGroup
    | Illustration
    | Facts
    | Commands
    | Handbook
)
"""What a section is made of."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report under a head of its own.

    Attributes:
        anchor: Name to link to.
        title: Its head.
        blocks: What it says.
    """

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything the report says, as text; empty parts are left out.

    Attributes:
        title: Headline.
        status: Colours and words the banner.
        summary: The verdict in a sentence or two.
        request: What was asked for, in the user's words.
        picture: The map as PNG or SVG; ``None`` where there is none.
        picture_words: What the map shows, for who cannot see it; or why there is none.
        interactive: The interactive map as JSON (`interactive.map_data`).
        targets: One row for each target.
        scorecard: Measures of the whole plan.
        districts: Tables by district.
        choices: Other plans to choose from.
        comparison: The plan against others.
        ensemble: Where the plan stands among the plans of an ensemble.
        splits: Tables of the counties and towns that are split.
        methods: The measures shown, explained.
        blocked: What stood in the way of a search that fell short, one sentence each.
        warnings: What the reader must know, one sentence each.
        notes: How the file was read, one sentence each.
        readings: Tables of how the file was read: columns, added edges.
        provenance: Label and value, in order.
        commands: Command lines that repeat the run or check it.
    """

    title: str
    status: Status
    summary: str
    request: str = ""
    picture: bytes | None = None
    picture_words: str = ""
    interactive: str = ""
    targets: tuple[TargetRow, ...] = ()
    scorecard: tuple[MeasureGroup | ReportTable, ...] = ()
    districts: tuple[ReportTable, ...] = ()
    choices: Choices | None = None
    comparison: tuple[Block, ...] = ()
    ensemble: tuple[Block, ...] = ()
    splits: tuple[ReportTable, ...] = ()
    methods: tuple[Term, ...] = ()
    blocked: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    readings: tuple[ReportTable, ...] = ()
    provenance: tuple[tuple[str, str], ...] = ()
    commands: tuple[str, ...] = ()
