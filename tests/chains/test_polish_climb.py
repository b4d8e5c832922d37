"""Flips and swaps on borders bring a plan nearer to its targets, and never take it away."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from districtbot.chains import polish
from districtbot.chains.draws import Stream, stream_of
from districtbot.chains.objective import read
from districtbot.chains.polish import Climb, Slope, climb, climb_for, rest, set_out, slope_of
from districtbot.chains.scratch import Scratch, scratch_for
from districtbot.chains.state import State
from districtbot.chains.state import state_of as count
from districtbot.plans.compiled import Compiled, compiled
from districtbot.plans.problem import problem_of
from districtbot.plans.targets import CutEdges, PopulationDeviation, Target, Targets

Made = Callable[..., Compiled]

COMB = [0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1]
"""Two districts of eight that cut nine edges, where four would do::

    0 0 0 0
    0 1 0 1
    0 1 0 1
    1 1 1 1
"""


class Desk(NamedTuple):
    """All that a climb is called with."""

    made: Compiled
    state: State
    scratch: Scratch
    slope: Slope
    work: Climb
    stream: Stream

    def go_on(self, n_looks: int) -> bool:
        made = self.made
        return climb(
            made.graph,
            self.state,
            self.scratch,
            self.slope,
            made.objective,
            self.work,
            self.stream,
            n_looks,
        )

    @property
    def reading(self) -> tuple[float, float]:
        work = self.work
        values, gaps = work.values.copy(), work.gaps.copy()
        return read(self.made.graph, self.state, self.made.objective, values, gaps)


def desk_at(made: Compiled, district: Any, slope: Slope, seed: int = 0) -> Desk:
    district = np.array(district, dtype=np.int32)
    k = int(district.max()) + 1
    made.objective.whole[0] = 1
    desk = Desk(
        made,
        count(made.graph, district, k),
        scratch_for(made.graph),
        slope,
        climb_for(made.graph, made.objective, k),
        stream_of("test of climb", seed),
    )
    set_out(made.graph, desk.state, made.objective, desk.work)
    return desk


@pytest.fixture
def grid(grid_frame: Any, state_of: Any) -> Made:
    """``grid(rows, cols, k, *targets)``: a grid for the kernels, 100 people in each unit."""

    def make(rows: int, cols: int, k: int, *targets: Target) -> Compiled:
        state = state_of(grid_frame(rows, cols))
        return compiled(problem_of(state, Targets(districts=k, target=targets)))

    return make


def is_whole(made: Compiled, district: NDArray[np.int32]) -> bool:
    """Whether there are as many pieces as districts."""
    part = np.arange(len(district))
    for _ in range(len(district)):
        for a, b in made.graph.ends.tolist():
            if district[a] == district[b]:
                part[a] = part[b] = min(part[a], part[b])
    return len(np.unique(part)) == len(np.unique(district))


EVEN = PopulationDeviation(at_most=0.0)


@pytest.mark.parametrize("seed", range(5))
def test_annealed_swaps_find_the_straight_border(grid: Made, seed: int) -> None:
    """Population is even from the start, so only swaps can go on; four cut edges are the least."""
    made = grid(4, 4, 2, EVEN, CutEdges(at_most=4))
    desk = desk_at(made, COMB, slope_of(20_000, hot=1.0, cold=0.05), seed)
    assert desk.state.n_cut[0] > 4
    while desk.go_on(1000):
        pass
    assert desk.reading == (0, 0)
    assert desk.state.n_cut[0] == 4
    assert desk.state.population.tolist() == [800, 800]


@pytest.mark.parametrize("hot", [0.0, 1.0])
def test_after_each_look_all_holds(grid: Made, check_state: Any, hot: float) -> None:
    made = grid(6, 6, 2, PopulationDeviation(at_most=0.1), CutEdges(at_most=2, wished=True))
    desk = desk_at(made, np.repeat([0, 0, 0, 0, 1, 1], 6), slope_of(300, hot=hot, cold=0.05))
    last = desk.reading
    n_changed = 0
    while desk.go_on(1):
        check_state(made.graph, desk.state)
        assert is_whole(made, desk.state.district)
        now = desk.reading
        assert now == tuple(desk.work.sums[:2])
        assert tuple(desk.work.sums[2:]) <= now
        if hot == 0:
            assert now <= last
        n_changed += now != last
        last = now
    assert n_changed > 0
    assert desk.reading == tuple(desk.work.sums[2:])


def test_required_targets_come_first(grid: Made) -> None:
    """Of uneven halves the border frays where that evens them out: a longer border is a price.

    ::

        0 0 0 1 1            0 0 0 1 1
        0 0 0 1 1  becomes   0 0 1 1 1  or the like
    """
    wish = CutEdges(at_most=2, wished=True)
    made = grid(2, 5, 2, PopulationDeviation(at_most=0.01), wish)
    desk = desk_at(made, [0, 0, 0, 1, 1] * 2, slope_of(500))
    while desk.go_on(50):
        pass
    assert desk.state.population.tolist() == [500, 500]
    assert desk.state.n_cut[0] == 3


def test_portions_change_nothing(grid: Made) -> None:
    made = grid(6, 6, 3, PopulationDeviation(at_most=0.1), CutEdges(at_most=2))
    ended = []
    for portion in (1, 7, 100_000):
        desk = desk_at(made, np.repeat([0, 1, 2], 12), slope_of(2000, hot=1.0, cold=0.1), 4)
        while desk.go_on(portion):
            pass
        tally = desk.work.tally.tolist()
        assert tally[polish.LOOKS] == 2000
        ended.append((desk.state.district.tolist(), tally, desk.stream.tolist()))
    assert ended[0] == ended[1] == ended[2]


def test_a_climb_ends_when_all_is_met(grid: Made) -> None:
    made = grid(2, 4, 2, EVEN)
    desk = desk_at(made, [0, 0, 1, 1] * 2, slope_of(100))
    assert not desk.go_on(100)
    assert desk.work.tally[polish.LOOKS] == 0


def test_borders_are_straightened_where_all_is_met(grid: Made) -> None:
    made = grid(4, 4, 2, EVEN)
    for hot in (0.0, 0.5):
        desk = desk_at(made, COMB, slope_of(5000, hot=hot, cold=0.02, straight=0.1), 1)
        before = desk.state.n_cut[0]
        while desk.go_on(500):
            pass
        assert desk.state.n_cut[0] < before
        assert desk.reading == (0, 0)
        assert desk.work.tally[polish.CUT] == desk.state.n_cut[0]


def test_stopped_in_the_middle_it_goes_back_to_the_best(grid: Made, check_state: Any) -> None:
    made = grid(6, 6, 3, PopulationDeviation(at_most=0.1), CutEdges(at_most=2))
    for n_looks in range(100, 1000, 90):
        desk = desk_at(made, np.repeat([0, 1, 2], 12), slope_of(2000, hot=2.0, cold=0.1), 4)
        desk.go_on(n_looks)
        best = tuple(desk.work.sums[2:])
        rest(made.graph, desk.state, desk.work)
        check_state(made.graph, desk.state)
        assert desk.reading == best
