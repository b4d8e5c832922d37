"""Every number of a scorecard in a result is worked out anew: no forged one passes."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely

from districtbot.geo.statemap import Bridge, StateMap
from districtbot.plans.claims import claims_of
from districtbot.plans.export import write_plan
from districtbot.plans.judge import judge
from districtbot.plans.plan import Plan
from districtbot.plans.recheck.card import check_card
from districtbot.plans.recheck.folder import Run, read_run
from districtbot.plans.recheck.measures import Measures
from districtbot.plans.scorecard import score
from districtbot.plans.targetfile import targets_of
from districtbot.plans.verify import verify

UNSEEN = {"names", "name", "dem_col", "rep_col", "column", "total_column", "of", "region", "group"}
"""Names that say what a number is of; a wrong one leads to wrong numbers or to none."""
WORDS = {"declined", "undefined", "against", "reason", "chamber", "chamber_why", "columns"}
"""Sentences, and how something was called."""


def _finish(folder: Path, state: StateMap, plan: Plan) -> dict[str, Any]:
    asked = targets_of({"districts": plan.n_districts, "target": []})
    verdicts = judge(state, asked, plan)
    result: dict[str, Any] = {
        "status": "met" if all(one.met for one in verdicts) else "not_met",
        "asked": asked.model_dump(mode="json", exclude_none=True),
        **claims_of(state, asked, verdicts, score(state, plan)),
        "plan_sha256": plan.sha256,
        "map_sha256": state.source.sha256,
        "map": str(state.source.path),
    }
    write_plan(folder, state, plan, asked)
    (folder / "result.json").write_text(json.dumps(result, allow_nan=False), encoding="utf-8")
    return result


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> StateMap:
    """Sixteen units with everything; the last an island that a bridge joins.

    Unit w is water in two parts, the one between a and e, the other between c and g::

        a b c d
        w f w h
        e . g j
        k l m   n
    """
    people = [5, 9, 14, 20, 0, 8, 30, 6, 12, 17, 25, 11, 7, 13, 10]
    places = [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15]
    black = [n // 3 for n in people]
    dem = [(7 * n + 3) % 13 + 1 for n in range(15)]
    frame = grid_frame(4, 4).iloc[places].reset_index(drop=True)
    water = frame.geometry[4]
    frame.loc[4, "geometry"] = shapely.MultiPolygon(
        [water, shapely.affinity.translate(water, 2000, 0)]
    )
    frame.loc[14, "geometry"] = shapely.affinity.translate(frame.geometry[14], 300, -300)
    frame["TOTPOP"] = frame["VAP"] = people
    frame["BVAP"], frame["WVAP"] = black, [n // 2 for n in people]
    frame["COUNTY"] = [*"AABBAABAABBCCCC"]
    frame["TOWN"] = [*"aabbaabaa", "", *"bcccc"]
    for contest, shift in (("PRES20", 0), ("SEN20", 4)):
        frame[f"{contest}D"] = [n + shift for n in dem]
        frame[f"{contest}R"] = [14 - n for n in dem]
    from districtbot.geo.statemap import Election

    drawn: StateMap = state_of(
        frame,
        vap="VAP",
        group_vap={"black": "BVAP", "white": "WVAP"},
        county="COUNTY",
        municipality="TOWN",
        bridges=(Bridge(13, 14, 424.3, "nearest"),),
        elections=tuple(Election(n, f"{n}D", f"{n}R") for n in ("PRES20", "SEN20")),
    )
    return drawn


PLANS = {
    # The water joins a and e to g; the bridge joins m to n; district 2 is in two pieces.
    "torn and joined": "1 2 2 2 1 3 2 1 3 1 2 2 3 3 3",
    "whole": "1 1 2 2 1 1 2 3 1 2 2 3 3 3 3",
}


@pytest.mark.parametrize("drawing", PLANS.values(), ids=PLANS)
def test_true_scorecards_are_confirmed(
    state: StateMap, plan_for: Any, tmp_path: Path, drawing: str
) -> None:
    result = _finish(tmp_path, state, plan_for(state, drawing))
    found = verify(tmp_path)
    assert found.refuted == ()
    card = result["scorecard"]
    if drawing == PLANS["torn and joined"]:
        assert card["contiguity"]["torn"]
        assert card["contiguity"]["crossings"]
        assert card["contiguity"]["joints"]


def _numbers(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths to the numbers and lists of a scorecard; two items of each list will do."""
    if isinstance(value, dict):
        for name, item in value.items():
            if name not in UNSEEN | WORDS:
                yield from _numbers(item, (*path, name))
    elif isinstance(value, list):
        yield path
        for place, item in list(enumerate(value))[:2]:
            yield from _numbers(item, (*path, place))
    elif isinstance(value, int | float) or value is None:
        yield path


def _forged(card: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """The scorecard with one number changed, or one list longer."""
    forged = copy.deepcopy(card)
    *steps, last = path
    place: Any = forged
    for step in steps:
        place = place[step]
    value = place[last]
    if isinstance(value, list):
        place[last] = [*value, value[-1] if value else 1]
    elif isinstance(value, bool):
        place[last] = not value
    else:
        place[last] = 0.125 if value is None else value + 1 + abs(value) / 100
    return forged


def _measures(folder: Path) -> Measures:
    run, _ = read_run(folder)
    assert isinstance(run, Run)
    assert run.shapes is not None
    return Measures(run, run.shapes.geometry.to_crs(run.result.crs))


@pytest.mark.slow
def test_every_forged_number_is_refuted(state: StateMap, plan_for: Any, tmp_path: Path) -> None:
    card = _finish(tmp_path, state, plan_for(state, PLANS["torn and joined"]))["scorecard"]
    measures = _measures(tmp_path)
    assert all(claim.agrees for claim in check_card(measures, card))
    paths = list(_numbers(card))
    passed = [
        "/".join(map(str, path))
        for path in paths
        if all(claim.agrees for claim in check_card(measures, _forged(card, path)))
    ]
    assert len(paths) > 200
    assert passed == [], "\n".join(passed)
