"""Values of plans on one map, by gerrytools' scoring engine.

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
from districtbot.plans.field import scoring_engine
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


class Scoring:
    """Scores plans of one map.

    Args:
        state: The map.
    """

    def __init__(self, state: StateMap) -> None:
        self.state = state
        self._evaluators: dict[tuple[str, ...], Any] = {}
        self._outlines: dict[bytes, tuple[float, float]] = {}
        self._graph: nx.Graph[int] = nx.Graph()
        self._graph.add_nodes_from(range(state.n_units))
        self._graph.add_edges_from(state.graph.edges.tolist())

    def sums(self, plan: Plan, columns: Sequence[str]) -> Floats:
        """Sum of each column over each district, shape (number of columns, k)."""
        names = tuple(dict.fromkeys(columns))
        key = ("sums", *names)
        if key not in self._evaluators:
            self._prepare(key, scoring_engine().Tally(*self._numeric(*names), result_name="sums"))
        table = self._evaluate(key, plan).array("sums")
        place = {name: row for row, name in enumerate(names)}
        return self._by_district(plan, table)[[place[name] for name in columns]]

    def population(self, plan: Plan) -> PopulationValues:
        """People and deviations by district."""
        column = self.state.columns.population
        people = self.sums(plan, [column])[0]
        key = ("population", column)
        if key not in self._evaluators:
            engine = scoring_engine()
            self._prepare(
                key,
                engine.PopulationDeviations(column),
                engine.MaxAbsolutePopulationDeviation(column, relative_to_ideal=True),
                engine.MaxAbsolutePopulationDeviation(column, result_name="largest_people"),
                engine.MaxPopulationDeviation(column, relative_to_ideal=True),
            )
        values = self._evaluate(key, plan)
        return PopulationValues(
            people,
            self._by_district(plan, values.array("population_deviations"))[0],
            float(values["max_absolute_population_deviation"]),
            float(values["largest_people"]),
            float(values["max_population_deviation"]),
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
        key = ("election", election.dem_col, election.rep_col)
        if key not in self._evaluators:
            self._prepare(key, *_contest(*self._numeric(election.dem_col, election.rep_col)))
        dem, rep = self.sums(plan, [election.dem_col, election.rep_col])
        values = self._evaluate(key, plan)
        return ElectionValues(
            dem,
            rep,
            self._by_district(plan, values.array("district_vote_shares"))[0],
            int(values["dem_seats"]),
            int(values["rep_seats"]),
            float(values["overall_vote_share"]),
            float(values["efficiency_gap"]),
            float(values["mean_median"]),
            float(values["partisan_bias"]),
            float(values["disproportionality"]),
        )

    def competitive(self, plan: Plan, election: Election, margin: float) -> int:
        """Districts whose two-party share lies strictly within ``margin`` of one half."""
        key = ("competitive", election.dem_col, election.rep_col, repr(margin))
        if key not in self._evaluators:
            dem, rep = self._numeric(election.dem_col, election.rep_col)
            self._prepare(
                key, scoring_engine().CompetitiveContests((dem,), (rep,), vote_share_margin=margin)
            )
        return int(self._evaluate(key, plan)["competitive_contests"])

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

    def _numeric(self, *columns: str) -> tuple[str, ...]:
        for column in columns:
            values = checked_numbers(self.state, column)
            nx.set_node_attributes(self._graph, dict(enumerate(values.tolist())), column)
        return columns

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


def _contest(dem: str, rep: str) -> list[Any]:
    engine = scoring_engine()
    return [
        engine.DistrictVoteShares(dem, rep),
        engine.Seats(dem, rep, result_name="dem_seats"),
        engine.Seats(rep, dem, result_name="rep_seats"),
        engine.OverallVoteShare(dem, rep),
        engine.EfficiencyGap(dem, rep),
        engine.MeanMedian(dem, rep),
        engine.PartisanBias(dem, rep),
        engine.Disproportionality(dem, rep),
    ]


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
