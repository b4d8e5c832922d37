"""Tools that end a turn: ask the person, or decline."""

from typing import Annotated

from pydantic import Field

from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import Arguments, Result, Tool, Work

Sentence = Annotated[str, Field(min_length=1, max_length=400)]


class Question(Arguments):
    """Arguments of `ask_user`."""

    question: Annotated[Sentence, Field(description="one short question")]


class Declining(Arguments):
    """Arguments of `decline`."""

    reason: Annotated[Sentence, Field(description="one friendly sentence")]


class Said(Result):
    """What the person is told.

    Attributes:
        said: The sentence.
    """

    said: str

    @property
    def text(self) -> str:
        """The sentence."""
        return self.said


def ask_user(desk: Desk, asked: Question, work: Work) -> Said:
    """Put a question to the person."""
    del desk, work
    return Said(said=asked.question.strip())


def decline(desk: Desk, declined: Declining, work: Work) -> Said:
    """Decline what is not about districts, or would do harm."""
    del desk, work
    return Said(said=declined.reason.strip())


TOOLS = (
    Tool(
        "ask_user",
        "Ask the person something that only they can decide.",
        Question,
        ask_user,
        ends_turn=True,
    ),
    Tool(
        "decline",
        "Decline a request that is not about districts or would do harm.",
        Declining,
        decline,
        ends_turn=True,
    ),
)
