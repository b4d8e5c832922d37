"""Partisan measures from the votes of each district, worked out anew."""

import math
import statistics
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

    def competitive(self, margin: float) -> int:
        """Districts strictly within the margin of one half."""
        low, high = 0.5 - margin, 0.5 + margin
        return sum(share is not None and low < share < high for share in self.shares)

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
            case "mean_median":
                return statistics.median(shares) - statistics.fmean(shares)
            case "partisan_bias":
                mean = statistics.fmean(shares)
                above = sum(share - mean > LEVEL for share in shares)
                level = sum(abs(share - mean) <= LEVEL for share in shares)
                return (above + level / 2) / len(shares) - 0.5
            case _:
                return seat_share - (self.vote_share or 0.0)


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
