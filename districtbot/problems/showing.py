"""Items as a person reads them, and the files of a coding problem."""

import json
from collections.abc import Sequence
from pathlib import Path

from districtbot.ground.errors import AskError, some_of
from districtbot.ground.seeds import rng_of
from districtbot.problems.drawing import redrawn_coding
from districtbot.problems.formats import fenced, files_told
from districtbot.problems.item import CodingItem, DialogueItem, Item, TurnItem
from districtbot.problems.shelf import read_items, read_manifest
from districtbot.problems.spec import Kind
from districtbot.problems.split import Split
from districtbot.problems.verify import source_of


def chosen(
    path: Path,
    names: Sequence[str],
    kind: Kind | None,
    split: Split | None,
    n: int,
    seed: int,
) -> list[Item]:
    """Items of a set by their id, or some at random.

    Args:
        path: The set.
        names: Ids; a family's name stands for its first item.
        kind: Only these.
        split: Only these.
        n: How many, where no id is given.
        seed: Which.

    Raises:
        AskError: If an id is not there.
    """
    items = list(read_items(path, kind, split))
    if not names:
        return rng_of("show", seed).sample(items, min(n, len(items)))
    found = {item.id: item for item in items}
    for item in items:
        found.setdefault(item.family, item)
    missing = [name for name in names if name not in found]
    if missing:
        raise AskError(
            f"There is no item {some_of(missing)} in {path}.",
            f"Ids are like {items[0].id}; `districtbot problems stats` lists the families.",
        )
    return [found[name] for name in names]


def as_text(item: Item) -> str:
    """An item as a person reads it, in Markdown."""
    head = f"## {item.id}\n\n{item.topic}, level {item.level}, map {item.map}\n\n"
    body = _coding(item) if isinstance(item, CodingItem) else _dialogue(item)
    return f"{head}{body}\n"


def _coding(item: CodingItem) -> str:
    answer = "" if item.answer is None else f"\n\nAnswer: {_short(item.answer)}"
    return f"{item.instruction}\n\n{files_told(item)}\n\n{fenced(item.solution)}{answer}"


def _dialogue(item: DialogueItem) -> str:
    return "\n\n".join(_turn(turn) for turn in item.turns)


def _turn(turn: TurnItem) -> str:
    lines = [f"**Person:** {turn.user}"]
    for step in turn.steps:
        if step.thought:
            lines.append(f"*{step.thought}*")
        lines.append(f"`{step.tool} {json.dumps(step.args, ensure_ascii=False)}`")
        lines.append(f"> {step.observation}".replace("\n", "\n> "))
    return "\n\n".join([*lines, f"**Agent:** {turn.reply}"])


def _short(answer: object) -> str:
    text = json.dumps(answer, ensure_ascii=False)
    return text if len(text) <= 600 else f"{text[:600]}..."


def write_files(path: Path, items: Sequence[Item], folder: Path, maps: Sequence[Path] = ()) -> None:
    """Write the files of coding problems, a folder each where there are several.

    Args:
        path: The set.
        items: Items of it.
        folder: Where they go.
        maps: The real maps it was made on, if it was.

    Raises:
        AskError: If there is no coding problem among them, or the set cannot be drawn anew.
    """
    problems = [item for item in items if isinstance(item, CodingItem)]
    if not problems:
        raise AskError("Dialogues have no files.", "Name a coding problem.")
    source = source_of(read_manifest(path), maps)
    for item in problems:
        found = redrawn_coding(source, item)
        if found is None:
            raise AskError(f"{item.id} cannot be drawn anew.", "Verify the set.")
        home = folder if len(problems) == 1 else folder / item.id.replace("/", "-")
        home.mkdir(parents=True, exist_ok=True)
        for one in found[1].files:
            one.write_fn(home / one.name)
