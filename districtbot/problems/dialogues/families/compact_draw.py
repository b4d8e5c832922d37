"""A person cares about the shape of districts: a score, or compact in plain words.

Without a number "compact" is a wish for a mean Polsby-Popper of 0.2. Levels 2 and 3 ask for other
things too, and may want a higher score once the plan is there: set, and the plan improved.
"""

from math import ceil

from districtbot.problems.dialogues.afterwards import afterwards
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.placing import asked_and_drawn, number_met, set_more
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.clause import ClauseKind
from districtbot.problems.language.clauses.shape import score_target
from districtbot.problems.language.kinds import kinds_of
from districtbot.problems.language.values import Score
from districtbot.problems.maps.made import MadeMap

_OTHERS = ("shape.cut_edges", "shape.cut_fewer", "shape.cut_few")


def act(talk: Talk) -> None:
    """Ask, set, draw, tell; perhaps a higher score."""
    asked = asked_and_drawn(talk, _kinds())
    if afterwards(talk, asked, "shape"):
        return
    now = number_met(talk, "mean Polsby-Popper")
    if talk.level < 2 or now is None or talk.desk.plan is None or talk.rng.random() < 0.4:
        return
    score = min(0.6, ceil(100 * now + talk.rng.choice((1, 2, 3))) / 100)
    text = talk.speaker.say("shape.more_compact", score=Score(score))
    target = score_target("polsby_popper", "mean", score)
    set_more(talk, text, [target], "reply.shape_thought")


def _kinds() -> list[ClauseKind]:
    return [one for one in kinds_of("shape") if one.name not in _OTHERS]


def _has_shapes(made: MadeMap) -> bool:
    return made.state.area is not None


FAMILY = DialogueFamily(
    name="compact_draw",
    title="Compact districts, by a score or in plain words",
    topic="shape",
    version=1,
    act=act,
    needs=_has_shapes,
    weight=2.5,
)
