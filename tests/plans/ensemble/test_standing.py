"""Where a plan stands, on ensembles counted by hand."""

from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from districtbot.ground.errors import AskError
from districtbot.plans.ensemble.read import Measures
from districtbot.plans.ensemble.run import Hands, draw
from districtbot.plans.ensemble.spec import EnsembleSpec
from districtbot.plans.ensemble.standing import Standing, standing, standings_among
from districtbot.plans.plan import plan_of
from districtbot.plans.problem import Problem


@pytest.fixture
def folder(problem: Problem, turning: ModuleType, tmp_path: Path) -> Path:
    spec = EnsembleSpec(turning.Rules(), steps=400, chains=4, seed=1)
    return draw(problem, spec, tmp_path / "a", turning.TurningChain, Hands(1)).folder


@pytest.fixture
def measure_fn(problem: Problem, turning: ModuleType) -> Any:
    def measured(district: np.ndarray) -> dict[str, np.ndarray]:
        found = turning.measure(problem, district[None])
        return {name: values[0] for name, values in found.items()}

    return measured


def test_shares_are_those_of_the_plans(
    folder: Path, state: Any, plan_for: Any, measure_fn: Any
) -> None:
    from districtbot.plans.ensemble.read import open_ensemble

    plan = plan_for(state, "1 1 2 2 1 1 2 2 3 3 3 3")
    found = standing(folder, plan, state, measure_fn)
    cut = open_ensemble(folder).measures("cut_edges")["cut_edges"].to_numpy()
    one = found[0]
    assert (one.measure, one.rank, one.value) == ("cut_edges", None, 6)
    assert one.below == (cut < 6).mean()
    assert one.equal == (cut == 6).mean()
    assert one.above == (cut > 6).mean()
    assert one.below + one.equal + one.above == pytest.approx(1)
    people = np.sort(open_ensemble(folder).district_measure("population"), axis=1)
    for rank, item in enumerate(found[1:], 1):
        assert (item.measure, item.rank) == ("population", rank)
        assert item.below == (people[:, rank - 1] < item.value).mean()


def test_names_of_districts_mean_nothing(
    folder: Path, state: Any, plan_for: Any, measure_fn: Any
) -> None:
    a = standing(folder, plan_for(state, "1 1 2 2 1 1 2 2 3 3 3 3"), state, measure_fn)
    b = standing(folder, plan_for(state, "3 3 1 1 3 3 1 1 2 2 2 2"), state, measure_fn)
    assert a == b


def test_a_plan_of_the_ensemble_finds_its_equals(
    folder: Path, state: Any, problem: Problem, measure_fn: Any
) -> None:
    from districtbot.plans.ensemble.read import open_ensemble

    plan = plan_of(state.unit_ids, open_ensemble(folder).plan(77))
    for item in standing(folder, plan, state, measure_fn):
        assert item.equal > 0


def test_the_error_holds(problem: Problem, turning: ModuleType, tmp_path: Path) -> None:
    """Of 40 small ensembles about 95% lie within two errors of a large one."""
    from districtbot.plans.ensemble.read import open_ensemble
    from districtbot.plans.ensemble.standing import _standings

    def percentile(name: str, steps: int, seed: int) -> Standing:
        spec = EnsembleSpec(turning.Rules(farthest=2), steps=steps, chains=2, seed=seed)
        drawn = draw(problem, spec, tmp_path / name, turning.TurningChain, Hands(1))
        measures = open_ensemble(drawn.folder).columns
        return _standings(measures, "population", np.array([414.0, 417.0, 440.0]))[1]

    truth = percentile("large", 10_000, 0).percentile
    small = [percentile(f"small {seed}", 300, seed) for seed in range(1, 41)]
    within = sum(abs(one.percentile - truth) < 2 * one.error for one in small)
    assert within >= 33


def test_sentences_say_the_number() -> None:
    make = partial(Standing, "cut_edges", None, 512.0, n_plans=20_000)
    assert (
        make(0.028, 0.0, 0.972, 0.004).sentence
        == "Cut edges: 512, lower than 97.2% (± 0.4) of 20,000 neutral plans"
    )
    assert (
        make(0.9, 0.06, 0.04, 0.011).sentence
        == "Cut edges: 512, higher than 90.0% (± 1.1) of 20,000 neutral plans; 6.0% have the same"
    )
    assert (
        make(0.0, 0.0, 1.0, 0.002).sentence
        == "Cut edges: 512, lower than all (± 0.2) of 20,000 neutral plans"
    )
    assert (
        make(0.0, 1.0, 0.0, 0.002).sentence
        == "Cut edges: 512, the same as in all of 20,000 neutral plans"
    )
    assert make(0.00004, 0.0, 0.99996, 0.0001).sentence.startswith(
        "Cut edges: 512, lower than more than 99.9% (± 0.1)"
    )
    ranked = Standing("dem_share PRES20", 2, 0.4, 0.1, 0.0, 0.9, 0.01, 100)
    assert ranked.sentence.startswith(
        "Democratic share, PRES20, 2nd smallest: 40.0%, lower than 90.0% (± 1.0)"
    )
    others = Standing("cut_edges", None, 5.0, 0.0, 0.0, 1.0, 0.01, 100, "plans")
    assert others.sentence.endswith("of 100 plans")


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((0.0, 1.0, 0.0), "the same as that of the only plan"),
        ((1.0, 0.0, 0.0), "higher than that of the only plan"),
        ((0.0, 0.0, 1.0), "lower than that of the only plan"),
    ],
)
def test_one_plan_is_no_crowd(shares: tuple[float, float, float], words: str) -> None:
    assert Standing("cut_edges", None, 5.0, *shares, 0.3, 1, "plans").place == words


def test_plans_without_a_number_leave_the_error_to_the_others(tmp_path: Path) -> None:
    """Three quarters of 4 x 2,000 independent plans have a number; a tenth of those is below."""
    rng = np.random.default_rng(0)
    draws = rng.permuted(np.arange(8000.0)).reshape(4, 2000)
    draws[rng.random(draws.shape) < 0.25] = np.nan
    pq.write_table(pa.table({"dem_declination X": draws.reshape(-1)}), tmp_path / "m.parquet")
    measures = Measures(tmp_path / "m.parquet", 4)

    def error(value: float) -> float:
        (one,) = standings_among(measures, {"dem_declination X": np.array([value])})
        assert one.n_plans == np.isfinite(draws).sum()
        return one.error

    assert error(800.5) == pytest.approx(np.sqrt(0.1 * 0.9 / 6000), rel=0.1)
    assert error(-1.0) == pytest.approx(1 / 6000, rel=0.1)
    assert error(9000.0) == pytest.approx(1 / 6000, rel=0.1)


@pytest.mark.parametrize(
    ("measure", "value", "text"),
    [
        ("dem_efficiency_gap PRES20", 0.034, "+3.40% (favours Democrats)"),
        ("dem_efficiency_gap PRES20", -0.034, "−3.40% (favours Republicans)"),
        ("dem_partisan_bias PRES20", 0.0, "0.00% (favours neither party)"),
        ("dem_mean_median PRES20", -0.00001, "0.00% (favours neither party)"),
        ("dem_declination PRES20", 0.25, "+0.250 (favours Democrats)"),
        ("partisan_gini PRES20", 0.25, "0.250"),
        ("county_splits", 4.0, "4"),
        ("population", 1234.0, "1,234 people"),
        ("population_deviation", 0.0043, "0.43%"),
        ("vap_share black", 0.4567, "45.7%"),
        ("sum JOBS", 12.5, "12.50"),
    ],
)
def test_numbers_have_units_and_sides(measure: str, value: float, text: str) -> None:
    one = Standing(measure, None, value, 0.5, 0.0, 0.5, 0.01, 100)
    assert one.text == text
    assert one.to_dict()["text"] == text
    assert f": {text}, " in one.sentence


def test_plans_that_do_not_go_with_it(
    folder: Path, state: Any, plan_for: Any, measure_fn: Any, grid_frame: Any, state_of: Any
) -> None:
    two = plan_for(state, "1 1 2 2 1 1 2 2 1 1 2 2")
    with pytest.raises(AskError, match="The plan has 2 districts, those of the ensemble have 3"):
        standing(folder, two, state, measure_fn)
    other = state_of(grid_frame(2, 3))
    plan = plan_for(other, "1 1 2 2 3 3")
    with pytest.raises(AskError, match="other units"):
        standing(folder, plan, other, measure_fn)
