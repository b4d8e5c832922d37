"""A comparison in pictures: plans side by side, what moves, charts of the ensemble."""

from pathlib import Path

from districtbot.geo.statemap import StateMap
from districtbot.maps.changes import draw_changes
from districtbot.maps.parts import Illustration
from districtbot.maps.side_by_side import Captioned, draw_side_by_side
from districtbot.plans.compare import Comparison, PlanChange
from districtbot.plans.text import people

SIDE_BY_SIDE = "side-by-side.png"
CHARTS = "ensemble"
"""Folder of the charts of an ensemble."""


def change_picture(place: int) -> str:
    """Name of the picture of what a plan changes, such as ``changes-2.png`` for the second."""
    return f"changes-{place + 1}.png"


def draw_maps(
    state: StateMap, found: Comparison, folder: Path, *, title: str
) -> tuple[Illustration, ...]:
    """Draw the plans side by side, and what each moves; nothing for a map without shapes.

    Where the plans have as many districts, each district has the number and colour of the one
    that it follows; else what moves is not drawn. Same comparison, same bytes.

    Args:
        state: The map.
        found: The comparison.
        folder: Where to write; it is there.
        title: What the headlines begin with.
    """
    if state.geometry is None:
        return ()
    path = folder / SIDE_BY_SIDE
    plans = [_captioned(found, place) for place in range(len(found.plans))]
    draw_side_by_side(state, plans, path, title=title)
    words = f"Maps of {', '.join(each.name for each in found.plans)} side by side."
    drawn = (Illustration(data=path.read_bytes(), words=words, name=path.stem),)
    moved = [change for change in found.changes if found.alike and change.change.units_moved]
    return (*drawn, *(_draw_change(state, found, change, folder, title) for change in moved))


def draw_charts(
    state: StateMap, found: Comparison, ensemble: str | Path, folder: Path, *, title: str
) -> tuple[Illustration, ...]:
    """Draw the charts of an ensemble with every plan that has as many districts.

    Args:
        state: The map.
        found: The comparison; made with this ensemble.
        ensemble: Folder of the ensemble, or a file of plans.
        folder: Where to write; they go into `CHARTS` inside it.
        title: What the headlines begin with.
    """
    from districtbot.maps.charts.pictures import ensemble_pictures

    shown = zip(found.plans, found.standings, strict=True)
    plans = [each for each, standings in shown if standings]
    charts = ensemble_pictures(
        ensemble, state, plans, folder / CHARTS, title=title, suffixes=(".png",)
    )
    return tuple(
        Illustration(
            data=one.data, words=f"{one.title}. {one.caption}", name=f"{CHARTS}-{one.path.stem}"
        )
        for one in (charts.pictures if charts is not None else ())
    )


def change_words(found: Comparison, change: PlanChange) -> str:
    """``draft.csv has 61,703 people (1.2%) in other districts than CD.``."""
    name, moved = found.plans[change.place].name, change.change
    if not moved.units_moved:
        return f"{name} is the same plan as {found.base.name}."
    share = "" if moved.share_moved is None else f" ({moved.share_moved:.1%})"
    return (
        f"{name} has {people(round(moved.people_moved))}{share} in other districts than "
        f"{found.base.name}."
    )


def _draw_change(
    state: StateMap, found: Comparison, change: PlanChange, folder: Path, title: str
) -> Illustration:
    path = folder / change_picture(change.place)
    told = change_words(found, change)
    plan = found.plans[change.place]
    draw_changes(
        state,
        plan.plan,
        found.base.plan,
        path,
        names=(found.base.name, plan.name),
        title=f"{title}: what moves",
        subtitle=told,
    )
    words = f"Map of the units that move. {told}"
    return Illustration(data=path.read_bytes(), words=words, name=path.stem)


def _captioned(found: Comparison, place: int) -> Captioned:
    """A plan and what stands above its map."""
    each, label = found.plans[place], found.labels[place]
    told = [each.name] if each.name != label else []
    change = next((one.change for one in found.changes if one.place == place), None)
    if change is None or not found.alike:
        told.append(f"{each.plan.n_districts} districts")
        return Captioned(each.plan, label, tuple(told))
    base = found.labels[found.reference]
    if change.units_moved:
        share = "" if change.share_moved is None else f" ({change.share_moved:.1%})"
        told.append(f"{change.people_moved:,.0f} people{share} in other districts")
    else:
        told.append(f"The same plan as {base}")
    return Captioned(change.relabelled, label, (*told, f"Numbered like {base}"))
