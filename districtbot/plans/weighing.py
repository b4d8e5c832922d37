"""The measures by which alternatives are compared.

Always the largest population deviation, split counties where the map has counties, and the mean
Polsby-Popper where it has shapes, else cut edges; then what the targets name: of a required
target its value, where it has a better direction, of a wished one how far it is missed. So race
and party are weighed where a target names them and nowhere else.
"""

import math
from collections.abc import Sequence

from districtbot.plans import targets as t
from districtbot.plans.groups import region_column
from districtbot.plans.pareto import Better, Weight
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring
from districtbot.plans.text import people, percent
from districtbot.plans.verdict import Verdict

DEVIATION, COUNTIES, SHAPE, EDGES = (
    "largest deviation",
    "county splits",
    "mean Polsby-Popper",
    "cut edges",
)
"""Names of the measures that are always weighed."""


def weigh(
    scoring: Scoring, plan: Plan, targets: t.Targets, verdicts: Sequence[Verdict]
) -> tuple[Weight, ...]:
    """The measures of a plan, the same ones in the same order for every plan of a request.

    Args:
        scoring: The map.
        plan: The plan.
        targets: What was asked for.
        verdicts: What the judge said of the plan, one for each target.
    """
    found = _always(scoring, plan)
    covered = _covered(scoring)
    for index, (target, verdict) in enumerate(zip(targets.target, verdicts, strict=True)):
        unit = "score" if isinstance(target, t.PolsbyPopper | t.Reock) else verdict.unit
        better = better_of(target)
        if target.wished:
            name = f"{verdict.name}, short of {verdict.required}"
            found.append(Weight(name, verdict.shortfall, unit, "less", index, gap=True))
        elif better is not None and _kind(target, scoring) not in covered:
            found.append(Weight(_name(target, verdict), verdict.value, unit, better, index))
    return tuple(found)


def better_of(target: t.Target) -> Better | None:
    """In which direction a target asks; ``None`` where it only asks yes or no."""
    match target:
        case t.Contiguity() | t.Together() | t.Apart() | t.Locked() | t.Incumbents():
            return None
        case t.Seats():
            if target.equal is not None or (target.at_least is None) == (target.at_most is None):
                return None
            return "less" if target.at_least is None else "more"
        case t.GroupShare():
            return "less" if target.none_above else "more"
        case t.PolsbyPopper() | t.Reock() | t.Competitive() | t.LeastChange() | t.Nested():
            return "more"
        case _:
            return "less"


def said(weight: Weight) -> str:
    """A value as people read it."""
    value = weight.value
    if not math.isfinite(value):
        return "not defined"
    if weight.unit == "score":
        return f"{value:.3f}"
    if weight.unit == "share":
        return percent(value)
    return people(value) if weight.unit == "people" else f"{value:,g}"


def _always(scoring: Scoring, plan: Plan) -> list[Weight]:
    state = scoring.state
    found = [Weight(DEVIATION, scoring.population(plan).largest, "share", "less")]
    county = state.columns.county
    if county is not None:
        splits, _ = scoring.region(plan, county)
        found.append(Weight(COUNTIES, float(splits), "counties", "less"))
    if state.geometry is None:
        found.append(Weight(EDGES, float(scoring.cut_edges(plan)), "edges", "less"))
    else:
        polsby_popper = scoring.shapes.measure(plan).polsby_popper
        found.append(Weight(SHAPE, float(polsby_popper.mean()), "score", "more"))
    return found


def _covered(scoring: Scoring) -> set[tuple[str, str]]:
    """The kinds of targets whose value is weighed always."""
    shape = ("cut_edges", "") if scoring.state.geometry is None else ("polsby_popper", "mean")
    county = scoring.state.columns.county
    splits = {("region_splits", county)} if county is not None else set()
    return {("population_deviation", ""), ("population_persons", ""), shape, *splits}


def _kind(target: t.Target, scoring: Scoring) -> tuple[str, str]:
    """What a target measures, and of what."""
    match target:
        case t.RegionSplits():
            return target.measure, region_column(scoring.state, target.region)
        case t.PolsbyPopper():
            return target.measure, target.statistic
        case _:
            return target.measure, ""


def _name(target: t.Target, verdict: Verdict) -> str:
    if isinstance(target, t.GroupShare) and not target.none_above:
        return f"districts with {percent(target.share)} or more {verdict.name}"
    return f"highest {verdict.name}" if isinstance(target, t.GroupShare) else verdict.name
