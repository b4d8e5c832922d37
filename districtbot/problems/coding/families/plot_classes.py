"""A map in classes: equal counts or equal steps, with the bounds of the classes."""

import numpy as np

from districtbot.problems.coding.checks import all_of, exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import area_of, shapes_in
from districtbot.problems.coding.pictures import colours_of, far_apart
from districtbot.problems.coding.units import clean, units_of, with_groups
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told
from districtbot.problems.maps.made import MadeMap

_QUANTILES = (
    "Draw {file} in {n} classes of `{group}` / `{vap}`, with equally many precincts in each "
    "(quantiles, linear interpolation). Colours from low to high: {colours}. {crs}; save as {out}, "
    "{width} x {height} pixels.",
    "Quantile choropleth ({n} classes) of {group} / {vap} from {file}, {crs}, colours {colours}, "
    "{out}, {width}x{height} px.",
    "{out}: {file}, {group}/{vap}, {n} quantile classes, {colours}, {crs}, {width} x {height} px",
    "I want a map of the share of {group} among people of voting age ({vap}) by precinct, {file}. "
    "{n} classes with the same number of precincts, colours {colours} from the lowest up; {crs}, "
    "{width} by {height} pixels, file name {out}.",
    "Could you make a map of {file} where each precinct is shaded by `{group}` divided by "
    "`{vap}`? Use {n} quantile classes (interpolated linearly), from lowest to highest {colours}. "
    "Project to {crs}; the picture is {out}, {width} x {height} pixels.",
    "Divide the precincts of {file} by `{group}` / `{vap}` into {n} classes that hold equally "
    "many, by quantiles. The classes, in ascending order, are {colours}. Draw it in {crs} and "
    "save {out} with {width} by {height} pixels.",
    "{file}, {crs}: choropleth of {group}/{vap}, {n} quantiles, low to high {colours} -> {out}, "
    "{width}x{height} px",
    "For the exhibit I need {out}, {width} pixels wide and {height} high: the precincts of {file} "
    "in {crs}, coloured by the quotient of `{group}` and `{vap}`. There are {n} quantile classes; "
    "the lowest comes first in {colours}.",
    "Quantiles, please, {n} of them: I want to show readers where `{group}` is a large part of "
    "`{vap}`. Shade {file} with {colours}, the last for the highest values. {crs}, {width} x "
    "{height} pixels, {out}.",
)
_STEPS = (
    "Draw {file} in {n} classes of `{group}` / `{vap}`, all equally wide from the smallest to the "
    "largest value. Colours from low to high: {colours}. {crs}; save as {out}, {width} x {height} "
    "pixels.",
    "Equal-interval choropleth ({n} classes) of {group} / {vap} from {file}, {crs}, colours "
    "{colours}, {out}, {width}x{height} px.",
    "{out}: {file}, {group}/{vap}, {n} equal intervals min..max, {colours}, {crs}, {width} x "
    "{height} "
    "px",
    "Please map which part of the people of voting age ({vap}) is in {group}, by precinct of "
    "{file}, "
    "in {n} steps of the same width between the lowest and the highest value. {colours} from low "
    "to "
    "high, {crs}, {out}, {width} by {height} pixels.",
    "Could you make a map of {file} where each precinct is shaded by `{group}` divided by "
    "`{vap}`? Cut the range between minimum and maximum into {n} equal intervals, from lowest to "
    "highest {colours}. Project to {crs}; the picture is {out}, {width} x {height} pixels.",
    "From the smallest value of `{group}` / `{vap}` in {file} to the largest, make {n} classes of "
    "the same width. In ascending order they are {colours}. Draw it in {crs} and save {out} with "
    "{width} by {height} pixels.",
    "{file}, {crs}: choropleth of {group}/{vap}, {n} equal-width classes from min to max, low to "
    "high {colours} -> {out}, {width}x{height} px",
    "For the exhibit I need {out}, {width} pixels wide and {height} high: the precincts of {file} "
    "in {crs}, coloured by the quotient of `{group}` and `{vap}`. Its range, lowest to highest "
    "value, is split into {n} even steps; the lowest comes first in {colours}.",
    "Equal intervals, please, {n} of them between the lowest and the highest value: I want to "
    "show readers where `{group}` is a large part of `{vap}`. Shade {file} with {colours}, the "
    "last for the highest values. {crs}, {width} x {height} pixels, {out}.",
)
_RULE = (
    "A value on a bound belongs to the lower class. No axes, outlines or legend; a precinct with "
    "no "
    "{vap} counts as 0.",
    "Bounds belong to the class below. Filled shapes only, and 0 where {vap} is 0.",
    "Upper bounds are inclusive; leave out frame, lines and legend; where {vap} is 0 take 0.",
)
_SCHEMES = (
    ("#edf8fb", "#b3cde3", "#8c96c6", "#8856a7", "#810f7c"),
    ("#feedde", "#fdbe85", "#fd8d3c", "#e6550d", "#a63603"),
    ("#edf8e9", "#bae4b3", "#74c476", "#31a354", "#006d2c"),
)
_SOLUTION = """
    import geopandas as gpd
    import matplotlib.pyplot as plt
    import numpy as np

    precincts = gpd.read_file("$file").to_crs("$crs")
    share = (precincts["$group"] / precincts["$vap"]).fillna(0)
    bounds = $bounds
    palette = np.array($colours)
    colours = palette[np.searchsorted(bounds[1:-1], share, side="left")]
    figure, axes = plt.subplots(figsize=($wide, $high))
    precincts.plot(ax=axes, color=colours, edgecolor="none", antialiased=False)
    axes.set_axis_off()
    figure.savefig("$out", dpi=100)
    answer = [round(float(bound), 4) for bound in bounds]
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    group = data.groups[rng.choice(list(data.groups)[:3])]
    crs = rng.choice(("EPSG:5070", "EPSG:32620", "ESRI:102008"))
    width, height = rng.choice(((800, 600), (1000, 800), (640, 480)))
    n = rng.choice((3, 4, 5))
    scheme = rng.choice(_SCHEMES)
    palette = scheme[-n:]
    out = rng.choice(("choropleth.png", "shares.png", "map.png"))
    quantiles = setting.level < 3
    vap = data.numbers(data.vap)
    share = np.where(vap > 0, data.numbers(group) / np.maximum(vap, 1), 0.0)
    areas = np.array([area_of(one) for one in shapes_in(setting.made, crs)])
    ranked = np.sort(share)
    at = np.linspace(0, len(ranked) - 1, n + 1)
    by_count = np.interp(at, np.arange(len(ranked)), ranked)
    by_step = ranked[0] + (ranked[-1] - ranked[0]) * np.arange(n + 1) / n
    bounds = by_count if quantiles else by_step
    classes = (share[:, None] > bounds[None, 1:-1] + 1e-12).sum(axis=1)
    truth = {one: float(areas[classes == i].sum() / areas.sum()) for i, one in enumerate(palette)}
    answer = [round(float(one), 4) for one in bounds]
    file = layer(setting, data.id, group, data.vap, data.pop)
    texts = (
        f"np.quantile(share, np.linspace(0, 1, {n} + 1))",
        f"np.linspace(share.min(), share.max(), {n} + 1)",
    )
    slots = {
        "file": file.name,
        "crs": crs,
        "group": group,
        "vap": data.vap,
        "out": out,
    }
    listed = repr(list(palette)).replace("'", '"')
    solution = code(
        _SOLUTION,
        bounds=texts[not quantiles],
        colours=listed,
        wide=f"{width / 100:g}",
        high=f"{height / 100:g}",
        **slots,
    )
    turned = dict(zip(reversed(palette), truth.values(), strict=True))
    wrongs = [
        Wrong("other classes", {texts[not quantiles]: texts[quantiles]}),
        Wrong("off by one", {f", {n} + 1)": f", {n})"}),
        Wrong("other size", {", dpi=100": ", dpi=90"}),
        Wrong("other column", {f'/ precincts["{data.vap}"]': f'/ precincts["{data.pop}"]'}),
    ]
    if far_apart(truth, turned):
        back = repr(list(reversed(palette))).replace("'", '"')
        wrongs.append(Wrong("colours the other way round", {listed: back}))
    return problem(
        told(
            setting,
            "plot_classes.quantiles" if quantiles else "plot_classes.steps",
            _QUANTILES if quantiles else _STEPS,
            answer="the list of all {bounds} bounds, smallest to largest value, 4 decimals",
            more=(_RULE,),
            n=str(n),
            bounds=str(n + 1),
            colours=", ".join(palette),
            width=str(width),
            height=str(height),
            **slots,
        ),
        (file,),
        solution,
        answer,
        all_of(exactly(answer, abs_=1.1e-4), colours_of(out, (width, height), truth)),
        *wrongs,
        n=n,
    )


def _fits(made: MadeMap) -> bool:
    return clean(made) and with_groups(made)


FAMILY = CodingFamily(
    "plot_classes", "A map in classes, with their bounds", "maps and plots", 1, make, needs=_fits
)
