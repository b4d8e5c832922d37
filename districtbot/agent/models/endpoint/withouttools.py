"""Tools as text for endpoints whose model knows none: the same words a local model gets."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from districtbot.agent.models.text.backend import TextRequest
from districtbot.agent.models.text.template import ChatTemplate, Said, alternating

if TYPE_CHECKING:
    from districtbot.agent.models.endpoint.chat import EndpointChat

MOST_STOPS = 4
"""The protocol allows no more texts that end a reply."""


@dataclass(frozen=True)
class Turns(ChatTemplate):
    """Writes the turns as JSON: the server puts them into the model's own template."""

    lead: str = ""
    end: str = ""
    marks: tuple[str, ...] = ()

    def write(self, turns: Sequence[Said], *, open_end: bool) -> str:
        """The turns as a JSON list of pairs; ``open_end`` changes nothing."""
        del open_end
        return json.dumps([list(turn) for turn in turns], ensure_ascii=False)


TURNS = Turns()


@dataclass(frozen=True)
class PlainChat:
    """An endpoint as a model that goes on with a text: nothing but messages is sent.

    Attributes:
        chat: The endpoint's chat model.
    """

    chat: "EndpointChat"

    @property
    def name(self) -> str:
        """The model's name at the server."""
        return self.chat.model_name

    @property
    def context(self) -> int:
        """Tokens of prompt and reply together."""
        return self.chat.context

    def count(self, text: str) -> int:
        """Tokens of a text; rather too many."""
        return self.chat.count_text(text)

    def generate(self, request: TextRequest) -> Iterator[str]:
        """The reply, piece by piece.

        Raises:
            AskError: If the server does not give one.
        """
        messages = [_message(Said(*turn)) for turn in json.loads(request.prompt)]
        stop = list(request.stop[:MOST_STOPS]) or None
        yield from self.chat.stream_plain(
            messages, stop=stop, budget=request.budget, max_tokens=request.max_tokens
        )


def without_system(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """The messages with what the system says in front of the first of the person's.

    Args:
        messages: Messages without calls and results of tools.
    """
    turns = alternating(_said(message) for message in messages)
    if turns and turns[0].role == "system":
        first = Said("user", f"{turns[0].text}\n\n{turns[1].text}")
        turns = [first, *turns[2:]]
    return [_message(turn) for turn in turns]


def _said(message: BaseMessage) -> Said:
    if isinstance(message, SystemMessage):
        return Said("system", message.text)
    return Said("assistant" if isinstance(message, AIMessage) else "user", message.text)


def _message(turn: Said) -> BaseMessage:
    match turn.role:
        case "system":
            return SystemMessage(turn.text)
        case "assistant":
            return AIMessage(turn.text)
        case _:
            return HumanMessage(turn.text)
