"""Counties that a plan splits, their pieces and their people."""

import pandas as pd

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import plan_file, table_file
from districtbot.problems.coding.units import total, units_of, with_counties, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.maps.made import MadeMap

_SPLIT = (
    "Which counties does {plan} split, and among how many districts is each? The county of "
    "every precinct is in {table} (`{county}`); the key is `{id}` there and `{unit}` in the "
    "plan.",
    "Split counties of {plan} with their number of districts; `{county}` from {table}, `{unit}` "
    "= `{id}`.",
    "{plan} x {table}: {county} with more than one {district} -> n districts",
    "Tell me which counties {plan} carves up and into how many districts each goes. {table} "
    "has the `{county}` of each `{id}`.",
    "Join {plan} to {table} (`{unit}` in the plan, `{id}` in the table) and list every "
    "`{county}` that lies in more than one district, with how many districts it lies in.",
    "Goal: the split counties under {plan} and the number of districts in each. `{county}` "
    "comes from {table}; match `{unit}` with `{id}`.",
    "Our clerks each want to know if they need several ballots. Which counties (`{county}` in "
    "{table}) does {plan} put in two districts or more, and in how many?",
    "How many districts is each split county in? The plan is {plan}, the precincts and their "
    "`{county}` are in {table}; leave out counties that are whole.",
    "Please count the distinct districts of {plan} in every {county} of {table} and keep the "
    "counties where there are at least two.",
)
_PEOPLE = (
    "How many people (`{pop}`) live in counties that {plan} splits, and what percentage of "
    "everybody is that? Counties are in {table} (`{county}`; `{id}` = `{unit}`).",
    "Population of split counties under {plan}: `{pop}` and percent of the total, from "
    "{table} by `{county}`.",
    "{pop} in split {county}s: {plan}, {table}; count + % of total",
    "Most people don't care about a split unless it is theirs. How many residents (`{pop}`, "
    "{table}) have their county (`{county}`) split by {plan}, in number and in percent of the "
    "state?",
    "Find the counties that {plan} splits (`{county}` of {table}, `{id}` = `{unit}`) and add up "
    "everybody in them by `{pop}`; I want the number and its percentage of the whole "
    "population.",
    "Goal: residents of split counties, as a count and in percent of all. Plan: {plan}. "
    "Precincts: {table} with `{county}` and `{pop}`.",
    "For the hearing: what is the combined population ({pop}) of all counties ({county}) that "
    "{plan} divides, and how many percent of the state is it? See {table}.",
    "How large a part of the population is touched by county splits in {plan}? Count all "
    "people (`{pop}`) of each split `{county}` in {table}, and give the percent as well.",
    "Counting whole counties, not only the cut-off parts: how many people by {pop} live in a "
    "{county} of {table} that {plan} puts in more than one district, and what percentage is "
    "that of everyone?",
)
_NEEDED = (
    "A county larger than a district must be split. Which counties does {plan} split that "
    "would fit into one district of average size (`{pop}`)? {table}, `{county}`, `{id}` = "
    "`{unit}`.",
    "Avoidable splits of {plan}: `{county}` of {table} with several districts although its "
    "`{pop}` is at most the ideal.",
    "{plan}: split {county}s with sum({pop}) <= ideal; {table}",
    "Some splits can't be helped because the county has more people than a district. List the "
    "other ones: counties ({county}, {table}) that {plan} splits though their `{pop}` does "
    "not exceed the average district.",
    "For every `{county}` in {table} that {plan} splits, ask whether it had to be: it did if "
    "its `{pop}` is above the average district's. I want those that did not.",
    "Goal: splits without need in {plan}. A split is without need when the county "
    "(`{county}`, {table}) has no more people (`{pop}`) than an average district.",
    "Which of the counties that {plan} divides could have been kept whole inside one district "
    "of ideal size? Population is `{pop}`, county `{county}`, both in {table}, where `{id}` "
    "is the plan's `{unit}`.",
    "Our brief argues that some splits were a choice. Please name the counties ({county} in "
    "{table}) cut by {plan} whose {pop} is at most the total divided by the number of "
    "districts.",
    "Join {plan} and {table}, find each split {county}, and keep those with a total {pop} not "
    "above the ideal district population.",
)
_READ = """
    import pandas as pd

    precincts = pd.read_csv("$table", dtype={"$id": str, "$county": str})
    plan = pd.read_csv("$plan", dtype={"$unit": str})
    joined = precincts.merge(plan, left_on="$id", right_on="$unit", validate="1:1")
    n_districts = joined.groupby("$county")["$district"].nunique()
    split = n_districts[n_districts > 1]
"""
_ENDS = (
    """answer = split.to_dict()
""",
    """people = int(joined.loc[joined["$county"].isin(split.index), "$pop"].sum())
answer = {"people": people, "percent": round(100 * people / int(joined["$pop"].sum()), 2)}
""",
    """ideal = joined["$pop"].sum() / joined["$district"].nunique()
people = joined.groupby("$county")["$pop"].sum().loc[split.index]
answer = sorted(people[people <= ideal].index)
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    labels = data.districts.tolist()
    header = rng.choice((("GEOID", "district"), ("precinct", "dist"), ("unit", "CD")))
    rows = list(zip(data.ids, labels, strict=True))
    rng.shuffle(rows)
    plan = plan_file(
        setting, rng.choice(("plan.csv", "enacted.csv", "map_c.csv")), header, plan=dict(rows)
    )
    columns = {data.id: list(data.ids), data.county: data.counties, data.pop: data.people.tolist()}
    if data.vap:
        columns[data.vap] = data.numbers(data.vap).tolist()
    table = table_file(rng.choice(("precincts.csv", "units.csv")), pd.DataFrame(columns))
    places: dict[str, set[int]] = {}
    for county, district in zip(data.counties, labels, strict=True):
        places.setdefault(county, set()).add(district)
    split = {one: len(found) for one, found in sorted(places.items()) if len(found) > 1}
    people = total(data.counties, data.people)
    whole = sum(people.values())
    ideal = whole / len(set(labels))
    affected = sum(people[one] for one in split)
    small = sorted(one for one in split if people[one] <= ideal)
    answers: tuple[object, ...] = (
        split,
        {"people": affected, "percent": round(100 * affected / whole, 2)},
        small,
    )
    level = setting.level if small else min(setting.level, 2)
    answer = answers[level - 1]
    slots = {
        "table": table.name,
        "plan": plan.name,
        "id": data.id,
        "unit": header[0],
        "district": header[1],
        "county": data.county,
        "pop": data.pop,
    }
    wrongs = [Wrong("whole ones too", {"n_districts > 1": "n_districts > 0"})]
    if level == 1:
        wrongs.append(Wrong("precincts counted", {".nunique()\nsplit": ".count()\nsplit"}))
        wrongs.append(Wrong("cuts for parts", {"split.to_dict()": "(split - 1).to_dict()"}))
    elif level == 2:
        wrongs.append(Wrong("share for percent", {"100 * people": "people"}))
        wrongs.append(
            Wrong(
                "those left whole",
                {'joined["' + data.county + '"].isin': '~joined["' + data.county + '"].isin'},
            )
        )
    else:
        whole_too = sorted(one for one in people if people[one] <= ideal)
        wrongs[0] = Wrong("whole ones too", {"n_districts > 1": "n_districts > 0"}, whole_too)
        wrongs.append(Wrong("all splits", {"people[people <= ideal]": "people"}, sorted(split)))
        wrongs.append(Wrong("the large ones", {"people <= ideal": "people > ideal"}))
    return problem(
        told(
            setting,
            f"splits_counties.{level}",
            (_SPLIT, _PEOPLE, _NEEDED)[level - 1],
            answer=(
                "a dict from split county to its number of districts",
                "a dict with 'people' (a whole number) and 'percent' (2 decimals)",
                "the sorted list of counties",
            )[level - 1],
            **slots,
        ),
        (table, plan),
        code(_READ, **slots) + code(_ENDS[level - 1], **slots),
        answer,
        exactly(answer, abs_=0.011),
        *wrongs,
        n_split=len(split),
    )


def _fits(made: MadeMap) -> bool:
    if not (with_counties(made) and with_plan(made)):
        return False
    data = units_of(made)
    return len(set(zip(data.counties, data.districts.tolist(), strict=True))) > len(
        set(data.counties)
    )


FAMILY = CodingFamily(
    "splits_counties", "Counties that a plan splits", "splits", 1, make, needs=_fits
)
