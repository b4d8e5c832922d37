"""Conversations as TOML files: what is said, what the model does, what must hold of the plan."""

import json
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

HERE = Path(__file__).parent / "talks"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Share(_Strict):
    """At least so many districts where a column's sum is this share of another's."""

    column: str
    total: str
    share: float
    districts: int


class Seats(_Strict):
    """Districts that a party wins: at least so many."""

    party: str
    other: str
    at_least: int


class Since(_Strict):
    """What is as it was after an earlier turn: these districts, or this share of the people."""

    turn: int
    districts: tuple[str, ...] = ()
    people: float = 0.0


class Holds(_Strict):
    """What must hold after a turn; `judging.check` says of each how it is found out."""

    plan: bool | None = None
    districts: int | None = None
    torn: bool = False
    deviation: float | None = None
    deviation_over: float | None = None
    county_splits: int | None = None
    cut_edges: int | None = None
    together: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    inside: dict[str, str] = {}
    same_as: int | None = None
    differs_from: int | None = None
    unchanged: bool = False
    since: tuple[Since, ...] = ()
    share: Share | None = None
    seats: Seats | None = None
    column: str | None = None
    status: str | None = None
    tools: tuple[str, ...] | None = None
    refused: int | None = None
    asked: tuple[str, ...] | None = None
    met: bool | None = None
    says: tuple[str, ...] = ()
    says_not: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    verified: bool = False
    replayed: bool = False


class Said(_Strict):
    """A message, the model's steps after it, and what holds then.

    Attributes:
        user: What the person says.
        steps: As in a script of the scripted model.
        holds: What must hold of plan, targets and files afterwards.
        kill_at: The program is killed once this tool has begun; it is opened anew for the next.
        stop_at: The person presses Ctrl-C once this tool has begun.
    """

    user: str
    steps: tuple[dict[str, Any], ...] = ()
    holds: Holds = Holds()
    kill_at: str = ""
    stop_at: str = ""


class Talk(_Strict):
    """A conversation.

    Attributes:
        about: What it shows.
        map: One of `worlds.MAPS`.
        door: Through `Agent` in this process, or through ``districtbot chat`` on a pipe.
        slow: Whether it is left to the slow tier.
        seed: Of the desk.
        budget: Seconds for searches in a turn.
        memory: Of the agent.
        docs: Documents by name that questions are answered from.
        turn: The turns.
    """

    about: str
    map: str
    door: Literal["agent", "pipe"] = "agent"
    slow: bool = False
    seed: int = 0
    budget: float | None = None
    memory: str = "buffer"
    docs: dict[str, str] = {}
    turn: tuple[Said, ...]


def talks() -> dict[str, Talk]:
    """All conversations by the names of their files."""
    return {
        path.stem: Talk.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(HERE.glob("*.toml"))
    }


def script_of(talk: Talk, names: dict[str, str]) -> str:
    """The model's part as a script, with ``{out}`` and such filled in."""
    lines = []
    for one in talk.turn:
        if one.user.startswith("/"):
            continue  # no message to the model
        steps = ", ".join(_toml(step) for step in one.steps)
        lines += ["[[turn]]", f"steps = [{steps}]"]
    return filled("\n".join(lines), names)


def filled(text: str, names: dict[str, str]) -> str:
    """A text with ``{out}`` and such filled in."""
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{json.dumps(key)} = {_toml(one)}" for key, one in value.items())
        return f"{{{inside}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)
