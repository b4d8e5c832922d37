"""A person asks for a plan with districts of equal size; the agent sets it, draws and tells."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.replies import draw
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.compose import drawn_clauses, drawn_districts, request
from districtbot.problems.language.kinds import kinds_of


def act(talk: Talk) -> None:
    """Ask, set the targets, draw, tell.

    Level 1 asks for one thing in plain words; 2 and 3 add asides and wordings that hide it.
    """
    districts = drawn_districts(talk.rng, talk.made)
    clauses = drawn_clauses(talk.rng, talk.made, districts, kinds_of("population"), 1)
    asked = request(talk.speaker, talk.made, level=talk.level, districts=districts, clauses=clauses)
    talk.user(asked.text, targets=asked.args)
    talk.call("set_targets", asked.args, thought=talk.agent.say("reply.thought_set"))
    draw(talk)


FAMILY = DialogueFamily(
    name="population_draw",
    title="Districts of equal size, said in many ways",
    topic="population",
    version=1,
    act=act,
    weight=3.0,
)
