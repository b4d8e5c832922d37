"""An ensemble as one page: its charts, where plans stand, how it was drawn."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.maps.charts.blocks import doubts, ensemble_blocks
from districtbot.maps.indexed import indexed
from districtbot.maps.parts import Block, Illustration, Report
from districtbot.maps.report import write_report
from districtbot.plans.compare import NamedPlan
from districtbot.plans.ensemble.source import plan_source
from districtbot.tools.ensemble_study import Study
from districtbot.tools.report import make_report

REPORT = "report.html"


def report_path(source: Path, out: Path | None = None) -> Path:
    """Where the page of an ensemble goes: into its folder, or beside a file of plans."""
    if out is not None:
        return out / REPORT
    if source.is_file():
        return source.with_name(f"{source.stem}-{REPORT}")
    return source / REPORT


def write_ensemble_report(
    study: Study,
    source: str | Path,
    state: StateMap,
    plans: Sequence[NamedPlan],
    path: Path,
) -> None:
    """Write what was found of an ensemble as an HTML page that opens offline.

    With plans it is the report of the first of them, the others beside it; without, the page has
    the ensemble alone.

    Args:
        study: What was found, with charts as PNG.
        source: The ensemble's folder, or a file of plans.
        state: The map.
        plans: The plans that are held against it.
        path: The file to write.

    Raises:
        AskError: If there are no charts, or the file cannot be written.
    """
    if study.pictures is None:
        raise AskError("The ensemble has no charts to report.", "Draw them with --pictures.")
    told = [(each.name, among) for each, among in zip(plans, study.standings, strict=True)]
    blocks = (*doubts(source, told), *map(_lighter, ensemble_blocks(study.pictures, told)))
    if plans:
        report = replace(make_report(state, plans[0], against=plans[1:]), ensemble=tuple(blocks))
    else:
        report = _alone(study, source, state, blocks)
    write_report(path, report)


def _alone(study: Study, source: str | Path, state: StateMap, blocks: tuple[Block, ...]) -> Report:
    """The page of an ensemble that no plan is held against."""
    plans = plan_source(source)
    name = state.source.path.name.partition(".")[0].replace("_", " ").strip()
    facts = [("Map", state.source.path.name), ("SHA-256 of the map", state.source.sha256)]
    facts += [("SHA-256 of the plans", plans.sha256)]
    if plans.ensemble is not None:
        summary = plans.ensemble.summary
        facts += [("Seed", str(summary["seed"])), ("Chains", str(summary["chains"]))]
        facts += [(f"Version of {one}", text) for one, text in summary["versions"].items()]
    return Report(
        title=f"{name}: {study.scores.n_plans:,} {plans.kind}",
        status="scored",
        summary=f"What {study.scores.n_plans:,} plans of this map look like; no plan is held "
        "against them.",
        ensemble=blocks,
        notes=state.notes,
        provenance=tuple(facts),
    )


def _lighter(block: Block) -> Block:
    return replace(block, data=indexed(block.data)) if isinstance(block, Illustration) else block
