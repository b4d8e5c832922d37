"""Pictures, files, ensembles: what is asked for rather than told.

Conventions: a map of the plan on the desk has no argument, one district is ``district``, shading
is ``column`` (``by`` district only where the words say so), what changed is ``other``. A file
format that is named is in ``formats``; without a name of a format there is none. An ensemble has
the steps and chains that the person says; where a plan stands is ``standing``, with ``measure``
only where one is named.
"""

import random
from typing import Any

from districtbot.ground.errors import some_of
from districtbot.problems.language.questions.places import a_contest, a_group
from districtbot.problems.language.questions.question import Answer, Question, QuestionKind, Scene
from districtbot.problems.language.values import Count, Text, Value, Words
from districtbot.tools.calling import Called

FORMATS = {
    "csv": ("CSV", "a csv", "a CSV table"),
    "dra": ("DRA", "a file for Dave's Redistricting", "a DRA file"),
    "districtr": ("Districtr", "a Districtr file"),
    "xlsx": ("Excel", "an Excel file", "an xlsx"),
    "geojson": ("GeoJSON", "a GeoJSON", "a geojson file"),
    "gpkg": ("GeoPackage", "a geopackage", "a gpkg"),
    "shapefile": ("shapefile", "a shapefile", "a zipped shapefile"),
    "gerrychain": ("GerryChain JSON", "a GerryChain graph file"),
    "qgis": ("QGIS Redistricting", "a file for the QGIS redistricting plugin"),
    "ods": ("ODS", "an ods spreadsheet", "an OpenDocument spreadsheet"),
    "baf": ("block assignment", "a block assignment file", "a BAF"),
    "json": ("JSON", "a json file"),
}
"""Formats that people name, and how."""
STEPS = (40, 50, 60, 80, 100)
FOLDERS = ("draft-1", "for-the-committee", "hearing", "version-a", "final", "to-print")
RANKED = {
    "county splits": ("county splits", "the number of split counties"),
    "cut edges": ("cut edges", "the number of cut edges"),
    "polsby popper mean": ("mean Polsby-Popper", "compactness"),
    "population deviation": ("population deviation",),
}
"""Measures that an ensemble is asked about, and how."""


def tell_drawn(called: Called) -> Answer:
    """What a picture shows."""
    return Answer("reply.asks.picture", {"shows": called.data["shows"]}, ())


def tell_files(called: Called) -> Answer:
    """What was written, and what the check found."""
    names = [name.rpartition("/")[2] for name in called.data["files"]]
    plans = [name for name in names if name.startswith("plan")]
    slots = {"list": some_of(plans, 4), "claims": str(called.data["claims"])}
    if called.data["refuted"]:
        return Answer("reply.asks.files_refuted", slots, tuple(plans[:1]))
    return Answer("reply.asks.files", slots, tuple(plans[:1]))


def tell_ensemble(called: Called) -> Answer:
    """How many plans were drawn, and where they lie."""
    data = called.data
    found = [one for one in data["ranges"] if "split" in one["measure"].lower()] or data["ranges"]
    slots = {"plans": f"{data['plans']:,}", "districts": str(data["districts"])}
    if not data["finished"] or not found:
        return Answer("reply.asks.ensemble_bare", slots)
    one = found[0]
    slots |= {"measure": one["measure"], "low": one["low"], "high": one["high"]}
    slots["median"] = one["median"]
    return Answer("reply.asks.ensemble", slots, (slots["plans"],))


def tell_standing(called: Called) -> Answer:
    """Which numbers are outliers."""
    places = called.data["places"]
    out = [one["sentence"] for one in places if one["outlier"]]
    if len(places) == 1:
        section = "reply.asks.outlier_one" if out else "reply.asks.no_outlier_one"
        return Answer(section, {"said": places[0]["sentence"]}, (places[0]["value"],))
    if not out:
        return Answer("reply.asks.no_outlier", {"said": places[0]["sentence"]}, ())
    return Answer("reply.asks.outliers", {"list": "; ".join(out[:3])}, ())


def _map(rng: random.Random, scene: Scene) -> Question | None:
    del rng
    if not _drawable(scene):
        return None
    return Question("do.map", {}, "draw_map", scene.plan_args, tell_drawn, plan=scene.plan)


def _drawable(scene: Scene) -> bool:
    """Whether a plan is meant, on a map that has shapes."""
    return bool(scene.plan) and scene.made.state.geometry is not None


def _district(rng: random.Random, scene: Scene) -> Question | None:
    if not _drawable(scene):
        return None
    district = rng.choice(scene.districts)

    def again(rng: random.Random) -> Question | None:
        other = _district(rng, scene)
        if other is None or other.slots == slots:
            return None
        return Question("ask.again_district", other.slots, other.tool, other.args, tell_drawn)

    slots: dict[str, Value] = {"district": Text(district)}
    args = {**scene.plan_args, "district": district}
    return Question(
        "do.map_district", slots, "draw_map", args, tell_drawn, plan=scene.plan, again=again
    )


def _shaded(rng: random.Random, scene: Scene) -> Question | None:
    if scene.made.state.geometry is None:
        return None
    group, contest = a_group(rng, scene.made), a_contest(rng, scene.made)
    if group is not None and rng.random() < 0.6:
        args: dict[str, Any] = {"column": group.keys[0]}
        slots: dict[str, Value] = {"group": group}
        section = "do.shade_group"
    elif contest is not None:
        args, slots, section = {"column": contest.name}, {"contest": contest}, "do.shade_contest"
    else:
        return None
    if scene.current and rng.random() < 0.35:
        return Question(f"{section}_by", slots, "draw_map", {**args, "by": "district"}, tell_drawn)
    return Question(section, slots, "draw_map", args, tell_drawn)


def _changes(rng: random.Random, scene: Scene) -> Question | None:
    plans = scene.made.state.columns.plans
    if not scene.current or not plans or scene.made.state.geometry is None:
        return None
    column = rng.choice(plans)
    slots: dict[str, Value] = {"column": Text(column)}
    section = rng.choice(("do.changes", "do.changes", "do.overlay"))
    args = {"other": column}
    if section == "do.overlay":
        args = {"what": "districts", "other": column}
    return Question(section, slots, "draw_map", args, tell_drawn)


def _chart(rng: random.Random, scene: Scene) -> Question | None:
    if not scene.plan:
        return None
    kind = rng.choice(("population", "share", "seats_votes"))
    args: dict[str, Any] = {"kind": kind, **scene.plan_args}
    slots: dict[str, Value] = {}
    section = f"do.chart_{kind}"
    group, contest = a_group(rng, scene.made), a_contest(rng, scene.made)
    if kind == "share":
        if group is None:
            return None
        args["of"], slots["group"] = group.keys[0], group
    if kind == "seats_votes":
        if contest is None:
            return None
        args["of"], slots["contest"] = contest.name, contest
    return Question(section, slots, "draw_chart", args, tell_drawn, plan=scene.plan)


def _export(rng: random.Random, scene: Scene) -> Question | None:
    if not scene.current:
        return None
    way = rng.choice(("plain", "format", "format", "two", "folder"))
    if way == "plain":
        return Question("do.export", {}, "export_plan", {}, tell_files)
    if way == "folder":
        folder = rng.choice(FOLDERS)
        slots: dict[str, Value] = {"folder": Text(folder)}
        return Question("do.export_folder", slots, "export_plan", {"folder": folder}, tell_files)
    names = rng.sample([one for one in FORMATS if one != "baf"], 2 if way == "two" else 1)
    if way == "format" and rng.random() < 0.1:
        names = ["baf"]
    called = [rng.choice(FORMATS[one]) for one in names]
    ok = "baf" not in names
    if way == "two":
        slots = {"first": Words(called[0]), "second": Words(called[1])}
        args = {"formats": names}
        return Question("do.export_two", slots, "export_plan", args, tell_files)
    article = called[0].startswith(("a ", "an "))
    slots = {"format": Words(called[0])}
    section = "do.export_a" if article else "do.export_as"
    return Question(section, slots, "export_plan", {"formats": names}, tell_files, ok=ok)


def _ensemble(rng: random.Random, scene: Scene) -> Question | None:
    if not scene.current:
        return None
    steps = rng.choice(STEPS)
    slots: dict[str, Value] = {"steps": Count(steps)}
    args: dict[str, Any] = {"steps": steps}
    if rng.random() < 0.6:
        chains = rng.choice((1, 2, 3))
        args["chains"], slots["chains"] = chains, Count(chains)
        if chains == 1:
            return Question("do.ensemble_one", slots, "run_ensemble", args, tell_ensemble)
        return Question("do.ensemble_chains", slots, "run_ensemble", args, tell_ensemble)
    return Question("do.ensemble", slots, "run_ensemble", args, tell_ensemble)


def _standing(rng: random.Random, scene: Scene) -> Question | None:
    if not scene.plan or not scene.desk.ensembles:
        return None
    args = scene.plan_args
    if rng.random() < 0.5:
        return Question("do.standing", {}, "standing", args, tell_standing, plan=scene.plan)
    able = [one for one in RANKED if one != "county splits" or scene.made.state.columns.county]
    measure = rng.choice(able)
    slots: dict[str, Value] = {"measure": Words(rng.choice(RANKED[measure]))}
    given = {**args, "measure": measure}
    return Question("do.standing_in", slots, "standing", given, tell_standing, plan=scene.plan)


KINDS = (
    QuestionKind("picture.map", _map, 1.2),
    QuestionKind("picture.district", _district, 1.2),
    QuestionKind("picture.shaded", _shaded, 1.2),
    QuestionKind("picture.changes", _changes),
    QuestionKind("picture.chart", _chart, 1.2),
    QuestionKind("file.export", _export, 2.0),
    QuestionKind("ensemble.draw", _ensemble),
    QuestionKind("ensemble.standing", _standing),
)
