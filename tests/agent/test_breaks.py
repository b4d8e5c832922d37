"""What breaks a turn ends in one honest sentence, and nothing is lost: models, bugs, Ctrl-C."""

import signal
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from districtbot.agent.agent import Agent
from districtbot.agent.events import Progress, Replied, ToolStarted
from districtbot.agent.models.loaded import ContextTooLong, ModelFailed
from districtbot.agent.pump import Left, pumped
from districtbot.ground.errors import AskError
from districtbot.tools.desk.asked import Asked
from districtbot.tools.desk.desk import Desk


@pytest.fixture
def desk(grid_frame: Any, state_of: Any, own_data: Path) -> Desk:
    """A desk with four units, in memory."""
    return Desk(state_of(grid_frame(2, 2)))


def test_a_model_that_cannot_be_had_is_said(desk: Desk, fakes: Any) -> None:
    failed = ModelFailed("The server at 127.0.0.1 is not reachable.", "Start it.")
    model = fakes.playing(failed, "Hello.")
    agent = Agent(desk, model, tools=[])
    turn = agent.ask("Hello?")
    assert turn.reply == "The server at 127.0.0.1 is not reachable. Start it."
    assert turn.status == "needs_input"
    assert agent.ask("Hello again?").reply == "Hello."


def test_what_was_done_before_the_model_failed_is_kept(desk: Desk, fakes: Any) -> None:
    model = fakes.playing(
        fakes.calls(("set_targets", {})),
        fakes.calls(("propose_plan", {})),
        ModelFailed("The model is overloaded.", passing=True),
    )
    tools = [fakes.aiming(2), fakes.drawing("1 2 1 2")]
    agent = Agent(desk, model, tools=tools)
    turn = agent.ask("Two districts.")
    assert turn.status == "met"
    assert turn.reply.startswith("The model is overloaded.")
    assert turn.reply.endswith("Checked: both targets are met.")
    assert desk.plan is not None


def test_a_conversation_that_is_too_long_is_shortened(desk: Desk, fakes: Any) -> None:
    long = "word " * 400
    model = fakes.playing("Yes.", "Yes.", "Yes.", ContextTooLong("Too long.", 1500), "No.")
    agent = Agent(desk, model, tools=[])
    for _ in range(3):
        agent.ask(long)
    turn = agent.ask("Is it?")
    assert turn.reply == "No."
    n_before, n_after = (fakes.count(seen) for seen in model.chat.seen[-2:])
    assert n_after < n_before
    assert n_after <= 1500
    assert len(agent.conversation) == 8
    agent.ask("And now?")
    assert len(model.chat.seen) == 6, "what was too long once is not tried again"
    assert fakes.count(model.chat.seen[-1]) <= 1500


def test_one_that_stays_too_long_ends_the_turn(desk: Desk, fakes: Any) -> None:
    model = fakes.playing(ContextTooLong("The model holds 900 tokens.", 900))
    turn = Agent(desk, model, tools=[]).ask("Is it?")
    assert "900 tokens" in turn.reply
    assert turn.status == "needs_input"


def test_a_bug_in_a_tool_leaves_the_desk_and_the_chat(
    desk: Desk, fakes: Any, own_data: Path
) -> None:
    def act(desk: Desk, given: Any, work: Any) -> str:
        desk.put("half done", asked=Asked(7))
        desk.history.name("half")
        raise ZeroDivisionError

    model = fakes.playing(
        fakes.calls(("set_targets", {})), fakes.calls(("break", {})), "That did not work.", "Fine."
    )
    tools = [fakes.aiming(2), fakes.tool("break", act)]
    agent = Agent(desk, model, tools=tools)
    turn = agent.ask("Break it.")
    log = own_data / "bugs.log"
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    assert (
        turn.reply.count(
            f"Something went wrong inside districtbot during the call of break. "
            f"The details are in {log}."
        )
        == 1
    )
    assert "Traceback" not in turn.reply
    assert desk.asked == Asked(2)
    assert desk.history.names == {}
    assert agent.ask("And now?").reply == "Fine."
    desk.put("anew", asked=Asked(3))
    assert desk.history.current.number == 3


def test_a_bug_in_a_model_ends_the_turn_only(desk: Desk, fakes: Any) -> None:
    agent = Agent(desk, fakes.playing(RuntimeError("no such kernel"), "Fine."), tools=[])
    turn = agent.ask("Hello?")
    assert turn.reply.startswith("Something went wrong inside districtbot during the turn.")
    assert "no such kernel" not in turn.reply
    assert agent.ask("And now?").reply == "Fine."


def test_stop_ends_a_tool_with_what_it_has(desk: Desk, fakes: Any) -> None:
    model = fakes.playing(fakes.calls(("work", {}), ("count", {})), "Never said.")
    tools = [fakes.tool("work", fakes.busy), fakes.saying("count", "four")]
    agent = Agent(desk, model, tools=tools)
    events = []
    for event in agent.stream("Work on."):
        events.append(event)
        if isinstance(event, Progress):
            agent.stop()
    last = events[-1]
    assert isinstance(last, Replied)
    assert last.turn.reply.startswith("Stopped; nothing was changed.")
    assert [called.name for called in last.turn.calls] == ["work"]
    assert last.turn.seconds < 10
    results = [one for one in agent.conversation if one.type == "tool"]
    assert len(results) == 2
    assert agent.ask("Hello?").number == 2


def test_stop_ends_a_model_that_does_not_answer(desk: Desk, fakes: Any) -> None:
    begun = threading.Event()

    def hang() -> str:
        begun.set()
        time.sleep(5)
        return "too late"

    agent = Agent(desk, fakes.playing(hang, "Here."), tools=[])
    threading.Thread(target=lambda: (begun.wait(), agent.stop())).start()
    started = time.monotonic()
    turn = agent.ask("Hello?")
    assert time.monotonic() - started < 3
    assert turn.reply.startswith("Stopped; nothing was changed.")
    assert turn.status == "needs_input"
    assert agent.ask("Still there?").reply == "Here."


@pytest.mark.parametrize("is_stopped", [True, False])
def test_what_was_understood_stands_before_the_results(
    desk: Desk, fakes: Any, is_stopped: bool
) -> None:
    def end() -> str:
        if not is_stopped:
            raise ModelFailed("It is overloaded.")
        agent.stop()
        time.sleep(1)
        return "too late"

    tools = [fakes.aiming(2), fakes.drawing("1 1 2 2")]
    begun = [fakes.calls(("set_targets", {})), fakes.calls(("propose_plan", {}))]
    agent = Agent(desk, fakes.playing(*begun, end), tools=tools)
    lines = agent.ask("Two districts.").reply.splitlines()
    first = ["I understood: 2", "Stopped; what was done so far is kept."]
    first = first if is_stopped else ["It is overloaded.", "I understood: 2"]
    results = ["The targets are set.", "A plan was drawn.", "Checked: both targets are met."]
    for line, wanted in zip(lines, [*first, *results], strict=True):
        assert line.startswith(wanted)


def test_ctrl_c_ends_the_step_and_not_the_chat(desk: Desk, fakes: Any) -> None:
    model = fakes.playing(fakes.calls(("work", {})), "Here.")
    agent = Agent(desk, model, tools=[fakes.tool("work", fakes.busy)])
    main = threading.main_thread().ident
    assert main is not None
    timer = threading.Timer(0.5, lambda: signal.pthread_kill(main, signal.SIGINT))
    # Workers of a parallel test run ignore Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        timer.start()
        turn = agent.ask("Work on.")
        timer.join()
    finally:
        signal.signal(signal.SIGINT, before)
    assert turn.reply.startswith("Stopped; nothing was changed.")
    assert agent.ask("Hello?").reply == "Here."


def test_leaving_the_events_early_stops_the_turn(desk: Desk, fakes: Any) -> None:
    agent = Agent(
        desk,
        fakes.playing(fakes.calls(("work", {})), "Here."),
        tools=[fakes.tool("work", fakes.busy)],
    )
    for event in agent.stream("Work on."):
        if isinstance(event, ToolStarted):
            break
    assert agent.ask("Hello?").reply == "Here."


def test_one_turn_at_a_time(desk: Desk, fakes: Any) -> None:
    agent = Agent(desk, fakes.playing("Yes."), tools=[])
    events = agent.stream("One?")
    next(events)
    with pytest.raises(AskError, match="under way"):
        agent.ask("Two?")
    assert [type(event) for event in events][-1] is Replied


def test_a_long_message_is_not_given_to_the_model(desk: Desk, fakes: Any) -> None:
    model = fakes.playing("Hello.")
    assert Agent(desk, model, tools=[]).ask("x" * 30_000).status == "needs_input"
    assert model.chat.seen == []


def test_what_cannot_be_written_down_is_left_out_of_a_message(desk: Desk, fakes: Any) -> None:
    turn = Agent(desk, fakes.playing("Hello."), tools=[]).ask("a\0b\ud800c")
    assert turn.message == "ab?c"


def test_a_pump_gives_values_and_errors_and_can_be_left() -> None:
    def counting() -> Any:
        yield 1
        yield 2
        raise ValueError("three")

    got = pumped(counting, lambda: False)
    assert [next(got), next(got)] == [1, 2]
    with pytest.raises(ValueError, match="three"):
        next(got)
    with pytest.raises(Left):
        next(pumped(lambda: iter([time.sleep(2)]), lambda: True))


def test_a_pump_that_was_left_reads_no_further() -> None:
    read = []

    def endless() -> Any:
        for number in range(1000):
            read.append(number)
            time.sleep(0.001)
            yield number

    values = pumped(endless, lambda: False)
    next(values)
    values.close()
    time.sleep(0.05)
    n_read = len(read)
    time.sleep(0.05)
    assert len(read) == n_read < 100


def test_closing_waits_for_a_turn_that_was_left(desk: Desk, fakes: Any, own_data: Path) -> None:
    agent = Agent(
        desk, fakes.playing(fakes.calls(("busy", {}))), tools=[fakes.tool("busy", fakes.busy)]
    )
    events = agent.stream("Work.")
    assert isinstance(next(events), ToolStarted)
    agent.close()
    replied = [event for event in events if isinstance(event, Replied)]
    assert replied[0].turn.reply == "Stopped; nothing was changed.\nIt worked for a while."
    assert not list(own_data.glob("bugs.log"))


def test_ctrl_c_does_not_wait_for_a_summary(desk: Desk, fakes: Any) -> None:
    asked = threading.Event()

    class Noting(fakes.Playing):  # type: ignore[misc]
        def invoke(self, *_: Any, budget: Any, **__: Any) -> Any:
            first = not asked.is_set()
            asked.set()
            for _ in range(2000 if first else 0):
                if budget.over:
                    break
                time.sleep(0.01)
            raise ModelFailed("It was stopped.")

    played = fakes.playing("Yes.", context=900)
    chat = Noting(outputs=["Yes."], seen=[], offered=[])
    model = replace(played, name="openai:slow", chat=chat, reply_tokens=64)
    agent = Agent(desk, model, memory="summary:100", tools=[])

    def stop() -> None:
        asked.wait(60)
        agent.stop()

    stopped = threading.Thread(target=stop)
    stopped.start()
    turns = [agent.ask("word " * 150) for _ in range(6)]
    stopped.join()
    assert sum(one.reply.endswith("Stopped; nothing was changed.") for one in turns) == 1
