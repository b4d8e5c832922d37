"""Ratings from 0 to 100, by the public formulas of Dave's Redistricting (DRA).

More is better. They are rules of thumb of one program, made to compare maps of one state, not
law.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from districtbot.plans.elections import ElectionScore
from districtbot.plans.odds import chance_to_change, chance_to_win
from districtbot.plans.opportunity import OpportunityScore
from districtbot.plans.rating_formulas import (
    Chamber,
    half_and_half,
    rate_competitiveness,
    rate_county_splitting,
    rate_district_splitting,
    rate_minority,
    rate_polsby_popper,
    rate_population,
    rate_proportionality,
    rate_reock,
    rate_splitting,
)
from districtbot.plans.splitting import SplittingScore

SMALLEST_CONGRESSIONAL = 500_000
"""People in a district from which on a plan is taken for Congress: after 2020 the smallest
congressional district has 542,000, and only three state senates have districts as large."""
Three = tuple[int | None, int | None, int | None]
NO_MINORITY_DISTRICT = "no group is large enough for one district out of {k}"


@dataclass(frozen=True, slots=True)
class ContestRating:
    """What DRA rates about one contest.

    Attributes:
        name: Name of the contest.
        proportionality: Likely seats against votes, with allowance for a winner's bonus.
        competitiveness: How many districts could go either way.
        dem_likely_seats: Chances of a Democratic win, added up; ``None`` where undefined.
        likely_competitive: Chances that a district goes either way, added up; likewise.
        undefined: For each value that is ``None``, why.
    """

    name: str
    proportionality: int | None
    competitiveness: int | None
    dem_likely_seats: float | None
    likely_competitive: float | None
    undefined: dict[str, str]


@dataclass(frozen=True, slots=True)
class Ratings:
    """DRA's ratings of a plan, whole numbers from 0 to 100, 100 best.

    Attributes:
        chamber: The scale of the population rating.
        chamber_why: Why this one, in words.
        population: Overall range of the districts' populations.
        compactness: Reock and Polsby-Popper, half and half.
        reock: The part for mean Reock.
        polsby_popper: The part for mean Polsby-Popper.
        splitting: Cuts of counties and of districts, half and half.
        county_splitting: The part for how finely districts cut counties.
        district_splitting: The part for how finely counties fill districts.
        minority: Opportunity and coalition districts against proportional numbers.
        contests: Proportionality and competitiveness in each contest.
        undefined: For each rating that is ``None``, why.
    """

    chamber: Chamber
    chamber_why: str
    population: int
    compactness: int | None
    reock: int | None
    polsby_popper: int | None
    splitting: int | None
    county_splitting: int | None
    district_splitting: int | None
    minority: int | None
    contests: tuple[ContestRating, ...]
    undefined: dict[str, str]


@dataclass(frozen=True, slots=True)
class Rated:
    """The measures that ratings rest on; text stands for a missing one and says why.

    Attributes:
        n_districts: Districts.
        ideal: People in a district of equal population.
        overall_range: (Most - fewest people) / ideal.
        shape: Mean Reock and mean Polsby-Popper.
        splitting: DRA's splitting scores.
        opportunity: DRA's opportunity districts.
        elections: The contests.
    """

    n_districts: int
    ideal: float
    overall_range: float
    shape: tuple[float, float] | str
    splitting: SplittingScore | str
    opportunity: OpportunityScore | str
    elections: Sequence[ElectionScore]


def rate(rated: Rated, chamber: Chamber | None = None) -> Ratings:
    """Rate a plan by its measures.

    Args:
        rated: The measures.
        chamber: Whose population scale; see `assumed_chamber` for what is taken by default.
    """
    scale, why = (chamber, "as asked") if chamber else assumed_chamber(rated.ideal)
    undefined: dict[str, str] = {}
    shape = _rate_shape(rated.shape, undefined)
    cuts = _rate_cuts(rated.splitting, undefined)
    minority = None
    if isinstance(rated.opportunity, str):
        undefined["minority"] = rated.opportunity
    else:
        minority = rate_minority(rated.opportunity)
        if minority is None:
            undefined["minority"] = NO_MINORITY_DISTRICT.format(k=f"{rated.n_districts:,}")
    return Ratings(
        scale,
        why,
        rate_population(rated.overall_range, scale),
        *shape,
        *cuts,
        minority,
        tuple(rate_contest(election) for election in rated.elections),
        undefined,
    )


def _rate_shape(shape: tuple[float, float] | str, undefined: dict[str, str]) -> Three:
    """Compactness, Reock, Polsby-Popper."""
    if isinstance(shape, str):
        undefined |= dict.fromkeys(("compactness", "reock", "polsby_popper"), shape)
        return None, None, None
    reock, polsby_popper = rate_reock(shape[0]), rate_polsby_popper(shape[1])
    return half_and_half(reock, polsby_popper), reock, polsby_popper


def _rate_cuts(splitting: SplittingScore | str, undefined: dict[str, str]) -> Three:
    """Splitting, counties, districts."""
    if isinstance(splitting, str):
        parts = ("splitting", "county_splitting", "district_splitting")
        undefined |= dict.fromkeys(parts, splitting)
        return None, None, None
    county, district = rate_county_splitting(splitting), rate_district_splitting(splitting)
    return rate_splitting(county, district), county, district


def assumed_chamber(ideal: float) -> tuple[Chamber, str]:
    """The chamber a plan is taken for, and why: DRA asks its users.

    Congress for districts of 500,000 people and more. That takes the state senates of
    California, Texas and Florida for Congress, and small made-up maps for a legislature.
    """
    many = f"{SMALLEST_CONGRESSIONAL:,}"
    if ideal >= SMALLEST_CONGRESSIONAL:
        return "congress", f"assumed, as districts have {many} people or more"
    return "legislature", f"assumed, as districts have fewer than {many} people"


def rate_contest(election: ElectionScore) -> ContestRating:
    """Proportionality and competitiveness of a plan in one contest."""
    why = election.undefined.get("proportionality", "")
    share = election.dem_vote_share
    if why or share is None:
        names = ("proportionality", "competitiveness", "dem_likely_seats", "likely_competitive")
        return ContestRating(election.name, None, None, None, None, dict.fromkeys(names, why))
    shares = np.array(election.dem_share, dtype=np.float64)
    n_districts, likely = len(shares), float(chance_to_win(shares).sum())
    open_districts = float(chance_to_change(shares).sum())
    return ContestRating(
        election.name,
        rate_proportionality(share, likely / n_districts, n_districts),
        rate_competitiveness(open_districts / n_districts),
        likely,
        open_districts,
        {},
    )
