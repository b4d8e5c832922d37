"""Plans compared with each other and held against an ensemble."""

from pathlib import Path
from typing import Any

import pytest

from districtbot.ground.errors import AskError
from districtbot.maps.comparison import standing_tables
from districtbot.plans.compare import NamedPlan, compare
from districtbot.plans.ensemble.run import Hands
from districtbot.plans.ensemble.standing import standing_in_scores
from districtbot.plans.targets import Targets
from districtbot.tools.compare import write_comparison
from districtbot.tools.ensemble import run_ensemble

STRIPES = "1 1 2 2 3 3 " * 6
LAYERS = " ".join(str(row // 2 + 1) for row in range(6) for _ in range(6))
HALVES = "1 1 1 2 2 2 " * 6


@pytest.fixture(scope="module")
def state(grid_frame: Any, state_of: Any) -> Any:
    """Six rows of six units of 100 people; Democrats live in the east."""
    east = [10 * (place % 6) for place in range(36)]
    votes = {"PRES20D": [30 + n for n in east], "PRES20R": [70 - n for n in east]}
    return state_of(grid_frame(6, 6, **votes))


@pytest.fixture(scope="module")
def ensemble(state: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """200 plans of three districts."""
    targets = Targets.model_validate(
        {"districts": 3, "target": [{"measure": "population_deviation", "at_most": 0.1}]}
    )
    folder = tmp_path_factory.mktemp("ensemble") / "e"
    return run_ensemble(state, targets, folder, steps=100, chains=2, hands=Hands(1)).folder


def named(state: Any, plan_for: Any, **drawings: str) -> list[NamedPlan]:
    return [NamedPlan(name, plan_for(state, drawn)) for name, drawn in drawings.items()]


def test_each_plan_stands_where_it_would_alone(state: Any, plan_for: Any, ensemble: Path) -> None:
    plans = named(state, plan_for, stripes=STRIPES, layers=LAYERS)
    found = compare(state, plans, ensemble=ensemble)
    assert not found.warnings
    for each, standings in zip(plans, found.standings, strict=True):
        assert standings == standing_in_scores(ensemble, each.plan, state)
    (table,) = standing_tables(found)
    assert table.title == "Percentile among 200 neutral plans"
    edges = next(row for row in table.rows if row[0] == "Cut edges")
    assert edges[1] == edges[2]
    seats = next(row for row in table.rows if row[0] == "Democratic districts, PRES20")
    stripes, layers = (float(cell.split(" ±")[0]) for cell in seats[1:])
    assert stripes < layers, "two seats of three, and all three"


def test_plans_of_other_numbers_of_districts_have_no_place(
    state: Any, plan_for: Any, ensemble: Path
) -> None:
    plans = named(state, plan_for, stripes=STRIPES, halves=HALVES)
    found = compare(state, plans, ensemble=ensemble)
    assert found.standings[0]
    assert not found.standings[1]
    assert "halves has 2 districts, the plans of the ensemble 3" in found.warnings[1]
    assert standing_tables(found)[0].rows[0][2] == "–"
    more = named(state, plan_for, halves=HALVES, again="2 2 2 1 1 1 " * 6)
    with pytest.raises(AskError, match="have 3 districts; none of those to be compared has"):
        compare(state, more, ensemble=ensemble)


@pytest.mark.slow
def test_charts_hold_every_plan(state: Any, plan_for: Any, ensemble: Path, tmp_path: Path) -> None:
    plans = named(state, plan_for, stripes=STRIPES, layers=LAYERS)
    found = compare(state, plans, ensemble=ensemble)
    names = write_comparison(tmp_path, state, found, ensemble=ensemble)
    charts = [name for name in names if name.startswith("ensemble/") and name.endswith(".png")]
    assert len(charts) > 4
    told = (tmp_path / "ensemble" / "ordered-dem-share-PRES20.csv").read_text().splitlines()[0]
    assert "stripes" in told
    assert "layers" in told
    plain = compare(state, plans)
    write_comparison(tmp_path, state, plain)
    assert not (tmp_path / "ensemble").exists()
    assert not (tmp_path / "standing.csv").exists()
