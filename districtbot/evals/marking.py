"""Marks what a model made of one message: by outcome, and call by call."""

import json
from collections.abc import Sequence

from districtbot.evals.calls import is_exact, same_arguments, same_tools
from districtbot.evals.faults import category_of
from districtbot.evals.given import GivenDialogue
from districtbot.evals.records import Category, TurnRecord
from districtbot.evals.seat import Played
from districtbot.problems.dialogues.grading import Grade, compared
from districtbot.problems.dialogues.state import State, meant_by
from districtbot.tools.calling import Called
from districtbot.tools.desk.asked import Asked
from districtbot.tools.tool import Tool

NO_PLAN = "No plan can meet this."
"""How tools begin a proof where their data has no field for it."""
MOST_KEPT = 1_000
"""Letters of an answer that are kept where it could not be used."""
NOTHING_ASKED = json.dumps(Asked().data(), sort_keys=True)
"""What is asked on a new desk, as `State.asked` has it."""
DRAWING = frozenset({"check_feasibility", "improve_plan", "propose_plan"})
"""Tools that find out whether something can be met."""


def graded(given: GivenDialogue, number: int, states: Sequence[State]) -> Grade:
    """What is wrong with the last of some turns, or with an earlier one.

    Args:
        given: The dialogue.
        number: Place of the turn, from 0; so many of ``states`` before it are the ideal's.
        states: What there was after each turn; only the last, where the history was forced.
    """
    before = list(given.ideal[: number + 1 - len(states)])
    return compared(given.item, given.ideal, [*before, *states])


def marked(given: GivenDialogue, number: int, played: Played, tools: Sequence[Tool]) -> TurnRecord:
    """The marks of a turn after the ideal history.

    Args:
        given: The dialogue.
        number: Place of the turn, from 0.
        played: What came of it.
        tools: The tools.
    """
    turn, ideal, want = given.item.turns[number], given.ideal[number], given.called[number]
    grade = graded(given, number, [played.state])
    state, have = played.state, played.turn.calls
    before = given.ideal[number - 1].asked if number else NOTHING_ASKED
    asked_ok, spoke = meant_by(ideal.asked) == meant_by(state.asked), state.ending != "nothing"
    held = sum(fact.casefold() in state.reply.casefold() for fact in turn.facts)
    chances = [one.confidence for one in played.written if one.confidence is not None]
    logprobs = [one.mean_logprob for one in played.written if one.mean_logprob is not None]
    return TurnRecord(
        turn=number + 1,
        ok=grade.ok,
        part=grade.part,
        reason=grade.reason,
        category=None if grade.ok else fault_of(given, number, grade, played),
        right_tool=spoke and same_tools(want, have),
        right_args=spoke and same_arguments(tools, want, have, asked_same=asked_ok),
        exact=spoke and is_exact(tools, want, have),
        asked_ok=asked_ok,
        asks=not (asked_ok and ideal.asked == before),
        facts=(len(turn.facts), held),
        ending=(ideal.ending, state.ending),
        unsolvable=(
            is_unsolvable(want, ideal),
            is_unsolvable(have, state) or _turned_down(ideal, state),
        ),
        draws=any(one.name in DRAWING for one in want) or is_unsolvable(want, ideal),
        message=turn.user,
        want=tuple((one.name, one.arguments) for one in want),
        calls=tuple((one.name, one.arguments) for one in have),
        ideal=turn.reply,
        reply=played.turn.reply,
        own=played.own,
        unused=_unused(played),
        rebuilt=played.turn.rebuilt,
        confidence=min(chances, default=None),
        mean_logprob=min(logprobs, default=None),
        answers=len(played.written),
        seconds=round(played.turn.seconds, 4),
        model_seconds=round(sum(one.seconds for one in played.written), 4),
    )


def _unused(played: Played) -> str:
    """What the model wrote last, where it has no words of its own."""
    if played.own or not played.written:
        return ""
    return played.written[-1].text[:MOST_KEPT]


def fault_of(given: GivenDialogue, number: int, grade: Grade, played: Played) -> Category:
    """The kind of error of a turn that is wrong."""
    want = given.ideal[number], given.called[number]
    return category_of(grade, given.item.turns[number].facts, want, played)


def is_unsolvable(calls: Sequence[Called], state: State) -> bool:
    """Whether a turn ends with a proof that no plan will do, or with a plan that misses a target.

    Args:
        calls: Its calls.
        state: What there is after it.
    """
    looked = [one for one in calls if one.ok]
    for one in reversed(looked):
        if one.data.get("impossible") or NO_PLAN in one.text:
            return True
        if one.changed:
            break
    searched = any(one.name in DRAWING for one in looked)
    return searched and bool(state.plan) and bool(state.missed)


def _turned_down(ideal: State, state: State) -> bool:
    """Whether a request was declined that should not have been: it was taken for impossible."""
    return state.ending == "decline" and ideal.ending != "decline"
