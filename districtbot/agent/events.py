"""What happens while an answer is made, one value an event, in the order in which it happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from districtbot.agent.turn import Turn
from districtbot.tools.calling import Called


@dataclass(frozen=True, slots=True)
class Token:
    """The next piece of the reply; its numbers are checked before it is shown.

    Attributes:
        text: The piece. All pieces of a turn together are `Turn.reply`.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Understood:
    """The targets as they were understood, before a long search.

    Attributes:
        text: In plain words.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Noted:
    """Something beside the reply.

    Attributes:
        text: Such as what a script takes the person to say.
    """

    text: str


@dataclass(frozen=True, slots=True)
class ToolStarted:
    """A tool begins.

    Attributes:
        name: The tool, or what the model took for one.
        args: Its arguments as the model wrote them.
    """

    name: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a tool is.

    Attributes:
        stage: What is being done.
        done: How much of it is done.
        total: Of how much; ``None`` where nobody knows.
        text: How it goes, in a few words.
    """

    stage: str
    done: float
    total: float | None
    text: str


@dataclass(frozen=True, slots=True)
class ToolEnded:
    """A tool has ended.

    Attributes:
        called: What came of it.
    """

    called: Called


@dataclass(frozen=True, slots=True)
class Replied:
    """The turn is over; the last event of every turn.

    Attributes:
        turn: What came of it.
    """

    turn: Turn


Event = Token | Understood | Noted | ToolStarted | Progress | ToolEnded | Replied
