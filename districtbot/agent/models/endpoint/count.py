"""Tokens of a request to a server whose tokenizer is not at hand, never too few."""

import json
import math
import re
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage

PER_MESSAGE = 8
"""Tokens that templates put around a message; Llama-3's take the most, with 5 or 6."""

_PIECE = re.compile(r"[A-Za-z]+|\d|[ ]+|\s|[!-/:-@\[-`{-~]+|[^\x00-\x7f]+|.", re.DOTALL)


def estimate(text: str) -> int:
    """Tokens of a text for the coarsest tokenizers in use, rather too many than too few.

    A word takes a token for every four letters, or two where it is in capitals; two marks that
    follow each other take one, a digit one, a row of spaces one for every four, and each byte of
    any other script one.
    """
    return sum(_tokens(match.group()) for match in _PIECE.finditer(text))


def _tokens(piece: str) -> int:
    """Tokens of letters of one kind."""
    if not piece.isascii():
        return len(piece.encode(errors="replace"))
    if piece.isalpha():
        return math.ceil(len(piece) / (2 if piece[1:].isupper() else 4))
    if piece[0] == " ":
        return len(piece) // 4 + (len(piece) > 1)
    return math.ceil(len(piece) / 2)


def as_text(message: BaseMessage) -> str:
    """All of a message that is sent, its tool calls too."""
    content = message.content
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    if isinstance(message, AIMessage):
        calls = [*message.tool_calls, *message.invalid_tool_calls]
        text += "".join(json.dumps(call, ensure_ascii=False, default=str) for call in calls)
    return text


class TokenGauge:
    """Estimates of tokens, drawn nearer to the truth by what the server reports.

    The factor between reported and estimated tokens is the largest seen: some servers report
    only what they had not cached, and too few would be worse than too many.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._largest = 0.0

    @property
    def factor(self) -> float:
        """What an estimate is multiplied by: 1, or up to 4 where the server reported more."""
        return min(max(self._largest * 1.03, 1.0), 4.0)

    def count(
        self, messages: Sequence[BaseMessage], tools: Sequence[Mapping[str, Any]] = ()
    ) -> int:
        """Tokens of a request: its messages and the tools offered."""
        return math.ceil(self.raw(messages, tools) * self.factor)

    def count_text(self, text: str) -> int:
        """Tokens of a text."""
        return math.ceil(estimate(text) * self.factor)

    def raw(self, messages: Sequence[BaseMessage], tools: Sequence[Mapping[str, Any]] = ()) -> int:
        """The estimate alone, as if nothing had ever been reported."""
        offered = sum(
            estimate(json.dumps(tool, ensure_ascii=False)) + PER_MESSAGE for tool in tools
        )
        said = sum(estimate(as_text(message)) + PER_MESSAGE for message in messages)
        return offered + said

    def learn(self, raw: int, reported: int) -> None:
        """Take note of what the server counted for a request of which `raw` was the estimate."""
        if raw <= 0 or reported <= 0:
            return
        with self._lock:
            self._largest = max(self._largest, reported / raw)
