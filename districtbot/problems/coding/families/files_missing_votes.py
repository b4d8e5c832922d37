"""Precincts whose votes are missing: found, and kept out of the shares."""

import numpy as np

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import map_frame, shapes_file
from districtbot.problems.coding.units import units_of, with_contest
from districtbot.problems.coding.writing import Wrong, code, problem, some_columns, told

_LINES = (
    "Some precincts of {file} have no count for `{dem}` or `{rep}`. Which ones, and what is the "
    "Democratic share of the two-party vote over the precincts that have both?",
    "Find the rows of {file} where {dem} or {rep} is missing and compute the two-party Democratic "
    "share without them.",
    "{file}: ids ({id}) with a gap in {dem} or {rep}, and D share of D+R on the complete rows",
    "The returns in {file} are incomplete. List the precincts (`{id}`) that lack `{dem}`, `{rep}` "
    "or both, and give the Democrats' part of the two-party vote in all the others.",
    "Before anyone quotes a statewide share from {file}: name the precincts without a full count "
    "({dem}, {rep}), and work out the share from the rest.",
    "In {file} the columns {dem} and {rep} have holes. Give me the `{id}` of every precinct "
    "that lacks at least one of the two, and the Democrats' share of both columns together "
    "where neither is lacking.",
    "Not every precinct in {file} reported. I have to name, by `{id}`, those whose `{dem}` or "
    "`{rep}` is empty, and to state the Democratic share of the two-party vote in the remaining "
    "ones.",
    "Two things about {file}: the list of {id} where {dem}, {rep} or both are unknown, and "
    "{dem} / ({dem} + {rep}) summed over the precincts where both are known.",
    "How did Democrats do against Republicans in {file}, votes in `{dem}` and `{rep}`, if "
    "precincts with an incomplete count are left out? And which precincts ({id}) are these?",
)
_ZEROS = (
    "A count of -1 also means that nothing was reported.",
    "Beware: -1 was typed in where the count was not known.",
    "Negative counts are gaps as well.",
)
_SOLUTION = """
    import geopandas as gpd

    precincts = gpd.read_file("$file")
    votes = precincts[["$dem", "$rep"]]$known
    complete = votes.notna().all(axis=1)
    missing = sorted(precincts.loc[~complete, "$id"])
    totals = votes[complete].sum()
    share = totals["$dem"] / totals.sum()
    answer = {"missing": missing, "share": round(float(share), 5)}
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    contest = rng.choice(data.contests[:2])
    dem_col, rep_col = contest.dem_col, contest.rep_col
    dem, rep = (data.numbers(one).astype(float) for one in (dem_col, rep_col))
    biggest = sorted(range(len(dem)), key=lambda i: -(dem[i] + rep[i]))[: max(8, len(dem) // 3)]
    picked = rng.sample(biggest, rng.randint(3, 6))
    flagged = picked[:2] if setting.level == 3 else []
    half = picked[2:] if setting.level > 1 else []
    for i in picked:
        value = -1.0 if i in flagged else np.nan
        if i in half and rng.random() < 0.6:
            (dem if rng.random() < 0.5 else rep)[i] = value
        else:
            dem[i] = rep[i] = value
    columns = some_columns(setting, data.id, dem_col, rep_col, data.county)
    frame = map_frame(setting, columns=columns)
    frame[dem_col], frame[rep_col] = dem, rep
    file = shapes_file(rng.choice(("returns.gpkg", "precincts.gpkg", "results.gpkg")), frame)
    whole = [i for i in range(len(dem)) if i not in picked]
    share = dem[whole].sum() / (dem[whole].sum() + rep[whole].sum())
    answer = {"missing": sorted(data.ids[i] for i in picked), "share": round(float(share), 5)}
    known = "\nvotes = votes.where(votes >= 0)" if flagged else ""
    solution = code(_SOLUTION, file=file.name, dem=dem_col, rep=rep_col, id=data.id, known=known)
    wrongs = [
        Wrong(
            "one gap is none",
            {".all(axis=1)": ".any(axis=1)"} if half else {"~complete": "complete"},
        ),
        Wrong("gaps as zeros", {"votes.notna()": "votes.fillna(0).notna()"}),
        Wrong(
            "other party",
            {f'totals["{dem_col}"]': f'totals["{rep_col}"]'},
            {**answer, "share": round(float(1 - share), 5)},
        ),
        Wrong("percent for share", {"float(share)": "float(100 * share)"}),
    ]
    if half:
        wrongs[0] = Wrong(
            "one gap is none", {".all(axis=1)": ".any(axis=1)"}, _any(data.ids, dem, rep)
        )
    if flagged:
        wrongs.append(Wrong("forgotten filter", {known: ""}))
    return problem(
        told(
            setting,
            "files_missing_votes",
            _LINES,
            answer="a dict with 'missing' (sorted list of {id}) and 'share' (0 to 1, 5 decimals)",
            more=(_ZEROS if flagged else (),),
            file=file.name,
            dem=dem_col,
            rep=rep_col,
            id=data.id,
        ),
        (file,),
        solution,
        answer,
        exactly(answer, abs_=1.1e-5),
        *wrongs,
        contest=contest.name,
    )


def _any(
    ids: tuple[str, ...],
    dem: np.ndarray[tuple[int], np.dtype[np.float64]],
    rep: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> dict[str, object]:
    """What comes of taking a precinct with one of the counts for complete."""
    gone = np.isnan(dem) & np.isnan(rep)
    d, r = np.nansum(dem), np.nansum(rep)
    missing = sorted(one for one, no in zip(ids, gone, strict=True) if no)
    return {"missing": missing, "share": round(float(d / (d + r)), 5)}


FAMILY = CodingFamily(
    "files_missing_votes", "Precincts without votes", "files", 1, make, needs=with_contest
)
