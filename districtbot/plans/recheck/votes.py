"""Partisan measures from the votes of each district, worked out anew."""

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from districtbot.plans.recheck.claim import SHARE_TOLERANCE

LEVEL = 1e-9
"""A share this near to the mean is on the line when the mean swings to one half."""


@dataclass(frozen=True)
class Contest:
    """One contest: votes of the two parties in each district.

    Attributes:
        dem: Democratic votes.
        rep: Republican votes.
        whole: Whether every unit has whole numbers of votes.
    """

    dem: tuple[float, ...]
    rep: tuple[float, ...]
    whole: bool = True

    @cached_property
    def total(self) -> float:
        """All two-party votes."""
        return math.fsum(self.dem) + math.fsum(self.rep)

    @cached_property
    def shares(self) -> list[float | None]:
        """Democratic two-party share of each district; ``None`` without votes."""
        pairs = zip(self.dem, self.rep, strict=True)
        return [dem / (dem + rep) if dem + rep > 0 else None for dem, rep in pairs]

    @property
    def contested(self) -> bool:
        """Whether every district has votes for both parties."""
        return all(dem > 0 and rep > 0 for dem, rep in zip(self.dem, self.rep, strict=True))

    @property
    def vote_share(self) -> float | None:
        """Statewide Democratic share; ``None`` without votes."""
        return math.fsum(self.dem) / self.total if self.total > 0 else None

    def slack(self, measure: str) -> float:
        """How far two honest computations of a measure may lie apart, a share.

        Whether fractions add up to whole votes is a matter of rounding, and decides whether
        a winner wastes up to one vote less in the efficiency gap.
        """
        loose = measure == "efficiency_gap" and not self.whole and self.total > 0
        return len(self.dem) / self.total if loose else SHARE_TOLERANCE

    def seats(self, party: str) -> int:
        """Districts where the party has more votes."""
        ours, theirs = (self.dem, self.rep) if party == "dem" else (self.rep, self.dem)
        return sum(a > b for a, b in zip(ours, theirs, strict=True))

    def wins(self, party: str, place: int) -> bool:
        """Whether the party has more votes in the district at a place, 0..k-1."""
        ours, theirs = (self.dem, self.rep) if party == "dem" else (self.rep, self.dem)
        return ours[place] > theirs[place]

    @property
    def seat_vote_gap(self) -> float | None:
        """Democratic seat share less vote share; ``None`` without votes."""
        share = self.vote_share
        return None if share is None else self.seats("dem") / len(self.dem) - share

    def competitive(self, margin: float) -> int:
        """Districts strictly within the margin of one half."""
        low, high = 0.5 - margin, 0.5 + margin
        return sum(share is not None and low < share < high for share in self.shares)

    def won(self, party: str, margin: float) -> int:
        """Districts that a party wins by at least a margin over one half, a share."""
        shares = [share for share in self.shares if share is not None]
        if party == "dem":
            return sum(share > 0.5 and share >= 0.5 + margin for share in shares)
        return sum(share < 0.5 and share <= 0.5 - margin for share in shares)

    def signed(self, measure: str) -> float | None:
        """A measure of fairness, positive where it favours the Democratic side.

        ``None`` unless every district has votes for both parties.
        """
        if not self.contested:
            return None
        shares = [share for share in self.shares if share is not None]
        seat_share = self.seats("dem") / len(shares)
        match measure:
            case "efficiency_gap":
                return math.fsum(map(_waste, self.dem, self.rep)) / self.total
            case "efficiency_gap_simplified":
                return seat_share - 2 * (self.vote_share or 0.0) + 0.5
            case "declination":
                return _between_winners(shares, _angle)
            case "lopsided_margins":
                return _between_winners(shares, lambda group, _share: statistics.fmean(group))
            case "seats_at_half":
                return len(shares) * _seats(shares, statistics.fmean(shares))
            case "mean_median":
                return statistics.median(shares) - statistics.fmean(shares)
            case "partisan_bias":
                return _seats(shares, statistics.fmean(shares)) - 0.5
            case _:
                return seat_share - (self.vote_share or 0.0)

    def unsigned(self, measure: str, half_width: float) -> float | None:
        """Partisan Gini or responsiveness; ``None`` as for `signed`.

        Args:
            measure: ``partisan_gini``, ``responsiveness`` or ``responsiveness_at_half``.
            half_width: How far responsiveness looks to either side, a share.
        """
        if not self.contested:
            return None
        shares = sorted(share for share in self.shares if share is not None)
        mean = statistics.fmean(shares)
        if measure == "partisan_gini":
            falls = [min(max(0.5 + mean - share, 0.0), 1.0) for share in shares]
            pairs = zip(falls, reversed(falls), strict=True)
            return statistics.fmean(abs(fall + other - 1) for fall, other in pairs)
        line = mean if measure == "responsiveness_at_half" else 0.5
        low, high = _seats(shares, line + half_width), _seats(shares, line - half_width)
        return (high - low) / (2 * half_width)


def _waste(dem: float, rep: float) -> float:
    """Wasted Republican votes less wasted Democratic votes in one district."""
    both = dem + rep
    whole = dem.is_integer() and rep.is_integer()
    needed = both // 2 + 1 if whole else both / 2
    if dem > rep:
        return rep - (dem - needed)
    if rep > dem:
        return (rep - needed) - dem
    return rep - dem


def _seats(shares: list[float], line: float) -> float:
    """The part of the districts above a line; those on it count half."""
    above = sum(share - line > LEVEL for share in shares)
    level = sum(abs(share - line) <= LEVEL for share in shares)
    return (above + level / 2) / len(shares)


def _between_winners(
    shares: list[float], measure: Callable[[list[float], float], float]
) -> float | None:
    """A measure of the Republican districts less that of the Democratic ones.

    Each is of the winner's shares and their part of the districts; ``None`` after a sweep.
    """
    won = [share for share in shares if share > 0.5]
    lost = [1 - share for share in shares if share < 0.5]
    if not won or not lost:
        return None
    return measure(lost, len(lost) / len(shares)) - measure(won, len(won) / len(shares))


def _angle(winners: list[float], part: float) -> float:
    """The angle of the line to the middle of a party's districts, in quarter turns."""
    return math.atan2(statistics.fmean(winners) - 0.5, part / 2) / (math.pi / 2)
