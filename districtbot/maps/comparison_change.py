"""What one plan changes against another, as tables: districts, moves, counties."""

from collections.abc import Sequence

from districtbot.ground.errors import some_of
from districtbot.maps.figures import Figure, FigureGroup, district_figures
from districtbot.maps.parts import ReportTable
from districtbot.plans.compare import Comparison, PlanChange
from districtbot.plans.compare_data import Table
from districtbot.plans.counterparts import Pair, RegionChange
from districtbot.plans.text import people, plural

MOST_FIGURES = 4
"""Numbers of a district, old and new beside each other, that a page has room for."""
FEW_FIGURES = 3
"""... and a terminal of 100 columns."""
MOST_OPEN = 20
"""Rows of a table of numbers that a page shows unfolded."""
NOTHING = "–"


def change_tables(
    found: Comparison, change: PlanChange, *, brief: int = 0
) -> tuple[ReportTable, ...]:
    """What one plan changes: districts, moves, counties and towns.

    Args:
        found: The comparison.
        change: The plan's change against the reference.
        brief: Rows at most, those with most people moved; 0 for all.
    """
    if not change.change.units_moved:
        return ()
    tables = [_moves(found, change, brief), _cores(found, change, brief)]
    for region, regions in (("county", change.counties), ("municipality", change.municipalities)):
        if regions:
            tables.append(_regions(found, change, region, regions, brief))
    return (*tables, *_figure_tables(found, change, brief))


def number_tables(found: Comparison, change: PlanChange) -> tuple[ReportTable, ...]:
    """The plan's own district numbers and those it is shown under; none where they are alike.

    Args:
        found: The comparison.
        change: The plan's change against the reference.
    """
    base, label = found.labels[found.reference], found.labels[change.place]
    rows = _renumbered(found, change)
    if not rows:
        return ()
    n_alike = found.plans[change.place].plan.n_districts - len(rows)
    more = f" The {n_alike:,} others have the same in both." if n_alike > 1 else ""
    return (
        ReportTable(
            f"Districts of {label}, numbered like {base}",
            (f"Number in {label}", "Number here"),
            rows,
            f"Where {label} is held against {base}, each of its districts has the number of the "
            f"one that it follows, and what moves is told under that number.{more}",
            words=(1,),
            folded=len(rows) > MOST_OPEN,
        ),
    )


def _renumbered(found: Comparison, change: PlanChange) -> tuple[tuple[str, str], ...]:
    """Own name and the one used here of each district where they differ."""
    own, old = found.plans[change.place].plan.names, found.base.plan.names
    pairs = sorted((pair.new, pair.old) for pair in change.pairs if pair.new is not None)
    names = [
        (own[new - 1], f"new {own[new - 1]}" if base is None else old[base - 1])
        for new, base in pairs
    ]
    return tuple((name, used) for name, used in names if used != name)


def _figure_tables(found: Comparison, change: PlanChange, brief: int) -> list[ReportTable]:
    """The numbers of each district, old and new beside each other."""
    base, label = found.labels[found.reference], found.labels[change.place]
    pairs = _most_moved(change.pairs, brief)
    note = _shown(len(pairs), len(change.pairs), "districts")
    old = district_figures(found.cards[found.reference])
    new = {group.title: group for group in district_figures(found.cards[change.place])}
    tables = []
    for group in old:
        room = FEW_FIGURES if brief else MOST_FIGURES
        figures = _figures(group, new.get(group.title, group), room)
        heads = [f"{figure.name} {which}" for figure, _ in figures for which in (base, label)]
        tables.append(
            ReportTable(
                f"{base} to {label}: {group.title}",
                ("District", f"In {label}", *heads),
                tuple((*_names(found, change, pair), *_cells(pair, figures)) for pair in pairs),
                note,
                words=(1,),
            )
        )
    return tables


def district_rows(found: Comparison) -> Table:
    """One row for each number of each district, old and new; for spreadsheets."""
    table: Table = [["plan", "old district", "new district", "section", "number", "old", "new"]]
    figures = [district_figures(card) for card in found.cards]
    for change in found.changes:
        name = found.plans[change.place].name
        new = {group.title: group for group in figures[change.place]}
        for group in figures[found.reference]:
            others = {one.name: one for one in new.get(group.title, group).figures}
            both = [(one, others[one.name]) for one in group.figures if one.name in others]
            for pair in change.pairs:
                who = (name, *_names(found, change, pair), group.title)
                table += [
                    [*who, before.name, _value(before, pair.old), _value(after, pair.new)]
                    for before, after in both
                ]
    return table


def _value(figure: Figure, number: int | None) -> float | None:
    return None if number is None else figure.values[number - 1]


def _figures(old: FigureGroup, new: FigureGroup, room: int) -> list[tuple[Figure, Figure]]:
    """The figures that both plans have, as many as there is room for."""
    others = {figure.name: figure for figure in new.figures}
    both = [(figure, others[figure.name]) for figure in old.figures if figure.name in others]
    if all(figure.kind == "share" for figure, _ in both):
        largest = sorted(both, key=lambda each: -sum(value or 0.0 for value in each[0].values))
        kept = {figure.name for figure, _ in largest[:room]}
        return [each for each in both if each[0].name in kept]
    return [each for each in both if each[0].kind][:room]


def _cells(pair: Pair, figures: Sequence[tuple[Figure, Figure]]) -> list[str]:
    cells = []
    for old, new in figures:
        cells.append(NOTHING if pair.old is None else old.texts[pair.old - 1])
        cells.append(NOTHING if pair.new is None else new.texts[pair.new - 1])
    return cells


def _cores(found: Comparison, change: PlanChange, brief: int) -> ReportTable:
    base, label = found.labels[found.reference], found.labels[change.place]
    pairs = _most_moved(change.pairs, brief)
    note = _shown(len(pairs), len(change.pairs), "districts")
    kept = change.change.kept
    rows = tuple(
        (
            *_names(found, change, pair),
            f"{pair.stayed:,.0f}",
            f"{pair.left:,.0f}",
            f"{pair.came:,.0f}",
            f"{pair.units_left:,}",
            f"{pair.units_came:,}",
            _percent(None if pair.old is None else kept[pair.old - 1]),
        )
        for pair in pairs
    )
    overall = change.change.kept_overall
    kept_words = "" if overall is None else f" Over the whole map {overall:.1%} are kept together."
    heads = ("District", f"In {label}", "People stay", "leave", "come", "Units leave", "come")
    return ReportTable(
        f"{base} to {label}: who stays",
        (*heads, "Kept together"),
        rows,
        f"Kept together: the largest part of a district of {base} in any one district of "
        f"{label} (core retention).{kept_words} {note}".strip(),
        words=(1,),
    )


def _moves(found: Comparison, change: PlanChange, brief: int) -> ReportTable:
    base, label = found.labels[found.reference], found.labels[change.place]
    moves = change.change.moves
    shown = moves[:brief] if brief else moves
    moved = change.change
    share = "" if moved.share_moved is None else f" ({_percent(moved.share_moved)})"
    note = _shown(len(shown), len(moves), "moves")
    return ReportTable(
        f"{base} to {label}: {people(round(moved.people_moved))}{share} move",
        (
            "From",
            f"To, numbered like {base}" if _renumbered(found, change) else "To",
            "People",
            "Units",
        ),
        tuple(
            (move.from_district, move.to_district, f"{move.people:,.0f}", f"{move.n_units:,}")
            for move in shown
        ),
        f"Districts of {label} under the names of those of {base} that they follow. {note}".strip(),
        words=(1,),
    )


def _regions(
    found: Comparison,
    change: PlanChange,
    region: str,
    regions: Sequence[RegionChange],
    brief: int,
) -> ReportTable:
    base, label = found.labels[found.reference], found.labels[change.place]
    shown = regions[:brief] if brief else regions
    like = f", numbered like {base}" if _renumbered(found, change) else ""
    many = plural(region)
    title = f"1 {region} changes" if len(regions) == 1 else f"{len(regions):,} {many} change"
    said = [
        f"{head}: {some_of(sorted(one.name for one in regions if one.became == became), 12)}."
        for became, head in (("split", "Newly split"), ("whole", "Whole again"))
        if any(one.became == became for one in regions)
    ]
    return ReportTable(
        f"{base} to {label}: {title} districts",
        (
            region.capitalize(),
            f"Districts of {base}",
            f"Districts of {label}{like}",
            "People",
            "Became",
        ),
        tuple(
            (
                one.name,
                ", ".join(one.old),
                ", ".join(one.new),
                f"{one.people_moved:,.0f}",
                one.became,
            )
            for one in shown
        ),
        " ".join([*said, _shown(len(shown), len(regions), many)]).strip(),
        words=(1, 2, 4),
    )


def _most_moved(pairs: Sequence[Pair], brief: int) -> list[Pair]:
    """The pairs with most people coming and leaving, in the order of the districts."""
    if not brief:
        return list(pairs)
    changed = [pair for pair in pairs if pair.units_came or pair.units_left]
    places = sorted(
        range(len(changed)), key=lambda place: -(changed[place].came + changed[place].left)
    )
    return [changed[place] for place in sorted(places[:brief])]


def _names(found: Comparison, change: PlanChange, pair: Pair) -> tuple[str, str]:
    """The district's name in the reference and in the plan."""
    old, new = found.base.plan.names, found.plans[change.place].plan.names
    return (
        NOTHING if pair.old is None else old[pair.old - 1],
        NOTHING if pair.new is None else new[pair.new - 1],
    )


def _shown(n_shown: int, n_all: int, what: str) -> str:
    if n_shown == n_all:
        return ""
    return f"{n_shown:,} of {n_all:,} {what} shown: those with most people moved."


def _percent(share: float | None) -> str:
    return NOTHING if share is None else f"{share:.1%}"
