"""The folder of a finished run: every file of it, or none."""

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from districtbot.geo.options import MapOptions
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.paths import all_or_nothing, check_writable, sha256_of
from districtbot.maps.chapters import comparison_chapter
from districtbot.maps.contents import report_of
from districtbot.maps.report import write_report
from districtbot.plans.claims import claims_of
from districtbot.plans.compare import Comparison, NamedPlan, compare
from districtbot.plans.export import write_plan
from districtbot.plans.formats.open import read_plan
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import Scorecard, score
from districtbot.tools.account import headline, run_facts, transcript_of
from districtbot.tools.alternatives import Alternatives
from districtbot.tools.alternatives_files import (
    ALTERNATIVE_FILES,
    alternative_claims,
    measures_of,
    write_alternatives,
)
from districtbot.tools.draft import Drafted
from districtbot.tools.recipe import replay_program
from districtbot.tools.report import defaults_of, draw_pictures
from districtbot.tools.versions import versions
from districtbot.tools.words import on_alternatives, reply_to

FILES = (
    "plan.csv",
    "plan.geojson",
    "graph.json",
    "map.png",
    "report.html",
    "result.json",
    "transcript.jsonl",
    "replay.py",
)
OWNED = (*FILES, *ALTERNATIVE_FILES)
"""Every file that a run may leave behind."""


def write_results(
    folder: Path,
    state: StateMap,
    options: MapOptions,
    drafted: Drafted,
    title: str = "",
    alternatives: Alternatives | None = None,
) -> dict[str, Any]:
    """Write everything a run leaves behind, and give the content of ``result.json``.

    Files of an earlier run in the folder are replaced. A run without a plan never takes the
    place of one with a plan: nothing is written then.

    Args:
        folder: Where to write; made if it is not there.
        state: The map.
        options: How it was read, for the recipe.
        drafted: What came of the request.
        title: Headline of the map and the report; the map's name and the number of
            districts by default.
        alternatives: Further plans to choose from, where they were asked for.

    Raises:
        AskError: If the folder cannot be written; then nothing in it has changed.
    """
    check_folder(folder)
    plan = drafted.plan
    found = _comparison(state, plan) if plan is not None else None
    card = found.cards[0] if found is not None else None
    if plan is not None and card is None:
        card = score(state, plan)
    result = _result(state, drafted, card, alternatives if plan is not None else None)
    if plan is None and (folder / "plan.csv").exists():
        return result
    with all_or_nothing(folder, OWNED) as scratch:
        if plan is not None and card is not None:
            write_plan(scratch, state, plan, drafted.targets)
            version = versions()["districtbot"]
            program = replay_program(state, options, drafted, version, alternatives)
            (scratch / "replay.py").write_text(program, encoding="utf-8")
            title = title or headline(state, plan)
            facts = run_facts(state, drafted, title)
            if alternatives is not None:
                name = f"{title}: alternatives"
                choices = write_alternatives(scratch, state, drafted, alternatives, name)
                facts = replace(facts, choices=choices)
            other = found.base if found is not None else None
            pictures = draw_pictures(state, plan, card, scratch, title, other)
            beside = comparison_chapter(state, found) if found is not None else ()
            report = report_of(
                state, plan, drafted.verdicts, card, facts, pictures, comparison=beside
            )
            write_report(scratch / "report.html", report)
        events = transcript_of(state, drafted, result, alternatives)
        lines = [json.dumps(event, ensure_ascii=False) for event in events]
        (scratch / "transcript.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        files = sorted(path for path in scratch.rglob("*") if path.is_file())
        result["files"] = {path.relative_to(scratch).as_posix(): sha256_of(path) for path in files}
        text = json.dumps(result, indent=2, ensure_ascii=False, allow_nan=False)
        (scratch / "result.json").write_text(text + "\n", encoding="utf-8")
    return result


def check_folder(folder: Path) -> None:
    """Refuse a folder that cannot be written, or whose files are somebody else's.

    Raises:
        AskError: With what is in the way.
    """
    check_writable(folder)
    if (folder / "result.json").exists() or not folder.is_dir():
        return
    foreign = [name for name in OWNED if (folder / name).exists()]
    if foreign:
        raise AskError(
            f"{folder} holds {some_of(foreign)} of your own, which a run would replace.",
            "Name another folder with --out.",
        )


def _comparison(state: StateMap, plan: Plan) -> Comparison | None:
    """The plan against the map's own, where it has one alone with as many districts."""
    own = []
    for column in state.columns.plans:
        with suppress(AskError):  # a column that is not a whole plan is no plan to compare with
            own.append(NamedPlan(column, read_plan(column, state)))
    alike = [each for each in own if each.plan.n_districts == plan.n_districts]
    if len(alike) != 1:
        return None
    return compare(state, (NamedPlan("this plan", plan), alike[0]), reference=1)


def _result(
    state: StateMap, drafted: Drafted, card: Scorecard | None, alternatives: Alternatives | None
) -> dict[str, Any]:
    """The content of ``result.json``; without a plan it has no targets met or missed."""
    claims = claims_of(state, drafted.targets, drafted.verdicts, card) if card is not None else {}
    reply, chosen = [reply_to(drafted)], dict[str, Any]()
    if alternatives is not None:
        reply += on_alternatives(alternatives)
        chosen["measures"] = measures_of(alternatives.answer)
        chosen["alternatives"] = alternative_claims(drafted, alternatives)
    return {
        "status": drafted.status,
        "reply": " ".join(reply),
        "targets": [],
        "districts": drafted.targets.districts,
        "unit_column": state.columns.unit_id,
        **claims,
        **chosen,
        "asked": drafted.targets.model_dump(mode="json", exclude_none=True),
        "defaults": sorted(defaults_of(drafted.targets)),
        "impossible": [
            {"measure": item.measure, "proof": item.proof, "nearest": item.nearest}
            for item in drafted.impossible
        ],
        "ended": drafted.ended,
        "steps": drafted.steps,
        "seconds": round(drafted.seconds, 3),
        "model": None,
        "engine": drafted.effort.engine,
        "seed": drafted.effort.seed,
        "versions": versions(),
        "map": str(state.source.path.resolve()),
        "map_member": state.source.member,
        "map_sha256": state.source.sha256,
        "plan_sha256": drafted.plan.sha256 if drafted.plan is not None else None,
        "notes": list(state.notes),
    }
