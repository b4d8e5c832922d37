"""What a turn comes to: replies, statuses, the verifier's word, events in order."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from districtbot.agent.agent import Agent
from districtbot.agent.events import Progress, Replied, Token, ToolEnded, ToolStarted, Understood
from districtbot.agent.guards import Limits
from districtbot.plans.targets import CutEdges, GroupShare, PopulationDeviation, Together
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit import talk
from districtbot.tools.toolbox import toolbox
from districtbot.tools.words import RACE_NOTE

HALVES = "1 1 2 2 1 1 2 2"
ROWS = "1 1 1 1 2 2 2 2"
UNEVEN = "1 1 1 2 1 1 1 2"


@pytest.fixture
def desk(grid_frame: Any, state_of: Any) -> Desk:
    """A desk with eight units of a hundred people::

    00101 00102 00103 00104
    00105 00106 00107 00108
    """
    return Desk(state_of(grid_frame(2, 4)))


def test_a_question_is_answered_from_a_result(desk: Desk, fakes: Any) -> None:
    model = fakes.playing(fakes.calls(("count", {})), "There are 8 units.")
    agent = Agent(desk, model, tools=[fakes.saying("count", "The map has 8 units.")])
    turn = agent.ask("How many units?")
    assert turn.reply == "There are 8 units."
    assert (turn.number, turn.status, turn.rebuilt, turn.districts) == (1, "answered", False, None)
    assert [called.name for called in turn.calls] == ["count"]
    assert turn.data() == {
        "turn": 1,
        "message": "How many units?",
        "reply": "There are 8 units.",
        "tool_calls": [{"name": "count", "args": {}}],
        "targets": [],
        "districts": None,
    }


def test_a_drawn_plan_ends_with_the_verifiers_line(desk: Desk, fakes: Any) -> None:
    tools = [fakes.aiming(2), fakes.drawing(HALVES)]
    model = fakes.playing(
        fakes.calls(("set_targets", {})), fakes.calls(("propose_plan", {})), "It is drawn."
    )
    turn = Agent(desk, model, tools=tools).ask("Two districts, please.")
    assert turn.status == "met"
    assert turn.districts == 2
    assert turn.reply.startswith("I understood: 2 districts;")
    assert "\nIt is drawn.\nChecked:" in turn.reply
    assert turn.reply.count("I understood: 2 districts") == 1
    assert turn.reply.endswith("Checked: both targets are met.")


def test_missed_targets_go_back_to_the_model_until_met(desk: Desk, fakes: Any) -> None:
    tools = [fakes.aiming(2), fakes.drawing(UNEVEN), fakes.drawing(HALVES, name="improve_plan")]
    model = fakes.playing(
        fakes.calls(("set_targets", {})),
        fakes.calls(("propose_plan", {})),
        "Here it is.",
        fakes.calls(("improve_plan", {})),
        "Now it is better.",
    )
    turn = Agent(desk, model, tools=tools).ask("Two districts, please.")
    assert turn.status == "met"
    assert "Here it is" not in turn.reply
    assert "\nNow it is better.\nChecked:" in turn.reply
    last = model.chat.seen[3]
    assert any("Not met: population deviation" in message.text for message in last)


def test_the_way_back_is_taken_twice_at_most(desk: Desk, fakes: Any) -> None:
    tools = [fakes.aiming(2), fakes.drawing(UNEVEN)]
    model = fakes.playing(
        fakes.calls(("set_targets", {})), fakes.calls(("propose_plan", {})), "Here it is."
    )
    turn = Agent(desk, model, tools=tools).ask("Two districts, please.")
    assert turn.status == "not_met"
    assert len(model.chat.seen) == 2 + 1 + Limits().bounces
    assert turn.reply.count("Here it is.") == 1
    assert "Checked: 1 of 2 targets are met. Not met: population deviation" in turn.reply


def test_an_edit_by_hand_stands_whatever_it_misses(desk: Desk, fakes: Any) -> None:
    tools = [fakes.aiming(2), fakes.drawing(HALVES), fakes.drawing(UNEVEN, name="move")]
    model = fakes.playing(
        fakes.calls(("set_targets", {})),
        fakes.calls(("propose_plan", {})),
        "Drawn.",
        fakes.calls(("move", {})),
        "Moved as you said.",
    )
    agent = Agent(desk, model, tools=tools)
    agent.ask("Two districts.")
    n_before = len(model.chat.seen)
    turn = agent.ask("Give the third column to the first district.")
    assert len(model.chat.seen) == n_before + 2
    assert turn.status == "not_met"
    assert turn.reply.startswith("Moved as you said.\nChecked: 1 of 2 targets are met.")


def test_a_spent_budget_ends_the_way_back(desk: Desk, fakes: Any) -> None:
    tools = [fakes.aiming(2), fakes.drawing(UNEVEN)]
    model = fakes.playing(
        fakes.calls(("set_targets", {})), fakes.calls(("propose_plan", {})), "Here it is."
    )
    turn = Agent(desk, model, tools=tools, budget=0.5).ask("Two districts, please.")
    assert len(model.chat.seen) == 3
    assert turn.status == "not_met"


def test_searches_share_the_budget(desk: Desk, fakes: Any) -> None:
    seconds: list[float | None] = []

    def act(desk: Desk, given: Any, work: Any) -> str:
        seconds.append(work.budget.within.seconds)
        return "looked"

    tools = [fakes.tool("improve_plan", act), fakes.tool("count", act)]
    model = fakes.playing(
        fakes.calls(("improve_plan", {})), fakes.calls(("count", {})), "That is all."
    )
    Agent(desk, model, tools=tools, budget=7.0).ask("Go on.")
    assert seconds == [7.0, None]


def test_targets_alone_are_asked_about_once(desk: Desk, fakes: Any) -> None:
    model = fakes.playing(fakes.calls(("set_targets", {})), "I keep that in mind.")
    turn = Agent(desk, model, tools=[fakes.aiming(3)]).ask("Three districts from now on.")
    assert len(model.chat.seen) == 3
    assert turn.status == "not_met"
    assert turn.reply.endswith("Checked: there is no plan yet.")


def test_a_missing_number_of_districts_needs_the_person(desk: Desk, fakes: Any) -> None:
    tools = [fakes.aiming(None, PopulationDeviation(at_most=0.01)), *talk.TOOLS]
    model = fakes.playing(
        fakes.calls(("set_targets", {})),
        fakes.calls(("ask_user", {"question": "How many districts shall there be?"})),
    )
    turn = Agent(desk, model, tools=tools).ask("Within 1%.")
    assert turn.status == "needs_input"
    assert turn.reply.endswith("How many districts shall there be?")
    assert len(model.chat.seen) == 2


def test_what_is_off_topic_is_declined(desk: Desk, fakes: Any) -> None:
    reason = "I only help with district plans."
    model = fakes.playing(fakes.calls(("decline", {"reason": reason})))
    turn = Agent(desk, model, tools=talk.TOOLS).ask("Write a poem.")
    assert (turn.status, turn.reply) == ("declined", reason)


def test_a_proof_that_nothing_can_be_done_ends_as_declined(desk: Desk, fakes: Any) -> None:
    class Proved(fakes.Told):  # type: ignore[misc]
        impossible: bool = True

    def act(desk: Desk, given: Any, work: Any) -> Any:
        return Proved(said="No plan can meet this.")

    proving = fakes.tool("check_feasibility", lambda *_: "")
    proving = type(proving)(proving.name, proving.summary, proving.arguments, act)
    model = fakes.playing(
        fakes.calls(("set_targets", {})),
        fakes.calls(("check_feasibility", {})),
        "That cannot be done.",
    )
    turn = Agent(desk, model, tools=[fakes.aiming(2), proving]).ask("Two, and the impossible.")
    assert turn.status == "declined"
    assert len(model.chat.seen) == 3


def test_the_events_come_in_order_and_the_tokens_are_the_reply(desk: Desk, fakes: Any) -> None:
    def act(desk: Desk, given: Any, work: Any) -> str:
        for step in range(50):
            work.show("looking", step, 50, "half way")
        return "Found 3 plans."

    tools = [fakes.aiming(2), fakes.tool("propose_plan", act)]
    model = fakes.playing(
        fakes.calls(("set_targets", {})),
        fakes.calls(("propose_plan", {}), text="I look for it now."),
        "I found 3 plans. None was kept.",
    )
    events = list(Agent(desk, model, tools=tools).stream("Two."))
    kinds = [type(event) for event in events]
    assert kinds[:2] == [ToolStarted, ToolEnded]
    assert kinds.index(Understood) < kinds.index(ToolStarted, 2) < kinds.index(Progress)
    assert kinds.count(Progress) == 1
    assert kinds[-1] is Replied
    last = events[-1]
    assert isinstance(last, Replied)
    said = "".join(event.text for event in events if isinstance(event, Token))
    assert said == last.turn.reply
    assert said.startswith("I understood: 2 districts;")
    assert "\nI look for it now.\nI found 3 plans. None was kept.\nChecked:" in said


def test_sentences_are_told_while_the_model_still_writes(desk: Desk, fakes: Any) -> None:
    agent = Agent(desk, fakes.playing("One sentence. Another one."), tools=[])
    said = [event.text for event in agent.stream("Hello?") if isinstance(event, Token)]
    assert said == ["One sentence.", " Another one."]


def test_the_desk_is_told_fresh_and_not_kept(desk: Desk, fakes: Any) -> None:
    tools = [fakes.aiming(2), fakes.drawing(HALVES)]
    model = fakes.playing(
        fakes.calls(("set_targets", {})), fakes.calls(("propose_plan", {})), "Drawn.", "Yes."
    )
    agent = Agent(desk, model, tools=tools, memory="window:1")
    agent.ask("Two districts.")
    agent.ask("Is that so?")
    shown = model.chat.seen[-1]
    assert "Asked: 2 districts" in shown[-1].text
    assert "Plan: 2 districts" in shown[-1].text
    assert all("The desk now" not in message.text for message in shown[:-1])
    assert not any("The desk now" in message.text for message in agent.conversation)


def test_a_race_target_carries_the_note(desk: Desk, fakes: Any) -> None:
    target = GroupShare(group=("x",), of="vap", share=0.5, districts_at_least=1)
    tools = [fakes.aiming(None, target)]
    model = fakes.playing(fakes.calls(("set_targets", {})), "Noted.")
    turn = Agent(desk, model, tools=tools).ask("One district with half of group x.")
    assert turn.reply.count(RACE_NOTE) == 1


def test_a_claim_against_the_verifier_is_not_passed_on(desk: Desk, fakes: Any) -> None:
    tools = [fakes.aiming(2, CutEdges(at_most=1)), fakes.drawing(HALVES)]
    model = fakes.playing(
        fakes.calls(("set_targets", {})),
        fakes.calls(("propose_plan", {})),
        "All targets are met.",
    )
    turn = Agent(desk, model, tools=tools).ask("Two districts with one cut edge.")
    assert turn.rebuilt
    assert "All targets are met" not in turn.reply
    assert "Checked: 2 of 3 targets are met." in turn.reply


def test_a_change_that_did_not_happen_is_put_right(desk: Desk, fakes: Any) -> None:
    turn = Agent(desk, fakes.playing("I moved it for you."), tools=[]).ask("Move it.")
    assert turn.reply.endswith(
        "Nothing was changed in this turn: the plan and the targets are as before."
    )


def test_a_refusal_is_not_hidden(desk: Desk, fakes: Any) -> None:
    refusing = fakes.failing("lock")
    tools = [replace(refusing, changes=True)]
    model = fakes.playing(fakes.calls(("lock", {"n": 3})), "Locked.")
    turn = Agent(desk, model, tools=tools).ask("Lock it.")
    assert turn.reply == "Locked.\nI could not lock that: 3 is too much. Give less."
    honest = fakes.playing(fakes.calls(("lock", {"n": 3})), "That cannot be locked.")
    assert Agent(desk, honest, tools=tools).ask("Lock it.").reply == "That cannot be locked."


def test_a_promise_is_kept_or_not_made(desk: Desk, fakes: Any) -> None:
    tools = [fakes.aiming(2), fakes.drawing(HALVES)]
    both = fakes.calls(("set_targets", {}), ("propose_plan", {}))
    model = fakes.playing("Sure! I will draw that now.", both, "It is drawn.")
    turn = Agent(desk, model, tools=tools).ask("Two districts.")
    assert turn.status == "met"
    assert "I will draw" not in turn.reply
    assert model.chat.seen[1][-2].text.startswith("You said what you are going to do")
    idle = Agent(desk, fakes.playing("I will look it up."), tools=tools).ask("Where is Ada?")
    assert idle.rebuilt
    assert "no answer that can be used" in idle.reply


def test_a_result_may_be_quoted_while_targets_are_missed(desk: Desk, fakes: Any) -> None:
    listed = fakes.saying("list_versions", "Versions.\n2: drawn; all 4 targets are met here.")
    tools = [fakes.aiming(2, CutEdges(at_most=1)), fakes.drawing(HALVES), listed]
    both = fakes.calls(("set_targets", {}), ("propose_plan", {}))
    quote = "2: drawn; all 4 targets are met here."
    model = fakes.playing(both, *["It misses one."] * 3, fakes.calls(("list_versions", {})), quote)
    agent = Agent(desk, model, tools=tools)
    assert agent.ask("Two districts.").status == "not_met"
    assert agent.ask("Which versions?").reply == quote


def test_files_that_nobody_wrote_are_not_named(desk: Desk, fakes: Any) -> None:
    drawn = fakes.saying("draw_map", "Picture: out/maps/plan.png.")
    model = fakes.playing(fakes.calls(("draw_map", {})), "Here it is: /home/me/map.png")
    turn = Agent(desk, model, tools=[drawn]).ask("A map, please.")
    assert turn.rebuilt
    assert turn.reply == (
        "The model's answer named a file that no tool wrote; this is from the results.\n"
        "Picture: out/maps/plan.png."
    )
    right = fakes.playing(fakes.calls(("draw_map", {})), "Here it is: out/maps/plan.png")
    assert not Agent(desk, right, tools=[drawn]).ask("Again.").rebuilt


def test_a_question_is_asked_once(desk: Desk, fakes: Any) -> None:
    ask = {"question": "How many districts?"}
    model = fakes.playing(fakes.calls(("ask_user", ask), text="How many districts?"))
    turn = Agent(desk, model, tools=talk.TOOLS).ask("Draw.")
    assert (turn.reply, turn.status) == ("How many districts?", "needs_input")


def test_calls_behind_one_that_ends_the_turn_are_answered_too(desk: Desk, fakes: Any) -> None:
    ask = ("ask_user", {"question": "How many?"})
    tools = [*talk.TOOLS, fakes.saying("count", "The map has 8 units.")]
    model = fakes.playing(fakes.calls(ask, ("count", {})), "There are 8 units.")
    agent = Agent(desk, model, tools=tools)
    assert agent.ask("Draw.").status == "needs_input"
    assert agent.ask("Four.").status == "answered"
    asked = [call["id"] for one in model.chat.seen[1] for call in getattr(one, "tool_calls", ())]
    answers = [one.tool_call_id for one in model.chat.seen[1] if one.type == "tool"]
    assert len(asked) == 2
    assert answers == asked


def test_targets_that_are_brought_back_are_not_understood_anew(desk: Desk, fakes: Any) -> None:
    tools = [
        fakes.aiming(2),
        fakes.drawing(HALVES),
        fakes.aiming(2, CutEdges(at_most=9), name="keep_together"),
        *(one for one in toolbox() if one.name == "undo"),
    ]
    model = fakes.playing(
        fakes.calls(("set_targets", {}), ("propose_plan", {})),
        "Drawn.",
        fakes.calls(("keep_together", {})),
        "Noted.",
        fakes.calls(("undo", {})),
        "It is as it was.",
    )
    agent = Agent(desk, model, tools=tools)
    assert agent.ask("Two districts.").reply.startswith("I understood: 2 districts;")
    assert "at most 9" in agent.ask("No more than nine.").reply
    assert agent.ask("Undo that.").reply.startswith("Asked again: 2 districts;")


def test_two_calls_in_one_answer_are_made_in_order(desk: Desk, fakes: Any) -> None:
    made: list[int] = []

    def act(desk: Desk, given: Any, work: Any) -> str:
        made.append(given.n)
        return f"did {given.n}"

    both = [("do", {"n": n}) for n in range(6)]
    model = fakes.playing(fakes.calls(*both), "Done with all.")
    turn = Agent(desk, model, tools=[fakes.tool("do", act)]).ask("Do six things.")
    assert made == list(range(6))
    assert [one.arguments["n"] for one in turn.calls] == made


def test_a_plan_with_another_number_of_districts_is_not_called_met(desk: Desk, fakes: Any) -> None:
    tools = [fakes.aiming(3), fakes.drawing(ROWS)]
    model = fakes.playing(
        fakes.calls(("propose_plan", {})), fakes.calls(("set_targets", {})), "Here you are."
    )
    turn = Agent(desk, model, tools=tools).ask("Three districts.")
    assert turn.status == "not_met"
    assert "Checked:" in turn.reply


def test_an_empty_message_is_not_given_to_the_model(desk: Desk, fakes: Any) -> None:
    model = fakes.playing("Hello.")
    turn = Agent(desk, model, tools=[]).ask(" \n ")
    assert (turn.status, model.chat.seen) == ("needs_input", [])


def test_numbers_of_turns_go_on_and_the_transcript_has_all(desk: Desk, fakes: Any) -> None:
    agent = Agent(desk, fakes.playing("Yes.", "No."), tools=[])
    assert [agent.ask(text).number for text in ("a?", "b?")] == [1, 2]
    kinds = [(event["event"], event.get("text")) for event in desk.transcript]
    assert kinds == [("message", "a?"), ("reply", "Yes."), ("message", "b?"), ("reply", "No.")]


def test_a_kept_together_target_counts_as_an_aim(desk: Desk, fakes: Any) -> None:
    keep = Together(column="GEOID", values=("00101", "00104"))
    tools = [
        fakes.aiming(2),
        fakes.drawing(HALVES, ROWS),
        fakes.aiming(2, keep, name="keep_together"),
    ]
    model = fakes.playing(
        fakes.calls(("set_targets", {})),
        fakes.calls(("propose_plan", {})),
        "Drawn.",
        fakes.calls(("keep_together", {})),
        "Kept in mind.",
        fakes.calls(("propose_plan", {})),
        "Redrawn.",
    )
    agent = Agent(desk, model, tools=tools)
    agent.ask("Two districts.")
    turn = agent.ask("Keep the corners together.")
    assert turn.status == "met"
    assert "\nRedrawn.\nChecked:" in turn.reply


def test_a_legal_opinion_is_not_passed_on(desk: Desk, fakes: Any) -> None:
    tools = [fakes.aiming(2), fakes.drawing(HALVES)]
    begun = (fakes.calls(("set_targets", {})), fakes.calls(("propose_plan", {})))
    model = fakes.playing(*begun, "The plan is legal.", "It is drawn.")
    turn = Agent(desk, model, tools=tools).ask("Two districts, please.")
    assert "\nIt is drawn.\nChecked: both targets are met." in turn.reply
    assert "for courts to say" in model.chat.seen[-1][-2].text
    stubborn = fakes.playing(fakes.calls(("count", {})), "The plan meets all legal requirements.")
    tools = [fakes.saying("count", "The map has 8 units.")]
    turn = Agent(desk, stubborn, tools=tools).ask("Is it legal?")
    assert turn.reply == (
        "The model's answer had a legal opinion, which no tool gives; this is from the results.\n"
        "The map has 8 units."
    )


def test_every_picture_of_a_turn_is_named(
    grid_frame: Any, state_of: Any, plan_for: Any, tmp_path: Path, fakes: Any
) -> None:
    desk = Desk(state_of(grid_frame(2, 4)), out=tmp_path)
    desk.put("given", plan=plan_for(desk.state, HALVES))
    both = fakes.calls(("draw_map", {}), ("draw_chart", {"kind": "population"}))
    turn = Agent(desk, fakes.playing(both, "Here they are."), tools=toolbox()).ask("Pictures!")
    drawn = [path for one in turn.calls for path in one.data["files"]]
    assert len(drawn) == 2
    assert turn.reply == f"Here they are.\nPictures: {', '.join(drawn)}."
    again = fakes.playing(fakes.calls(("draw_map", {})), f"See {drawn[0]}")
    one = Agent(desk, again, tools=toolbox()).ask("Again.")
    assert one.reply.count(".png") == 2, "the new name is told besides the old one"
