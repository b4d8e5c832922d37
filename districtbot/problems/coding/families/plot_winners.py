"""A map of who won where."""

from districtbot.problems.coding.checks import all_of, exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import area_of, shapes_in
from districtbot.problems.coding.pictures import colours_of, far_apart
from districtbot.problems.coding.units import clean, total, units_of, with_contest
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told
from districtbot.problems.maps.made import MadeMap

_LINES = (
    "Map the winner of {dem} against {rep} in every {kind} of {file}: {blue} where the Democrat "
    "led, "
    "{red} where the Republican did, {grey} for ties. {crs}, {out}, {width} x {height} pixels.",
    "{out} ({width}x{height} px): {file} by {kind}, {dem} > {rep} in {blue}, {rep} > {dem} in "
    "{red}, "
    "ties {grey}; {crs}.",
    "winner map of {file}, per {kind}: D {blue} ({dem}), R {red} ({rep}), tie {grey}, {crs} -> "
    "{out}, "
    "{width} x {height} px",
    "Please colour each {kind} of {file} by who got more votes, {dem} ({blue}) or {rep} ({red}); "
    "equal counts are {grey}. Project to {crs} and save {width} by {height} pixels as {out}.",
    "Who won where? Show it on a map of {file}: each {kind} {blue} if {dem} is larger than {rep}, "
    "{red} if it is smaller, {grey} if they are equal. Use {crs} and save {out}, {width} x "
    "{height} pixels.",
    "Colour the map of {file} by the leader in each {kind}. {dem} ahead: {blue}; {rep} ahead: "
    "{red}; neither: {grey}. The projection is {crs}, the picture {out} with {width} by {height} "
    "pixels.",
    "{file}, {crs}, fill by winner per {kind}: {dem} {blue}, {rep} {red}, tied {grey}; {out}, "
    "{width}x{height} px",
    "For tomorrow's page I need {out}, {width} pixels wide and {height} high. It shows the result "
    "by {kind}: {blue} for a Democratic lead ({dem}), {red} for a Republican one ({rep}), {grey} "
    "for a tie. The data are in {file}; project them to {crs}.",
    "Compare `{dem}` with `{rep}` for every {kind} in {file} and draw what you find in {crs}: "
    "{blue} where the first is greater, {red} where the second is, {grey} where they are the "
    "same. Write it to {out}, {width} x {height} pixels.",
)
_COUNTY = (
    "All precincts of a county (`{county}`) get the colour of the county's winner.",
    "Add up by `{county}` first; a county has one colour.",
    "It is the county total (`{county}`) that decides.",
)
_PLAIN = (
    "No axes, outlines or legend.",
    "Filled shapes only: no frame, no legend, no lines.",
    "Leave out axes, legend and borders.",
)
_SOLUTION = """
    import geopandas as gpd
    import matplotlib.pyplot as plt

    precincts = gpd.read_file("$file").to_crs("$crs")
    lead = precincts["$dem"] - precincts["$rep"]
    $by_county
    colours = lead.map(lambda votes: "$blue" if votes > 0 else "$red" if votes < 0 else "$grey")
    figure, axes = plt.subplots(figsize=($wide, $high))
    precincts.plot(ax=axes, color=colours, edgecolor="none", antialiased=False)
    axes.set_axis_off()
    figure.savefig("$out", dpi=100)
    answer = $count
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    contest = rng.choice(data.contests[:2])
    crs = rng.choice(("EPSG:5070", "EPSG:32620", "ESRI:102008"))
    width, height = rng.choice(((800, 600), (1000, 800), (640, 480)))
    blue, red, grey = rng.choice(
        (("#2166ac", "#b2182b", "#999999"), ("#4393c3", "#d6604d", "#bbbbbb"))
    )
    by_county = setting.level > 1
    out = rng.choice(("winners.png", "map.png", "result.png"))
    areas = [area_of(one) for one in shapes_in(setting.made, crs)]

    def shares(by_county: bool) -> tuple[dict[str, float], int]:
        lead = (data.numbers(contest.dem_col) - data.numbers(contest.rep_col)).tolist()
        won = sum(one > 0 for one in lead)
        if by_county:
            sums = total(data.counties, lead)
            lead, won = [sums[one] for one in data.counties], sum(n > 0 for n in sums.values())
        found = {blue: 0.0, red: 0.0, grey: 0.0}
        for votes, area in zip(lead, areas, strict=True):
            found[blue if votes > 0 else red if votes < 0 else grey] += area / sum(areas)
        return found, won

    truth, won = shares(by_county)
    file = layer(setting, data.id, data.county, contest.dem_col, contest.rep_col)
    group = f'lead = lead.groupby(precincts["{data.county}"]).transform("sum")'
    counted = "int((lead > 0).sum())"
    if by_county:
        counted = f'precincts.loc[lead > 0, "{data.county}"].nunique()'
    slots = {
        "file": file.name,
        "crs": crs,
        "dem": contest.dem_col,
        "rep": contest.rep_col,
        "blue": blue,
        "red": red,
        "grey": grey,
        "out": out,
    }
    solution = code(
        _SOLUTION,
        by_county=group if by_county else "",
        count=counted,
        wide=f"{width / 100:g}",
        high=f"{height / 100:g}",
        **slots,
    ).replace("\n\ncolours", "\ncolours")
    wrongs = [
        Wrong("off by one", {f"answer = {counted}": f"answer = {counted} + 1"}),
        Wrong("other size", {", dpi=100": ", dpi=90"}),
        Wrong("not saved", {f'figure.savefig("{out}", dpi=100)\n': ""}),
    ]
    if far_apart(truth, {blue: truth[red], red: truth[blue], grey: truth[grey]}):
        wrongs.append(
            Wrong(
                "colours swapped",
                {"if votes > 0": "if votes < 0 ", "if votes < 0 else": "if votes > 0 else"},
            )
        )
    if by_county:
        wrongs.append(Wrong("precincts for counties", {group + "\n": ""}))
    return problem(
        told(
            setting,
            "plot_winners",
            _LINES,
            answer="the number of {kinds} in which the Democrat led",
            more=(_COUNTY if by_county else (), _PLAIN),
            kind="county" if by_county else "precinct",
            kinds="counties" if by_county else "precincts",
            county=data.county,
            width=str(width),
            height=str(height),
            **slots,
        ),
        (file,),
        solution,
        won,
        all_of(exactly(won), colours_of(out, (width, height), truth)),
        *wrongs,
        contest=contest.name,
    )


def _fits(made: MadeMap) -> bool:
    return clean(made) and with_contest(made)


FAMILY = CodingFamily(
    "plot_winners", "A map of who won where", "maps and plots", 1, make, needs=_fits
)
