"""A chain of short questions that leave out what goes without saying: "and district 4?"."""

from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.dialogues.opening import begun
from districtbot.problems.dialogues.quizzing import ask, go_on, scene_of, scene_of_column
from districtbot.problems.dialogues.talk import Talk
from districtbot.problems.language.questions.kinds import a_question, question_kinds
from districtbot.problems.language.questions.question import Question, Scene

_MAP = ("place", "group", "votes", "ranking.people", "terms.measure", "columns.one")
_PLAN = ("district", "plan")
TRIES = 20


def act(talk: Talk) -> None:
    """Ask, then go on two to four times, at level 3 with another question in between."""
    kind = talk.rng.choice(("map", "map", "desk", "column"))
    if kind == "desk":
        begun(talk, most=1)
    scene = scene_of_column(talk) if kind == "column" else scene_of(talk)
    names = _PLAN if scene.plan else _MAP
    n = talk.rng.randint(1, talk.level + 1)
    question: Question | None = _first(talk, scene, names)
    for turn in range(n):
        if question is None:
            return
        if turn == 0:
            ask(talk, question)
        question = go_on(talk, question)
        if talk.level == 3 and turn == 1 and talk.rng.random() < 0.4:
            question = _first(talk, scene, names)
            ask(talk, question)


def _first(talk: Talk, scene: Scene, names: tuple[str, ...]) -> Question:
    """A question that can be gone on from."""
    kinds = question_kinds(*names)
    for _ in range(TRIES):
        found = a_question(talk.rng, scene, kinds)
        if found is not None and found.ok and found.again is not None:
            return found
    raise ValueError("no question that can be gone on from")


FAMILY = DialogueFamily(
    name="follow_up_questions",
    title="And district 4? The same for Story County?",
    topic="questions",
    version=1,
    act=act,
    weight=1.5,
)
