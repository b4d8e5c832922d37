"""Plays what somebody would have done in a dialogue, and says what came of each turn."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from districtbot.problems.dialogues.library import dialogue_library
from districtbot.problems.dialogues.talk import PLANS_DIR, search_steps, timeless
from districtbot.problems.item import DialogueItem
from districtbot.problems.maps.made import MadeMap
from districtbot.tools.calling import call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import Tool, Work
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


@dataclass(frozen=True, slots=True)
class Look:
    """A call that was carried out and changed nothing.

    Attributes:
        tool: The tool.
        args: Its checked arguments as JSON.
        text: What it gave.
    """

    tool: str
    args: str
    text: str


@dataclass(frozen=True, slots=True)
class State:
    """What there is after a turn.

    Attributes:
        asked: What is asked of a plan, as JSON in a fixed order.
        plan: Hash of the plan; empty where there is none.
        districts: Number of its districts; 0 where there is none.
        missed: Required targets that it misses.
        roles: The columns that play the main roles.
        names: Names of versions and the plan that each stands for.
        looks: What was looked at.
        texts: What every call of the turn gave or was refused with, in order.
        ending: ``said``, ``ask_user``, ``decline``, or ``nothing``.
        reply: What was said.
    """

    asked: str
    plan: str
    districts: int
    missed: tuple[str, ...]
    roles: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    looks: tuple[Look, ...]
    texts: tuple[str, ...]
    ending: str
    reply: str


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
        desk = Desk(made.state, made.options, seed=item.seed, out=Path(folder))
        desk.library = dialogue_library()
        for number in range(len(item.turns)):
            answer = answers[number] if number < len(answers) else Answer()
            desk.history.begin()
            yield _turn(desk, tools, answer, None if ideal is None else ideal[number].asked)


def _turn(desk: Desk, tools: Sequence[Tool], answer: Answer, asked: str | None) -> State:
    """Carry out a turn's calls; ``asked`` is what should be asked at its end, where it counts."""
    changing = {tool.name for tool in tools if tool.changes}
    looks: list[Look] = []
    texts: list[str] = []
    ending, reply = ("said" if answer.reply.strip() else "nothing"), answer.reply
    calls = answer.calls[:MOST_CALLS]
    for place, (name, args) in enumerate(calls):
        rest = {later for later, _ in calls[place:]}
        if name in LONG and asked is not None and rest <= LONG and _asked(desk) != asked:
            break
        called = call(desk, tools, name, args, Work(steps=search_steps(desk)))
        text = timeless(called.text, desk.out)
        texts.append(text)
        if called.ok and called.ends_turn:
            ending, reply = called.name, text
            break
        if called.ok and called.name not in changing:
            looks.append(Look(called.name, _as_text(called.arguments), text))
    plan = desk.plan
    verdicts = desk.verdicts() if plan is not None else ()
    history = desk.history
    return State(
        asked=_asked(desk),
        plan="" if plan is None else plan.sha256,
        districts=0 if plan is None else plan.n_districts,
        missed=tuple(sorted(one.name for one in verdicts if not one.met and not one.wished)),
        roles=_roles(desk),
        names=tuple(sorted((name, history.find(name).plan or "") for name in history.names)),
        looks=tuple(looks),
        texts=tuple(texts),
        ending=ending,
        reply=reply.replace(str(desk.out), PLANS_DIR),
    )


def _asked(desk: Desk) -> str:
    """What is asked; the order in which it was said does not count."""
    data = desk.asked.data()
    return _as_text({**data, "target": sorted(data["target"], key=_as_text)})


def _roles(desk: Desk) -> tuple[str, ...]:
    roles = desk.state.columns
    found = (roles.unit_id, roles.population, roles.vap, roles.cvap, roles.county)
    return tuple(name or "" for name in (*found, roles.municipality))


def _as_text(data: Any) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
