"""Values of plans on one map, by gerrytools' scoring engine and formulas.

Everything that does not depend on the plan is prepared on first use and kept, so that many
plans of one map are scored quickly with one `Scoring`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import Election, StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.field import district_formulas
from districtbot.plans.joints import Areas, areas_of
from districtbot.plans.plan import Plan
from districtbot.plans.shapes import NO_SHAPES, Floats, Shapes

__all__ = [
    "NO_SHAPES",
    "ElectionValues",
    "Floats",
    "PopulationValues",
    "Scoring",
    "check_plan",
    "checked_numbers",
]


@dataclass(frozen=True, slots=True)
class PopulationValues:
    """People by district.

    Attributes:
        people: People in each district, shape (k,).
        deviation: (people - ideal) / ideal of each district, shape (k,), signed shares.
        largest: Largest absolute deviation, a share of ideal.
        largest_people: The same in people.
        range: (Most - fewest people) / ideal, a share.
    """

    people: Floats
    deviation: Floats
    largest: float
    largest_people: float
    range: float


@dataclass(frozen=True, slots=True)
class ElectionValues:
    """One contest under a plan, as gerrytools gives it; NaN where it is not defined.

    Signed values favour the Democratic side where they are positive.

    Attributes:
        dem: Democratic votes in each district, shape (k,).
        rep: Republican votes in each district, shape (k,).
        share: Democratic two-party share in each district, shape (k,).
        dem_seats: Districts with more Democratic votes; a tie is nobody's.
        rep_seats: Districts with more Republican votes.
        dem_vote_share: Statewide Democratic two-party share.
        efficiency_gap: (Wasted Republican - wasted Democratic votes) / all two-party votes.
        mean_median: Median - mean of the districts' Democratic shares.
        partisan_bias: Democratic seat share at a statewide tie under uniform swing, less 1/2.
        proportionality: Democratic seat share - Democratic vote share.
        efficiency_gap_simplified: Democratic seat share - 2 * Democratic vote share + 1/2.
        partisan_gini: Area between the curve of seats by votes and its mirror image; unsigned.
    """

    dem: Floats
    rep: Floats
    share: Floats
    dem_seats: int
    rep_seats: int
    dem_vote_share: float
    efficiency_gap: float
    mean_median: float
    partisan_bias: float
    proportionality: float
    efficiency_gap_simplified: float
    partisan_gini: float


class Scoring:
    """Scores plans of one map.

    Args:
        state: The map.
    """

    def __init__(self, state: StateMap) -> None:
        self.state = state
        self._counts: dict[str, Floats] = {}
        self._codes: dict[str, tuple[NDArray[np.int32], tuple[str, ...]]] = {}

    def sums(self, plan: Plan, columns: Sequence[str]) -> Floats:
        """Sum of each column over each district, shape (number of columns, k)."""
        check_plan(self.state, plan)
        places = plan.district - 1
        return np.array(
            [np.bincount(places, self._checked(name), plan.n_districts) for name in columns]
        ).reshape(len(columns), plan.n_districts)

    def population(self, plan: Plan) -> PopulationValues:
        """People and deviations by district.

        Raises:
            AskError: If nobody lives on the map.
        """
        column = self.state.columns.population
        people = self.sums(plan, [column])[0]
        if not people.sum() > 0:
            raise AskError(
                f"Nobody lives on the map: column {column} adds up to 0.",
                "Name the column of the people with --population COL.",
            )
        formulas = district_formulas()
        return PopulationValues(
            people,
            formulas.population_deviations(people),
            float(formulas.max_absolute_population_deviation(people, relative_to_ideal=True)),
            float(formulas.max_absolute_population_deviation(people)),
            float(formulas.max_population_deviation(people, relative_to_ideal=True)),
        )

    def cut_edges(self, plan: Plan) -> int:
        """Edges of the dual graph between districts; bridges are not counted."""
        check_plan(self.state, plan)
        ends = plan.district[self.state.graph.edges]
        return int((ends[:, 0] != ends[:, 1]).sum())

    def codes(self, column: str) -> tuple[NDArray[np.int32], tuple[str, ...]]:
        """A column as codes and their labels, as `StateMap.codes` gives them; remembered."""
        if column not in self._codes:
            self._codes[column] = self.state.codes(column)
        return self._codes[column]

    def region(self, plan: Plan, column: str) -> tuple[int, int]:
        """Number of split regions and of pieces; units without a region belong to none."""
        touched = self.units_by_region(plan, column) > 0
        named = np.array([bool(label) for label in self.codes(column)[1]])
        homes = touched[named].sum(axis=1)
        return int((homes > 1).sum()), int(homes.sum())

    def units_by_region(self, plan: Plan, column: str, weights: Floats | None = None) -> Floats:
        """Units, or the sum of their weights, by label of a column and by district.

        Args:
            plan: A plan of this map.
            column: A column of the map.
            weights: A number for each unit, shape (n,); 1 by default.

        Returns:
            Shape (number of labels, k), labels in the order of `codes`.
        """
        check_plan(self.state, plan)
        codes, labels = self.codes(column)
        k = plan.n_districts
        cell = codes.astype(np.int64) * k + (plan.district - 1)
        return np.bincount(cell, weights, len(labels) * k).reshape(-1, k).astype(np.float64)

    def election(self, plan: Plan, election: Election) -> ElectionValues:
        """Seats and measures of partisan fairness of one contest."""
        dem, rep = self.sums(plan, [election.dem_col, election.rep_col])
        formulas = district_formulas()
        return ElectionValues(
            dem,
            rep,
            formulas.district_vote_shares(dem, rep),
            int(formulas.seats(dem, rep)),
            int(formulas.seats(rep, dem)),
            float(formulas.overall_vote_share(dem, rep)),
            float(formulas.efficiency_gap(dem, rep)),
            float(formulas.mean_median(dem, rep)),
            float(formulas.partisan_bias(dem, rep)),
            float(formulas.disproportionality(dem, rep)),
            float(formulas.simplified_efficiency_gap(dem, rep)),
            float(formulas.partisan_gini(dem, rep)),
        )

    def competitive(self, plan: Plan, election: Election, margin: float) -> int:
        """Districts whose two-party share lies strictly within ``margin`` of one half."""
        dem, rep = self.sums(plan, [election.dem_col, election.rep_col])
        within = district_formulas().competitive_contests([dem], [rep], vote_share_margin=margin)
        return int(within)

    @cached_property
    def areas(self) -> Areas | None:
        """The separate parts of the units; ``None`` without shapes or where there are none."""
        return areas_of(self.state)

    @cached_property
    def shapes(self) -> Shapes:
        """Measures the shapes of districts.

        Raises:
            AskError: If the map has no geometry.
        """
        return Shapes(self.state)

    def _checked(self, column: str) -> Floats:
        if column not in self._counts:
            self._counts[column] = checked_numbers(self.state, column)
        return self._counts[column]


def check_plan(state: StateMap, plan: Plan) -> None:
    """Refuse a plan that is not one of this map's units with units in every district.

    Raises:
        AskError: With what differs.
    """
    if plan.unit_ids != state.unit_ids:
        raise AskError(
            f"The plan has other units than the map ({len(plan.unit_ids):,} against "
            f"{state.n_units:,}, or in another order).",
            "Read the plan against this map.",
        )
    counts = np.bincount(plan.district, minlength=plan.n_districts + 1)
    empty = np.flatnonzero(counts[1:] == 0) + 1
    if len(empty):
        raise AskError(
            f"The plan has no units in district {some_of(empty)}.",
            "Give each district at least one unit.",
        )


def checked_numbers(state: StateMap, column: str) -> Floats:
    """A column of counts: numbers, none missing, none negative; shape (n,).

    Raises:
        AskError: If the column cannot be summed.
    """
    values = state.numbers(column)
    broken = np.flatnonzero(~(np.isfinite(values) & (values >= 0)))
    if len(broken):
        units = some_of(state.unit_ids[index] for index in broken)
        raise AskError(
            f"Column {column} is empty, negative or not finite in {len(broken):,} units: {units}.",
            "Fill in the column or name another one.",
        )
    return values
