"""Questions on one district, of the plan on the desk or of a plan column of the map.

Conventions: people, a group and votes of a district of the plan on the desk are ``look_up``;
everything else, and everything about a district of a plan column, is ``score_district``.
"""

import random
from typing import Any

from districtbot.ground.errors import some_of
from districtbot.plans.lines_regions import group_label
from districtbot.problems.language.questions.places import (
    a_contest,
    a_group,
    a_party,
    tell_amount,
    tell_people,
    tell_votes,
)
from districtbot.problems.language.questions.question import (
    Answer,
    DrawFn,
    Question,
    QuestionKind,
    Scene,
    TellFn,
    bare_name,
    number,
    percent,
    varied,
)
from districtbot.problems.language.values import Text, Value
from districtbot.tools.calling import Called

MOST = 8
"""So many counties are named."""
MOST_NEIGHBOURS = 12
"""So many districts beside it are named."""


def tell_size(called: Called) -> Answer:
    """How many people live in it."""
    people = number(called.data["people"])
    slots = {"where": f"district {called.data['district']}", "people": people}
    slots["units"] = f"{called.data['units']:,}"
    return Answer("reply.asks.people", slots, (people,))


def tell_counties(called: Called) -> Answer:
    """Whole counties and parts of counties."""
    counties = called.data["counties"]
    slots = {"district": called.data["district"]}
    if counties is None:
        return Answer("reply.asks.no_counties")
    whole, part = counties["whole"], counties["part"]
    facts = tuple(bare_name(one) for one in (*whole, *part)[:1])
    slots |= {"whole": some_of(whole, MOST), "part": some_of(part, MOST)}
    if not part:
        return Answer("reply.asks.holds_whole", slots, facts)
    if not whole:
        return Answer("reply.asks.holds_part", slots, facts)
    return Answer("reply.asks.holds_both", slots, facts)


def tell_neighbours(called: Called) -> Answer:
    """Districts that it touches."""
    names = called.data["neighbours"]
    slots = {"district": called.data["district"], "list": some_of(names, MOST_NEIGHBOURS)}
    return Answer("reply.asks.touches" if names else "reply.asks.touches_none", slots, tuple(names))


def tell_shape(called: Called) -> Answer:
    """Its compactness."""
    data = called.data
    slots = {"district": data["district"]}
    if data["polsby_popper"] is None:
        return Answer("reply.asks.no_shape", slots)
    polsby = f"{data['polsby_popper']:.3f}"
    slots |= {"polsby": polsby, "reock": f"{data['reock']:.3f}"}
    return Answer("reply.asks.shape_of", slots, (polsby,))


def tell_off(called: Called) -> Answer:
    """How far it is from the ideal."""
    data = called.data
    people = number(abs(round(data["people_from_ideal"])))
    slots = {"district": data["district"], "people": number(data["people"]), "off": people}
    if not round(data["people_from_ideal"]):
        return Answer("reply.asks.at_ideal", slots, (slots["people"],))
    section = "reply.asks.above" if data["people_from_ideal"] > 0 else "reply.asks.below"
    return Answer(section, slots, (people,))


def tell_whole(called: Called) -> Answer:
    """All of it in short."""
    data = called.data
    people = number(data["people"])
    slots = {"district": data["district"], "people": people, "units": f"{data['units']:,}"}
    if data["polsby_popper"] is None or not data["neighbours"]:
        return Answer("reply.asks.district_bare", slots, (people,))
    slots["polsby"] = f"{data['polsby_popper']:.3f}"
    slots["list"] = some_of(data["neighbours"], MOST_NEIGHBOURS)
    return Answer("reply.asks.district", slots, (people,))


def tell_pieces(called: Called) -> Answer:
    """Whether it is in one piece."""
    pieces = called.data["pieces"]
    slots = {"district": called.data["district"], "pieces": str(pieces)}
    if pieces == 1:
        return Answer("reply.asks.one_piece", slots, ("one piece",))
    return Answer("reply.asks.pieces", slots, (str(pieces),))


def _tell_group(key: str) -> TellFn:
    """Tells a group's share of the district, where the result lists it."""

    def tell(called: Called) -> Answer:
        found = [one for one in called.data["groups"] if one["name"] == key]
        share = found[0]["percent"] if found else None
        slots = {"district": called.data["district"], "group": group_label(key)}
        if share is None:
            return Answer("reply.asks.group_nobody", slots)
        shown = percent(share, called)
        if shown not in called.text:
            return Answer("reply.asks.group_small", slots)
        slots |= {"percent": shown, "of": called.data["groups_of"]}
        return Answer("reply.asks.group_share", slots, (shown,))

    return tell


def _tell_contest(name: str) -> TellFn:
    """Tells the Democratic share of a contest in the district, where the result lists it."""

    def tell(called: Called) -> Answer:
        share = next(one["percent"] for one in called.data["contests"] if one["name"] == name)
        slots = {"district": called.data["district"], "contest": name}
        if share is None:
            return Answer("reply.asks.no_votes", {"where": "the district", "contest": name})
        shown = percent(share, called)
        if shown not in called.text:
            return Answer("reply.asks.not_listed", slots)
        slots["percent"] = shown
        return Answer("reply.asks.dem_share", slots, (shown,))

    return tell


def _about(
    scene: Scene,
    section: str,
    district: str,
    look: dict[str, Any] | None,
    tells: tuple[TellFn, TellFn],
    slots: dict[str, Value],
) -> Question:
    """A question on a district.

    Args:
        scene: What there is.
        section: Its words.
        district: Which one.
        look: What ``look_up`` is given besides, where that answers it on the plan on the desk.
        tells: How to tell the answer of ``look_up`` and of ``score_district``.
        slots: What fills its words besides the district.
    """

    def again(rng: random.Random) -> Question | None:
        others = [one for one in scene.districts if one != district]
        if not others:
            return None
        other = _about(scene, section, rng.choice(others), look, tells, slots)
        return varied(other, "ask.again_district", slots={"district": other.slots["district"]})

    words: dict[str, Value] = {**slots, "district": Text(district)}
    if look is not None and scene.current:
        args = {"district": district, **look}
        return Question(section, words, "look_up", args, tells[0], plan=scene.plan, again=again)
    args = {"district": district, **scene.plan_args}
    return Question(section, words, "score_district", args, tells[1], plan=scene.plan, again=again)


def _plain(section: str, tell: TellFn) -> DrawFn:
    """Draws a question that ``score_district`` answers, of every plan alike."""

    def draw(rng: random.Random, scene: Scene) -> Question | None:
        if not scene.plan:
            return None
        return _about(scene, section, rng.choice(scene.districts), None, (tell, tell), {})

    return draw


def _people(rng: random.Random, scene: Scene) -> Question | None:
    if not scene.plan:
        return None
    district = rng.choice(scene.districts)
    return _about(scene, "ask.district_people", district, {}, (tell_people, tell_size), {})


def _group(rng: random.Random, scene: Scene) -> Question | None:
    group = a_group(rng, scene.made)
    if not scene.plan or group is None:
        return None
    key, district = group.keys[0], rng.choice(scene.districts)
    tells = (tell_amount, _tell_group(key))
    section = "ask.district_group"
    return _about(scene, section, district, {"what": key}, tells, {"group": group})


def _votes(rng: random.Random, scene: Scene) -> Question | None:
    contest = a_contest(rng, scene.made)
    if not scene.plan or contest is None:
        return None
    tells = (tell_votes, _tell_contest(contest.name))
    section = rng.choice(("ask.district_won", "ask.district_votes"))
    slots: dict[str, Value] = {"contest": contest, "party": a_party(rng)}
    look = {"what": contest.name}
    return _about(scene, section, rng.choice(scene.districts), look, tells, slots)


def _missing(rng: random.Random, scene: Scene) -> Question | None:
    """A district that the plan has not."""
    if not scene.plan:
        return None
    district = str(len(scene.districts) + rng.randint(1, 9))
    if district in scene.districts:
        return None
    section, look = rng.choice((("ask.district_people", {}), ("ask.district_all", None)))
    asked = _about(scene, section, district, look, (tell_people, tell_whole), {})
    return varied(asked, section, ok=False, again=None)


KINDS = (
    QuestionKind("district.people", _people, 1.5),
    QuestionKind("district.group", _group, 1.2),
    QuestionKind("district.votes", _votes, 1.2),
    QuestionKind("district.counties", _plain("ask.district_counties", tell_counties), 1.2),
    QuestionKind("district.neighbours", _plain("ask.district_neighbours", tell_neighbours)),
    QuestionKind("district.shape", _plain("ask.district_shape", tell_shape)),
    QuestionKind("district.off", _plain("ask.district_off", tell_off)),
    QuestionKind("district.all", _plain("ask.district_all", tell_whole), 1.2),
    QuestionKind("district.pieces", _plain("ask.district_pieces", tell_pieces), 0.6),
    QuestionKind("district.missing", _missing, 0.4),
)
