"""The picture of a plan: one page that can be printed and published."""

from pathlib import Path

from districtbot.geo.statemap import StateMap
from districtbot.maps.furniture import Key
from districtbot.maps.land import Land, check_units, land_of
from districtbot.maps.legend import Legend
from districtbot.maps.page import Words, draw_page
from districtbot.maps.picture import picture_of
from districtbot.plans.plan import Plan


def draw_plan(
    state: StateMap,
    plan: Plan,
    path: Path,
    *,
    title: str,
    subtitle: str = "",
    source: str = "",
    reference: Plan | None = None,
    land: Land | None = None,
) -> None:
    """Draw a plan on one letter page: PNG (200 dots an inch), SVG or PDF by the suffix.

    The page lies or stands, whichever shows the map larger; crowded places are shown again in
    insets. Same map, plan and versions give the same bytes.

    Args:
        state: The map, with geometry.
        plan: Its districts.
        path: Where to write; ``.svg`` gives SVG, ``.pdf`` PDF, anything else PNG.
        title: Headline of the page.
        subtitle: A line below it.
        source: Where the map comes from; the file's name by default.
        reference: Another plan whose borders are drawn dashed over this one.
        land: The map laid flat, where it is at hand.

    Raises:
        AskError: If the map is a graph file without shapes, or the plan is of other units.
    """
    check_units(state, plan, reference)
    land = land if land is not None else land_of(state)
    picture = picture_of(state, plan, land, reference)
    key = Key.of(
        land.scale_known,
        picture.regions.kind if picture.regions is not None else "",
        districts="District lines",
        reference="Reference plan" if reference is not None else "",
    )
    words = Words(title, subtitle, source or f"Source: {state.source.path.name}.", land.note)
    legend = Legend.of(state.population, plan, picture.colours)
    draw_page(picture, legend, key, words, path)
