"""A table of districts for a report: people, units, largest county; written as CSV."""

import pandas as pd

from districtbot.problems.coding.checks import file_table
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import total, units_of, with_contest
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_LINES = (
    "Write {out} with one row for each district (`{plan}` in {file}): `district`, `units` "
    "(number of precincts), `people` (sum of `{pop}`)",
    "Make a district summary of {file} by `{plan}` and save it as {out}, columns `district`, "
    "`units`, `people` ({pop})",
    "{file} by {plan} -> {out}: district, units, people ({pop})",
    "For the appendix I need {out}: a line for every district of {file} (column {plan}) with "
    "its number, its count of precincts (`units`), its `people` ({pop})",
    "Goal: a file {out}, one line a district. Source: {file}, district in `{plan}`. Columns: "
    "`district`, `units` (how many precincts), `people` (the total of `{pop}`)",
    "Could you turn {file} into a table with a row per district (`{plan}`)? Save it as {out}; "
    "it has to have `district`, `units` for the number of precincts, `people` for the sum of "
    "`{pop}`",
    "Group {file} on {plan} and store the result in {out} under the headings `district`, "
    "`units` (precincts counted), `people` ({pop} added up)",
    "Our board reads tables, not maps. Summarise the districts ({plan}) of {file} in {out}: "
    "`district`, `units` as the precinct count, `people` as total {pop}",
    "From the precincts in {file}, export {out} with a record for every value of `{plan}`, "
    "made up of `district`, the number of precincts as `units`, the sum of `{pop}` as "
    "`people`",
)
_MORE = (
    ", and `county`, the county (`{county}`) in which more of its people live than in any other.",
    " and `county`: the `{county}` with the largest part of the district's people.",
    "; and a last column `county` for the `{county}` that has the most of the district's people.",
    " and, as `county`, the name in `{county}` under which most people of the district are found.",
)
_SHARE = (
    ", `county` (the `{county}` with the largest part of the district's people) and `dem_share`, "
    "`{dem}` as a part of `{dem}` + `{rep}` with 4 decimals.",
    ", as well as `county`, the `{county}` where more of its people are than in any other, and "
    "`dem_share` = {dem} / ({dem} + {rep}), rounded to 4 places.",
    "; then `county` for the `{county}` that has the most of its people, and `dem_share` for the "
    "Democrat's share of the two-party vote ({dem}, {rep}), a number from 0 to 1 with 4 decimals.",
    ", plus two more: `county`, the most populous of its parts by `{county}`, and `dem_share`, "
    "which is {dem} divided by {dem} and {rep} together, to 4 decimals.",
)
_NONE = (".", ", nothing else.", ". No other columns.", "; these columns and no more.")
_SOLUTION = """
    import geopandas as gpd
    import pandas as pd

    precincts = gpd.read_file("$file", ignore_geometry=True)
    grouped = precincts.groupby("$plan")
    report = pd.DataFrame({"units": grouped.size(), "people": grouped["$pop"].sum()})
    $county_lines
    $share_lines
    report.rename_axis("district").reset_index().to_csv("$out", index=False)
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    contest = rng.choice(data.contests[:2])
    out = rng.choice(("districts.csv", "summary.csv", "appendix_a.csv"))
    labels = data.districts.tolist()
    people = total(labels, data.people)
    names = sorted(set(labels))
    rows: dict[str, list[object]] = {
        "district": list(names),
        "units": [labels.count(one) for one in names],
        "people": [people[str(one)] for one in names],
    }
    if setting.level > 1:
        rows["county"] = [_main_county(setting, one) for one in names]
    if setting.level == 3:
        dem, rep = (total(labels, data.numbers(one)) for one in (contest.dem_col, contest.rep_col))
        rows["dem_share"] = [
            round(dem[str(one)] / (dem[str(one)] + rep[str(one)]), 4) for one in names
        ]
    county_lines = (
        f'by_county = precincts.pivot_table(\n    index="{data.plan}", columns="{data.county}", '
        f'values="{data.pop}", aggfunc="sum", fill_value=0\n)\n'
        'report["county"] = by_county.idxmax(axis=1)'
    )
    share_lines = (
        f'votes = grouped[["{contest.dem_col}", "{contest.rep_col}"]].sum()\n'
        f'report["dem_share"] = (votes["{contest.dem_col}"] / votes.sum(axis=1)).round(4)'
    )
    file = layer(
        setting,
        data.id,
        data.plan,
        data.pop,
        data.vap,
        data.county,
        contest.dem_col,
        contest.rep_col,
    )
    text = code(
        _SOLUTION,
        file=file.name,
        plan=data.plan,
        pop=data.pop,
        county_lines=county_lines if setting.level > 1 else "",
        share_lines=share_lines if setting.level == 3 else "",
        out=out,
    )
    lines = text.split("\n")
    solution = "\n".join(
        line for i, line in enumerate(lines) if line or i == 2 or i == len(lines) - 1
    )
    wrongs = [
        Wrong(
            "people for units",
            {"grouped.size()": f'grouped["{data.pop}"].mean().round().astype(int)'},
        ),
        Wrong("other name", {f'to_csv("{out}"': 'to_csv("output.csv"'}),
    ]
    if data.vap:
        swapped = {f'grouped["{data.pop}"]': f'grouped["{data.vap}"]'}
        wrongs.append(Wrong("other column", swapped))
    if setting.level == 3:
        wrongs.append(
            Wrong("other party", {f'votes["{contest.dem_col}"] /': f'votes["{contest.rep_col}"] /'})
        )
    if setting.level > 1:
        wrongs.append(Wrong("the smallest county", {"idxmax(axis=1)": "idxmin(axis=1)"}))
    tails = (_NONE, _MORE, _SHARE)[setting.level - 1]
    return problem(
        told(
            setting,
            f"tally_report.{setting.level}",
            [line + tails[i % len(tails)] for i, line in enumerate(_LINES)],
            file=file.name,
            plan=data.plan,
            pop=data.pop,
            county=data.county,
            dem=contest.dem_col,
            rep=contest.rep_col,
            out=out,
        ),
        (file,),
        solution,
        None,
        file_table(out, pd.DataFrame(rows), ["district"], abs_=1.1e-4),
        *wrongs,
        out=out,
    )


def _main_county(setting: Setting, district: int) -> str:
    data = units_of(setting.made)
    inside = [i for i, one in enumerate(data.districts.tolist()) if one == district]
    people = total([data.counties[i] for i in inside], data.people[inside])
    return max(sorted(people), key=people.__getitem__)


FAMILY = CodingFamily(
    "tally_report", "A table of districts for a report", "tallies", 1, make, needs=with_contest
)
