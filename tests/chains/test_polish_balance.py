"""Populations are evened out over borders, as far as they can be, and nothing else gets worse."""

from collections.abc import Callable
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from districtbot.chains import balance as balancing
from districtbot.chains.balance import Balance, balance, balance_for, begin, settle
from districtbot.chains.draws import Stream, stream_of
from districtbot.chains.goal import Goal, goal_of
from districtbot.chains.objective import read
from districtbot.chains.scratch import Scratch, scratch_for
from districtbot.chains.state import State
from districtbot.chains.state import state_of as count
from districtbot.plans.compiled import Compiled, compiled
from districtbot.plans.problem import problem_of
from districtbot.plans.targets import CutEdges, RegionSplits, Target, Targets

Ints = NDArray[np.int32]
Made = Callable[..., Compiled]


class Desk(NamedTuple):
    """All that a balance is called with."""

    made: Compiled
    state: State
    scratch: Scratch
    goal: Goal
    work: Balance
    stream: Stream

    def go_on(self, n_looks: int) -> bool:
        made = self.made
        return balance(
            made.graph,
            self.state,
            self.scratch,
            self.goal,
            made.objective,
            self.work,
            self.stream,
            n_looks,
        )

    @property
    def gaps(self) -> NDArray[np.float64]:
        """Gaps of all targets but population's."""
        values, gaps = self.work.values.copy(), self.work.gaps.copy()
        read(self.made.graph, self.state, self.made.objective, values, gaps)
        return gaps[self.work.guarded]

    @property
    def stage(self) -> int:
        return int(self.work.tally[balancing.STAGE])


def desk_at(
    made: Compiled, district: Any, off: float, *, seed: int = 0, n_chains: int = 500
) -> Desk:
    """A balance at its start: every district within so many people of ideal."""
    district = np.array(district, dtype=np.int32)
    k = int(district.max()) + 1
    made.objective.whole[0] = 1
    ideal = np.full(k, made.graph.population.sum() / k)
    desk = Desk(
        made,
        count(made.graph, district, k),
        scratch_for(made.graph),
        goal_of(made.graph, ideal, ideal - off, ideal + off, n_chains=n_chains),
        balance_for(made.graph, made.objective, k),
        stream_of("test of balance", seed),
    )
    begin(made.graph, desk.state, desk.goal, made.objective, desk.work)
    return desk


@pytest.fixture
def grid(grid_frame: Any, state_of: Any) -> Made:
    """``grid(rows, cols, k, *targets, people=...)``: a grid for the kernels."""

    def make(
        rows: int, cols: int, k: int, *targets: Target, people: Any = 100, county: Any = "1"
    ) -> Compiled:
        frame = grid_frame(rows, cols, TOTPOP=people, COUNTY=county)
        state = state_of(frame, county="COUNTY")
        return compiled(problem_of(state, Targets(districts=k, target=targets)))

    return make


def is_whole(made: Compiled, district: Ints) -> bool:
    """Whether every district is one piece and none is empty."""
    return joined(made.graph.ends.tolist(), district.tolist())


def joined(links: list[list[int]], district: list[int]) -> bool:
    near: list[list[int]] = [[] for _ in district]
    for a, b in links:
        if district[a] == district[b]:
            near[a].append(b)
            near[b].append(a)
    seen: set[int] = set()
    for home in range(max(district) + 1):
        if home not in district:
            return False
        front = [district.index(home)]
        while front:
            at = front.pop()
            if at not in seen:
                seen.add(at)
                front.extend(near[at])
    return len(seen) == len(district)


@cache
def halves(rows: int, cols: int) -> tuple[Ints, ...]:
    """Every plan of two districts in one piece each on a grid, the first unit in the first."""
    n = rows * cols
    links = [[at, at + 1] for at in range(n) if (at + 1) % cols] + [
        [at, at + cols] for at in range(n - cols)
    ]
    plans = (
        [int(at in nodes) for at in range(n)]
        for size in range(1, n)
        for nodes in combinations(range(1, n), size)
    )
    return tuple(np.array(plan, np.int32) for plan in plans if joined(links, plan))


PEOPLE = [310, 877, 123, 559, 140, 231, 688, 91, 770, 101, 463, 199, 512, 348, 267, 905]
"""On a grid of 4 x 4."""


@pytest.mark.parametrize("seed", range(6))
def test_the_best_plan_of_all_is_found(grid: Made, seed: int) -> None:
    """All 627 plans of two districts are known.

    ::

        310 877 123 559
        140 231 688  91
        770 101 463 199
        512 348 267 905
    """
    made = grid(4, 4, 2, people=PEOPLE)
    plans = halves(4, 4)
    assert len(plans) == 627
    ideal = sum(PEOPLE) / 2
    off = [abs(np.array(PEOPLE)[plan == 0].sum() - ideal) for plan in plans]
    start = plans[(seed * 101) % len(plans)]
    desk = desk_at(made, start, min(off), seed=seed)
    while desk.go_on(10):
        pass
    assert desk.stage == balancing.MET
    assert np.abs(desk.state.population - ideal).max() == min(off)
    assert is_whole(made, desk.state.district)


def test_a_chain_hands_a_unit_on_through_districts_that_are_even(grid: Made) -> None:
    """No two neighbours have anything to share::

    0 0 0 0 1 1 1 2 2 2 3 3 3 4 4    becomes    0 0 0 1 1 1 2 2 2 3 3 3 4 4 4
    """
    made = grid(1, 15, 5)
    desk = desk_at(made, np.repeat([0, 1, 2, 3, 4], [4, 3, 3, 3, 2]), 0.0)
    assert not desk.go_on(1000)
    assert desk.state.district.tolist() == np.repeat(range(5), 3).tolist()


def test_a_plan_within_the_goal_is_left_alone(grid: Made) -> None:
    made = grid(1, 4, 2)
    desk = desk_at(made, [0, 1, 1, 1], 100.0)
    assert not desk.go_on(10)
    assert desk.state.district.tolist() == [0, 1, 1, 1]
    assert desk.work.tally[balancing.LOOKS] == 0


def test_what_cannot_be_bettered_stays(grid: Made) -> None:
    """Three units for two districts: 1 and 2 is as even as it gets."""
    made = grid(1, 3, 2)
    desk = desk_at(made, [0, 1, 1], 0.0, n_chains=20)
    while desk.go_on(7):
        pass
    assert desk.stage == balancing.SPENT
    assert desk.state.district.tolist() == [0, 1, 1]


def columns(rows: int, cols: int, k: int) -> Ints:
    """Upright districts of about equal width."""
    return np.tile(np.arange(cols) * k // cols, rows).astype(np.int32)


def people_of(rows: int, cols: int) -> list[int]:
    return [int(n) for n in np.random.default_rng(rows * cols).integers(20, 400, rows * cols)]


@pytest.mark.parametrize(
    "targets",
    [
        (),
        (RegionSplits(region="COUNTY", at_most=7),),
        (CutEdges(at_most=1), RegionSplits(region="COUNTY", at_most=1)),
    ],
    ids=["population only", "a cap on splits", "nothing may fray"],
)
def test_after_each_look_all_holds(
    grid: Made, check_state: Any, targets: tuple[Target, ...]
) -> None:
    """A grid of 8 x 9 in 9 counties, three across and three down, of which 6 are split."""
    county = [f"{col // 3}{row // 3}" for row in range(8) for col in range(9)]
    made = grid(8, 9, 4, *targets, people=people_of(8, 9), county=county)
    desk = desk_at(made, columns(8, 9, 4), 2.0, n_chains=60)
    before = desk.gaps
    excess = desk.work.sums[balancing.EXCESS]
    n_changed, last = 0, desk.state.district.copy()
    while desk.go_on(1):
        check_state(made.graph, desk.state)
        assert is_whole(made, desk.state.district)
        assert (desk.gaps <= before + 1e-9).all()
        n_changed += (desk.state.district != last).any()
        last = desk.state.district.copy()
    if len(targets) < 2:
        assert n_changed > 3
        assert desk.work.sums[balancing.EXCESS] < excess
    assert (desk.gaps <= before + 1e-9).all()
    assert desk.work.sums[balancing.EXCESS] <= excess


def test_portions_change_nothing(grid: Made) -> None:
    made = grid(8, 9, 4, CutEdges(at_most=50), people=people_of(8, 9))
    ended = []
    for portion in (1, 7, 100_000):
        desk = desk_at(made, columns(8, 9, 4), 0.5, seed=3, n_chains=80)
        while desk.go_on(portion):
            pass
        ended.append((desk.state.district.tolist(), desk.work.tally.tolist(), desk.stream.tolist()))
    assert ended[0] == ended[1] == ended[2]


def test_one_work_serves_many_plans(grid: Made) -> None:
    """What an earlier balance left behind has no say in the next."""
    made = grid(8, 9, 4, people=people_of(8, 9))
    fresh = desk_at(made, columns(8, 9, 4), 1.0, seed=1, n_chains=50)
    used = desk_at(made, columns(8, 9, 4)[::-1], 0.0, seed=2, n_chains=50)
    used.go_on(45)
    used = used._replace(state=fresh.state, goal=fresh.goal, stream=fresh.stream.copy())
    twin = fresh._replace(state=count(made.graph, columns(8, 9, 4), 4))
    begin(made.graph, used.state, used.goal, made.objective, used.work)
    while used.go_on(10):
        pass
    while twin.go_on(10):
        pass
    assert used.state.district.tolist() == twin.state.district.tolist()


def test_stopped_in_the_middle_it_goes_back_to_the_best(grid: Made, check_state: Any) -> None:
    made = grid(8, 9, 4, people=people_of(8, 9))
    for n_looks in range(20, 60, 5):
        desk = desk_at(made, columns(8, 9, 4), 0.0, n_chains=100)
        desk.go_on(n_looks)
        settle(made.graph, desk.state, desk.work)
        check_state(made.graph, desk.state)
        off = np.abs(desk.state.population - desk.goal.ideal).max()
        assert off == pytest.approx(desk.work.sums[balancing.EXCESS])


def test_districts_of_different_sizes(grid: Made) -> None:
    """One of two members and two of one, on 12 units in a row: 6, 3 and 3."""
    made = grid(1, 12, 3)
    desk = desk_at(made, np.repeat([0, 1, 2], 4), 0.0)
    ideal = np.array([600.0, 300.0, 300.0])
    desk = desk._replace(goal=goal_of(made.graph, ideal, ideal, ideal, n_chains=200))
    begin(made.graph, desk.state, desk.goal, made.objective, desk.work)
    while desk.go_on(50):
        pass
    assert desk.state.population.tolist() == ideal.tolist()
