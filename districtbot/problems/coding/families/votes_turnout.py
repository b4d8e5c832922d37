"""Turnout: votes as a percentage of the people of voting age."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import total, units_of, with_turnout
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_EACH = (
    "Estimate turnout in each {kind} of {file} as the two-party vote (`{dem}` + `{rep}`) in "
    "percent of `{vap}`. The {kind} is in `{by}`.",
    "Turnout by `{by}`, {file}: 100 * ({dem} + {rep}) / {vap}, sums first.",
    "{file} by {by}: ({dem}+{rep})/{vap} in %",
    "What part of the people of voting age (`{vap}`) of every {kind} voted for one of the two "
    "candidates ({dem}, {rep})? In percent, by `{by}`, from {file}.",
    "Goal: turnout by {kind} in percent. Numerator: `{dem}` plus `{rep}`. Denominator: "
    "`{vap}`. Source: {file}, `{by}`.",
    "Total {dem}, {rep} and {vap} by {by} in {file} and tell me what percent the votes are of "
    "the {vap}.",
    "How many percent of the voting age population took part, {kind} by {kind}? Count `{dem}` "
    "and `{rep}` as the votes, `{vap}` as the base; {file}, column `{by}`.",
    "We have no turnout figures, so let us approximate them for every {kind} in {file} "
    "({by}): votes for {dem} and {rep} together, as a percentage of {vap}.",
    "Please compute from {file}, for each {kind} in `{by}`, the percentage that all votes for "
    "{dem} or {rep} make up of `{vap}`.",
)
_DROP = (
    "By how many points did turnout change from {old} (`{dem0}` + `{rep0}`) to {new} (`{dem}` "
    "+ `{rep}`) in each {kind} (`{by}`) of {file}? Turnout is the two-party vote in percent "
    "of `{vap}`.",
    "Change in turnout ({vap} as base) by `{by}`, {file}: {dem}+{rep} against {dem0}+{rep0}, "
    "points.",
    "{file}: turnout({dem},{rep}) - turnout({dem0},{rep0}) by {by}, base {vap}, points",
    "More people vote for president than for governor. Per {kind} of {file} (`{by}`), how "
    "many points of turnout (two-party vote over `{vap}`) lie between {old} ({dem0}, {rep0}) "
    "and {new} ({dem}, {rep})? New minus old.",
    "Goal: turnout in {new} minus turnout in {old}, in points, by {kind} (`{by}` of {file}). "
    "Turnout: two-party votes in percent of `{vap}`. Votes: {dem} and {rep} in {new}, {dem0} "
    "and {rep0} in {old}.",
    "Total everything in {file} by {by}. From {dem} plus {rep} ({new}), take away {dem0} plus "
    "{rep0} ({old}), and put the difference in percent of {vap}.",
    "Did more people vote in {new} (`{dem}`, `{rep}`) than in {old} (`{dem0}`, `{rep0}`)? For "
    "each {kind} of {file}, `{by}`, I want the change in two-party turnout over `{vap}` in "
    "points, minus for a decline.",
    "Please tabulate how turnout moved from {old} to {new} by {kind}. {file}, `{by}`; {old} "
    "is {dem0} and {rep0}, {new} is {dem} and {rep}; turnout is their sum as a percentage of "
    "{vap}.",
    "I suspect that interest faded. For every {kind} ({by}) in {file}, compare turnout in "
    "{new} ({dem}, {rep}) to turnout in {old} ({dem0}, {rep0}), both as percent of {vap}, and "
    "report the former less the latter.",
)
_ODD = (
    "In which precincts of {file} were more votes counted (`{dem}` + `{rep}`) than {percent}% "
    "of `{vap}`? Such rows need checking.",
    "`{id}` of rows in {file} where {dem} + {rep} exceeds {percent}% of {vap}.",
    "{file}: {id} with ({dem}+{rep}) > {percent}% of {vap}",
    "Before we publish turnout from {file}: which precincts ({id}) have a turnout above "
    "{percent} percent, taking {dem} and {rep} together over {vap}? A precinct with no {vap} "
    "but votes counts as well.",
    "Goal: suspicious precincts of {file}, that is `{id}` where `{dem}` plus `{rep}` is above "
    "{percent}% of `{vap}`.",
    "Flag each row of {file} with {dem} and {rep} adding up to more than {percent}% of its "
    "{vap}; I need the {id}.",
    "Are there precincts in {file} with an implausible turnout? By that I mean that `{dem}` "
    "and `{rep}` together are greater than {percent}% of `{vap}`.",
    "Please help me audit {file}: which precincts (`{id}`) report votes for {dem} and {rep} "
    "in excess of {percent} percent of their {vap}?",
    "Data check on {file}. A precinct fails if its votes, {dem} plus {rep}, exceed {percent}% "
    "of its voting age population {vap}. Name those that fail.",
)
_READ = """
    import geopandas as gpd

    precincts = gpd.read_file("$file", ignore_geometry=True)
"""
_ENDS = (
    """sums = precincts.groupby("$by")[["$dem", "$rep", "$vap"]].sum()
answer = (100 * (sums["$dem"] + sums["$rep"]) / sums["$vap"]).round(2).to_dict()
""",
    """sums = precincts.groupby("$by")[["$dem", "$rep", "$dem0", "$rep0", "$vap"]].sum()
more = (sums["$dem"] + sums["$rep"]) - (sums["$dem0"] + sums["$rep0"])
answer = (100 * more / sums["$vap"]).round(2).to_dict()
""",
    """votes = precincts["$dem"] + precincts["$rep"]
answer = sorted(precincts.loc[votes > $part * precincts["$vap"], "$id"])
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    new, old = data.contests[0], data.contests[-1]
    level = 1 if setting.level == 2 and new == old else setting.level
    kind, by = rng.choice((("county", data.county), ("district", data.plan)))
    labels = data.labels(by)
    votes = data.numbers(new.dem_col) + data.numbers(new.rep_col)
    earlier = data.numbers(old.dem_col) + data.numbers(old.rep_col)
    vap = data.numbers(data.vap)
    percent = _percent(votes.tolist(), vap.tolist())

    def rates(base_col: str, change: bool) -> dict[str, float]:
        cast = total(labels, votes - earlier if change else votes)
        base = total(labels, data.numbers(base_col))
        return {one: round(100 * n / base[one], 2) for one, n in cast.items()}

    answer: object = rates(data.vap, level == 2)
    if level == 3:
        answer = sorted(
            one
            for one, n, of in zip(data.ids, votes.tolist(), vap.tolist(), strict=True)
            if n > percent / 100 * of
        )
    file = layer(
        setting, data.id, by, data.pop, data.vap, new.dem_col, new.rep_col, old.dem_col, old.rep_col
    )
    slots = {
        "file": file.name,
        "by": by,
        "kind": kind,
        "id": data.id,
        "vap": data.vap,
        "dem": new.dem_col,
        "rep": new.rep_col,
        "dem0": old.dem_col,
        "rep0": old.rep_col,
        "old": old.name,
        "new": new.name,
        "percent": f"{percent:g}",
    }
    pop = {f'"{data.vap}"': f'"{data.pop}"'}
    if level == 3:
        wrongs = [
            Wrong("the others", {"votes > ": "votes <= "}),
            Wrong("one party alone", {f' + precincts["{new.rep_col}"]': ""}),
            Wrong("other column", pop),
        ]
    else:
        wrongs = [
            Wrong("other column", pop, rates(data.pop, level == 2)),
            Wrong("share for percent", {"(100 * ": "(1 * "}),
            Wrong(
                "one party alone",
                {f'(sums["{new.dem_col}"] + sums["{new.rep_col}"])': f'sums["{new.dem_col}"]'},
            ),
        ]
    return problem(
        told(
            setting,
            f"votes_turnout.{level}",
            (_EACH, _DROP, _ODD)[level - 1],
            answer=(
                "a dict from {kind} to percent, 2 decimals",
                "a dict from {kind} to points, 2 decimals",
                "the sorted list of `{id}`",
            )[level - 1],
            **slots,
        ),
        (file,),
        code(_READ, **slots) + code(_ENDS[level - 1], part=f"{percent / 100:g}", **slots),
        answer,
        exactly(answer, abs_=0.011),
        *wrongs,
        by=by,
    )


def _percent(votes: list[int], vap: list[int]) -> float:
    """A percentage that some units are above of."""
    rates = sorted(100 * n / of for n, of in zip(votes, vap, strict=True) if of)
    for back in range(4, len(rates) // 2):
        low, high = rates[-back - 1], rates[-back]
        found = round((low + high) / 2, 1)
        if low + 0.01 < found < high - 0.01:
            return found
    return round(rates[-5], 1)


FAMILY = CodingFamily(
    "votes_turnout", "Turnout of the people of voting age", "elections", 1, make, needs=with_turnout
)
