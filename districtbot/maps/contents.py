"""A report's contents from a plan, its verdicts and its scorecard."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from districtbot.geo.statemap import StateMap
from districtbot.maps.card_tables import terms_shown
from districtbot.maps.colours import district_colours, district_pairs
from districtbot.maps.details import contiguity_tables, split_tables
from districtbot.maps.figures import FigureGroup, district_figures
from districtbot.maps.measures import measure_groups
from districtbot.maps.parts import Block, Choices, Report, ReportTable, Status, TargetRow
from districtbot.maps.provenance import provenance, reading_tables
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import Scorecard
from districtbot.plans.verdict import Verdict


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a report says beyond the plan's own numbers.

    Attributes:
        title: Headline.
        status: Verdict on the whole.
        summary: The verdict in a sentence or two.
        request: What was asked for.
        defaults: Places (from 0) of the targets whose bound nobody asked for.
        blocked: What stood in the way of a search that fell short.
        warnings: What the reader must know, such as the state of the law on race.
        notes: How the plan was read, one sentence each.
        facts: Label and value: engine, seed, steps, seconds...
        versions: Packages and their versions.
        commands: Command lines that repeat the run or check it.
        choices: Other plans to choose from.
    """

    title: str
    status: Status
    summary: str
    request: str = ""
    defaults: frozenset[int] = frozenset()
    blocked: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    commands: tuple[str, ...] = ()
    choices: Choices | None = None


@dataclass(frozen=True, slots=True)
class Pictures:
    """The map of a report in its two forms.

    Attributes:
        still: PNG or SVG; ``None`` where there is none.
        live: The interactive map as JSON (`interactive.map_data`); empty for none.
    """

    still: bytes | None = None
    live: str = ""


def report_of(
    state: StateMap,
    plan: Plan,
    verdicts: tuple[Verdict, ...],
    card: Scorecard,
    run: RunFacts,
    pictures: Pictures = Pictures(),
    *,
    comparison: tuple[Block, ...] = (),
    ensemble: tuple[Block, ...] = (),
) -> Report:
    """Put a report together.

    Args:
        state: The map.
        plan: The plan.
        verdicts: One for each target; may be empty.
        card: The plan's scorecard.
        run: Everything else that was found.
        pictures: The map, if it was drawn.
        comparison: The plan against others, ready to show.
        ensemble: Where it stands among an ensemble's plans, ready to show.
    """
    return Report(
        title=run.title,
        status=run.status,
        summary=run.summary,
        request=run.request,
        picture=pictures.still,
        picture_words=_picture_words(state, plan),
        interactive=pictures.live,
        targets=tuple(
            TargetRow(v.name, v.required, v.achieved, v.met, v.wished, place in run.defaults)
            for place, v in enumerate(verdicts)
        ),
        scorecard=measure_groups(card),
        districts=(*_district_tables(state, plan, card), *contiguity_tables(card)),
        choices=run.choices,
        comparison=comparison,
        ensemble=ensemble,
        splits=split_tables(card),
        methods=terms_shown(card),
        blocked=run.blocked,
        warnings=run.warnings,
        notes=(*state.notes, *run.notes),
        readings=reading_tables(state),
        provenance=provenance(state, plan, run.facts, run.versions),
        commands=run.commands,
    )


def _picture_words(state: StateMap, plan: Plan) -> str:
    if state.geometry is None:
        return (
            f"{state.source.path.name} is a graph file without shapes: there is no map to draw, "
            "and shapes are not measured."
        )
    return (
        f"Map of the {plan.n_districts} districts, each with its number and a colour its "
        "neighbours do not have. The district table holds the same districts in numbers."
    )


def _district_tables(state: StateMap, plan: Plan, card: Scorecard) -> tuple[ReportTable, ...]:
    swatches: tuple[str, ...] = ()
    if state.geometry is not None:
        swatches = tuple(district_colours(plan.n_districts, district_pairs(state, plan)))
    return tuple(_district_table(card, group, swatches) for group in district_figures(card))


def _district_table(card: Scorecard, group: FigureGroup, swatches: tuple[str, ...]) -> ReportTable:
    """A table of districts; its last row is the whole map where the figures have one."""
    names, figures, foot = list(card.names), group.figures, 0
    columns = [list(figure.texts) for figure in figures]
    if any(figure.whole for figure in figures):
        names.append("Whole map")
        for column, figure in zip(columns, figures, strict=True):
            column.append(figure.whole)
        foot, swatches = 1, (*swatches, "") if swatches else ()
    heads = ("District", *(figure.name for figure in figures))
    rows = tuple(zip(names, *columns, strict=True))
    return ReportTable(group.title, heads, rows, group.note, swatches, foot=foot)
