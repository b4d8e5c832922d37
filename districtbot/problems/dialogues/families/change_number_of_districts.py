"""A person wants another number of districts under the same rules; the agent draws anew."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.replies import draw, set_and_draw
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.compose import drawn_clauses, drawn_districts, request
from districtbot.problems.language.kinds import all_kinds
from districtbot.problems.language.sayings import capital, closed
from districtbot.problems.language.values import Count

_ANY_NUMBER = {"population_deviation", "population_range", "polsby_popper", "reock"}
"""Measures whose bounds do not hang on the number of districts."""


def act(talk: Talk) -> None:
    """Draw, then change the number of districts and draw again.

    Level 1 has no other target; 2 one; 3 two, and the number changes twice.
    """
    rng, speaker = talk.rng, talk.speaker
    districts = drawn_districts(rng, talk.made)
    kinds = [one for one in all_kinds() if one.measures and set(one.measures) <= _ANY_NUMBER]
    clauses = drawn_clauses(rng, talk.made, districts, kinds, talk.level - 1)
    asked = request(speaker, talk.made, level=talk.level, districts=districts, clauses=clauses)
    set_and_draw(talk, asked)
    for _ in range(2 if talk.level == 3 else 1):
        other = max(2, districts + rng.choice((-3, -2, -1, -1, 1, 1, 2, 3)))
        if other == districts:
            other += 1
        talk.user(closed(capital(_change(talk, districts, other))), districts=other)
        thought = talk.agent.say("reply.thought_number")
        talk.call("set_targets", {"districts": other}, thought=thought)
        draw(talk, met="reply.changed_number")
        districts = other


def _change(talk: Talk, old: int, new: int) -> str:
    """Words for the new number; by how many it changes where that is one."""
    section = {1: "drawing.one_more", -1: "drawing.one_fewer"}.get(new - old)
    if section and talk.rng.random() < 0.5:
        return talk.speaker.say(f"{section}/change")
    return talk.speaker.say("drawing.number/change", k=Count(new), old=Count(old))


FAMILY = DialogueFamily(
    name="change_number_of_districts",
    title="Another number of districts, the same rules",
    topic="drawing",
    version=1,
    act=act,
    weight=2.0,
)
