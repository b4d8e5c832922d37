"""A reply in the form of OpenAI's protocol, in one piece or as a stream of events."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from districtbot.agent.serving.served import Piece

END = b"data: [DONE]\n\n"


def whole(head: Mapping[str, Any], pieces: Iterable[Piece]) -> dict[str, Any]:
    """A reply in one piece.

    Args:
        head: What every part says of the reply.
        pieces: The reply.
    """
    text, calls, finish = "", list[dict[str, Any]](), "stop"
    usage: Mapping[str, int] | None = None
    for piece in pieces:
        text += piece.text
        calls += piece.calls
        finish = piece.finish or finish
        usage = piece.usage or usage
    message: dict[str, Any] = {"role": "assistant", "content": text or (None if calls else "")}
    if calls:
        message["tool_calls"] = calls
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
    return {**head, "object": "chat.completion", "choices": [choice], "usage": usage}


def events(head: Mapping[str, Any], pieces: Iterable[Piece], *, usage: bool) -> Iterator[bytes]:
    """A reply as server-sent events, one chunk each, and the end.

    Args:
        head: What every part says of the reply.
        pieces: The reply.
        usage: Whether a last chunk tells the tokens.
    """
    finish, n_calls = "stop", 0
    counted: Mapping[str, int] | None = None
    delta: dict[str, Any] = {"role": "assistant", "content": ""}
    yield _event(head, delta)
    for piece in pieces:
        if piece.text:
            yield _event(head, {"content": piece.text})
        for call in piece.calls:
            yield _event(head, {"tool_calls": [{"index": n_calls, **call}]})
            n_calls += 1
        finish = piece.finish or finish
        counted = piece.usage or counted
    yield _event(head, {}, finish)
    if usage:
        data = {**head, "object": "chat.completion.chunk", "choices": [], "usage": counted}
        yield event(data)
    yield END


def event(data: Mapping[str, Any]) -> bytes:
    """Data as one server-sent event."""
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode("utf-8", "replace")


def _event(head: Mapping[str, Any], delta: Mapping[str, Any], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return event({**head, "object": "chat.completion.chunk", "choices": [choice]})
