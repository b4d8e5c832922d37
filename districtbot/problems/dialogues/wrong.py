"""Answers to a dialogue that are wrong, made from the right one by one mistake."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from districtbot.problems.dialogues.played import Answer

_NUMBER = re.compile(r"\d")
_NUMBER_END = re.compile(r"\d(?![\d.,]*\d)")
_SWAPS = {
    "at_least": "at_most",
    "at_most": "at_least",
    "mean": "minimum",
    "minimum": "mean",
    "dem": "rep",
    "rep": "dem",
    "vap": "population",
    "undo": "redo",
    "redo": "undo",
    "together": "apart",
    "keep_together": "keep_apart",
    "keep_apart": "keep_together",
    "lock": "unlock",
    "polsby_popper": "reock",
    "population_deviation": "population_range",
    "population_range": "population_deviation",
    "region_splits": "region_pieces",
}
"""What is easily taken for what."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong answer.

    Attributes:
        kind: The mistake.
        answers: What is done and said in each turn.
    """

    kind: str
    answers: tuple[Answer, ...]


def empty(answers: Sequence[Answer]) -> Wrong:
    """Nothing is done and nothing said."""
    return Wrong("empty", tuple(Answer() for _ in answers))


def everything(answers: Sequence[Answer]) -> Wrong:
    """All is asked, all is looked at, and all of it told, whatever the person said."""
    targets = [
        {"measure": "population_deviation", "at_most": "1%"},
        {"measure": "polsby_popper", "at_least": 0.2},
        {"measure": "cut_edges", "at_most": 10_000},
    ]
    looks = ("describe_map", "show_columns", "list_targets", "list_versions", "score_plan")
    calls: tuple[tuple[str, dict[str, Any]], ...] = (
        ("set_targets", {"districts": 4, "targets": targets}),
        *((name, {}) for name in looks),
        *(("look_up", {"rank": rank}) for rank in ("counties", "units", "districts")),
    )
    told = " ".join(str(number) for number in range(1, 400))
    return Wrong("everything", tuple(Answer(calls, told) for _ in answers))


def mutants(answers: Sequence[Answer], rng: random.Random, most: int) -> tuple[Wrong, ...]:
    """The right answer with one mistake each, of different kinds where there are.

    Args:
        answers: The right answer.
        rng: Which mistakes.
        most: How many.
    """
    found = list(_mutants(answers))
    rng.shuffle(found)
    kinds: dict[str, list[Wrong]] = {}
    for one in found:
        kinds.setdefault(one.kind, []).append(one)
    rounds = [one for depth in range(most) for line in kinds.values() for one in line[depth:][:1]]
    return tuple(rounds[:most])


def _mutants(answers: Sequence[Answer]) -> Iterator[Wrong]:
    """Every answer with one mistake."""
    for turn, answer in enumerate(answers):
        for place, (name, args) in enumerate(answer.calls):
            for kind, call in _wrong_calls(name, args):
                calls = (*answer.calls[:place], *call, *answer.calls[place + 1 :])
                yield Wrong(kind, _with(answers, turn, Answer(calls, answer.reply)))
        for reply in _slips(answer.reply):
            yield Wrong("number in the reply", _with(answers, turn, Answer(answer.calls, reply)))


def _with(answers: Sequence[Answer], turn: int, answer: Answer) -> tuple[Answer, ...]:
    return (*answers[:turn], answer, *answers[turn + 1 :])


Calls = tuple[tuple[str, dict[str, Any]], ...]


def _wrong_calls(name: str, args: dict[str, Any]) -> Iterator[tuple[str, Calls]]:
    """Calls that take the place of one, each with its kind."""
    yield "left out", ()
    if name in _SWAPS:
        yield "other tool", ((_SWAPS[name], args),)
    if name in ("ask_user", "decline"):
        yield "drawn unasked", (("set_targets", {"districts": 4}), ("propose_plan", {}))
        return
    for kind, changed in _changed(args):
        yield kind, ((name, changed),)
    if name == "set_targets":
        extra = {"measure": "population_persons", "at_most": 77_777}
        more = {**args, "targets": [*args.get("targets", ()), extra]}
        yield "invented target", ((name, more),)


def _changed(value: Any) -> Iterator[tuple[str, Any]]:
    """A value with one thing in it changed, each way with its kind."""
    if isinstance(value, dict):
        for key, inner in value.items():
            for kind, changed in _changed(inner):
                yield kind, {**value, key: changed}
            if key in _SWAPS:
                pairs = ((_SWAPS[key] if name == key else name, one) for name, one in value.items())
                yield "other bound", dict(pairs)
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            if len(value) > 1 or isinstance(inner, dict):
                yield "one left out", [*value[:place], *value[place + 1 :]]
            for kind, changed in _changed(inner):
                yield kind, [*value[:place], changed, *value[place + 1 :]]
    else:
        yield from _changed_leaf(value)


def _changed_leaf(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, bool):
        yield "switch", not value
    elif isinstance(value, int):
        yield "off by one", value + 1
        if value > 2:
            yield "off by one", value - 1
    elif isinstance(value, float):
        yield "other number", round(value + 0.05, 6)
    elif isinstance(value, str):
        if value in _SWAPS:
            yield "other word", _SWAPS[value]
        elif value.endswith("%") and _NUMBER.search(value):
            number = float(value.removesuffix("%"))
            yield "ten times", f"{min(number * 10, 99):g}%"
            yield "other number", f"{number + 0.5:g}%"


def _slips(reply: str) -> Iterator[str]:
    """A reply with one digit changed, for the last digit of each number."""
    for found in _NUMBER_END.finditer(reply):
        at = found.end() - 1
        yield f"{reply[:at]}{(int(reply[at]) + 3) % 10}{reply[at + 1 :]}"
