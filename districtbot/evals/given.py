"""Items made ready for an exam: drawn anew with their checks, and what is new about them."""

from dataclasses import dataclass

from districtbot.evals.records import Heard
from districtbot.ground.errors import AskError
from districtbot.problems.coding.family import Coding
from districtbot.problems.dialogues.state import State
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.drawing import redrawn_coding, redrawn_dialogue
from districtbot.problems.families import family_named
from districtbot.problems.item import CodingItem, DialogueItem, Item
from districtbot.problems.language.bank import bank
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.maps.naming import style_named
from districtbot.problems.maps.pool import drawn_map
from districtbot.problems.source import Source
from districtbot.tools.calling import Called


@dataclass(frozen=True, slots=True)
class Newness:
    """What about an item no other split has.

    Attributes:
        phrases: Its words.
        map_words: How the columns of its map are called.
        new_family: Whether its family is held out.
    """

    phrases: Heard
    map_words: Heard
    new_family: bool


@dataclass(frozen=True, slots=True)
class GivenDialogue:
    """A dialogue with what comes of the ideal agent's turns.

    Attributes:
        item: The dialogue.
        made: Its map.
        ideal: What there is after each turn.
        called: The calls of each turn with what came of them.
        newness: What about it is new.
    """

    item: DialogueItem
    made: MadeMap
    ideal: tuple[State, ...]
    called: tuple[tuple[Called, ...], ...]
    newness: Newness


@dataclass(frozen=True, slots=True)
class GivenCoding:
    """A coding problem with its check.

    Attributes:
        item: The problem.
        coding: The same with files and check.
        newness: What about it is new.
    """

    item: CodingItem
    coding: Coding
    newness: Newness


def given(source: Source, item: Item) -> "GivenDialogue | GivenCoding":
    """An item made ready.

    Args:
        source: Where it came from.
        item: The item.

    Raises:
        AskError: If this version draws another one in its place.
    """
    if isinstance(item, CodingItem):
        drawn = redrawn_coding(source, item)
        if drawn is None or not _is_same_problem(item, drawn[0]):
            raise _other(item)
        return GivenCoding(item, drawn[1], _newness(source, item, None))
    found = redrawn_dialogue(source, item)
    if found is None or not _is_same_talk(item, found[0]):
        raise _other(item)
    talk = found[1]
    called = tuple(tuple(step.called for step in one.steps) for one in talk.exchanges)
    newness = _newness(source, item, talk)
    return GivenDialogue(item, talk.made, tuple(talk.states), called, newness)


def _is_same_problem(item: CodingItem, drawn: CodingItem) -> bool:
    """Whether a problem asks the same; one that was reworded may say it otherwise."""
    return (
        item.version == drawn.version
        and item.answer == drawn.answer
        and (item.paraphrased or item.instruction == drawn.instruction)
    )


def _is_same_talk(item: DialogueItem, drawn: DialogueItem) -> bool:
    """The same of a dialogue."""
    said = [[turn.user for turn in one.turns] for one in (item, drawn)]
    done = [[(turn.steps, turn.reply) for turn in one.turns] for one in (item, drawn)]
    same_words = item.paraphrased or said[0] == said[1]
    return item.version == drawn.version and done[0] == done[1] and same_words


def _other(item: Item) -> AskError:
    return AskError(
        f"This version of districtbot draws another {item.kind} as {item.id} than the set holds.",
        "Generate the set anew, or use the version that made it (see its manifest.json).",
    )


def _newness(source: Source, item: Item, talk: Talk | None) -> Newness:
    """What no other split has; all that a coding problem of dev or test says is its split's own."""
    family = family_named(item.family)
    trained = item.split == "train"
    own = not trained if talk is None else _has_own_phrases(talk)
    style = None
    if not source.real_maps:
        number = int(item.map.rpartition("-")[2])
        style = style_named(drawn_map(source.set_name, item.split, number).style).split
    return Newness(
        phrases="held out" if own or item.paraphrased else "seen",
        map_words="seen" if style is None and not source.real_maps else "held out",
        new_family=family is not None and family.held_out,
    )


def _has_own_phrases(talk: Talk) -> bool:
    """Whether any phrase that the person drew is one that the training split has not."""
    if talk.speaker.split == "train":
        return False
    shared = bank().shared
    for said in talk.speaker.said:
        section, _, line = said.partition(": ")
        if section not in shared or line not in shared[section]["train"]:
            return True
    return False
