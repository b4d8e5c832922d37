"""A conversation as every server takes it: each tool call answered, each answer asked for."""

from collections.abc import Mapping, Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from districtbot.agent.models.text.protocol import JsonProtocol
from districtbot.agent.models.text.rendering import as_data


def tidy(messages: Sequence[BaseMessage], *, errors: bool = False) -> list[BaseMessage]:
    """The messages without what servers refuse; what the program says is marked as such.

    A call that was never answered (the model wrote it wrong, or the turn was stopped) and a
    result whose call a shortened memory left out stay in the conversation as plain words.

    Args:
        messages: The conversation.
        errors: Whether a result that is an error is sent as ``ERROR of NAME: text``.
    """
    results = {
        message.tool_call_id: message for message in messages if isinstance(message, ToolMessage)
    }
    told: list[BaseMessage] = []
    placed: set[int] = set()
    for message in messages:
        if isinstance(message, AIMessage):
            reply = _sound(message, results)
            answers = [results.pop(str(call["id"])) for call in reply.tool_calls]
            placed |= {id(answer) for answer in answers}
            told += [reply, *(_as_result(answer, errors) for answer in answers)]
        elif isinstance(message, ToolMessage):
            if id(message) not in placed:
                told.append(HumanMessage(_observation(message)))
        elif message.additional_kwargs.get("note"):
            told.append(HumanMessage(JsonProtocol().write_note(message.text)))
        elif message.additional_kwargs.get("turn"):  # the person's; no line passes for a note
            told.append(HumanMessage(as_data(message.text), id=message.id))
        else:
            told.append(message)
    return told


def _as_result(message: ToolMessage, errors: bool) -> ToolMessage:
    marked = errors and message.status == "error"
    text = _observation(message) if marked else as_data(message.text)
    return message.model_copy(update={"content": text})


def _observation(message: ToolMessage) -> str:
    ok = message.status != "error"
    return JsonProtocol().write_observation(message.name or "tool", as_data(message.text), ok=ok)


def _sound(message: AIMessage, results: Mapping[str, ToolMessage]) -> AIMessage:
    """A reply with the calls that were answered; the others become words."""
    ids = [str(call["id"]) for call in message.tool_calls]
    kept = [
        call
        for place, call in enumerate(message.tool_calls)
        if ids[place] in results and ids[place] not in ids[:place]
    ]
    lost = [call["name"] for call in message.tool_calls if call not in kept]
    lost += [call["name"] or "a tool" for call in message.invalid_tool_calls]
    if not lost:
        return message
    words = [message.text, *(f"(I tried to call {name}.)" for name in lost)]
    return AIMessage(" ".join(word for word in words if word), tool_calls=kept, id=message.id)
