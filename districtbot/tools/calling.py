"""The one door to the tools: checks arguments, keeps the time, records, saves."""

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from districtbot.ground.clock import Budget, OutOfTime
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.tools.desk.recovery import mend_transcript
from districtbot.tools.desk.store import moment_data
from districtbot.tools.kit.places import misspelt
from districtbot.tools.tool import KNOWN, Arguments, Result, Tool, Work

if TYPE_CHECKING:
    from districtbot.tools.desk.desk import Desk

MOST_TEXT = 1600
"""Letters of a result that a language model is shown; about 400 tokens."""

MORE = "(Shortened: ask for one part to see the rest.)"
"""What stands for the rest of a result."""
_SENTENCE = re.compile(r"[.!?][)\"]?(?=\s+[A-Z0-9])|\n")


@dataclass(frozen=True, slots=True)
class Called:
    """What came of a call.

    Attributes:
        name: The tool, or what was asked for as one.
        arguments: The arguments as understood, or as they came where they were refused.
        ok: Whether it did what was asked.
        text: The result in words, or what is wrong and what to do.
        data: The result as JSON data; empty where refused.
        changed: Whether the plan or the targets are others than before.
        ends_turn: Whether the person speaks next.
        seconds: Wall-clock seconds.
    """

    name: str
    arguments: dict[str, Any]
    ok: bool
    text: str
    data: dict[str, Any]
    changed: bool
    ends_turn: bool
    seconds: float


def call(
    desk: "Desk",
    tools: Sequence[Tool],
    name: str,
    arguments: Mapping[str, Any] | str,
    work: Work | None = None,
) -> Called:
    """Call a tool by its name.

    What whoever asked can mend comes back as a `Called` that is not ``ok``. The desk is saved, and
    the call written to its transcript, before this returns.

    Args:
        desk: What the tool works on.
        tools: The tools that there are.
        name: Which one.
        arguments: Its arguments, or JSON text that holds them.
        work: Budget and what is told of progress; the tool's own limit holds besides.
    """
    started = time.monotonic()
    mend_transcript(desk.transcript, desk.history)
    work = work if work is not None else Work()
    came = _as_json(arguments) if isinstance(arguments, Mapping) else {"text": plain(arguments)}
    moment, n_moments = desk.history.current.number, len(desk.history.moments)
    try:
        tool = _tool_named(tools, name)
        given = arguments_of(tool, arguments, tools)
        came = given.model_dump(mode="json", exclude_unset=True)
        limited = replace(work, budget=Budget(tool.seconds, within=work.budget))
        result = _acted(desk, tool, given, limited)
    except AskError as error:
        text, spent = plain(str(error), MOST_TEXT), time.monotonic() - started
        done = Called(name, came, False, text, {}, False, False, spent)
    else:
        done = Called(
            name=name,
            arguments=came,
            ok=True,
            text=shortened(" ".join((*_read_as(desk, given), result.text))),
            data=result.data(),
            changed=desk.history.current.number != moment,
            ends_turn=tool.ends_turn,
            seconds=time.monotonic() - started,
        )
    desk.save()
    desk.transcript.write(_event(desk, done, n_moments))
    return done


def arguments_of(
    tool: Tool, arguments: Mapping[str, Any] | str, tools: Sequence[Tool] = ()
) -> Arguments:
    """The checked arguments of a call.

    Args:
        tool: The tool.
        arguments: Its arguments, or JSON text that holds them.
        tools: Other tools, one of which may take what this one does not.

    Raises:
        AskError: With every wrong field.
    """
    if isinstance(arguments, str):
        arguments = _read(arguments, tool)
    try:
        return tool.arguments.model_validate(dict(arguments))
    except ValidationError as error:
        faults = "; ".join(dict.fromkeys(_fault(item) for item in error.errors()))
        fields = some_of(tool.arguments.model_fields, 12) or "none"
        raise AskError(
            f"The arguments of {tool.name} are not right: {faults}.",
            f"Its arguments: {fields}.{_taken_elsewhere(error, tools)}",
        ) from error


def _taken_elsewhere(error: ValidationError, tools: Sequence[Tool]) -> str:
    """Which one tool takes an argument that is none of this one."""
    names = [str(item["loc"][0]) for item in error.errors() if item["type"] == "extra_forbidden"]
    takers = {
        name: [one.name for one in tools if name in one.arguments.model_fields] for name in names
    }
    return "".join(
        f" {taker[0]} takes {plain(name, 40)}." for name, taker in takers.items() if len(taker) == 1
    )


def _as_json(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What came, fit to be written down whatever it holds: ``NaN`` and the like become text."""
    text = json.dumps(dict(arguments), ensure_ascii=False, default=str)
    found: dict[str, Any] = json.loads(text.encode(errors="replace"), parse_constant=str)
    return found


def _tool_named(tools: Sequence[Tool], name: str) -> Tool:
    for tool in tools:
        if tool.name == name:
            return tool
    names = [tool.name for tool in tools]
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    raise AskError(
        f"There is no tool {plain(name, 40)!r}.",
        f"Did you mean {some_of(near)}?" if near else f"There are: {some_of(names, 60)}.",
    )


def _read(text: str, tool: Tool) -> dict[str, Any]:
    try:
        found = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise AskError(
            f"The arguments of {tool.name} are not a JSON object.", 'Write {"name": value, ...}.'
        )
    return found


def _acted(desk: "Desk", tool: Tool, given: Arguments, work: Work) -> Result:
    """The tool's result; the desk knows meanwhile what is done, to write it into its history.

    Raises:
        AskError: If the tool refuses, or its time is up with nothing to show.
    """
    with desk.doing(tool.name, given.model_dump(mode="json", exclude_unset=True)):
        try:
            return tool.act(desk, given, work)
        except OutOfTime:
            raise AskError(
                f"{tool.name} ended before it had anything to show.",
                "Give it more time, or ask for less.",
            ) from None


def _read_as(desk: "Desk", given: Arguments) -> tuple[str, ...]:
    """Which places were taken for others than were written, so that nobody is misled."""
    said: list[str] = []
    for field, about in type(given).model_fields.items():
        extra, value = about.json_schema_extra, getattr(given, field)
        kind = extra.get(KNOWN) if isinstance(extra, dict) else None
        if kind in ("place", "unit") and value:
            names = (value,) if isinstance(value, str) else value
            said += misspelt(desk.state, names, "unit" if kind == "unit" else None)
    return (f"I read {' and '.join(said)}.",) if said else ()


def _fault(item: Any) -> str:
    """One broken field in words."""
    steps = [str(step) for step in item["loc"] if not _is_tag(step)]
    where = ".".join(steps) or "the arguments"
    came = item.get("input")
    shown = f" (came: {plain(came, 40)})" if isinstance(came, str | int | float) else ""
    words = {
        "extra_forbidden": "is no argument",
        "missing": "is missing",
    }.get(item["type"], plain(item["msg"].removeprefix("Value error, "), 600))
    return f"{plain(where)}: {words}{shown}"


def _is_tag(step: object) -> bool:
    """Whether a step of a place names a member of a union rather than a field."""
    return isinstance(step, str) and ("[" in step or step in ("str", "int", "float"))


def shortened(text: str) -> str:
    """A text cut between two sentences, or two words where a sentence is that long."""
    if len(text) <= MOST_TEXT:
        return text
    room = text[: MOST_TEXT - len(MORE) - 4]
    ends = [found.end() for found in _SENTENCE.finditer(room)]
    if ends and ends[-1] > len(room) // 2:
        return f"{room[: ends[-1]].rstrip()} {MORE}"
    return f"{room.rsplit(' ', 1)[0]} ... {MORE}"


def _event(desk: "Desk", done: Called, n_before: int) -> dict[str, Any]:
    """The call as an event, with the moments that it made: what repeats it is there."""
    return {
        "event": "tool",
        "name": plain(done.name, 60),
        "arguments": done.arguments,
        "ok": done.ok,
        "text": done.text,
        "data": done.data,
        "moment": desk.history.current.number,
        "moments": [moment_data(one) for one in desk.history.moments[n_before:]],
        "seconds": round(done.seconds, 3),
    }
