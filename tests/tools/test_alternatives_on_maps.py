"""Alternatives on a sample map and on a real state, drawn with the compiled engine."""

from pathlib import Path
from typing import Any

import pytest

from districtbot.geo.open import open_map
from districtbot.geo.options import MapOptions
from districtbot.plans.targetfile import targets_of
from districtbot.plans.verify import verify
from districtbot.tools.alternatives import alternatives_to, budget_left
from districtbot.tools.draft import Effort, draft
from districtbot.tools.results import write_results


def _written(path: Path, out: Path, k: int, n_plans: int, asked: list[dict[str, Any]]) -> int:
    """Draft, find alternatives, write and verify; gives the number of alternatives."""
    state = open_map(path)
    targets = targets_of({"districts": k, "target": asked})
    drafted = draft(state, targets, Effort(seed=7, seconds=60))
    assert drafted.status == "met", drafted.verdicts
    found = alternatives_to(state, drafted, n_plans, budget=budget_left(drafted))
    write_results(out, state, MapOptions(), drafted, alternatives=found)
    checked = verify(out)
    assert checked.confirmed, checked.refuted
    assert (out / "alternatives" / "alternatives.png").exists()
    return len(found.plans)


@pytest.mark.slow
def test_ardmere(tmp_path: Path) -> None:
    path = Path(__file__).parents[2] / "shapefiles" / "ardmere.zip"
    asked = [{"measure": "population_deviation", "at_most": "1%"}]
    assert _written(path, tmp_path / "out", 4, 5, asked) >= 3


@pytest.mark.slow
def test_alabama(shared_data: Path, tmp_path: Path) -> None:
    asked = [
        {"measure": "population_deviation", "at_most": "1%"},
        {"measure": "region_splits", "at_most": 10},
    ]
    path = shared_data / "AL" / "AL_vtd_2020.zip"
    assert _written(path, tmp_path / "out", 7, 5, asked) >= 3
