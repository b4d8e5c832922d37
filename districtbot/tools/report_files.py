"""Reports from files: a plan and a map, a finished run, or an earlier report."""

import json
import os
import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.ground.paths import check_name, check_writable
from districtbot.maps.parts import Report
from districtbot.maps.report import Format
from districtbot.maps.stored import read_stored
from districtbot.plans.reference import with_exported_plans, with_plan_files
from districtbot.plans.targetfile import read_target_data, targets_of
from districtbot.plans.targets import Targets
from districtbot.tools.arguments import name_and_source
from districtbot.tools.compare import opened_plans
from districtbot.tools.report import make_report

SUFFIXES: dict[str, Format] = {".html": "html", ".htm": "html", ".pdf": "pdf", ".md": "md"}
_MOST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is to be made of.

    Attributes:
        plan: A plan file, a plan column of the map, the folder of a run, or an HTML report;
            ``NAME=`` before it says what to call the plan.
        targets_path: Targets to judge the plan by.
        against: Plans to compare with: files or columns, or ``NAME=PLAN``.
        ensemble: A finished ensemble.
        title: Headline; made from the names by default.
        more: Whether to add the measures that few ask for.
    """

    plan: str
    targets_path: Path | None = None
    against: tuple[str, ...] = ()
    ensemble: Path | None = None
    title: str = ""
    more: bool = False


def check_out(plan: str, out: Path | None, form: Format | None) -> tuple[Path, Format]:
    """Where a report goes and in which format; refuses a place that cannot be written.

    Args:
        plan: What the report is of.
        out: The file asked for.
        form: The format asked for; by the file's suffix, else HTML, by default.

    Raises:
        AskError: If the file cannot be written, or its name says another format.
    """
    said = SUFFIXES.get(out.suffix.lower()) if out is not None else None
    if form is not None and said is not None and form != said:
        raise AskError(
            f"--format {form} and --out {out} do not go together.",
            "Give one of them, or both alike.",
        )
    kind = form or said or "html"
    if out is None:
        path = Path(name_and_source(plan)[1])
        inside = _is_run(path)
        out = path / f"report.{kind}" if inside else Path(f"{path.stem or 'plan'}-report.{kind}")
        if inside and kind == "html":
            out = path / "report-again.html"
    check_name(out)
    if os.path.isdir(out):  # noqa: PTH112 - names too long for a folder are no error here
        raise AskError(f"{out} is a folder.", "Name a file with --out.")
    check_writable(out.parent)
    return out, kind


def rewritten(asked: Asked) -> Report:
    """The report of a finished run, or one that was written as HTML before.

    Raises:
        AskError: If there is none, or what is asked for takes the map.
    """
    path = Path(asked.plan)
    page = path / "report.html" if os.path.isdir(path) else path  # noqa: PTH112
    if not (page.suffix.lower() in (".html", ".htm") and os.path.isfile(page)):  # noqa: PTH113
        raise AskError(
            f"A report of {asked.plan} takes the map that the plan is of.",
            "Write: districtbot report PLAN MAP. Without MAP, PLAN is the folder of a finished run "
            "or an HTML report.",
        )
    for option, given in (
        ("--targets", asked.targets_path),
        ("--against", asked.against),
        ("--ensemble", asked.ensemble),
    ):
        if given:
            raise AskError(
                f"{option} takes the map.",
                f"Write: districtbot report {asked.plan} MAP {option} ...",
            )
    found = read_stored(_text(page), str(page))
    return replace(found, title=asked.title) if asked.title else found


def written_report(
    state: StateMap, asked: Asked, say: Callable[[str], None] = lambda _: None
) -> Report:
    """A report of a plan of a map.

    Args:
        state: The map.
        asked: The plan and what it is held against.
        say: Told of what takes long, and of what was done to make the files fit the map.

    Raises:
        AskError: If a file cannot be read, or does not go with the map.
    """
    name, source = name_and_source(asked.plan)
    folder = Path(source)
    is_run = _is_run(folder)
    source = str(folder / "plan.csv") if is_run else source
    targets = _targets(asked, folder if is_run else None)
    if targets is not None:
        state, targets = _with_plans(state, targets, asked, folder)
    opened = opened_plans((f"{name}={source}" if name else source, *asked.against), state)
    if asked.ensemble is not None:
        _check_ensemble(asked.ensemble)
        say(f"Reading the plans of {asked.ensemble}")
    return make_report(
        state,
        opened.plans[0],
        targets=targets,
        against=opened.plans[1:],
        ensemble=asked.ensemble,
        more=asked.more,
        title=asked.title,
        notes=opened.notes,
        commands=(_command(state, asked),),
    )


def _check_ensemble(path: Path) -> None:
    """Refuse what holds no plans before anything is drawn."""
    from districtbot.plans.ensemble.source import plan_source

    plan_source(path)


def _is_run(path: Path) -> bool:
    # Names too long for a file are no error here.
    return os.path.isfile(path / "result.json")  # noqa: PTH113


def _targets(asked: Asked, folder: Path | None) -> Targets | None:
    """The targets of the file, else those of the run."""
    if asked.targets_path is not None:
        return targets_of(read_target_data(asked.targets_path), str(asked.targets_path))
    if folder is None:
        return None
    path = folder / "result.json"
    try:
        result: Any = json.loads(_text(path))
    except ValueError as error:
        raise AskError(f"{path} is not JSON.", "Give the run's plan.csv and --targets.") from error
    if not (isinstance(result, dict) and isinstance(result.get("asked"), dict)):
        return None
    return targets_of(_as_asked(result), str(path))


def _with_plans(
    state: StateMap, targets: Targets, asked: Asked, run: Path
) -> tuple[StateMap, Targets]:
    """The map with the plans that targets name: files beside the target file, or of the run."""
    if asked.targets_path is not None:
        return with_plan_files(state, targets, asked.targets_path.parent)
    return with_exported_plans(state, targets, run / "graph.json"), targets


def _as_asked(result: dict[str, Any]) -> dict[str, Any]:
    """The targets of a run without the bounds that nobody asked for."""
    defaults, items = result.get("defaults"), result["asked"].get("target")
    if not (isinstance(defaults, list) and isinstance(items, list)):
        return dict(result["asked"])
    kept = [
        {name: value for name, value in item.items() if name != "at_most"}
        if place in defaults and isinstance(item, dict)
        else item
        for place, item in enumerate(items)
    ]
    return {**result["asked"], "target": kept}


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise AskError(f"{path} is too large for a report.", "Check the file.")
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise AskError(f"{path} cannot be read: {reason}.", "Check the file.") from error


def _command(state: StateMap, asked: Asked) -> str:
    """The command line that writes the report again, paths by their file names."""
    words = ["districtbot", "report", asked.plan, str(state.source.path)]
    words += ["--targets", str(asked.targets_path)] if asked.targets_path is not None else []
    for other in asked.against:
        words += ["--against", other]
    words += ["--ensemble", str(asked.ensemble)] if asked.ensemble is not None else []
    words += ["--title", asked.title] if asked.title else []
    words += ["--all"] if asked.more else []
    return shlex.join(words)
