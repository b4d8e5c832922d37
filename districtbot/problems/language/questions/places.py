"""Questions on people, groups and votes of the whole map, a county, a town, a unit.

Conventions: the people of the whole map, and how many counties, towns and units it has, are
``describe_map`` about people; everything else is ``look_up``, with ``what`` for anything but
people. A group's number and its share are one call. Who won, by how much and how many votes a
party had are one call too.
"""

import random
import re
from dataclasses import dataclass, replace
from typing import Any

from districtbot.problems.language.clauses.votes import contest_of
from districtbot.problems.language.questions.question import (
    Answer,
    Question,
    QuestionKind,
    Scene,
    TellFn,
    number,
    percent,
    varied,
)
from districtbot.problems.language.values import Contest, Group, Party, Places, Text, Value
from districtbot.problems.maps.made import MadeMap
from districtbot.tools.calling import Called

STRANGERS = ("Zzyzx", "Quitman", "Yalobusha", "Okfuskee", "Xenophon", "Kootchiching", "Uvalde")
"""Counties to ask about where the map has them not."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place to ask about.

    Attributes:
        args: What names it in ``look_up``.
        words: What fills ``{place}``.
    """

    args: dict[str, Any]
    words: Places


def a_where(rng: random.Random, made: MadeMap) -> Where:
    """A county, sometimes a town or a unit; a unit where the map names no places."""
    book = made.state.gazetteer
    counties, towns = book.names("county"), book.names("town")
    kinds = ["county"] * 6 * bool(counties) + ["town"] * 3 * bool(towns) + ["unit"]
    kind = rng.choice(kinds)
    if kind == "unit":
        unit = rng.choice(made.state.unit_ids)
        return Where({"unit": unit}, Places((unit,), "unit"))
    if kind == "county":
        name = rng.choice(counties)
        return Where({"place": name}, Places((name,), "county"))
    name = rng.choice(towns)
    return Where({"place": name}, Places((name,), "town"))


def a_group(rng: random.Random, made: MadeMap) -> Group | None:
    """A group of the map, the larger minorities more often; ``None`` where it counts none."""
    roles = made.state.columns
    for of, columns in (("vap", roles.group_vap), ("population", roles.group_pop)):
        known = [key for key in ("black", "hispanic", "white", "asian", "native") if key in columns]
        if known:
            weights = [6, 5, 3, 2, 1][: len(known)]
            key = rng.choices(known, weights)[0]
            return Group((key,), of)  # type: ignore[arg-type]
    return None


def a_contest(rng: random.Random, made: MadeMap) -> Contest | None:
    """A contest of the map; ``None`` where it has no votes."""
    contests = made.state.columns.elections
    if not contests:
        return None
    return contest_of(rng.choice(contests))


def a_party(rng: random.Random) -> Party:
    """A party, as those who vote for it."""
    return Party(rng.choice(("dem", "rep")), "many")


def tell_people(called: Called) -> Answer:
    """People of a place or district."""
    data = called.data
    people = number(data["people"])
    slots = {"where": data["where"], "people": people, "units": f"{data['n_units']:,}"}
    return Answer("reply.asks.people", slots, (people,))


def tell_amount(called: Called) -> Answer:
    """Something added up: its number, and its share where it is a part of anything."""
    data = called.data
    if data["number"] is None and data["votes"]:
        return tell_votes(called)
    shown = number(data["number"])
    slots = {"what": without_column(data["what"]), "where": data["where"], "number": shown}
    if data["percent"] is None:
        return Answer("reply.asks.sum", slots, (shown,))
    share = percent(data["percent"], called)
    return Answer("reply.asks.amount", {**slots, "percent": share}, (shown, share))


def tell_number(called: Called) -> Answer:
    """Something added up, where its number was asked for."""
    answer = tell_amount(called)
    return replace(answer, facts=answer.facts[:1])


def tell_share(called: Called) -> Answer:
    """Something added up, where its share was asked for."""
    answer = tell_amount(called)
    return replace(answer, facts=answer.facts[-1:])


def without_column(what: str) -> str:
    """An amount without its column in brackets."""
    return what.partition(" (")[0]


def tell_votes(called: Called) -> Answer:
    """Who got more votes, and both totals."""
    votes, where = called.data["votes"], called.data["where"]
    dem, rep = number(votes["democratic_votes"]), number(votes["republican_votes"])
    share = votes["democratic_percent"]
    base = {"where": where, "contest": votes["contest"]}
    if share is None:
        return Answer("reply.asks.no_votes", base, ())
    slots = {**base, "dem": dem, "rep": rep}
    if dem == rep:
        return Answer("reply.asks.tie", slots, (dem,))
    ahead = votes["democratic_votes"] > votes["republican_votes"]
    shares = {
        "dem_percent": percent(share, called),
        "rep_percent": percent(round(100 - share, 2), called),
    }
    first, last = ("Democrat", "Republican") if ahead else ("Republican", "Democrat")
    most, least = (dem, rep) if ahead else (rep, dem)
    led = shares["dem_percent" if ahead else "rep_percent"]
    trailed = shares["rep_percent" if ahead else "dem_percent"]
    slots = {**base, "winner": first, "loser": last, "most": most, "least": least}
    slots |= {"led": led, "trailed": trailed}
    return Answer("reply.asks.won", slots, (first, most, least))


def tell_party_votes(party: str, *, share: bool = False) -> TellFn:
    """Tells how many votes one party got, and its share; ``share`` says which was asked for."""

    def tell(called: Called) -> Answer:
        votes = called.data["votes"]
        dem = votes["democratic_percent"]
        if dem is None:
            return tell_votes(called)
        word = "democratic" if party == "dem" else "republican"
        n = number(votes[f"{word}_votes"])
        slots = {
            "where": called.data["where"],
            "contest": votes["contest"],
            "party": "Democrat" if party == "dem" else "Republican",
            "n": n,
            "percent": percent(dem if party == "dem" else round(100 - dem, 2), called),
        }
        fact = slots["percent"] if share else n
        return Answer("reply.asks.party_votes", slots, (fact,))

    return tell


def tell_lies(called: Called) -> Answer:
    """In which district of which plan a place lies."""
    found = re.findall(r"In the plan(?: column (\S+))? it lies in ([^.]*)\.", called.text)
    column, districts = found[0]
    slots = {"where": called.data["where"], "districts": districts}
    if column:
        return Answer("reply.asks.lies_column", {**slots, "column": column}, (districts,))
    return Answer("reply.asks.lies", slots, (districts,))


def tell_everybody(called: Called) -> Answer:
    """People and units of the whole map."""
    data = called.data
    people, units = number(data["people"]), f"{data['units']:,}"
    return Answer("reply.asks.everybody", {"people": people, "units": units}, (people,))


def _of_place(
    section: str,
    where: Where,
    slots: dict[str, Value],
    args: dict[str, Any],
    tell: TellFn,
    scene: Scene,
) -> Question:
    """A question on a place, which can go on with another place."""

    def again(rng: random.Random) -> Question | None:
        other = a_where(rng, scene.made)
        if other.args == where.args:
            return None
        asked = _of_place(section, other, slots, args, tell, scene)
        return varied(asked, "ask.again_place", slots={"place": other.words})

    words: dict[str, Value] = {**slots, "place": where.words}
    return Question(section, words, "look_up", {**where.args, **args}, tell, again=again)


def _people_in(rng: random.Random, scene: Scene) -> Question | None:
    where = a_where(rng, scene.made)
    return _of_place("ask.people_in", where, {}, {}, tell_people, scene)


def _adults_in(rng: random.Random, scene: Scene) -> Question | None:
    where = a_where(rng, scene.made)
    if scene.made.state.columns.vap is None:
        return None
    return _of_place("ask.adults_in", where, {}, {"what": "vap"}, tell_amount, scene)


def _group_in(rng: random.Random, scene: Scene) -> Question | None:
    where, group = a_where(rng, scene.made), a_group(rng, scene.made)
    if group is None:
        return None
    section = rng.choice(("ask.group_number_in", "ask.group_share_in"))
    args = {"what": group.keys[0]}
    tell = tell_share if section == "ask.group_share_in" else tell_number
    return _of_place(section, where, {"group": group}, args, tell, scene)


def _votes_in(rng: random.Random, scene: Scene) -> Question | None:
    where, contest = a_where(rng, scene.made), a_contest(rng, scene.made)
    if contest is None:
        return None
    sections = ("ask.who_won_in", "ask.votes_in", "ask.vote_share_in", "ask.margin_in")
    section = rng.choice(sections)
    slots: dict[str, Value] = {"contest": contest}
    tell: TellFn = tell_votes
    if section in ("ask.votes_in", "ask.vote_share_in"):
        party = slots["party"] = a_party(rng)
        tell = tell_party_votes(party.key, share=section == "ask.vote_share_in")
    return _of_place(section, where, slots, {"what": contest.name}, tell, scene)


def _column_in(rng: random.Random, scene: Scene) -> Question | None:
    where = a_where(rng, scene.made)
    roles = scene.made.state.columns
    columns = sorted({*roles.group_vap.values(), *roles.group_pop.values()})
    if not columns:
        return None
    column = rng.choice(columns)
    slots: dict[str, Value] = {"column": Text(column)}
    return _of_place("ask.column_in", where, slots, {"what": column}, tell_amount, scene)


def _lies_in(rng: random.Random, scene: Scene) -> Question | None:
    where = a_where(rng, scene.made)
    if not scene.plan:
        return None
    if not scene.current and scene.desk.plan is not None:
        return None
    return _of_place("ask.which_district", where, {}, {}, tell_lies, scene)


def _of_map(
    section: str,
    slots: dict[str, Value],
    what: str,
    tell: TellFn,
) -> Question:
    """A question on something added up over the whole map."""
    return Question(section, slots, "look_up", {"what": what}, tell)


def _people_all(rng: random.Random, scene: Scene) -> Question | None:
    del rng, scene
    return Question("ask.people_all", {}, "describe_map", {"about": "people"}, tell_everybody)


def _adults_all(rng: random.Random, scene: Scene) -> Question | None:
    del rng
    if scene.made.state.columns.vap is None:
        return None
    return _of_map("ask.adults_all", {}, "vap", tell_amount)


def _group_all(rng: random.Random, scene: Scene) -> Question | None:
    group = a_group(rng, scene.made)
    if group is None:
        return None
    section = rng.choice(("ask.group_number_all", "ask.group_share_all"))
    tell = tell_share if section == "ask.group_share_all" else tell_number

    def again(rng: random.Random) -> Question | None:
        other = a_group(rng, scene.made)
        if other is None or other == group:
            return None
        return _of_map("ask.again_group", {"group": other}, other.keys[0], tell)

    asked = _of_map(section, {"group": group}, group.keys[0], tell)
    return varied(asked, section, again=again)


def _votes_all(rng: random.Random, scene: Scene) -> Question | None:
    contest = a_contest(rng, scene.made)
    if contest is None:
        return None
    sections = ("ask.who_won_all", "ask.votes_all", "ask.vote_share_all", "ask.margin_all")
    section = rng.choice(sections)
    slots: dict[str, Value] = {"contest": contest}
    tell: TellFn = tell_votes
    if section in ("ask.votes_all", "ask.vote_share_all"):
        party = slots["party"] = a_party(rng)
        tell = tell_party_votes(party.key, share=section == "ask.vote_share_all")

    def again(rng: random.Random) -> Question | None:
        other = a_contest(rng, scene.made)
        if other is None or other == contest:
            return None
        return _of_map("ask.again_contest", {"contest": other}, other.name, tell)

    return varied(_of_map(section, slots, contest.name, tell), section, again=again)


def _nowhere(rng: random.Random, scene: Scene) -> Question | None:
    """A county that is not on the map."""
    known = {one.casefold() for one in scene.made.state.gazetteer.names("county")}
    strange = [one for one in STRANGERS if one.casefold() not in known]
    place = Places((rng.choice(strange),), "county")
    name = f"{place.names[0]} County"
    section = "ask.people_in"
    return Question(section, {"place": place}, "look_up", {"place": name}, tell_people, ok=False)


def _no_contest(rng: random.Random, scene: Scene) -> Question | None:
    """A contest that the map has no votes for."""
    known = {one.name for one in scene.made.state.columns.elections}
    strange = [one for one in ("PRES12", "GOV14", "SEN14", "AG10", "TRE18") if one not in known]
    name = rng.choice(strange)
    contest = Contest(name)
    return Question(
        "ask.who_won_all", {"contest": contest}, "look_up", {"what": name}, tell_votes, ok=False
    )


def _within(rng: random.Random, scene: Scene) -> Question | None:
    """The part of a county that lies in a district."""
    counties = scene.made.state.gazetteer.of("county")
    if not scene.current or not counties:
        return None
    place = rng.choice(counties)
    plan = scene.desk.a_plan
    inside = sorted({plan.names[plan.district[unit] - 1] for unit in place.units})
    district = rng.choice(inside)
    names = scene.made.state.gazetteer.names("county")
    name = names[counties.index(place)]
    slots: dict[str, Value] = {"place": Places((name,), "county"), "district": Text(district)}
    args = {"place": name, "district": district}
    if rng.random() < 0.4 and (group := a_group(rng, scene.made)):
        given = {**args, "what": group.keys[0]}
        words: dict[str, Value] = {**slots, "group": group}
        return Question("ask.group_within", words, "look_up", given, tell_amount)
    return Question("ask.people_within", slots, "look_up", args, tell_people)


KINDS = (
    QuestionKind("place.people", _people_in, 1.5),
    QuestionKind("place.adults", _adults_in, 0.7),
    QuestionKind("place.column", _column_in, 0.4),
    QuestionKind("place.district", _lies_in),
    QuestionKind("place.nowhere", _nowhere, 0.3),
    QuestionKind("place.within", _within, 0.7),
    QuestionKind("votes.missing", _no_contest, 0.2),
    QuestionKind("group.in", _group_in, 1.5),
    QuestionKind("group.all", _group_all, 1.0),
    QuestionKind("votes.in", _votes_in, 1.5),
    QuestionKind("votes.all", _votes_all, 1.0),
    QuestionKind("map.people", _people_all),
    QuestionKind("map.adults", _adults_all, 0.6),
)
