"""docs/families.md: every family of problems, with an example from the shipped set."""

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from districtbot.problems.coding.family import CodingFamily
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.families import coding_families, dialogue_families
from districtbot.problems.item import CodingItem, DialogueItem, Item
from districtbot.problems.shelf import read_items

SET = Path(__file__).parent.parent / "datasets" / "core-1"
HEAD = """\
# Families of problems

{n_coding} families of coding problems and {n_dialogues} of dialogues, each a module of
`districtbot/problems/{{coding,dialogues}}/families`. The examples are items of the shipped set
`datasets/core-1`; `districtbot problems show datasets/core-1 FAMILY` shows one in full, and
[problems.md](problems.md) says how they are made and verified.

"""
MOST_TEXT = 700
"""Letters of an example's reply or observation that are shown."""
MOST_TURNS = 3


def families_page() -> str:
    """docs/families.md."""
    examples = _examples()
    coding, dialogues = coding_families(), dialogue_families()
    parts = [HEAD.format(n_coding=len(coding), n_dialogues=len(dialogues))]
    for title, families in (("Coding problems", coding), ("Dialogues", dialogues)):
        parts.append(f"# {title}\n\n")
        order = sorted(families, key=lambda one: (one.topic, one.name))
        for topic, some in groupby(order, key=lambda one: one.topic):
            parts.append(f"## {topic.capitalize()}\n\n")
            parts += [_family(one, examples.get(one.name)) for one in some]
    return "".join(parts).rstrip() + "\n"


def _examples() -> dict[str, Item]:
    """The easiest item of each family, the shortest of these; of the test split where held out."""
    found: dict[str, Item] = {}
    for item in read_items(SET):
        best = found.get(item.family)
        if best is None or _ease(item) < _ease(best):
            found[item.family] = item
    return found


def _ease(item: Item) -> tuple[bool, bool, int, str]:
    return (item.split != "train", item.level == 1, abs(len(item.question) - 240), item.id)


def _family(family: CodingFamily | DialogueFamily, item: Item | None) -> str:
    held = "; in the test split only" if family.held_out else ""
    head = f"### {family.name}\n\n{family.title} (version {family.version}{held}).\n\n"
    if item is None:
        return head
    return head + "".join(_coding(item) if isinstance(item, CodingItem) else _dialogue(item))


def _coding(item: CodingItem) -> Iterator[str]:
    yield "".join(f"> {line}".rstrip() + "\n" for line in item.instruction.splitlines())
    yield f"\n```python\n{item.solution.rstrip()}\n```\n\n"


def _dialogue(item: DialogueItem) -> Iterator[str]:
    yield "```text\n"
    for turn in item.turns[:MOST_TURNS]:
        yield f"Person: {turn.user}\n"
        for step in turn.steps:
            yield f"  {step.tool} {json.dumps(step.args, ensure_ascii=False)}\n"
        yield f"Agent: {_short(turn.reply)}\n"
    if len(item.turns) > MOST_TURNS:
        yield "...\n"
    yield "```\n\n"


def _short(text: str) -> str:
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}..."
