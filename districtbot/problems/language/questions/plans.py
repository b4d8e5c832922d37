"""Questions on a whole plan: how it scores, how it would vote, whom it favours.

Conventions: "how is it" without more is ``score_plan`` with nothing but the plan; a measure by
its name, or what only one measure says (the district furthest off, cut edges, seats), is
``measure``; a subject (compactness, counties, towns, votes, ratings, groups) is ``section``; one
group's districts are ``group`` alone, a contest's numbers ``section`` votes with ``contest``.
``contest`` stands only where the person names one. Numbers such as the 1% of "does any district
deviate more than 1%" are no targets.
"""

import random
from typing import Any

from districtbot.problems.language.questions.places import a_contest, a_group
from districtbot.problems.language.questions.plan_numbers import (
    tell_bound,
    tell_contiguous,
    tell_counties,
    tell_group,
    tell_group_over,
    tell_lines,
    tell_only,
    tell_said,
)
from districtbot.problems.language.questions.question import (
    DrawFn,
    Question,
    QuestionKind,
    Scene,
    TellFn,
    varied,
)
from districtbot.problems.language.values import Count, Party, Percent, Score, Text, Value, Words

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
"""Measures of whom a plan favours, and what people call them."""
SHAPES = {
    "polsby_popper": ("Polsby-Popper", "Polsby–Popper", "PP", "polsby popper"),
    "reock": ("Reock", "reock"),
    "schwartzberg": ("Schwartzberg",),
    "convex_hull": ("convex hull", "convex hull ratio"),
    "population_polygon": ("population polygon",),
}
"""Measures of compactness, and what people call them."""


def _plan(
    scene: Scene,
    section: str,
    args: dict[str, Any],
    tell: TellFn,
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


def _plain(section: str, args: dict[str, Any], tell: TellFn) -> DrawFn:
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
    tell: TellFn = tell_counties
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
    tell: TellFn = tell_lines
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
    tell: TellFn = tell_lines
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
)
