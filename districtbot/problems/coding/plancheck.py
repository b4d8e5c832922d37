"""Checks of plans: worked out anew from the map, never taken from the code's word."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from districtbot.geo.statemap import StateMap, components_of
from districtbot.problems.coding.family import Outcome
from districtbot.problems.coding.filecheck import read_table
from districtbot.problems.maps.made import MadeMap

Plan = Mapping[str, str]
"""Unit id to district label, both as text."""

ROUNDING = 1e-9


def plan_of(
    made: MadeMap,
    districts: int,
    tolerance: float | None = None,
    contiguous: bool = True,
    *,
    labels: Sequence[int | str] | None = None,
    bridged: bool = True,
    further: Callable[[Plan], str] | None = None,
    file: str = "",
    header: tuple[str, str] = ("unit", "district"),
) -> Callable[[Outcome], str]:
    """The answer, or a file, is a plan with every unit, as many districts as asked, and sound.

    Args:
        made: The map.
        districts: Number of districts.
        tolerance: Largest allowed share (0..1) by which a district's people differ from the
            ideal; ``None`` where that is free.
        contiguous: Whether each district must be in one piece.
        labels: Labels of the districts; any by default.
        bridged: Whether links over water connect.
        further: What else must hold; says what does not.
        file: Name of a CSV file that holds the plan; empty for the answer.
        header: Its two columns.
    """

    def wrong(outcome: Outcome) -> str:
        plan, problem = _from_file(outcome, file, header) if file else _from_answer(outcome)
        if problem:
            return problem
        allowed = None if labels is None else {str(label) for label in labels}
        return (
            _units(plan, made.state)
            or _labels(plan, districts, allowed)
            or plan_problem(made, plan, tolerance, contiguous=contiguous, bridged=bridged)
            or (further(plan) if further is not None else "")
        )

    return wrong


def plan_problem(
    made: MadeMap,
    plan: Plan,
    tolerance: float | None,
    *,
    contiguous: bool = True,
    bridged: bool = True,
) -> str:
    """What is wrong with the balance or the pieces of a plan that has every unit."""
    state = made.state
    codes, found = pd.factorize(np.array([plan[unit] for unit in state.unit_ids]), sort=True)
    people = np.bincount(codes, weights=state.population, minlength=len(found))
    ideal = people.sum() / len(found)
    worst = int(np.argmax(np.abs(people - ideal)))
    off = abs(people[worst] / ideal - 1) if ideal else 0.0
    if tolerance is not None and off > tolerance + ROUNDING:
        return f"district {found[worst]} is {off:.2%} off the ideal, and {tolerance:.2%} is allowed"
    if contiguous:
        pairs = state.graph.links if bridged else state.graph.edges
        inner = pairs[codes[pairs[:, 0]] == codes[pairs[:, 1]]]
        pieces = components_of(state.n_units, inner)
        n_pieces = len(np.unique(pieces))
        if n_pieces > len(found):
            return f"{len(found)} districts are in {n_pieces} pieces"
    return ""


def _units(plan: Plan, state: StateMap) -> str:
    units = set(state.unit_ids)
    if missing := sorted(units - set(plan)):
        return f"{len(missing)} units have no district, such as {missing[0]}"
    if extra := sorted(set(plan) - units):
        return f"{len(extra)} units are not on the map, such as {extra[0][:40]}"
    return ""


def _labels(plan: Plan, districts: int, allowed: set[str] | None) -> str:
    found = set(plan.values())
    if len(found) != districts:
        return f"there are {len(found)} districts and not {districts}"
    if allowed is not None and found != allowed:
        return f"districts are called {', '.join(sorted(found))[:60]}"
    return ""


def _from_answer(outcome: Outcome) -> tuple[dict[str, str], str]:
    if outcome.fault:
        return {}, outcome.fault
    if not isinstance(outcome.value, dict) or not outcome.value:
        return {}, "the answer is no mapping of units to districts"
    plan: dict[str, str] = {}
    for unit, district in outcome.value.items():
        label = _label(district)
        if not label:
            return {}, f"unit {unit} has no district's label"
        plan[str(unit)] = label
    return plan, ""


def _label(district: Any) -> str:
    if isinstance(district, bool):
        return ""
    if isinstance(district, float) and district.is_integer():
        return str(int(district))
    return str(district) if isinstance(district, int | str) else ""


def _from_file(outcome: Outcome, name: str, header: tuple[str, str]) -> tuple[dict[str, str], str]:
    frame, problem = read_table(outcome, name)
    if problem:
        return {}, problem
    if list(frame.columns) != list(header):
        return {}, f"the columns of {name} are {', '.join(map(str, frame.columns))[:80]}"
    if frame[header[0]].duplicated().any():
        return {}, f"a unit stands twice in {name}"
    if (frame == "").any(axis=None):
        return {}, f"{name} has gaps"
    return dict(zip(frame[header[0]], frame[header[1]], strict=True)), ""
