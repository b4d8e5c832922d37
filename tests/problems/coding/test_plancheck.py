"""Checks of plans: what is wrong is found, whoever made the plan."""

from typing import Any

import pytest

from districtbot.problems.coding.checks import plan_of
from districtbot.problems.coding.family import Outcome
from districtbot.problems.coding.given import plan_of_map
from districtbot.problems.coding.plancheck import plan_problem
from districtbot.problems.maps.made import MadeMap

TOLERANCE = 0.05


def _outcome(plan: Any, data: str = "") -> Outcome:
    return Outcome(True, value=plan, files={"plan.csv": data.encode("latin-1")} if data else {})


@pytest.fixture
def plan(made: MadeMap) -> dict[str, int]:
    return plan_of_map(made)


def test_the_plan_of_the_map_passes_however_it_is_labelled(
    made: MadeMap, plan: dict[str, int]
) -> None:
    k = len(set(plan.values()))
    check = plan_of(made, k, TOLERANCE)
    assert check(_outcome(plan)) == ""
    assert check(_outcome({unit: f"d{label}" for unit, label in plan.items()})) == ""
    assert check(_outcome({unit: float(label) for unit, label in plan.items()})) == ""
    assert plan_of(made, k, TOLERANCE, labels=range(1, k + 1))(_outcome(plan)) == ""
    assert "called" in plan_of(made, k, TOLERANCE, labels=range(k))(_outcome(plan))


def test_what_is_no_plan_is_said(made: MadeMap, plan: dict[str, int]) -> None:
    k = len(set(plan.values()))
    check = plan_of(made, k, TOLERANCE)
    unit = next(iter(plan))
    wrong: dict[str, Any] = {
        "1 units have no district": {one: label for one, label in plan.items() if one != unit},
        "1 units are not on the map": {**plan, "x": 1},
        "has no district's label": {**plan, unit: None},
        "unit": {**plan, unit: True},
        "there are 1 districts": dict.fromkeys(plan, 1),
        f"there are {k + 1} districts": {**plan, unit: "new"},
        "no mapping": list(plan),
        "no mapping of": {},
    }
    for words, found in wrong.items():
        assert words in check(_outcome(found))
    assert check(Outcome(False, "it broke", plan)) == "it broke"


def test_balance_is_worked_out_anew(made: MadeMap, plan: dict[str, int]) -> None:
    k = len(set(plan.values()))
    state = made.state
    people = dict.fromkeys(plan.values(), 0.0)
    for unit, number in zip(state.unit_ids, state.population, strict=True):
        people[plan[unit]] += number
    ideal = sum(people.values()) / k
    worst = max(abs(number / ideal - 1) for number in people.values())
    assert plan_of(made, k, worst + 1e-6)(_outcome(plan)) == ""
    assert "off the ideal" in plan_of(made, k, worst - 1e-6)(_outcome(plan))
    assert plan_of(made, k)(_outcome(plan)) == ""


def test_pieces_are_counted_on_the_map(made: MadeMap, plan: dict[str, int]) -> None:
    """A unit deep in one district goes to another: that district then is in two pieces."""
    state = made.state
    label = [plan[unit] for unit in state.unit_ids]
    near: dict[int, set[int]] = {index: set() for index in range(state.n_units)}
    for a, b in state.graph.links:
        near[int(a)].add(int(b))
        near[int(b)].add(int(a))
    index = next(
        one for one, others in near.items() if others and {label[o] for o in others} == {label[one]}
    )
    elsewhere = next(one for one in label if one != label[index])
    moved = {**plan, state.unit_ids[index]: elsewhere}
    k = len(set(label))
    assert "pieces" in plan_of(made, k)(_outcome(moved))
    assert plan_of(made, k, contiguous=False)(_outcome(moved)) == ""
    assert "pieces" in plan_problem(made, {unit: str(one) for unit, one in moved.items()}, None)


def test_a_plan_in_a_file(made: MadeMap, plan: dict[str, int]) -> None:
    k = len(set(plan.values()))
    check = plan_of(made, k, TOLERANCE, file="plan.csv", header=("GEOID", "CD"))
    rows = [f"{unit},{label}" for unit, label in plan.items()]
    good = "\n".join(["GEOID,CD", *rows])
    assert check(_outcome(None, good)) == ""
    assert "no file" in check(_outcome(plan))
    assert "columns" in check(_outcome(None, good.replace("GEOID", "unit")))
    assert "twice" in check(_outcome(None, f"{good}\n{rows[0]}"))
    unlabelled = good.replace(rows[0], f"{rows[0].split(',')[0]},")
    assert "gaps" in check(_outcome(None, unlabelled))
    assert check(_outcome(None, "\xff\xfe\0"))


def test_what_must_hold_besides(made: MadeMap, plan: dict[str, int]) -> None:
    k = len(set(plan.values()))

    def further(found: Any) -> str:
        return "no" if found[next(iter(plan))] == "1" else ""

    unit = next(iter(plan))
    told = plan_of(made, k, further=further)(_outcome(plan))
    assert (told == "no") == (plan[unit] == 1)
