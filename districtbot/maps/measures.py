"""The scorecard in groups, each measure with one plain sentence on what it says."""

from districtbot.maps.report import Measure, MeasureGroup
from districtbot.plans.lines import Line, lines_of
from districtbot.plans.scorecard import Scorecard


def measure_groups(card: Scorecard) -> tuple[MeasureGroup, ...]:
    """The measures of a plan, section by section."""
    sections: dict[str, list[Line]] = {}
    for line in lines_of(card):
        sections.setdefault(line.section, []).append(line)
    groups = [_group(title, lines) for title, lines in sections.items()]
    if card.declined:
        groups.append(
            MeasureGroup(
                "Not measured",
                tuple(Measure(name, ("–",), why) for name, why in sorted(card.declined.items())),
            )
        )
    return tuple(groups)


def share_cell(share: float | None) -> str:
    """A share in a table, ``–`` where there is none."""
    return "–" if share is None else f"{share:.1%}"


def _group(title: str, lines: list[Line]) -> MeasureGroup:
    """One row for each name, one column for each contest or group."""
    columns = tuple(dict.fromkeys(line.column for line in lines))
    rows: dict[str, dict[str, Line]] = {}
    for line in lines:
        rows.setdefault(line.name, {})[line.column] = line
    measures = tuple(
        Measure(
            name,
            tuple(cells[column].text if column in cells else "" for column in columns),
            next(iter(cells.values())).meaning,
        )
        for name, cells in rows.items()
    )
    heads = tuple(column or "Value" for column in columns)
    return MeasureGroup(title, measures, heads, _reasons(lines))


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
