"""Votes with a row for each precinct and candidate, turned into a table with a column for each."""

import pandas as pd

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import table_file
from districtbot.problems.coding.places import people_names
from districtbot.problems.coding.units import total, units_of, with_contests
from districtbot.problems.coding.writing import Wrong, code, problem, told

_LINES = (
    "{table} has one row for each precinct, office and candidate. How many votes did each "
    "candidate for {office} get in each county?",
    "From the long results in {table} build county totals by candidate, {office} only.",
    "pivot {table}: county x candidate, votes summed, office == {office}",
    "The state publishes results as a long list ({table}). Please turn the race for {office} into "
    "a table of counties and candidates.",
    "I want to see, county by county, how the candidates for {office} did. The file is {table}; "
    "there is a row for each candidate in each precinct, and other offices are mixed in.",
    "By county and candidate, what are the votes for {office}? {table} lists precinct, office, "
    "candidate and votes, a row for each.",
    "Take {table}, keep the rows where the office is {office}, and sum the votes for every "
    "candidate within every county.",
    "{table} is long: a line for every precinct and every candidate, all offices in one file. "
    "Boil it down to the county totals of those who ran for {office}.",
    "The canvass report needs a page on {office}: all counties, and under each what every "
    "candidate received. Our figures are in {table}, precinct by precinct.",
)
_MODES = (
    "Votes are split by `mode` (absentee, election day); add them together.",
    "Each count comes in several rows, one for each `mode`; all of them count.",
    "Ballots of every `mode` count alike.",
)
_NO_WRITE_INS = (
    "Leave write-ins out.",
    "Drop the candidate called 'Write-in'.",
    "Write-in votes are not wanted.",
)
_SOLUTION = """
    import pandas as pd

    results = pd.read_csv("$table", dtype={"county": str})
    race = results[results["office"] == "$office"]
    $drop
    totals = race.pivot_table(
        index="county", columns="candidate", values="votes", aggfunc="sum", fill_value=0
    )
    answer = totals.astype(int).to_dict(orient="index")
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    offices = ["President", "Governor"]
    people = people_names(rng, 4)
    office = rng.choice(offices)
    rows: list[tuple[str, str, str, str, str, int]] = []
    for number, (name, contest) in enumerate(zip(offices, data.contests, strict=False)):
        ran = people[2 * number : 2 * number + 2]
        counts = [data.numbers(contest.dem_col).tolist(), data.numbers(contest.rep_col).tolist()]
        for unit, (one, county) in enumerate(zip(data.ids, data.counties, strict=True)):
            votes = [(who, counts[side][unit]) for side, who in enumerate(ran)]
            if setting.level == 3:
                votes.append(("Write-in", rng.randint(0, 9)))
            for who, n in votes:
                early = round(n * 0.3) if setting.level > 1 else 0
                rows.append((county, one, name, who, "election day", n - early))
                if setting.level > 1:
                    rows.append((county, one, name, who, "absentee", early))
    columns = ["county", "precinct", "office", "candidate", "mode", "votes"]
    frame = pd.DataFrame(rows, columns=columns)
    if setting.level == 1:
        frame = frame.drop(columns="mode")
    table = table_file(
        rng.choice(("results.csv", "election_results.csv", "returns_long.csv")), frame
    )
    which = offices.index(office)
    ran = people[2 * which : 2 * which + 2]
    contest = data.contests[which]
    sums = [total(data.counties, data.numbers(one)) for one in (contest.dem_col, contest.rep_col)]
    answer = {
        county: {who: sums[side][county] for side, who in enumerate(ran)} for county in sums[0]
    }
    drop = 'race = race[race["candidate"] != "Write-in"]'
    solution = code(
        _SOLUTION, table=table.name, office=office, drop=drop if setting.level == 3 else ""
    ).replace("\n\ntotals", "\ntotals")
    wrongs = [
        Wrong("other contest", {f'== "{office}"': f'== "{offices[1 - which]}"'}),
        Wrong("a mean for a sum", {'aggfunc="sum"': 'aggfunc="mean"'}),
        Wrong("turned round", {'orient="index"': 'orient="dict"'}),
    ]
    if setting.level == 3:
        wrongs.append(Wrong("forgotten filter", {drop + "\n": ""}))
    if setting.level > 1:
        wrongs.append(
            Wrong(
                "one mode only",
                {'dtype={"county": str})': 'dtype={"county": str}).query("mode == \'absentee\'")'},
            )
        )
    return problem(
        told(
            setting,
            "files_long_votes",
            _LINES,
            answer="a dict from county to a dict from candidate to votes (whole numbers)",
            more=(
                _MODES if setting.level > 1 else (),
                _NO_WRITE_INS if setting.level == 3 else (),
            ),
            table=table.name,
            office=office,
        ),
        (table,),
        solution,
        answer,
        exactly(answer),
        *wrongs,
        office=office,
    )


FAMILY = CodingFamily(
    "files_long_votes", "Long results as a table", "files", 1, make, needs=with_contests
)
