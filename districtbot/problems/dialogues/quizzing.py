"""How a person asks and an ideal agent answers: one call, and what it gave in words."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import a_question
from districtbot.problems.language.questions.question import (
    Question,
    QuestionKind,
    Scene,
    answered,
    joined,
    say_answer,
    worded,
)
from districtbot.tools.desk.known import CURRENT
from districtbot.tools.words import RACE_NOTE

AGAIN = 0.35
"""Share (0..1) of questions after which the person goes on with the same of something else."""
BOTH = (0.0, 0.2, 0.3)
"""Share (0..1) of messages, by level, that ask two things."""
_TURNS = ((1, 1), (1, 2), (2, 3))


def scene_of(talk: Talk) -> Scene:
    """What there is to ask about: the plan on the desk, if there is one."""
    return Scene(talk.made, talk.desk, CURRENT if talk.desk.plan is not None else "")


def scene_of_column(talk: Talk) -> Scene:
    """The plan of a column of the map; none where the map has no such column."""
    columns = talk.made.state.columns.plans
    return Scene(talk.made, talk.desk, talk.rng.choice(columns) if columns else "")


def ask(talk: Talk, *questions: Question, text: str = "") -> None:
    """The person asks one thing or several in one message; the agent answers all of it.

    Args:
        talk: The conversation.
        *questions: What is asked.
        text: The message, where it is worded already.
    """
    if not text:
        one = len(questions) == 1
        text = (
            worded(talk.speaker, questions[0], level=talk.level)
            if one
            else joined(talk.speaker, questions, level=talk.level)
        )
    talk.user(text, asks=[question.section for question in questions])
    said: list[str] = []
    facts: list[str] = []
    note = False
    for question in questions:
        thought = talk.agent.say(f"asks.thought_{question.tool}")
        called = talk.call(question.tool, question.args, thought=thought)
        answer = answered(question, called)
        said.append(_ended(say_answer(talk.agent, answer)))
        facts += answer.facts
        note = note or RACE_NOTE in called.text
    if note:
        said.append(RACE_NOTE)
    talk.reply(" ".join(said), *dict.fromkeys(facts))


def inquire(
    talk: Talk,
    kinds: Sequence[QuestionKind],
    scene_fn: Callable[[Talk], Scene] = scene_of,
    turns: int | None = None,
) -> None:
    """The person asks one question after the other.

    Args:
        talk: The conversation.
        kinds: What may be asked.
        scene_fn: What there is to ask about.
        turns: How many messages, those that go on from another not counted; by level without.

    Raises:
        ValueError: If the map can serve none of the kinds.
    """
    n = talk.rng.randint(*_TURNS[talk.level - 1]) if turns is None else turns
    for turn in range(n):
        scene = scene_fn(talk)
        question = a_question(talk.rng, scene, kinds)
        if question is None:
            if turn == 0:
                raise ValueError(f"nothing of {[kind.name for kind in kinds]} can be asked")
            return
        other = None
        if talk.rng.random() < BOTH[talk.level - 1]:
            other = a_question(talk.rng, scene, kinds)
        if other is not None and (other.tool, other.args) != (question.tool, question.args):
            ask(talk, question, other)
            continue
        ask(talk, question)
        if talk.level > 1 and talk.rng.random() < AGAIN:
            go_on(talk, question)


def go_on(talk: Talk, question: Question) -> Question | None:
    """The person asks the same of something else in few words; ``None`` where nothing is left."""
    for _ in range(5):
        more = question.again(talk.rng) if question.again is not None else None
        if more is not None and more.args != question.args:
            ask(talk, more)
            return replace(more, again=more.again or question.again)
    return None


def _ended(text: str) -> str:
    return text if text[-1] in ".?!)" else f"{text}."
