"""Two-party shares and winners by county."""

from itertools import pairwise

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import total, units_of, with_contest
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_SHARES = (
    "What was the Democratic share of the two-party vote in each county? {file}: `{dem}`, "
    "`{rep}`, county in `{county}`.",
    "Two-party D share by `{county}`, {file}, {dem} vs {rep}.",
    "{dem} / ({dem} + {rep}) per {county}, {file}",
    "For every county of {file} (`{county}`) please compute which part of the votes for the "
    "two big parties went to the Democrat ({dem}; the Republican is {rep}).",
    "Goal: Democratic two-party share by county. {file} has `{dem}` and `{rep}` by precinct, "
    "and the county in `{county}`.",
    "Group {file} by {county}, total {dem} and {rep}, and take {dem} over the sum of both.",
    "Please work out for each county what part `{dem}` is of `{dem}` and `{rep}` together. "
    "The precincts are in {file}, their county in `{county}`.",
    "I'm mapping the race county by county. From {file}, using `{county}`, how large was the "
    "Democrat's part ({dem}) of the votes for {dem} and {rep}?",
    "How did the counties in {file} (`{county}`) vote? Leave third parties aside: the "
    "Democrat is {dem}, the Republican {rep}, and I want the former's share of the two.",
)
_WON = (
    "Which counties did the Republican carry, and by how many votes? {file}, `{dem}` and "
    "`{rep}`, county in `{county}`.",
    "Counties ({county}) of {file} with more {rep} than {dem}, with the margin in votes.",
    "{county} where sum {rep} > sum {dem} in {file} -> margin",
    "List the counties in {file} where `{rep}` got more votes than `{dem}`; I want the lead "
    "in votes for each. The county is in `{county}`.",
    "Goal: the counties the Republican won and the lead in votes. Input: {file} with "
    "`{county}`, `{dem}` and `{rep}`.",
    "Total `{dem}` and `{rep}` by `{county}` in {file}. Where is the Republican ahead, and "
    "how many votes is the lead?",
    "Our canvassers need a list of counties that went Republican. Take {file}, group on "
    "{county}, and for each county with {rep} above {dem} give the difference.",
    "By how many votes did {rep} beat {dem} in the counties of {file} ({county}) where it did?",
    "Please report every county (`{county}` of {file}) in which `{rep}` finished ahead of "
    "`{dem}`, along with the number of votes between them; counties that {dem} won are not "
    "wanted.",
)
_CLOSE = (
    "In which counties was the margin under {points} percentage points of the two-party vote? "
    "{file}: `{dem}`, `{rep}`, `{county}`. Give the signed margin, positive for the Democrat.",
    "Close counties in {file} (by `{county}`): |{dem} - {rep}| below {points}% of their sum; "
    "signed margin in points, D positive.",
    "{file}: {county} with abs margin < {points} pts ({dem} - {rep} over two-party total)",
    "I'm looking for the battleground counties of {file}: those where {dem} and {rep} were "
    "less than {points} points apart. Report the Democratic lead in points (negative for a "
    "deficit) by `{county}`.",
    "Goal: close counties. {file}, by `{county}`: the lead of {dem} over {rep} in points of "
    "the two-party vote, with its sign, for counties where it is less than {points} either "
    "way.",
    "Group {file} on {county} and compute 100 * ({dem} - {rep}) / ({dem} + {rep}); keep "
    "counties with an absolute value below {points}.",
    "Where should we send observers? To counties (`{county}` in {file}) that were decided by "
    "less than {points} points of the two-party vote. Give the margin of each, `{dem}` minus "
    "`{rep}`.",
    "Please list the counties of {file} ({county}) where neither {dem} nor {rep} led by "
    "{points} points or more of their joint vote, with the Democratic margin in points, "
    "negative where the Republican led.",
    "I call a county close when the two candidates are fewer than {points} points apart. "
    "Which ones are in {file}, going by `{dem}`, `{rep}` and `{county}`, and what was the "
    "Democrat's lead in each (below zero if behind)? Points are of the two-party vote.",
)
_READ = """
    import geopandas as gpd

    precincts = gpd.read_file("$file", ignore_geometry=True)
    votes = precincts.groupby("$county")[["$dem", "$rep"]].sum()
"""
_ENDS = (
    """answer = (votes["$dem"] / votes.sum(axis=1)).round(4).to_dict()
""",
    """lead = votes["$rep"] - votes["$dem"]
answer = lead[lead > 0].to_dict()
""",
    """margin = 100 * (votes["$dem"] - votes["$rep"]) / votes.sum(axis=1)
answer = margin[margin.abs() < $points].round(2).to_dict()
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    contest = rng.choice(data.contests)
    others = [one for one in data.contests if one.name != contest.name]
    columns = [column for one in others[:1] for column in (one.dem_col, one.rep_col)]
    dem_col, rep_col = contest.dem_col, contest.rep_col
    points = _points(setting, dem_col, rep_col)
    level = setting.level
    if level == 2 and not _carried(setting, dem_col, rep_col):
        level = 1

    def truth(dem_col: str, rep_col: str) -> dict[str, object]:
        dem, rep = (total(data.counties, data.numbers(one)) for one in (dem_col, rep_col))
        if level == 1:
            return {one: round(n / (n + rep[one]), 4) for one, n in dem.items() if n + rep[one]}
        if level == 2:
            return {one: n - dem[one] for one, n in rep.items() if n > dem[one]}
        margin = {one: 100 * (n - rep[one]) / max(n + rep[one], 1) for one, n in dem.items()}
        return {one: round(m, 2) for one, m in margin.items() if abs(m) < points}

    answer = truth(dem_col, rep_col)
    file = layer(setting, data.id, data.county, dem_col, rep_col, *columns)
    slots = {
        "file": file.name,
        "county": data.county,
        "dem": dem_col,
        "rep": rep_col,
        "points": f"{points:g}",
    }
    wrongs = [
        Wrong(
            "other party",
            {f'"{dem_col}"': '"§"', f'"{rep_col}"': f'"{dem_col}"', '"§"': f'"{rep_col}"'},
            truth(rep_col, dem_col),
        ),
        Wrong("the first precinct for all", {'"]].sum()': '"]].first()'}),
    ]
    if columns:
        swapped = {f'"{dem_col}"': f'"{columns[0]}"', f'"{rep_col}"': f'"{columns[1]}"'}
        wrongs.append(Wrong("other contest", swapped, truth(columns[0], columns[1])))
    if level == 3:
        wrongs.append(Wrong("everything", {f"margin[margin.abs() < {points:g}]": "margin"}))
    return problem(
        told(
            setting,
            f"votes_by_county.{level}",
            (_SHARES, _WON, _CLOSE)[level - 1],
            answer=(
                "a dict from county to the share (0 to 1, 4 decimals)",
                "a dict from county to votes (whole numbers)",
                "a dict from county to the margin in points, 2 decimals",
            )[level - 1],
            **slots,
        ),
        (file,),
        code(_READ, **slots) + code(_ENDS[level - 1], **slots),
        answer,
        exactly(answer, abs_=1.1e-4 if level == 1 else 0.011),
        *wrongs,
        contest=contest.name,
    )


def _carried(setting: Setting, dem_col: str, rep_col: str) -> bool:
    """Whether the Republican led in some counties and not in all."""
    data = units_of(setting.made)
    dem, rep = (total(data.counties, data.numbers(one)) for one in (dem_col, rep_col))
    return 0 < sum(n > dem[one] for one, n in rep.items()) < len(rep)


def _points(setting: Setting, dem_col: str, rep_col: str) -> float:
    """A margin that some counties are below and some are above, and none is near."""
    data = units_of(setting.made)
    dem, rep = (total(data.counties, data.numbers(one)) for one in (dem_col, rep_col))
    margins = sorted(100 * abs(n - rep[one]) / max(n + rep[one], 1) for one, n in dem.items())
    choices = [
        round((a + b) / 2, 1)
        for a, b in pairwise(margins[: len(margins) * 2 // 3 + 1])
        if b - a > 0.3
    ]
    return setting.rng.choice(choices or [round(margins[len(margins) // 2], 1) + 0.05])


FAMILY = CodingFamily(
    "votes_by_county",
    "Shares, winners and margins by county",
    "elections",
    1,
    make,
    needs=with_contest,
)
