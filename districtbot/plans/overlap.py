"""How two plans of one map overlap: the best relabelling, people kept, districts nested."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.plan import Plan

Floats = NDArray[np.float64]


def overlap_people(state: StateMap, plan: Plan, column: str) -> tuple[Floats, tuple[str, ...]]:
    """People by district of a plan and by district of the plan in a column.

    Args:
        state: The map.
        plan: A plan of its units.
        column: Column of the other plan; units with an empty label belong to none.

    Returns:
        People, shape (k, number of labels), and the labels, sorted.

    Raises:
        AskError: If the map has no such column, or it names a district for no unit.
    """
    codes, labels = state.codes(column)
    table = _table(plan.district - 1, codes, state.population, plan.n_districts, len(labels))
    named = [place for place, label in enumerate(labels) if label]
    if not named:
        raise AskError(
            f"Column {column} gives no unit a district.", "Name a column that holds a plan."
        )
    return table[:, named], tuple(labels[place] for place in named)


def share_kept(state: StateMap, plan: Plan, column: str) -> float:
    """Share of all people who stay in their district under the best one-to-one relabelling.

    Args:
        state: The map.
        plan: The new plan.
        column: Column of the old plan.
    """
    table, _ = overlap_people(state, plan, column)
    rows, columns = matched(table)
    return _share(float(table[rows, columns].sum()), state)


def share_nested(state: StateMap, plan: Plan, column: str) -> float:
    """Share of all people who live in the old district that most of their district comes from.

    Args:
        state: The map.
        plan: The new plan.
        column: Column of the old plan.
    """
    table, _ = overlap_people(state, plan, column)
    return _share(float(table.max(axis=1).sum()), state)


def share_moved(plan: Plan, other: Plan, population: Floats) -> float:
    """Share of all people in different districts of two plans under the best relabelling.

    0 where the two are the same plan whatever the numbers; 0 too where nobody lives.

    Args:
        plan: A plan.
        other: Another plan of the same units.
        population: People in each unit, shape (n,).

    Raises:
        AskError: If the two plans are not of the same units.
    """
    table = overlap_of(plan, other, population)
    rows, columns = matched(table)
    total = float(table.sum())
    return max(0.0, 1.0 - float(table[rows, columns].sum()) / total) if total > 0 else 0.0


def relabel_like(
    plan: Plan,
    other: Plan,
    population: Floats | None = None,
    fixed: Collection[int] = (),
) -> Plan:
    """The plan with its districts renumbered so that most people keep the other's number.

    Districts that match none of the other plan's, where it has fewer, take the numbers left
    over in order.

    Args:
        plan: The plan to renumber; ``names[0]`` stays the name of district 1.
        other: The plan to follow, of the same units.
        population: People in each unit, shape (n,); without it every unit counts the same.
        fixed: Districts whose numbers stay, whomever they hold; both plans have them.

    Raises:
        AskError: If the two plans are not of the same units.
    """
    k = plan.n_districts
    people = np.ones(len(plan.unit_ids)) if population is None else population
    table = overlap_of(plan, other, people)
    kept = np.array(sorted(fixed), dtype=np.intp) - 1
    table[kept, kept] += 2 * table.sum() + 1
    rows, columns = matched(table)
    number = np.zeros(k, dtype=np.int32)
    fits = columns < k
    number[rows[fits]] = columns[fits] + 1
    number[number == 0] = np.setdiff1d(np.arange(1, k + 1), number)
    return replace(plan, district=number[plan.district - 1])


def overlap_of(plan: Plan, other: Plan, people: Floats) -> Floats:
    """People by district of a plan (rows) and by district of another (columns).

    Raises:
        AskError: If the two plans are not of the same units.
    """
    if plan.unit_ids != other.unit_ids:
        raise AskError(
            f"The two plans have different units ({len(plan.unit_ids):,} and "
            f"{len(other.unit_ids):,}, or in another order).",
            "Compare plans of one map.",
        )
    rows, columns = plan.district - 1, other.district - 1
    return _table(rows, columns, people, plan.n_districts, other.n_districts)


def _table(
    rows: NDArray[np.int32], columns: NDArray[np.int32], people: Floats, n_rows: int, n_columns: int
) -> Floats:
    table = np.zeros((n_rows, n_columns))
    np.add.at(table, (rows, columns), people)
    return table


def _share(kept: float, state: StateMap) -> float:
    total = float(state.population.sum())
    return kept / total if total > 0 else 0.0


def matched(table: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the largest sum, each used once."""
    from scipy.optimize import linear_sum_assignment  # slow to import, seldom needed

    rows, columns = linear_sum_assignment(table, maximize=True)
    return rows, columns
