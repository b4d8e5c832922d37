"""A conversation as every server takes it: each tool call answered, each answer asked for."""

from collections.abc import Iterable, Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from districtbot.agent.models.text.protocol import JsonProtocol


def tidy(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """The messages without what servers refuse; what the program says is marked as such.

    A call that was never answered (the model wrote it wrong, or the turn was stopped) and a
    result whose call a shortened memory left out stay in the conversation as plain words.

    Args:
        messages: The conversation.
    """
    answered = {message.tool_call_id for message in messages if isinstance(message, ToolMessage)}
    asked: set[str] = set()
    told: list[BaseMessage] = []
    for message in messages:
        if isinstance(message, AIMessage):
            told.append(_sound(message, answered))
            asked |= {call["id"] for call in message.tool_calls if call["id"]}
        elif isinstance(message, ToolMessage) and message.tool_call_id not in asked:
            told.append(HumanMessage(_observation(message)))
        elif message.additional_kwargs.get("note"):
            told.append(HumanMessage(JsonProtocol().write_note(message.text)))
        else:
            told.append(message)
    return _answers_first(told)


def _observation(message: ToolMessage) -> str:
    ok = message.status != "error"
    return JsonProtocol().write_observation(message.name or "tool", message.text, ok=ok)


def _sound(message: AIMessage, answered: set[str]) -> AIMessage:
    """A reply with the calls that were answered; the others become words."""
    kept = [call for call in message.tool_calls if call["id"] in answered]
    lost = [call["name"] for call in message.tool_calls if call["id"] not in answered]
    lost += [call["name"] or "a tool" for call in message.invalid_tool_calls]
    if not lost and message.tool_calls == kept:
        return message
    words = [message.text, *(f"(I tried to call {name}.)" for name in lost)]
    return AIMessage(" ".join(word for word in words if word), tool_calls=kept, id=message.id)


def _answers_first(messages: Iterable[BaseMessage]) -> list[BaseMessage]:
    """The messages with the results of calls moved up to right behind their calls."""
    told: list[BaseMessage] = []
    late: list[BaseMessage] = []
    open_calls: set[str] = set()
    for message in messages:
        if isinstance(message, ToolMessage):
            told.append(message)
            open_calls.discard(message.tool_call_id)
        elif open_calls and not isinstance(message, AIMessage):
            late.append(message)
            continue
        else:
            told += late
            late = []
            told.append(message)
            if isinstance(message, AIMessage):
                open_calls = {call["id"] or "" for call in message.tool_calls}
        if not open_calls:
            told += late
            late = []
    return told + late
