"""What a chat looks like while an answer is made."""

import re
import shutil
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

import click

from districtbot.cli.progress import ShowFn, Step, shown
from districtbot.cli.show import CONTROLS

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from districtbot.agent.events import Event
    from districtbot.tools.calling import Called

MOST_LETTERS = 100
"""Letters of a tool's arguments or of what is wrong with them that one line shows."""


class ChatScreen:
    """Shows events as they come: the reply on standard output, the rest on standard error.

    On a terminal a tool's progress is a bar that goes when the tool ends.

    Args:
        quiet: Show nothing at all.
        reply: Whether the reply is shown as it comes; else the caller prints it.
    """

    def __init__(self, *, quiet: bool, reply: bool) -> None:
        self._quiet = quiet
        self._reply = reply
        self._bar: AbstractContextManager[ShowFn] | None = None
        self._show_fn: ShowFn | None = None
        self._replying = False
        self._understood = ""
        self._wrapping = Wrapping(line_width())

    def __enter__(self) -> "ChatScreen":
        """The screen; leaving it takes away a bar that is still there."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the terminal tidy."""
        self._end_bar()
        self._end_reply()

    def show(self, event: "Event") -> None:
        """Show one event."""
        from districtbot.agent import events

        match event:
            case events.Token(text=text):
                self._token(text)
            case events.Understood(text=text):
                self._understood = text
                self._line(wrapped(text, sys.stderr))
            case events.Noted(text=text):
                self._line(text)
            case events.ToolStarted(name=name, args=args):
                self._line(f"· {name} {_shown(args)}")
            case events.Progress():
                bare = f"{event.stage}: {event.text}"  # a bar names the stage itself
                text = event.text if sys.stderr.isatty() else bare
                self._progress(Step(event.stage, event.done, event.total, text))
            case events.ToolEnded(called=called):
                self._end_bar()
                self._after(called)
            case events.Replied():
                self._end_bar()
                self._end_reply()

    def _token(self, text: str) -> None:
        self._end_bar()
        if text == self._understood:
            return  # it stands above
        if self._reply and not self._quiet:
            text = text if self._replying else text.lstrip()
            click.echo(self._wrapping.add(clean(text)), nl=False)
            sys.stdout.flush()
            self._replying = True

    def _progress(self, step: Step) -> None:
        if self._quiet:
            return
        if self._show_fn is None:
            self._bar = shown(step.stage, step.text, quiet=False)
            self._show_fn = self._bar.__enter__()
        self._show_fn(step)

    def _after(self, called: "Called") -> None:
        if not called.ok:
            self._line(f"  not done: {called.text[:MOST_LETTERS]}")
        for path in called.data.get("files", ()):
            self._line(f"  written: {path}")

    def _line(self, text: str) -> None:
        self._end_bar()
        self._end_reply()
        if not self._quiet:
            click.secho(clean(text), err=True, dim=sys.stderr.isatty())

    def _end_bar(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar, self._show_fn = None, None

    def _end_reply(self) -> None:
        if self._replying:
            click.echo()
            self._replying = False
            self._wrapping = Wrapping(line_width())


class Wrapping:
    """Breaks a text that comes in pieces at blanks, so that no word is cut at the border.

    A piece ends where a word does; a word that comes in two pieces may be parted.

    Args:
        width: Letters of a line; ``None`` leaves the text as it is.
    """

    def __init__(self, width: int | None) -> None:
        self._width = width
        self._used = 0

    def add(self, text: str) -> str:
        """The next piece, with line breaks for some of its blanks."""
        if self._width is None:
            return text
        parts: list[str] = []
        for word in re.split(r"(\n| +)", text):
            if word == "\n":
                self._used = 0
            elif word.strip() and self._used + len(word) > self._width and self._used:
                if parts and not parts[-1].strip(" "):
                    parts.pop()
                parts.append("\n")
                self._used = len(word)
            else:
                self._used += len(word)
            parts.append(word)
        return "".join(parts)


def line_width(stream: TextIO | None = None) -> int | None:
    """Letters of a line that reads well on a terminal; ``None`` where there is none.

    Args:
        stream: Where the line goes; standard output by default.
    """
    if not (sys.stdout if stream is None else stream).isatty():
        return None
    return min(100, shutil.get_terminal_size().columns - 1)


def wrapped(text: str, stream: TextIO | None = None) -> str:
    """A text for the terminal, broken at blanks.

    Args:
        text: The text.
        stream: Where it goes; standard output by default.
    """
    return Wrapping(line_width(stream)).add(clean(text))


def clean(text: str) -> str:
    """Text without characters that would steer a terminal; lines and tabs stay."""
    return text.translate(CONTROLS)


def _shown(args: Any) -> str:
    """Arguments on one short line."""
    parts = [f"{name}={value}" for name, value in dict(args).items() if value not in (None, (), [])]
    text = " ".join(" ".join(parts).split())
    return text if len(text) <= MOST_LETTERS else f"{text[: MOST_LETTERS - 3]}..."
