"""A problem as the arrays of the compiled chains: its graph and its targets."""

from dataclasses import dataclass

import numpy as np

from districtbot.chains import objective as kinds
from districtbot.chains.graph import Graph
from districtbot.chains.matching import matching_for
from districtbot.chains.memory import memory_for
from districtbot.chains.objective import Objective, Rows, read
from districtbot.chains.pieces import marks_for
from districtbot.chains.state import State
from districtbot.plans import targets as t
from districtbot.plans.arrays import Arrays, no_circles
from districtbot.plans.gauge import MISSED, Reading, reading_of
from districtbot.plans.groups import group_columns, region_column, units_with, universe_column
from districtbot.plans.problem import Problem, incumbent_labels, inside_or_not


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A problem for the kernels.

    Attributes:
        graph: The nodes, as the problem numbers them, and what is counted on them.
        objective: The targets, in their order; of one chain at a time.
        targets: The targets themselves.
    """

    graph: Graph
    objective: Objective
    targets: tuple[t.Target, ...]


def compiled(problem: Problem) -> Compiled:
    """Arrange a problem for the kernels.

    Raises:
        AskError: If a target needs a column or shapes that the map does not have.
    """
    rows = _Rows(problem)
    found = [rows.row(target) for target in problem.targets.target]
    return Compiled(rows.arrays.graph(), rows.objective(found), problem.targets.target)


def reading(made: Compiled, state: State) -> Reading:
    """What `districtbot.plans.gauge.Gauge.read` says of the plan that a state holds."""
    values = np.zeros(len(made.objective.rows.kind))
    gaps = np.zeros(len(made.objective.rows.kind))
    read(made.graph, state, made.objective, values, gaps)
    return reading_of(made.targets, values.tolist(), gaps.tolist())


def tighten(objective: Objective, index: int, by: float) -> None:
    """Ask for more of a target that the judge found missed where the objective did not.

    Args:
        objective: Changed in place.
        index: The target's place.
        by: How much to add to its gap from now on.
    """
    objective.rows.extra[index] += by


@dataclass(frozen=True, slots=True)
class _Row:
    """One target; see `Rows` for the fields."""

    kind: int
    column: tuple[int, int] = (0, 0)
    level: int = 0
    least: int = -1
    most: int = -1
    bound: float = 0.0
    step: float = 1.0
    unit: float = 1.0
    room: int = 0


class _Rows:
    """Turns targets into rows and notes what they need."""

    def __init__(self, problem: Problem) -> None:
        self.arrays = Arrays(problem)
        self._problem = problem
        self._remembered: list[str] = []
        self._matched: dict[str, int] = {}
        self._word = -1
        self._circles = no_circles()

    def row(self, target: t.Target) -> _Row:
        """The row of one target."""
        match target:
            case t.PopulationDeviation() | t.PopulationRange() | t.PopulationPersons():
                return self._population(target)
            case t.Contiguity():
                return _Row(kinds.CONTIGUITY)
            case t.RegionSplits() | t.RegionPieces():
                return self._regions(target)
            case t.PolsbyPopper() | t.Reock():
                return self._shape(target)
            case t.CutEdges():
                step = max(1.0, 0.05 * target.at_most)
                return _Row(kinds.CUT_EDGES, bound=target.at_most, step=step)
            case t.GroupShare():
                return self._group_share(target)
            case t.Seats() | t.Competitive():
                return self._districts_won(target)
            case t.EfficiencyGap() | t.MeanMedian() | t.PartisanBias() | t.Proportionality():
                return self._fairness(target)
            case t.Together() | t.Locked() | t.Apart() | t.Incumbents():
                return self._labelled(target)
            case t.LeastChange() | t.Nested():
                return self._overlap(target)

    def objective(self, rows: list[_Row]) -> Objective:
        """The rows as arrays, with room for all that they need."""
        k, targets = self._problem.n_districts, self._problem.targets.target

        def whole(name: str) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
            return np.array([getattr(row, name) for row in rows], dtype=np.int32)

        def real(name: str) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
            return np.array([getattr(row, name) for row in rows], dtype=np.float64)

        table = Rows(
            kind=whole("kind"),
            column=np.array([row.column for row in rows], dtype=np.int32).reshape(-1, 2),
            level=whole("level"),
            least=whole("least"),
            most=whole("most"),
            bound=real("bound"),
            step=real("step"),
            unit=real("unit"),
            room=whole("room"),
            wished=np.array([target.wished for target in targets], dtype=np.uint8),
            extra=np.zeros(len(rows)),
            order=np.tile(np.arange(k, dtype=np.int32), (len(rows), 1)),
            score=np.zeros(k),
        )
        return Objective(
            rows=table,
            missed=MISSED,
            ideal=self._problem.ideal,
            word=self._word,
            whole=np.zeros(1, dtype=np.uint8),
            marks=marks_for(self._problem.n_nodes),
            circles=self._circles,
            memory=memory_for(len(self._remembered), k),
            matching=matching_for(len(self._matched), max(self._matched.values(), default=0), k),
        )

    def _population(
        self, target: t.PopulationDeviation | t.PopulationRange | t.PopulationPersons
    ) -> _Row:
        ideal, persons = self._problem.ideal, isinstance(target, t.PopulationPersons)
        ranged = isinstance(target, t.PopulationRange)
        return _Row(
            kinds.POPULATION_RANGE if ranged else kinds.POPULATION,
            bound=target.at_most,
            step=0.01 * ideal if persons else 0.01,
            unit=1.0 if persons else ideal,
        )

    def _regions(self, target: t.RegionSplits | t.RegionPieces) -> _Row:
        column = region_column(self._problem.state, target.region)
        level, _ = self.arrays.regions(column, named=True)
        splits = isinstance(target, t.RegionSplits)
        return _Row(
            kinds.REGION_SPLITS if splits else kinds.REGION_PIECES,
            level=level,
            bound=target.at_most,
            step=max(1.0, 0.1 * target.at_most),
        )

    def _shape(self, target: t.PolsbyPopper | t.Reock) -> _Row:
        area, second, room = self.arrays.area(), 0, 0
        if isinstance(target, t.PolsbyPopper):
            second = self.arrays.perimeter()
        else:
            self._circles = self.arrays.circles()
            room = self._remember("circles")
        return _Row(
            kinds.REOCK if isinstance(target, t.Reock) else kinds.POLSBY_POPPER,
            column=(area, second),
            least=int(target.statistic == "minimum"),
            bound=target.at_least,
            step=0.02,
            room=room,
        )

    def _group_share(self, target: t.GroupShare) -> _Row:
        state, wanted = self._problem.state, target.districts_at_least
        group = self.arrays.number(*group_columns(state, target.group, target.of))
        everyone = self.arrays.number(universe_column(state, target.of))
        return _Row(
            kinds.TOP_SHARE if wanted is None else kinds.SHARE_REACHED,
            column=(group, everyone),
            least=-1 if wanted is None else wanted,
            bound=target.share,
            step=0.02,
        )

    def _votes(self, name: str) -> tuple[int, int]:
        """Columns of Democratic and of Republican votes."""
        election = self._problem.state.election(name)
        return self.arrays.number(election.dem_col), self.arrays.number(election.rep_col)

    def _districts_won(self, target: t.Seats | t.Competitive) -> _Row:
        ours, theirs = self._votes(target.election)
        if isinstance(target, t.Competitive):
            return _Row(
                kinds.COMPETITIVE,
                column=(ours, theirs),
                least=target.at_least,
                bound=target.margin,
                step=0.02,
            )
        least = target.at_least if target.equal is None else target.equal
        most = target.at_most if target.equal is None else target.equal
        return _Row(
            kinds.SEATS,
            column=(ours, theirs) if target.party == "dem" else (theirs, ours),
            least=-1 if least is None else least,
            most=-1 if most is None else most,
            step=0.02,
        )

    def _fairness(
        self, target: t.EfficiencyGap | t.MeanMedian | t.PartisanBias | t.Proportionality
    ) -> _Row:
        kind, step = {
            "efficiency_gap": (kinds.EFFICIENCY_GAP, 0.01),
            "mean_median": (kinds.MEAN_MEDIAN, 0.01),
            "partisan_bias": (kinds.PARTISAN_BIAS, 0.05),
            "proportionality": (kinds.DISPROPORTIONALITY, 0.05),
        }[target.measure]
        return _Row(kind, column=self._votes(target.election), bound=target.at_most, step=step)

    def _labelled(self, target: t.Together | t.Locked | t.Apart | t.Incumbents) -> _Row:
        state = self._problem.state
        kept = isinstance(target, t.Together | t.Locked)
        if isinstance(target, t.Incumbents):
            labels = incumbent_labels(state, target)
        elif isinstance(target, t.Locked) and target.alone:
            labels, kept = inside_or_not(state, target), False
        else:
            labels = units_with(state, target.column, target.values)
        if kept:
            labels = np.minimum(labels, 0)
        level = self.arrays.level(("labels", labels.tobytes()), labels, int(labels.max()) + 1)
        return _Row(kinds.ONE_HOME if kept else kinds.APART, level=level)

    def _overlap(self, target: t.LeastChange | t.Nested) -> _Row:
        level, n_regions = self.arrays.regions(target.plan, named=False)
        if isinstance(target, t.Nested):
            room = self._remember(f"nested {target.plan}")
        else:
            self._word = self.arrays.word()
            self._matched[target.plan] = n_regions
            room = list(self._matched).index(target.plan)
        return _Row(
            kinds.NESTED if isinstance(target, t.Nested) else kinds.LEAST_CHANGE,
            level=level,
            bound=target.at_least,
            step=0.02,
            unit=max(float(self._problem.population.sum()), 1.0),
            room=room,
        )

    def _remember(self, name: str) -> int:
        """Place in the memory of a score of districts."""
        self._word = self.arrays.word()
        if name not in self._remembered:
            self._remembered.append(name)
        return self._remembered.index(name)
