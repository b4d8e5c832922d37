"""A person asks for a plan and then how it does; the agent scores the plan and tells."""

from typing import Any

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.replies import set_and_draw
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.compose import drawn_clauses, drawn_districts, request
from districtbot.problems.language.kinds import all_kinds
from districtbot.problems.language.sayings import capital, closed, listed
from districtbot.problems.language.values import Words

_ASKED: dict[str, tuple[str, tuple[str, ...]]] = {
    "population.within/ask": ("population", ("largest_deviation",)),
    "drawing.summary/ask": (
        "summary",
        ("largest_deviation", "polsby_popper.mean", "county.splits"),
    ),
    "drawing.shape/ask": ("shape", ("polsby_popper.mean", "reock.mean")),
}
"""Section of the question to the section of the scores, and the numbers that answer it."""


def act(talk: Talk) -> None:
    """Draw, then answer one question about the plan; two at level 3."""
    rng = talk.rng
    districts = drawn_districts(rng, talk.made)
    clauses = drawn_clauses(rng, talk.made, districts, all_kinds(), talk.level)
    asked = request(talk.speaker, talk.made, level=talk.level, districts=districts, clauses=clauses)
    called = set_and_draw(talk, asked)
    if called.data.get("status") == "impossible":
        return
    for section in rng.sample(sorted(_ASKED), 2 if talk.level == 3 else 1):
        _ask(talk, section)


def _ask(talk: Talk, section: str) -> None:
    scored, keys = _ASKED[section]
    talk.user(closed(capital(talk.speaker.say(section))), section=scored)
    args = {} if scored == "summary" else {"section": scored}
    called = talk.call("score_plan", args, thought=talk.agent.say("reply.thought_score"))
    lines = [one for one in called.data["lines"] if one["key"] in keys]
    words = listed([_line(one) for one in lines])
    said = talk.agent.say("reply.score", x=Words(words))
    talk.reply(said, *(str(one["shown"]) for one in lines))


def _line(line: dict[str, Any]) -> str:
    """A number with its name: "a largest deviation of 0.9%", "2 counties split"."""
    name, shown = str(line["name"]), str(line["shown"])
    if line["key"] == "county.splits":
        return "1 county split" if shown == "1" else f"{shown} counties split"
    head, _, kind = name.partition(", ")
    return f"a {kind} {head} of {shown}" if kind else f"a {head[:1].lower()}{head[1:]} of {shown}"


FAMILY = DialogueFamily(
    name="draw_then_ask",
    title="A plan, and then how it does",
    topic="questions",
    version=1,
    act=act,
    weight=2.0,
)
