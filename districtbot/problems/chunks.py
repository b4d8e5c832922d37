"""Makes items a few at a time, each verified: the work of one process."""

from dataclasses import dataclass
from functools import cache

from districtbot.ground.errors import AskError
from districtbot.ground.seeds import rng_of
from districtbot.problems.coding.family import CodingFamily, Outcome
from districtbot.problems.coding.grading import judged
from districtbot.problems.coding.run import Runner
from districtbot.problems.dialogues.ordeal import try_dialogue
from districtbot.problems.drawing import draw_coding, draw_dialogue, item_id
from districtbot.problems.families import family_named
from districtbot.problems.item import Item
from districtbot.problems.source import Source
from districtbot.problems.split import Split

CHUNK = 20
"""Items of one chunk."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some items of one family in one split, by their indices.

    Attributes:
        split: The split.
        family: The family.
        first: The first index.
        n: How many.
    """

    split: Split
    family: str
    first: int
    n: int = CHUNK

    @property
    def name(self) -> str:
        """A file's name."""
        return f"{self.split}-{self.family}-{self.first:06d}-{self.n}"


@dataclass(frozen=True, slots=True)
class MadeItem:
    """An item and whether it stood its test.

    Attributes:
        item: The item; ``None`` where no map will do for its family, or where it broke.
        fault: What is wrong with it; empty where it is verified.
    """

    item: Item | None
    fault: str = ""


def make_chunk(source: Source, chunk: Chunk) -> list[MadeItem]:
    """Draw and verify the items of a chunk.

    A coding problem's solution is run and judged, and empty code refused; a dialogue is played
    again on a fresh desk and must give the same to the letter, and doing nothing be refused.
    """
    indices = range(chunk.first, chunk.first + chunk.n)
    return [_sound(source, chunk.split, chunk.family, index) for index in indices]


def _sound(source: Source, split: Split, name: str, index: int) -> MadeItem:
    """An item; what a family does wrong costs this item and is told, not the whole set."""
    try:
        return _made(source, split, name, index)
    except AskError:
        raise
    except Exception as error:  # noqa: BLE001 - a family's bug, told with the item
        return MadeItem(None, f"{item_id(split, name, index)} broke: {error!r}")


def _made(source: Source, split: Split, name: str, index: int) -> MadeItem:
    family = family_named(name)
    if isinstance(family, CodingFamily):
        found = draw_coding(source, split, family, index)
        if found is None:
            return MadeItem(None)
        item, coding = found
        reason = judged(coding, runner().solved(coding)).reason
        if not reason and not coding.check(Outcome(True)):
            reason = "an empty answer passes"
        return MadeItem(item, reason)
    drawn = draw_dialogue(source, split, family, index)
    if drawn is None:
        return MadeItem(None)
    dialogue, talk = drawn
    rng = rng_of("ordeal", source.set_name, item_id(split, name, index))
    trial = try_dialogue(dialogue, talk.made, rng, n_mutants=0)
    faults = [*trial.faults, *(f"{kind} passes for right" for kind in trial.survived)]
    return MadeItem(dialogue, "; ".join(faults))


@cache
def runner() -> Runner:
    """This process's sandbox, made once."""
    return Runner()
