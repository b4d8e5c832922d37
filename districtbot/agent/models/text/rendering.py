"""A LangChain conversation as the turns that a text model reads."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    ChatMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)

from districtbot.agent.models.text.protocol import TextProtocol, ToolList
from districtbot.agent.models.text.template import Said

BROKEN = "broken"
"""Key of an answer's ``additional_kwargs`` under which a reply that is no call is kept:
``{"text": ..., "reason": ...}``."""

_PROGRAM_SPEAKS = re.compile(r"^(?=(?:NOTE: |RESULT of |ERROR of ))", re.MULTILINE)


def turns_of(
    messages: Sequence[BaseMessage], tools: ToolList, protocol: TextProtocol
) -> list[Said]:
    """A conversation as turns; what the system says ends with how to call the tools.

    Lines of a person or a tool that begin as the program's own do are quoted with ``>``.

    Args:
        messages: The conversation.
        tools: What is offered.
        protocol: How tools and calls are written.
    """
    called: dict[str, str] = {}
    system = [m.text for m in messages if isinstance(m, SystemMessage)]
    instructions = protocol.instructions(tools)
    first = "\n\n".join(part.strip() for part in (*system, instructions) if part.strip())
    turns = [Said("system", first)] if first else []
    for message in messages:
        match message:
            case SystemMessage():
                continue
            case AIMessage():
                called |= {str(call["id"]): call["name"] for call in message.tool_calls}
                turns.append(Said("assistant", _answer(message, protocol)))
            case ToolMessage():
                turns.append(Said("user", _observation(message, called, protocol)))
            case HumanMessage():
                turns.append(Said("user", _words(message, protocol)))
            case ChatMessage() if message.role in ("assistant", "ai"):
                turns.append(Said("assistant", message.text))
            case _:
                turns.append(Said("user", as_data(message.text)))
    return turns


def _answer(message: AIMessage, protocol: TextProtocol) -> str:
    """What the model wrote: its calls, a call that was none, or words."""
    if message.tool_calls:
        calls = message.tool_calls
        return "\n".join(protocol.write_call(call["name"], call["args"]) for call in calls)
    broken: Mapping[str, Any] = message.additional_kwargs.get(BROKEN, {})
    return str(broken.get("text") or message.text)


def _observation(message: ToolMessage, called: Mapping[str, str], protocol: TextProtocol) -> str:
    """What came of a call."""
    name = message.name or called.get(message.tool_call_id, "tool")
    text = as_data(message.text)
    return protocol.write_observation(name, text, ok=message.status != "error")


def _words(message: HumanMessage, protocol: TextProtocol) -> str:
    """What the person said, or the program."""
    if message.additional_kwargs.get("note"):
        return protocol.write_note(message.text)
    return as_data(message.text)


def as_data(text: str) -> str:
    """A text in which no line passes for the program's own."""
    return _PROGRAM_SPEAKS.sub("> ", text.strip())
