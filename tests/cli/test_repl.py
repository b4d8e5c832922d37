"""What a chat at a terminal says and completes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from districtbot.cli import repl
from districtbot.cli.commands import commands_of
from districtbot.tools.desk.desk import Desk
from districtbot.tools.toolbox import toolbox


@pytest.fixture
def desk(town: Path) -> Desk:
    """A desk with the town."""
    return Desk.open(town)


def _completed(desk: Desk, text: str) -> list[str]:
    completer = repl.completer_of(desk, commands_of(toolbox()))
    found = completer.get_completions(Document(text), CompleteEvent())
    return [one.text for one in found]


def test_commands_and_tools_are_completed(desk: Desk) -> None:
    assert _completed(desk, "/dra") == ["/draft", "/draw_map", "/draw_chart"]
    assert _completed(desk, "/SET_T") == ["/set_targets"]
    assert "/move" in _completed(desk, "/")
    assert not _completed(desk, "/nothing")


def test_names_are_completed_after_a_command(desk: Desk) -> None:
    assert _completed(desk, "/move nw") == ["NW"]


def test_an_empty_line_gets_a_hint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines: Iterator[str] = iter(["", "   "])

    class Typed:
        def prompt(self, text: str) -> str:
            del text
            try:
                return next(lines)
            except StopIteration:
                raise EOFError from None

    monkeypatch.setattr(repl, "_prompt", lambda room: Typed())
    room: Any = None
    assert repl.talk(room) == 0
    told = capsys.readouterr().err.splitlines()
    assert told == [repl.EMPTY, repl.EMPTY]
