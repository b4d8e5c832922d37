"""A person changes the population limit after seeing a plan, tighter or looser, once or twice."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.replies import improve, set_and_draw
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import Clause
from districtbot.problems.language.clauses.population import within
from districtbot.problems.language.compose import drawn_clauses, drawn_districts, request
from districtbot.problems.language.kinds import kinds_of
from districtbot.problems.language.sayings import capital, closed
from districtbot.problems.language.values import Percent

LOOSE = (0.05, 0.04, 0.03, 0.1, 0.025)
TIGHT = (0.01, 0.02, 0.015, 0.0075)


def act(talk: Talk) -> None:
    """Draw within one limit, then set another and improve the plan.

    Level 1 changes it once; 2 has another target besides; 3 changes it twice.
    """
    rng, speaker = talk.rng, talk.speaker
    districts = drawn_districts(rng, talk.made)
    share = rng.choice(LOOSE)
    others: tuple[Clause, ...] = ()
    if talk.level > 1:
        kinds = kinds_of("counties", "shape")
        others = drawn_clauses(rng, talk.made, districts, kinds, 1)
    asked = request(
        speaker,
        talk.made,
        level=talk.level,
        districts=districts,
        clauses=(within(share), *others),
        wished=0.0,
    )
    called = set_and_draw(talk, asked)
    for _ in range(2 if talk.level == 3 else 1):
        if called.data.get("status") == "impossible":
            return
        other = rng.choice([one for one in (*TIGHT, *LOOSE) if one != share])
        section = "tighter" if other < share else "looser"
        section = rng.choice((section, section, "within"))
        words = speaker.say(f"population.{section}/change", share=Percent(other))
        talk.user(closed(capital(words)), targets=list(within(other).targets))
        thought = talk.agent.say("reply.thought_change")
        talk.call("set_targets", {"targets": list(within(other).targets)}, thought=thought)
        called = improve(talk)
        share = other


FAMILY = DialogueFamily(
    name="tighten_population",
    title="The population limit is changed afterwards",
    topic="population",
    version=1,
    act=act,
    weight=2.0,
)
