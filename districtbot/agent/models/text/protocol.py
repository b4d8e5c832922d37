"""How tools, calls and what came of them are written as text, and read back.

A reply is one line of JSON, ``{"tool": NAME, "args": {...}}``, or plain text. What a tool gave is
told on the side of the user: ``RESULT of NAME: text``, or ``ERROR of NAME: text``; so is what the
program itself has to say: ``NOTE: text``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from districtbot.agent.models.text.grammar import Grammar, reply_grammar
from districtbot.agent.models.text.reading import TAG, Parsed, cut_at, read_reply, spoken
from districtbot.agent.models.text.signature import signature

ToolList = Sequence[Mapping[str, Any]]
"""OpenAI-style tools: ``{"type": "function", "function": {"name", "description", "parameters"}}``.
"""

HOW_TO_CALL = """\
TOOLS
To use a tool, reply with one line of JSON and nothing else: {"tool": NAME, "args": {...}}
You are then told RESULT of NAME or ERROR of NAME. To speak to the person, reply in plain text.
In this list "?" marks what may be left out and "[]" a list; {k: a/b(c) | d} stands for \
{"k": "a", "c": ...}, {"k": "b", "c": ...} or {"k": "d"}."""


@runtime_checkable
class TextProtocol(Protocol):
    """How a model is told of tools, and how its replies are read."""

    @property
    def stop(self) -> tuple[str, ...]:
        """Texts at which a reply ends: the model has begun to write somebody else's part."""

    def instructions(self, tools: ToolList) -> str:
        """What the system says of the tools; empty where there are none."""

    def write_call(self, name: str, args: Mapping[str, Any]) -> str:
        """A call as the model writes it."""

    def write_observation(self, name: str, text: str, *, ok: bool) -> str:
        """What came of a call."""

    def write_note(self, text: str) -> str:
        """What the program says outside of tools."""

    def parse(self, text: str, tools: ToolList, *, marks: Sequence[str] = ()) -> Parsed:
        """A reply as it was meant: words, calls, or neither with the reason.

        Args:
            text: As the model wrote it.
            tools: What it was offered.
            marks: Marks of the template, at which a reply ends.
        """

    def is_call(self, text: str) -> bool | None:
        """Whether a reply that begins so is a call; ``None`` while that cannot be told."""

    def grammar(self, tools: ToolList, *, lead: str = "", words: bool = True) -> Grammar:
        """What a reply may look like.

        Args:
            tools: What is offered.
            lead: What every reply starts with.
            words: Whether it may be in words.
        """


@dataclass(frozen=True, slots=True)
class JsonProtocol:
    """Calls as ``{"tool": NAME, "args": {...}}`` on one line."""

    @property
    def stop(self) -> tuple[str, ...]:
        """Texts at which a reply ends."""
        return ("\nRESULT of ", "\nERROR of ", "\nNOTE: ")

    def instructions(self, tools: ToolList) -> str:
        """What the system says of the tools: how to call, then a line for each."""
        if not tools:
            return ""
        functions = [tool["function"] for tool in tools]
        lines = [
            signature(one["name"], one.get("description", ""), one.get("parameters", {}))
            for one in functions
        ]
        return "\n".join([HOW_TO_CALL, *lines])

    def write_call(self, name: str, args: Mapping[str, Any]) -> str:
        """A call on one line, with the separators of the grammar."""
        return json.dumps({"tool": name, "args": args}, ensure_ascii=False)

    def write_observation(self, name: str, text: str, *, ok: bool) -> str:
        """What came of a call."""
        return f"{'RESULT' if ok else 'ERROR'} of {name}: {text}"

    def write_note(self, text: str) -> str:
        """What the program says outside of tools."""
        return f"NOTE: {text}"

    def parse(self, text: str, tools: ToolList, *, marks: Sequence[str] = ()) -> Parsed:
        """A reply as it was meant; see `read_reply`."""
        heads = tuple(mark.strip() for mark in self.stop)
        kept = cut_at(spoken(text), (*marks, *self.stop)).strip()
        return read_reply("" if kept.startswith(heads) else kept, names_of(tools))

    def is_call(self, text: str) -> bool | None:
        """Whether a reply that begins so is a call: with a brace, a bracket, a fence or a tag."""
        begun = spoken(text).lstrip()
        if begun.startswith(TAG):
            return True
        return None if TAG.startswith(begun) else begun[0] in "{[`"

    def grammar(self, tools: ToolList, *, lead: str = "", words: bool = True) -> Grammar:
        """One call of one of the tools, or words."""
        functions = [tool["function"] for tool in tools]
        calls = {one["name"]: _call(one["name"], one.get("parameters", {})) for one in functions}
        return reply_grammar(calls, lead=lead, words=words)


def names_of(tools: ToolList) -> frozenset[str]:
    """The names of tools."""
    return frozenset(str(tool["function"]["name"]) for tool in tools)


def _call(name: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON schema of what is written to call a tool."""
    args = {key: value for key, value in parameters.items() if key != "$defs"}
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {"tool": {"const": name}, "args": {"type": "object", **args}},
        "required": ["tool", "args"],
    }
    if "$defs" in parameters:
        schema["$defs"] = parameters["$defs"]
    return schema
