"""How each precinct votes: by group, by how urban it is, and by where it lies."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.sample.noise import smooth_surface
from districtbot.geo.sample.people import People, Site
from districtbot.geo.sample.spec import StateSpec

SUPPORT = (-0.7, 2.3, 0.7, 0.75, 0.7, 0.3)  # logit of Democratic support, by group
TURNOUT = (1.06, 0.93, 0.70, 0.80, 0.72, 0.80)  # turnout of each group beside the average


@dataclass(frozen=True, slots=True)
class Contest:
    """One statewide contest.

    Attributes:
        office: ``pres`` or ``gov``.
        year: Two digits.
        turnout: Share of adults who vote, about.
        swing: Democratic two-party share above ``spec.lean``, statewide.
    """

    office: str
    year: str
    turnout: float
    swing: float


CONTESTS = (Contest("pres", "24", 0.63, 0.0), Contest("gov", "22", 0.49, 0.025))


def make_votes(spec: StateSpec, people: People, site: Site) -> tuple[NDArray[np.int64], ...]:
    """Democratic and Republican votes of each contest, arrays of shape (n, 2).

    The two never add up to more than the adults: some stay at home, a few vote for others.
    """
    size = float(np.sqrt(spec.area))
    rng = spec.rng("politics")
    lean = 1.35 * (site.urban - 0.4)
    lean += 0.35 * smooth_surface(rng, 0.22 * size)(site.middle)
    lean += 0.22 * smooth_surface(rng, 0.02 * size)(site.middle)
    well_off = smooth_surface(rng, 0.03 * size)(site.middle)
    return tuple(_contest(spec, contest, people, site, lean, well_off) for contest in CONTESTS)


def _contest(
    spec: StateSpec,
    contest: Contest,
    people: People,
    site: Site,
    lean: NDArray[np.float64],
    well_off: NDArray[np.float64],
) -> NDArray[np.int64]:
    rng = spec.rng("contest", contest.office, contest.year)
    n = len(site.middle)
    local = lean + 0.12 * smooth_surface(rng, 0.15 * np.sqrt(spec.area))(site.middle)
    local += rng.normal(0.0, 0.1, n)
    rate = contest.turnout * np.exp(0.06 * well_off + rng.normal(0.0, 0.04, n))
    voters = people.adults * (rate[:, None] * np.array(TURNOUT)).clip(0.05, 0.92)
    voters *= 1.0 - rng.uniform(0.008, 0.03, n)[:, None]
    support = np.array(SUPPORT) + local[:, None]
    shift = _shift(support, voters, spec.lean + contest.swing)
    dem = (voters * _logistic(support + shift)).sum(axis=1)
    rep = voters.sum(axis=1) - dem
    votes: NDArray[np.int64] = np.floor(np.column_stack([dem, rep])).astype(np.int64)
    return votes


def _shift(support: NDArray[np.float64], voters: NDArray[np.float64], wanted: float) -> float:
    """What to add to every logit so that the statewide Democratic share is as wanted."""
    low, high = -8.0, 8.0
    for _ in range(50):
        middle = (low + high) / 2
        share = float((voters * _logistic(support + middle)).sum() / voters.sum())
        low, high = (middle, high) if share < wanted else (low, middle)
    return (low + high) / 2


def _logistic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-x))
    return result
