"""The scorecard with the measures that few ask for."""

import csv
import io
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.geo.open import open_map
from districtbot.geo.statemap import StateMap
from districtbot.plans.card_data import card_csv, card_data, districts_csv
from districtbot.plans.change import change_between
from districtbot.plans.compare import NamedPlan, compare
from districtbot.plans.formats.open import open_plan
from districtbot.plans.glossary.terms import CHAPTERS, term_of
from districtbot.plans.lines import lines_of
from districtbot.plans.lines_more import SEGREGATION, SHAPE, VOTES
from districtbot.plans.more.shape import SPREADS
from districtbot.plans.scorecard import Scorecard, score

DRAWING = "1 1 2 3  1 2 2 3  1 1 2 3"


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """Three rows of four units with people, groups, counties and votes."""
    rng = np.random.default_rng(2)
    people, dem = rng.integers(50, 150, 12), rng.integers(10, 60, 12)
    frame = grid_frame(
        3,
        4,
        TOTPOP=people.tolist(),
        VAP=people.tolist(),
        BVAP=(people // 3).tolist(),
        COUNTY=[*"AABB", *"AABB", *"CCCC"],
        PRES20D=dem.tolist(),
        PRES20R=(70 - dem).tolist(),
    )
    drawn: StateMap = state_of(frame, vap="VAP", group_vap={"black": "BVAP"}, county="COUNTY")
    return drawn


def _own(card: Scorecard) -> list[Any]:
    return [line for line in lines_of(card) if line.section in (SHAPE, VOTES, SEGREGATION)]


def test_only_on_request(state: StateMap, plan_for: Any) -> None:
    plan = plan_for(state, DRAWING)
    short, full = score(state, plan), score(state, plan, more=True)
    assert short.more is None
    assert "more" not in short.to_dict()
    assert _own(short) == []
    assert [line for line in lines_of(full) if line not in _own(full)] == list(lines_of(short))
    assert card_csv(short) == card_csv(score(state, plan))


def test_every_line_is_named_and_explained(state: StateMap, plan_for: Any) -> None:
    lines = _own(score(state, plan_for(state, DRAWING), more=True))
    assert Counter(line.section for line in lines) == {SHAPE: 19, VOTES: 10, SEGREGATION: 1}
    terms = {term.key for title, terms in CHAPTERS for term in terms if title == "More measures"}
    assert {term_of(line.key).key for line in lines} == terms  # type: ignore[union-attr]
    for line in lines:
        assert line.value is not None
        assert math.isfinite(line.value)
        assert line.meaning.endswith(".")
        assert line.why == ""


def test_files_carry_them(state: StateMap, plan_for: Any) -> None:
    card = score(state, plan_for(state, DRAWING), more=True)
    data = json.loads(json.dumps(card_data(card), allow_nan=False))
    assert data["more"]["shape"]["skew"]["mean"] == pytest.approx(card.more.shape.skew.mean)  # type: ignore[union-attr]
    rows = list(csv.DictReader(io.StringIO(card_csv(card))))
    assert {"boyce_clark.mean", "PRES20.dem_tau_gap"} <= {row["key"] for row in rows}
    table = list(csv.DictReader(io.StringIO(districts_csv(card))))
    assert {*SPREADS, "log_spanning_trees"} <= set(table[0])
    assert len(table) == 3


def test_a_comparison_has_them_too(state: StateMap, plan_for: Any) -> None:
    plans = [
        NamedPlan("A", plan_for(state, DRAWING)),
        NamedPlan("B", plan_for(state, "1 1 2 2  1 1 2 2  3 3 3 3")),
    ]
    keys = {row.line.key for row in compare(state, plans, more=True).rows}
    assert {"skew.mean", "PRES20.talisman", "vap.black.dissimilarity"} <= keys
    assert "skew.mean" not in {row.line.key for row in compare(state, plans).rows}


def test_variation_of_information_by_hand(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    """Rows against columns of 2 x 2: knowing one says nothing of the other, ln 2 each way."""
    state = state_of(grid_frame(2, 2))
    rows, columns = plan_for(state, "1 1 2 2"), plan_for(state, "1 2 1 2")
    assert change_between(state, rows, columns).variation_of_information == pytest.approx(
        2 * math.log(2)
    )
    assert change_between(state, rows, plan_for(state, "b b a a")).variation_of_information == 0
    whole = change_between(state, rows, plan_for(state, "1 1 1 1"))
    assert whole.variation_of_information == pytest.approx(math.log(2))


def test_variation_of_information_as_redistmetrics_published_it(
    grid_frame: Any, state_of: Any, plan_for: Any
) -> None:
    """People in each pair of districts of ``r_2020`` and ``d_2020`` in its data set ``nh``."""
    state = state_of(grid_frame(1, 4, TOTPOP=[501357, 187319, 187382, 501471]))
    one, other = plan_for(state, "1 1 2 2"), plan_for(state, "1 2 1 2")
    for found in (change_between(state, one, other), change_between(state, other, one)):
        assert found.variation_of_information == pytest.approx(1.17049464100364)


def test_nobody_to_inform(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    state = state_of(grid_frame(1, 2, TOTPOP=0))
    plan = plan_for(state, "1 2")
    assert change_between(state, plan, plan).variation_of_information is None


def test_a_map_without_shapes(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    state = state_of(grid_frame(2, 2), shapes=False)
    lines = {line.key: line for line in _own(score(state, plan_for(state, "1 1 2 2"), more=True))}
    assert lines["skew.mean"].why == "the map is a graph file without shapes"
    assert lines["log_spanning_trees"].value == 0


def test_a_contest_without_shapes(grid_frame: Any, state_of: Any, plan_for: Any) -> None:
    frame = grid_frame(1, 2, PRES20D=[3, 4], PRES20R=[4, 3])
    state = state_of(frame, shapes=False)
    lines = {line.key: line for line in _own(score(state, plan_for(state, "1 2"), more=True))}
    assert lines["PRES20.dislocation"].why == "the map is a graph file without shapes"
    assert lines["PRES20.dem_tau_gap"].value == pytest.approx(0, abs=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("map_file", "plan"),
    [
        ("AL/AL_vtd_2020.zip", "CD"),
        ("HI/HI_precincts.zip", "CD"),
        ("MI/MI_vtd_2020.zip", "MI/MI_2022_Lower_Official_Proxy.csv"),
    ],
)
def test_real_maps(shared_data: Path, map_file: str, plan: str) -> None:
    state = open_map(shared_data / map_file)
    opened = open_plan(shared_data / plan if plan.endswith("csv") else plan, state)
    card = score(state, opened.plan, more=True)
    json.dumps(card.to_dict(), allow_nan=False)
    more = card.more
    assert more is not None
    for name in SPREADS:
        values = np.array(getattr(more.shape, name).by_district)
        assert ((values >= 0) & (values <= 1 + 1e-9)).all(), name
    hull = card.compactness.convex_hull
    assert hull is not None
    assert more.shape.clipped_hull is not None
    assert (
        np.array(more.shape.clipped_hull.by_district) >= np.array(hull.by_district) - 1e-6
    ).all()
    assert more.shape.edges_kept == pytest.approx(
        1 - card.compactness.cut_edges / card.compactness.edges
    )
    torn = [n for n in card.contiguity.pieces_without_bridges if n > 1]
    assert (more.trees.total is None) == bool(torn)
    for line in _own(card):
        assert (line.value is None) == bool(line.why), line.key
        assert line.value is None or math.isfinite(line.value), line.key
