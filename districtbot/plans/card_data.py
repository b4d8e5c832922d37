"""The scorecard for programs and spreadsheets: JSON data, and CSV with every number."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from districtbot.plans.district_columns import district_columns
from districtbot.plans.line import written
from districtbot.plans.lines import lines_of
from districtbot.plans.scorecard import Scorecard

HEADS = (
    *("section", "column", "measure", "district", "value", "form", "text"),
    *("better", "meaning", "why", "key"),
)


def card_data(card: Scorecard) -> dict[str, Any]:
    """The scorecard as JSON data, with its lines ready to be shown under ``lines``."""
    lines = [{**asdict(line), "text": line.text} for line in lines_of(card)]
    return {**card.to_dict(), "lines": lines}


def card_csv(card: Scorecard) -> str:
    """Every number as a CSV file, one row a number: those of the plan, then each district's.

    Columns: ``section``; ``column``, the contest or group; ``measure``; ``district``, empty for
    the plan as a whole; ``value`` in full, empty where there is none; ``form``, such as
    ``share`` for 0 to 1; ``text``, as people read it; ``better``, what most people want of it;
    ``meaning``; ``why`` there is no value; ``key``, a stable name.
    """
    rows: list[tuple[str, ...]] = [HEADS]
    for line in lines_of(card):
        told = (line.section, line.column, line.name, "", _cell(line.value), line.form, line.text)
        rows.append((*told, line.better, line.meaning, line.why, line.key))
    for column in district_columns(card):
        for name, value in zip(card.names, column.values, strict=True):
            text = written(value, column.form)
            told = (column.section, "", column.key, name, _cell(value), column.form, text)
            rows.append((*told, "", "", "", column.key))
    return _csv(rows)


def districts_csv(card: Scorecard) -> str:
    """One row a district, one column a number, ready to be joined to a map.

    Shares and deviations are 0 to 1; areas and lengths say their unit in the name.
    """
    columns = district_columns(card)
    rows: list[Sequence[str]] = [("district", *(column.key for column in columns))]
    for place, name in enumerate(card.names):
        rows.append((name, *(_cell(column.values[place]) for column in columns)))
    return _csv(rows)


def _cell(value: float | None) -> str:
    """A number in full: whole ones without a point."""
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
