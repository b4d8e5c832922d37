"""A comparison of plans as tables: measures, districts, what moved, the ensemble."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from districtbot.geo.numbers import counted
from districtbot.ground.errors import some_of
from districtbot.maps.comparison_change import NOTHING, change_tables
from districtbot.maps.parts import ReportTable
from districtbot.plans.compare import Comparison, Row
from districtbot.plans.line import Form, written
from districtbot.plans.text import percent, signed

if TYPE_CHECKING:
    from districtbot.plans.ensemble.standing import Standing

LEAST_SHOWN = 0.0005
"""A difference of shares that one decimal of a percentage point would not show."""
VOTES = "Votes"
FAIRNESS = ("dem_seats", "dem_efficiency_gap", "dem_mean_median")
"""What a short comparison shows of each contest but the newest."""
MOST_NAMED = 20
"""Contests or groups not shown that are named."""


def comparison_tables(found: Comparison, *, brief: int = 0) -> tuple[ReportTable, ...]:
    """Every table of a comparison, in the order in which they are read.

    Args:
        found: The comparison.
        brief: Rows at most of each table of districts, moves and counties, those with most
            people moved; of contests and groups see `measure_tables`. 0 for everything.
    """
    tables = [
        plan_table(found),
        *measure_tables(found, brief=brief),
        *standing_tables(found, brief=brief),
    ]
    for change in found.changes:
        tables += change_tables(found, change, brief=brief)
    return tuple(tables)


def plan_table(found: Comparison) -> ReportTable:
    """Which plan is called what, and how much it moves."""
    changes = {change.place: change.change for change in found.changes}
    base = found.labels[found.reference]
    rows = []
    for place, (label, each) in enumerate(zip(found.labels, found.plans, strict=True)):
        moved = changes.get(place)
        name = label if label == each.name else f"{label}: {each.name}"
        if moved is None:
            told = (NOTHING, NOTHING, NOTHING)
        else:
            share = NOTHING if moved.share_moved is None else percent(round(moved.share_moved, 4))
            told = (f"{moved.people_moved:,.0f}", share, f"{moved.units_moved:,}")
        rows.append((name, f"{each.plan.n_districts:,}", *told))
    return ReportTable(
        "Plans",
        ("Plan", "Districts", "People moved", "Share", "Units moved"),
        tuple(rows),
        f"Moved: in another district than in {base}, districts renumbered so that as few people "
        "as possible are.",
    )


def measure_tables(found: Comparison, *, brief: int = 0) -> tuple[ReportTable, ...]:
    """The measures of the plans, a table for each section, contest and group.

    Args:
        found: The comparison.
        brief: For sections of several contests or groups: the newest contest, and of the others
            `FAIRNESS`; or the rows that differ of as many contests or groups as fit into so
            many rows. 0 for everything, folded from the second contest or group on.
    """
    sections: dict[str, dict[str, list[Row]]] = {}
    for row in found.rows:
        columns = sections.setdefault(row.line.section, {})
        columns.setdefault(row.line.column, []).append(row)
    tables: list[ReportTable] = []
    for section, columns in sections.items():
        if not brief or len(columns) == 1:
            for place, (column, rows) in enumerate(columns.items()):
                title = f"{section}: {column}" if column else section
                each = _measure_table(found, title, rows)
                tables += [replace(table, folded=place > 0) for table in each]
        elif section == VOTES:
            tables += _contests(found, columns)
        else:
            tables += _differing(found, section, columns, brief)
    return tuple(tables)


def _contests(found: Comparison, columns: Mapping[str, Sequence[Row]]) -> list[ReportTable]:
    """The newest contest, and what matters most of the others."""
    (newest, first), *others = columns.items()
    shown = [
        row for _, rows in others for row in rows if row.line.key.rpartition(".")[2] in FAIRNESS
    ]
    left = sum(len(rows) for _, rows in others) - len(shown)
    return [
        *_measure_table(found, f"{VOTES}: {newest}", first),
        *_measure_table(
            found,
            f"{VOTES}: {counted(len(others), 'other contest')}",
            _named(shown),
            f"{left:,} more numbers of these contests are not shown.",
        ),
    ]


def _differing(
    found: Comparison, section: str, columns: Mapping[str, Sequence[Row]], most: int
) -> list[ReportTable]:
    """The rows in which the plans differ, of whole contests or groups."""
    shown: list[Row] = []
    left: list[str] = []
    n_rows = n_alike = 0
    for column, rows in columns.items():
        unlike = [row for row in rows if len(set(row.texts)) > 1]
        n_rows, n_alike = n_rows + len(rows), n_alike + len(rows) - len(unlike)
        if left or (shown and len(shown) + len(unlike) > most):
            left += [column] if unlike else []
        else:
            shown += unlike
    note = f"{n_alike:,} of {n_rows:,} numbers are alike and not shown."
    if left:
        note += f" Nor are those that differ of {some_of(left, MOST_NAMED)}."
    if not shown:
        return [ReportTable(section, ("Measure", *found.labels), (), note)]
    return _measure_table(found, f"{section}: what differs", _named(shown), note)


def _named(rows: Sequence[Row]) -> list[Row]:
    """The rows with the contest or group in their names."""
    return [replace(row, line=replace(row.line, name=_full_name(row))) for row in rows]


def _full_name(row: Row) -> str:
    return f"{row.line.column}: {row.line.name}" if row.line.column else row.line.name


def _measure_table(
    found: Comparison, title: str, rows: Sequence[Row], more: str = ""
) -> list[ReportTable]:
    labels, base = found.labels, found.labels[found.reference]
    others = [place for place in range(len(labels)) if place != found.reference]
    note = f"{_note(found, rows)} {more}".strip()
    best = [", ".join(labels[place] for place in row.best) for row in rows]
    changes = [[difference_text(row, place) for place in others] for row in rows]
    texts: list[tuple[str, ...]] = [(_head(row), *_texts(row)) for row in rows]
    heads: tuple[str, ...] = ("Measure", *labels)
    if len(labels) == 2:
        both = zip(texts, changes, best, strict=True)
        rows_of_both = tuple((*text, *change, word) for text, change, word in both)
        heads = (*heads, "Difference", "Better")
        return [ReportTable(title, heads, rows_of_both, note, words=(4,))]
    values = tuple((*text, word) for text, word in zip(texts, best, strict=True))
    tables = [ReportTable(title, (*heads, "Best"), values, note, words=(len(labels) + 1,))]
    differences = tuple(
        (text[0], *change)
        for text, change in zip(texts, changes, strict=True)
        if any(each[:1] in ("+", "−") for each in change)
    )
    if differences:
        heads = ("Measure", *(labels[place] for place in others))
        tables.append(ReportTable(f"{title}, less {base}", heads, differences))
    return tables


def _head(row: Row) -> str:
    """The measure with its unit, where the values stand without it to be narrow."""
    return f"{row.line.name} (people)" if row.line.form == "people" else row.line.name


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(text.removesuffix(" people").removesuffix(" person") for text in row.texts)


def _note(found: Comparison, rows: Sequence[Row]) -> str:
    """What cannot be compared or had, and why."""
    apart = [row.line.name for row in rows if row.apart]
    reasons = {row.apart for row in rows if row.apart}
    said = [f"Not compared, since {reason}: {some_of(apart, 9)}." for reason in sorted(reasons)]
    missing = {
        f"{row.line.name} of {label}: {why}"
        for row in rows
        for label, value, why in zip(found.labels, row.values, row.why, strict=True)
        if value is None and why
    }
    if missing:
        said.append(f"No value: {some_of(sorted(missing), 4)}.")
    return " ".join(said)


def difference_text(row: Row, place: int) -> str:
    """A plan's value less the reference's, with its sign; empty where there is none."""
    value = row.differences[place]
    return "" if value is None else _signed(value, row.line.form)


def _signed(value: float, form: Form) -> str:
    match form:
        case "yes_no":
            return ""
        case "share" | "signed_share" | "percent_points":
            small = abs(value) < LEAST_SHOWN
            return signed(value, f"{100 * abs(value):.{2 if small else 1}f} points")
        case "deviation" | "signed_deviation":
            return signed(value, f"{100 * abs(value):.2f} points")
        case "ratio" | "signed_ratio":
            return signed(value, f"{abs(value):.3f}")
        case _:
            return signed(value, written(abs(value), form))


def standing_tables(found: Comparison, *, brief: int = 0) -> tuple[ReportTable, ...]:
    """Where each plan stands in the ensemble, one row a measure of the whole plan.

    Args:
        found: The comparison.
        brief: Rows at most; 0 for all.
    """
    tables = [
        {one.measure: one for one in standings if one.rank is None} for standings in found.standings
    ]
    every = {name: one for table in tables for name, one in table.items()}
    if not every:
        return ()
    rows = [
        (one.name, *(_percentile(table.get(name)) for table in tables))
        for name, one in every.items()
    ]
    shown = rows[:brief] if brief else rows
    first = next(iter(every.values()))
    more = f" {len(rows) - len(shown):,} more measures are not shown." if shown != rows else ""
    return (
        ReportTable(
            f"Percentile among {first.n_plans:,} {first.kind}",
            ("Measure", *found.labels),
            tuple(shown),
            "The percentage of them with a smaller value, those with the same value counting "
            "half; ± is the standard error of drawing no more. A high or low percentile is "
            f"unusual, not wrong.{more}",
        ),
    )


def _percentile(one: "Standing | None") -> str:
    if one is None:
        return NOTHING
    return f"{100 * one.percentile:.1f} ± {max(100 * one.error, 0.1):.1f}"
