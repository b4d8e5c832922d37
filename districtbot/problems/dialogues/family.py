"""What a family of dialogues is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.maps.made import MadeMap, any_map

Topic = Literal[
    "drawing",
    "population",
    "counties and places",
    "shape",
    "groups",
    "votes",
    "questions",
    "comparing",
    "ensembles",
    "editing",
    "history",
    "files and pictures",
    "asking back",
    "declining",
    "impossible",
    "errors",
    "code",
]


@dataclass(frozen=True, slots=True)
class DialogueFamily:
    """A family: conversations of one kind on other maps, with other numbers and words.

    Attributes:
        name: That of its module.
        title: What happens in it, in a few words.
        topic: Where it belongs.
        version: Goes up when the same draw gives another conversation.
        act: Plays a conversation: what the person says, what an ideal agent calls, what it says.
        needs: Whether a map will do.
        weight: How often it is drawn, beside others.
        allow_code: Whether the agent may run Python in it.
        held_out: Whether only the test split has it.
    """

    name: str
    title: str
    topic: Topic
    version: int
    act: Callable[[Talk], None]
    needs: Callable[[MadeMap], bool] = any_map
    weight: float = 1.0
    allow_code: bool = False
    held_out: bool = False
