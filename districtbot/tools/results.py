"""The folder of a finished run: every file of it, or none."""

import json
import shlex
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from districtbot.geo.options import MapOptions
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.paths import all_or_nothing, check_writable, sha256_of
from districtbot.maps.chapters import comparison_chapter
from districtbot.maps.contents import RunFacts, report_of
from districtbot.maps.report import write_report
from districtbot.plans.claims import claims_of
from districtbot.plans.compare import Comparison, NamedPlan, compare
from districtbot.plans.export import write_plan
from districtbot.plans.formats.names import FORMATS, WRITTEN, FormatName
from districtbot.plans.formats.open import read_plan
from districtbot.plans.formats.write import Written, write_plan_as
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import Scorecard, score
from districtbot.tools.account import finished_draft
from districtbot.tools.alternatives import Alternatives
from districtbot.tools.alternatives_files import ALTERNATIVE_FILES
from districtbot.tools.draft import Drafted
from districtbot.tools.finished import Finished
from districtbot.tools.report import defaults_of, draw_pictures, warnings_of
from districtbot.tools.versions import versions

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


def converted_name(form: FormatName) -> str:
    """The file of a finished plan in another format."""
    return f"plan-{form}{FORMATS[form].suffix}"


OWNED = (*FILES, *ALTERNATIVE_FILES, *map(converted_name, WRITTEN))
"""Every file that a run may leave behind."""


def write_results(
    folder: Path,
    state: StateMap,
    options: MapOptions,
    drafted: Drafted,
    title: str = "",
    alternatives: Alternatives | None = None,
) -> dict[str, Any]:
    """Write everything a search leaves behind; see `write_finished`.

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
    return write_finished(
        folder, state, finished_draft(state, options, drafted, alternatives), title
    )


def write_finished(
    folder: Path,
    state: StateMap,
    finished: Finished,
    title: str = "",
    formats: tuple[FormatName, ...] = (),
) -> dict[str, Any]:
    """Write everything a finished run leaves behind, and give the content of ``result.json``.

    Files of an earlier run in the folder are replaced. A run without a plan never takes the
    place of one with a plan: nothing is written then.

    Args:
        folder: Where to write; made if it is not there.
        state: The map.
        finished: The plan, if there is one, and the account of it.
        title: Headline of the map and the report; the map's name and the number of
            districts by default.
        formats: Other formats to write the plan in; what had to be decided for them is in
            ``converted``.

    Raises:
        AskError: If the folder cannot be written, or a format cannot hold the plan; then nothing
            in it has changed.
    """
    check_folder(folder)
    plan = finished.plan
    found = _comparison(state, plan) if plan is not None else None
    card = found.cards[0] if found is not None else None
    if plan is not None and card is None:
        card = score(state, plan)
    result = result_of(state, finished, card)
    if plan is None and (folder / "plan.csv").exists():
        return result
    with all_or_nothing(folder, OWNED) as scratch:
        if plan is not None and card is not None:
            title = title or headline(state, plan)
            _write_plan_files(scratch, state, finished, plan, card, found, title)
            written = [_converted(scratch, state, plan, form) for form in formats]
            if written:
                result["converted"] = written
        lines = [json.dumps(event, ensure_ascii=False) for event in finished.events_fn(result)]
        (scratch / "transcript.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        files = sorted(path for path in scratch.rglob("*") if path.is_file())
        result["files"] = {path.relative_to(scratch).as_posix(): sha256_of(path) for path in files}
        (scratch / "result.json").write_text(result_text(result), encoding="utf-8")
    return result


def result_text(result: dict[str, Any]) -> str:
    """The content of ``result.json`` as text."""
    return json.dumps(result, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _write_plan_files(
    scratch: Path,
    state: StateMap,
    finished: Finished,
    plan: Plan,
    card: Scorecard,
    found: Comparison | None,
    title: str,
) -> None:
    """Write the plan, its recipe, its map and its report."""
    write_plan(scratch, state, plan, finished.targets)
    (scratch / "replay.py").write_text(finished.program, encoding="utf-8")
    facts = _run_facts(state, finished, title)
    if finished.choices_fn is not None:
        choices = finished.choices_fn(scratch, f"{title}: alternatives")
        facts = replace(facts, choices=choices)
    other = found.base if found is not None else None
    pictures = draw_pictures(state, plan, card, scratch, title, other)
    beside = comparison_chapter(state, found) if found is not None else ()
    report = report_of(state, plan, finished.verdicts, card, facts, pictures, comparison=beside)
    write_report(scratch / "report.html", report)


def _converted(scratch: Path, state: StateMap, plan: Plan, form: FormatName) -> dict[str, Any]:
    """Write the plan in another format; gives what ``result.json`` says of it."""
    name = converted_name(form)
    written: Written = write_plan_as(scratch / name, state, plan, form)
    return {"format": form, "file": name, written.of: written.count, "notes": list(written.notes)}


def headline(state: StateMap, plan: Plan) -> str:
    """What a map of the plan is called where nobody gave it a title."""
    name = state.source.path.name.partition(".")[0].replace("_", " ").strip()
    return f"{name}: {plan.n_districts} districts"


def commands(state: StateMap) -> tuple[str, ...]:
    """Command lines that repeat a run or check it, from inside its folder."""
    path = shlex.quote(str(state.source.path.resolve()))
    return ("python replay.py", "districtbot verify .", f"districtbot score plan.csv {path}")


def _run_facts(state: StateMap, finished: Finished, title: str) -> RunFacts:
    """What the report says of the run beyond the plan's numbers."""
    return RunFacts(
        title=title,
        status="met" if finished.status == "met" else "not_met",
        summary=finished.summary,
        blocked=finished.blocked,
        defaults=defaults_of(finished.targets),
        warnings=warnings_of(finished.targets),
        facts=finished.facts,
        versions=versions(),
        commands=commands(state),
    )


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


def result_of(state: StateMap, finished: Finished, card: Scorecard | None) -> dict[str, Any]:
    """The content of ``result.json``; without a plan it has no targets met or missed.

    Args:
        state: The map.
        finished: The plan, if there is one, and the account of it.
        card: The plan's scorecard, where it is to be claimed and checked too.
    """
    claims = dict[str, Any]()
    if finished.plan is not None:
        claims = claims_of(state, finished.targets, finished.verdicts, card)
    return {
        "status": finished.status,
        "reply": finished.reply,
        "targets": [],
        "districts": finished.targets.districts,
        "unit_column": state.columns.unit_id,
        **claims,
        **finished.measures,
        "asked": finished.targets.model_dump(mode="json", exclude_none=True),
        "defaults": sorted(defaults_of(finished.targets)),
        **finished.made,
        "versions": versions(),
        "map": str(state.source.path.resolve()),
        "map_member": state.source.member,
        "map_sha256": state.source.sha256,
        "plan_sha256": finished.plan.sha256 if finished.plan is not None else None,
        "notes": list(state.notes),
    }
