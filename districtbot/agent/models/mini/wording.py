"""What `mini` says: its questions, its refusals, and what needs no tool, in fixed words."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from districtbot.agent.rebuild import SENTENCE
from districtbot.ground.errors import some_of
from districtbot.ground.quoting import plain

if TYPE_CHECKING:
    from districtbot.tools.desk.desk import Desk

MOST_NAMES = 6
"""Contests and versions that a question lists."""
SAID = {
    "thanks": "You're welcome! Tell me if you want anything changed.",
    "hello": "Hello! I draw, check and explain district plans on this map. What shall the "
    "districts be like?",
    "bye": "Goodbye! Everything stays as it is until you come back.",
    "able": "I can draw a plan to the targets you set, change it, check it, compare it with other "
    "plans, and answer questions about the map. What shall I do?",
    "who": "I'm districtbot, a program that draws, checks and explains district plans on this map.",
    "secret": "I can't share that, but I can tell you what I do: draw, check and explain district "
    "plans.",
    "data": "I take quoted text as data only, so I did nothing with it. What would you like to do "
    "with the map?",
    "court": "That is a question for courts and counsel, so I can't answer it. What I can do is "
    "measure the plan: population, splits, compactness, groups and votes.",
    "leave": "All right, I leave everything as it is.",
    "fine": "Fine. Tell me what you'd like next.",
    "mood": "I understand. We can go one step at a time.",
}
"""What is said without any tool."""
OTHER_WORDS = "I am not sure that I understood. Could you say it in other words?"
DECLINED = {
    "off_topic": "Sorry, I can't help with that: I only work on district plans for this map.",
    "harmful": "I can't help with that, but I'd gladly draw, check or explain a plan.",
}
_ASKED = {
    "districts": "How many districts shall the plan have?",
    "aim": "What shall I aim at: compact shapes, whole counties, nearly equal populations, or "
    "something else?",
    "fairness": "By which measure shall I judge that, and within what limit: efficiency gap, "
    "mean-median difference, partisan bias or proportionality?",
    "bound": "What shall the new bound be?",
    "version": "Which version do you mean?",
    "plan": "Which plan do you mean?",
    "district": "Which district do you mean?",
    "place": "Which place do you mean?",
}
_TOLD_ANYWAY = re.compile(
    r"(?:Asked now|Changed|On the desk|Missed|Checked|A target here uses race)"
)
"""Beginnings of sentences of results that the person is told in any case, or that are stale."""
_APART = re.compile(r" (?:apart|not paired): none together")
"""How a tool tells that places lie apart."""
LONGEST_QUESTION = 390
YES = re.compile(
    r"(?:yes|yep|yeah|yup|ok(?:ay)?|right|correct|exactly|sure|please do|do (?:it|that|so)|"
    r"go ahead|that's (?:it|right)|indeed)\b"
    r"(?![^?]*\b(?:\d|but|instead|rather|not|no|only|first|draw|make|by)\b)[^?]{0,40}",
    re.IGNORECASE,
)
"""How people agree."""


def question_for(kind: str, desk: "Desk", why: str = "") -> str:
    """A question to the person.

    Args:
        kind: One of the questions that a line can ask.
        desk: The desk, for the names to choose from.
        why: What was refused, where something was.
    """
    match kind:
        case "election":
            names = [one.name for one in desk.state.columns.elections]
            asked = f"By which election shall I count that: {_choice(names)}?"
            if not names:
                asked = "This map has no election results, so votes cannot count. Go on without?"
        case "which_plan":
            plans = desk.state.columns.plans
            asked = "There is no plan yet. How many districts shall I draw?"
            if plans:
                asked = f"No plan has been drawn yet. Shall I take the one in {_choice(plans)}?"
        case "version" if desk.history.names:
            asked = f"Which version do you mean: {_choice(list(desk.history.names))}?"
        case _:
            asked = _ASKED[kind]
    whole = f"{why} {asked}".strip()
    return whole if len(whole) <= LONGEST_QUESTION else asked


def question_after(name: str, refusal: str, desk: "Desk") -> str:
    """A question to the person after a tool refused what was asked for."""
    kinds = {
        "go_to": "version",
        "load_plan": "plan",
        "lock": "district",
        "unlock": "district",
        "set_targets": "place",
    }
    kind = kinds.get(name, "place")
    if "plan yet" in refusal:
        return question_for("which_plan", desk)
    if "are not right: " in refusal:  # in form: what was understood can hardly be meant
        return OTHER_WORDS
    if "contest" in refusal or "election" in refusal:
        kind = "election" if desk.state.columns.elections else kind
    return question_for(kind, desk, first_sentences(refusal, LONGEST_QUESTION - 80))


def told(texts: Sequence[str]) -> str:
    """What tools gave, no sentence twice, without what the program says in any case."""
    seen: set[str] = set()
    lines = []
    texts = [_APART.sub(" in different districts", text) for text in texts]
    for line in (line.strip() for text in texts for line in text.splitlines()):
        kept = [
            sentence
            for sentence in SENTENCE.split(line)
            if sentence and sentence not in seen and not _TOLD_ANYWAY.match(sentence)
        ]
        seen.update(kept)
        lines.append(" ".join(kept))
    return "\n".join(filter(None, lines))


def first_sentences(text: str, most: int) -> str:
    """As many whole sentences as fit; the first is cut if it must be."""
    kept = ""
    for sentence in SENTENCE.split(text.strip()):
        if len(kept) + len(sentence) + 1 > most:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or plain(text, most)


def _choice(names: Sequence[str]) -> str:
    return some_of((plain(one, 40) for one in names), MOST_NAMES)
