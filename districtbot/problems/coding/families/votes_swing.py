"""The swing from one contest to the next."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import total, units_of, with_contests
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_EACH = (
    "How did each {kind}'s two-party Democratic share change from {old} to {new}, in "
    "percentage points? {file}, {kind} in `{by}`; {old}: `{dem0}`, `{rep0}`; {new}: `{dem1}`, "
    "`{rep1}`.",
    "Swing by `{by}` in {file}: D share of {dem1}+{rep1} minus D share of {dem0}+{rep0}, in "
    "points.",
    "{file} by {by}: 100 * ({dem1}/({dem1}+{rep1}) - {dem0}/({dem0}+{rep0}))",
    "Between {old} ({dem0}, {rep0}) and {new} ({dem1}, {rep1}) the vote moved. By how many "
    "points towards the Democrats (negative: away) in every {kind}, `{by}` of {file}?",
    "Goal: swing of every {kind} from {old} to {new}, in points of the Democratic two-party "
    "share, positive for a gain. {file}, by `{by}`. {old}: {dem0}, {rep0}. {new}: {dem1}, "
    "{rep1}.",
    "Total the votes in {file} by {by}. Take the Democrat's two-party share in {new} ({dem1} "
    "against {rep1}), subtract that in {old} ({dem0} against {rep0}), and express it in "
    "points.",
    "Which way did each {kind} move? I need the change in the two-party Democratic share "
    "between {old} (`{dem0}`, `{rep0}`) and {new} (`{dem1}`, `{rep1}`) from {file}, {kind} in "
    "`{by}`, in percentage points.",
    "For the results page, please compute {new} minus {old}, Democratic share of the "
    "two-party vote in points, by {kind}: {file}, column `{by}`, votes in {dem1} and {rep1} "
    "for {new}, in {dem0} and {rep0} for {old}.",
    "How many points did the Democrats gain or lose (minus sign) in every {kind} of {file} "
    "({by}), two-party share, when {new} with {dem1} and {rep1} is set against {old} with "
    "{dem0} and {rep0}?",
)
_MOST = (
    "Which {n} {kinds} swung most towards the Democrats from {old} to {new}? Two-party shares "
    "from {file}, {kind} in `{by}`; {old}: `{dem0}`, `{rep0}`; {new}: `{dem1}`, `{rep1}`.",
    "Top {n} `{by}` of {file} by rise in D two-party share, {dem0}/{rep0} to {dem1}/{rep1}.",
    "{file}: {n} largest D swings by {by}, {old} ({dem0},{rep0}) -> {new} ({dem1},{rep1})",
    "In which {n} {kinds} (`{by}`, {file}) did Democrats gain most when one compares {new} "
    "({dem1} against {rep1}) to {old} ({dem0} against {rep0})? I mean the two-party share.",
    "Goal: the {n} {kinds} with the largest Democratic swing and its size in points. {file}, "
    "`{by}`. Before: {old}, {dem0} and {rep0}. After: {new}, {dem1} and {rep1}. Two-party "
    "shares.",
    "Sum {file} by {by}, compare the Democrat's two-party share in {new} ({dem1}, {rep1}) "
    "with {old} ({dem0}, {rep0}), and keep the {n} {kinds} where it rose most.",
    "I want to lead with the places that moved left. Name the {n} {kinds} in {file} (`{by}`) "
    "whose two-party Democratic share grew most between {old} (`{dem0}`, `{rep0}`) and {new} "
    "(`{dem1}`, `{rep1}`).",
    "Where did Democrats improve most? Please give the top {n} {kinds} of {file} ({by}) by "
    "the change in points of {dem1} / ({dem1} + {rep1}) over {dem0} / ({dem0} + {rep0}), from "
    "{old} to {new}.",
    "Set {new} ({dem1}, {rep1}) against {old} ({dem0}, {rep0}) in {file}: in which {n} "
    "{kinds} of `{by}` is the gain of the Democratic two-party share the greatest?",
)
_FLIPPED = (
    "Which {kinds} changed sides between {old} (`{dem0}`, `{rep0}`) and {new} (`{dem1}`, "
    "`{rep1}`)? {file}, {kind} in `{by}`. Say who holds them now, D or R.",
    "{kinds} of {file} (`{by}`) with another winner in {dem1}/{rep1} than in {dem0}/{rep0}, "
    "and the new winner.",
    "{by} flips in {file}: {old} ({dem0},{rep0}) vs {new} ({dem1},{rep1}) -> D or R",
    "Find the {kinds} that flipped: one party ahead in {old} ({dem0}, {rep0}) and the other "
    "in {new} ({dem1}, {rep1}). They are in `{by}` of {file}.",
    "Goal: {kinds} won by different parties in {old} and {new}, with the winner in {new}. "
    "{file}, `{by}`. Columns: {dem0} and {rep0} for {old}, {dem1} and {rep1} for {new}.",
    "Total {dem0}, {rep0}, {dem1} and {rep1} by {by} in {file}. Which {kinds} have one party "
    "ahead in {old} and the other in {new}, and which party is it in {new}?",
    "I need the list of flips for tonight's broadcast: every {kind} of {file} (`{by}`) whose "
    "winner in {new} (`{dem1}` or `{rep1}`) is not of the party that won it in {old} "
    "(`{dem0}` or `{rep0}`). Name the party that won {new}.",
    "Did any {kinds} go from one party to the other? Compare {old}, {dem0} against {rep0}, "
    "with {new}, {dem1} against {rep1}, by `{by}` in {file}, and give the party now in front.",
    "Please check {file} by {by} for {kinds} that switched: Democrats {dem0} then {dem1}, "
    "Republicans {rep0} then {rep1}, {old} first and {new} second. I want to know who leads "
    "after the switch.",
)
_READ = """
    import geopandas as gpd

    precincts = gpd.read_file("$file", ignore_geometry=True)
    sums = precincts.groupby("$by")[["$dem0", "$rep0", "$dem1", "$rep1"]].sum()
    before = sums["$dem0"] / (sums["$dem0"] + sums["$rep0"])
    after = sums["$dem1"] / (sums["$dem1"] + sums["$rep1"])
"""
_ENDS = (
    """answer = (100 * (after - before)).round(2).to_dict()
""",
    """swing = 100 * (after - before)
answer = [[name, round(points, 2)] for name, points in swing.nlargest($n).items()]
""",
    """flipped = (before > 0.5) != (after > 0.5)
answer = {name: "D" if after[name] > 0.5 else "R" for name in sums.index[flipped]}
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    new, old = data.contests[:2]
    choices = [("district", "districts", data.plan), ("county", "counties", data.county)]
    if data.town and len(set(data.labels(data.town))) >= 8:
        choices.append(("town", "towns", data.town))
    kind, kinds, by = rng.choice(choices)
    flips = _flips(setting, by)
    if setting.level == 3 and not flips:
        kind, kinds, by = "precinct", "precincts", data.id
        flips = _flips(setting, by)
    shares = _shares(setting, by)
    swing = {one: 100 * (after - before) for one, (before, after) in shares.items()}
    n = rng.randint(2, max(2, min(5, len(swing) - 1)))
    ranked = sorted(swing.items(), key=lambda one: -one[1])

    def key(one: str) -> object:
        return int(one) if by == data.plan else one

    level = setting.level if setting.level < 3 or flips else 2
    answer: object = flips
    if level == 1:
        answer = {one: round(points, 2) for one, points in swing.items()}
    elif level == 2:
        answer = [[key(one), round(points, 2)] for one, points in ranked[:n]]
    columns = [old.dem_col, old.rep_col, new.dem_col, new.rep_col]
    file = layer(setting, data.id, by, *columns)
    slots = {
        "file": file.name,
        "by": by,
        "kind": kind,
        "kinds": kinds,
        "old": old.name,
        "new": new.name,
        "n": str(n),
        **dict(zip(("dem0", "rep0", "dem1", "rep1"), columns, strict=True)),
    }
    wrongs = (
        [
            Wrong("the other way round", {"after - before": "before - after"}),
            Wrong("share for points", {"100 * (after": "(after"}),
            Wrong(
                "a ratio for a share",
                {f'(sums["{columns[0]}"] + sums["{columns[1]}"])': f'sums["{columns[1]}"]'},
            ),
        ],
        [
            Wrong("the other way round", {"after - before": "before - after"}),
            Wrong("off by one", {f"nlargest({n})": f"nlargest({n + 1})"}),
            Wrong("the smallest", {"nlargest": "nsmallest"}),
        ],
        [
            Wrong("those that stayed", {") != (": ") == ("}),
            Wrong("who held them before", {'"D" if after': '"D" if before'}),
        ],
    )[level - 1]
    return problem(
        told(
            setting,
            f"votes_swing.{level}",
            (_EACH, _MOST, _FLIPPED)[level - 1],
            answer=(
                "a dict from {kind} to points, 2 decimals",
                "a list of [{kind}, points], largest swing first, 2 decimals",
                "a dict from {kind} to 'D' or 'R'",
            )[level - 1],
            **slots,
        ),
        (file,),
        code(_READ, **slots) + code(_ENDS[level - 1], **slots),
        answer,
        exactly(answer, abs_=0.011),
        *wrongs,
        by=by,
    )


def _shares(setting: Setting, by: str) -> dict[str, tuple[float, float]]:
    """Democratic shares before and after, where there were votes at all."""
    data = units_of(setting.made)
    new, old = data.contests[:2]
    labels = data.labels(by)
    columns = (old.dem_col, old.rep_col, new.dem_col, new.rep_col)
    d0, r0, d1, r1 = (total(labels, data.numbers(one)) for one in columns)
    return {
        one: (d0[one] / (d0[one] + r0[one]), d1[one] / (d1[one] + r1[one]))
        for one in d0
        if d0[one] + r0[one] and d1[one] + r1[one]
    }


def _flips(setting: Setting, by: str) -> dict[str, str]:
    return {
        one: "D" if after > 0.5 else "R"
        for one, (before, after) in _shares(setting, by).items()
        if (before > 0.5) != (after > 0.5)
    }


FAMILY = CodingFamily(
    "votes_swing",
    "The swing from one contest to the next",
    "elections",
    1,
    make,
    needs=with_contests,
)
