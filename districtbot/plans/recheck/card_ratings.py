"""The claims of a scorecard on DRA's splitting scores, opportunity districts and ratings.

Worked out anew from the formulas that DRA publishes, https://github.com/dra2020/dra-analytics.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist, fmean
from typing import Any

from districtbot.plans.recheck.claim import SHARE_TOLERANCE, Claim, alike, shown
from districtbot.plans.recheck.measures import Measures, Unclaimed, ratio

GROUPS = ("black", "hispanic", "asian", "native", "pacific")
LIMITS = {"congress": (0.0075, 0.002), "legislature": (0.10, 0.10 * 0.2 / 0.75)}
LARGE = 500_000
"""People in a district from which on a plan is taken for Congress."""
EDGE = 1e-4
"""How far beside a half, in points of a rating, rounding may go either way."""
Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parting:
    """How finely counties are cut by districts and districts filled by counties."""

    county: float
    district: float
    n_counties: int
    n_districts: int


def check_ratings(measures: Measures, card: Table) -> list[Claim]:
    """Splitting scores, opportunity districts and every rating."""
    ratings = card.get("ratings")
    if ratings is None:
        return []
    if not isinstance(ratings, dict):
        raise Unclaimed("the ratings of the scorecard make no sense")
    parting, chances = _parting(measures), _opportunity(measures)
    told = None
    if parting is not None:
        told = {name: getattr(parting, name) for name in Parting.__slots__}
    return [
        _claim("splitting", card.get("splitting"), told),
        _claim("opportunity", card.get("opportunity"), chances),
        *_equality(measures, ratings),
        *_shape(measures, ratings),
        *_cuts(ratings, parting),
        _rated("minority", ratings.get("minority"), _minority(chances)),
        *_contests(measures, card, ratings),
    ]


def _claim(name: str, claimed: Any, found: Any) -> Claim:
    agrees = alike(claimed, found, SHARE_TOLERANCE)
    return Claim(f"scorecard: {name}", shown(claimed), shown(found), agrees)


def _rated(name: str, claimed: Any, exact: float | None) -> Claim:
    """A claim on a rating: the nearest whole number, halves up; either one next to a half."""
    near = isinstance(claimed, int) and not isinstance(claimed, bool) and exact is not None
    agrees = -0.5 - EDGE <= claimed - exact <= 0.5 + EDGE if near else claimed is exact is None
    return Claim(f"scorecard: ratings/{name}", shown(claimed), shown(exact), bool(agrees))


def _scaled(value: float, worst: float, best: float) -> float:
    return 100 * min(max((value - worst) / (best - worst), 0.0), 1.0)


def _half_up(value: float) -> int:
    return math.floor(value + 0.5)


def _equality(measures: Measures, ratings: Table) -> list[Claim]:
    """The population rating, and the chamber whose scale it is on."""
    chamber, why = ratings.get("chamber"), str(ratings.get("chamber_why"))
    if chamber not in LIMITS:
        raise Unclaimed("the ratings name no chamber")
    claims = []
    if why.startswith("assumed"):
        assumed = "congress" if measures.ideal >= LARGE else "legislature"
        claims.append(_claim("ratings/chamber", chamber, assumed))
    people = measures.people
    exact = _scaled(float(people.max() - people.min()) / measures.ideal, *LIMITS[str(chamber)])
    return [*claims, _rated("population", ratings.get("population"), exact)]


def _shape(measures: Measures, ratings: Table) -> list[Claim]:
    reock, polsby_popper = ratings.get("reock"), ratings.get("polsby_popper")
    if measures.shapes is None:
        names = ("reock", "polsby_popper", "compactness")
        return [_claim(f"ratings/{name}", ratings.get(name), None) for name in names]
    outlines = measures.outlines
    claims = [
        _rated("reock", reock, _scaled(fmean(outlines.reock), 0.25, 0.5)),
        _rated("polsby_popper", polsby_popper, _scaled(fmean(outlines.polsby_popper), 0.1, 0.5)),
    ]
    both = None
    if all(one.agrees for one in claims) and isinstance(reock, int):
        both = _half_up((reock + int(polsby_popper or 0)) / 2)
    return [*claims, _claim("ratings/compactness", ratings.get("compactness"), both)]


def _cuts(ratings: Table, parting: Parting | None) -> list[Claim]:
    """Ratings of cuts: 100 at the cuts that the numbers of counties and districts ask for."""
    names = ("county_splitting", "district_splitting", "splitting")
    if parting is None:
        return [_claim(f"ratings/{name}", ratings.get(name), None) for name in names]
    fewer, more = sorted((parting.n_counties, parting.n_districts))
    asked, light = 1 + 0.2 * (fewer - 1) / more, 1.2
    goods = (asked, light) if parting.n_counties > parting.n_districts else (light, asked)
    claims: list[Claim] = []
    parts: list[Any] = []
    for name, score, good in zip(names, (parting.county, parting.district), goods, strict=False):
        exact = _scaled(score, 1.33 * good, good)
        claims.append(_rated(name, ratings.get(name), min(exact, 99.0) if score > 1 else exact))
        parts.append(ratings.get(name))
    both = None
    if all(one.agrees for one in claims):
        both = _half_up(sum(parts) / 2)
        both = min(both, 99) if min(parts) < 100 else both
    return [*claims, _claim("ratings/splitting", ratings.get("splitting"), both)]


def _parting(measures: Measures) -> Parting | None:
    """The splitting scores; ``None`` without counties, or with people outside of all."""
    column = measures.run.result.columns.get("county")
    if column is None:
        return None
    people, labels = measures.counts(measures.role("population")), measures.labels(column)
    if people[labels == ""].sum() > 0 or not people.sum() > 0:
        return None
    cells = people[labels != ""].groupby([measures.district, labels[labels != ""]]).sum()
    table = {(int(n), str(county)): float(lived) for (n, county), lived in cells.items()}
    counties = sorted({county for _, county in table})
    turned = {(county, number): lived for (number, county), lived in table.items()}
    return Parting(_fineness(turned), _fineness(table), len(counties), measures.k)


def _fineness(table: dict[tuple[Any, Any], float]) -> float:
    """Mean over rows, weighted by people, of the sum of the roots of their pieces' shares."""
    rows: dict[Any, float] = {}
    columns: dict[Any, float] = {}
    for (row, column), lived in table.items():
        rows[row] = rows.get(row, 0.0) + lived
        columns[column] = columns.get(column, 0.0) + lived
    roots = 0.0
    for row, total in rows.items():
        mine = {column: lived for (at, column), lived in table.items() if at == row and lived > 0}
        within = [c for c, lived in mine.items() if math.isclose(lived, columns[c], abs_tol=1e-6)]
        pieces = [lived for column, lived in mine.items() if column not in within]
        pieces.append(math.fsum(mine[column] for column in within))
        roots += math.fsum(math.sqrt(piece / total) for piece in pieces if total > 0) * total
    return roots / math.fsum(rows.values())


def _opportunity(measures: Measures) -> Table | None:
    """DRA's opportunity districts; ``None`` where the map cannot tell."""
    result = measures.run.result
    of = next((one for one in ("vap", "cvap") if one in result.columns), None)
    if of is None:
        return None
    known, everyone = result.group_columns.get(of, {}), measures.sums(measures.role(of)).tolist()
    named = [(group, known.get(f"{group}_any", known.get(group))) for group in GROUPS]
    counted = [
        _group(group, column, measures.sums(column).tolist(), everyone)
        for group, column in named
        if column is not None
    ]
    if not counted or min(everyone) == 0:
        return None
    minority = None
    if "white" in known:
        white = measures.sums(known["white"]).tolist()
        rest = [max(a - b, 0.0) for a, b in zip(everyone, white, strict=True)]
        minority = _group("minority", known["white"], rest, everyone)
    elif "minority" in known:
        column = known["minority"]
        minority = _group("minority", column, measures.sums(column).tolist(), everyone)
    return {
        "of": of,
        "groups": counted,
        "minority": minority,
        "likely": math.fsum(one["likely"] for one in counted),
        "proportional": sum(one["proportional"] for one in counted),
        "likely_coalition": None if minority is None else minority["likely"],
        "proportional_coalition": None if minority is None else minority["proportional"],
    }


def _group(group: str, column: str, part: list[float], whole: list[float]) -> Table:
    shift = 0.15 if group in ("black", "minority") else 0.075
    shares = [ratio(a, b) or 0.0 for a, b in zip(part, whole, strict=True)]
    statewide = ratio(math.fsum(part), math.fsum(whole)) or 0.0
    return {
        "group": group,
        "column": column,
        "statewide": statewide,
        "likely": math.fsum(_win(min(one + shift, 1.0)) for one in shares if one >= 0.37),
        "proportional": _half_up(statewide * len(shares)),
    }


def _win(share: float) -> float:
    """The chance of a majority at an expected share, with an error of four points."""
    return NormalDist(0.5, 0.04).cdf(share)


def _minority(found: Table | None) -> float | None:
    if found is None:
        return None
    fair, together = found["proportional"], found["proportional_coalition"] or 0
    if not fair and not together:
        return None
    alone = _half_up(100 * min(found["likely"], fair) / fair) if fair else 0
    all_of_them = 0
    if together:
        all_of_them = _half_up(100 * min(found["likely_coalition"], together) / together)
    return min(alone + max(all_of_them - alone, 0) / 2, 100.0)


def _contests(measures: Measures, card: Table, ratings: Table) -> list[Claim]:
    """Proportionality and competitiveness in each contest of the scorecard."""
    elections = card.get("elections")
    names = [one.get("name") for one in elections or [] if isinstance(one, dict)]
    rated = ratings.get("contests")
    told = [one.get("name") for one in rated or [] if isinstance(one, dict)]
    claims = [_claim("ratings/contests", told, names)]
    for place, one in enumerate(rated if told == names and isinstance(rated, list) else []):
        contest = measures.contest(str(one.get("name")))
        wins = [_win(share) for share in contest.shares if share is not None]
        likely = open_ = fair = close = None
        if contest.contested and contest.vote_share is not None:
            likely, open_ = math.fsum(wins), math.fsum(4 * p * (1 - p) for p in wins)
            fair = _proportion(contest.vote_share, likely / measures.k, measures.k)
            close = _scaled(open_ / measures.k, 0.0, 0.75)
        at = f"contests/{place}"
        claims += [
            _claim(f"ratings/{at}/dem_likely_seats", one.get("dem_likely_seats"), likely),
            _claim(f"ratings/{at}/likely_competitive", one.get("likely_competitive"), open_),
            _rated(f"{at}/proportionality", one.get("proportionality"), fair),
            _rated(f"{at}/competitiveness", one.get("competitiveness"), close),
        ]
    return claims


def _proportion(votes: float, seats: float, k: int) -> float:
    """100 where likely seats follow votes in whole districts, 0 at 20 points off."""
    if (votes < 0.48 and seats > 0.5) or (votes > 0.52 and seats < 0.5):
        return 0.0
    extra, lead = seats - _half_up(votes * k - 1e-6) / k, votes - 0.5
    if extra * lead > 0:
        extra = max(abs(extra) - abs(lead), 0.0)
    return _scaled(abs(extra), 0.20, 0.0)
