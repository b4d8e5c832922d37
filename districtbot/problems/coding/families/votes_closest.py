"""The closest precincts of a contest."""

from itertools import pairwise

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_contest
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_BY_VOTES = (
    "Which {n} precincts of {file} were decided by the fewest votes between `{dem}` and `{rep}`?",
    "The {n} smallest |{dem} - {rep}| in {file}, by `{id}`.",
    "{file}: {n} closest {id}, abs({dem} - {rep})",
    "Name the {n} precincts ({id}) in {file} with the narrowest result, counted in votes "
    "between {dem} and {rep}.",
    "Goal: the {n} tightest precincts of {file}, by the absolute difference in votes between "
    "`{dem}` and `{rep}`.",
    "Sort the precincts of {file} by how many votes lie between {dem} and {rep} and give me "
    "the first {n}.",
    "Where would a recount matter most? Find the {n} precincts in {file} in which `{dem}` and "
    "`{rep}` were the fewest votes apart.",
    "I want to write about precincts where every vote counted: the {n} in {file} with the "
    "smallest gap, in votes, between {dem} and {rep}.",
    "Please pick from {file} the {n} precincts whose vote counts for {dem} and {rep} differ "
    "least, whoever was ahead.",
)
_BY_SHARE = (
    "Which {n} precincts of {file} had the closest result as a share of the two-party vote "
    "(`{dem}`, `{rep}`)?",
    "{n} precincts of {file} with the smallest |{dem} - {rep}| / ({dem} + {rep}).",
    "{file}: {n} smallest relative margins, {dem} vs {rep}, {id}",
    "In relative terms, where was it closest? The {n} precincts (`{id}`) of {file} with the "
    "smallest margin between {dem} and {rep} for each vote cast for either.",
    "Goal: the {n} tightest precincts of {file}, by the margin between `{dem}` and `{rep}` "
    "relative to the votes for both.",
    "Divide the gap between {dem} and {rep} by their sum for each precinct in {file}, and "
    "return the {n} lowest.",
    "Measured in percent rather than in votes, which {n} precincts of {file} were nearest to "
    "a tie between `{dem}` and `{rep}`? The base is the two-party vote.",
    "Please rank the precincts of {file} by relative closeness, |{dem} - {rep}| over the "
    "votes for the two, and hand over the {n} closest.",
    "A lead of ten votes means little in a big precinct. So take the lead as a part of {dem} "
    "plus {rep}: for which {n} precincts in {file} is it smallest?",
)
_LEAST = (
    "Leave out precincts with fewer than {least} votes for the two.",
    "Only precincts where the two got at least {least} votes together count.",
    "Anything under {least} two-party votes is too small to mean much; skip it.",
)
_INSIDE = (
    "Only {place} (`{county}`) is of interest.",
    "Look at {place} alone; the county is in `{county}`.",
    "Restrict it to {county} {place}.",
)
_SOLUTION = """
    import geopandas as gpd

    precincts = gpd.read_file("$file", ignore_geometry=True)
    $keep
    votes = precincts["$dem"] + precincts["$rep"]
    margin = (precincts["$dem"] - precincts["$rep"]).abs()$share
    $least
    closest = margin.nsmallest($n).index
    answer = precincts.loc[closest, "$id"].tolist()
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    contest = rng.choice(data.contests[:2])
    dem, rep = data.numbers(contest.dem_col), data.numbers(contest.rep_col)
    n = rng.randint(3, 5)
    counties = [one for one in sorted(set(data.counties)) if data.counties.count(one) > 2 * n]
    place = rng.choice(counties) if setting.level == 3 and counties else ""
    by_share = setting.level > 1
    inside = [i for i in range(len(dem)) if not place or data.counties[i] == place]
    votes = sorted(int(dem[i] + rep[i]) for i in inside)
    least = votes[len(votes) // 4] // 10 * 10 + 5 if by_share else 0

    def closest(inside: list[int], least: int, share: bool) -> tuple[list[str], bool]:
        kept = [i for i in inside if dem[i] + rep[i] >= max(least, int(by_share))]
        margin = {
            i: abs(int(dem[i]) - int(rep[i])) / (int(dem[i] + rep[i]) if share else 1) for i in kept
        }
        ranked = sorted(kept, key=lambda i: margin[i])
        clear = all(margin[a] < margin[b] for a, b in pairwise(ranked[: n + 1]))
        return [data.ids[i] for i in ranked[:n]], clear

    answer, clear = closest(inside, least, by_share)
    while not clear and n > 1:
        n -= 1
        answer, clear = closest(inside, least, by_share)
    file = layer(setting, data.id, data.county, contest.dem_col, contest.rep_col)
    keep = f'precincts = precincts[precincts["{data.county}"] == "{place}"]'
    large = f"margin = margin[votes >= {least}]"
    text = code(
        _SOLUTION,
        file=file.name,
        id=data.id,
        dem=contest.dem_col,
        rep=contest.rep_col,
        n=n,
        keep=keep if place else "",
        share=" / votes" if by_share else "",
        least=large if by_share else "",
    )
    lines = text.split("\n")
    solution = "\n".join(one for i, one in enumerate(lines) if one or i in (1, len(lines) - 1))
    everywhere = list(range(len(dem)))
    wrongs = [
        Wrong("the widest", {"nsmallest": "nlargest"}),
        Wrong("off by one", {f"nsmallest({n})": f"nsmallest({n + 1})"}),
        Wrong("signed margin", {".abs()": ""}),
    ]
    if by_share:
        wrongs.append(Wrong("votes for shares", {" / votes": ""}, closest(inside, least, False)[0]))
        wrongs.append(
            Wrong(
                "forgotten filter", {large: "margin = margin.dropna()"}, closest(inside, 0, True)[0]
            )
        )
    if place:
        wrongs.append(
            Wrong(
                "other place",
                {keep: "precincts = precincts.copy()"},
                closest(everywhere, least, True)[0],
            )
        )
    return problem(
        told(
            setting,
            f"votes_closest.{int(by_share)}",
            _BY_SHARE if by_share else _BY_VOTES,
            answer="the list of `{id}`, closest first",
            more=(_INSIDE if place else (), _LEAST if by_share else ()),
            file=file.name,
            id=data.id,
            dem=contest.dem_col,
            rep=contest.rep_col,
            county=data.county,
            place=place,
            least=str(least),
            n=str(n),
        ),
        (file,),
        solution,
        answer,
        exactly(answer),
        *wrongs,
        contest=contest.name,
    )


FAMILY = CodingFamily(
    "votes_closest", "The closest precincts", "elections", 1, make, needs=with_contest
)
