"""Population targets: deviation of each district, in shares or people, and overall range."""

import numpy as np

from districtbot.plans import describe
from districtbot.plans.judging.bounds import SLACK, Finding, at_most
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import PopulationValues, Scoring
from districtbot.plans.targets import PopulationDeviation, PopulationPersons, PopulationRange
from districtbot.plans.text import people
from districtbot.plans.verdict import Verdict


def judge_deviation(scoring: Scoring, plan: Plan, target: PopulationDeviation) -> Verdict:
    """Largest |people - ideal| / ideal against the bound."""
    values = scoring.population(plan)
    bound = target.at_most
    found = Finding(
        "population deviation",
        values.largest,
        "share",
        f"at most {describe.bound(bound)} per district",
        f"{describe.percent(values.largest, bound)} ({_largest_off(values)})",
        _beyond(values, bound),
    )
    return at_most(target.measure, target.wished, found, bound)


def judge_persons(scoring: Scoring, plan: Plan, target: PopulationPersons) -> Verdict:
    """Largest |people - ideal| in people against the bound."""
    values = scoring.population(plan)
    bound, ideal = target.at_most, _ideal(values)
    found = Finding(
        "population deviation in people",
        values.largest_people,
        "people",
        f"at most {people(bound)} per district",
        f"{people(values.largest_people)} ({_largest_off(values)})",
        _beyond(values, bound / ideal),
    )
    return at_most(target.measure, target.wished, found, bound, SLACK * ideal)


def judge_range(scoring: Scoring, plan: Plan, target: PopulationRange) -> Verdict:
    """(Most - fewest people) / ideal against the bound."""
    values = scoring.population(plan)
    bound = target.at_most
    ends = (int(values.people.argmax()) + 1, int(values.people.argmin()) + 1)
    found = Finding(
        "overall population range",
        values.range,
        "share",
        f"at most {describe.bound(bound)} from the largest to the smallest district",
        f"{describe.percent(values.range, bound)} (district {ends[0]} against {ends[1]})",
        tuple(sorted(set(ends))),
    )
    return at_most(target.measure, target.wished, found, bound)


def _ideal(values: PopulationValues) -> float:
    return float(values.people.sum()) / len(values.people)


def _largest_off(values: PopulationValues) -> str:
    return f"district {int(np.abs(values.deviation).argmax()) + 1} is furthest off"


def _beyond(values: PopulationValues, bound: float) -> tuple[int, ...]:
    return tuple((np.flatnonzero(np.abs(values.deviation) > bound + SLACK) + 1).tolist())
