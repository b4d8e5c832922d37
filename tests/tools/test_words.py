"""What a run says of itself."""

import ast
from typing import Any

import numpy as np
import pytest

from districtbot.geo.options import MapOptions
from districtbot.plans.targetfile import targets_of
from districtbot.tools.draft import Drafted, Effort, draft
from districtbot.tools.recipe import replay_program
from districtbot.tools.words import RACE_NOTE, reply_to


@pytest.fixture
def state(grid_frame: Any, state_of: Any) -> Any:
    people = np.full(36, 100)
    frame = grid_frame(6, 6, VAP=80, BVAP=np.linspace(70, 5, 36).astype(int).tolist())
    return state_of(frame.assign(TOTPOP=people), vap="VAP", group_vap={"black": "BVAP"})


def drafted(state: Any, k: int, *items: dict[str, Any], steps: int = 8) -> Drafted:
    asked = targets_of({"districts": k, "target": list(items)})
    return draft(state, asked, Effort(seconds=None, steps=steps))


def test_a_met_plan_is_said_in_one_sentence(state: Any) -> None:
    assert reply_to(drafted(state, 4)) == "4 districts were drawn; all 2 targets are met."


def test_a_miss_tells_the_value_how_often_and_the_nearest(state: Any) -> None:
    said = reply_to(drafted(state, 4, {"measure": "cut_edges", "at_most": 5}))
    assert "only 2 of 3 targets are met" in said
    assert "Not met: cut edges, at most 5" in said
    assert "missed cut edges" in said
    assert "Among plans that met all else, the best was cut edges" in said


def test_a_wish_does_not_make_the_run_fail(state: Any) -> None:
    done = drafted(state, 4, {"measure": "cut_edges", "at_most": 5, "wished": True})
    assert done.status == "met"
    assert "Wished for, not met: cut edges" in reply_to(done)


def test_race_in_a_target_brings_the_note_and_nothing_else_does(state: Any) -> None:
    group = {"measure": "group_share", "group": ["black"], "share": 0.4, "districts_at_least": 1}
    assert RACE_NOTE in reply_to(drafted(state, 4, group))
    assert RACE_NOTE not in reply_to(drafted(state, 4))


def test_a_refusal_gives_proof_and_nearest_bound(state: Any) -> None:
    said = reply_to(drafted(state, 37))
    assert "No plan can meet this" in said
    assert "36 units" in said
    assert "Nearest possible: At most 36 districts." in said


def test_the_recipe_is_a_program_with_the_options_that_were_given(state: Any) -> None:
    done = drafted(state, 4)
    text = replay_program(state, MapOptions(population="TOTPOP", adjacency="queen"), done, "1.2")
    ast.parse(text)
    assert "MapOptions(population='TOTPOP', adjacency='queen')" in text
    assert f"steps={done.steps}" in text
    assert str(done.plan and done.plan.sha256) in text
