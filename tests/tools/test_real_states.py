"""The main job on real maps: targets met within the budget, and the verifier agrees."""

import json
from pathlib import Path
from typing import Any

import pytest

from districtbot.geo.open import open_map
from districtbot.geo.options import MapOptions
from districtbot.plans.targetfile import targets_of
from districtbot.plans.verify import verify
from districtbot.tools.draft import Effort, draft
from districtbot.tools.results import write_results


def within(share: str) -> dict[str, Any]:
    return {"measure": "population_deviation", "at_most": share}


CASES = [
    (
        "IA/ia_county_with_enacted_2020.zip",
        4,
        [within("0.1%"), {"measure": "region_splits", "at_most": 0}],
    ),
    ("AL/AL_vtd_2020.zip", 7, [within("1%"), {"measure": "region_splits", "at_most": 10}]),
    ("MI/MI_vtd_2020.zip", 13, [within("1%"), {"measure": "polsby_popper", "at_least": 0.3}]),
    ("MN/mn_08_16.zip", 8, [within("0.5%")]),
    ("VT/VT_towns.zip", 2, [within("1%")]),
    ("HI/HI_precincts.zip", 2, [within("1%")]),
    ("RI/RI_precincts.zip", 2, [within("1%")]),
    ("PA/PA_vtd_2020_dual_graph.json", 17, [within("1%")]),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "k", "asked"), CASES, ids=[case[0][:2] for case in CASES])
def test_targets_are_met_and_verified(
    shared_data: Path, tmp_path: Path, name: str, k: int, asked: list[dict[str, Any]]
) -> None:
    state = open_map(shared_data / name)
    drafted = draft(state, targets_of({"districts": k, "target": asked}), Effort(seconds=60))
    assert drafted.status == "met", drafted.verdicts
    out = tmp_path / "out"
    write_results(out, state, MapOptions(), drafted)
    checked = verify(out)
    assert checked.confirmed, checked.refuted
    assert (out / "map.png").exists() == (state.geometry is not None)
    result = json.loads((out / "result.json").read_text(encoding="utf-8"))
    again = draft(
        state,
        targets_of({"districts": k, "target": asked}),
        Effort(seconds=None, steps=result["steps"]),
    )
    assert again.plan is not None
    assert again.plan.sha256 == result["plan_sha256"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "k", "asked", "said"),
    [
        (
            "MI/MI_vtd_2020.zip",
            13,
            [within("1%"), {"measure": "together", "column": "county", "values": ["Wayne"]}],
            "must stay together (in Wayne County)",
        ),
        (
            "IA/ia_county_with_enacted_2020.zip",
            4,
            [{"measure": "group_share", "group": ["black"], "share": 0.5, "districts_at_least": 4}],
            "none can reach it",
        ),
        (
            "MI/MI_vtd_2020.zip",
            13,
            [{"measure": "region_splits", "at_most": 2}],
            "at least 3 cannot be avoided",
        ),
    ],
)
def test_the_impossible_is_refused_at_once(
    shared_data: Path, name: str, k: int, asked: list[dict[str, Any]], said: str
) -> None:
    drafted = draft(open_map(shared_data / name), targets_of({"districts": k, "target": asked}))
    assert drafted.status == "declined"
    assert drafted.plan is None
    assert any(said in item.proof for item in drafted.impossible)
