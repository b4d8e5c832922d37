"""A request of OpenAI's chat protocol, checked, and the conversation in it."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)
from langchain_core.messages.tool import invalid_tool_call, tool_call
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from districtbot.agent.models.text.rendering import BROKEN
from districtbot.agent.serving.refused import Refused
from districtbot.ground.quoting import plain

NOTE = "NOTE: "
"""How a message begins that the program says, not the person; see `JsonProtocol`."""
_ERROR = re.compile(r"ERROR of [\w-]{1,64}: ")
MOST_TOKENS = 1_000_000
_NEUTRAL: Mapping[str, tuple[Any, ...]] = {
    "n": (1,),
    "top_p": (1, 1.0),
    "frequency_penalty": (0, 0.0),
    "presence_penalty": (0, 0.0),
    "logprobs": (False,),
    "top_logprobs": (0,),
    "logit_bias": ({},),
    "response_format": ({"type": "text"},),
    "functions": ([],),
    "audio": (),
    "modalities": (["text"],),
}
"""Options that are not offered: the values with which they ask for nothing."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class TextPart(_Part):
    """A piece of a message."""

    type: Literal["text"]
    text: str


class CalledFunction(_Part):
    """What a call calls."""

    name: str
    arguments: str = ""


class ToolCallPart(_Part):
    """A call that the model made before."""

    id: str = ""
    type: Literal["function"] = "function"
    function: CalledFunction


class Message(_Part):
    """One message of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | tuple[TextPart, ...] | None = None
    tool_calls: tuple[ToolCallPart, ...] | None = None
    tool_call_id: str | None = None
    name: str | None = None

    @property
    def text(self) -> str:
        """Its words."""
        if self.content is None or isinstance(self.content, str):
            return self.content or ""
        return "".join(part.text for part in self.content)


class OfferedFunction(_Part):
    """A function that may be called."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    description: str = ""
    parameters: dict[str, Any] = {}


class OfferedTool(_Part):
    """A tool that may be called."""

    type: Literal["function"]
    function: OfferedFunction


class NamedFunction(_Part):
    """The name of a function."""

    name: str


class NamedTool(_Part):
    """A tool that must be called."""

    type: Literal["function"]
    function: NamedFunction


class StreamOptions(_Part):
    """What a stream has besides the reply."""

    include_usage: bool = False


class Asked(_Part):
    """A request for a reply.

    Attributes:
        model: Which model.
        messages: The conversation.
        tools: What it may call.
        tool_choice: Whether it may, must, or which.
        stream: Whether the reply is sent piece by piece.
        stream_options: What a stream has besides.
        max_tokens: The longest reply, in tokens.
        max_completion_tokens: The same by its newer name.
        temperature: 0 for the likeliest token each time; ``None`` for the server's own.
        seed: Of the draws.
        stop: Texts at which the reply ends.
    """

    model: str
    messages: Annotated[tuple[Message, ...], Field(min_length=1)]
    tools: tuple[OfferedTool, ...] | None = None
    tool_choice: Literal["none", "auto", "required"] | NamedTool | None = None
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    max_tokens: Annotated[int, Field(ge=1, le=MOST_TOKENS)] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1, le=MOST_TOKENS)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    seed: int | None = None
    stop: str | Annotated[tuple[str, ...], Field(max_length=16)] | None = None

    @property
    def most_tokens(self) -> int | None:
        """The longest reply, where one is asked for."""
        return self.max_completion_tokens or self.max_tokens

    @property
    def stops(self) -> list[str]:
        """Texts at which the reply ends."""
        given = (self.stop,) if isinstance(self.stop, str) else self.stop or ()
        return [text for text in given if text]

    @property
    def wants_usage(self) -> bool:
        """Whether a stream ends with the count of tokens."""
        return self.stream_options is not None and self.stream_options.include_usage

    @property
    def offered(self) -> list[dict[str, Any]]:
        """The tools as OpenAI-style objects; none where none may be called."""
        if self.tool_choice == "none":
            return []
        return [tool.model_dump() for tool in self.tools or ()]

    @property
    def choice(self) -> str | None:
        """Which tool must be called, by name; ``required`` for any."""
        if isinstance(self.tool_choice, NamedTool):
            return self.tool_choice.function.name
        return self.tool_choice


def read_request(body: bytes) -> Asked:
    """A request from the bytes that were sent.

    Raises:
        Refused: If it is none, or asks for what is not offered: with every field that is wrong.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, f"The body is no JSON: {plain(error)}.") from error
    if not isinstance(data, dict):
        raise Refused(400, "The body is no JSON object.")
    odd = [key for key, fine in _NEUTRAL.items() if data.get(key) not in (None, *fine)]
    if odd:
        raise Refused(
            400,
            f"Not offered here: {', '.join(odd)}. Leave it out.",
            code="unsupported_parameter",
            param=odd[0],
        )
    try:
        asked = Asked.model_validate(data)
    except ValidationError as error:
        faults = _faults(error)
        told = "; ".join(f"{place}: {reason}" for place, reason in list(faults.items())[:6])
        raise Refused(400, f"The request is wrong: {told}.", param=next(iter(faults))) from error
    names = {tool["function"]["name"] for tool in asked.offered}
    if asked.choice not in (None, "none", "auto", "required", *names):
        raise Refused(
            400,
            f"tool_choice names {plain(asked.choice)!r}, which is none of the tools.",
            param="tool_choice",
        )
    return asked


def conversation(messages: Sequence[Message]) -> list[BaseMessage]:
    """Messages of the protocol as LangChain has them.

    A message of the user that begins with `NOTE` is one of the program, and a result that begins
    with ``ERROR of NAME:`` is an error: so districtbot's own client sends them, and it marks what
    a person says when it begins so.
    """
    return [_message(one) for one in messages]


def _message(one: Message) -> BaseMessage:
    match one.role:
        case "system" | "developer":
            return SystemMessage(one.text)
        case "assistant":
            return _answer(one)
        case "tool":
            return _result(one)
    if one.text.startswith(NOTE):
        return HumanMessage(one.text.removeprefix(NOTE), additional_kwargs={"note": True})
    return HumanMessage(one.text)


def _result(one: Message) -> ToolMessage:
    """What a tool gave; districtbot's own client says so where it was an error."""
    wrong = _ERROR.match(one.text)
    return ToolMessage(
        one.text[wrong.end() :] if wrong else one.text,
        tool_call_id=one.tool_call_id or "",
        name=one.name,
        status="error" if wrong else "success",
    )


def _answer(one: Message) -> AIMessage:
    """What the model said before, with its calls; one whose arguments are none stays as text."""
    calls, wrong = [], []
    for call in one.tool_calls or ():
        args = _arguments(call.function.arguments)
        name, text = call.function.name, call.function.arguments
        if args is None:
            wrong.append(invalid_tool_call(name=name, args=text, id=call.id, error="no JSON"))
        else:
            calls.append(tool_call(name=name, args=args, id=call.id))
    broken = {BROKEN: {"text": wrong[0]["args"], "reason": "no JSON"}} if wrong else {}
    return AIMessage(one.text, tool_calls=calls, invalid_tool_calls=wrong, additional_kwargs=broken)


def _arguments(text: str) -> dict[str, Any] | None:
    if not text.strip():
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _faults(error: ValidationError) -> dict[str, str]:
    """What is wrong with each field; not what only follows from a fault inside of it."""
    found: dict[str, str] = {}
    for item in error.errors():
        found.setdefault(_place(item["loc"]), plain(item["msg"], 160))
    outer = {
        place
        for place in found
        if any(other.startswith((f"{place}[", f"{place}.")) for other in found)
    }
    return {place: reason for place, reason in found.items() if place not in outer}


def _place(where: tuple[Any, ...]) -> str:
    """A field as a person writes it: ``messages[2].content``; names of our own types left out."""
    text = ""
    for part in where:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part.isidentifier() and part.islower() and part not in ("str", "tuple", "literal"):
            text += f".{part}" if text else part
    return text
