"""The formulas of Dave's Redistricting (DRA) for ratings from 0 to 100.

Each puts one measure on a scale between a value that DRA takes as bad (0) and one that it
takes as about as good as maps get (100). Formulas and limits: DRA's public dra-analytics,
``lib/rate/dra-ratings.ts`` and ``dra-config.json``, https://github.com/dra2020/dra-analytics.
"""

import math
from typing import Literal

from districtbot.plans.opportunity import OpportunityScore, proportional_districts
from districtbot.plans.splitting import SplittingScore

Chamber = Literal["congress", "legislature"]

POPULATION_LIMITS: dict[Chamber, tuple[float, float]] = {
    "congress": (0.0075, 0.002),
    "legislature": (0.10, 0.10 * 0.002 / 0.0075),
}
"""Overall range that rates 0, and 100."""
REOCK_LIMITS = (0.25, 0.50)
POLSBY_POPPER_LIMITS = (0.10, 0.50)
LIGHT_CUT = 1.20
"""Splitting score that DRA takes as good where cuts cannot be helped..."""
WORST_CUT = 1.33
"""...and how many times the good score rates 0."""
MOST_DISPROPORTION = 0.20
MOST_COMPETITIVE = 0.75
ANTIMAJORITARIAN = 0.02
"""A party that has fewer votes than one half less this and likely more than half of the seats."""


def rate_population(overall_range: float, chamber: Chamber) -> int:
    """0 at a range of 0.75% of ideal (10% for a legislature), 100 at 0.2% (2.67%)."""
    return _scaled(overall_range, *POPULATION_LIMITS[chamber])


def rate_reock(mean: float) -> int:
    """0 at a mean of 0.25, 100 at 0.50."""
    return _scaled(mean, *REOCK_LIMITS)


def rate_polsby_popper(mean: float) -> int:
    """0 at a mean of 0.10, 100 at 0.50."""
    return _scaled(mean, *POLSBY_POPPER_LIMITS)


def rate_county_splitting(found: SplittingScore) -> int:
    """100 at the light cuts that a map needs, 0 at 1.33 times them; 99 at most with any cut."""
    easy = found.n_counties > found.n_districts
    return _rate_cuts(found.county, _needed_cuts(found) if easy else LIGHT_CUT)


def rate_district_splitting(found: SplittingScore) -> int:
    """The same for districts: where counties outnumber districts, light cuts are allowed."""
    easy = found.n_counties > found.n_districts
    return _rate_cuts(found.district, LIGHT_CUT if easy else _needed_cuts(found))


def rate_splitting(county: int, district: int) -> int:
    """Half and half; 100 only where neither is cut.

    DRA's public settings still hold fixed limits (1.26 to 1.68 for Congress, 1.09 to 1.45 for
    legislatures) that its present formula, this one, does not use.
    """
    rating = half_and_half(county, district)
    return min(rating, 99) if min(county, district) < 100 else rating


def rate_proportionality(dem_vote_share: float, dem_likely_share: float, n_districts: int) -> int:
    """100 where likely seats follow votes, 0 at 20 points off.

    Votes are taken in whole districts. A majority may have twice its lead over one half in
    seats at no cost; a party likely to win most seats with under 48% of the votes rates 0.

    Args:
        dem_vote_share: Statewide Democratic two-party share.
        dem_likely_share: Chances of a Democratic win, added up, as a share of the districts.
        n_districts: Districts.
    """
    votes, seats = dem_vote_share, dem_likely_share
    for party_votes, party_seats in ((votes, seats), (1 - votes, 1 - seats)):
        if party_votes < 0.5 - ANTIMAJORITARIAN and party_seats > 0.5:
            return 0
    fair = proportional_districts(votes - 1e-6 / n_districts, n_districts) / n_districts
    return rate_disproportion(seats - fair, votes)


def rate_disproportion(extra: float, dem_vote_share: float) -> int:
    """Rate Democratic seats beyond the fair number, a share of the districts.

    The majority's extra seats are forgiven up to its lead over one half, the winner's bonus.
    """
    lead = dem_vote_share - 0.5
    if extra * lead > 0:
        extra = math.copysign(max(abs(extra) - abs(lead), 0), extra)
    return _scaled(abs(extra), MOST_DISPROPORTION, 0)


def rate_competitiveness(likely_share: float) -> int:
    """0 where no district could go either way, 100 where 75% of the chances are open."""
    return _scaled(likely_share, 0, MOST_COMPETITIVE)


def rate_minority(found: OpportunityScore) -> int | None:
    """Likely opportunity districts against the proportional number, in percent.

    Coalition districts add half of what they are ahead by. ``None`` where proportion gives no
    district to anybody.
    """
    coalition, fair_coalition = found.likely_coalition or 0, found.proportional_coalition or 0
    if found.proportional == 0 and fair_coalition == 0:
        return None
    return rate_opportunity(found.likely, found.proportional, coalition, fair_coalition)


def rate_opportunity(likely: float, fair: int, coalition: float, fair_coalition: int) -> int:
    """As `rate_minority`, from the four numbers; no proportional district rates 0."""
    alone = _round(100 * min(likely, fair) / fair) if fair else 0
    together = (
        _round(100 * min(coalition, fair_coalition) / fair_coalition) if fair_coalition else 0
    )
    return _round(min(alone + 0.5 * max(together - alone, 0), 100))


def _needed_cuts(found: SplittingScore) -> float:
    """The score of a map with as few light cuts as the counts of counties and districts ask."""
    fewer, more = sorted((found.n_counties, found.n_districts))
    return 1 + (LIGHT_CUT - 1) * (fewer - 1) / more


def _rate_cuts(score: float, good: float) -> int:
    rating = _scaled(score, WORST_CUT * good, good)
    return min(rating, 99) if score > 1 else rating


def half_and_half(a: int, b: int) -> int:
    """The mean of two ratings; halves are rounded up."""
    return _round((a + b) / 2)


def _scaled(value: float, worst: float, best: float) -> int:
    """Where a value stands between the worst (0) and the best (100)."""
    return _round(100 * min(max((value - worst) / (best - worst), 0), 1))


def _round(value: float) -> int:
    """To the nearest whole number; halves are rounded up, as DRA does."""
    return math.floor(value + 0.5)
