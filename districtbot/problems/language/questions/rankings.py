"""Questions on which place or district has most or fewest of something.

Conventions: ``rank`` names what is listed, ``what`` what is counted (left out for people), ``by``
is ``share`` where the words say share, percentage, "most heavily" or "most Democratic", and is
left out else; ``top`` stands only where the person says how many. The most Republican places are
those with the smallest Democratic share.
"""

import random
from collections.abc import Sequence
from typing import Any, Literal

from districtbot.problems.language.questions.places import a_contest, a_group, without_column
from districtbot.problems.language.questions.question import (
    Answer,
    Question,
    QuestionKind,
    Scene,
    bare_name,
    number,
    percent,
    varied,
)
from districtbot.problems.language.values import Count, Party, Value, Words
from districtbot.tools.calling import Called
from districtbot.tools.kit.ranking import Ranked

_WORDS: dict[Ranked, tuple[tuple[str, str], ...]] = {
    "counties": (("county", "counties"),),
    "towns": (("town", "towns"), ("municipality", "municipalities"), ("city", "cities")),
    "units": (("precinct", "precincts"), ("unit", "units"), ("VTD", "VTDs")),
    "districts": (("district", "districts"), ("seat", "seats")),
}
"""What each kind is called: one of it, and many."""
FEWEST_TOP, MOST_TOP = 2, 10
"""How many of a list people ask for."""
NAMED = 3
"""So many rows are told, where nobody said how many."""


def tell_rows(called: Called) -> Answer:
    """The list, the first one named first."""
    return _told(called, without_column(called.data["what"]))


def tell_party_rows(called: Called) -> Answer:
    """The list by the Democratic share."""
    return _told(called, f"Democratic share of {called.data['what']}")


def _told(called: Called, what: str) -> Answer:
    """The rows that were asked for; those that its text does not show are left out."""
    rows, share = called.data["rows"], called.arguments.get("by") == "share"
    rows = rows if "top" in called.arguments else rows[:NAMED]
    first = rows[0]["name"]
    shown = [one for one in rows if number(one["number"]) in called.text]
    listed = "; ".join(_row(one, called, share=share) for one in shown)
    slots = {"what": what, "first": first, "list": listed}
    value = percent(rows[0]["percent"] or 0.0, called) if share else number(rows[0]["number"])
    names = (bare_name(one["name"]) for one in (shown if "top" in called.arguments else rows[:1]))
    facts = (value, *dict.fromkeys(names))
    section = "reply.asks.rows_fewest" if called.arguments.get("fewest") else "reply.asks.rows"
    return Answer(section if len(rows) > 1 else "reply.asks.row", slots, facts)


def _row(row: dict[str, Any], called: Called, *, share: bool) -> str:
    """A row in words; its share alone where that was asked for."""
    if row["percent"] is None:
        return f"{row['name']} {number(row['number'])}"
    shown = percent(row["percent"], called)
    return f"{row['name']} {shown if share else number(row['number']) + ' (' + shown + ')'}"


def _kind(rng: random.Random, scene: Scene) -> Ranked:
    """What to list: mostly counties or the districts of the plan on the desk."""
    book = scene.made.state.gazetteer
    kinds: list[Ranked] = ["units"]
    kinds += ["counties"] * 6 if len(book.names("county")) > 1 else []
    kinds += ["towns"] * 2 if len(book.names("town")) > 1 else []
    kinds += ["districts"] * 4 if scene.current else []
    return rng.choice(kinds)


def _n(rng: random.Random, scene: Scene, kind: Ranked) -> int:
    """How many of a list are asked for; no more than there are, but two at least."""
    made = scene.made
    sizes = {
        "counties": len(made.state.gazetteer.names("county")),
        "towns": len(made.state.gazetteer.names("town")),
        "units": made.state.n_units,
        "districts": len(scene.districts),
    }
    return rng.randint(FEWEST_TOP, max(FEWEST_TOP, min(MOST_TOP, sizes[kind])))


def _asked(
    rng: random.Random,
    scene: Scene,
    section: str,
    kind: Ranked,
    args: dict[str, Any],
    slots: dict[str, Value],
) -> Question:
    """A question on a list, which can go on with its other end."""
    one, many = rng.choice(_WORDS[kind])
    words: dict[str, Value] = {**slots, "one": Words(one), "many": Words(many)}

    def again(rng: random.Random) -> Question | None:
        if args.get("fewest") or section in ("ask.rank_party", "ask.where_group"):
            return None
        few = {} if section == "ask.list_people" else args
        turned = _asked(rng, scene, section, kind, {**few, "fewest": True}, slots)
        return varied(turned, "ask.again_fewest", again=None)

    tell = tell_party_rows if "party" in slots else tell_rows
    return Question(section, words, "look_up", {"rank": kind, **args}, tell, again=again)


def _people(rng: random.Random, scene: Scene) -> Question | None:
    kind = _kind(rng, scene)
    way: Literal["most", "fewest"] = rng.choice(("most", "most", "fewest"))
    args: dict[str, Any] = {"fewest": True} if way == "fewest" else {}
    slots: dict[str, Value] = {}
    section = f"ask.{way}_people"
    if rng.random() < 0.45:
        n = _n(rng, scene, kind)
        section, slots = f"ask.{way}_people_n", {"n": Count(n)}
        args["top"] = n
    return _asked(rng, scene, section, kind, args, slots)


def _group(rng: random.Random, scene: Scene) -> Question | None:
    kind, group = _kind(rng, scene), a_group(rng, scene.made)
    if group is None:
        return None
    sections = ("ask.where_group", "ask.most_group", "ask.group_share_most", "ask.group_share_n")
    section = rng.choice(sections)
    args: dict[str, Any] = {"what": group.keys[0]}
    slots: dict[str, Value] = {"group": group}
    if section in sections[2:]:
        args["by"] = "share"
    if section == "ask.group_share_n":
        n = _n(rng, scene, kind)
        args["top"], slots["n"] = n, Count(n)
    return _asked(rng, scene, section, kind, args, slots)


def _party(rng: random.Random, scene: Scene) -> Question | None:
    kind, contest = _kind(rng, scene), a_contest(rng, scene.made)
    if contest is None:
        return None
    party = Party(rng.choice(("dem", "rep")), "of")
    args: dict[str, Any] = {"what": contest.name, "by": "share"}
    if party.key == "rep":
        args["fewest"] = True
    slots: dict[str, Value] = {"contest": contest, "party": party}
    section = "ask.rank_party"
    if rng.random() < 0.4:
        n = _n(rng, scene, kind)
        section, args["top"], slots["n"] = "ask.rank_party_n", n, Count(n)
    return _asked(rng, scene, section, kind, args, slots)


def _list(rng: random.Random, scene: Scene) -> Question | None:
    """Every one with its people."""
    kinds: Sequence[Ranked] = ("counties", "districts") if scene.current else ("counties",)
    kind = rng.choice(kinds)
    if kind == "counties" and len(scene.made.state.gazetteer.names("county")) < FEWEST_TOP:
        return None
    return _asked(rng, scene, "ask.list_people", kind, {"top": 20}, {})


KINDS = (
    QuestionKind("ranking.people", _people, 1.5),
    QuestionKind("ranking.group", _group, 1.5),
    QuestionKind("ranking.party", _party, 1.0),
    QuestionKind("ranking.list", _list, 0.4),
)
