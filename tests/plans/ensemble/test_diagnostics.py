"""Diagnostics on series whose truth is known."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.typing import NDArray

from districtbot.plans.ensemble.diagnostics import diagnose, diagnosis_of, warnings_of
from districtbot.plans.ensemble.distinct import count_distinct
from districtbot.plans.ensemble.read import Measures
from districtbot.plans.ensemble.work import PLAN_HASH


def autoregressive(rho: float, chains: int, draws: int, seed: int = 0) -> NDArray[np.float64]:
    """A stationary series whose effective share of draws is (1 - rho) / (1 + rho)."""
    noise = np.random.default_rng(seed).normal(size=(chains, draws))
    series = np.empty_like(noise)
    series[:, 0] = noise[:, 0]
    for at in range(1, draws):
        series[:, at] = rho * series[:, at - 1] + np.sqrt(1 - rho**2) * noise[:, at]
    return series


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9])
def test_effective_size_is_the_known_one(rho: float) -> None:
    found = diagnosis_of(autoregressive(rho, 4, 10_000))
    assert found.ess == pytest.approx(40_000 * (1 - rho) / (1 + rho), rel=0.15)
    assert found.rhat == pytest.approx(1, abs=0.005)


def test_chains_apart_are_seen() -> None:
    draws = autoregressive(0.5, 4, 1000)
    draws[2] += 2
    found = diagnosis_of(draws)
    assert found.rhat is not None
    assert found.rhat > 1.1
    assert found.ess is not None
    assert found.ess < 100


def test_one_chain_that_drifts_is_seen() -> None:
    draws = autoregressive(0.0, 1, 1000) + np.linspace(0, 3, 1000)
    found = diagnosis_of(draws)
    assert found.rhat is not None
    assert found.rhat > 1.1


def test_what_never_changes_has_no_diagnosis_and_no_warning() -> None:
    found = diagnosis_of(np.full((3, 100), 7.0))
    assert (found.rhat, found.ess, found.stuck) == (None, None, False)
    assert (found.mean, found.sd, found.least, found.most) == (7, 0, 7, 7)


def test_chains_that_never_move_are_stuck() -> None:
    draws = np.repeat([[1.0], [1.0], [2.0]], 50, axis=1)
    assert diagnosis_of(draws).stuck


def test_plans_without_a_number_are_counted() -> None:
    draws = autoregressive(0.0, 2, 100)
    draws[0, :3] = np.nan
    found = diagnosis_of(draws)
    assert found.undefined == 3
    assert found.rhat is None
    assert found.mean == pytest.approx(np.nanmean(draws))


def test_warnings_are_in_plain_words(tmp_path: Path) -> None:
    good, bad = autoregressive(0.0, 4, 2000), autoregressive(0.99, 4, 2000)
    bad[1] += 1
    ranks = np.stack([good, bad], axis=2)
    measures = _written(tmp_path, 4, mean_polsby_popper=good, cut_edges=bad, share=ranks)
    found = diagnose(measures)
    told = warnings_of(found, 8000)
    assert len(told) == 2
    assert told[0].startswith("The chains do not agree yet in ")
    assert "Cut edges (R-hat 1." in told[0]
    assert told[1].startswith("The 8,000 plans tell as much as fewer than 400 independent ones in ")
    assert "share (" in told[1]
    assert not any("polsby popper" in sentence for sentence in told)
    assert len(found["share"]["ranks"]) == 2


def test_warnings_name_measures_and_put_few_people_last(tmp_path: Path) -> None:
    far, near = autoregressive(0.99, 4, 500), autoregressive(0.99, 4, 500, seed=1)
    far[1] += 9
    values = {
        "vap_share other": np.stack([0.002 + far * 1e-5, 0.002 + near * 1e-5], axis=2),
        "dem_share GOV18": np.stack([0.5 + near * 1e-3, 0.5 + near * 1e-3], axis=2),
    }
    for sentence in warnings_of(diagnose(_written(tmp_path, 4, **values)), 2000):
        first, last = "Democratic share, GOV18 (", "Other share of voting age population ("
        assert 0 < sentence.index(first) < sentence.index(last)
        assert "_" not in sentence
        assert "--" not in sentence


def test_stuck_chains_are_told(tmp_path: Path) -> None:
    measures = _written(tmp_path, 3, cut_edges=np.repeat([[1.0], [1.0], [2.0]], 50, axis=1))
    told = warnings_of(diagnose(measures), 150)
    assert told == (
        "Each chain stays at one value of its own in Cut edges; the plans are no sample.",
    )


def test_series_are_thinned_within_chains(tmp_path: Path) -> None:
    values = np.arange(300.0).reshape(3, 100)
    measures = _written(tmp_path, 3, number=values, pair=np.stack([values, -values], axis=2))
    assert (measures.thinned("number", 300) == values).all()
    assert (measures.thinned("number", 60) == values[:, 4::5]).all()
    assert (measures.thinned("number", 1) == values[:, 99:]).all()
    assert (measures.thinned("pair", 60)[:, :, 1] == -values[:, 4::5]).all()


@pytest.mark.parametrize("most", [1000, 7, 1])
def test_distinct_plans_are_counted_exactly_in_any_memory(tmp_path: Path, most: int) -> None:
    rng = np.random.default_rng(0)
    hashes = rng.integers(0, 40, (3, 30)).astype(np.uint64) * np.uint64(2**58 + 12345)
    table = pa.table({PLAN_HASH: hashes.reshape(-1)})
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=20)
    found = count_distinct(Measures(tmp_path / "a.parquet", 3), most)
    assert found.overall == len(set(hashes.reshape(-1).tolist()))
    assert found.by_chain == tuple(len(set(row.tolist())) for row in hashes)


def _written(folder: Path, chains: int, **values: NDArray[np.float64]) -> Measures:
    columns = {}
    for name, series in values.items():
        if series.ndim == 2:
            columns[name] = pa.array(series.reshape(-1))
        else:
            flat = pa.array(series.reshape(-1))
            columns[name] = pa.FixedSizeListArray.from_arrays(flat, series.shape[2])
    pq.write_table(pa.table(columns), folder / "measures.parquet")
    return Measures(folder / "measures.parquet", chains)
