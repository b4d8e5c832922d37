"""What there is on a desk after a turn of a dialogue; what two agents are compared by."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from districtbot.tools.calling import Called
from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import Tool

PLANS_DIR = "plans"
"""What the folder for a person's files is called in a dialogue, wherever it lies."""
_TIMES = (
    (re.compile(r"The search took [\d.]+ seconds and "), "The search took "),
    (re.compile(r",? (drawn) in (?:less than a second|\d+ seconds?)"), r" \1"),
    (re.compile(r" in (?:less than a second|\d+ seconds?)\b"), ""),
)
"""How long something took is another number on every machine."""


def timeless(text: str, out: Path) -> str:
    """What a tool gave as it is written down: without times and the folder's whole path.

    Args:
        text: As the tool gave it.
        out: Folder for a person's files.
    """
    text = text.replace(str(out.resolve()), PLANS_DIR).replace(str(out), PLANS_DIR)
    for pattern, kept in _TIMES:
        text = pattern.sub(kept, text)
    return text


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
        refused: What calls were refused with, in order.
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
    refused: tuple[str, ...]
    ending: str
    reply: str


def state_now(desk: Desk, tools: Sequence[Tool], called: Sequence[Called], reply: str) -> State:
    """What there is at the end of a turn.

    Args:
        desk: The desk.
        tools: The tools.
        called: The calls of the turn, with their texts as they are written down (`timeless`).
        reply: What was said; the tool's own sentence counts where a call ended the turn.
    """
    changing = {tool.name for tool in tools if tool.changes}
    last = called[-1] if called and called[-1].ok and called[-1].ends_turn else None
    plan = desk.plan
    verdicts = desk.verdicts() if plan is not None else ()
    history = desk.history
    said = last.text if last is not None else reply
    return State(
        asked=asked_now(desk),
        plan="" if plan is None else plan.sha256,
        districts=0 if plan is None else plan.n_districts,
        missed=tuple(sorted(one.name for one in verdicts if not one.met and not one.wished)),
        roles=_roles(desk),
        names=tuple(sorted((name, history.find(name).plan or "") for name in history.names)),
        looks=tuple(
            Look(one.name, _as_text(one.arguments), one.text)
            for one in called
            if one.ok and not one.ends_turn and one.name not in changing
        ),
        texts=tuple(one.text for one in called),
        refused=tuple(one.text for one in called if not one.ok),
        ending=last.name if last is not None else ("said" if reply.strip() else "nothing"),
        reply=said.replace(str(desk.out), PLANS_DIR),
    )


def asked_now(desk: Desk) -> str:
    """What is asked; the order in which it was said does not count."""
    data = desk.asked.data()
    return _as_text({**data, "target": sorted(data["target"], key=_as_text)})


def meant_by(asked: str) -> str:
    """What `State.asked` asks for: no matter what places are called in words, or who comes first.

    Args:
        asked: What is asked, as JSON.
    """
    data = json.loads(asked)
    targets = [
        {key: _in_order(value) for key, value in one.items() if key != "name"}
        for one in data["target"]
    ]
    return _as_text({**data, "target": sorted(targets, key=_as_text)})


def _in_order(value: Any) -> Any:
    """A list of places or groups in a fixed order; all else as it is."""
    return sorted(value, key=_as_text) if isinstance(value, list) else value


def _roles(desk: Desk) -> tuple[str, ...]:
    roles = desk.state.columns
    found = (roles.unit_id, roles.population, roles.vap, roles.cvap, roles.county)
    return tuple(name or "" for name in (*found, roles.municipality))


def _as_text(data: Any) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
