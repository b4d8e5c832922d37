"""Returns that came in twice: exact copies, and corrections that replace what came before."""

import pandas as pd

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import table_file
from districtbot.problems.coding.units import units_of, with_contest
from districtbot.problems.coding.writing import Wrong, code, problem, told

_COPIES = (
    "{table} has some precincts twice, row for row the same. What are the totals of `{dem}` and "
    "`{rep}` once every precinct (`{id}`) counts once?",
    "Drop the duplicate rows of {table} and total `{dem}` and `{rep}`.",
    "totals of {dem}, {rep} in {table} without the repeated rows",
    "Somebody pasted part of {table} in twice. Please give me the votes for {dem} and {rep} with "
    "each `{id}` counted once only.",
    "In {table} the same row occurs more than once for some precincts. Remove the copies, then "
    "add up `{dem}` and `{rep}`.",
    "How many votes did {dem} and {rep} really get? The file {table} repeats some precincts "
    "(`{id}`), and a repeat must not be counted again.",
    "{table}: identical rows, keep one of each, sum `{dem}` and `{rep}`",
    "The totals in {table} come out too high, since a batch of precincts was entered a second "
    "time with the very same figures. I need `{dem}` and `{rep}` without those copies.",
    "Our canvass file {table} must count each precinct a single time, but part of it is doubled "
    "line for line. What are the correct totals of {dem} and {rep}?",
)
_CORRECTIONS = (
    "{table} holds corrections: when a precinct (`{id}`) is there more than once, its row with the "
    "latest `{when}` holds. Total `{dem}` and `{rep}` that way.",
    "Counties resubmitted some returns. For each `{id}` of {table} keep the newest row by "
    "`{when}`, then sum `{dem}` and `{rep}`.",
    "latest row per {id} ({when}) in {table}, then sums of {dem} and {rep}",
    "In {table} an amended return is a further row with a later `{when}`. What do {dem} and {rep} "
    "come to when only the last return of each precinct counts?",
    "Not every row of {table} still holds: some precincts filed again, and `{when}` tells when. I "
    "need the current totals of `{dem}` and `{rep}`, and nothing counted double.",
    "Which totals of `{dem}` and `{rep}` are current? {table} keeps every return ever filed; of "
    "those with the same `{id}`, only the one with the latest `{when}` is valid.",
    "Sort {table} by `{when}`, keep the last row of each `{id}`, add up `{dem}` and `{rep}`.",
    "The canvass board accepted amended returns, so {table} may show a precinct (`{id}`) "
    "several times. The most recent one by `{when}` replaces all before it. State the sums of "
    "`{dem}` and `{rep}` on that footing.",
    "I'd like to quote the final count of {dem} and {rep} from {table}. Beware that corrected "
    "precincts appear again under the same `{id}`, with a later time in `{when}`, and that what "
    "they filed earlier is void.",
)
_DROP = """
    import pandas as pd

    returns = pd.read_csv("$table", dtype={"$id": str})
    current = returns.drop_duplicates()
    answer = {column: int(current[column].sum()) for column in ("$dem", "$rep")}
"""
_LATEST = """
    import pandas as pd

    returns = pd.read_csv("$table", dtype={"$id": str}, parse_dates=["$when"])
    current = returns.sort_values("$when").drop_duplicates("$id", keep="last")
    answer = {column: int(current[column].sum()) for column in ("$dem", "$rep")}
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    contest = rng.choice(data.contests[:2])
    dem, rep = data.numbers(contest.dem_col), data.numbers(contest.rep_col)
    when = rng.choice(("filed", "reported_at", "received"))
    early = [
        f"2024-11-{rng.randint(5, 12):02d} {rng.randint(8, 21):02d}:{rng.randint(0, 59):02d}"
        for _ in data.ids
    ]
    rows = [
        (one, county, d, r, t)
        for one, county, d, r, t in zip(
            data.ids, data.counties, dem.tolist(), rep.tolist(), early, strict=True
        )
    ]
    again = rng.sample(range(len(rows)), rng.randint(4, max(5, len(rows) // 6)))
    again = [i for i in again if dem[i] + rep[i] > 20] or [
        max(range(len(rows)), key=lambda i: dem[i])
    ]
    extra = []
    for i in again:
        one, county, d, r, _ = rows[i]
        if setting.level == 1:
            extra.append(rows[i])
            continue
        wrong = (one, county, d + rng.randint(3, 40), max(0, r - rng.randint(1, 30)), early[i])
        rows[i] = (
            one,
            county,
            d,
            r,
            f"2024-11-{rng.randint(14, 25):02d} 12:{rng.randint(0, 59):02d}",
        )
        extra.append(wrong)
    everything = rows + extra
    if setting.level == 1:
        everything = sorted(everything)
    else:
        rng.shuffle(everything)
    frame = pd.DataFrame(
        everything, columns=[data.id, data.county, contest.dem_col, contest.rep_col, when]
    )
    if setting.level == 1:
        frame = frame.drop(columns=when)
    table = table_file(rng.choice(("returns.csv", "results.csv", "canvass.csv")), frame)
    answer = {contest.dem_col: int(dem.sum()), contest.rep_col: int(rep.sum())}
    solution = code(
        _DROP if setting.level == 1 else _LATEST,
        table=table.name,
        id=data.id,
        when=when,
        dem=contest.dem_col,
        rep=contest.rep_col,
    )
    double = {one: int(frame[one].sum()) for one in answer}
    if setting.level == 1:
        unique = frame.drop_duplicates(data.county)
        wrongs = [
            Wrong("nothing dropped", {".drop_duplicates()": ""}, double),
            Wrong(
                "dropped by county",
                {"drop_duplicates()": f'drop_duplicates("{data.county}")'},
                {one: int(unique[one].sum()) for one in answer},
            ),
        ]
    else:
        wrongs = [
            Wrong("nothing dropped", {f'.drop_duplicates("{data.id}", keep="last")': ""}, double),
            Wrong("the first row kept", {'keep="last"': 'keep="first"'}),
            Wrong("all of them dropped", {'keep="last"': "keep=False"}),
        ]
    wrongs.append(
        Wrong("off by one", {"int(current[column].sum())": "int(current[column].sum()) + 1"})
    )
    return problem(
        told(
            setting,
            "files_duplicates" if setting.level == 1 else "files_duplicates.latest",
            _COPIES if setting.level == 1 else _CORRECTIONS,
            answer="a dict with the totals under '{dem}' and '{rep}'",
            table=table.name,
            id=data.id,
            when=when,
            dem=contest.dem_col,
            rep=contest.rep_col,
        ),
        (table,),
        solution,
        answer,
        exactly(answer),
        *wrongs,
        contest=contest.name,
    )


FAMILY = CodingFamily(
    "files_duplicates",
    "Returns that came in twice",
    "files",
    1,
    make,
    needs=with_contest,
    held_out=True,
)
