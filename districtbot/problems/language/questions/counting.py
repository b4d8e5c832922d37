"""Questions on what there is on the map: how many places, which contests, which plans.

Conventions: all of these are ``describe_map``; counts of places are about ``people``, the rest
about what they name; "what is on this map" has no argument.
"""

import random

from districtbot.ground.errors import some_of
from districtbot.plans.lines_regions import group_label
from districtbot.problems.language.questions.question import (
    Answer,
    DrawFn,
    Question,
    QuestionKind,
    Scene,
    TellFn,
    number,
    percent,
)
from districtbot.problems.language.values import Text, Value
from districtbot.tools.calling import Called

MOST = 6
"""So many of a list are named."""


def tell_counties(called: Called) -> Answer:
    """Number of counties."""
    n = called.data["counties"]
    if n is None:
        return Answer("reply.asks.no_counties")
    return Answer("reply.asks.n_counties", {"n": f"{n:,}"}, (f"{n:,}",))


def tell_towns(called: Called) -> Answer:
    """Number of towns."""
    n = called.data["towns"]
    if n is None:
        return Answer("reply.asks.no_towns")
    return Answer("reply.asks.n_towns", {"n": f"{n:,}"}, (f"{n:,}",))


def tell_units(called: Called) -> Answer:
    """Number of units."""
    n = f"{called.data['units']:,}"
    return Answer("reply.asks.n_units", {"n": n}, (n,))


def tell_groups(called: Called) -> Answer:
    """The groups with their shares."""
    groups = [one for one in called.data["groups"] if one["percent"] is not None]
    if not groups:
        return Answer("reply.asks.no_groups")
    shown = [f"{group_label(one['group'])} {percent(one['percent'], called)}" for one in groups]
    slots = {"of": called.data["groups_of"], "list": some_of(shown, MOST)}
    return Answer("reply.asks.groups", slots, (percent(groups[0]["percent"], called),))


def tell_contests(called: Called) -> Answer:
    """The contests by name."""
    names = [one["contest"] for one in called.data["contests"]]
    if not names:
        return Answer("reply.asks.no_contests")
    return Answer("reply.asks.contests", {"list": some_of(names, MOST)}, tuple(names[:MOST]))


def tell_plans(called: Called) -> Answer:
    """The plan columns."""
    plans = called.data["plans"]
    if not plans:
        return Answer("reply.asks.no_plans")
    shown = [f"{one['column']} with {one['districts']} districts" for one in plans]
    return Answer(
        "reply.asks.plans",
        {"list": some_of(shown, MOST)},
        tuple(one["column"] for one in plans[:MOST]),
    )


def tell_parts(called: Called) -> Answer:
    """Whether the map hangs together."""
    parts, bridges = called.data["parts"], called.data["bridges"]
    if parts <= 1:
        return Answer("reply.asks.one_part")
    slots = {"parts": f"{parts}", "bridges": f"{bridges}"}
    return Answer("reply.asks.parts", slots, (f"{parts}",))


def tell_all(called: Called) -> Answer:
    """People, units, counties in short."""
    data = called.data
    slots = {"people": number(data["people"]), "units": f"{data['units']:,}"}
    facts = tuple(slots.values())
    if data["counties"] is None:
        return Answer("reply.asks.all_bare", slots, facts)
    slots["counties"] = f"{data['counties']:,}"
    return Answer("reply.asks.all", slots, tuple(slots.values()))


def tell_ideal(called: Called) -> Answer:
    """People per district."""
    ideal = number(called.data["ideal_people"])
    slots = {"ideal": ideal, "districts": str(called.data["districts"])}
    return Answer("reply.asks.ideal", slots, (ideal,))


def _plain(section: str, about: str, tell: TellFn) -> DrawFn:
    """Draws a question that is the same on every map."""

    def draw(rng: random.Random, scene: Scene) -> Question | None:
        del rng, scene
        args = {"about": about} if about else {}
        return Question(section, {}, "describe_map", args, tell)

    return draw


def _n_in_plan(rng: random.Random, scene: Scene) -> Question | None:
    plans = scene.made.state.columns.plans
    if not plans:
        return None
    slots: dict[str, Value] = {"column": Text(rng.choice(plans))}
    return Question("ask.n_in_plan", slots, "describe_map", {"about": "plans"}, tell_plans)


def _ideal(rng: random.Random, scene: Scene) -> Question | None:
    del rng
    if scene.desk.asked.districts is None:
        return None
    return Question("ask.ideal", {}, "describe_map", {"about": "people"}, tell_ideal)


KINDS = (
    QuestionKind("map.counties", _plain("ask.n_counties", "people", tell_counties)),
    QuestionKind("map.towns", _plain("ask.n_towns", "people", tell_towns), 0.7),
    QuestionKind("map.units", _plain("ask.n_units", "people", tell_units)),
    QuestionKind("map.groups", _plain("ask.groups", "groups", tell_groups)),
    QuestionKind("map.contests", _plain("ask.contests", "contests", tell_contests)),
    QuestionKind("map.plans", _plain("ask.plans", "plans", tell_plans)),
    QuestionKind("map.parts", _plain("ask.parts", "notes", tell_parts), 0.6),
    QuestionKind("map.all", _plain("ask.all", "", tell_all)),
    QuestionKind("map.districts_of_plan", _n_in_plan, 0.7),
    QuestionKind("map.ideal", _ideal, 0.7),
)
