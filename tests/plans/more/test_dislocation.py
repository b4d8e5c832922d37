"""Partisan dislocation against neighbourhoods found one by one."""

from typing import Any

import numpy as np
import pytest

from districtbot.plans.more import dislocation
from districtbot.plans.more.dislocation import dislocations, neighbourhoods
from districtbot.plans.more.votes import score_more_votes
from districtbot.plans.plan import Plan
from districtbot.plans.scoring import Scoring


def _naive(places: Any, dem: Any, rep: Any, n_districts: int) -> list[float]:
    """Neighbours are taken in, nearest first, those equally far together."""
    shares = []
    for place in places:
        away = np.round(np.hypot(*(places - place).T), 6)
        for limit in np.unique(away):
            inside = away <= limit
            if (dem + rep)[inside].sum() >= (dem + rep).sum() / n_districts:
                break
        shares.append(dem[inside].sum() / (dem + rep)[inside].sum())
    return shares


def _grid(rows: int, cols: int) -> Any:
    return np.stack(np.meshgrid(np.arange(cols), np.arange(rows)), axis=-1).reshape(-1, 2) * 1000.0


@pytest.mark.parametrize("n_districts", [1, 2, 5, 20])
def test_neighbourhoods_one_by_one(n_districts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in small helpings, and where most votes are far away."""
    rng = np.random.default_rng(n_districts)
    crowd = np.zeros(70)
    crowd[69] = 5000
    votes = [(rng.integers(0, 50, 70) + 1.0, rng.integers(0, 50, 70) + 1.0) for _ in range(2)]
    votes.append((votes[0][0], votes[0][1] + crowd))
    places = _grid(7, 10)
    whole = neighbourhoods(places, votes, n_districts)
    monkeypatch.setattr(dislocation, "CELLS", 64)
    parts = neighbourhoods(places, votes, n_districts)
    for (dem, rep), one, other in zip(votes, whole, parts, strict=True):
        assert one.tolist() == other.tolist()
        assert one.tolist() == pytest.approx(_naive(places, dem, rep, n_districts))


def _plan(labels: Any) -> Plan:
    k = int(max(labels))
    return Plan(
        tuple(f"{n}" for n in range(len(labels))),
        np.array(labels, dtype=np.int32),
        tuple(f"{n + 1}" for n in range(k)),
    )


def test_by_hand() -> None:
    """A row of four units with 10 votes each, Democrats on the left.

    Neighbourhoods are of 20 votes, but an inner unit has two neighbours equally far: 30.

    Units      10:0  10:0 | 0:10  0:10
    Around      1    2/3     1/3    0
    Halves      1     1       0     0    off by 0, 1/3, 1/3, 0
    Outer/inner 1/2  1/2     1/2   1/2   off by 1/2, 1/6, 1/6, 1/2
    """
    dem = np.array([10.0, 10, 0, 0])
    places = _grid(1, 4)
    (halves,) = dislocations(_plan([1, 1, 2, 2]), places, [(dem, 10 - dem)])
    assert halves.mean == pytest.approx(1 / 6)
    assert halves.by_district == pytest.approx((1 / 6, -1 / 6))
    (mixed,) = dislocations(_plan([1, 2, 2, 1]), places, [(dem, 10 - dem)])
    assert mixed.mean == pytest.approx(1 / 3)
    assert mixed.by_district == pytest.approx((0, 0))


def test_too_large_a_map_is_declined(
    grid_frame: Any, state_of: Any, plan_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Block maps in two districts would take minutes; precincts of the largest states do not."""
    assert dislocation.too_large(25_000, 2)
    assert not dislocation.too_large(9_300, 17)
    monkeypatch.setattr(dislocation, "MOST_PAIRS", 3)
    state = state_of(grid_frame(1, 2, PRES20D=[3, 4], PRES20R=[4, 3]))
    (found,) = score_more_votes(Scoring(state), plan_for(state, "1 2"), state.columns.elections)
    assert found.dislocation is None
    assert "so many units" in found.undefined["dislocation"]
    assert found.talisman is not None


def test_laws() -> None:
    rng = np.random.default_rng(6)
    dem, rep = rng.uniform(1, 50, (2, 48))
    labels, places = rng.permutation(np.repeat([1, 2, 3], 16)), _grid(6, 8)
    (first,) = dislocations(_plan(labels), places, [(dem, rep)])
    assert first.mean > 0
    (swapped,) = dislocations(_plan(labels), places, [(rep, dem)])
    assert swapped.mean == pytest.approx(first.mean)
    assert swapped.by_district == pytest.approx([-value for value in first.by_district])
    order = rng.permutation(48)
    (other,) = dislocations(_plan(4 - labels[order]), places[order], [(dem[order], rep[order])])
    assert other.mean == pytest.approx(first.mean)
    assert other.by_district == pytest.approx(first.by_district[::-1])
    (one,) = dislocations(_plan(np.ones(48, dtype=int)), places, [(dem, rep)])
    assert one.mean == pytest.approx(0, abs=1e-12)
