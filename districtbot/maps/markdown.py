"""A report as Markdown, the dialect that GitHub and most editors read."""

import re
from collections.abc import Iterable, Sequence

from districtbot.maps.parts import (
    Block,
    Commands,
    Facts,
    Handbook,
    Illustration,
    Listing,
    MeasureGroup,
    Paragraphs,
    Report,
    ReportTable,
    Section,
    TargetRow,
    TargetTable,
)
from districtbot.maps.sections import VERDICTS, sections_of
from districtbot.plans.glossary.term import Term

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|www)([:.])")
_LEADING = re.compile(r"^([-+](?=\s|$)|[-=]+$|\d+[.)](?=\s|$))")


def document(report: Report, folder: str) -> tuple[str, dict[str, bytes]]:
    """The report as Markdown, and its pictures.

    Every text is shown as it is: marks that Markdown would read are escaped.

    Args:
        report: What it says.
        folder: Where its pictures will lie, seen from the document.

    Returns:
        The text, and the content of each picture by its file's name.
    """
    pictures: dict[str, bytes] = {}
    parts = [f"# {plain(report.title)}"]
    if report.request:
        parts.append(f"**Asked for:** {plain(report.request)}")
    parts.append(f"> **{VERDICTS[report.status]}**" + _quoted(report.summary))
    parts += [f"> **Note:** {plain(warning)}" for warning in report.warnings]
    sections = sections_of(report)
    if len(sections) > 1:
        parts.append("\n".join(f"- [{each.title}](#{_slug(each.title)})" for each in sections))
    for section in sections:
        parts.append(f"## {plain(section.title)}")
        parts += _section(section, folder, pictures)
    return "\n\n".join(parts) + "\n", pictures


def plain(text: str) -> str:
    """Text with every mark that Markdown reads escaped, on one line."""
    line = _MARKS.sub(r"\\\1", " ".join(text.split()))
    line = _ADDRESS.sub(r"\1\\\2", line)  # else it would become a link
    return _LEADING.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", line)


def _slug(title: str) -> str:
    """The anchor that GitHub gives a head."""
    return re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")


def _quoted(summary: str) -> str:
    return f"\n>\n> {plain(summary)}" if summary else ""


def _section(section: Section, folder: str, pictures: dict[str, bytes]) -> list[str]:
    parts: list[str] = []
    for block in section.blocks:
        if isinstance(block, Illustration):
            parts += [_picture(block, folder, pictures), *_note(block.caption)]
        else:
            parts += _block(block)
    return parts


def _picture(block: Illustration, folder: str, pictures: dict[str, bytes]) -> str:
    suffix = "png" if block.data.startswith(b"\x89PNG") else "svg"
    name = f"{block.name}.{suffix}"
    pictures[name] = block.data
    return f"![{plain(block.words)}](<{folder}/{name}>)"


def _block(block: Block) -> list[str]:
    match block:
        case Paragraphs():
            return [plain(text) for text in block.texts]
        case Listing():
            return ["\n".join(f"- {plain(item)}" for item in block.items)]
        case TargetTable():
            return [_targets(block.rows)]
        case ReportTable():
            return _table(block)
        case MeasureGroup():
            return _measures(block)
        case Facts():
            return [_rows(("", ""), block.pairs, ())]
        case Commands():
            return [f"### {plain(block.title)}", *map(_fenced, block.lines)]
        case Handbook():
            return [part for term in block.terms for part in _term(term)]
        case Illustration():
            return []


def _targets(rows: Iterable[TargetRow]) -> str:
    cells = []
    for row in rows:
        name = row.name + (" (wished for)" if row.wished else "")
        name += " (default, not asked for)" if row.default else ""
        cells.append((name, row.required, row.achieved, "✓ met" if row.met else "✗ missed"))
    return _rows(("Target", "Bound", "The plan has", ""), cells, ())


def _table(table: ReportTable) -> list[str]:
    numbers = [n for n in range(1, len(table.columns)) if n not in table.words]
    parts = [f"### {plain(table.title)}"] if table.title else []
    parts.append(_rows(table.columns, table.rows, numbers))
    return [*parts, *_note(table.note)]


def _measures(group: MeasureGroup) -> list[str]:
    heads = ("Measure", *group.columns, "What it says")
    rows = [(each.name, *each.values, each.meaning) for each in group.measures]
    numbers = range(1, len(group.columns) + 1)
    return [f"### {plain(group.title)}", _rows(heads, rows, numbers), *_note(group.note)]


def _term(term: Term) -> list[str]:
    said = [
        ("", term.meaning),
        ("*Worked out:* ", term.how),
        ("", term.sign),
        ("*Without a value:* ", term.undefined),
        ("*Source:* ", term.source),
    ]
    lines = [f"{label}{plain(text)}" for label, text in said if text]
    return [f"### {plain(term.name)}", "  \n".join(lines)]


def _rows(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int]) -> str:
    """A table; columns of numbers stand to the right."""
    rule = ["--:" if place in numbers else "---" for place in range(len(heads))]
    lines = [heads, rule, *rows]
    texts = [[cell if line is rule else plain(cell) for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in texts)


def _note(words: str) -> list[str]:
    return [f"*{plain(words)}*"] if words else []


def _fenced(line: str) -> str:
    """A command in a fence longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}sh\n{line}\n{fence}"
