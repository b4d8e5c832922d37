"""The card of a sample map: what it holds, in words and in a picture."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import scipy
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from shapely import Point

from districtbot.geo.sample import FIELDS, StateSpec, columns_of
from districtbot.geo.sample.land import make_land

MEANING = {
    "id": "id of the precinct: state 2 digits, county 3, precinct 6",
    "county_fips": "county, 3 digits, odd, in the order of the names",
    "county": "name of the county",
    "municipality": "city or town; elsewhere the township, or `Unincorporated` and the county",
    "name": "name of the precinct",
    "pop": "all people",
    "pop_white": "people who are white, not Hispanic",
    "pop_black": "people who are Black, not Hispanic",
    "pop_hispanic": "people who are Hispanic, of any race",
    "pop_asian": "people who are Asian, not Hispanic",
    "pop_native": "people who are American Indian, not Hispanic",
    "pop_other": "everyone else, two or more races included",
    "vap": "people aged 18 and over",
    "vap_white": "of these, white",
    "vap_black": "of these, Black",
    "vap_hispanic": "of these, Hispanic",
    "vap_asian": "of these, Asian",
    "vap_native": "of these, American Indian",
    "vap_other": "of these, everyone else",
    "pres24_dem": "votes for the Democrat, President 2024",
    "pres24_rep": "votes for the Republican, President 2024",
    "gov22_dem": "votes for the Democrat, Governor 2022",
    "gov22_rep": "votes for the Republican, Governor 2022",
    "plan": "district of the enacted plan",
}
COLOURS = ("#8dd3c7", "#ffed9f", "#bebada", "#fb8072", "#80b1d3", "#fdb462", "#b3de69", "#fccde5")


@dataclass(frozen=True)
class Sample:
    """A sample map and how it came about.

    Attributes:
        spec: How the state was made.
        state: Its precincts with the enacted plan.
        text: What it is good for.
        tolerance: Largest deviation of an enacted district from the ideal, percent.
    """

    spec: StateSpec
    state: gpd.GeoDataFrame
    text: str
    tolerance: float

    @property
    def stem(self) -> str:
        """Name of its files without ending."""
        return self.spec.name.lower().replace(" ", "_")

    def column(self, field: str) -> str:
        """The name of a column."""
        return columns_of(self.spec.convention)[field]


def write_card(sample: Sample, folder: Path) -> None:
    """Write ``NAME.md``."""
    state = sample.state
    people, plan = sample.column("pop"), sample.column("plan")
    districts = state.groupby(plan)[people].sum()
    deviation = 100 * (districts / districts.mean() - 1).abs().max()
    split = int((state.groupby(sample.column("county"))[plan].nunique() > 1).sum())
    rows = [
        f"| `{sample.column(field)}` | {MEANING[field]} | {_total(state, sample.column(field))} |"
        for field in FIELDS
    ]
    towns = state[~state[sample.column("municipality")].str.startswith("Unincorporated")]
    largest = towns.groupby(sample.column("municipality"))[people].sum().nlargest(5)
    text = f"""# {sample.spec.name}: a made-up state

![{sample.spec.name}]({sample.stem}.png)

{sample.text}

| | |
|---|---|
| file | `{sample.stem}.zip`: a zipped shapefile, {sample.spec.crs} |
| precincts | {len(state):,} |
| counties | {state[sample.column("county")].nunique()} |
| people | {state[people].sum():,} |
| largest places | {", ".join(f"{name} ({n:,})" for name, n in largest.items())} |
| islands | {sample.spec.n_islands}, not joined to the mainland by any line |
| enacted plan | {len(districts)} districts, every one contiguous once the island is bridged |
| its deviation | {deviation:.2f}% at most; stated: within {sample.tolerance:g}% |
| its county splits | {split} |

## Columns
Names as in the files of MGGG. Groups add up: the six `NH_*`/`HISP` columns to `TOTPOP`, the six
`*VAP` columns to `VAP`. Two-party votes are fewer than adults: many stay at home, some vote for
others.

| column | meaning | total |
|---|---|---|
{chr(10).join(rows)}

## How it was made
By `python shapefiles/make_samples.py`, from nothing but the seed {sample.spec.seed}: an outline of
surveyed lines, shores and rivers; counties, surveyed in rows or grown around old lines; a
metropolis, cities and towns of log-normal sizes with their limits; precincts of about even
population inside both; groups that cluster in city quarters and rural belts; votes that follow
group, density and place, with noise. Precincts share their borders exactly: there are no gaps and
no overlaps. The plan was drawn by recombination with a preference for whole counties.

Made with {made_with()}.

The place does not exist: it lies in the open Atlantic. People, places and votes are invented, and
any likeness to real ones is chance.

## Licence
Nobody's data went into it. [CC0 1.0](https://creativecommons.org/publicdomain/zero/1.0/): do with
it what you like.
"""
    (folder / f"{sample.stem}.md").write_text(text, encoding="utf-8")


def made_with() -> str:
    """The libraries, and their versions, that decide the bytes of a sample map."""
    geos = ".".join(map(str, shapely.geos_version))
    versions = (shapely.__version__, geos, np.__version__, scipy.__version__)
    return "shapely {} (GEOS {}), NumPy {}, SciPy {}".format(*versions)


def _total(state: gpd.GeoDataFrame, column: str) -> str:
    values = state[column]
    if values.dtype.kind != "i" or (values.nunique() < 100 and values.max() < 100):
        return f"{values.nunique():,} different"
    return f"{values.sum():,}"


def write_picture(sample: Sample, folder: Path) -> None:
    """Write ``NAME.png``: the wall map, the vote, a group, and the enacted plan."""
    longitude, latitude = sample.spec.centre
    drawn = sample.state.to_crs(f"+proj=laea +lon_0={longitude} +lat_0={latitude} +datum=NAD83")
    low_x, low_y, high_x, high_y = drawn.total_bounds
    width = 15.0
    height = width * (high_y - low_y) / (high_x - low_x) * 1.06
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    panels = figure.subplots(2, 2).ravel()
    counties = drawn.dissolve(sample.column("county")).boundary
    _wall_map(sample, drawn, panels[0])
    two_party = drawn[sample.column("pres24_dem")] + drawn[sample.column("pres24_rep")]
    vote = drawn[sample.column("pres24_dem")] / two_party
    drawn.plot(ax=panels[1], column=vote, cmap="RdBu", vmin=0.15, vmax=0.85, linewidth=0)
    panels[1].set_title("President 2024: Democratic share of the two-party vote, 15% to 85%")
    sizes = {group: drawn[sample.column(f"vap_{group}")] for group in ("black", "hispanic")}
    group = max(sizes, key=lambda name: int(sizes[name].sum()))
    share = sizes[group] / drawn[sample.column("vap")]
    drawn.plot(ax=panels[2], column=share, cmap="Purples", vmin=0, vmax=0.7, linewidth=0)
    panels[2].set_title(f"{group.capitalize()} share of adults, 0% to 70%")
    plan = drawn[sample.column("plan")]
    drawn.plot(ax=panels[3], color=[COLOURS[(k - 1) % len(COLOURS)] for k in plan])
    drawn.dissolve(sample.column("plan")).boundary.plot(
        ax=panels[3], color="#222222", linewidth=1.6
    )
    panels[3].set_title("The enacted plan")
    for panel in panels:
        counties.plot(ax=panel, color="#333333", linewidth=0.6)
        panel.set_axis_off()
    figure.savefig(folder / f"{sample.stem}.png", dpi=80, metadata={"Software": None})


def _wall_map(sample: Sample, drawn: gpd.GeoDataFrame, panel: Axes) -> None:
    """Precinct lines over population density, the river, and the names of the largest places."""
    people = drawn[sample.column("pop")]
    density = np.log10(people / (drawn.area / 1e6))
    drawn.plot(ax=panel, column=density, cmap="YlOrBr", vmin=0.9, vmax=4.2)
    drawn.boundary.plot(ax=panel, color="#8a8172", linewidth=0.25)
    land = make_land(sample.spec)
    if land.river is not None:
        course = gpd.GeoSeries([land.river.intersection(land.mainland)])
        course.plot(ax=panel, color="#4a90c4", linewidth=1.4, zorder=3)
    places = drawn[~drawn[sample.column("municipality")].str.contains("Unincorporated|Township")]
    sizes = people.groupby(places[sample.column("municipality")]).sum().nlargest(25)
    apart = 0.07 * float(np.ptp(drawn.total_bounds[[0, 2]]))
    labelled: list[Point] = []
    for name in sizes.index:
        own = places[places[sample.column("municipality")] == name]
        middle = own.union_all().centroid
        if any(middle.distance(other) < apart for other in labelled) or len(labelled) == 10:
            continue
        labelled.append(middle)
        panel.annotate(
            str(name),
            (middle.x, middle.y),
            xytext=(5, 5),
            textcoords="offset points",
            fontsize=8,
            fontweight="bold" if name == sizes.index[0] else "normal",
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
        )
    panel.set_title(f"{sample.spec.name}: counties, precincts and people per km²")
