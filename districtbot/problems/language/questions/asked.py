"""Questions on what was asked so far and which versions of the plan there are.

Conventions: targets, met or not, are ``list_targets``, versions ``list_versions``; neither has
an argument.
"""

import random

from districtbot.ground.errors import some_of
from districtbot.problems.language.questions.question import Answer, Question, QuestionKind, Scene
from districtbot.tools.calling import Called

MOST = 3
"""So many versions are told."""


def _targets_met(rng: random.Random, scene: Scene) -> Question | None:
    del rng
    if scene.desk.plan is None or not scene.desk.asked.target or not scene.current:
        return None
    return Question("ask.targets_met", {}, "list_targets", {}, tell_targets, plan=scene.plan)


def tell_targets(called: Called) -> Answer:
    """Which targets the plan meets."""
    targets = called.data["targets"]
    met = [one["asked"] for one in targets if one["met"]]
    missed = [one["asked"] for one in targets if one["met"] is False]
    if not met and not missed:
        asked = "; ".join(one["asked"] for one in targets)
        return Answer("reply.asks.targets", {"list": asked})
    if not missed:
        return Answer("reply.asks.all_met", {"list": "; ".join(met)})
    slots = {"list": "; ".join(missed), "met": "; ".join(met)}
    return Answer("reply.asks.some_missed" if met else "reply.asks.none_met", slots)


def _targets(rng: random.Random, scene: Scene) -> Question | None:
    del rng
    if scene.desk.asked.districts is None:
        return None
    return Question("ask.targets", {}, "list_targets", {}, _tell_asked)


def _tell_asked(called: Called) -> Answer:
    asked = "; ".join(one["asked"] for one in called.data["targets"])
    slots = {"districts": str(called.data["districts"]), "list": asked}
    return Answer("reply.asks.targets_asked", slots, ())


def _versions(rng: random.Random, scene: Scene) -> Question | None:
    del rng
    if scene.desk.plan is None:
        return None
    return Question("ask.versions", {}, "list_versions", {}, tell_versions)


def tell_versions(called: Called) -> Answer:
    """How many versions there are, and the newest ones."""
    versions = called.data["versions"]
    shown = [f"{one['number']} ({one['note']})" for one in versions]
    slots = {"n": str(called.data["total"]), "list": some_of(shown, MOST)}
    return Answer("reply.asks.versions", slots, (slots["n"],))


KINDS = (
    QuestionKind("plan.targets_met", _targets_met, 0.7),
    QuestionKind("desk.targets", _targets, 0.6),
    QuestionKind("desk.versions", _versions, 0.6),
)
