"""What a chat looks like."""

import pytest

from districtbot.agent.events import Progress, Token, ToolEnded, ToolStarted, Understood
from districtbot.cli.chat_screen import ChatScreen, Wrapping, clean
from districtbot.tools.calling import Called

TEXT = "Four districts were drawn, and  all of them\nare contiguous. " + "x" * 30 + " end"


@pytest.mark.parametrize("width", [10, 17, 24, 100])
@pytest.mark.parametrize("size", [1000, 7])
def test_lines_break_at_blanks_and_keep_every_word(width: int, size: int) -> None:
    wrapping = Wrapping(width)
    words = TEXT.split(" ")
    pieces = [" ".join(words[n : n + size]) + " " for n in range(0, len(words), size)]
    shown = "".join(wrapping.add(piece) for piece in pieces)
    assert shown.split() == TEXT.split()
    assert all(len(line.rstrip()) <= max(width, 30) for line in shown.split("\n"))
    assert width < 100 or shown.count("\n") == TEXT.count("\n")


def test_without_a_width_nothing_changes() -> None:
    assert Wrapping(None).add(TEXT) == TEXT


def test_a_reply_goes_to_the_output_and_the_rest_beside_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    called = Called("draw_map", {}, True, "", {"files": ["a/map.png"]}, False, False, 0.0)
    refused = Called("move", {}, False, "No such county.", {}, False, False, 0.0)
    with ChatScreen(quiet=False, reply=True) as screen:
        for event in (
            Understood("I understood: 4 districts."),
            ToolStarted("draw_map", {"plan": "current", "title": None}),
            Progress("Drawing", 0.5, 1.0, "half"),
            ToolEnded(called),
            ToolEnded(refused),
            Token("I understood: 4 districts."),
            Token("\nHere \x1b[31mit is."),
        ):
            screen.show(event)
    told = capsys.readouterr()
    assert told.out == "Here \ufffd[31mit is.\n"
    lines = told.err.splitlines()
    assert lines[0] == "I understood: 4 districts."
    assert "· draw_map plan=current" in lines
    assert "  written: a/map.png" in lines
    assert "  not done: No such county." in lines


def test_progress_on_a_pipe_says_what_is_done(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("districtbot.cli.progress.SECONDS_BETWEEN_LINES", 0.0)
    with ChatScreen(quiet=False, reply=False) as screen:
        screen.show(Progress("checking", 1, 2, "every claim"))
    assert capsys.readouterr().err == "checking: every claim\n"


def test_what_was_understood_breaks_at_blanks_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("districtbot.cli.chat_screen.line_width", lambda stream=None: 20)
    with ChatScreen(quiet=False, reply=True) as screen:
        screen.show(Understood("Asked now: 4 districts, every one in one piece."))
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert max(map(len, lines)) <= 21


def test_a_quiet_screen_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with ChatScreen(quiet=True, reply=True) as screen:
        screen.show(Token("words"))
        screen.show(ToolStarted("undo", {}))
        screen.show(Progress("Searching", 1, None, ""))
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "")


def test_text_that_would_steer_a_terminal_is_shown_as_such() -> None:
    assert clean("a\x1b]0;title\x07b\nc\td") == "a\ufffd]0;title\ufffdb\nc\td"
