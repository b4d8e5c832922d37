"""Joining a county table whose codes lost their leading zeros."""

import pandas as pd

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import map_frame, shapes_file, table_file
from districtbot.problems.coding.units import total, units_of, with_counties
from districtbot.problems.coding.writing import Wrong, code, problem, some_columns, told

_LINES = (
    "Registered voters per 100 residents, by county, please. {table} has the registrations by "
    "county code (`{key}`), {file} the precincts with `{pop}` and the code in `{code}`. The codes "
    "in the CSV lost their leading zeros somewhere.",
    "Join {table} to the precincts in {file} and work out `registered` / `{pop}` x 100 for each "
    "county. Excel ate the leading zeros of `{key}`; in the layer (`{code}`) they are three "
    "digits.",
    "registration rate per county = 100 * registered / {pop}. {table}: {key}, registered. {file}: "
    "{code}, {pop}. codes don't match until you pad them",
    "Our registration file ({table}) names counties by number, such as 7, while the map {file} has "
    "'007' in `{code}`. Match the two and tell me how many of every hundred people (`{pop}`) are "
    "registered in each county.",
    "I can't get {table} to merge with {file}: one has codes like 7 in {key}, the other '007' in "
    "{code}. Once they match, I need registered voters as a percentage of `{pop}` per county.",
    "What percentage of each county's `{pop}` is registered? `registered` is in {table} by "
    "`{key}`, the people are in the precincts of {file}, where the county's code is `{code}`. "
    "Somebody's spreadsheet stripped the zeros in front of `{key}`.",
    "Two files, one figure per county. {file} has precincts with a three-digit county code in "
    "`{code}` and people in `{pop}`; {table} has `registered` under `{key}`, a code without its "
    "leading zeros. Divide registered voters by people and give percent.",
    "The clerk's list {table} gives `registered` for county numbers ({key}) that were read as "
    "integers. Pad them to three digits, match them to `{code}` in {file}, sum `{pop}` by "
    "county, and report how many registered voters there are for every 100 people.",
    "We wonder where registration lags. Could you put `registered` from {table} over the people "
    "({pop}) of the precincts in {file}, county by county, in percent? The county codes are "
    "`{key}` and `{code}`; only the latter still has its leading zeros.",
    "For each county: 100 times `registered` divided by the sum of `{pop}`. You will find the "
    "former in {table}, by `{key}`, and the latter in {file}, by `{code}`. Mind that 007 has "
    "become 7 in the table.",
)
_DIRTY = (
    "Some codes in the table came out as text such as '7.0', and its last row is a total.",
    "Careful: the CSV ends in a Total row, and part of its codes look like '7.0'.",
    "The table's codes are partly floats, and there is a sum in the last row that is no county.",
)
_CLEAN = """
    import geopandas as gpd
    import pandas as pd

    precincts = gpd.read_file("$file")
    rolls = pd.read_csv("$table")
    codes = rolls["$key"].astype(str).str.zfill(3)
    registered = pd.Series(rolls["registered"].to_numpy(), index=codes)
    people = precincts.groupby("$code")["$pop"].sum()
    answer = (100 * registered / people).round(2).to_dict()
"""
_MESSY = """
    import geopandas as gpd
    import pandas as pd

    precincts = gpd.read_file("$file")
    rolls = pd.read_csv("$table", dtype={"$key": str})
    rolls = rolls[rolls["$key"] != "Total"]
    codes = rolls["$key"].astype(float).astype(int).astype(str).str.zfill(3)
    registered = pd.Series(rolls["registered"].to_numpy(), index=codes)
    people = precincts.groupby("$code")["$pop"].sum()
    answer = (100 * registered / people).round(2).to_dict()
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    pop = data.pop if setting.level == 1 or not data.vap or rng.random() < 0.5 else data.vap
    frame = map_frame(setting, columns=some_columns(setting, data.id, pop, data.pop, data.county))
    number = {name: 2 * i + 1 for i, name in enumerate(sorted(set(data.counties)))}
    column = rng.choice(("CNTYFIPS", "CO_CODE", "FIPS3"))
    frame.insert(1, column, [f"{number[name]:03d}" for name in data.counties])
    people = total(data.counties, data.numbers(pop))
    registered = {name: round(n * rng.uniform(0.45, 0.68)) for name, n in people.items()}
    answer = {
        f"{number[name]:03d}": round(100 * registered[name] / people[name], 2) for name in people
    }
    key = rng.choice(("fips", "county_code", "co_num"))
    rows = [
        (str(number[name]), registered[name]) for name in sorted(people, key=number.__getitem__)
    ]
    if setting.level == 3:
        rows = [(f"{one}.0" if i % 3 == 1 else one, n) for i, (one, n) in enumerate(rows)]
        rows.append(("Total", sum(registered.values())))
    table = table_file(
        rng.choice(("registration.csv", "voter_rolls.csv", "registered_by_county.csv")),
        pd.DataFrame(rows, columns=[key, "registered"]),
    )
    file = shapes_file(rng.choice(("precincts.gpkg", "vtds.gpkg")), frame)
    solution = code(
        _MESSY if setting.level == 3 else _CLEAN,
        file=file.name,
        table=table.name,
        key=key,
        code=column,
        pop=pop,
    )
    other = data.vap if pop == data.pop else data.pop
    swapped = total(data.counties, data.numbers(other)) if other and other in frame else {}
    wrongs = [
        Wrong("wrong join", {".str.zfill(3)": ".str.zfill(4)"}),
        Wrong("share for percent", {"100 * registered": "registered"}),
        Wrong("upside down", {"registered / people": "people / registered"}),
    ]
    if swapped:
        gives = {
            key: round(100 * registered[name] / swapped[name], 2)
            for key, name in zip(answer, people, strict=True)
        }
        wrongs.append(Wrong("other column", {f'["{pop}"]': f'["{other}"]'}, gives))
    return problem(
        told(
            setting,
            "files_county_codes",
            _LINES,
            answer="a dict from the three-digit code to the percentage, rounded to 2 decimals",
            more=(_DIRTY if setting.level == 3 else (),),
            file=file.name,
            table=table.name,
            key=key,
            code=column,
            pop=pop,
        ),
        (file, table),
        solution,
        answer,
        exactly(answer, abs_=0.011),
        *wrongs,
        pop=pop,
    )


FAMILY = CodingFamily(
    "files_county_codes",
    "Joining county codes that lost their leading zeros",
    "files",
    1,
    make,
    needs=with_counties,
)
