from typing import Any

import numpy as np
import pytest

from districtbot.chains import walk
from districtbot.chains.draws import stream_of
from districtbot.chains.graph import Graph, Level, graph_of
from districtbot.chains.recom import DISTRICT_PAIRS, MINIMUM, Law, split_for
from districtbot.chains.scratch import scratch_for
from districtbot.chains.state import State, state_of

N = 64
STRIPES = (np.arange(N) // 16).astype(np.int32)
"""An 8 x 8 grid in four districts of two rows."""
PROPOSALS = [walk.RECOM, walk.REVERSIBLE, walk.FLIPS]


@pytest.fixture
def graph(small: Any) -> Graph:
    """Regions are columns of the grid, and in a second level its quarters."""
    node, ones = np.arange(N, dtype=np.int32), np.ones(N, np.int32)
    columns = (node % 8).astype(np.int32)
    quarters = ((node // 32) * 2 + (node % 8) // 4).astype(np.int32)
    levels = (
        Level(node, columns, ones, np.ones(N), 8),
        Level(node, quarters, ones, np.ones(N), 4),
    )
    around = np.full(N, 4.0)
    return graph_of(
        small.grid_links(8, 8),
        np.ones(N),
        columns=np.stack([np.ones(N), around], axis=1),
        shared=np.ones(112),
        levels=levels,
    )


def course(**changes: Any) -> walk.Course:
    """ReCom, everything accepted, every plan kept; area and perimeter are columns 0 and 1."""
    fields: dict[str, Any] = {
        "proposal": walk.RECOM,
        "max_cuts": 10,
        "acceptance": walk.ALWAYS,
        "beta": 0.0,
        "chance": 0.0,
        "exact": False,
        "thin": 1,
        "caps": np.full(5, walk.NO_CAP),
        "weights": np.zeros(5),
        "shape_weights": np.zeros(2),
        "area": 0,
        "perimeter": 1,
    }
    return walk.Course(**(fields | changes))


def walked(
    graph: Graph, how: walk.Course, *n_steps: int, start: Any = STRIPES
) -> tuple[walk.Kept, Any, State]:
    """Plans kept, account and state at the end of a walk taken in several calls."""
    law = Law(
        MINIMUM,
        DISTRICT_PAIRS,
        200,
        5,
        np.full(4, 13.0),
        np.full(4, 19.0),
        np.zeros(0),
        np.zeros(0, np.int32),
    )
    state, account = state_of(graph, start, 4), np.zeros(3, np.int64)
    scratch, split, stream = scratch_for(graph), split_for(graph), stream_of("walk")
    parts = []
    for steps in n_steps:
        kept = walk.kept_for(state, steps)
        n_kept = walk.walk(graph, state, law, how, scratch, split, stream, account, kept, steps)
        parts.append([rows[:n_kept] for rows in kept])
    return walk.Kept(*map(np.concatenate, zip(*parts, strict=True))), account, state


@pytest.mark.parametrize("proposal", PROPOSALS)
def test_what_is_kept_is_what_a_fresh_count_gives(
    graph: Graph, check_state: Any, proposal: int
) -> None:
    kept, account, state = walked(graph, course(proposal=proposal, thin=10), 5_000)
    check_state(graph, state)
    assert (kept.plans[-1] == state.district).all()
    assert account.tolist()[::2] == [5_000, 0]
    moved = (kept.plans[1:] != kept.plans[:-1]).any(axis=1).sum()
    assert 10 < moved <= account[walk.ACCEPTED]
    for row in range(0, 500, 7):
        fresh = state_of(graph, kept.plans[row].astype(np.int32), 4)
        counts = [fresh.n_cut[1], *fresh.splits, *fresh.pieces]
        assert kept.counts[row].tolist() == counts
        assert kept.population[row].tolist() == fresh.population.tolist()
        assert kept.sums[row].tolist() == fresh.sums.tolist()
        assert kept.inside[row].tolist() == fresh.inside.tolist()
    assert kept.population.min() >= 13
    assert kept.population.max() <= 19


@pytest.mark.parametrize("proposal", PROPOSALS)
def test_two_walks_are_one(graph: Graph, proposal: int) -> None:
    how = course(proposal=proposal, thin=3, acceptance=walk.METROPOLIS, beta=0.3)
    how = how._replace(weights=np.array([1.0, 0, 0, 0, 0]), shape_weights=np.array([-9.0, -3.0]))
    once, account, _ = walked(graph, how, 200)
    twice, same, _ = walked(graph, how, 71, 129)
    assert len(once.plans) == 66
    assert account.tolist() == same.tolist()
    assert all((a == b).all() for a, b in zip(once, twice, strict=True))


def test_thinning_keeps_every_so_many_plans(graph: Graph) -> None:
    every, _, _ = walked(graph, course(), 40)
    tenth, _, _ = walked(graph, course(thin=10), 40)
    assert (tenth.plans == every.plans[9::10]).all()


@pytest.mark.parametrize("proposal", PROPOSALS)
def test_caps_are_never_passed(graph: Graph, proposal: int) -> None:
    """It begins with 16 cut edges and every quarter a district."""
    caps = np.array([30, walk.NO_CAP, 2, walk.NO_CAP, 6])
    start = ((np.arange(N) // 32) * 2 + (np.arange(N) % 8) // 4).astype(np.int32)
    kept, account, _ = walked(graph, course(proposal=proposal, caps=caps), 5_000, start=start)
    assert account[walk.ACCEPTED] > 5
    assert (kept.counts <= caps).all()
    free, _, _ = walked(graph, course(proposal=proposal), 5_000, start=start)
    assert (free.counts > caps).any()


def test_a_count_above_its_cap_does_not_grow(graph: Graph) -> None:
    """It begins with every column split, in 32 pieces, and may not have any split."""
    caps = np.array([walk.NO_CAP, 0, walk.NO_CAP, 20, walk.NO_CAP])
    kept, account, _ = walked(graph, course(caps=caps), 500)
    splits, pieces = kept.counts[:, 1], kept.counts[:, 3]
    assert account[walk.ACCEPTED] > 5
    assert (np.diff(splits) <= 0).all()
    below = np.maximum(pieces[:-1], 20)
    assert (pieces[1:] <= below).all()


def test_tilted_without_a_chance_never_gets_worse(graph: Graph) -> None:
    how = course(acceptance=walk.TILTED, weights=np.array([1.0, 0, 0, 0, 0]))
    kept, _, _ = walked(graph, how, 300)
    assert (np.diff(kept.counts[:, 0]) <= 0).all()
    freer, _, _ = walked(graph, how._replace(chance=0.2), 300)
    assert (np.diff(freer.counts[:, 0]) > 0).any()


def test_a_score_of_shapes_is_followed(graph: Graph) -> None:
    """The quarters are squares: 4 pi 16 / 16^2 = 0.785."""
    how = course(acceptance=walk.METROPOLIS, beta=1.0, shape_weights=np.array([-200.0, -50.0]))
    kept, _, _ = walked(graph, how, 1500)
    shapes = 4 * np.pi * kept.sums[:, :, 0] / (kept.sums[:, :, 1] - 2 * kept.inside) ** 2
    free, _, _ = walked(graph, course(), 1500)
    others = 4 * np.pi * free.sums[:, :, 0] / (free.sums[:, :, 1] - 2 * free.inside) ** 2
    assert shapes[500:].mean() > others.mean() + 0.1
    assert shapes.mean(axis=1).max() == pytest.approx(np.pi / 4, abs=0.05)
