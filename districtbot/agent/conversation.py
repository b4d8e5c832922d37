"""What was said in a chat, written to the desk's transcript and read from it again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from districtbot.ground.quoting import own, plain
from districtbot.tools.transcript import Transcript

if TYPE_CHECKING:
    from districtbot.agent.turn import Turn

MESSAGE = "message"
REPLY = "reply"
TOOL = "tool"
COMMAND = "command"
CUT_OFF = "cut off"


@dataclass(frozen=True, slots=True)
class Step:
    """A call of a tool, as the transcript has it.

    Attributes:
        name: The tool.
        arguments: As understood.
        ok: Whether it did what was asked.
        text: The result in words, or what was wrong.
        cut_off: Whether the program was ended meanwhile.
    """

    name: str
    arguments: dict[str, Any]
    ok: bool
    text: str
    cut_off: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message or a slash command, and what came of it.

    Attributes:
        number: Which message, from 1; 0 for a slash command, which no model answered.
        message: What the person said or typed.
        steps: The calls of tools, in order.
        reply: What was answered; ``None`` where the program was ended before, and for commands.
        status: How the turn ended; empty where there is no reply.
    """

    number: int
    message: str
    steps: tuple[Step, ...] = ()
    reply: str | None = None
    status: str = ""

    @property
    def answer(self) -> str | None:
        """What the person was told; ``None`` where the program was ended before."""
        is_command = not self.number and self.steps
        return "\n".join(step.text for step in self.steps) if is_command else self.reply


def note_message(transcript: Transcript, number: int, message: str) -> None:
    """Write down what the person said, before anything is done about it.

    Raises:
        AskError: If the transcript cannot be written.
    """
    transcript.write({"event": MESSAGE, "turn": number, "text": message})


def note_command(transcript: Transcript, line: str) -> None:
    """Write down a slash command, before its tool is called.

    Raises:
        AskError: If the transcript cannot be written.
    """
    transcript.write({"event": COMMAND, "text": line})


def note_cut_off(transcript: Transcript, calls: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Write down the calls of tools that were under way when the program was ended.

    A call whose result was written down just before that is not among them.

    Args:
        transcript: Of a session that is taken up again.
        calls: Tools and their arguments.

    Raises:
        AskError: If the transcript cannot be written.
    """
    last: dict[str, Any] = next(reversed(tuple(transcript)), {})
    done = last.get("name") if last.get("event") == TOOL else None
    for name, arguments in calls:
        if name != done:
            transcript.write({"event": CUT_OFF, "name": name, "arguments": arguments})


def note_reply(transcript: Transcript, turn: "Turn") -> None:
    """Write down what was answered.

    Raises:
        AskError: If the transcript cannot be written.
    """
    transcript.write(
        {
            "event": REPLY,
            "turn": turn.number,
            "text": turn.reply,
            "status": turn.status,
            "rebuilt": turn.rebuilt,
            "districts": turn.districts,
            "targets": turn.data()["targets"],
            "seconds": round(turn.seconds, 3),
        }
    )


@dataclass(slots=True)
class _Open:
    """An exchange while its events are read."""

    number: int
    message: str
    steps: list[Step] = field(default_factory=list)
    reply: str | None = None
    status: str = ""

    def closed(self) -> Exchange:
        return Exchange(self.number, self.message, tuple(self.steps), self.reply, self.status)


def exchanges(events: Iterable[dict[str, Any]]) -> tuple[Exchange, ...]:
    """The exchanges of a transcript; calls before the first message belong to none.

    Args:
        events: As `districtbot.tools.transcript` gives them.
    """
    found: list[_Open] = []
    n_messages = 0
    for event in events:
        kind = event.get("event")
        if kind in (MESSAGE, COMMAND):
            n_messages += kind == MESSAGE
            number = n_messages if kind == MESSAGE else 0
            found.append(_Open(number, str(event.get("text", ""))))
        elif found and kind in (TOOL, CUT_OFF):
            found[-1].steps.append(_step(event))
        elif found and kind == REPLY:
            found[-1].reply = str(event.get("text", ""))
            found[-1].status = str(event.get("status", ""))
    return tuple(one.closed() for one in found)


def as_text(said: Iterable[Exchange]) -> str:
    """A conversation for a terminal: a line with ``>`` for the person, then tools and reply."""
    blocks = []
    for one in said:
        lines = [f"> {line}" for line in _lines(one.message)]
        lines += [f"  [{_heading(step)}]" for step in one.steps]
        lines += _lines(one.answer) if one.answer is not None else ["(no answer: it was ended)"]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n" if blocks else "Nothing has been said yet.\n"


def as_markdown(title: str, said: Iterable[Exchange]) -> str:
    """A conversation as a Markdown document, with what each tool was asked and answered."""
    parts = [f"# {plain(title)}\n"]
    for one in said:
        title = str(one.number) if one.number else "Command"
        parts.append(f"## {title}\n\n" + "".join(f"> {line}\n" for line in _lines(one.message)))
        for step in one.steps if one.number else ():
            body = "".join(f"    {line}\n" for line in _lines(step.text))
            parts.append(f"- `{_heading(step).replace('`', ' ')}`\n\n{body}")
        ending = one.answer if one.answer is not None else "*No answer: the chat was ended.*"
        parts.append("".join(f"{line}\n" for line in _lines(ending)))
    return "\n".join(parts)


def _step(event: dict[str, Any]) -> Step:
    given = event.get("arguments")
    return Step(
        plain(event.get("name", "")),
        given if isinstance(given, dict) else {},
        event.get("ok") is True,
        str(event.get("text", "")),
        event.get("event") == CUT_OFF,
    )


def _heading(step: Step) -> str:
    words = ", ".join(f"{plain(name, 40)}={own(value)}" for name, value in step.arguments.items())
    ending = ": ended before it was done" if step.cut_off else ": refused"
    return f"{step.name} {words}".strip() + ("" if step.ok else ending)


def _lines(text: str) -> list[str]:
    return [own(line, 4000) for line in text.splitlines()] or [""]
