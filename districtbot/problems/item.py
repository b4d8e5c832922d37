"""What stands in a set: one coding problem or one dialogue, as JSON data."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from districtbot.problems.split import Split


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Item(_Data):
    """What every item says of itself.

    Attributes:
        id: Its name in the set: split, family and index.
        split: Of which split.
        family: Its family.
        topic: Where the family belongs.
        version: The family's version.
        index: Which of the family's items in this split.
        level: How hard it is, from 1 to 3.
        map: Key of its map; `maps.jsonl` of the set tells of it.
        paraphrased: Whether a language model put its question in other words.
    """

    id: str
    split: Split
    family: str
    topic: str
    version: int
    index: int
    level: Annotated[int, Field(ge=1, le=3)]
    map: str
    paraphrased: bool = False


class FileItem(_Data):
    """A file that a coding problem gives.

    Attributes:
        name: Its name.
        about: What it holds.
    """

    name: str
    about: str


class CodingItem(_Item):
    """A coding problem.

    Attributes:
        instruction: What is wanted, and the form of the answer.
        files: What lies in the folder of the code.
        solution: The reference solution.
        answer: The truth; ``null`` where many answers are right and properties are judged.
        params: What was drawn.
    """

    kind: Literal["coding"] = "coding"
    instruction: str
    files: tuple[FileItem, ...]
    solution: str
    answer: Any
    params: dict[str, Any]

    @property
    def question(self) -> str:
        """The words that no other item may share."""
        return self.instruction

    @property
    def messages(self) -> tuple[str, ...]:
        """What the person says: one message."""
        return (self.instruction,)


class StepItem(_Data):
    """A call of a turn.

    Attributes:
        thought: Why, in a few words; may be empty.
        tool: The tool.
        args: Its arguments.
        ok: Whether it did what was asked.
        observation: What it gave, or what was wrong, in words.
    """

    thought: str
    tool: str
    args: dict[str, Any]
    ok: bool
    observation: str


class TurnItem(_Data):
    """A message of the person and what came of it.

    Attributes:
        user: What the person said.
        steps: The calls, in order.
        reply: What the agent said.
        facts: Pieces that any right reply holds.
        means: What the person meant, where the calls do not say it.
    """

    user: str
    steps: tuple[StepItem, ...]
    reply: str
    facts: tuple[str, ...] = ()
    means: dict[str, Any] = {}


class DialogueItem(_Item):
    """A conversation.

    Attributes:
        seed: Seed of its desk.
        allow_code: Whether the agent may run Python.
        turns: What was said and done.
    """

    kind: Literal["dialogue"] = "dialogue"
    seed: int
    allow_code: bool = False
    turns: tuple[TurnItem, ...]

    @property
    def question(self) -> str:
        """The words that no other item may share: all that the person says."""
        return "\n".join(self.messages)

    @property
    def messages(self) -> tuple[str, ...]:
        """What the person says, turn by turn."""
        return tuple(turn.user for turn in self.turns)


Item = CodingItem | DialogueItem
ITEM: TypeAdapter[Item] = TypeAdapter(Annotated[Item, Field(discriminator="kind")])
"""Reads an item of either kind."""


def schema() -> dict[str, Any]:
    """The JSON schema of one line of a set."""
    return ITEM.json_schema()
