"""A model sits a dialogue: from end to end, and each message after the right history."""

import time

from districtbot.agent.models.loaded import LoadedModel
from districtbot.evals.given import GivenDialogue
from districtbot.evals.marking import fault_of, graded, marked
from districtbot.evals.records import Record
from districtbot.evals.seat import Played, Seat
from districtbot.evals.sitters import ideal_model
from districtbot.ground.clock import Budget
from districtbot.problems.dialogues.grading import Grade
from districtbot.problems.dialogues.stage import steady_tools
from districtbot.problems.dialogues.state import State


def sit_dialogue(given: GivenDialogue, model: LoadedModel | None, budget: Budget) -> Record:
    """What a model makes of a dialogue.

    From end to end it goes on with its own history up to the first turn that is wrong. Besides,
    each turn is made anew where all before it went as it should.

    Args:
        given: The dialogue.
        model: The model; ``None`` for the ideal one.
        budget: The time for all of it.
    """
    began = time.monotonic()
    item = given.item
    ideal = ideal_model(item)
    sitting = model or ideal
    tools = steady_tools(allow_code=item.allow_code)
    grade, plays = _through(given, sitting, budget)
    turns = [marked(given, 0, plays[0], tools)]
    for number in range(1, len(item.turns)):
        if budget.interrupted:
            break
        played = _after_history(given, number, sitting, ideal, budget)
        turns.append(marked(given, number, played, tools))
    place = grade.turn - 1
    return Record(
        id=item.id,
        kind="dialogue",
        family=item.family,
        topic=item.topic,
        level=item.level,
        phrases=given.newness.phrases,
        map_words=given.newness.map_words,
        new_family=given.newness.new_family,
        ok=grade.ok,
        wrong_turn=grade.turn,
        category=None if grade.ok else fault_of(given, place, grade, plays[place]),
        reason=grade.reason,
        turns=tuple(turns),
        message="" if grade.ok else item.turns[place].user,
        found="" if grade.ok else plays[place].turn.reply,
        seconds=round(time.monotonic() - began, 3),
    )


def _through(
    given: GivenDialogue, model: LoadedModel, budget: Budget
) -> tuple[Grade, list[Played]]:
    """The conversation with the model's own history, up to the first turn that is wrong."""
    plays: list[Played] = []
    states: list[State] = []
    grade = Grade(True)
    with Seat(given.item, given.made, model, budget) as seat:
        for number, turn in enumerate(given.item.turns):
            plays.append(seat.ask(turn.user))
            states.append(plays[-1].state)
            grade = graded(given, number, states)
            if not grade.ok:
                break
    return grade, plays


def _after_history(
    given: GivenDialogue, number: int, model: LoadedModel, ideal: LoadedModel, budget: Budget
) -> Played:
    """What a model makes of one message where the ideal agent answered those before it."""
    with Seat(given.item, given.made, model, budget) as seat:
        for turn in given.item.turns[:number]:
            seat.ask(turn.user, ideal)
        return seat.ask(given.item.turns[number].user)
