"""Draws the pictures of docs/gallery: ``python docs/gallery.py [DATA]``.

DATA is a folder with the maps of Alabama and Michigan (``AL/AL_vtd_2020.zip`` and
``MI/MI_vtd_2020.zip``), by default ``shared/data`` beside this repository. Without it only the
pictures of the sample state are made; the others stay as they are.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from districtbot.cli.show import tell
from districtbot.geo.open import open_map
from districtbot.geo.statemap import StateMap
from districtbot.maps.changes import draw_changes
from districtbot.maps.charts.pictures import ensemble_pictures
from districtbot.maps.choropleth import draw_column
from districtbot.maps.district import draw_district
from districtbot.maps.side_by_side import Captioned, draw_side_by_side
from districtbot.maps.static import draw_plan
from districtbot.plans.change import change_between
from districtbot.plans.compare import NamedPlan
from districtbot.plans.ensemble.scores import Wanted
from districtbot.plans.formats.open import read_plan
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import score
from districtbot.plans.targetfile import targets_of
from districtbot.tools.draft import Effort, draft
from districtbot.tools.ensemble import run_ensemble

HERE = Path(__file__).parent
GALLERY = HERE / "gallery"
DATA = HERE.parent.parent / "shared" / "data"
SHRINK = 0.6
"""Of the 200 dots an inch that the pictures are drawn with."""
COLOURS = 128
CHARTS = (
    "ordered",
    "histogram-county",
    "histogram-cut",
    "histogram-dem-seats",
    "histogram-dem-efficiency",
    "seats-votes",
    "sea-level",
    "trace-cut",
)
"""Beginnings of the names of the charts shown."""
STEPS, CHAINS, SEED = 2_500, 4, 1
LICENCE = (
    "Map: shapes and names of the 2020 voting districts from Dave's Redistricting "
    "(dra2020/vtd_data, CC BY-SA 4.0, with its condition that the data are not sold); population, "
    "voting age population and elections from the ALARM Project's 2020 Redistricting Data Files "
    "(C. Kenny and C. McCartan, CC BY-SA 4.0), which take elections from the Voting and Election "
    "Science Team and the rest from the U.S. Census Bureau; enacted plans as precinct proxies of "
    "rdatools/tradeoffs (MIT). The pictures of it in this folder are under CC BY-SA 4.0 with the "
    "same condition."
)


@dataclass(frozen=True, slots=True)
class Place:
    """A state of the gallery.

    Attributes:
        key: Beginning of its files' names.
        name: Its name.
        path: Its map.
        districts: Number of congressional districts.
        most_splits: Counties that the drafted plan may split.
        contest: The election shown.
        district: The district shown enlarged.
        source: Where the map comes from, for the foot of a picture.
        licence: The same with licences, for the page.
        chamber: Column of another plan, with more districts, and its name.
    """

    key: str
    name: str
    path: Path
    districts: int
    most_splits: int
    contest: str
    district: str
    source: str
    licence: str
    chamber: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of the gallery: its file, what it shows, the command that draws it."""

    file: str
    words: str
    command: str = ""


def places(data: Path) -> tuple[Place, ...]:
    """The states."""
    source = "Sources: Dave's Redistricting, ALARM Project, VEST, U.S. Census Bureau."
    return (
        Place(
            "sample",
            "Tanasqua",
            HERE.parent / "shapefiles" / "tanasqua.zip",
            8,
            3,
            "PRES24",
            "7",
            "A made-up state: shapefiles/tanasqua.zip of districtbot.",
            "Map: `shapefiles/tanasqua.zip`, made up, under this project's licence.",
        ),
        Place(
            "al",
            "Alabama",
            data / "AL" / "AL_vtd_2020.zip",
            7,
            3,
            "PRES20",
            "7",
            source,
            LICENCE,
            ("HDIST", "House of Representatives"),
        ),
        Place(
            "mi",
            "Michigan",
            data / "MI" / "MI_vtd_2020.zip",
            13,
            10,
            "PRES20",
            "13",
            source,
            LICENCE,
            ("HDIST", "House of Representatives"),
        ),
    )


def pictures(place: Place, folder: Path) -> Iterator[Shown]:
    """Draw every picture of a state into a folder, as PNG at full size."""
    state = open_map(place.path)
    enacted = read_plan("CD", state)
    drafted = near_plan(state, place)
    file = place.path.name

    def at(name: str) -> Path:
        return folder / f"{place.key}-{name}.png"

    title = f"Congressional districts of {place.name}, enacted plan"
    draw_plan(state, enacted, at("districts"), title=title, source=place.source)
    yield Shown(
        at("districts").name,
        "The districts, with counties, an inset where they are crowded, and people against ideal.",
        f"districtbot draw CD {file}",
    )
    if place.chamber is not None:
        column, chamber = place.chamber
        plan = read_plan(column, state)
        words = f"{chamber}: {plan.n_districts} districts."
        title = f"{chamber} districts of {place.name}, enacted plan"
        draw_plan(state, plan, at("house"), title=title, source=place.source)
        yield Shown(at("house").name, words, f"districtbot draw {column} {file}")
    yield from shaded(state, place, enacted, folder)
    draw_changes(
        state,
        drafted,
        enacted,
        at("changes"),
        names=("the enacted plan", "the draft"),
        title="What a plan with fewer split counties would move",
        subtitle=f"{place.name}: drafted by districtbot, against the enacted plan",
        source=place.source,
    )
    yield Shown(
        at("changes").name,
        "What moves from the enacted plan to a drafted one that splits fewer counties.",
        f"districtbot draw plan.csv {file} --against CD",
    )
    draw_side_by_side(
        state,
        [captioned(state, enacted, "Enacted"), captioned(state, alike(state, drafted, enacted))],
        at("side-by-side"),
        title=f"{place.name}: the enacted plan and a drafted one",
        subtitle="Districts of the draft have the enacted plan's numbers where most people stay",
        source=place.source,
    )
    yield Shown(
        at("side-by-side").name,
        "The same two plans beside each other; districts that follow each other look alike.",
        f"districtbot draw CD plan.csv {file}",
    )
    draw_district(
        state,
        enacted,
        place.district,
        at("district"),
        subtitle=f"{place.name}, enacted plan",
        source=place.source,
    )
    yield Shown(
        at("district").name,
        "One district among its neighbours, with its counties and figures.",
        f"districtbot draw CD {file} --district {place.district}",
    )
    yield from charts(state, place, enacted, drafted, folder)


def shaded(state: StateMap, place: Place, plan: Plan, folder: Path) -> Iterator[Shown]:
    """The maps shaded by a column."""
    file = place.path.name
    for name, title, words, options in (
        (
            "density",
            f"People per square kilometre in {place.name}",
            "A density by precinct, in classes of as many precincts each.",
            "--column TOTPOP --per-km2",
        ),
        (
            "black-share",
            f"Black share of the voting age population in {place.name}",
            "A share by precinct under the lines of the enacted plan.",
            "--column BVAP --share-of VAP",
        ),
        (
            "vote",
            f"Two-party vote in {place.name}, {place.contest}",
            "A two-party vote by precinct: blue where Democrats lead, red where Republicans do.",
            f"--column {place.contest}",
        ),
        (
            "vote-districts",
            f"Two-party vote by district in {place.name}, {place.contest}",
            "The same vote by district.",
            f"--column {place.contest} --by district",
        ),
    ):
        path = folder / f"{place.key}-{name}.png"
        dense, share = "--per-km2" in options, "--share-of" in options
        draw_column(
            state,
            options.split()[1],
            path,
            plan=None if dense else plan,
            by="district" if "--by" in options else "unit",
            share_of="VAP" if share else None,
            per_km2=dense,
            title=title,
            subtitle="" if dense else "Lines: districts of the enacted plan",
            source=place.source,
        )
        yield Shown(path.name, words, f"districtbot draw {'' if dense else 'CD '}{file} {options}")


def charts(
    state: StateMap, place: Place, enacted: Plan, drafted: Plan, folder: Path
) -> Iterator[Shown]:
    """The charts of a neutral ensemble with both plans in them."""
    targets = targets_of({"districts": place.districts, "target": [_deviation()]})
    home = folder / f"{place.key}-ensemble"
    run_ensemble(state, targets, home, steps=STEPS, chains=CHAINS, seed=SEED)
    found = ensemble_pictures(
        home,
        state,
        [NamedPlan("Enacted", enacted), NamedPlan("Drafted", drafted)],
        folder / place.key,
        wanted=Wanted(elections=(place.contest,), groups=("black",)),
        title=place.name,
        suffixes=(".png",),
    )
    for picture in found.pictures if found is not None else ():
        if not picture.path.stem.startswith(CHARTS):
            continue
        picture.path.rename(folder / f"{place.key}-{picture.path.name}")
        yield Shown(f"{place.key}-{picture.path.name}", picture.caption)


def near_plan(state: StateMap, place: Place) -> Plan:
    """A draft that leaves most people where they are and splits fewer counties."""
    near = {"measure": "least_change", "plan": "CD", "at_least": "85%"}
    splits = {"measure": "region_splits", "region": "county", "at_most": place.most_splits}
    targets = targets_of({"districts": place.districts, "target": [_deviation(), near, splits]})
    found = draft(state, targets, Effort(seed=SEED, seconds=None, steps=2_000))
    if found.plan is None or found.status != "met":
        raise SystemExit(f"No plan of {place.name} that splits {place.most_splits} counties.")
    return found.plan


def _deviation() -> dict[str, str]:
    return {"measure": "population_deviation", "at_most": "1%"}


def alike(state: StateMap, plan: Plan, other: Plan) -> Plan:
    """The plan with the other's numbers where most people stay."""
    return change_between(state, plan, other).relabelled


def captioned(state: StateMap, plan: Plan, name: str = "Drafted") -> Captioned:
    """A plan with three of its measures."""
    card = score(state, plan)
    shape = card.compactness.polsby_popper
    lines = [] if card.counties is None else [f"Counties split: {card.counties.splits}"]
    if shape is not None:
        lines.append(f"Polsby-Popper, mean: {shape.mean:.3f}")
    lines.append(f"Largest deviation: {card.population.largest_deviation:.2%}")
    return Captioned(plan, name, tuple(lines))


def shrink(source: Path, target: Path) -> None:
    """A picture small enough to keep: fewer dots, few colours."""
    with Image.open(source) as image:
        width, height = image.size
        size = (round(width * SHRINK), round(height * SHRINK))
        small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        few = small.quantize(
            COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE
        )
        few.save(target, optimize=True)


def page(place: Place, shown: list[Shown]) -> str:
    """The page of a state."""
    parts = [
        f"# {place.name}\n",
        f"{place.licence}\n",
        f"The drafted plan splits at most {place.most_splits} counties, keeps 85% of the people in "
        f"their district and deviates by at most 1%. The ensemble has {STEPS * CHAINS:,} neutral "
        "plans that deviate by at most 1%.\n",
    ]
    for each in shown:
        command = f"\n\n`{each.command}`" if each.command else ""
        parts.append(f"{each.words}{command}\n\n![{each.words}]({each.file})\n")
    return "\n".join(parts)


README = """\
# Gallery

Pictures that districtbot draws, on letter pages, here at 120 dots an inch. `make gallery` draws
them all anew: `python docs/gallery.py DATA`, where DATA is the folder of the real maps. Every
map can be had as SVG and PDF too, and its numbers as a table (`--table FILE.csv`); `districtbot
ensemble --pictures` writes the charts of an ensemble, with their tables.

Fills keep neighbours apart for readers with protanopia and deuteranopia; no letter is smaller
than 6 points.

| state | pictures |
|---|---|
"""


def main() -> None:
    """Draw the pictures and write the pages."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    GALLERY.mkdir(exist_ok=True)
    for place in places(data):
        if not place.path.is_file():
            tell(f"{place.path} is not there; the pictures of {place.name} stay as they are.")
            continue
        with tempfile.TemporaryDirectory() as scratch:
            shown = list(pictures(place, Path(scratch)))
            for old in GALLERY.glob(f"{place.key}-*.png"):
                old.unlink()
            for each in shown:
                shrink(Path(scratch) / each.file, GALLERY / each.file)
        (GALLERY / f"{place.key}.md").write_text(page(place, shown), encoding="utf-8")
        tell(f"{place.name}: {len(shown)} pictures")
    rows = [
        f"| [{place.name}]({place.key}.md) | {len(list(GALLERY.glob(f'{place.key}-*.png')))} |"
        for place in places(data)
        if (GALLERY / f"{place.key}.md").is_file()
    ]
    (GALLERY / "README.md").write_text(README + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
