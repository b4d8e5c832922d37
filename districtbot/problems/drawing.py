"""Draws one item: the same set, split, family and index give the same item."""

import tempfile
from pathlib import Path
from typing import TypeVar

from districtbot.ground.seeds import seed_of
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.talk import Exchange, Talk
from districtbot.problems.families import family_named
from districtbot.problems.item import (
    CodingItem,
    DialogueItem,
    FileItem,
    StepItem,
    TurnItem,
)
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.source import Source, level_of
from districtbot.problems.split import Split

_Talk = TypeVar("_Talk", bound=Talk)


def draw_coding(
    source: Source, split: Split, family: CodingFamily, index: int
) -> tuple[CodingItem, Coding] | None:
    """A coding problem as data, and with its check; ``None`` where no map will do."""
    rng = source.rng(split, family.name, index)
    level = level_of(rng)
    made = source.a_map(split, rng, family.needs)
    if made is None:
        return None
    coding = family.make(Setting(made, level, rng, Speaker.drawn(rng, split, source.edition)))
    item = CodingItem(
        id=item_id(split, family.name, index),
        split=split,
        family=family.name,
        topic=family.topic,
        version=family.version,
        index=index,
        level=level,
        map=made.key,
        instruction=coding.instruction,
        files=tuple(FileItem(name=one.name, about=one.about) for one in coding.files),
        solution=coding.solution,
        answer=coding.answer,
        params=dict(coding.params),
    )
    return item, coding


def draw_dialogue(
    source: Source, split: Split, family: DialogueFamily, index: int
) -> tuple[DialogueItem, Talk] | None:
    """A dialogue as data, and as it was played; ``None`` where no map will do."""
    return draw_watched(source, split, family, index, Talk)


def draw_watched(
    source: Source, split: Split, family: DialogueFamily, index: int, talk_type: type[_Talk]
) -> tuple[DialogueItem, _Talk] | None:
    """A dialogue whose talk somebody watches.

    Args:
        source: Where it comes from.
        split: Of which split.
        family: Its family.
        index: Which of the family's items.
        talk_type: What plays it: `Talk`, or a kind of it that keeps what it sees.
    """
    rng = source.rng(split, family.name, index)
    level = level_of(rng)
    made = source.a_map(split, rng, family.needs)
    if made is None:
        return None
    seed = seed_of("desk", source.set_name, split, family.name, index) % 2**31
    speaker = Speaker.drawn(rng, split, source.edition)
    with tempfile.TemporaryDirectory(prefix="districtbot-") as folder:
        talk = talk_type(
            made,
            rng,
            speaker,
            level=level,
            seed=seed,
            out=Path(folder),
            allow_code=family.allow_code,
        )
        family.act(talk)
        talk.close()
    item = DialogueItem(
        id=item_id(split, family.name, index),
        split=split,
        family=family.name,
        topic=family.topic,
        version=family.version,
        index=index,
        level=level,
        map=made.key,
        seed=seed,
        allow_code=talk.allow_code,
        turns=tuple(map(_turn, talk.exchanges)),
    )
    return item, talk


def redrawn_coding(source: Source, item: CodingItem) -> tuple[CodingItem, Coding] | None:
    """A coding problem drawn anew; ``None`` where it cannot be."""
    family = family_named(item.family)
    if not isinstance(family, CodingFamily):
        return None
    return draw_coding(source, item.split, family, item.index)


def redrawn_dialogue(source: Source, item: DialogueItem) -> tuple[DialogueItem, Talk] | None:
    """A dialogue drawn anew; ``None`` where it cannot be."""
    family = family_named(item.family)
    if isinstance(family, CodingFamily):
        return None
    return draw_dialogue(source, item.split, family, item.index)


def item_id(split: Split, family: str, index: int) -> str:
    """The name of an item in its set."""
    return f"{split}/{family}/{index:05d}"


def _turn(exchange: Exchange) -> TurnItem:
    steps = (
        StepItem(
            thought=step.thought,
            tool=step.called.name,
            args=step.args,
            ok=step.called.ok,
            observation=step.called.text,
        )
        for step in exchange.steps
    )
    return TurnItem(
        user=exchange.user,
        steps=tuple(steps),
        reply=exchange.reply,
        facts=exchange.facts,
        means=exchange.means,
    )
