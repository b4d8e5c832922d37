"""People by county: totals, shares, and counties too large for a district."""

from itertools import pairwise

import pandas as pd

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import table_file
from districtbot.problems.coding.units import total, units_of, with_counties
from districtbot.problems.coding.writing import Wrong, code, problem, told

_TOP = (
    "What are the {n} most populous counties in {table}, and how many people does each have? "
    "Sum `{pop}` by `{county}`.",
    "Top {n} counties by `{pop}` in {table} (group on {county}).",
    "{table}: sum {pop} by {county}, {n} largest, descending",
    "Please add up `{pop}` for every `{county}` in {table} and give me the {n} counties with "
    "the most people, the biggest first.",
    "Rank the counties by population: `{pop}` of {table} summed by `{county}`, of which I "
    "want the {n} largest with their numbers.",
    "Goal: the {n} counties with the most people. Data: {table}, one row per precinct, "
    "`{county}` and `{pop}`.",
    "Our field budget goes to the {n} largest counties. Which are they in {table} ({county}), "
    "and how many people by {pop} live in each?",
    "Group {table} by {county}, total {pop}, sort from high to low and stop after {n}.",
    "I used to know these by heart. In {table}, which {n} counties (`{county}`) come first by "
    "population (`{pop}`), and with how many people?",
)
_SHARES = (
    "What percentage of the people (`{pop}`) in {table} lives in each county (`{county}`)? "
    "Only counties with at least {percent}%.",
    "Share of `{pop}` by `{county}` in percent, {table}, those with {percent}% or more.",
    "{table}: {county} as % of total {pop}, keep >= {percent}",
    "Which counties hold {percent} percent or more of the population? {table}, columns "
    "`{county}` and `{pop}`, please with their percentages.",
    "Group {table} by `{county}`, turn the sums of `{pop}` into percentages of the grand "
    "total, and keep counties at {percent}% or above.",
    "Goal: each county's part of the population in percent, for counties that reach "
    "{percent}%. {table}: `{county}`, `{pop}`.",
    "For a bar chart I need the counties of {table} ({county}) with {percent}% of all {pop} "
    "or more, and what percentage each one has.",
    "How is the population spread over the counties? Use `{pop}` and `{county}` of {table}, "
    "in percent of everybody, and leave out any county below {percent}%.",
    "Please tell me, from {table}, what percent of the total `{pop}` each `{county}` accounts "
    "for; I only care about those with no less than {percent}.",
)
_TOO_LARGE = (
    "With {k} districts of equal population (`{pop}`), which counties in {table} are too "
    "large for one district, and how many whole districts would fit into each?",
    "{table}: counties (`{county}`) with more `{pop}` than the ideal for {k} districts, and "
    "the number of whole ideals in them.",
    "ideal = sum({pop}) / {k}; {county} above it in {table} -> floor(people / ideal)",
    "The law lets a county be split only if it is larger than a district. For {k} districts, "
    "which counties of {table} are (people in `{pop}`, county in `{county}`)? Say how many "
    "full districts each could hold.",
    "Divide the total of `{pop}` in {table} by {k} to get the ideal district. Then list each "
    "county (`{county}`) with more people than that and how many complete districts its "
    "people would fill.",
    "Goal: counties above the ideal size for {k} districts, each with the whole number of "
    "ideal districts it holds. Source: {table}, `{county}`, `{pop}`.",
    "Suppose we get {k} districts. Which counties in {table} (by {county}, people in {pop}) "
    "exceed one district's ideal population, and how many full districts is each of them good "
    "for?",
    "Counsel asks where a split cannot be avoided: find every {county} of {table} whose {pop} is "
    "greater than the total divided by {k}, and count the whole ideal populations that go into it.",
    "Which counties cannot fit into a single one of {k} equal districts? Sum `{pop}` by "
    "`{county}` in {table}; for those that cannot, say how many whole districts they could "
    "fill.",
)
_READ = """
    import pandas as pd

    precincts = pd.read_csv("$table", dtype={"$county": str})
    people = precincts.groupby("$county")["$pop"].sum()
"""
_ENDS = (
    """top = people.nlargest($n)
answer = [[county, int(count)] for county, count in top.items()]
""",
    """percent = 100 * people / people.sum()
answer = percent[percent >= $percent].round(2).to_dict()
""",
    """ideal = people.sum() / $k
answer = (people[people > ideal] // ideal).astype(int).to_dict()
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    pop, other = (
        (data.pop, data.vap) if rng.random() < 0.6 or not data.vap else (data.vap, data.pop)
    )
    people = total(data.counties, data.numbers(pop))
    ranked = sorted(people.items(), key=lambda one: -one[1])
    whole = sum(people.values())
    n = rng.randint(2, min(6, len(people) - 1))
    k = _districts(setting, [count for _, count in ranked])
    bounds = [(a[1] + b[1]) / 2 for a, b in pairwise(ranked[1:])]
    percent = round(100 * rng.choice(bounds or [ranked[0][1] * 0.9]) / whole, 1)
    ideal = whole / k
    answers: tuple[object, ...] = (
        [list(one) for one in ranked[:n]],
        {
            name: round(100 * c / whole, 2)
            for name, c in people.items()
            if 100 * c / whole >= percent
        },
        {name: int(c // ideal) for name, c in people.items() if c > ideal},
    )
    answer = answers[setting.level - 1]
    frame = pd.DataFrame({data.id: data.ids, data.county: data.counties})
    for column in dict.fromkeys(one for one in (data.pop, data.vap) if one):
        frame[column] = data.numbers(column)
    table = table_file(rng.choice(("precincts.csv", "population.csv", "units.csv")), frame)
    slots = {
        "table": table.name,
        "county": data.county,
        "pop": pop,
        "n": str(n),
        "percent": str(percent),
        "k": str(k),
    }
    wrongs = (
        [
            Wrong("precincts counted", {'["' + pop + '"].sum()': '["' + pop + '"].count()'}),
            Wrong("off by one", {f"nlargest({n})": f"nlargest({n + 1})"}),
            Wrong("the smallest", {"nlargest": "nsmallest"}),
        ],
        [
            Wrong("share for percent", {"percent = 100 *": "percent ="}),
            Wrong("the others", {">=": "<"}),
        ],
        [
            Wrong("all counties", {"people[people > ideal]": "people"}),
            Wrong(
                "off by one",
                {f"/ {k}": f"/ {k + 1}"},
                {
                    name: int(c // (whole / (k + 1)))
                    for name, c in people.items()
                    if c > whole / (k + 1)
                },
            ),
            Wrong("rounded up", {"// ideal)": "// ideal + 1)"}),
        ],
    )[setting.level - 1]
    if other and setting.level == 1:
        wrongs.append(Wrong("other column", {f'["{pop}"]': f'["{other}"]'}))
    return problem(
        told(
            setting,
            f"tally_counties.{setting.level}",
            (_TOP, _SHARES, _TOO_LARGE)[setting.level - 1],
            answer=(
                "a list of [county, people], largest first",
                "a dict from county to percent, 2 decimals",
                "a dict from county to a whole number",
            )[setting.level - 1],
            **slots,
        ),
        (table,),
        code(_READ, **slots) + code(_ENDS[setting.level - 1], **slots),
        answer,
        exactly(answer, abs_=0.011),
        *wrongs,
        pop=pop,
    )


def _districts(setting: Setting, ranked: list[int]) -> int:
    """A number of districts such that some counties are larger than one and some are not."""
    whole = sum(ranked)
    fitting = [k for k in range(3, 40) if ranked[-1] * 1.001 < whole / k < ranked[0] * 0.999]
    return setting.rng.choice(fitting or [20])


FAMILY = CodingFamily("tally_counties", "People by county", "tallies", 1, make, needs=with_counties)
