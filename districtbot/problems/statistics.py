"""How many items of what kind a set has, and how long they are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from districtbot.problems.item import CodingItem, Item
from districtbot.problems.source import LEVELS


@dataclass(slots=True)
class Tally:
    """The items of one kind in one split.

    Attributes:
        n: Items.
        families: Family to items.
        topics: Topic to items.
        levels: Level to items.
        maps: Maps in use.
        letters: Letters of each question.
        turns: Messages of the person in each dialogue.
        tools: Tool to calls.
    """

    n: int = 0
    families: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    levels: Counter[int] = field(default_factory=Counter)
    maps: set[str] = field(default_factory=set)
    letters: list[int] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)
    tools: Counter[str] = field(default_factory=Counter)

    def add(self, item: Item) -> None:
        """Count an item."""
        self.n += 1
        self.families[item.family] += 1
        self.topics[item.topic] += 1
        self.levels[item.level] += 1
        self.maps.add(item.map)
        self.letters.append(len(item.question))
        if not isinstance(item, CodingItem):
            self.turns.append(len(item.turns))
            self.tools.update(step.tool for turn in item.turns for step in turn.steps)

    def data(self) -> dict[str, Any]:
        """As JSON data."""
        found: dict[str, Any] = {
            "items": self.n,
            "families": dict(sorted(self.families.items())),
            "topics": dict(sorted(self.topics.items())),
            "levels": {str(level): n for level, n in sorted(self.levels.items())},
            "maps": len(self.maps),
            "question_letters": spread(self.letters),
        }
        if self.turns:
            found["turns"] = spread(self.turns)
            found["tools"] = dict(self.tools.most_common())
        return found


def tallies(items: Iterable[Item]) -> dict[tuple[str, str], Tally]:
    """Kind and split to a tally."""
    found: dict[tuple[str, str], Tally] = {}
    for item in items:
        found.setdefault((item.kind, item.split), Tally()).add(item)
    return found


HEADER = ("kind", "split", "items", "families", "maps", "median letters", "levels 1/2/3")


def rows_of(found: Mapping[tuple[str, str], Tally]) -> list[tuple[str, ...]]:
    """A row of a table under `HEADER` for each kind and split, in order."""
    return [
        (
            *key,
            f"{one.n:,}",
            str(len(one.families)),
            str(len(one.maps)),
            f"{spread(one.letters)['median']:.0f}",
            "/".join(str(one.levels[level]) for level in LEVELS),
        )
        for key, one in sorted(found.items())
    ]


def items_by_family(found: Mapping[tuple[str, str], Tally]) -> dict[tuple[str, str], int]:
    """Kind and family to the number of items in all splits, in order."""
    counts: Counter[tuple[str, str]] = Counter()
    for (kind, _), tally in found.items():
        counts.update({(kind, family): n for family, n in tally.families.items()})
    return dict(sorted(counts.items()))


def spread(numbers: Iterable[int]) -> dict[str, float]:
    """Smallest, median, 95th percentile and largest of numbers; empty for none."""
    values = np.array(list(numbers), dtype=float)
    if not len(values):
        return {}
    return {
        "least": float(values.min()),
        "median": float(np.median(values)),
        "p95": float(np.round(np.percentile(values, 95), 1)),
        "most": float(values.max()),
    }
