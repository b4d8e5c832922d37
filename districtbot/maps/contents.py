"""A report's contents from a plan, its verdicts and its scorecard."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import some_of
from districtbot.maps.colours import district_colours, district_pairs
from districtbot.maps.measures import measure_groups, share_cell
from districtbot.maps.report import Choices, Report, ReportTable, Status, TargetRow
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import GroupScore, RegionScore, Scorecard
from districtbot.plans.text import plural, signed_people, signed_percent
from districtbot.plans.verdict import Verdict

_UNIVERSES = {"vap": "voting age population", "cvap": "citizen voting age population"}


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a report says beyond the plan's own numbers.

    Attributes:
        title: Headline.
        status: Verdict on the whole.
        summary: The verdict in a sentence or two.
        request: What was asked for.
        blocked: What stood in the way of a search that fell short.
        warnings: What the reader must know, such as the state of the law on race.
        facts: Label and value: engine, seed, steps, seconds...
        versions: Packages and their versions.
        commands: Command lines that repeat the run or check it.
        choices: Other plans to choose from.
    """

    title: str
    status: Status
    summary: str
    request: str = ""
    blocked: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    commands: tuple[str, ...] = ()
    choices: Choices | None = None


def report_of(
    state: StateMap,
    plan: Plan,
    verdicts: tuple[Verdict, ...],
    card: Scorecard,
    run: RunFacts,
    picture: bytes | None = None,
) -> Report:
    """Put a report together.

    Args:
        state: The map.
        plan: The plan.
        verdicts: One for each target; may be empty.
        card: The plan's scorecard.
        run: Everything else.
        picture: The map as PNG or SVG, if one was drawn.
    """
    return Report(
        title=run.title,
        status=run.status,
        summary=run.summary,
        request=run.request,
        picture=picture,
        picture_words=_picture_words(state, plan),
        targets=tuple(TargetRow(v.name, v.required, v.achieved, v.met, v.wished) for v in verdicts),
        districts=_district_tables(state, plan, card),
        scorecard=measure_groups(card),
        splits=tuple(
            _split_table(region, plan)
            for region in (card.counties, card.municipalities)
            if region is not None and region.split
        ),
        choices=run.choices,
        blocked=run.blocked,
        warnings=run.warnings,
        notes=_notes(state),
        columns=_columns(state),
        provenance=_provenance(state, plan, run),
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
    colours = tuple(district_colours(plan.n_districts, district_pairs(state, plan)))
    swatches = colours if state.geometry is not None else ()
    tables = [_people_table(card, swatches)]
    for universe in ("population", "vap", "cvap"):
        groups = [group for group in card.groups if group.of == universe]
        if groups:
            tables.append(_group_table(card, groups, universe, swatches))
    if card.elections:
        tables.append(_vote_table(card, swatches))
    return tuple(tables)


def _people_table(card: Scorecard, swatches: tuple[str, ...]) -> ReportTable:
    people = card.population
    heads = ["District", "People", "From ideal", "Deviation"]
    columns: list[tuple[str, ...]] = [
        card.names,
        tuple(f"{n:,.0f}" for n in people.people),
        tuple(signed_people(n) for n in people.deviation_people),
        tuple(signed_percent(share) for share in people.deviation),
    ]
    for name, spread in (
        ("Polsby-Popper", card.compactness.polsby_popper),
        ("Reock", card.compactness.reock),
    ):
        if spread is not None:
            heads.append(name)
            columns.append(tuple(f"{value:.3f}" for value in spread.by_district))
    heads.append("Pieces")
    columns.append(tuple(str(n) for n in card.contiguity.pieces))
    note = f"Ideal population {people.ideal:,.0f} people."
    if not all(float(n).is_integer() for n in people.people):
        note += " The map's population has fractions; people are rounded here."
    return ReportTable("People and shape", tuple(heads), _rows(columns), note, swatches)


def _group_table(
    card: Scorecard, groups: list[GroupScore], universe: str, swatches: tuple[str, ...]
) -> ReportTable:
    columns: list[tuple[str, ...]] = [(*card.names, "Whole map")]
    columns += [
        tuple(share_cell(share) for share in (*group.share, group.statewide)) for group in groups
    ]
    return ReportTable(
        f"Groups, as a share of the {_UNIVERSES.get(universe, universe)}",
        ("District", *(_group_name(group.group) for group in groups)),
        _rows(columns),
        "Columns: "
        + "; ".join(
            f"{_group_name(group.group)} = {group.column} / {group.total_column}"
            for group in groups
        )
        + ".",
        (*swatches, "") if swatches else (),
    )


def _vote_table(card: Scorecard, swatches: tuple[str, ...]) -> ReportTable:
    columns: list[tuple[str, ...]] = [(*card.names, "Whole map")]
    columns += [
        tuple(share_cell(share) for share in (*election.dem_share, election.dem_vote_share))
        for election in card.elections
    ]
    return ReportTable(
        "Votes: Democratic share of the two-party vote",
        ("District", *(election.name for election in card.elections)),
        _rows(columns),
        "Above 50% the district's Democratic votes outnumber its Republican votes.",
        (*swatches, "") if swatches else (),
    )


def _split_table(region: RegionScore, plan: Plan) -> ReportTable:
    many = plural(region.region)
    return ReportTable(
        f"{region.splits:,} of {region.n_regions:,} {many} split",
        (region.region.capitalize(), "Districts"),
        tuple(
            (name, ", ".join(plan.names[number - 1] for number in districts))
            for name, districts in sorted(region.split.items())
        ),
        words=(1,),
    )


def _notes(state: StateMap) -> tuple[str, ...]:
    bridges = state.graph.bridges
    if not bridges:
        return state.notes
    pairs = some_of(
        (f"{state.unit_ids[bridge.a]} to {state.unit_ids[bridge.b]}" for bridge in bridges), 8
    )
    return (*state.notes, f"Bridges between units that do not touch ({len(bridges):,}): {pairs}.")


def _columns(state: StateMap) -> ReportTable | None:
    used = [item for item in state.columns.evidence if item.role != "other"]
    if not used:
        return None
    n_other = len(state.columns.evidence) - len(used)
    return ReportTable(
        "Which column was taken for what, and why",
        ("Column", "Taken for", "Evidence"),
        tuple(
            (item.column, f"{item.role.replace('_', ' ')} {item.detail}".strip(), item.why)
            for item in used
        ),
        f"{n_other:,} other columns were left alone." if n_other else "",
        words=(1, 2),
    )


def _provenance(state: StateMap, plan: Plan, run: RunFacts) -> tuple[tuple[str, str], ...]:
    source = state.source
    member = f", {source.member}" if source.member else ""
    facts = [
        ("Map", f"{source.path.name}{member} ({source.format})"),
        ("Map SHA-256", source.sha256),
        ("Units", f"{state.n_units:,}, identified by {state.columns.unit_id}"),
        ("Population", f"{state.population.sum():,.0f} people, from {state.columns.population}"),
    ]
    if source.crs:
        facts.append(("Coordinates", source.crs))
    adjacency = f"{len(state.graph.edges):,} edges, {state.graph.adjacency} adjacency"
    facts += [("Dual graph", adjacency), ("Plan SHA-256", plan.sha256), *run.facts]
    if run.versions:
        said = ", ".join(f"{name} {version}" for name, version in run.versions.items())
        facts.append(("Versions", said))
    return tuple(facts)


def _group_name(group: str) -> str:
    words = group.replace("_", " ")
    return words[:1].upper() + words[1:]


def _rows(columns: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(zip(*columns, strict=True))
