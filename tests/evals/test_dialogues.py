"""Dialogues through the real agent: what is right counts, and each slip is called by its name."""

from itertools import permutations
from typing import Any

import pytest

from districtbot.agent.models.script import Step
from districtbot.evals.calls import same_arguments, same_tools
from districtbot.evals.dialogues import sit_dialogue
from districtbot.evals.seat import Seat
from districtbot.evals.sitters import ideal_model, silent_model
from districtbot.ground.clock import Budget
from districtbot.tools.calling import Called
from districtbot.tools.toolbox import toolbox

NO_LIMIT = Budget(None)
FEW = ("small_talk", "decline_off_topic", "vague_wishes", "place_facts")
ASIDES = [
    f"The {one} lies by the {other}."
    for one, other in permutations(("brook", "chapel", "farm", "gate", "hill", "mill", "oak"), 2)
]


def test_what_the_items_do_is_right_in_every_way(talks: dict[str, Any]) -> None:
    assert len(talks) >= 8
    for given in talks.values():
        record = sit_dialogue(given, None, NO_LIMIT)
        assert record.ok, (given.item.id, record.reason)
        assert len(record.turns) == len(given.item.turns)
        for turn in record.turns:
            told = (given.item.id, turn.turn, turn.reason)
            assert turn.ok, told
            assert turn.right_tool, told
            assert turn.right_args, told
            assert turn.exact, told
            assert turn.asked_ok, told
            assert turn.facts[0] == turn.facts[1], told
            assert turn.unsolvable[0] == turn.unsolvable[1], told
            assert turn.ending[0] == turn.ending[1], told
            assert turn.own.strip() == turn.ideal.strip(), told


def test_saying_nothing_is_never_right(talks: dict[str, Any]) -> None:
    for given in (talks[family] for family in (*FEW, "impossible_numbers")):
        record = sit_dialogue(given, silent_model(), NO_LIMIT)
        assert not record.ok
        assert record.wrong_turn == 1
        assert not any(turn.ok or turn.exact for turn in record.turns)
        assert {turn.category for turn in record.turns} == {"no answer"}


def test_the_agent_comes_to_the_same_as_the_item(talks: dict[str, Any]) -> None:
    for given in (talks[family] for family in ("undo_and_redo", "impossible_numbers")):
        with Seat(given.item, given.made, ideal_model(given.item), NO_LIMIT) as seat:
            for turn, ideal in zip(given.item.turns, given.ideal, strict=True):
                state = seat.ask(turn.user).state
                assert (state.asked, state.plan, state.missed) == (
                    ideal.asked,
                    ideal.plan,
                    ideal.missed,
                )
                assert (state.looks, state.names, state.ending) == (
                    ideal.looks,
                    ideal.names,
                    ideal.ending,
                )


def test_one_slip_does_not_ruin_the_rest(talks: dict[str, Any], fakes: Any) -> None:
    given = talks["drop_a_target"]
    assert len(given.item.turns) > 1
    model = fakes.changed(
        given.item, lambda at, steps: [Step(say="Good morning.")] if at == 0 else steps
    )
    record = sit_dialogue(given, model, NO_LIMIT)
    assert (record.ok, record.wrong_turn) == (False, 1)
    assert [turn.ok for turn in record.turns] == [False] + [True] * (len(record.turns) - 1)


def test_whoever_always_asks_is_right_where_asking_is(talks: dict[str, Any], fakes: Any) -> None:
    ask = Step(call="ask_user", args={"question": "What do you mean?"})
    seen = set()
    for given in (talks[family] for family in FEW):
        record = sit_dialogue(given, fakes.always(given.item, ask), NO_LIMIT)
        for turn in record.turns:
            seen.add(turn.ending[0])
            if turn.ending[0] == "ask_user":
                assert turn.ok
                assert turn.right_tool
            elif turn.ending[0] == "decline":
                assert turn.category == "should have declined"
            else:
                assert turn.category == "asked for nothing"
    assert {"ask_user", "decline", "said"} <= seen


@pytest.mark.slow
def test_whoever_never_asks_nor_declines(talks: dict[str, Any], fakes: Any) -> None:
    decline = Step(call="decline", args={"reason": "I only help with district plans."})
    for family in FEW:
        given = talks[family]
        refuser = sit_dialogue(given, fakes.always(given.item, decline), NO_LIMIT)
        talker = sit_dialogue(given, fakes.always(given.item, Step(say="Fine.")), NO_LIMIT)
        for turn in refuser.turns:
            assert turn.ok == (turn.ending[0] == "decline")
            assert turn.ok or turn.category == "declined for nothing"
        for turn in talker.turns:
            if turn.ending[0] == "ask_user":
                assert turn.category == "should have asked"
            if turn.ending[0] == "decline":
                assert turn.category == "should have declined"


def _without_last_target(args: dict[str, Any]) -> dict[str, Any]:
    return {**args, "targets": args.get("targets", [])[:-1]}


def _with_another(args: dict[str, Any]) -> dict[str, Any]:
    more = {"measure": "cut_edges", "at_most": 9_999}
    return {**args, "targets": [*args.get("targets", []), more]}


def _one_more(args: dict[str, Any]) -> dict[str, Any]:
    return {**args, "districts": args["districts"] + 1} if "districts" in args else args


@pytest.mark.parametrize(
    ("change_fn", "category"),
    [
        (_without_last_target, "missed constraint"),
        (_with_another, "invented constraint"),
        (_one_more, "wrong number"),
    ],
)
def test_targets_understood_wrongly(
    talks: dict[str, Any], fakes: Any, change_fn: Any, category: str
) -> None:
    given = talks["several_targets"]
    model = fakes.changed(
        given.item, lambda _, steps: fakes.with_args(steps, "set_targets", change_fn)
    )
    first = sit_dialogue(given, model, NO_LIMIT).turns[0]
    assert (first.ok, first.part, first.category) == (False, "asked", category)
    assert first.right_tool
    assert not first.right_args
    assert not first.exact


def test_another_form_of_the_same_is_right_and_not_exact(talks: dict[str, Any], fakes: Any) -> None:
    given = talks["several_targets"]

    def other_form(args: dict[str, Any]) -> dict[str, Any]:
        return {**args, "targets": list(reversed(args["targets"]))}

    model = fakes.changed(
        given.item, lambda _, steps: fakes.with_args(steps, "set_targets", other_form)
    )
    first = sit_dialogue(given, model, NO_LIMIT).turns[0]
    assert (first.right_tool, first.right_args, first.exact) == (True, True, False)


def made(name: str, data: dict[str, Any], *, changed: bool = False, **args: Any) -> Called:
    return Called(name, args, True, "", data, changed, False, 0.0)


def test_going_on_once_more_is_no_other_tool() -> None:
    draw, again = made("propose_plan", {}, changed=True), made("improve_plan", {}, changed=True)
    assert same_tools([draw, again], [draw, again, again])
    assert not same_tools([draw, again], [draw])
    assert not same_tools([draw], [draw, draw])
    assert not same_tools([again, draw, again], [again, again, draw])


def test_what_is_told_the_very_same_comes_to_the_same() -> None:
    polk = made("look_up", {"where": "Polk County", "people": 9.0}, place="Polk County")
    spelt = made("look_up", {"where": "Polk County", "people": 9.0}, place="POLK")
    other = made("look_up", {"where": "Dallas County", "people": 8.0}, place="Dallas County")
    tools = toolbox()
    assert same_arguments(tools, [polk], [spelt], asked_same=True)
    assert not same_arguments(tools, [polk], [other], asked_same=True)
    assert not same_arguments(tools, [polk], [spelt], asked_same=False)


@pytest.mark.parametrize(
    ("change_fn", "category"),
    [
        (lambda text: f"{text} Besides, 987,654 dogs live there.", "ungrounded number"),
        (lambda text: f"{text} {' '.join(ASIDES)}", "too long"),
        (lambda _: "Here you are.", "fact not told"),
    ],
)
def test_replies_that_are_wrong(
    talks: dict[str, Any], fakes: Any, change_fn: Any, category: str
) -> None:
    given = talks["place_facts"]
    at = next(i for i, turn in enumerate(given.item.turns) if turn.facts)

    def change(number: int, steps: list[Step]) -> list[Step]:
        if number != at:
            return steps
        return [*steps[:-1], Step(say=change_fn(steps[-1].say))]

    turn = sit_dialogue(given, fakes.changed(given.item, change), NO_LIMIT).turns[at]
    assert (turn.ok, turn.part, turn.category) == (False, "reply", category)
    assert turn.exact


def test_going_round_in_circles_is_no_answer(talks: dict[str, Any], fakes: Any) -> None:
    given = talks["population_draw"]
    endless = f"Done. {'And so it is, on and on. ' * 90}"
    model = fakes.changed(given.item, lambda _, steps: [*steps[:-1], Step(say=endless)])
    turn = sit_dialogue(given, model, NO_LIMIT).turns[0]
    assert (turn.ok, turn.category) == (False, "repeated")
    assert turn.own == ""
    assert "And so it is" in turn.unused


def test_what_should_have_been_looked_at(talks: dict[str, Any], fakes: Any) -> None:
    given = talks["place_facts"]
    at = next(i for i, turn in enumerate(given.item.turns) if turn.steps and turn.facts)
    model = fakes.changed(given.item, lambda _, steps: [steps[-1]])
    turn = sit_dialogue(given, model, NO_LIMIT).turns[at]
    assert not turn.right_tool
    assert turn.category in ("wrong tool", "no answer", "ungrounded number")


def test_drawing_for_a_remark_is_unneeded(talks: dict[str, Any], fakes: Any) -> None:
    given = talks["small_talk"]
    draw = [Step(call="set_targets", args={"districts": 3}), Step(call="propose_plan")]
    model = fakes.changed(given.item, lambda _, steps: [*draw, steps[-1]])
    turns = sit_dialogue(given, model, NO_LIMIT).turns
    remarks = [turn for turn in turns if not turn.want]
    assert remarks
    assert not any(turn.ok or turn.right_tool for turn in remarks)


def test_calls_that_cannot_be_read(talks: dict[str, Any], fakes: Any) -> None:
    given = talks["population_draw"]
    broken = Step(raw='{"tool": "set_targets", "args": {"districts": ')
    turn = sit_dialogue(given, fakes.always(given.item, broken), NO_LIMIT).turns[0]
    assert turn.category in ("broken call", "repeated", "no answer")
    assert not turn.ok


def test_the_time_of_an_item_is_minded(talks: dict[str, Any], fakes: Any) -> None:
    given = talks["population_draw"]
    record = sit_dialogue(given, fakes.slow(), Budget(0.5))
    assert record.category == "time"
    assert record.seconds < 5
    assert all(turn.category == "time" for turn in record.turns)


def test_what_a_model_says_of_its_confidence_is_kept(talks: dict[str, Any], fakes: Any) -> None:
    given = talks["population_draw"]
    model = fakes.sure(ideal_model(given.item), 0.75)
    record = sit_dialogue(given, model, NO_LIMIT)
    assert record.ok
    assert record.turns[0].confidence == 0.75
    assert record.turns[0].mean_logprob == -0.25
    assert sit_dialogue(given, None, NO_LIMIT).turns[0].confidence is None


def test_what_cannot_be_met_is_told_apart(talks: dict[str, Any]) -> None:
    impossible = sit_dialogue(talks["impossible_numbers"], None, NO_LIMIT)
    assert any(turn.unsolvable == (True, True) for turn in impossible.turns)
    silent = sit_dialogue(talks["impossible_numbers"], silent_model(), NO_LIMIT)
    assert any(turn.unsolvable == (True, False) for turn in silent.turns)
    plain = sit_dialogue(talks["small_talk"], None, NO_LIMIT)
    assert not any(any(turn.unsolvable) for turn in plain.turns)
