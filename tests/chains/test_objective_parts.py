"""The parts that an objective is read from, each against another way to find the same."""

import numpy as np
import pytest
import shapely
from scipy.optimize import linear_sum_assignment

from districtbot.chains import fairness, shares
from districtbot.chains.circle import Circles, squared_radius
from districtbot.chains.matching import matching_for, most_kept
from districtbot.chains.memory import memory_for, recalled
from districtbot.chains.pieces import excess_pieces, marks_for
from districtbot.plans.field import scoring_engine


def circles_of(clouds: list[np.ndarray]) -> Circles:
    """One node for each cloud of points."""
    start = np.cumsum([0, *map(len, clouds)]).astype(np.int32)
    middle = np.array([cloud.mean(axis=0) for cloud in clouds])
    reach = [np.hypot(*(c - m).T).max() for c, m in zip(clouds, middle, strict=True)]
    return Circles(start, np.concatenate(clouds), middle, np.array(reach), np.zeros((4, 2)))


def radius_of(clouds: list[np.ndarray]) -> float:
    after = np.arange(1, len(clouds) + 1, dtype=np.int32)
    after[-1] = -1
    return float(np.sqrt(squared_radius(0, after, circles_of(clouds))))


@pytest.mark.parametrize("number", range(40))
def test_circles_are_the_smallest(number: int) -> None:
    rng = np.random.default_rng(number)
    wide = rng.uniform(0.01, 1, 2)
    clouds = [
        (rng.normal(0, 1, 2) + rng.normal(0, 0.1, (rng.integers(1, 9), 2))) * wide * 1e5
        for _ in range(rng.integers(1, 30))
    ]
    expected = shapely.minimum_bounding_radius(shapely.multipoints(np.concatenate(clouds)))
    assert radius_of(clouds) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("points", "radius"),
    [
        ([(3, 3)], 0.0),
        ([(3, 3), (3, 3), (3, 3)], 0.0),
        ([(0, 0), (0, 4)], 2.0),
        ([(0, 0), (1, 1), (2, 2), (4, 4)], np.sqrt(8)),
        ([(0, 0), (0, 2), (2, 0), (2, 2), (1, 1)], np.sqrt(2)),
        ([(0, 0), (10, 0), (5, 1)], 5.0),
        ([(np.cos(turn), np.sin(turn)) for turn in np.linspace(0, 6.28, 50)], 1.0),
    ],
    ids=["one point", "one point thrice", "two", "on a line", "square", "blunt triangle", "ring"],
)
def test_circles_of_odd_shapes(points: list[tuple[float, float]], radius: float) -> None:
    clouds = [np.array([point], dtype=np.float64) for point in points]
    assert radius_of(clouds) == pytest.approx(radius, abs=1e-6)
    assert radius_of([np.array(points, dtype=np.float64)]) == pytest.approx(radius, abs=1e-6)


def test_no_node_has_no_circle() -> None:
    assert squared_radius(-1, np.zeros(1, np.int32), circles_of([np.zeros((1, 2))])) == 0


@pytest.mark.parametrize(("k", "n_regions"), [(2, 2), (5, 5), (5, 9), (9, 5), (12, 1), (1, 12)])
def test_matchings_are_the_best_after_every_change(k: int, n_regions: int) -> None:
    """Two districts change at a time; a matching begun anew and scipy's say the same."""
    rng = np.random.default_rng(k * 100 + n_regions)
    matching = matching_for(2, n_regions, k)
    people = rng.integers(0, 50, (3 + n_regions, k)).astype(np.float64)
    sums = np.arange(k, dtype=np.float64).reshape(k, 1)
    for step in range(200):
        for district in rng.integers(0, k, 2):
            people[:, district] = rng.integers(0, 50 if step % 2 else 2, len(people))
            sums[district, 0] = k + 2 * step + rng.random()
        population = people.sum(axis=0)
        kept = most_kept(sums, population, people, matching, 1, 3, 3 + n_regions, 0)
        fresh = matching_for(1, n_regions, k)
        assert kept == most_kept(sums, population, people, fresh, 0, 3, 3 + n_regions, 0)
        rows, columns = linear_sum_assignment(people[3:], maximize=True)
        assert kept == people[3:][rows, columns].sum()


def test_memory_knows_the_last_two() -> None:
    memory = memory_for(2, 3)
    assert not recalled(memory, 1, 2, 5.0, 100.0)
    memory.score[1, 2, memory.latest[1, 2]] = 0.5
    assert not recalled(memory, 1, 2, 6.0, 100.0)
    memory.score[1, 2, memory.latest[1, 2]] = 0.6
    assert recalled(memory, 1, 2, 5.0, 100.0)
    assert memory.score[1, 2, memory.latest[1, 2]] == 0.5
    assert not recalled(memory, 1, 2, 5.0, 101.0)
    assert recalled(memory, 1, 2, 5.0, 100.0)
    assert memory.score[1, 2, memory.latest[1, 2]] == 0.5
    assert not recalled(memory, 1, 2, 6.0, 100.0)
    assert not recalled(memory, 0, 2, 5.0, 100.0)


def test_pieces_of_a_drawn_plan() -> None:
    """A ring of six nodes; districts 0 0 1 0 1 1 of four: 0 and 1 in two pieces, two empty."""
    start = np.arange(0, 13, 2, dtype=np.int32)
    near = np.array([[(node - 1) % 6, (node + 1) % 6] for node in range(6)], np.int32).ravel()
    district = np.array([0, 0, 1, 0, 1, 1], np.int32)
    marks = marks_for(6)
    for _ in range(2):
        size = np.array([3, 3, 0, 0], np.int32)
        assert excess_pieces(start, near, district, size, marks) == (4.0, 4.0)
    assert excess_pieces(start, near, district, size[:2], marks) == (4.0, 2.0)
    whole = np.array([0, 0, 0, 1, 1, 1], np.int32)
    assert excess_pieces(start, near, whole, size[:2], marks) == (2.0, 0.0)


@pytest.mark.parametrize("k", [1, 2, 3, 8, 31])
@pytest.mark.parametrize("fractional", [False, True])
def test_fairness_is_gerrytools(k: int, fractional: bool) -> None:
    formulas = scoring_engine().formulas
    rng = np.random.default_rng(k)
    order, score = np.arange(k, dtype=np.int32), np.zeros(k)
    for _ in range(30):
        votes = rng.integers(1, 20, (k, 2)).astype(np.float64)
        if fractional:
            votes += rng.integers(0, 2, (k, 2)) / 4
        ours, theirs = votes.T
        found = (
            fairness.efficiency_gap(votes, 0, 1),
            fairness.mean_median(votes, 0, 1, score, order),
            fairness.partisan_bias(votes, 0, 1, score),
            fairness.disproportionality(votes, 0, 1),
        )
        expected = (
            float(formulas.efficiency_gap(ours, theirs)),
            float(formulas.mean_median(ours, theirs)),
            float(formulas.partisan_bias(ours, theirs)),
            float(formulas.disproportionality(ours, theirs)),
        )
        assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("empty", [(0.0, 5.0), (5.0, 0.0), (0.0, 0.0)])
def test_fairness_is_undefined_without_votes(empty: tuple[float, float]) -> None:
    votes = np.array([(3.0, 4.0), empty, (5.0, 2.0)])
    order, score = np.arange(3, dtype=np.int32), np.zeros(3)
    assert np.isnan(fairness.efficiency_gap(votes, 0, 1))
    assert np.isnan(fairness.mean_median(votes, 0, 1, score, order))
    assert np.isnan(fairness.partisan_bias(votes, 0, 1, score))
    assert np.isnan(fairness.disproportionality(votes, 0, 1))


def test_districts_stay_sorted() -> None:
    rng = np.random.default_rng(3)
    order = np.arange(20, dtype=np.int32)
    for _ in range(50):
        score = rng.integers(0, 9, 20).astype(np.float64)
        shares.sort_districts(score, order)
        assert (np.diff(score[order]) >= 0).all()
        assert sorted(order.tolist()) == list(range(20))
