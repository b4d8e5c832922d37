"""Targets on named units and areas: together, apart, locked in a district, incumbents."""

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.plans import describe
from districtbot.plans.groups import units_with
from districtbot.plans.judging.bounds import Finding, at_least, at_most
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring
from districtbot.plans.targets import Apart, Incumbents, Locked, Together
from districtbot.plans.verdict import Verdict


def judge_together(scoring: Scoring, plan: Plan, target: Together) -> Verdict:
    """Districts that hold the units against one."""
    place = units_with(scoring.state, target.column, target.values)
    homes = np.unique(plan.district[place >= 0]).tolist()
    found = Finding(
        f"{_called(target)} together",
        len(homes),
        "districts",
        "all in one district",
        f"{'all' if len(homes) == 1 else 'parts'} in {describe.districts(homes)}",
        tuple(homes),
    )
    return at_most(target.measure, target.wished, found, 1)


def judge_apart(scoring: Scoring, plan: Plan, target: Apart) -> Verdict:
    """Districts that hold more than one of the values against none."""
    place = units_with(scoring.state, target.column, target.values)
    found = _clash(plan, place, f"{_called(target)} apart", "no two in one district")
    return at_most(target.measure, target.wished, found, 0)


def judge_incumbents(scoring: Scoring, plan: Plan, target: Incumbents) -> Verdict:
    """Districts where two or more incumbents live against none."""
    place = units_with(scoring.state, scoring.state.columns.unit_id, target.units)
    found = _clash(plan, place, "incumbents not paired", "no two in one district")
    return at_most(target.measure, target.wished, found, 0)


def judge_locked(scoring: Scoring, plan: Plan, target: Locked) -> Verdict:
    """Whether all the units lie in the district of that number: 1 for yes, 0 for no."""
    place = units_with(scoring.state, target.column, target.values)
    if target.alone:
        return _judge_unchanged(plan, place >= 0, target)
    homes = plan.district[place >= 0]
    away = np.flatnonzero(np.bincount(homes, minlength=1)).tolist()
    wanted = number_of(plan, target.district)
    away = [home for home in away if home != wanted]
    n_away = int((homes != wanted).sum())
    where = (
        f"{n_away:,} of {len(homes):,} units in {describe.districts(away)}" if away else "all there"
    )
    found = Finding(
        f"{_called(target)} locked in district {target.district}",
        float(not away),
        "yes/no",
        f"all in district {target.district}",
        where,
        tuple(away),
    )
    return at_least(target.measure, target.wished, found, 1)


def _judge_unchanged(plan: Plan, wanted: NDArray[np.bool_], target: Locked) -> Verdict:
    """Whether the district of that number holds exactly these units."""
    inside = plan.district == number_of(plan, target.district)
    left, come = int((wanted & ~inside).sum()), int((inside & ~wanted).sum())
    moves = [f"{left:,} of them elsewhere"] * bool(left) + [f"{come:,} more in it"] * bool(come)
    units = describe.count(int(wanted.sum()), "unit")
    found = Finding(
        f"locked district {target.district}",
        float(not moves),
        "yes/no",
        f"exactly its {units}",
        " and ".join(moves) if moves else f"these {units}",
        (target.district,) if moves else (),
    )
    return at_least(target.measure, target.wished, found, 1)


def _called(target: Together | Apart | Locked) -> str:
    """What the places of a target are called: its own name for them, else the first of them."""
    return plain(target.name, 160) or some_of(plain(value, 40) for value in target.values)


def number_of(plan: Plan, district: int) -> int:
    """The number 1..k of the district with this label, or of this number.

    Raises:
        AskError: If the plan has no such district.
    """
    if str(district) in plan.names:
        return plan.names.index(str(district)) + 1
    if district > plan.n_districts:
        raise AskError(
            f"The plan has no district {district}.",
            f"Its districts are {some_of(plan.names, 8)}.",
        )
    return district


def _clash(plan: Plan, place: NDArray[np.int32], name: str, required: str) -> Finding:
    inside = place >= 0
    pairs = np.unique(np.stack([plan.district[inside], place[inside]], axis=1), axis=0)
    held = np.bincount(pairs[:, 0], minlength=plan.n_districts + 1)
    crowded = np.flatnonzero(held > 1).tolist()
    achieved = f"more than one in {describe.districts(crowded)}" if crowded else "none together"
    return Finding(name, len(crowded), "districts", required, achieved, tuple(crowded))
