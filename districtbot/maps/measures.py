"""The scorecard in groups, each measure with one plain sentence on what it says."""

from collections.abc import Iterable
from dataclasses import replace

from districtbot.maps.parts import Measure, MeasureGroup, ReportTable
from districtbot.plans.glossary.terms import term_of
from districtbot.plans.lines import Line, lines_of
from districtbot.plans.lines_votes import meaning_of
from districtbot.plans.scorecard import Scorecard

AT_LEAST = (
    "In brackets the district. Under a share such as 35%+: districts where the group has at "
    "least that share. A count, not a finding that it can elect whom it prefers."
)
COUNTED = "Districts at "
"""How the names of lines that count districts at a share begin."""

SHAPE, BORDERS, PEOPLE = "Shape", "Borders", "Groups"
SPREAD = ("mean", "lowest", "highest")
"""Ends of the keys of a measure of shape over the districts."""
HEADS = ("Mean", "Lowest (district)", "Highest (district)")


def measure_groups(card: Scorecard) -> tuple[MeasureGroup | ReportTable, ...]:
    """The measures of a plan, section by section; groups of people stand one below the other."""
    sections: dict[str, list[Line]] = {}
    for line in lines_of(card):
        sections.setdefault(line.section, []).append(line)
    groups: list[MeasureGroup | ReportTable] = []
    for title, lines in sections.items():
        spread = [line for line in lines if line.key.rpartition(".")[2] in SPREAD]
        if title == SHAPE and spread:
            groups.append(_spread_group(spread))
            title, lines = BORDERS, [line for line in lines if line not in spread]  # noqa: PLW2901
        groups.append((_people if title.startswith(PEOPLE) else _group)(title, lines))
    if card.declined:
        groups.append(
            MeasureGroup(
                "Not measured",
                tuple(Measure(name, ("–",), why) for name, why in sorted(card.declined.items())),
            )
        )
    return tuple(groups)


def measure_tables(card: Scorecard, *, widest: int = 6) -> tuple[ReportTable, ...]:
    """The measures of a plan as tables that fit a terminal.

    Sections of one column tell what each measure means; of contests or groups there are at
    most ``widest`` beside each other.

    Args:
        card: The scorecard.
        widest: Columns of values beside each other, at most.
    """
    tables: list[ReportTable] = []
    for group in measure_groups(card):
        n_columns = len(group.columns)
        if isinstance(group, ReportTable):
            tables.append(group)
        elif n_columns == 1 or group.columns == HEADS:
            rows = tuple((one.name, *one.values, one.meaning) for one in group.measures)
            heads = ("Measure", *group.columns, "Meaning")
            words = (n_columns + 1,)
            tables.append(ReportTable(group.title, heads, rows, group.note, words=words))
        else:
            tables += _side_by_side(group, widest)
    return tuple(tables)


def signs_of(group: MeasureGroup) -> str:
    """Whom positive values of a group favour, where some have a sign; else empty."""
    signed = [one.name for one in group.measures if "ositive favours" in one.meaning]
    if not signed:
        return ""
    return f"Positive values favour Democrats, negative ones Republicans: {', '.join(signed)}."


def _side_by_side(group: MeasureGroup, widest: int) -> list[ReportTable]:
    tables = []
    for start in range(0, len(group.columns), widest):
        part = slice(start, start + widest)
        rows = tuple((one.name, *one.values[part]) for one in group.measures)
        tables.append(ReportTable(group.title, ("Measure", *group.columns[part]), rows))
    notes = " ".join(note for note in (signs_of(group), group.note) if note)
    return [*tables[:-1], replace(tables[-1], note=notes)]


def _spread_group(lines: list[Line]) -> MeasureGroup:
    """One row for each measure of shape: its mean, lowest and highest over the districts."""
    cells = {line.key: line for line in lines}
    names = dict.fromkeys(line.key.rpartition(".")[0] for line in lines)
    return MeasureGroup(
        SHAPE,
        tuple(
            Measure(
                cells[f"{name}.mean"].name.removesuffix(", mean"),
                tuple(_with_district(cells[f"{name}.{part}"]) for part in SPREAD),
                cells[f"{name}.mean"].meaning,
            )
            for name in names
        ),
        HEADS,
    )


def _with_district(line: Line) -> str:
    return f"{line.text} ({line.district})" if line.district else line.text


def _group(title: str, lines: list[Line]) -> MeasureGroup:
    """One row for each name, one column for each contest."""
    columns, rows = _crossed(lines)
    measures = tuple(
        Measure(
            name,
            tuple(_with_district(cells[column]) if column in cells else "" for column in columns),
            _meaning(cells.values()),
        )
        for name, cells in rows.items()
    )
    heads = tuple(column or "Value" for column in columns)
    return MeasureGroup(title, measures, heads, _reasons(lines))


def _people(title: str, lines: list[Line]) -> ReportTable:
    """One row for each group of people, one column for each name."""
    columns, rows = _crossed(lines)
    heads = ("Group", *(name.removeprefix(COUNTED) for name in rows))
    table = tuple(
        (
            column,
            *(_with_district(cells[column]) if column in cells else "" for cells in rows.values()),
        )
        for column in columns
    )
    counted = any(name.startswith(COUNTED) for name in rows)
    told = AT_LEAST if counted else _meaning(next(iter(rows.values())).values())
    return ReportTable(title, heads, table, f"{told} {_reasons(lines)}".strip())


def _crossed(lines: list[Line]) -> tuple[tuple[str, ...], dict[str, dict[str, Line]]]:
    """The columns of a section, and its lines by name and column."""
    columns = tuple(dict.fromkeys(line.column for line in lines))
    rows: dict[str, dict[str, Line]] = {}
    for line in lines:
        rows.setdefault(line.name, {})[line.column] = line
    return columns, rows


def _meaning(lines: Iterable[Line]) -> str:
    """One sentence that holds for every line: their own, or the term's where these differ."""
    found = list(lines)
    own = {line.meaning for line in found}
    term = term_of(found[0].key)
    return found[0].meaning if len(own) == 1 or term is None else meaning_of(term.key)


def _reasons(lines: list[Line]) -> str:
    """Why some lines have no value, each reason once."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        if line.why:
            reasons.setdefault((line.column, line.why), []).append(line.name)
    texts = []
    for (column, why), names in reasons.items():
        what = f"{names[0]} and {len(names) - 1} more" if len(names) > 2 else " and ".join(names)
        texts.append(f"{f'{column}: ' if column else ''}no value for {what.lower()}: {why}.")
    return " ".join(texts)
