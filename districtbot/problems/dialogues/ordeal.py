"""Puts a dialogue to the test: the right answer passes, and wrong ones do not."""

import random
from collections.abc import Iterator, Sequence

from districtbot.problems.dialogues.grading import compared, ideal_of
from districtbot.problems.dialogues.played import Answer, answers_of, played
from districtbot.problems.dialogues.state import State, meant_by
from districtbot.problems.dialogues.wrong import Wrong, empty, everything, mutants
from districtbot.problems.item import DialogueItem
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.trial import Trial

N_MUTANTS = 3
"""Mutants of each dialogue."""


def try_dialogue(
    item: DialogueItem,
    made: MadeMap,
    rng: random.Random,
    sibling: Sequence[Answer] | None = None,
    n_mutants: int = N_MUTANTS,
    ideal: Sequence[State] | None = None,
) -> Trial:
    """Compare a dialogue with what comes of playing it, and put wrong answers to its judge.

    Args:
        item: The dialogue.
        made: Its map.
        rng: Which mutants.
        sibling: The right answer to another dialogue.
        n_mutants: How many mutants; with none, the right answer and the empty one are all.
        ideal: What came of playing it again, where that was done already.
    """
    trial = Trial()
    ideal = ideal_of(item, made) if ideal is None else ideal
    trial.faults += _differences(item, ideal)
    answers = answers_of(item)
    right = compared(item, ideal, ideal)
    if not right.ok:
        trial.faults.append(f"turn {right.turn}: the ideal answer is refused: {right.reason}")
    wrong = [empty(answers), *mutants(answers, rng, n_mutants)]
    if n_mutants:
        wrong.append(everything(answers))
    if sibling is not None:
        wrong.append(Wrong("sibling", tuple(sibling)))
    for one in wrong:
        _count(item, made, ideal, one, trial)
    return trial


def _differences(item: DialogueItem, ideal: Sequence[State]) -> list[str]:
    """Where a dialogue that is played again goes another way than is written."""
    found = []
    for number, (turn, state) in enumerate(zip(item.turns, ideal, strict=True), 1):
        for step, text in zip(turn.steps, state.texts, strict=False):
            if step.observation != text:
                found.append(f"turn {number}, {step.tool}: gave {text!r}, not {step.observation!r}")
        if len(turn.steps) != len(state.texts):
            found.append(f"turn {number}: {len(state.texts)} calls, not {len(turn.steps)}")
        found += [
            f"turn {number}: the reply lacks {fact!r}"
            for fact in turn.facts
            if fact.casefold() not in turn.reply.casefold()
        ]
    return found


def _count(
    item: DialogueItem, made: MadeMap, ideal: Sequence[State], one: Wrong, trial: Trial
) -> None:
    """Judge a wrong answer; one that comes to the same as the right one is not wrong.

    A sibling's answer may be the same in other words: two remarks off the subject are both
    declined, and who says what the counties and how many the people are, answers either question.
    """
    states: list[State] = []

    def watched() -> Iterator[State]:
        for state in played(item, made, one.answers, ideal):
            states.append(state)
            yield state

    verdict = compared(item, ideal, watched())
    in_words = one.kind == "sibling"
    if verdict.ok and _outcomes(states, in_words) == _outcomes(ideal, in_words):
        trial.count_same(one.kind)
        return
    trial.count(one.kind, refused=not verdict.ok)


def _outcomes(states: Sequence[State], in_words: bool) -> list[tuple[object, ...]]:
    """What came of each turn, but for how a tool was asked that gave the same.

    Args:
        states: What there was after each turn.
        in_words: Whether what was looked at and said may be other, as long as it is right.
    """
    return [
        (
            *(meant_by(state.asked), state.plan, state.roles, state.names, state.ending),
            () if in_words else tuple((look.tool, look.text) for look in state.looks),
            "" if in_words else state.reply,
        )
        for state in states
    ]
