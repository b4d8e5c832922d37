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


@dataclass(frozen=True, slots=True)
class Step:
    """A call of a tool, as the transcript has it.

    Attributes:
        name: The tool.
        arguments: As understood.
        ok: Whether it did what was asked.
        text: The result in words, or what was wrong.
    """

    name: str
    arguments: dict[str, Any]
    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message and what came of it.

    Attributes:
        number: Which message, from 1.
        message: What the person said.
        steps: The calls of tools, in order.
        reply: What was answered; ``None`` where the program was ended before.
        status: How the turn ended; empty where there is no reply.
    """

    number: int
    message: str
    steps: tuple[Step, ...] = ()
    reply: str | None = None
    status: str = ""


def note_message(transcript: Transcript, number: int, message: str) -> None:
    """Write down what the person said, before anything is done about it.

    Raises:
        AskError: If the transcript cannot be written.
    """
    transcript.write({"event": MESSAGE, "turn": number, "text": message})


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
    for event in events:
        kind = event.get("event")
        if kind == MESSAGE:
            found.append(_Open(len(found) + 1, str(event.get("text", ""))))
        elif found and kind == TOOL:
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
        lines += _lines(one.reply) if one.reply is not None else ["(no answer: it was ended)"]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n" if blocks else "Nothing has been said yet.\n"


def as_markdown(title: str, said: Iterable[Exchange]) -> str:
    """A conversation as a Markdown document, with what each tool was asked and answered."""
    parts = [f"# {plain(title)}\n"]
    for one in said:
        parts.append(
            f"## {one.number}\n\n" + "".join(f"> {line}\n" for line in _lines(one.message))
        )
        for step in one.steps:
            body = "".join(f"    {line}\n" for line in _lines(step.text))
            parts.append(f"- `{_heading(step).replace('`', ' ')}`\n\n{body}")
        ending = one.reply if one.reply is not None else "*No answer: the chat was ended.*"
        parts.append("".join(f"{line}\n" for line in _lines(ending)))
    return "\n".join(parts)


def _step(event: dict[str, Any]) -> Step:
    given = event.get("arguments")
    return Step(
        plain(event.get("name", "")),
        given if isinstance(given, dict) else {},
        event.get("ok") is True,
        str(event.get("text", "")),
    )


def _heading(step: Step) -> str:
    words = ", ".join(f"{plain(name, 40)}={own(value)}" for name, value in step.arguments.items())
    return f"{step.name} {words}".strip() + ("" if step.ok else ": refused")


def _lines(text: str) -> list[str]:
    return [own(line, 4000) for line in text.splitlines()] or [""]
