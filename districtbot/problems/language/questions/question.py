"""A question: its words, the one call that answers it, and how the answer is told."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from districtbot.problems.language.sayings import capital
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.language.values import Text, Value, Words
from districtbot.problems.maps.made import MadeMap
from districtbot.tools.calling import Called
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.known import CURRENT
from districtbot.tools.kit.wording import shown_number

HALF = 0.005
"""A percentage in the data is rounded to two decimals, from which one decimal may go either way."""
BESIDE = (0.0, 0.15, 0.4)
"""Share (0..1) of messages, by level, with something beside the question."""
_TELLING = (
    *("tell", "say", "give", "show", "list", "remind", "explain", "name", "look", "find", "use"),
    *("i", "i'd", "i'm", "please", "let", "check", "read", "compare", "score", "draw", "make"),
    *("we", "we're", "just"),
)
"""How a message begins, after which there stands no question mark."""
_OPENERS = (
    *("what", "what's", "how", "which", "who", "where", "why", "is", "are", "can", "could", "do"),
    *("does", "did", "would", "will", "has", "have", "any", "may", "not", *_TELLING),
)
"""Words at the beginning of a message that are no names."""
QUESTION = "~"
"""Stands for the question in the frames of the bank."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a question can be about.

    Attributes:
        made: The map.
        desk: The desk.
        plan: The plan that is meant: ``current``, a plan column; empty for none.
    """

    made: MadeMap
    desk: Desk
    plan: str = ""

    @property
    def districts(self) -> tuple[str, ...]:
        """Names of the plan's districts; empty where no plan is meant."""
        return self.desk.plan_named(self.plan).names if self.plan else ()

    @property
    def current(self) -> bool:
        """Whether the plan on the desk is meant."""
        return self.plan == CURRENT

    @property
    def plan_args(self) -> dict[str, Any]:
        """The argument that names the plan; none for the one on the desk."""
        return {"plan": self.plan} if self.plan and not self.current else {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of a result.

    Attributes:
        section: Where the bank has the words.
        slots: What fills them: numbers and names as the result shows them.
        facts: Pieces that any right answer holds.
    """

    section: str
    slots: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[str, ...] = ()


TellFn = Callable[[Called], Answer]
"""Says what a tool's result tells."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a person asks.

    Attributes:
        section: Where the bank has its words: ``section/ask`` for whole questions,
            ``section.wh`` for clauses that begin with a question word, ``section/phrase`` for
            what is asked for as a noun.
        slots: What fills them.
        tool: The tool that answers it.
        args: Its arguments.
        tell: What to say of the result.
        ok: Whether the tool can answer it; else its error is the answer.
        plan: The plan it is about; empty for none.
        again: Draws a question that goes on from it: the same of something else.
    """

    section: str
    slots: Mapping[str, Value]
    tool: str
    args: Mapping[str, Any]
    tell: TellFn
    ok: bool = True
    plan: str = ""
    again: "Callable[[random.Random], Question | None] | None" = None


DrawFn = Callable[[random.Random, Scene], Question | None]
"""Draws a question; ``None`` where map or desk cannot serve it."""


@dataclass(frozen=True, slots=True)
class QuestionKind:
    """Questions of one construction.

    Attributes:
        name: ``subject.construction``.
        draw: Draws one; ``None`` where map or desk cannot serve it.
        weight: How often it is drawn, beside others.
    """

    name: str
    draw: DrawFn
    weight: float = 1.0


def refused(called: Called) -> Answer:
    """The answer where the tool has said what is wrong."""
    return Answer("reply.asks.refused", {"why": called.text}, ())


def answered(question: Question, called: Called) -> Answer:
    """What to say of what came of a question's call."""
    return question.tell(called) if called.ok else refused(called)


def say_answer(agent: Speaker, answer: Answer) -> str:
    """An answer in words, with a capital at its beginning."""
    text = agent.say(answer.section, {name: Words(value) for name, value in answer.slots.items()})
    return capital(text.replace("..", "."))


def worded(speaker: Speaker, question: Question, *, level: int = 1, bare: bool = False) -> str:
    """A question as a person would write it.

    Args:
        speaker: Who asks.
        question: The question.
        level: From 2 on with words around it that ask for nothing.
        bare: As short as it goes.
    """
    forms = _forms(speaker, question.section)
    whole = f"{question.section}/ask"
    form = whole if bare and whole in forms else speaker.rng.choice(forms)
    text = _in_plan(speaker, question, speaker.say(form, _slots(speaker, question)), form)
    if not form.endswith("/ask"):
        kind = "wh" if form.endswith(".wh") else "phrase"
        text = speaker.say(f"asks.frame_{kind}").replace(QUESTION, text)
    text = _begun(text, question)
    return text if bare else with_beside(speaker, text, level)


def with_beside(speaker: Speaker, text: str, level: int) -> str:
    """A message, from level 2 on with something said beside it that asks for nothing."""
    return _beside(speaker, text) if speaker.rng.random() < BESIDE[level - 1] else text


def _begun(text: str, question: Question) -> str:
    """A message with a capital at its beginning, unless it begins with a name of the data."""
    first = text.split(" ", maxsplit=1)[0].strip("?,.:")
    names = [value.text for value in question.slots.values() if isinstance(value, Text)]
    return text if first in names or "_" in first else capital(text)


def joined(speaker: Speaker, questions: tuple[Question, ...], *, level: int) -> str:
    """Several questions in one message."""
    first, *rest = questions
    text = worded(speaker, first, level=level)
    for one in rest:
        more = worded(speaker, one, bare=True)
        if text[-1] not in ".?!":
            text += "?" if speaker.rng.random() < 0.5 and not _told_to(text) else "."
        text = f"{text} {speaker.say('asks.and_also')} {_lowered(more)}"
    return text


def varied(question: Question, section: str, **changes: Any) -> Question:
    """The same question in the words of another section, with other slots, arguments or answer."""
    return replace(question, section=section, **changes)


def number(value: float) -> str:
    """A number as tools show it."""
    return shown_number(round(value, 2))


def percent(value: float, called: Called | None = None) -> str:
    """A percentage, 0 to 100, as tools show it: with the one decimal that the text has."""
    shown = [f"{near:.1f}%" for near in (value, value - HALF, value + HALF)]
    return next((one for one in shown if called is None or one in called.text), shown[0])


def bare_name(name: str) -> str:
    """A name of a place or district without the word for its kind."""
    name = name.partition(" (")[0].removesuffix(" County")
    for kind in ("county ", "unit ", "district "):
        name = name.removeprefix(kind)
    return name


def _forms(speaker: Speaker, section: str) -> list[str]:
    """The sections with words for a question; clauses with a question word count double."""
    forms = [f"{section}.wh", f"{section}.wh", f"{section}/ask", f"{section}/phrase", section]
    return [form for form in forms if form in speaker.bank]


def _slots(speaker: Speaker, question: Question) -> dict[str, Value]:
    """What fills the question's words, with what the plan is called where one is meant."""
    slots = dict(question.slots)
    if question.plan and "plan" not in slots:
        if question.plan == CURRENT:
            slots["plan"] = Words(speaker.say("asks.plan_current"))
        else:
            named = speaker.say("asks.plan_column", column=Text(question.plan))
            slots["plan"] = Words(named)
    return slots


def _in_plan(speaker: Speaker, question: Question, text: str, form: str) -> str:
    """A question that says which plan is meant, where it is not the one on the desk."""
    if not question.plan or question.plan == CURRENT or question.plan in text:
        return text
    named = speaker.say("asks.plan_column", column=Text(question.plan))
    if form.endswith("/ask"):
        return f"{speaker.rng.choice(('in', 'for', 'about'))} {named}: {_lowered(text)}"
    return f"{text} in {named}"


def _beside(speaker: Speaker, text: str) -> str:
    """A question with something said beside it that asks for nothing."""
    if speaker.rng.random() < 0.5:
        before = speaker.say("asks.before")
        begins = text.split(" ", maxsplit=1)[0].casefold() in _OPENERS
        return f"{before} {_lowered(text) if before[-1] in ':,' and begins else text}"
    if text[-1] not in ".?!":
        text += "." if _told_to(text) else "?"
    return f"{text} {speaker.say('asks.after')}"


def _told_to(text: str) -> bool:
    """Whether a message tells somebody to do something, or says what is wanted."""
    return text.split(" ", maxsplit=1)[0].casefold() in _TELLING


def _lowered(text: str) -> str:
    """A message that goes on a sentence; "I" and names in capitals keep theirs."""
    first = text.split(" ", maxsplit=1)[0]
    keeps = first == "I" or first.startswith("I'") or any(one.isupper() for one in first[1:])
    return text if keeps else text[:1].lower() + text[1:]
