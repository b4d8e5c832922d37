"""How finely districts cut counties and counties fill districts: DRA's two splitting scores.

Both weigh a cut by how many people it parts: a county of which 97% stay together counts 1.16,
one cut into halves 1.41, into quarters 2 (Moon Duchin's square root entropy). DRA's
refinement, told in "Measuring County & District Splitting",
https://medium.com/dra-2020/measuring-county-district-splitting-48a075bcce39, does not blame a
plan for what is no cut: districts that lie wholly inside a county count as one piece of it,
and counties that lie wholly inside a district as one piece of that. "Wholly" is exact here, as
in DRA's Python package rdapy; the app itself overlooks fewer than 15 people.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.errors import AskError, some_of
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring, checked_numbers

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SplittingScore:
    """DRA's splitting scores of a plan; 1 is no cut at all, more is finer.

    Attributes:
        county: Mean over the counties, weighted by people, of how finely districts cut them.
        district: Mean over the districts, weighted by people, of how finely counties fill them.
        n_counties: Counties with at least one unit.
        n_districts: Districts.
    """

    county: float
    district: float
    n_counties: int
    n_districts: int


def score_splitting(scoring: Scoring, plan: Plan, column: str) -> SplittingScore:
    """The splitting scores of a plan by the regions in a column.

    Args:
        scoring: The map.
        plan: The plan.
        column: A column of regions that cover everyone.

    Raises:
        AskError: If people live in units without a region, or nowhere at all.
    """
    state = scoring.state
    people = checked_numbers(state, state.columns.population)
    codes, labels = state.codes(column)
    blank = np.isin(codes, [code for code, label in enumerate(labels) if not label])
    if people[blank].any():
        units = some_of(state.unit_ids[index] for index in np.flatnonzero(blank & (people > 0)))
        raise AskError(
            f"Column {column} is empty in units where people live: {units}.",
            "Splitting scores need everyone in a region.",
        )
    places = (plan.district - 1) * len(labels) + codes
    cells: Floats = np.bincount(places, people, plan.n_districts * len(labels)).astype(np.float64)
    table = cells.reshape(plan.n_districts, len(labels))
    return splitting_of(table[:, [bool(label) for label in labels]])


def splitting_of(people: Floats) -> SplittingScore:
    """The splitting scores of a table of people.

    Args:
        people: People by district and county, shape (k, number of counties).

    Raises:
        AskError: If nobody lives anywhere.
    """
    if not people.sum() > 0:
        raise AskError("Nobody lives on the map, so no people are parted.")
    return SplittingScore(_fineness(people.T), _fineness(people), people.shape[1], people.shape[0])


def _fineness(people: Floats) -> float:
    """How finely rows are cut by columns: rows weighted by people.

    A column that lies wholly inside a row is not cut off from it: all such count as one piece.
    """
    rows, columns = people.sum(axis=1), people.sum(axis=0)
    inside = np.isclose(people, columns, rtol=1e-9, atol=1e-6) & (people > 0)
    whole = np.where(inside, people, 0.0).sum(axis=1, keepdims=True)
    pieces = np.concatenate([whole, np.where(inside, 0.0, people)], axis=1)
    shares = np.divide(pieces, rows[:, None], out=np.zeros_like(pieces), where=rows[:, None] > 0)
    return float((np.sqrt(shares).sum(axis=1) * rows).sum() / rows.sum())
