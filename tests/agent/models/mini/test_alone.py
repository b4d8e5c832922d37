"""A request after a question is a request; what follows a question up stays a question."""

from typing import Any

import pytest

from districtbot.agent.models.mini.alone import SURE, understood
from districtbot.agent.models.mini.situation import Situation
from districtbot.agent.models.mini.writing import Understood
from districtbot.ground.clock import Budget
from districtbot.tools.desk.desk import Desk

LOOK = (("look_up", {"place": "A"}),)
SCORE = (("score_plan", {"section": "counties"}),)
SET = (("set_targets", {"targets": [{"measure": "region_splits", "at_most": 9}]}),)
UNDO = (("undo", {}),)


@pytest.mark.parametrize(
    ("did", "after", "alone", "sure", "wanted"),
    [
        (SCORE, SCORE, SET, SURE, SET),
        (SCORE, SCORE, SET, SURE - 0.01, SCORE),
        (SCORE, LOOK, SCORE, SURE, LOOK),
        (SCORE, SET, UNDO, SURE, SET),
        (SET, SCORE, SET, SURE, SCORE),
        ((("ask_user", {"question": "bound"}),), SCORE, SET, SURE, SCORE),
        ((), SCORE, SET, SURE, SCORE),
    ],
)
def test_what_is_surely_a_request_by_itself_is_one(
    did: Any, after: Any, alone: Any, sure: float, wanted: Any, desk: Desk
) -> None:
    def understand(desk: Desk, situation: Situation, budget: Budget) -> Understood:
        del desk, budget
        calls, confidence = (after, 0.99) if "[did]" in situation.text or not did else (alone, sure)
        return Understood(calls, "", confidence)

    found = understood(understand, desk, "no more than 9", did, Budget(None))
    assert found is not None
    assert found.calls == wanted


@pytest.mark.parametrize(
    ("message", "alone", "sure", "wanted"),
    [
        ("Which counties are split?", SCORE, SURE, SCORE),
        ("and how many live in A?", LOOK, SURE, LOOK),
        ("which ever you like", SCORE, SURE - 0.01, SET),
        ("the first", LOOK, SURE, SET),
        ("what about 9 then?", SET, SURE, SET),
    ],
)
def test_a_question_to_who_asks_back_is_no_answer(
    message: str, alone: Any, sure: float, wanted: Any, desk: Desk
) -> None:
    def understand(desk: Desk, situation: Situation, budget: Budget) -> Understood:
        del desk, budget
        return Understood(*((SET, "", 0.99) if "[did]" in situation.text else (alone, "", sure)))

    asked = (("ask_user", {"question": "districts"}),)
    found = understood(understand, desk, message, asked, Budget(None))
    assert found is not None
    assert found.calls == wanted
