"""Measures of who gains by a plan, worked out from votes by district alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from districtbot.geo.statemap import Election
from districtbot.problems.coding.districts import sums
from districtbot.problems.coding.units import Units


@dataclass(frozen=True, slots=True)
class Votes:
    """Votes for a party and for the other one, by district in the order of their numbers.

    Attributes:
        names: The districts.
        own: Votes for the party.
        other: Votes for the other party.
    """

    names: tuple[int, ...]
    own: tuple[int, ...]
    other: tuple[int, ...]

    @property
    def turned(self) -> "Votes":
        """The same from the other party's side."""
        return Votes(self.names, self.other, self.own)

    @property
    def shares(self) -> list[float]:
        """The party's share of the two-party vote by district."""
        return [a / (a + b) for a, b in zip(self.own, self.other, strict=True)]

    @property
    def share(self) -> float:
        """The party's share of the two-party vote on the whole map."""
        return sum(self.own) / (sum(self.own) + sum(self.other))

    @property
    def seats(self) -> int:
        """Districts where the party is ahead."""
        return sum(a > b for a, b in zip(self.own, self.other, strict=True))


def votes_of(units: Units, labels: Sequence[int], contest: Election) -> Votes:
    """Democratic and Republican votes of a plan's districts."""
    dem = sums(labels, units.numbers(contest.dem_col))
    rep = sums(labels, units.numbers(contest.rep_col))
    names = tuple(sorted(set(labels)))
    return Votes(names, tuple(dem[d] for d in names), tuple(rep[d] for d in names))


def wasted(votes: Votes) -> list[tuple[float, float]]:
    """Wasted votes of both parties by district; a winner wastes what is above one half."""
    found = []
    for own, other in zip(votes.own, votes.other, strict=True):
        half = (own + other) / 2
        found.append((own - half, float(other)) if own > other else (float(own), other - half))
    return found


def efficiency_gap(votes: Votes) -> float:
    """Wasted votes of the other party less those of the party, by all votes.

    Positive where the party gains (Stephanopoulos and McGhee 2015).
    """
    net = sum(other - own for own, other in wasted(votes))
    return net / (sum(votes.own) + sum(votes.other))


def simple_gap(votes: Votes) -> float:
    """The efficiency gap for equal turnout: seat margin less twice the vote margin."""
    return (votes.seats / len(votes.names) - 0.5) - 2 * (votes.share - 0.5)


def mean_median(votes: Votes) -> float:
    """Median share less mean share of the districts."""
    return median(votes.shares) - fmean(votes.shares)


def partisan_bias(votes: Votes) -> float:
    """Share of districts above the mean share, less one half."""
    mean = fmean(votes.shares)
    return sum(one > mean for one in votes.shares) / len(votes.shares) - 0.5


def partisan_gini(votes: Votes) -> float:
    """Area between the seats-votes curve and its mirror image."""
    curve = sorted(votes.share - one + 0.5 for one in votes.shares)
    mirror = sorted(1 - one for one in curve)
    return fmean(abs(a - b) for a, b in zip(curve, mirror, strict=True))
