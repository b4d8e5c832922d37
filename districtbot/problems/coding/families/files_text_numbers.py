"""Numbers that came as text: commas, footnote marks, gaps."""

import pandas as pd

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import table_file
from districtbot.problems.coding.units import total, units_of, with_counties
from districtbot.problems.coding.writing import Wrong, code, problem, told

_LINES = (
    "{table} is an export in which `{col}` is text with thousands separators. Total it by "
    "`{county}`.",
    "Sum `{col}` per `{county}` in {table}. The numbers are strings such as '12,345'.",
    "totals of {col} by {county} from {table}; commas in the numbers",
    "The spreadsheet {table} prints its figures with commas, so pandas reads `{col}` as text. "
    "Please clean that and add up the column for every {county}.",
    "Whoever made {table} formatted `{col}` for reading, not for computing (1,234 and so on). I "
    "need the sums for each {county}.",
    "What does `{col}` come to in each {county}? The file, {table}, writes thousands with a "
    "comma, so the column has to be turned into whole numbers first.",
    "{table}: strip the commas from `{col}`, group by `{county}`, add up.",
    "The clerk sent {table} as printed, with figures such as 3,502. For every `{county}` I must "
    "report the total of `{col}`.",
    "When I add up {col} in {table}, pandas glues the strings together. Convert them to "
    "integers (they have thousands separators) and show me the sum for each {county}.",
    "County by county, how large is the total of {col}? Read {table}, where `{county}` names "
    "the county and where numbers of four digits or more contain commas.",
)
_MARKED = (
    "Where a figure was estimated it carries an asterisk; the figure still counts.",
    "Some figures end in a footnote mark (*), which has to go.",
    "A trailing * means 'revised' and is to be dropped.",
)
_GAPS = (
    "Precincts without a figure say {gap}; treat them as 0.",
    "{gap} stands where there is no figure and counts as nothing.",
    "Skip the {gap} entries.",
)
_SOLUTION = """
    import pandas as pd

    table = pd.read_csv("$table", dtype=str, keep_default_na=False)
    text = table["$col"].str.replace(",", "")$strip
    table["number"] = pd.to_numeric(text$mend).astype(int)
    answer = table.groupby("$county")["number"].sum().to_dict()
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    columns = [one for one in (data.pop, data.vap) if one]
    col = rng.choice(columns)
    gap = rng.choice(("n/a", "--", "not reported"))
    values = data.numbers(col)
    missing = set(rng.sample(range(len(values)), 4)) if setting.level == 3 else set()
    marked = set(rng.sample(range(len(values)), len(values) // 5)) if setting.level > 1 else set()
    shown = [
        gap if i in missing else f"{value:,}{'*' if i in marked else ''}"
        for i, value in enumerate(values.tolist())
    ]
    frame = pd.DataFrame({data.id: data.ids, data.county: data.counties})
    for other in columns:
        frame[other] = shown if other == col else [f"{n:,}" for n in data.numbers(other).tolist()]
    counted = [0 if i in missing else int(value) for i, value in enumerate(values)]
    answer = total(data.counties, counted)
    table = table_file(rng.choice(("population.csv", "export.csv", "precinct_table.csv")), frame)
    strip = '.str.rstrip("*")' if setting.level > 1 else ""
    mend = f'.replace("{gap}", "0")' if setting.level == 3 else ""
    solution = code(
        _SOLUTION, table=table.name, col=col, county=data.county, strip=strip, mend=mend
    )
    unmarked = [0 if i in missing | marked else int(v) for i, v in enumerate(values)]
    tens = [int(str(n).split(",", maxsplit=1)[0]) for n in (f"{n:,}" for n in counted)]
    wrongs = [
        Wrong(
            "only thousands",
            {'.str.replace(",", "")': '.str.split(",").str[0]'},
            total(data.counties, tens),
        ),
        Wrong("a mean for a sum", {'["number"].sum()': '["number"].mean()'}),
        Wrong("units counted", {'["number"].sum()': '["number"].count()'}),
    ]
    if marked:
        wrongs.append(
            Wrong(
                "marked figures lost",
                {
                    f"pd.to_numeric(text{mend}).astype(int)": 'pd.to_numeric(table["'
                    + col
                    + '"].str.replace(",", ""), errors="coerce").fillna(0).astype(int)'
                },
                total(data.counties, unmarked),
            )
        )
    return problem(
        told(
            setting,
            "files_text_numbers",
            _LINES,
            answer="a dict from {county} to the total as a whole number",
            more=(_MARKED if marked else (), _GAPS if missing else ()),
            table=table.name,
            col=col,
            county=data.county,
            gap=f"'{gap}'",
        ),
        (table,),
        solution,
        answer,
        exactly(answer),
        *wrongs,
        col=col,
    )


FAMILY = CodingFamily(
    "files_text_numbers", "Totals of numbers that are text", "files", 1, make, needs=with_counties
)
