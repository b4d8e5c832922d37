"""A person limits the cut edges; the agent sets it, draws and tells.

Levels 2 and 3 ask for other things too, and may want fewer cut edges than the plan has once it is
there: set, and the plan improved.
"""

from districtbot.problems.dialogues.afterwards import afterwards
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.placing import asked_and_drawn, number_met, set_more
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import ClauseKind
from districtbot.problems.language.kinds import kinds_of
from districtbot.problems.language.values import Count

_NAMES = ("shape.cut_edges", "shape.cut_fewer", "shape.cut_few")


def act(talk: Talk) -> None:
    """Ask, set, draw, tell; perhaps fewer."""
    asked = asked_and_drawn(talk, _kinds())
    if afterwards(talk, asked, "shape"):
        return
    now = number_met(talk, "cut edges")
    if talk.level < 2 or now is None or talk.desk.plan is None or talk.rng.random() < 0.4:
        return
    bound = round(now * talk.rng.choice((0.9, 0.93, 0.96)))
    text = talk.speaker.say("shape.fewer_cut", n=Count(bound))
    target = {"measure": "cut_edges", "at_most": bound}
    set_more(talk, text, [target], "reply.shape_thought_cut")


def _kinds() -> list[ClauseKind]:
    return [one for one in kinds_of("shape") if one.name in _NAMES]


FAMILY = DialogueFamily(
    name="cut_edges_draw",
    title="No more than so many cut edges",
    topic="shape",
    version=1,
    act=act,
)
