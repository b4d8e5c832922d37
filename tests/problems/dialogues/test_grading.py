"""What the judge of dialogues holds a reply to besides numbers."""

import json
from dataclasses import replace

import pytest

from districtbot.problems.dialogues.grading import compared, holds
from districtbot.problems.dialogues.state import State, meant_by
from districtbot.problems.item import DialogueItem, TurnItem

NOTHING = State(
    '{"districts": null, "target": []}',
    "",
    0,
    (),
    ("ID", "POP"),
    (),
    (),
    (),
    (),
    "said",
    "Nothing.",
)
REFUSED = "The map has no column 'HH_INC'. It has: ID, POP."


@pytest.mark.parametrize(
    ("text", "fact", "told"),
    [
        ("The column is TotalVAP.", "VAP", False),
        ("The column is vap.", "VAP", True),
        ("1 county split (Polk)", "1 county split", True),
        ("11 county splits", "1 county split", False),
        ("It is 0.9171%.", "0.9171%", True),
    ],
)
def test_facts_stand_as_words_of_their_own(text: str, fact: str, told: bool) -> None:
    assert holds(text, fact) == told


def wants(**target: object) -> str:
    return json.dumps({"districts": 3, "target": [{"measure": "together", **target}]})


def test_what_is_asked_is_compared_by_what_it_means() -> None:
    polk = wants(column="county", values=["Polk", "Dallas"], name="Polk and Dallas")
    assert meant_by(polk) == meant_by(wants(column="county", values=["Dallas", "Polk"], name=""))
    assert meant_by(polk) != meant_by(wants(column="county", values=["Polk"], name=""))
    assert meant_by(polk) != meant_by(wants(column="city", values=["Polk", "Dallas"], name=""))


def grade(want: State, have: State, facts: tuple[str, ...] = ()) -> str:
    """What is wrong with a turn; empty where it is right."""
    item = DialogueItem(
        id="x", split="train", family="f", topic="t", version=1, index=0, level=1, map="m", seed=1,
        turns=(TurnItem(user="What is HH_INC?", steps=(), reply=want.reply, facts=facts),),
    )  # fmt: skip
    return compared(item, [want], [have]).reason


def test_a_refusal_that_had_to_come_is_told() -> None:
    want = replace(NOTHING, texts=(REFUSED,), refused=(REFUSED,), reply=f"Sorry: {REFUSED}")
    assert not grade(want, want)
    assert not grade(want, replace(NOTHING, reply="There is no column HH_INC here."))
    assert "HH_INC" in grade(want, replace(NOTHING, reply="Ids are in ID."))


def test_no_refusal_is_passed_on_that_nobody_met() -> None:
    want = replace(NOTHING, texts=("ID is the unit id.",), reply="ID is the unit id.")
    other = replace(NOTHING, texts=(REFUSED,), refused=(REFUSED,), reply=f"Sorry: {REFUSED}")
    assert not grade(want, want, ("ID",))
    assert "refused" in grade(want, other, ("ID",))
