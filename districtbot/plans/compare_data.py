"""A comparison as plain data: for JSON, and as tables of numbers for spreadsheets."""

from dataclasses import asdict
from typing import Any

from districtbot.plans.compare import Comparison, PlanChange, Row
from districtbot.plans.counterparts import Pair

Cell = str | float | int | None
Table = list[list[Cell]]
"""Rows of cells, the first one the heads."""


def comparison_data(found: Comparison) -> dict[str, Any]:
    """Everything a comparison found, as JSON data: never NaN.

    Args:
        found: The comparison.
    """
    names = [each.name for each in found.plans]
    return {
        "plans": [
            {
                "name": each.name,
                "label": label,
                "districts": each.plan.n_districts,
                "plan_sha256": each.plan.sha256,
            }
            for each, label in zip(found.plans, found.labels, strict=True)
        ],
        "reference": found.base.name,
        "measures": [_measure(row, names) for row in found.rows],
        "changes": [_change(found, change) for change in found.changes],
        "standings": {
            name: [one.to_dict() for one in standings]
            for name, standings in zip(names, found.standings, strict=True)
            if standings
        },
        "scorecards": {name: card.to_dict() for name, card in zip(names, found.cards, strict=True)},
        "warnings": list(found.warnings),
    }


def measure_rows(found: Comparison) -> Table:
    """One row a measure: the value of each plan, and how far it is from the reference's."""
    names = [each.name for each in found.plans]
    others = [place for place in range(len(names)) if place != found.reference]
    heads = ["key", "section", "column", "measure", "form", "better", *names]
    heads += [f"{names[place]} - {found.base.name}" for place in others]
    table: Table = [[*heads, "best", "meaning"]]
    for row in found.rows:
        line = row.line
        told: list[Cell] = [line.key, line.section, line.column, line.name, line.form, line.better]
        changes = [row.differences[place] for place in others]
        best = "; ".join(names[place] for place in row.best)
        table.append([*told, *row.values, *changes, best, line.meaning])
    return table


def move_rows(found: Comparison) -> Table:
    """One row for all people who go from one district to the same other one."""
    table: Table = [["plan", "from", "to", "people", "units"]]
    for change in found.changes:
        name = found.plans[change.place].name
        for move in change.change.moves:
            table.append([name, move.from_district, move.to_district, move.people, move.n_units])
    return table


def region_rows(found: Comparison) -> Table:
    """One row for each county or town that changes districts."""
    table: Table = [["plan", "kind", "name", "old districts", "new districts"]]
    table[0] += ["people moved", "units moved", "became"]
    for change in found.changes:
        name = found.plans[change.place].name
        for kind, regions in (("county", change.counties), ("municipality", change.municipalities)):
            for one in regions:
                old, new = " ".join(one.old), " ".join(one.new)
                moved = (one.people_moved, one.units_moved)
                table.append([name, kind, one.name, old, new, *moved, one.became])
    return table


def standing_rows(found: Comparison) -> Table:
    """One row for each number of each plan that the ensemble has too."""
    table: Table = [["plan", "measure", "rank", "value", "percentile", "error", "plans"]]
    for each, standings in zip(found.plans, found.standings, strict=True):
        for one in standings:
            told = (one.measure, one.rank, one.value, one.percentile, one.error, one.n_plans)
            table.append([each.name, *told])
    return table


def _measure(row: Row, names: list[str]) -> dict[str, Any]:
    line = row.line
    found: dict[str, Any] = {
        "key": line.key,
        "section": line.section,
        "column": line.column,
        "name": line.name,
        "form": line.form,
        "better": line.better or None,
        "meaning": line.meaning,
        "values": dict(zip(names, row.values, strict=True)),
        "differences": dict(zip(names, row.differences, strict=True)),
        "best": [names[place] for place in row.best],
    }
    why = {name: reason for name, reason in zip(names, row.why, strict=True) if reason}
    if why:
        found["why"] = why
    if row.apart:
        found["not_compared"] = row.apart
    return found


def _change(found: Comparison, change: PlanChange) -> dict[str, Any]:
    whole = change.change
    return {
        "plan": found.plans[change.place].name,
        "people_moved": whole.people_moved,
        "share_moved": whole.share_moved,
        "units_moved": whole.units_moved,
        "kept_together": whole.kept_overall,
        "variation_of_information": whole.variation_of_information,
        "moves": [asdict(move) for move in whole.moves],
        "districts": [_pair(found, change, pair) for pair in change.pairs],
        "counties": [asdict(one) for one in change.counties],
        "municipalities": [asdict(one) for one in change.municipalities],
    }


def _pair(found: Comparison, change: PlanChange, pair: Pair) -> dict[str, Any]:
    old, new = found.base.plan.names, found.plans[change.place].plan.names
    return {
        **asdict(pair),
        "old_name": None if pair.old is None else old[pair.old - 1],
        "new_name": None if pair.new is None else new[pair.new - 1],
        "kept_together": None if pair.old is None else change.change.kept[pair.old - 1],
    }
