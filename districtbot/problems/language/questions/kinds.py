"""Every kind of question there is, and drawing one."""

import random
from collections.abc import Sequence

from districtbot.problems.language.questions import (
    asked,
    columns,
    comparing,
    counting,
    districts,
    doing,
    places,
    plans,
    rankings,
    terms,
)
from districtbot.problems.language.questions.question import Question, QuestionKind, Scene

ALL: tuple[QuestionKind, ...] = (
    *places.KINDS,
    *rankings.KINDS,
    *counting.KINDS,
    *columns.KINDS,
    *districts.KINDS,
    *plans.KINDS,
    *asked.KINDS,
    *comparing.KINDS,
    *terms.KINDS,
    *doing.KINDS,
)
TRIES = 30
"""How often another kind is drawn where one cannot be served."""


def question_kinds(*subjects: str) -> tuple[QuestionKind, ...]:
    """The kinds of some subjects (``place``) or names (``place.people``); all without any."""
    if not subjects:
        return ALL
    return tuple(
        kind for kind in ALL if kind.name in subjects or kind.name.split(".")[0] in subjects
    )


def a_question(rng: random.Random, scene: Scene, kinds: Sequence[QuestionKind]) -> Question | None:
    """A question of one of some kinds that map and desk can serve; ``None`` where none can."""
    weights = [kind.weight for kind in kinds]
    for _ in range(TRIES):
        found = rng.choices(kinds, weights)[0].draw(rng, scene)
        if found is not None:
            return found
    return None
