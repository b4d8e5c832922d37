"""Plans read back from files of the field, and counted."""

from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from binary_ensemble import BenDecoder, BenEncoder

from districtbot.chains.ben import BANNER, ben_frames
from districtbot.chains.graph import Graph, Level, graph_of
from districtbot.chains.replay import (
    BANNERS,
    DAMAGED,
    N_LABELS,
    STRANGE,
    Tape,
    all_in_one,
    counts_for,
    replay,
    tape_of,
)
from districtbot.chains.state import state_of
from tests.small import grid_links

ROWS, COLS, K = 6, 7, 4
N = ROWS * COLS
Layout = Literal["standard", "mkv_chain", "twodelta"]
LAYOUTS: tuple[Layout, ...] = ("standard", "mkv_chain", "twodelta")


def graph() -> Graph:
    """A grid of 6 by 7 nodes with odd people, two columns, bridges and two kinds of regions."""
    rng = np.random.default_rng(1)
    links = grid_links(ROWS, COLS)
    levels = tuple(
        Level(
            np.arange(N, dtype=np.int32)[: N - gone],
            rng.integers(0, n_regions, N - gone).astype(np.int32),
            np.ones(N - gone, np.int32),
            np.ones(N - gone),
            n_regions,
        )
        for n_regions, gone in ((5, 0), (9, 8))
    )
    touching = (rng.random(len(links)) > 0.1).astype(np.int32)
    return graph_of(
        links,
        rng.random(N) * 100,
        columns=rng.random((N, 2)),
        touching=touching,
        shared=rng.random(len(links)) * touching,
        levels=levels,
    )


def some_plans(n_plans: int = 120) -> np.ndarray:
    """Plans of which many follow from the one before in two districts, some not at all."""
    rng = np.random.default_rng(2)
    plan = rng.permutation(np.arange(N) % K)
    plans = []
    for turn in range(n_plans):
        if turn % 10 == 0:
            plan = rng.permutation(plan)
        elif turn % 3:
            a, b = rng.choice(K, 2, replace=False)
            pair = np.flatnonzero((plan == a) | (plan == b))
            plan = plan.copy()
            plan[pair] = rng.permutation(plan[pair])
        plans.append(plan)
    return np.array(plans)


def tape(stream: bytes, labels: tuple[int, ...]) -> Tape:
    number = np.full(N_LABELS, -1, np.int32)
    number[list(labels)] = np.arange(len(labels))
    banner = len(BANNERS[0])
    data = np.frombuffer(stream[banner:], np.uint8)
    return tape_of(data, BANNERS.index(stream[:banner]), np.arange(N, dtype=np.int32), number)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("labels", [(0, 1, 2, 3), (3, 7, 200, 65535)])
def test_counts_are_those_of_the_chains(
    layout: Layout, labels: tuple[int, ...], tmp_path: Path
) -> None:
    """Whatever the layout, every plan of a file has the counts that a state has from scratch."""
    plans, chart = some_plans(), graph()
    with BenEncoder(tmp_path / "plans.ben", variant=layout) as file:
        for plan in plans:
            file.write(np.array(labels)[plan].tolist())
    assert len(list(BenDecoder(tmp_path / "plans.ben"))) == len(plans)
    read = tape((tmp_path / "plans.ben").read_bytes(), labels)
    count = all_in_one(chart, K)
    counts, row = counts_for(count, 17), 0
    while n_rows := replay(chart, count, read, counts):
        for place in range(n_rows):
            state = state_of(chart, plans[row].astype(np.int32), K)
            whole = [state.n_cut[1], *state.splits, *state.pieces]
            assert counts.counts[place].tolist() == whole
            assert np.array_equal(counts.population[place], state.population)
            assert np.array_equal(counts.sums[place], state.sums)
            assert np.array_equal(counts.inside[place], state.inside)
            row += 1
    assert row == len(plans)


def test_frames_of_our_own_are_read() -> None:
    plans = some_plans().astype(np.int16)
    stream = BANNER + ben_frames(plans, np.arange(N, dtype=np.int32)).tobytes()
    read, chart = tape(stream, (1, 2, 3, 4)), graph()
    count = all_in_one(chart, K)
    counts = counts_for(count, len(plans) + 1)
    assert replay(chart, count, read, counts) == len(plans)
    assert np.array_equal(count.district, plans[-1])


def test_a_file_cut_off_anywhere_is_told(tmp_path: Path) -> None:
    """Every prefix of a file is either some whole plans or damaged; none runs over its end."""
    plans, chart = some_plans(6), graph()
    for layout in LAYOUTS:
        path = tmp_path / f"{layout}.ben"
        with BenEncoder(path, variant=layout) as file:
            for plan in plans:
                file.write(plan.tolist())
        whole = path.read_bytes()
        n_damaged = 0
        for end in range(len(BANNER) + 1, len(whole)):
            read, count = tape(whole[:end], (0, 1, 2, 3)), all_in_one(chart, K)
            found = replay(chart, count, read, counts_for(count, 10))
            assert found == DAMAGED or 0 < found < len(plans)
            n_damaged += found == DAMAGED
        assert n_damaged > 0


def test_flipped_bytes_never_run_away(tmp_path: Path) -> None:
    plans, chart = some_plans(8), graph()
    rng = np.random.default_rng(3)
    with BenEncoder(tmp_path / "a.ben") as file:
        for plan in plans:
            file.write(plan.tolist())
    whole = (tmp_path / "a.ben").read_bytes()
    seen = set()
    for _ in range(400):
        bent = bytearray(whole)
        bent[rng.integers(len(BANNER), len(whole))] ^= 1 << rng.integers(0, 8)
        read, count = tape(bytes(bent), (0, 1, 2, 3)), all_in_one(chart, K)
        seen.add(min(0, replay(chart, count, read, counts_for(count, 10))))
    assert seen == {DAMAGED, 0}


def test_a_district_without_a_number_is_told() -> None:
    plans, chart = some_plans(3).astype(np.int16), graph()
    stream = BANNER + ben_frames(plans, np.arange(N, dtype=np.int32)).tobytes()
    read, count = tape(stream, (1, 2, 3)), all_in_one(chart, K)
    assert replay(chart, count, read, counts_for(count, 3)) == STRANGE
