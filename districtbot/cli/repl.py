"""A chat at a terminal: history, completion, streaming; Ctrl-C stops the step, not the chat."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from districtbot.cli.chat_screen import ChatScreen, clean, wrapped
from districtbot.cli.commands import Command, commands_of
from districtbot.ground.errors import AskError

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import Completer

    from districtbot.cli.chat_room import ChatRoom
    from districtbot.tools.desk.desk import Desk
    from districtbot.tools.tool import Kind

PROMPT = "you> "
EMPTY = (
    "Say what the districts must be, such as: Draw 4 districts within 2% that keep counties whole. "
    "/help shows the commands."
)
NAMED: "tuple[Kind, ...]" = ("county", "contest", "plan", "term", "group")
"""Kinds of names that are completed."""
MOST_NAMES = 2000
"""Kinds with more names are not completed."""


def talk(room: "ChatRoom") -> int:
    """Talk until the person leaves; gives the exit code.

    Args:
        room: The chat.
    """
    prompt = _prompt(room)
    while True:
        try:
            line = prompt.prompt(PROMPT).strip()
        except KeyboardInterrupt:
            click.secho("Ctrl-D or /quit leaves; /help shows the commands.", err=True, dim=True)
            continue
        except EOFError:
            return 0
        if not line:
            click.secho(wrapped(EMPTY, sys.stderr), err=True, dim=True)
        elif _answered(room, line):
            return 0


def _answered(room: "ChatRoom", line: str) -> bool:
    """Answer a line; whether the person is leaving."""
    try:
        with ChatScreen(quiet=False, reply=True) as screen:
            answer = room.answer(line, screen.show)
    except AskError as error:
        click.secho(f"Error: {clean(str(error))}", err=True)
        return False
    except KeyboardInterrupt:
        click.secho("Stopped; the chat goes on.", err=True)
        return False
    if answer.reply and not answer.shown:
        click.echo(wrapped(answer.reply))
    click.echo()
    return answer.leaving


def _prompt(room: "ChatRoom") -> "PromptSession[str]":
    """A prompt with the history of every chat and completion of what the desk knows."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
    from prompt_toolkit.history import FileHistory, History, InMemoryHistory

    from districtbot.ground.paths import data_dir

    history: History
    try:
        data_dir().mkdir(parents=True, exist_ok=True)
        history = FileHistory(str(data_dir() / "chat_history"))
    except OSError:
        history = InMemoryHistory()
    return PromptSession(
        history=history,
        auto_suggest=AutoSuggestFromHistory(),
        completer=completer_of(room.desk, commands_of(room.agent.tools)),
        complete_while_typing=False,
    )


def completer_of(desk: "Desk", commands: Iterable[Command]) -> "Completer":
    """Completes commands at the beginning of a line, names of places and plans anywhere."""
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion
    from prompt_toolkit.document import Document

    class Names(Completer):
        def get_completions(
            self, document: Document, complete_event: CompleteEvent
        ) -> Iterable[Completion]:
            del complete_event
            text = document.text_before_cursor
            if text.startswith("/") and " " not in text:
                for command in commands:
                    if command.name.startswith(text.lower()):
                        yield Completion(command.name, -len(text), display_meta=command.help)
                return
            word = document.get_word_before_cursor(WORD=True)
            if len(word) >= 2:
                yield from (Completion(name, -len(word)) for name in names_like(desk, word))

    return Names()


def names_like(desk: "Desk", beginning: str) -> list[str]:
    """Names on the desk that begin so, any case, sorted."""
    wanted = beginning.casefold()
    found: set[str] = set()
    for kind in NAMED:
        names = desk.known(kind)
        if len(names) <= MOST_NAMES:
            found.update(name for name in names if name.casefold().startswith(wanted))
    return sorted(found)
