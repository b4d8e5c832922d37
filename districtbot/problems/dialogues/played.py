"""Plays what somebody would have done in a dialogue, and says what came of each turn."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from districtbot.problems.dialogues.stage import call_on, fresh_desk
from districtbot.problems.dialogues.state import State, asked_now, meant_by, state_now
from districtbot.problems.item import DialogueItem
from districtbot.problems.maps.made import MadeMap
from districtbot.tools.calling import Called
from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import Tool
from districtbot.tools.toolbox import toolbox

MOST_CALLS = 40
"""Calls of one turn that are played."""
LONG = frozenset(
    {"draw_chart", "draw_map", "export_plan", "improve_plan", "propose_plan", "run_ensemble"}
)
"""Tools that may take long and never change what is asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody did and said in one turn.

    Attributes:
        calls: Tools and their arguments, in order.
        reply: What was said at the end; the tool's own sentence where a call ended the turn.
    """

    calls: tuple[tuple[str, dict[str, Any]], ...] = ()
    reply: str = ""


def answers_of(item: DialogueItem) -> tuple[Answer, ...]:
    """What the ideal agent did in a dialogue."""
    return tuple(
        Answer(tuple((step.tool, dict(step.args)) for step in turn.steps), turn.reply)
        for turn in item.turns
    )


def played(
    item: DialogueItem,
    made: MadeMap,
    answers: Sequence[Answer],
    ideal: Sequence[State] | None = None,
) -> Iterator[State]:
    """Play a dialogue on a fresh desk, a turn at a time.

    Args:
        item: The dialogue.
        made: Its map.
        answers: What is done and said in each turn; a turn without is one of doing nothing.
        ideal: What comes of the ideal agent's turns, where the two are to be compared: long work
            that cannot make good what was asked wrongly is left out then.
    """
    tools = toolbox(allow_code=item.allow_code)
    with tempfile.TemporaryDirectory(prefix="districtbot-") as folder:
        desk = fresh_desk(made, item.seed, Path(folder))
        for number in range(len(item.turns)):
            answer = answers[number] if number < len(answers) else Answer()
            desk.history.begin()
            yield _turn(desk, tools, answer, None if ideal is None else ideal[number].asked)


def _turn(desk: Desk, tools: Sequence[Tool], answer: Answer, asked: str | None) -> State:
    """Carry out a turn's calls; ``asked`` is what should be asked at its end, where it counts."""
    made: list[Called] = []
    calls = answer.calls[:MOST_CALLS]
    for place, (name, args) in enumerate(calls):
        rest = {later for later, _ in calls[place:]}
        if asked is not None and rest <= LONG and meant_by(asked_now(desk)) != meant_by(asked):
            break
        called = call_on(desk, tools, name, args)
        made.append(called)
        if called.ok and called.ends_turn:
            break
    return state_now(desk, tools, made, answer.reply)
