"""Questions on a whole plan: how it scores, how it would vote, whom it favours.

Conventions: "how is it" without more is ``score_plan`` with nothing but the plan; a measure by
its name, or what only one measure says (the district furthest off, cut edges, seats), is
``measure``; a subject (compactness, counties, towns, votes, ratings, groups) is ``section``; one
group's districts are ``group`` alone, a contest's numbers ``section`` votes with ``contest``.
``contest`` stands only where the person names one. Numbers such as the 1% of "does any district
deviate more than 1%" are no targets.
"""

import random
import re
from collections.abc import Callable, Mapping
from typing import Any

from districtbot.ground.errors import some_of
from districtbot.problems.language.questions.places import a_contest, a_group
from districtbot.problems.language.questions.question import (
    Answer,
    Question,
    QuestionKind,
    Scene,
    varied,
)
from districtbot.problems.language.values import Count, Party, Percent, Score, Text, Value, Words
from districtbot.tools.calling import Called

MOST = 3
"""So many numbers of a result are told."""

Draw = Callable[[random.Random, Scene], Question | None]
Line = Mapping[str, Any]

NEAR = 0.06
"""Percentage points between which a share that is shown rounded says neither yes nor no."""
LEAST = 1e-4
"""Numbers this near to a limit are told without yes or no."""
_FIRST_SHARE = re.compile(r"largest first: (district \S+) ([\d.]+%)")
_STATISTICS = ("mean", "lowest", "highest")
_PROPER = ("Polsby", "Reock", "Schwartzberg", "Democratic", "Republican")
_COUNTED = (
    "Cut edges",
    "Counties split",
    "Counties kept",
    "Municipalities split",
    "Municipalities kept",
    "Competitive districts",
    "Democratic districts",
    "Republican districts",
)
_MEASURED = (
    "Largest deviation",
    "Mean deviation",
    "Overall range",
    "Ideal population",
    "Efficiency gap",
    "Mean-median",
    "Partisan ",
    "Declination",
    "Responsiveness",
    "Border between",
    "Democratic vote share",
)
"""How the names of numbers begin that make a sentence."""
_SUMMARY = ("largest_deviation", "polsby_popper.mean", "county.splits", "cut_edges")
_POPULATION = ("ideal_population", "largest_deviation", "overall_range")
_SHAPE = ("polsby_popper.mean", "polsby_popper.lowest", "reock.mean", "cut_edges")
_VOTES = ("dem_seats", "rep_seats", "competitive", "dem_efficiency_gap")
_TOWNS = ("municipality.splits", "municipality.whole")
PARTISAN = {
    "dem_efficiency_gap": ("efficiency gap", "EG", "wasted-vote gap"),
    "dem_mean_median": ("mean-median difference", "mean-median", "mean-median gap"),
    "dem_partisan_bias": ("partisan bias", "partisan bias score"),
    "dem_declination": ("declination",),
    "dem_proportionality": ("gap between seats and votes", "proportionality score"),
    "responsiveness": ("responsiveness",),
    "dem_lopsided_margins": ("lopsided margins score",),
}
SHAPES = {
    "polsby_popper": ("Polsby-Popper", "Polsby–Popper", "PP", "polsby popper"),
    "reock": ("Reock", "reock"),
    "schwartzberg": ("Schwartzberg",),
    "convex_hull": ("convex hull", "convex hull ratio"),
    "population_polygon": ("population polygon",),
}


def line_text(line: Line, called: Called) -> str:
    """``the mean Polsby-Popper is 0.286``; without a contest that the person named."""
    note = f" ({line['note']})" if line["note"] else ""
    shown = line["shown"]
    named = str(called.arguments.get("contest"))
    name = line["name"].removesuffix(f", {named}")
    head, _, rest = name.partition(", ")
    contest = line["key"].partition(".")[0]
    where = f" in {contest}" if rest == contest else ""
    if rest in _STATISTICS:
        return f"the {rest} {_lowered(head)} is {shown}{note}"
    if rest and not where:
        return f"{name}: {shown}{note}"
    if head.startswith(_COUNTED):
        counted = _lowered(head) if shown != "1" else _singular(_lowered(head))
        return f"there {'is' if shown == '1' else 'are'} {shown} {counted}{where}{note}"
    if head.startswith(_MEASURED):
        return f"the {_lowered(head)}{where} is {shown}{note}"
    return f"{name}: {shown}{note}"


def _singular(counted: str) -> str:
    for many, one in (("counties", "county"), ("municipalities", "municipality")):
        counted = counted.replace(many, one)
    return counted.replace("districts", "district").replace("cut edges", "cut edge")


def _lowered(name: str) -> str:
    return name if name.startswith(_PROPER) else name[:1].lower() + name[1:]


def tell_lines(called: Called) -> Answer:
    """The first numbers of the result."""
    return _listed(called.data["lines"], called)


def _listed(lines: "list[Line] | tuple[Line, ...]", called: Called) -> Answer:
    if not lines:
        return Answer("reply.asks.no_numbers")
    section = "reply.asks.number" if len(lines) == 1 else "reply.asks.numbers"
    texts = [line_text(one, called) for one in lines[:MOST]]
    facts = _facts(lines[0]) if len(lines) == 1 else tuple(one["shown"] for one in lines[:2])
    return Answer(section, {"list": "; ".join(texts)}, facts)


def _facts(line: Line) -> tuple[str, ...]:
    """A number, and the district it is of."""
    district = line["note"].partition(",")[0]
    return (line["shown"], district) if district.startswith("district ") else (line["shown"],)


def tell_only(*keys: str) -> Callable[[Called], Answer]:
    """Tells the numbers whose keys end so."""

    def tell(called: Called) -> Answer:
        lines = called.data["lines"]
        chosen = [one for key in keys for one in lines if one["key"].endswith(key)]
        return _listed(chosen or lines, called)

    return tell


def tell_counties(called: Called) -> Answer:
    """How many counties are split, and which."""
    lines = called.data["lines"]
    found = [one for one in lines if one["key"].endswith(".splits")]
    if not found:
        return Answer("reply.asks.no_counties")
    n = found[0]["shown"]
    said = called.data["sentences"][-1]
    if n == "0":
        return Answer("reply.asks.no_split", {}, ())
    names = said.partition(": ")[2].rstrip(".")
    return Answer("reply.asks.splits", {"n": n, "list": names}, (n,))


def tell_contiguous(called: Called) -> Answer:
    """Whether all districts hang together."""
    whole = called.data["lines"][0]["shown"] == "yes"
    return Answer("reply.asks.contiguous" if whole else "reply.asks.torn")


def tell_said(called: Called) -> Answer:
    """The first sentences after the number of districts."""
    said = called.data["sentences"][1:3]
    return Answer("reply.asks.said", {"said": " ".join(said)}, ())


def tell_group(called: Called) -> Answer:
    """One group's share of each district; of the voting age population where there is one."""
    said, facts = _group_said(called)
    return Answer("reply.asks.said", {"said": said}, facts)


def _group_said(called: Called) -> tuple[str, tuple[str, ...]]:
    """The sentence on a group's shares; the largest share and its district."""
    said: list[str] = called.data["sentences"][1:]
    adults = [one for one in said if "share of voting age population" in one]
    sentence = (adults or said)[0]
    found = _FIRST_SHARE.search(sentence)
    return sentence, (found[2], found[1]) if found else ()


def tell_group_over(limit: float) -> Callable[[Called], Answer]:
    """Tells whether a group has more than a share (0..1) of any district."""

    def tell(called: Called) -> Answer:
        said, facts = _group_said(called)
        share = float(facts[0].rstrip("%")) if facts else 0.0
        if not facts or abs(share - 100 * limit) < NEAR:
            return tell_group(called)
        section = "reply.asks.yes" if share > 100 * limit else "reply.asks.no"
        return Answer(section, {"list": said.rstrip(".")}, facts)

    return tell


def tell_bound(key: str, limit: float, *, over: bool) -> Callable[[Called], Answer]:
    """Tells whether the number whose key ends so is over a limit, or under it."""

    def tell(called: Called) -> Answer:
        found = [one for one in called.data["lines"] if one["key"].endswith(key)]
        if not found or found[0]["value"] is None or abs(found[0]["value"] - limit) < LEAST:
            return _listed(found or called.data["lines"], called)
        line = found[0]
        section = "reply.asks.yes" if (line["value"] > limit) == over else "reply.asks.no"
        return Answer(section, {"list": line_text(line, called)}, _facts(line))

    return tell


def _plan(
    scene: Scene,
    section: str,
    args: dict[str, Any],
    tell: Callable[[Called], Answer],
    slots: dict[str, Value] | None = None,
) -> Question:
    """A question on the plan that is meant; it can go on with the map's own plan."""

    def again(rng: random.Random) -> Question | None:
        columns = [one for one in scene.made.state.columns.plans if one != scene.plan]
        if not columns:
            return None
        other = Scene(scene.made, scene.desk, rng.choice(columns))
        asked = _plan(other, section, args, tell, slots)
        words: dict[str, Value] = {"column": Text(other.plan)}
        return varied(asked, "ask.again_plan", slots=words, plan="", again=None)

    given = {**scene.plan_args, **args}
    return Question(section, slots or {}, "score_plan", given, tell, plan=scene.plan, again=again)


def _plain(section: str, args: dict[str, Any], tell: Callable[[Called], Answer]) -> Draw:
    def draw(rng: random.Random, scene: Scene) -> Question | None:
        del rng
        return _plan(scene, section, args, tell) if scene.plan else None

    return draw


def _county(rng: random.Random, scene: Scene) -> Question | None:
    if not scene.plan or scene.made.state.columns.county is None:
        return None
    way = rng.choice(("", "", "_over", "_under", "_claim"))
    n = rng.randint(2, 12)
    slots: dict[str, Value] = {"n": Count(n)} if way else {}
    tell: Callable[[Called], Answer] = tell_counties
    if way in ("_over", "_under"):
        tell = tell_bound("county.splits", n, over=way == "_over")
    return _plan(scene, f"ask.splits{way}", {"section": "counties"}, tell, slots)


def _towns(rng: random.Random, scene: Scene) -> Question | None:
    del rng
    if not scene.plan or scene.made.state.columns.municipality is None:
        return None
    return _plan(scene, "ask.town_splits", {"section": "towns"}, tell_only(*_TOWNS))


def _deviation(rng: random.Random, scene: Scene) -> Question | None:
    if not scene.plan:
        return None
    way = rng.choice(("", "", "_over", "_under", "_claim"))
    share = rng.choice((0.005, 0.01, 0.02, 0.03, 0.05, 0.1))
    slots: dict[str, Value] = {"share": Percent(share)} if way else {}
    tell: Callable[[Called], Answer] = tell_lines
    if way in ("_over", "_under"):
        tell = tell_bound("largest_deviation", share, over=way == "_over")
    return _plan(scene, f"ask.deviation{way}", {"measure": "largest_deviation"}, tell, slots)


def _range(rng: random.Random, scene: Scene) -> Question | None:
    if not scene.plan:
        return None
    way = rng.choice(("", "", "_over", "_under"))
    share = rng.choice((0.01, 0.02, 0.05, 0.1))
    slots: dict[str, Value] = {"share": Percent(share)} if way else {}
    tell = tell_bound("overall_range", share, over=way == "_over") if way else tell_lines
    return _plan(scene, f"ask.range{way}", {"measure": "overall_range"}, tell, slots)


def _shape(rng: random.Random, scene: Scene) -> Question | None:
    if not scene.plan:
        return None
    key = rng.choices(list(SHAPES), (6, 4, 1, 1, 1))[0]
    slots: dict[str, Value] = {"measure": Words(rng.choice(SHAPES[key]))}
    way = rng.choice(("_named", "_named", "_over", "_low"))
    tell: Callable[[Called], Answer] = tell_lines
    if way != "_named" and key in ("polsby_popper", "reock"):
        limit = rng.choice((0.15, 0.2, 0.25, 0.3, 0.35, 0.4))
        slots["score"] = Score(limit)
        ending = ".mean" if way == "_over" else ".lowest"
        tell = tell_bound(ending, limit, over=way == "_over")
        return _plan(scene, f"ask.shape{way}", {"measure": key}, tell, slots)
    return _plan(scene, "ask.shape_named", {"measure": key}, tell, slots)


def _partisan(rng: random.Random, scene: Scene) -> Question | None:
    if not scene.plan or not scene.made.state.columns.elections:
        return None
    key = rng.choices(list(PARTISAN), (6, 4, 3, 2, 2, 1, 1))[0]
    slots: dict[str, Value] = {"measure": Words(rng.choice(PARTISAN[key]))}
    args: dict[str, Any] = {"measure": key}
    section = "ask.partisan"
    if rng.random() < 0.5 and (contest := a_contest(rng, scene.made)):
        section, slots["contest"], args["contest"] = "ask.partisan_in", contest, contest.name
    return _plan(scene, section, args, tell_lines, slots)


def _seats(rng: random.Random, scene: Scene) -> Question | None:
    if not scene.plan or not scene.made.state.columns.elections:
        return None
    party = Party(rng.choice(("dem", "rep")), "many")
    slots: dict[str, Value] = {"party": party}
    args: dict[str, Any] = {"measure": f"{party.key}_seats"}
    contest = a_contest(rng, scene.made)
    if contest is None or rng.random() < 0.35:
        return _plan(scene, "ask.seats", args, tell_lines, slots)
    slots["contest"], args["contest"] = contest, contest.name
    if rng.random() < 0.6:
        return _plan(scene, "ask.seats_in", args, tell_lines, slots)
    n = rng.randint(1, max(1, len(scene.districts) - 1))
    slots["n"] = Count(n)
    tell = tell_bound("_seats", n + 0.5, over=True)
    return _plan(scene, "ask.seats_over", args, tell, slots)


def _competitive(rng: random.Random, scene: Scene) -> Question | None:
    contest = a_contest(rng, scene.made)
    if not scene.plan or contest is None:
        return None
    if rng.random() < 0.5:
        return _plan(scene, "ask.competitive", {"measure": "competitive"}, tell_lines)
    args = {"measure": "competitive", "contest": contest.name}
    return _plan(scene, "ask.competitive_in", args, tell_lines, {"contest": contest})


def _votes(rng: random.Random, scene: Scene) -> Question | None:
    contest = a_contest(rng, scene.made)
    if not scene.plan or contest is None:
        return None
    if rng.random() < 0.4:
        return _plan(scene, "ask.partisan_all", {"section": "votes"}, tell_only(*_VOTES))
    args = {"section": "votes", "contest": contest.name}
    return _plan(scene, "ask.partisan_all_in", args, tell_only(*_VOTES), {"contest": contest})


def _group(rng: random.Random, scene: Scene) -> Question | None:
    group = a_group(rng, scene.made)
    if not scene.plan or group is None:
        return None
    slots: dict[str, Value] = {"group": group}
    args = {"group": group.keys[0]}
    way = rng.choice(("by_district", "majority", "over"))
    if way == "by_district":
        return _plan(scene, "ask.group_by_district", args, tell_group, slots)
    if way == "majority":
        return _plan(scene, "ask.majority_group", args, tell_group_over(0.5), slots)
    share = rng.choice((0.25, 0.3, 0.37, 0.4, 0.45))
    slots["share"] = Percent(share)
    return _plan(scene, "ask.group_over", args, tell_group_over(share), slots)


def _list(rng: random.Random, scene: Scene) -> Question | None:
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


def _asked(rng: random.Random, scene: Scene) -> Question | None:
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


_COMPACT = tell_only(*_SHAPE)

KINDS = (
    QuestionKind("plan.all", _plain("ask.plan_all", {}, tell_only(*_SUMMARY)), 1.2),
    QuestionKind("plan.deviation", _deviation, 1.5),
    QuestionKind("plan.range", _range, 1.0),
    QuestionKind(
        "plan.people",
        _plain("ask.plan_people", {"section": "population"}, tell_only(*_POPULATION)),
    ),
    QuestionKind("plan.compact", _plain("ask.plan_shape", {"section": "shape"}, _COMPACT)),
    QuestionKind("plan.shape", _shape, 1.5),
    QuestionKind(
        "plan.worst",
        _plain("ask.worst_shape", {"measure": "polsby_popper"}, tell_only(".lowest")),
        0.7,
    ),
    QuestionKind("plan.counties", _county, 1.5),
    QuestionKind("plan.towns", _towns, 0.8),
    QuestionKind("plan.cuts", _plain("ask.cut_edges", {"measure": "cut_edges"}, tell_lines), 0.7),
    QuestionKind(
        "plan.whole", _plain("ask.contiguous", {"measure": "contiguous"}, tell_contiguous), 0.7
    ),
    QuestionKind("plan.partisan", _partisan, 1.5),
    QuestionKind("plan.seats", _seats, 1.5),
    QuestionKind("plan.competitive", _competitive, 0.8),
    QuestionKind("plan.votes", _votes, 1.0),
    QuestionKind(
        "plan.groups", _plain("ask.majority_minority", {"section": "groups"}, tell_said), 0.8
    ),
    QuestionKind("plan.group", _group, 1.2),
    QuestionKind("plan.ratings", _plain("ask.ratings", {"section": "ratings"}, tell_lines), 0.5),
    QuestionKind("plan.targets_met", _list, 0.7),
    QuestionKind("desk.targets", _asked, 0.6),
    QuestionKind("desk.versions", _versions, 0.6),
)
