"""A map of districts in given colours, saved as a picture."""

from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import area_of, shapes_in
from districtbot.problems.coding.pictures import colours_of, far_apart
from districtbot.problems.coding.units import added, clean, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told
from districtbot.problems.maps.made import MadeMap

_ALL: tuple[str, ...] = (
    "Draw the districts of {file} (`{plan}`) and save the map as {out}, {width} by {height} "
    "pixels. "
    "Projection {crs}; colours by district number: {colours}.",
    "Map of `{plan}` in {file} as {out} ({width}x{height} px), {crs}, colours {colours}.",
    "{out}: {file} by {plan}, {crs}, {width} x {height} px, {colours}",
    "I need a picture of the plan in `{plan}` of {file}: {out}, {width} pixels wide and {height} "
    "high, projected to {crs}, with these colours for the districts: {colours}.",
    "What does the plan `{plan}` look like? Please draw {file} in {crs}, every district in its "
    "own colour ({colours}), to {out} with {width} x {height} pixels.",
    "Colours first: {colours}. With these, fill the districts (`{plan}`) of {file}, projected to "
    "{crs}, and write a picture of {width} x {height} pixels to {out}.",
    "{file} in {crs}, districts {plan} filled {colours} -> {out}, {width}x{height} px",
    "The map goes into a brief as {out}, exactly {width} pixels wide and {height} pixels high. It "
    "shows {file} in {crs}, each precinct in the colour of its district in `{plan}`: {colours}.",
    "I'd like to hang the plan on the wall of our club. Make {out} for me, {width} by {height} "
    "pixels, from {file}: project to {crs} and colour each precinct by `{plan}`, as follows: "
    "{colours}.",
    "Save {out} ({width} x {height} pixels): the precincts in {file} coloured by `{plan}`, where "
    "the districts have {colours}; use {crs}.",
)
_ONE: tuple[str, ...] = (
    "Highlight district {number} of {file} (`{plan}`): that district in {red}, all others in "
    "{grey}, "
    "{crs}. Save it as {out}, {width} by {height} pixels.",
    "{out} ({width}x{height} px): `{plan}` == {number} of {file} in {red}, the rest {grey}, {crs}.",
    "{file}, {plan} {number} {red}, others {grey}, {crs} -> {out} {width} x {height} px",
    "For a slide I want to show where district {number} is: draw {file} in {crs} with that "
    "district "
    "(`{plan}`) in {red} and everything else in {grey}; {out}, {width} x {height} pixels.",
    "Where in the state is district {number}? Paint its precincts (`{plan}` in {file}) {red} and "
    "the other ones {grey}, project to {crs}, and save {out} at {width} x {height} pixels.",
    "I want {out}, {width} by {height} pixels, to show one district only: {number}, by `{plan}`. "
    "It is {red}, the remaining precincts of {file} are {grey}, and the projection is {crs}.",
    "{file} in {crs}: {red} where {plan} is {number}, otherwise {grey}; {out}, {width}x{height} px",
    "Our members all live in district {number}. For the flyer, draw {file} in {crs} with the "
    "precincts of that district (`{plan}`) {red} and the rest of the state {grey}. The file is "
    "{out}, {width} pixels wide and {height} high.",
    "Fill the precincts of {file} with two colours: {red} if `{plan}` is {number}, {grey} if it "
    "is not. Use {crs} and write the picture to {out}, {width} x {height} pixels.",
)
_PLAIN: tuple[str, ...] = (
    "No axes, no outlines, no legend.",
    "Leave out axes and legend, and draw no lines between precincts.",
    "Just the filled shapes: no frame, no legend, no edges.",
)
_COLOURS = [
    "#1b9e77",
    "#d95f02",
    "#7570b3",
    "#e7298a",
    "#66a61e",
    "#e6ab02",
    "#a6761d",
    "#1f78b4",
    "#b2df8a",
    "#fb9a99",
    "#cab2d6",
    "#ffff99",
    "#33a02c",
    "#8dd3c7",
    "#bebada",
    "#fdb462",
]
_DRAW = """
    figure, axes = plt.subplots(figsize=($wide, $high))
    precincts.plot(ax=axes, color=colours, edgecolor="none", antialiased=False)
    axes.set_axis_off()
    figure.savefig("$out", dpi=100)
"""
_BY_NUMBER = """
    import geopandas as gpd
    import matplotlib.pyplot as plt

    precincts = gpd.read_file("$file").to_crs("$crs")
    palette = $palette
    colours = precincts["$plan"].map(palette)
"""
_HIGHLIGHT = """
    import geopandas as gpd
    import matplotlib.pyplot as plt

    precincts = gpd.read_file("$file").to_crs("$crs")
    colours = precincts["$plan"].eq($number).map({True: "$red", False: "$grey"})
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:32620", "ESRI:102008"))
    width, height = rng.choice(((800, 600), (1000, 800), (640, 480), (900, 900)))
    out = rng.choice(("map.png", "districts.png", "plan.png"))
    labels = data.districts.tolist()
    names = sorted(set(labels))
    areas = added(labels, [area_of(one) for one in shapes_in(setting.made, crs)])
    whole = sum(areas.values())
    share = {one: areas[str(one)] / whole for one in names}
    file = layer(setting, data.id, data.plan, data.county)
    slots = {
        "file": file.name,
        "plan": data.plan,
        "crs": crs,
        "out": out,
        "wide": f"{width / 100:g}",
        "high": f"{height / 100:g}",
    }
    tight = {", dpi=100": ', dpi=100, bbox_inches="tight"'}
    wrongs = [
        Wrong("other size", {", dpi=100": ", dpi=72"}),
        Wrong("cut to what is drawn", tight),
        Wrong("not saved", {f'figure.savefig("{out}", dpi=100)\n': ""}),
    ]
    if setting.level == 2:
        number = rng.choice([one for one in names if share[one] > 0.04])
        red, grey = rng.choice((("#d7301f", "#dddddd"), ("#08519c", "#e0e0e0")))
        shares = {red: share[number], grey: 1 - share[number]}
        other = rng.choice([one for one in names if one != number])
        solution = code(_HIGHLIGHT, number=number, red=red, grey=grey, **slots)
        if far_apart(shares, {red: share[other], grey: 1 - share[other]}):
            wrongs.append(Wrong("another district", {f".eq({number})": f".eq({other})"}))
        if far_apart(shares, {grey: share[number], red: 1 - share[number]}):
            wrongs.append(
                Wrong(
                    "colours swapped",
                    {f'True: "{red}", False: "{grey}"': f'True: "{grey}", False: "{red}"'},
                )
            )
        lines, params = _ONE, {"number": str(number), "red": red, "grey": grey, "colours": ""}
    else:
        palette = dict(zip(names, rng.sample(_COLOURS, len(names)), strict=True))
        shares = {colour: share[one] for one, colour in palette.items()}
        turned = dict(zip(names, [*list(palette.values())[1:], palette[names[0]]], strict=True))
        solution = code(_BY_NUMBER, palette=_written(palette), **slots)
        if far_apart(shares, {colour: share[one] for one, colour in turned.items()}):
            wrongs.append(Wrong("colours moved on by one", {_written(palette): _written(turned)}))
        shown = ", ".join(f"{one} {colour}" for one, colour in palette.items())
        lines, params = _ALL, {"number": "", "red": "", "grey": "", "colours": shown}
    return problem(
        told(
            setting,
            "plot_districts.one" if setting.level == 2 else "plot_districts",
            lines,
            more=(_PLAIN,),
            width=str(width),
            height=str(height),
            **slots,
            **params,
        ),
        (file,),
        solution + code(_DRAW, **slots),
        None,
        colours_of(out, (width, height), shares),
        *wrongs,
        size=(width, height),
    )


def _written(palette: dict[int, str]) -> str:
    rows = [f'    {one}: "{colour}",' for one, colour in palette.items()]
    return "\n".join(["{", *rows, "}"])


def _fits(made: MadeMap) -> bool:
    return clean(made) and len(set(units_of(made).districts.tolist())) <= len(_COLOURS)


FAMILY = CodingFamily(
    "plot_districts", "A map of districts in given colours", "maps and plots", 1, make, needs=_fits
)
