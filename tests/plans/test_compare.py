"""Comparing plans: one drawn by hand, and laws that hold for any."""

import json
from typing import Any

import numpy as np
import pytest

from districtbot.ground.errors import AskError
from districtbot.plans.compare import Comparison, NamedPlan, Row, compare
from districtbot.plans.compare_data import (
    comparison_data,
    measure_rows,
    move_rows,
    region_rows,
    standing_rows,
)
from districtbot.plans.plan import Plan, plan_of

OLD = "1 1 2 2  1 1 2 2  3 3 4 4  3 3 4 4"
NEW = "2 2 1 1  2 2 2 1  3 3 4 4  3 3 4 4"
QUARTERS = [*["NW", "NW", "NE", "NE"] * 2, *["SW", "SW", "SE", "SE"] * 2]


@pytest.fixture(scope="module")
def state(grid_frame: Any, state_of: Any) -> Any:
    return state_of(grid_frame(4, 4, COUNTY=QUARTERS), county="COUNTY")


@pytest.fixture(scope="module")
def found(state: Any, plan_for: Any) -> Comparison:
    r"""A plan of the four quarters, and one that takes a unit from 2 to 1 and swaps their names.

    Each unit has 100 people; the counties are the quarters::

        old         new            follows the old
        1 1 2 2     2 2 1 1        1 1 2 2
        1 1 2 2     2 2 2 1        1 1 1 2      <- this unit of NE moves
        3 3 4 4     3 3 4 4        3 3 4 4
        3 3 4 4     3 3 4 4        3 3 4 4
    """
    plans = [NamedPlan("old", plan_for(state, OLD)), NamedPlan("new", plan_for(state, NEW))]
    return compare(state, plans)


def row_of(found: Comparison, key: str) -> Row:
    return next(row for row in found.rows if row.line.key == key)


@pytest.mark.parametrize(
    ("key", "values", "best"),
    [
        ("cut_edges", (8.0, 9.0), (0,)),
        ("largest_deviation", (0.0, 0.25), (0,)),
        ("overall_range", (0.0, 0.5), (0,)),
        ("county.splits", (0.0, 1.0), (0,)),
        ("county.region_pieces", (4.0, 5.0), (0,)),
        ("contiguous", (1.0, 1.0), ()),
    ],
)
def test_measures_beside_each_other(
    found: Comparison, key: str, values: tuple[float, ...], best: tuple[int, ...]
) -> None:
    row = row_of(found, key)
    assert row.values == pytest.approx(values)
    assert row.differences == pytest.approx((0.0, values[1] - values[0]))
    assert row.best == best
    assert not row.apart


def test_what_moves(found: Comparison) -> None:
    (changed,) = found.changes
    change = changed.change
    assert (change.people_moved, change.share_moved, change.units_moved) == (100, 1 / 16, 1)
    (move,) = change.moves
    assert (move.from_district, move.to_district, move.people, move.n_units) == ("2", "1", 100, 1)
    assert change.kept == (1.0, 0.75, 1.0, 1.0)


def test_districts_follow_each_other_whatever_their_names(found: Comparison) -> None:
    (changed,) = found.changes
    assert [(pair.old, pair.new) for pair in changed.pairs] == [(1, 2), (2, 1), (3, 3), (4, 4)]
    first, second, third, _ = changed.pairs
    assert (first.stayed, first.came, first.left, first.units_came) == (400, 100, 0, 1)
    assert (second.stayed, second.came, second.left, second.units_left) == (300, 0, 100, 1)
    assert (third.stayed, third.came, third.left) == (400, 0, 0)


def test_counties_that_change(found: Comparison) -> None:
    (changed,) = found.changes
    (county,) = changed.counties
    assert (county.name, county.old, county.new) == ("NE", ("2",), ("1", "2"))
    assert (county.people_moved, county.units_moved, county.became) == (100, 1, "split")


def test_a_county_becomes_whole_the_other_way_round(state: Any, plan_for: Any) -> None:
    plans = [NamedPlan("new", plan_for(state, NEW)), NamedPlan("old", plan_for(state, OLD))]
    (changed,) = compare(state, plans).changes
    (county,) = changed.counties
    assert (county.name, county.became) == ("NE", "whole")


def test_other_numbers_of_districts_are_shown_but_not_compared(state: Any, plan_for: Any) -> None:
    r"""Four quarters against two halves, of which the left one follows the upper quarter::

    1 1 2 2     L L R R
    1 1 2 2     L L R R
    3 3 4 4     L L R R
    3 3 4 4     L L R R
    """
    halves = plan_for(state, " ".join(["L L R R"] * 4))
    found = compare(state, [NamedPlan("halves", halves), NamedPlan("old", plan_for(state, OLD))])
    edges = row_of(found, "cut_edges")
    assert edges.values == (4.0, 8.0)
    assert (edges.differences, edges.best) == ((None, None), ())
    assert edges.apart == "the plans have different numbers of districts"
    assert row_of(found, "polsby_popper.mean").best == (1,)
    (changed,) = found.changes
    assert changed.change.people_moved == 800
    assert [(pair.old, pair.new) for pair in changed.pairs] == [
        (1, 1),
        (2, 2),
        (None, 3),
        (None, 4),
    ]
    assert {move.to_district for move in changed.change.moves} == {"new 3", "new 4"}
    assert "different numbers of districts (2, 4)" in found.warnings[0]


def test_a_better_direction_or_none(state_of: Any, grid_frame: Any, plan_for: Any) -> None:
    """Of seats there is no better; an efficiency gap is better nearer to zero on either side."""
    frame = grid_frame(2, 4, PRES20D=[60, 60, 40, 10] * 2, PRES20R=[40, 40, 60, 90] * 2)
    state = state_of(frame)
    drawn = ("1 1 2 2 1 1 2 2", "1 1 1 1 2 2 2 2")
    found = compare(state, [NamedPlan(name, plan_for(state, name)) for name in drawn])
    seats = row_of(found, "PRES20.dem_seats")
    assert (seats.values, seats.best) == ((1, 0), ())
    gap = row_of(found, "PRES20.dem_efficiency_gap")
    sizes = [abs(value) for value in gap.values if value is not None]
    assert len(sizes) == 2
    assert gap.best == (int(sizes[1] < sizes[0]),)


def random_plan(state: Any, k: int, label: int) -> Plan:
    """Any labels at all; each district has a unit."""
    rng = np.random.default_rng(label)
    labels = rng.permutation(np.concatenate([np.arange(k), rng.integers(0, k, 36 - k)]))
    return plan_of(state.unit_ids, labels + 1)


def relabelled(plan: Plan, label: int) -> Plan:
    order = np.random.default_rng(label).permutation(plan.n_districts) + 1
    return plan_of(plan.unit_ids, order[plan.district - 1])


@pytest.fixture(scope="module")
def crowd(grid_frame: Any, state_of: Any) -> Any:
    people = np.random.default_rng(3).integers(0, 500, 36)
    towns = [f"T{index % 5}" for index in range(36)]
    return state_of(grid_frame(6, 6, TOTPOP=people.tolist(), TOWN=towns), municipality="TOWN")


@pytest.mark.parametrize("label", range(5))
@pytest.mark.parametrize("k", [1, 4, 7])
def test_a_plan_and_its_relabelled_copy_are_the_same(crowd: Any, k: int, label: int) -> None:
    plan = random_plan(crowd, k, label)
    named = [
        NamedPlan("plan", plan),
        NamedPlan("itself", plan),
        NamedPlan("copy", relabelled(plan, label)),
    ]
    found = compare(crowd, named)
    for changed in found.changes:
        assert changed.change.people_moved == 0
        assert changed.change.units_moved == 0
        assert not changed.change.moves
        assert not changed.municipalities
        assert all(pair.came == pair.left == pair.units_came == 0 for pair in changed.pairs)
    assert not any(row.best for row in found.rows)


@pytest.mark.parametrize("label", range(5))
@pytest.mark.parametrize("sizes", [(4, 4), (3, 6), (6, 3)])
def test_people_are_counted_once(crowd: Any, sizes: tuple[int, int], label: int) -> None:
    one, other = (random_plan(crowd, k, 10 * label + turn) for turn, k in enumerate(sizes))
    named = [NamedPlan("one", one), NamedPlan("other", other)]
    (there,) = compare(crowd, named).changes
    (back,) = compare(crowd, named, reference=1).changes
    moved = there.change.people_moved
    assert moved > 0
    assert back.change.people_moved == pytest.approx(moved)
    assert sum(move.people for move in there.change.moves) == pytest.approx(moved)
    assert sum(move.n_units for move in there.change.moves) == there.change.units_moved
    assert sum(pair.came for pair in there.pairs) == pytest.approx(moved)
    assert sum(pair.left for pair in there.pairs) == pytest.approx(moved)
    assert sum(town.people_moved for town in there.municipalities) == pytest.approx(moved)
    total = crowd.population.sum()
    assert sum(pair.stayed for pair in there.pairs) == pytest.approx(total - moved)


def test_the_order_of_the_plans_only_moves_columns(crowd: Any) -> None:
    named = [NamedPlan(f"plan {label}", random_plan(crowd, 4, label)) for label in range(3)]
    order = [2, 0, 1]
    plain = compare(crowd, named)
    turned = compare(crowd, [named[place] for place in order], reference=order.index(0))
    assert [row.line.key for row in plain.rows] == [row.line.key for row in turned.rows]
    for row, other in zip(plain.rows, turned.rows, strict=True):
        assert tuple(row.values[place] for place in order) == other.values
        assert tuple(row.differences[place] for place in order) == other.differences
        assert {order[place] for place in other.best} == set(row.best)
    changes = {named[change.place].name: change.change.moves for change in plain.changes}
    assert changes == {
        named[order[change.place]].name: change.change.moves for change in turned.changes
    }


def test_data_is_json_and_tables_are_square(found: Comparison) -> None:
    data = json.loads(json.dumps(comparison_data(found), allow_nan=False))
    assert data["reference"] == "old"
    edges = next(row for row in data["measures"] if row["key"] == "cut_edges")
    assert edges["values"] == {"old": 8, "new": 9}
    assert edges["best"] == ["old"]
    assert data["changes"][0]["districts"][1]["kept_together"] == 0.75
    assert data["changes"][0]["counties"][0]["became"] == "split"
    tables = [measure_rows(found), move_rows(found), region_rows(found), standing_rows(found)]
    for table in tables:
        assert {len(line) for line in table} == {len(table[0])}
    assert [len(table) for table in tables] == [1 + len(found.rows), 2, 2, 1]


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["one"], "from 2 to 26 plans; 1 plan came"),
        ([str(number) for number in range(27)], "27 plans came"),
        (["one", "one"], "Several plans are named one"),
    ],
)
def test_what_cannot_be_compared(state: Any, plan_for: Any, names: list[str], words: str) -> None:
    plan = plan_for(state, OLD)
    with pytest.raises(AskError, match=words):
        compare(state, [NamedPlan(name, plan) for name in names])


def test_plans_of_another_map(state: Any, plan_for: Any) -> None:
    other = plan_of(tuple("abcd"), np.array([1, 1, 2, 2]))
    named = [NamedPlan("one", plan_for(state, OLD)), NamedPlan("other", other)]
    with pytest.raises(AskError, match="other units than the map"):
        compare(state, named)
