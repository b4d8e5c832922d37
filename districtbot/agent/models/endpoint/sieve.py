"""A reply as servers really send it, made one of text and whole tool calls."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import ToolCallChunk, tool_call_chunk

from districtbot.agent.models.text.reading import read_reply

THOUGHT = ("<think>", "</think>")
"""Around what reasoning models say to themselves, where the server leaves it in the text."""

NO_JSON = "the arguments are not a complete JSON object"
"""Why a call cannot be carried out."""

RAW_CALLS = "raw_calls"
"""Key of what is said with a whole message under which its calls stand, as the server sent them:
LangChain refuses a message of which one call is wrong."""

OPENINGS = ("{", "[{", "<tool_call>", "[TOOL_CALLS]", "<|python_tag|>", "```", "<function=")
"""What a tool call written as text begins with: servers that know no better pass it on."""


@dataclass(slots=True)
class RawCall:
    """A tool call as it arrives, in pieces.

    Attributes:
        name: The tool's name so far.
        arguments: The JSON text of the arguments so far.
        call_id: What the server calls it; may be empty.
    """

    name: str = ""
    arguments: str = ""
    call_id: str = ""

    def as_chunk(self, position: int) -> ToolCallChunk:
        """The whole call as LangChain has it.

        Where the arguments are no JSON object the reason stands before them: LangChain would
        mend a text that broke off, and call the tool with half of its arguments.
        """
        args = self.arguments if self.sound else f"{NO_JSON}: {self.arguments}"
        return tool_call_chunk(name=self.name, args=args, id=self.call_id, index=position)

    @property
    def sound(self) -> bool:
        """Whether the arguments are a JSON object (no text at all counts as ``{}``)."""
        if not self.arguments.strip():
            return True
        try:
            return isinstance(json.loads(self.arguments), dict)
        except (ValueError, RecursionError):
            return False


@dataclass(slots=True)
class Sieve:
    """Takes a reply piece by piece and lets through what a person may see at once.

    Held back are a model's thoughts, and text that may turn out to be a tool call. Tool calls
    are given whole at the end, so that a stream that breaks off leaves none behind.

    Attributes:
        names: Names of the tools offered.
        calls: The tool calls so far.
        finish: Why the server said the reply ended; empty while it has not.
        model: The model's name as the server says it.
        usage: Tokens as reported; each report replaces the one before.
        text: All text of the reply, without thoughts.
    """

    names: Collection[str] = ()
    calls: list[RawCall] = field(default_factory=list)
    finish: str = ""
    model: str = ""
    usage: UsageMetadata | None = None
    text: str = ""
    _raw: str = ""
    _shown: int = 0
    _places: dict[Any, int] = field(default_factory=dict)

    def take(self, message: AIMessage, info: Mapping[str, Any] | None = None) -> str:
        """The text that may be shown now.

        Args:
            message: A whole message or the next chunk of one.
            info: What else the server said with it: ``finish_reason``, ``model_name``.
        """
        info = info or {}
        self.finish = str(info.get("finish_reason") or self.finish)
        self.model = str(info.get("model_name") or self.model)
        self.usage = sound_usage(message.usage_metadata) or self.usage
        self._raw += message.text
        if isinstance(message, AIMessageChunk):
            for piece in message.tool_call_chunks:
                self._add(piece)
        self.calls += [_raw_call(call) for call in info.get(RAW_CALLS) or ()]
        return self._let_through()

    def end(self) -> str:
        """The rest of the text, once the reply is complete; a call in it becomes a call."""
        self.text = without_thought(self._raw, complete=True)
        if self._shown == 0 and not self.calls and self.names and may_be_call(self.text):
            self.calls = _call_in(self.text, self.names)
            self.text = "" if self.calls else self.text
        rest = self.text[self._shown :]
        self._shown = len(self.text)
        return rest

    def _let_through(self) -> str:
        self.text = without_thought(self._raw, complete=False)
        if self._shown == 0 and self.names and may_be_call(self.text):
            return ""
        new = self.text[self._shown :]
        self._shown = len(self.text)
        return new

    def _add(self, piece: Any) -> None:
        """Put a piece of a call where it belongs: by its index, or its id where indexes repeat."""
        index, call_id = piece.get("index"), piece.get("id") or ""
        place = self._places.get(index)
        if place is None or (call_id and self.calls[place].call_id not in ("", call_id)):
            place = self._places[index] = len(self.calls)
            self.calls.append(RawCall())
        call = self.calls[place]
        call.call_id = call_id or call.call_id
        call.name += piece.get("name") or ""
        call.arguments += piece.get("args") or ""


def sound_usage(usage: Mapping[str, Any] | None) -> UsageMetadata | None:
    """The tokens reported, where they are numbers."""
    keys = ("input_tokens", "output_tokens", "total_tokens")
    counts = [(usage or {}).get(key) for key in keys]
    if not all(isinstance(count, int) and 0 <= count < 10**9 for count in counts):
        return None
    n_in, n_out, n_all = (int(count or 0) for count in counts)
    return UsageMetadata(input_tokens=n_in, output_tokens=n_out, total_tokens=n_all)


def without_thought(text: str, *, complete: bool) -> str:
    """A text without the thoughts that it begins with.

    Args:
        text: The text so far.
        complete: Whether nothing more will come: thoughts without an end are dropped then too.
    """
    begin, end = THOUGHT
    bare = text.lstrip()
    if bare.startswith(begin):
        _, found, rest = bare.partition(end)
        return rest.lstrip() if found else ""
    if not complete and begin.startswith(bare):
        return ""
    return bare


def may_be_call(text: str) -> bool:
    """Whether a text that begins like this may be a tool call."""
    return any(text.startswith(mark) or mark.startswith(text) for mark in OPENINGS if text)


def _raw_call(call: Mapping[str, Any]) -> RawCall:
    """A whole call of the protocol, mended."""
    function = call["function"]
    parts = (function.get("name"), function.get("arguments"), call.get("id"))
    return RawCall(*(str(part or "") for part in parts))


def _call_in(text: str, names: Collection[str]) -> list[RawCall]:
    """The calls that a text is, also broken ones; none where it is words."""
    parsed = read_reply(text, names)
    calls = [RawCall(one.name, json.dumps(one.args)) for one in parsed.calls]
    return calls + [RawCall(one.name, one.text) for one in parsed.broken]


def mended(message: Any) -> Any:
    """A message of the protocol, whole or a piece, as LangChain reads it.

    It loses calls without an index, and refuses calls whose arguments are an object in place of
    its text; a refusal in a field of its own it does not show.

    Args:
        message: ``message`` or ``delta`` of a choice.
    """
    if not isinstance(message, dict):
        return message
    mended = dict(message)
    if not mended.get("content") and isinstance(mended.get("refusal"), str):
        mended["content"] = mended["refusal"]
    calls = mended.get("tool_calls")
    if isinstance(calls, list):
        mended["tool_calls"] = [_mended_call(call, place) for place, call in enumerate(calls)]
    return mended


def _mended_call(call: Any, place: int) -> dict[str, Any]:
    call = call if isinstance(call, dict) else {}
    function = dict(call.get("function") or {})
    arguments = function.get("arguments")
    if arguments is not None and not isinstance(arguments, str):
        function["arguments"] = json.dumps(arguments)
    index = call.get("index")
    return {**call, "function": function, "index": place if index is None else index}
