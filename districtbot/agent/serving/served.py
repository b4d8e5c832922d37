"""A loaded model that answers requests of OpenAI's protocol."""

import itertools
import json
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessageChunk

from districtbot.agent.models.endpoint.chat import EndpointChat
from districtbot.agent.models.endpoint.server import OWNER
from districtbot.agent.models.loaded import LoadedModel
from districtbot.agent.models.names import parse_name
from districtbot.agent.models.text.chat import TextChatModel
from districtbot.agent.models.text.protocol import JsonProtocol, ToolList
from districtbot.agent.models.text.reading import Parsed, cut_at, spoken
from districtbot.agent.models.text.rendering import BROKEN
from districtbot.agent.serving.asked import Asked, conversation
from districtbot.agent.serving.line import LOOK_EVERY, Line
from districtbot.agent.serving.refused import Refused, refused_for
from districtbot.agent.tracing import untraced
from districtbot.ground.clock import Budget, again_and_again
from districtbot.ground.errors import AskError
from districtbot.ground.quoting import plain

_FINISH = {"tool_calls": "tool_calls", "length": "length", "time": "length", "loop": "length"}
"""OpenAI's word for why a reply ended; ``stop`` for all others."""
CLOSING_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a reply.

    Attributes:
        text: Words.
        calls: Tool calls in OpenAI's form, each whole.
        finish: Why the reply ended, in the last piece.
        usage: Tokens, in the last piece.
    """

    text: str = ""
    calls: tuple[dict[str, Any], ...] = ()
    finish: str = ""
    usage: dict[str, int] | None = None


class ServedModel:
    """A model, asked by one at a time.

    Args:
        model: The model.
        line: Where requests wait.
        name: What requests call it; by default the last part of its name.

    Raises:
        AskError: If it is a model that needs more than a conversation, as mini does.

    Attributes:
        name: What requests call it.
        since: When it was loaded, in seconds since 1970.
    """

    def __init__(self, model: LoadedModel, line: Line, name: str | None = None) -> None:
        if not isinstance(model.chat, TextChatModel | EndpointChat):
            raise AskError(
                f"{plain(model.name)} works on the map of a chat; a conversation alone is not "
                "enough for it.",
                "Serve another model, or offer the tools on a map: districtbot mcp MAP.",
            )
        self.name = name or short_name(model.name)
        self.since = int(time.time())
        self._model = model
        self._line = line
        self._numbers = itertools.count(1)
        self._budget = Budget(None)

    @property
    def row(self) -> dict[str, Any]:
        """Its row in the list of models; the context as vLLM says it."""
        return {
            "id": self.name,
            "object": "model",
            "created": self.since,
            "owned_by": OWNER,
            "max_model_len": self._model.context,
        }

    @property
    def health(self) -> dict[str, Any]:
        """How it is."""
        return {
            "status": "ok",
            "model": self.name,
            "busy": self._line.busy,
            "waiting": self._line.n_waiting,
        }

    def check(self, asked: Asked) -> None:
        """Refuse a request for another model.

        Raises:
            Refused: With the model that there is.
        """
        if asked.model not in (self.name, self._model.name):
            raise Refused(
                404,
                f"There is no model {plain(asked.model)!r} here; there is {self.name!r}.",
                code="model_not_found",
                param="model",
            )

    def close(self) -> bool:
        """End the reply that is written and send away who waits; whether that worked in time."""
        self._budget.stop()
        return self._line.close(CLOSING_SECONDS)

    def head(self) -> dict[str, Any]:
        """What every part of one reply says of it."""
        return {
            "id": f"chatcmpl-{self.since:x}{next(self._numbers):06x}",
            "created": int(time.time()),
            "model": self.name,
        }

    def reply(self, asked: Asked, gone_fn: Callable[[], bool]) -> Generator[Piece]:
        """The reply to a request, piece by piece; waits for its turn first.

        Args:
            asked: The request.
            gone_fn: Whether whoever asked has gone away: the reply ends then.

        Raises:
            Refused: If there is no reply.
            Gone: If whoever asked went away while waiting.
        """
        with self._line.turn(gone_fn), untraced():
            budget = Budget(None, within=self._budget)

            def minded() -> None:
                """End the reply also while the model reads a long text."""
                if gone_fn():
                    budget.stop()

            try:
                looked = again_and_again(minded, LOOK_EVERY)
                with looked, closing(self._pieces(asked, budget)) as pieces:
                    yield from pieces
            except AskError as error:
                raise refused_for(error) from error

    def _pieces(self, asked: Asked, budget: Budget) -> Generator[Piece]:
        """What the model writes."""
        messages = conversation(asked.messages)
        tools = asked.offered
        chat, more = self._model.chat, dict[str, Any](budget=budget)
        if tools:
            more |= {"tools": tools, "tool_choice": asked.choice}
        if isinstance(chat, TextChatModel):
            protocol = chat.protocol if tools else AsText()
            chat = chat.model_copy(update={**_chosen(asked), "protocol": protocol})
        else:
            more |= _as_arguments(asked)
        try:
            for chunk in chat.stream(messages, stop=asked.stops or None, **more):
                if isinstance(chunk, AIMessageChunk):
                    yield from _piece(chunk)
        except ValueError as error:  # a schema that cannot be held
            if not tools:
                raise
            raise Refused(
                400, f"These tools cannot be offered: {plain(error, 200)}.", param="tools"
            ) from error


@dataclass(frozen=True, slots=True)
class AsText(JsonProtocol):
    """Where no tools are offered a reply is text, whatever it looks like."""

    def is_call(self, text: str) -> bool | None:
        """Nothing is a call."""
        del text
        return False

    def parse(self, text: str, tools: ToolList, *, marks: Sequence[str] = ()) -> Parsed:
        """The words of a reply."""
        del tools
        return Parsed(text=cut_at(spoken(text), (*marks, *self.stop)).strip())


def short_name(name: str) -> str:
    """A model's name without the path that it lies at on this machine."""
    parts = parse_name(name)
    if not parts.target:
        return parts.kind
    last = parts.settings.get("adapter") or parts.target
    last = last.rstrip("/").replace("\\", "/").rpartition("/")[2].removesuffix(".gguf")
    return last.removesuffix(".toml") or parts.kind


def _chosen(asked: Asked) -> dict[str, Any]:
    """What a request chooses about a text model."""
    given = {
        "reply_tokens": asked.most_tokens,
        "temperature": asked.temperature,
        "seed": asked.seed,
    }
    return {key: value for key, value in given.items() if value is not None}


def _as_arguments(asked: Asked) -> dict[str, Any]:
    """The same for a model behind another endpoint."""
    given = {
        "max_completion_tokens": asked.most_tokens,
        "temperature": asked.temperature,
        "seed": asked.seed,
    }
    return {key: value for key, value in given.items() if value is not None}


def _piece(chunk: AIMessageChunk) -> Iterator[Piece]:
    """A chunk of LangChain as a piece of a reply; a call that is none stays text."""
    calls = tuple(
        {
            "id": call.get("id") or "",
            "type": "function",
            "function": {"name": call["name"], "arguments": call.get("args") or "{}"},
        }
        for call in chunk.tool_call_chunks
        if call.get("name") and _is_json(call.get("args") or "{}")
    )
    broken = chunk.additional_kwargs.get(BROKEN)
    wrote = str(broken.get("text", "")) if isinstance(broken, dict) and not calls else ""
    said = chunk.response_metadata.get("finish_reason")
    finish = _FINISH.get(str(said), "stop") if said else ""
    found = Piece(str(chunk.text) + wrote, calls, finish, _usage(chunk))
    if found != Piece():
        yield found


def _usage(chunk: AIMessageChunk) -> dict[str, int] | None:
    """Tokens of a reply in OpenAI's words, where a chunk tells them."""
    told = chunk.usage_metadata
    if told is None:
        return None
    return {
        "prompt_tokens": told["input_tokens"],
        "completion_tokens": told["output_tokens"],
        "total_tokens": told["total_tokens"],
    }


def _is_json(text: str) -> bool:
    """Whether a text is a JSON object."""
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
