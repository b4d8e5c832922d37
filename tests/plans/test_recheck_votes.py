"""The verifier's own arithmetic of votes against the scorecard's."""

import json
from dataclasses import asdict, fields
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from districtbot.geo.statemap import Election
from districtbot.plans.across_elections import score_across
from districtbot.plans.elections import score_election
from districtbot.plans.recheck.card import SIGNED
from districtbot.plans.recheck.card_across import check_across
from districtbot.plans.recheck.votes import Contest
from districtbot.plans.scoring import Scoring

UNSIGNED = ("partisan_gini", "responsiveness", "responsiveness_at_half")


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("n_districts", [1, 2, 5, 8])
def test_the_verifier_agrees(
    seed: int, n_districts: int, grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    """Few votes a district, so that ties, shares on a margin and empty districts come up."""
    rng = np.random.default_rng([seed, n_districts])
    dem, rep = rng.integers(0 if seed % 3 == 0 else 1, 21, (2, n_districts)).tolist()
    drawn = state_of(grid_frame(1, n_districts, PRES20D=dem, PRES20R=rep))
    plan = plan_for(drawn, " ".join(str(n + 1) for n in range(n_districts)))
    found = score_election(Scoring(drawn), plan, drawn.columns.elections[0])
    contest = Contest(tuple(map(float, dem)), tuple(map(float, rep)))
    for name in SIGNED:
        assert contest.signed(name) == _near(getattr(found, f"dem_{name}")), name
    for name in UNSIGNED:
        assert contest.unsigned(name, found.half_width) == _near(getattr(found, name)), name
    for party in ("dem", "rep"):
        safe, at_least_lean = (contest.won(party, m) for m in (found.safe_margin, found.margin))
        assert safe == getattr(found, f"safe_{party}")
        assert at_least_lean - safe == getattr(found, f"lean_{party}")


def test_the_verifier_agrees_on_all_contests_together(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    rng = np.random.default_rng(3)
    columns = {f"{name}_{party}": rng.integers(40, 60, 6) for name in "ABC" for party in "DR"}
    elections = tuple(Election(name, f"{name}_D", f"{name}_R") for name in "ABC")
    drawn = state_of(grid_frame(1, 6, **columns), elections=elections)
    found = score_across(Scoring(drawn), plan_for(drawn, "1 2 3 4 5 6"), elections)
    assert found is not None
    contests = {
        name: Contest(tuple(columns[f"{name}_D"].tolist()), tuple(columns[f"{name}_R"].tolist()))
        for name in "ABC"
    }
    measures = SimpleNamespace(k=6, numbers=range(1, 7), contest=contests.get)
    card = json.loads(json.dumps({"across": asdict(found)}))
    claims = check_across(measures, card)  # type: ignore[arg-type]
    assert {place for place, *_ in claims} == {
        f"across/{field.name}"
        for field in fields(found)
        if field.name not in ("names", "undefined")
    }
    for place, value, _ in claims:
        said = getattr(found, place.removeprefix("across/"))
        assert value == (list(said) if isinstance(said, tuple) else pytest.approx(said)), place


def _near(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, abs=1e-12)
