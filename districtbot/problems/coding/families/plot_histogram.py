"""A histogram of precinct shares, with the height of each bar."""

import numpy as np
from numpy.typing import NDArray

from districtbot.problems.coding.checks import all_of, exactly, file_png
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_contest
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told
from districtbot.problems.maps.made import MadeMap

Counts = NDArray[np.int64]
_BINS = (8, 10, 20, 25, 7, 9, 11, 12, 13, 15, 16, 17, 19)
_LINES = (
    "Plot a histogram of the precincts' two-party Democratic share (`{dem}` over `{dem}` + "
    "`{rep}`) "
    "in {file}: {n} bins from 0 to 1. Save it as {out}, at least {width} pixels wide.",
    "Histogram of {dem} / ({dem} + {rep}) over the precincts of {file}, {n} equal bins on 0..1, to "
    "{out} ({width}+ px wide).",
    "{out}: hist of D two-party share ({dem}, {rep}), {file}, {n} bins 0..1, width >= {width} px",
    "How are the precincts of {file} spread between the parties? Draw a bar chart with {n} equally "
    "wide classes of the Democratic two-party share ({dem} against {rep}) from 0 to 1 and save "
    "it as "
    "{out}, {width} pixels wide or more.",
    "Take the Democratic two-party share of each precinct in {file}, {dem} / ({dem} + {rep}), and "
    "draw its histogram with {n} bins of equal width between 0 and 1. The picture is {out}, no "
    "less than {width} pixels wide.",
    "I'd like {out}, a histogram at least {width} pixels wide. Its value is each precinct's share "
    "of {dem} in {dem} + {rep}, from {file}; the interval from 0 to 1 has {n} equal bins.",
    "{file}: {dem}/({dem}+{rep}) by precinct, histogram, {n} equal bins 0 to 1, {out}, {width} px "
    "wide or more",
    "Are there many close precincts in {file}, or mostly lopsided ones? A histogram would show: "
    "{n} bins of the same width from 0 to 1, the value being `{dem}` divided by `{dem}` plus "
    "`{rep}`. Save {out} with a width of {width} pixels or more.",
    "Exhibit: distribution of the two-party vote over the precincts in {file}. Compute {dem} / "
    "({dem} + {rep}), sort it into {n} equal bins that run from 0 to 1, plot the bars, and save "
    "them as {out}, {width} or more pixels across.",
)
_PEOPLE = (
    "Count people (`{pop}`) and not precincts.",
    "The bars should show `{pop}`, so weight each precinct by it.",
    "Weight by `{pop}`.",
)
_EMPTY = (
    "Precincts without votes are left out.",
    "Skip precincts where nobody voted for either.",
    "No votes, no share: drop such precincts.",
)
_SOLUTION = """
    import geopandas as gpd
    import matplotlib.pyplot as plt
    import numpy as np

    precincts = gpd.read_file("$file", ignore_geometry=True)
    votes = precincts["$dem"] + precincts["$rep"]
    precincts = precincts[votes > 0]
    share = precincts["$dem"] / votes[votes > 0]
    edges = np.linspace(0, 1, $n + 1)
    figure, axes = plt.subplots(figsize=($wide, 5))
    heights, _, _ = axes.hist(share, bins=edges$weights, edgecolor="white")
    axes.set_xlabel("Democratic two-party share")
    axes.set_ylabel("$unit")
    figure.savefig("$out", dpi=100)
    answer = [int(height) for height in heights]
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    contest = rng.choice(data.contests[:2])
    width = rng.choice((600, 800, 900))
    out = rng.choice(("histogram.png", "shares.png", "dem_share.png"))
    weighted = setting.level > 1
    dem, rep = (data.numbers(one) for one in (contest.dem_col, contest.rep_col))
    n = rng.choice(_bins(dem, rep))

    def heights(dem: Counts, rep: Counts, weights: Counts) -> list[int]:
        found = [0] * n
        for d, r, people in zip(dem.tolist(), rep.tolist(), weights.tolist(), strict=True):
            if d + r:
                found[min(n - 1, int(n * d / (d + r)))] += people
        return found

    ones = np.ones_like(dem)
    people = data.people if weighted else ones
    answer = heights(dem, rep, people)
    file = layer(setting, data.id, data.pop, data.vap, contest.dem_col, contest.rep_col)
    slots = {
        "file": file.name,
        "dem": contest.dem_col,
        "rep": contest.rep_col,
        "out": out,
        "pop": data.pop,
    }
    by = f', weights=precincts["{data.pop}"]'
    solution = code(
        _SOLUTION,
        n=n,
        weights=by if weighted else "",
        unit="People" if weighted else "Precincts",
        wide=f"{width / 100:g}",
        **slots,
    )
    wrongs = [
        Wrong("off by one", {f"{n} + 1": f"{n}"}),
        Wrong(
            "other party",
            {f'precincts["{contest.dem_col}"] / votes': f'precincts["{contest.rep_col}"] / votes'},
            heights(rep, dem, people),
        ),
        Wrong("not saved", {f'figure.savefig("{out}", dpi=100)\n': ""}),
    ]
    if weighted:
        wrongs.append(Wrong("precincts for people", {by: ""}, heights(dem, rep, ones)))
    return problem(
        told(
            setting,
            "plot_histogram",
            _LINES,
            answer="the list of the {n} bar heights as whole numbers, from 0 up",
            more=(_PEOPLE if weighted else (), _EMPTY),
            n=str(n),
            width=str(width),
            **slots,
        ),
        (file,),
        solution,
        answer,
        all_of(exactly(answer), file_png(out, smallest=(width, 200), colours=3)),
        *wrongs,
        n=n,
    )


def _bins(dem: Counts, rep: Counts) -> list[int]:
    """Numbers of bins such that no share lies on the edge between two."""
    mixed = (dem > 0) & (rep > 0)
    part, votes = dem[mixed], (dem + rep)[mixed]
    return [n for n in _BINS if (n * part % votes).all()]


def _fits(made: MadeMap) -> bool:
    if not with_contest(made):
        return False
    data = units_of(made)
    return all(
        _bins(data.numbers(one.dem_col), data.numbers(one.rep_col)) for one in data.contests[:2]
    )


FAMILY = CodingFamily(
    "plot_histogram",
    "A histogram of precinct shares",
    "maps and plots",
    1,
    make,
    needs=_fits,
)
