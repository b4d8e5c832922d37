"""A conversation in turns, and a turn in pieces that are kept or left out as one.

A turn begins with a message of the person. Its pieces are calls of tools with their results, notes
of the program, and replies: no call is ever shown without its result, nor the other way round.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    HumanMessage,
    SystemMessage,
    ToolMessage,
)

NOTE = "note"
"""Key of a message's ``additional_kwargs``: the program speaks, not the person."""
MEMORY = "memory"
"""Key of a message's ``additional_kwargs``: it is a summary that a memory put in."""
TURN = "turn"
"""Key of a message's ``additional_kwargs``: which message of the person it is, from 1."""
NOT_RUN = "It was not run: the step was ended before."

Piece = tuple[BaseMessage, ...]
"""Messages that are kept or left out as one."""


@dataclass(frozen=True, slots=True)
class TurnOfChat:
    """A message of the person and what followed.

    Attributes:
        number: Which message of the conversation, from 1.
        opening: The person's message; ``None`` where a conversation begins without one.
        pieces: What followed.
    """

    number: int
    opening: BaseMessage | None
    pieces: tuple[Piece, ...] = ()

    @property
    def messages(self) -> list[BaseMessage]:
        """All of it in order."""
        first = [] if self.opening is None else [self.opening]
        return first + [message for piece in self.pieces for message in piece]


def note_of(text: str, *, is_summary: bool) -> HumanMessage:
    """A note that the memory puts into a conversation."""
    marks = {NOTE: True, MEMORY: True} if is_summary else {NOTE: True}
    return HumanMessage(text, additional_kwargs=marks)


def messages_of(turns: Iterable[TurnOfChat]) -> list[BaseMessage]:
    """The messages of turns in order."""
    return [message for turn in turns for message in turn.messages]


def turns_in(messages: Sequence[BaseMessage]) -> list[TurnOfChat]:
    """A conversation in turns.

    What the system says and summaries that a memory put in are left out; so are results that no
    call asked for. A call without a result, as a program that was ended leaves it, gets one that
    says so.
    """
    said = [one for one in messages if not isinstance(one, SystemMessage) and not _is_memory(one)]
    turns: list[TurnOfChat] = []
    for piece in _pieces(said):
        if _opens_turn(piece[0]):
            given = piece[0].additional_kwargs.get(TURN)
            last = turns[-1].number if turns else 0
            number = given if isinstance(given, int) and given > last else last + 1
            turns.append(TurnOfChat(number, piece[0]))
        elif turns:
            turns[-1] = replace(turns[-1], pieces=(*turns[-1].pieces, piece))
        else:
            turns.append(TurnOfChat(0, None, (piece,)))
    return turns


def _is_memory(message: BaseMessage) -> bool:
    return bool(message.additional_kwargs.get(MEMORY))


def _opens_turn(message: BaseMessage) -> bool:
    return isinstance(message, HumanMessage) and not message.additional_kwargs.get(NOTE)


def _pieces(messages: Sequence[BaseMessage]) -> Iterator[Piece]:
    """Each message with the results of its calls, in the order of the calls."""
    place = 0
    while place < len(messages):
        message = messages[place]
        place += 1
        if isinstance(message, ToolMessage):
            continue
        if not isinstance(message, AIMessage):
            yield (message,)
            continue
        results: dict[str, ToolMessage] = {}
        while place < len(messages):
            result = messages[place]
            if not isinstance(result, ToolMessage):
                break
            results.setdefault(result.tool_call_id, result)
            place += 1
        yield (message, *_answers(message, results))


def _answers(message: AIMessage, results: dict[str, ToolMessage]) -> Iterator[ToolMessage]:
    for call in message.tool_calls:
        key = str(call["id"])
        missing = ToolMessage(NOT_RUN, tool_call_id=key, name=call["name"], status="error")
        yield results.pop(key, missing)
    for broken in message.invalid_tool_calls:
        if str(broken.get("id")) in results:
            yield results.pop(str(broken.get("id")))
