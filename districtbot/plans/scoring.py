"""Values of plans on one map, by gerrytools' scoring engine and formulas.

Everything that does not depend on the plan is prepared on first use and kept, so that many
plans of one map are scored quickly with one `Scoring`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray

from districtbot.geo.statemap import Election, StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.field import district_formulas, scoring_engine
from districtbot.plans.plan import Plan

Floats = NDArray[np.float64]
NO_SHAPES = "The map is a graph file without shapes, so compactness cannot be measured."
MOST_OUTLINES = 4096


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
        self._evaluators: dict[tuple[str, ...], Any] = {}
        self._outlines: dict[bytes, tuple[float, float]] = {}
        self._counts: dict[str, Floats] = {}
        self._graph: nx.Graph[int] = nx.Graph()
        self._graph.add_nodes_from(range(state.n_units))
        self._graph.add_edges_from(state.graph.edges.tolist())

    def sums(self, plan: Plan, columns: Sequence[str]) -> Floats:
        """Sum of each column over each district, shape (number of columns, k)."""
        check_plan(self.state, plan)
        places = plan.district - 1
        return np.array(
            [np.bincount(places, self._checked(name), plan.n_districts) for name in columns]
        ).reshape(len(columns), plan.n_districts)

    def population(self, plan: Plan) -> PopulationValues:
        """People and deviations by district."""
        people = self.sums(plan, [self.state.columns.population])[0]
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
        key = ("cut edges",)
        if key not in self._evaluators:
            self._prepare(key, scoring_engine().CutEdges())
        return int(self._evaluate(key, plan)["cut_edges"])

    def region(self, plan: Plan, column: str) -> tuple[int, int]:
        """Number of split regions and of pieces; units without a region belong to none."""
        key = ("region", column)
        if key not in self._evaluators:
            engine, labels = scoring_engine(), self._labels(column)
            self._prepare(key, engine.RegionSplits(labels), engine.RegionPieces(labels))
        values = self._evaluate(key, plan)
        return int(values["region_splits"]), int(values["region_pieces"])

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

    def shapes(self, plan: Plan) -> tuple[Floats, Floats]:
        """Polsby-Popper and Reock of each dissolved district, each of shape (k,).

        Perimeters count every ring; circles are the smallest that enclose the district.

        Raises:
            AskError: If the map has no geometry.
        """
        if self.state.geometry is None:
            raise AskError(NO_SHAPES, "Open the precinct polygons instead of the graph file.")
        if self._is_clean:
            values = self._evaluate(("shapes",), plan)
            both = [values.array(name) for name in ("polsby_popper", "reock")]
            polsby_popper, reock = (self._by_district(plan, table)[0] for table in both)
            return polsby_popper, reock
        check_plan(self.state, plan)
        numbers = range(1, plan.n_districts + 1)
        geometry = self.state.geometry
        scores = np.array([self._dissolved(geometry, plan.district == n) for n in numbers])
        return scores[:, 0], scores[:, 1]

    @cached_property
    def _is_clean(self) -> bool:
        """Whether the engine takes the units as they are: none overlap another.

        It refuses a layer with the smallest overlap; districts are then dissolved first and
        scored one by one, which gives the same values.
        """
        engine = scoring_engine()
        units = gpd.GeoDataFrame(geometry=self.state.geometry)
        evaluator = engine.PlanEvaluator(self._graph, geometry=units)
        evaluator.add_metrics(engine.PolsbyPopper(), engine.Reock())
        try:
            evaluator.evaluate(np.ones(self.state.n_units, dtype=int).tolist())
        except ValueError:
            return False
        self._evaluators["shapes",] = evaluator
        return True

    def _dissolved(self, geometry: gpd.GeoSeries, inside: NDArray[np.bool_]) -> tuple[float, float]:
        """Polsby-Popper and Reock of some units dissolved; remembered, as chains repeat them."""
        key = np.packbits(inside).tobytes()
        if key not in self._outlines:
            if len(self._outlines) >= MOST_OUTLINES:
                self._outlines.clear()
            outline = shapely.union_all(geometry.to_numpy()[inside])
            self._outlines[key] = _shape_of(outline)
        return self._outlines[key]

    def _prepare(self, key: tuple[str, ...], *metrics: Any) -> None:
        self._evaluators[key] = scoring_engine().PlanEvaluator(self._graph).add_metrics(*metrics)

    def _evaluate(self, key: tuple[str, ...], plan: Plan) -> Any:
        check_plan(self.state, plan)
        return self._evaluators[key].evaluate(plan.district.tolist())

    def _by_district(self, plan: Plan, table: Floats) -> Floats:
        """Reorder the engine's columns, which follow the first unit of each district."""
        _, first = np.unique(plan.district, return_index=True)
        return np.asarray(table[:, np.argsort(np.argsort(first))])

    def _checked(self, column: str) -> Floats:
        if column not in self._counts:
            self._counts[column] = checked_numbers(self.state, column)
        return self._counts[column]

    def _labels(self, column: str) -> str:
        name = f"labels of {column}"
        labels = [label or None for label in self.state.labels(column).tolist()]
        nx.set_node_attributes(self._graph, dict(enumerate(labels)), name)
        return name


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


def _shape_of(outline: shapely.Geometry) -> tuple[float, float]:
    """Polsby-Popper and Reock of one dissolved district."""
    engine = scoring_engine()
    node: nx.Graph[int] = nx.Graph()
    node.add_node(0)
    # The engine reads the CRS for nothing but that it is projected.
    frame = gpd.GeoDataFrame(geometry=[outline], crs="EPSG:5070")
    evaluator = engine.PlanEvaluator(node, geometry=frame)
    values = evaluator.add_metrics(engine.PolsbyPopper(), engine.Reock()).evaluate([1])
    return float(values.array("polsby_popper")[0, 0]), float(values.array("reock")[0, 0])
