"""People by district."""

from dataclasses import dataclass

import numpy as np

from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring


@dataclass(frozen=True, slots=True)
class PopulationScore:
    """People by district.

    Attributes:
        total: People on the map.
        ideal: People in a district of equal population: total / k.
        people: People in each district.
        deviation_people: People above (positive) or below ideal.
        deviation: The same as a share of ideal.
        largest_deviation: Largest absolute deviation, a share of ideal.
        largest_deviation_people: The same in people.
        largest_district: The district it is in; the first of several.
        overall_range: (Most - fewest people) / ideal, a share.
        overall_range_people: The same in people.
        mean_deviation: Mean of the absolute deviations, a share of ideal.
        most_district: The district with most people; the first of several.
        fewest_district: The district with fewest people; the first of several.
        units: Units in each district.
    """

    total: float
    ideal: float
    people: tuple[float, ...]
    deviation_people: tuple[float, ...]
    deviation: tuple[float, ...]
    largest_deviation: float
    largest_deviation_people: float
    largest_district: int
    overall_range: float
    overall_range_people: float
    mean_deviation: float
    most_district: int
    fewest_district: int
    units: tuple[int, ...]


def score_population(scoring: Scoring, plan: Plan) -> PopulationScore:
    """People by district."""
    values = scoring.population(plan)
    total = float(scoring.state.population.sum())
    ideal = total / plan.n_districts
    off = np.abs(values.deviation)
    return PopulationScore(
        total=total,
        ideal=ideal,
        people=tuple(values.people.tolist()),
        deviation_people=tuple((values.people - ideal).tolist()),
        deviation=tuple(values.deviation.tolist()),
        largest_deviation=values.largest,
        largest_deviation_people=values.largest_people,
        largest_district=int(off.argmax()) + 1,
        overall_range=values.range,
        overall_range_people=float(np.ptp(values.people)),
        mean_deviation=float(off.mean()),
        most_district=int(values.people.argmax()) + 1,
        fewest_district=int(values.people.argmin()) + 1,
        units=tuple(np.bincount(plan.district - 1, minlength=plan.n_districts).tolist()),
    )
