"""Questions with numbers, names and parties that look like targets and are none.

"Does any district deviate more than 1%?" sets nothing and draws nothing. That nothing was set is
seen when the person asks for the targets at the end.
"""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.quizzing import BOTH, ask, inquire, scene_of, scene_of_column
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import a_question, question_kinds
from districtbot.problems.language.questions.question import Question, Scene

_KINDS = (
    "plan.deviation",
    "plan.range",
    "plan.shape",
    "plan.counties",
    "plan.group",
    "plan.seats",
    "plan.competitive",
)
TRIES = 30
_NUMBERS = {"share", "n", "score"}
"""Slots of numbers."""


def act(talk: Talk) -> None:
    """Ask doubtful questions of a plan; at level 3 read the targets back at the end."""
    column = bool(talk.made.state.columns.plans) and talk.rng.random() < 0.4
    if not column:
        begun(talk, most=2)
    n = 1 if talk.level == 1 else talk.rng.randint(1, 3)
    for _ in range(n):
        scene = scene_of_column(talk) if column else scene_of(talk)
        first = _doubt(talk, scene)
        if talk.rng.random() < BOTH[talk.level - 1]:
            second = _doubt(talk, scene)
            if second.args != first.args:
                ask(talk, first, second)
                continue
        ask(talk, first)
    if talk.level == 3 and talk.desk.asked.districts is not None:
        inquire(talk, question_kinds("desk.targets"), turns=1)


def _doubt(talk: Talk, scene: Scene) -> Question:
    """A question that holds a number or a name, if one is found; else any."""
    kinds = question_kinds(*_KINDS)
    found: Question | None = None
    for _ in range(TRIES):
        found = a_question(talk.rng, scene, kinds)
        if found is not None and found.slots.keys() & _NUMBERS:
            return found
    if found is None:
        raise ValueError("nothing can be asked of the plan")
    return found


FAMILY = DialogueFamily(
    name="questions_that_are_no_targets",
    title="Does any district deviate more than 1%?",
    topic="questions",
    version=1,
    act=act,
    weight=2.0,
)
