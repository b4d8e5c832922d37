"""A plan is drawn, then it splits too many counties: the agent sets a bound and improves the plan.

Level 1 says the new bound. 2 may say it beside the number that the plan has, or ask for as few as
possible, which is a wish for none. 3 says it by the number that the plan has, "two fewer", "half
as many": the agent scores the counties of the plan first, then sets what comes of it.
"""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import around
from districtbot.problems.dialogues.placing import has_counties, n_districts, n_split, set_more
from districtbot.problems.dialogues.replies import draw, improve
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clauses.counties import splits
from districtbot.problems.language.compose import drawn_clauses, drawn_districts, request
from districtbot.problems.language.kinds import kinds_of
from districtbot.problems.language.values import Count
from districtbot.problems.maps.regions import n_too_large


def act(talk: Talk) -> None:
    """Draw a plan, then bring its county splits down."""
    k = drawn_districts(talk.rng, talk.made)
    clauses = drawn_clauses(talk.rng, talk.made, k, kinds_of("population"), talk.level - 1)
    asked = request(talk.speaker, talk.made, level=talk.level, districts=k, clauses=clauses[:1])
    talk.user(asked.text, targets=asked.args)
    talk.call("set_targets", asked.args, thought=talk.agent.say("reply.thought_set"))
    draw(talk)
    if talk.desk.plan is None:
        return
    was = n_split(talk)
    if talk.level == 3 and was > 1 and talk.rng.random() < 0.6:
        _by_what_it_has(talk, was)
    elif talk.level > 1 and talk.rng.random() < 0.35:
        text = talk.speaker.say("counties.too_many_plain")
        target = splits(0, wished=True)
        set_more(talk, text, [target], "reply.counties_thought_fewer")
    else:
        _to_a_number(talk, was)


def _to_a_number(talk: Talk, was: int) -> None:
    rng = talk.rng
    least = max(1, n_too_large(talk.made, n_districts(talk)))
    n = max(least, was - rng.choice((1, 1, 2, 3)))
    section = "counties.too_many" if n > 1 else "counties.too_many_one"
    if n > 1 and was > n and talk.level > 1 and rng.random() < 0.5:
        section = "counties.too_many_was"
    text = talk.speaker.say(section, n=Count(n), was=Count(was))
    set_more(talk, text, [splits(n)], "reply.counties_thought_fewer")


def _by_what_it_has(talk: Talk, was: int) -> None:
    half = was >= 4 and talk.rng.random() < 0.4
    m = talk.rng.randint(2, 3) if was >= 5 else 2
    text = talk.speaker.say(
        "counties.too_many_half" if half or was < 3 else "counties.too_many_fewer", m=Count(m)
    )
    bound = was // 2 if half or was < 3 else was - m
    talk.user(around(talk, text), targets=[splits(bound)])
    thought = talk.agent.say("reply.counties_thought_count")
    talk.call("score_plan", {"section": "counties"}, thought=thought)
    thought = talk.agent.say("reply.counties_thought_fewer")
    talk.call("set_targets", {"targets": [splits(bound)]}, thought=thought)
    improve(talk)


FAMILY = DialogueFamily(
    name="too_many_splits",
    title="The plan splits too many counties, and is brought down",
    topic="counties and places",
    version=1,
    act=act,
    needs=has_counties,
    weight=1.5,
    held_out=True,
)
