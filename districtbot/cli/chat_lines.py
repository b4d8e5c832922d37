"""A chat on a pipe: one message a line in, one answer a line out."""

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from districtbot.cli.chat_screen import ChatScreen, clean
from districtbot.cli.progress import INTERRUPTED

if TYPE_CHECKING:
    from districtbot.cli.chat_room import ChatRoom

NO_MODEL = 3
"""Exit code where the model failed to answer a message."""
NEEDS_INPUT = 4
"""Exit code where something about the map, or which model to use, is to be settled first."""
MOST_BYTES = 100_000
"""No message is longer."""


def answer_lines(room: "ChatRoom", *, as_json: bool) -> int:
    """Answer every line of standard input; gives the exit code.

    Files are brought up to date before an answer is printed, and every answer is flushed. A blank
    line parts answers in words.

    Args:
        room: The chat.
        as_json: Whether answers are JSON objects.
    """
    failed = False
    for n_before, message in enumerate(_messages()):
        with ChatScreen(quiet=as_json, reply=False) as screen:
            answer = room.answer(message, screen.show)
        failed = failed or answer.failed
        if as_json:
            print_json(answer.data)
        elif answer.reply:
            click.echo(f"\n{clean(answer.reply)}" if n_before else clean(answer.reply))
        sys.stdout.flush()
        if answer.interrupted:
            return INTERRUPTED
        if answer.leaving:
            break
    if failed:
        return NO_MODEL if room.has_model else NEEDS_INPUT
    return 0


def ask_back(question: str, *, as_json: bool) -> int:
    """Answer every line with what is to be settled about the map; gives how many there were.

    Args:
        question: What is to be settled.
        as_json: Whether answers are JSON objects.
    """
    turn = 0
    for turn, message in enumerate(_messages(), 1):
        if as_json:
            data = {"turn": turn, "message": message, "reply": question, "tool_calls": []}
            print_json({**data, "targets": [], "districts": None})
        else:
            click.echo(f"\n{clean(question)}" if turn > 1 else clean(question))
        sys.stdout.flush()
    return turn


def print_json(data: dict[str, Any]) -> None:
    """One JSON object on one line; letters are escaped where the output cannot hold all of them."""
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(data, ensure_ascii=not unicode, allow_nan=False))


def _messages() -> Iterator[str]:
    """The lines that say something, each up to the limit; what is no UTF-8 is replaced."""
    stream = sys.stdin.buffer
    while line := stream.readline(MOST_BYTES):
        rest = line
        while len(rest) == MOST_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MOST_BYTES)
        text = line.decode("utf-8", errors="replace").strip()
        if text:
            yield text
