"""A line is carried out step by step, by the agent, whoever wrote it."""

from dataclasses import replace
from typing import Any

import pytest

from districtbot.agent.agent import Agent
from districtbot.agent.models.loaded import LoadedModel, ModelOptions
from districtbot.agent.models.mini.chat import LineChat
from districtbot.agent.models.mini.lacking import held_back, with_known_election
from districtbot.agent.models.mini.situation import Situation
from districtbot.agent.models.mini.wording import OTHER_WORDS, question_for, told
from districtbot.agent.models.mini.writing import Understood
from districtbot.agent.models.script import Script, Step, Turn
from districtbot.agent.models.scripted import ScriptedBackend
from districtbot.agent.models.text.chat import loaded
from districtbot.agent.models.watched import watched
from districtbot.ground.clock import Budget
from districtbot.tools.desk.desk import Desk

Calls = tuple[tuple[str, dict[str, Any]], ...]
DRAW: Calls = (("set_targets", {"districts": 3}), ("propose_plan", {"seconds": 5}))


def agent(desk: Desk, meant: dict[str, Calls], confidence: float = 0.9) -> tuple[Agent, list[str]]:
    """An agent whose model understands some messages, and what it was told of each."""
    seen: list[str] = []

    def understand(desk: Desk, situation: Situation, budget: Budget) -> Understood | None:
        del desk, budget
        seen.append(situation.text)
        calls = meant.get(situation.at.reading.said)
        return None if calls is None else Understood(calls, "...", confidence)

    chat = LineChat(understand_fn=understand, sure=0.5)
    model = LoadedModel("lines", chat, 16_000, lambda messages, tools: 10, sees_desk=True)
    return Agent(desk, model), seen


def test_all_calls_of_a_line_are_made_in_order(desk: Desk) -> None:
    talk, seen = agent(desk, {"draw": DRAW, "how many": (("look_up", {"district": "2"}),)})
    turn = talk.ask("draw")
    assert turn.status == "met"
    assert desk.plan is not None
    assert desk.plan.n_districts == 3
    people = desk.plan.names
    assert "2" in people
    answer = talk.ask("how many")
    assert answer.status == "answered"
    assert "District 2 has" in answer.reply
    assert len(seen) == 2  # one reading a message, whatever follows from it
    assert "[did] [set_targets] [districts] <c2>3 [propose_plan]" in seen[1]
    assert "[plan] 3" in seen[1]


def test_an_act_that_is_not_sure_is_not_done_and_a_question_is_answered(desk: Desk) -> None:
    look = (("look_up", {"rank": "counties"}),)
    talk, _ = agent(desk, {"another": (("propose_plan", {}),), "biggest": look}, confidence=0.2)
    asked = talk.ask("another")
    assert asked.status == "needs_input"
    assert "other words" in asked.reply
    assert desk.plan is None
    assert talk.ask("biggest").status == "answered"


def test_what_needs_no_tool_and_what_is_declined(desk: Desk) -> None:
    talk, _ = agent(
        desk,
        {
            "thanks": (("say", {"saying": "thanks"}),),
            "poem": (("decline", {"reason": "off_topic"}),),
            "draw": (("ask_user", {"question": "districts"}),),
        },
    )
    assert talk.ask("thanks").status == "answered"
    assert talk.ask("poem").status == "declined"
    asked = talk.ask("draw")
    assert asked.status == "needs_input"
    assert asked.reply == "How many districts shall the plan have?"


def test_a_refusal_of_a_tool_becomes_a_question(desk: Desk) -> None:
    talk, _ = agent(desk, {"keep": (("keep_together", {"places": ["Atlantis"]}),)})
    turn = talk.ask("keep")
    assert turn.status == "needs_input"
    assert "Atlantis" in turn.reply
    assert turn.reply.endswith("?")


def test_what_has_no_form_is_asked_in_other_words(desk: Desk) -> None:
    talk, _ = agent(desk, {"one": (("set_targets", {"districts": 1}), ("propose_plan", {}))})
    turn = talk.ask("one")
    assert turn.status == "needs_input"
    assert turn.reply == OTHER_WORDS


def test_a_line_that_is_not_sure_is_put_to_the_person(desk: Desk) -> None:
    talk, seen = agent(desk, {"some 3 districts": DRAW}, confidence=0.2)
    asked = talk.ask("some 3 districts")
    assert asked.status == "needs_input"
    assert "Do you want this: 3 districts?" in asked.reply
    assert desk.plan is None
    done = talk.ask("Yes, please do.")
    assert done.status == "met"
    assert desk.plan is not None
    assert len(seen) == 1


def test_numbers_that_nobody_said_can_be_asked_for_where_they_were_worked_out(desk: Desk) -> None:
    cut = {"measure": "cut_edges", "at_most": 24}
    line: Calls = (("set_targets", {"districts": 3, "targets": [cut]}), ("propose_plan", {}))
    talk, _ = agent(desk, {"3 districts, under 25 cut edges": line}, confidence=0.2)
    asked = talk.ask("3 districts, under 25 cut edges")
    assert asked.status == "needs_input"
    assert "at most 24 cut edges" in asked.reply


def test_what_is_not_understood_is_said(desk: Desk) -> None:
    talk, _ = agent(desk, {})
    turn = talk.ask("gibberish")
    assert turn.status == "needs_input"
    assert "in other words" in turn.reply


def test_a_plan_that_misses_is_improved_and_then_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("districtbot.tools.kit.drafting.DEFAULT_BUDGET", 2.0)
    hard = {"measure": "polsby_popper", "statistic": "mean", "at_least": 0.9}
    line: Calls = (
        ("set_targets", {"districts": 3, "targets": [hard]}),
        ("propose_plan", {"seconds": 1}),
    )
    talk, _ = agent(desk, {"round": line})
    turn = talk.ask("round")
    assert turn.status == "not_met"
    assert [one.name for one in turn.calls].count("improve_plan") == 2


@pytest.mark.parametrize("message", ["explain the efficiency gap", "what is an outlier"])
def test_terms_are_found_in_the_message(desk: Desk, message: str) -> None:
    talk, _ = agent(desk, {message: (("explain", {}),)})
    turn = talk.ask(message)
    assert turn.status == "answered"
    assert len(turn.reply) > 40


def test_a_question_on_a_plan_that_is_not_there_asks_which(desk: Desk) -> None:
    talk, _ = agent(desk, {"how compact": (("score_plan", {"section": "shape"}),)})
    turn = talk.ask("how compact")
    assert turn.status == "needs_input"
    assert "No plan has been drawn yet" in turn.reply
    assert desk.state.columns.plans[0] in turn.reply


def test_no_election_is_asked_for_where_there_is_none(desk: Desk) -> None:
    roles = replace(desk.state.columns, elections=())
    desk.state = replace(desk.state, columns=roles)
    assert "no election results" in question_for("election", desk)


def test_an_election_that_is_not_said_is_asked_for_and_nothing_is_forgotten(desk: Desk) -> None:
    first, second = [one.name for one in desk.state.columns.elections[:2]]
    seats: dict[str, Any] = {"measure": "seats", "party": "dem", "at_least": 1}
    tight = {"measure": "population_deviation", "at_most": "5%"}
    talk, seen = agent(
        desk,
        {
            "a seat": (
                ("set_targets", {"districts": 3, "targets": [seats, tight]}),
                ("propose_plan", {"seconds": 5}),
            ),
            "the second": (("set_targets", {"targets": [{**seats, "election": second}]}),),
        },
    )
    asked = talk.ask("a seat")
    assert asked.status == "needs_input"
    assert first in asked.reply
    assert second in asked.reply
    assert desk.plan is None
    assert desk.asked.districts == 3
    assert [one.measure for one in desk.asked.target] == ["population_deviation"]
    talk.ask("the second")
    assert "[seats] [at_least] <c3>1 [party] [dem]" in seen[1]
    assert "[ask_user] [question] [election]" in seen[1]
    assert {one.measure for one in desk.asked.target} == {"population_deviation", "seats"}


def test_what_another_model_asked_for_is_read_from_the_message(desk: Desk) -> None:
    second = desk.state.columns.elections[1].name
    seats: dict[str, Any] = {"measure": "seats", "party": "dem", "at_least": 1}
    draw = (("set_targets", {"targets": [seats]}), ("propose_plan", {"seconds": 5}))
    answer = (("set_targets", {"targets": [{**seats, "election": second}]}),)
    talk, seen = agent(desk, {"a seat, 3 districts": draw, "the second": answer})
    steps = (
        Step(call="set_targets", args={"districts": 3}),
        Step(call="ask_user", args={"question": "By which election?"}),
    )
    script = Script(turn=(Turn(steps=steps),))
    other = loaded("other", ScriptedBackend("other", script, 16_000), ModelOptions())
    due = [other, talk.model]
    both = Agent(desk, watched(talk.model, lambda _: None, lambda: due[0]))
    assert both.ask("a seat, 3 districts").status == "needs_input"
    due.pop(0)
    both.ask("the second")
    assert "[did] [set_targets] [seats] [at_least] <c2>1 [party] [dem]" in seen[1]
    assert "[ask_user] [question] [election]" in seen[1]


def test_only_one_election_needs_no_question(desk: Desk) -> None:
    roles = desk.state.columns
    desk.state = replace(desk.state, columns=replace(roles, elections=roles.elections[:1]))
    seats = {"measure": "seats", "party": "dem", "at_least": 1}
    assert held_back(desk, [("set_targets", {"districts": 3, "targets": [seats]})]) is None


def test_a_yes_takes_the_only_plan_of_the_map(desk: Desk) -> None:
    roles = desk.state.columns
    desk.state = replace(desk.state, columns=replace(roles, plans=roles.plans[:1]))
    talk, seen = agent(desk, {"counties cut?": (("score_plan", {"section": "counties"}),)})
    assert talk.ask("counties cut?").status == "needs_input"
    answer = talk.ask("yes")
    assert answer.status == "answered"
    assert roles.plans[0] in answer.reply
    assert len(seen) == 1


@pytest.mark.parametrize("answer", ["Okay, draw 7 districts instead", "Right, but only two"])
def test_what_is_more_than_a_yes_is_understood_anew(desk: Desk, answer: str) -> None:
    roles = desk.state.columns
    desk.state = replace(desk.state, columns=replace(roles, plans=roles.plans[:1]))
    talk, seen = agent(desk, {"counties cut?": (("score_plan", {"section": "counties"}),)})
    talk.ask("counties cut?")
    talk.ask(answer)
    assert len(seen) == 2


def test_a_yes_answers_all_that_was_asked_of_the_plan(desk: Desk) -> None:
    roles = desk.state.columns
    desk.state = replace(desk.state, columns=replace(roles, plans=roles.plans[:1]))
    line = [("score_plan", {"section": "counties"}), ("score_plan", {"section": "shape"})]
    held = held_back(desk, line)
    assert held is not None
    plan = roles.plans[0]
    assert [args["plan"] for _, args in held.agreed] == [plan, plan]


def test_nothing_is_done_for_a_line_that_is_neither_sure_nor_whole(desk: Desk) -> None:
    seats = {"measure": "seats", "party": "dem", "at_least": 1}
    tight = {"measure": "population_deviation", "at_most": "5%"}
    line: Calls = (("set_targets", {"districts": 3, "targets": [seats, tight]}),)
    said = "3 districts, 5% off, a seat"
    talk, _ = agent(desk, {said: line}, confidence=0.1)
    asked = talk.ask(said)
    assert "Do you want this: 3 districts" in asked.reply
    assert desk.asked.districts is None


def test_votes_count_by_the_election_that_is_known(desk: Desk) -> None:
    name = desk.state.columns.elections[1].name
    seats = {"measure": "seats", "party": "dem", "at_least": 1}
    gap = {"measure": "efficiency_gap", "at_most": "5%"}
    both = [("set_targets", {"targets": [{**seats, "election": name}, gap]})]
    ((_, args),) = with_known_election(desk, both)
    assert [one["election"] for one in args["targets"]] == [name, name]
    ((_, args),) = with_known_election(desk, [("set_targets", {"targets": [gap]})])
    assert "election" not in args["targets"][0]


def test_what_comes_after_a_plan_is_drawn_lacks_none(desk: Desk) -> None:
    line = [*DRAW, ("score_plan", {"section": "shape"})]
    assert held_back(desk, line) is None
    assert held_back(desk, line[2:]) is not None


def test_that_places_lie_apart_is_told_in_words() -> None:
    said = told(["Met: Polk, Linn apart: none together; incumbents not paired: none together."])
    assert said == "Met: Polk, Linn in different districts; incumbents in different districts."
