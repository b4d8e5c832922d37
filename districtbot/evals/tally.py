"""Errors sorted into categories, with examples."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from districtbot.evals.records import Category, Record, TurnRecord

MOST_EXAMPLES = 3
MOST_LETTERS = 400
"""Letters of each part of an example."""


@dataclass(frozen=True, slots=True)
class Example:
    """An error as it happened.

    Attributes:
        id: The item; with the turn behind it.
        message: What the person said.
        expected: What should have been done or said.
        found: What was.
        reason: What is wrong with it.
    """

    id: str
    message: str
    expected: str
    found: str
    reason: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A category of errors.

    Attributes:
        category: Its name.
        n: How many there are.
        share: Share (0..1) of all turns and coding tries.
        examples: The first few, by item.
    """

    category: Category
    n: int
    share: float
    examples: tuple[Example, ...]


def faults_of(records: Sequence[Record], n_examples: int = MOST_EXAMPLES) -> tuple[Fault, ...]:
    """Categories of errors, the most frequent first; turns after the right history count.

    Args:
        records: What one model did.
        n_examples: Examples of each.
    """
    found: Mapping[Category, list[Example]] = defaultdict(list)
    counts: Counter[Category] = Counter()
    total = 0
    for record in records:
        total += len(record.turns) or 1
        for category, example in _errors(record):
            counts[category] += 1
            if len(found[category]) < n_examples:
                found[category].append(example)
    order = sorted(counts, key=lambda one: (-counts[one], one))
    return tuple(Fault(one, counts[one], counts[one] / total, tuple(found[one])) for one in order)


def _errors(record: Record) -> list[tuple[Category, Example]]:
    if not record.turns:
        if record.category is None:
            return []
        example = Example(
            record.id, _short(record.message), "code that passes", _short(record.found),
            _short(record.reason),
        )  # fmt: skip
        return [(record.category, example)]
    return [
        (turn.category, _example(record.id, turn))
        for turn in record.turns
        if turn.category is not None
    ]


def _example(name: str, turn: TurnRecord) -> Example:
    return Example(
        f"{name}, turn {turn.turn}",
        _short(turn.message),
        _short(_done(turn.want, turn.ideal)),
        _short(_done(turn.calls, turn.own or turn.unused)),
        _short(turn.reason),
    )


def _done(calls: Sequence[tuple[str, Mapping[str, object]]], reply: str) -> str:
    """Calls and words in a line."""
    shown = "; ".join(
        f"{name}({', '.join(f'{key}={value!r}' for key, value in args.items())})"
        for name, args in calls
    )
    return f"{shown} -> {reply}" if shown else reply


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST_LETTERS else f"{line[: MOST_LETTERS - 3]}..."
