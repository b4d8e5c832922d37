"""Amounts added up over some units of a map, in numbers and in words."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap
from districtbot.tools.amounts import Amount, sum_over
from districtbot.tools.kit.wording import shown_number
from districtbot.tools.tool import Result

Units = NDArray[np.int64]


class Votes(Result):
    """Votes of a contest in one place.

    Attributes:
        contest: The contest.
        democratic_votes: Votes for the Democrat.
        republican_votes: Votes for the Republican.
        democratic_percent: Democratic part of the two, 0 to 100; ``None`` without votes.
    """

    contest: str
    democratic_votes: float
    republican_votes: float
    democratic_percent: float | None

    @property
    def text(self) -> str:
        """Both totals and who got more."""
        dem, rep = self.democratic_votes, self.republican_votes
        if self.democratic_percent is None:
            return "nobody voted for either party"
        shown = (
            f"Democratic {dem:,.0f} ({self.democratic_percent:.1f}%), "
            f"Republican {rep:,.0f} ({100 - self.democratic_percent:.1f}%)"
        )
        if dem == rep:
            return f"{shown}; a tie"
        return f"{shown}; more votes for the {'Democrat' if dem > rep else 'Republican'}"


class Sum(Result):
    """An amount added up.

    Attributes:
        what: What was added up.
        number: The sum; ``None`` for a contest.
        percent: The sum as a part of the whole, 0 to 100; ``None`` for what is part of nothing.
        votes: The votes, where it is a contest.
        said: The same in words, to follow a name and a colon.
    """

    what: str
    number: float | None
    percent: float | None
    votes: Votes | None
    said: str

    @property
    def text(self) -> str:
        """The words."""
        return self.said


def summed(state: StateMap, amount: Amount, units: Units | None) -> Sum:
    """An amount over some units, or all of them.

    Raises:
        AskError: If its column does not hold numbers.
    """
    if amount.contest is not None:
        votes = votes_in(state, amount, units)
        return Sum(what=amount.name, number=None, percent=None, votes=votes, said=votes.text)
    number = sum_over(state, amount.column, units)
    share = share_in(state, amount, units)
    said = shown_number(round(number, 2))
    if share is not None:
        whole = shown_number(round(_total(state, amount.whole, units), 2))
        said += f", {100 * share:.1f}% of {whole} ({amount.whole_name})"
    percent = None if share is None else round(100 * share, 2)
    return Sum(what=amount.name, number=round(number, 2), percent=percent, votes=None, said=said)


def votes_in(state: StateMap, amount: Amount, units: Units | None) -> Votes:
    """The votes of a contest over some units, or all."""
    contest = amount.contest
    if contest is None:
        raise ValueError(f"{amount.name} is no contest")
    dem, rep = (sum_over(state, column, units) for column in (contest.dem_col, contest.rep_col))
    both = dem + rep
    return Votes(
        contest=contest.name,
        democratic_votes=round(dem, 2),
        republican_votes=round(rep, 2),
        democratic_percent=round(100 * dem / both, 2) if both > 0 else None,
    )


def share_in(state: StateMap, amount: Amount, units: Units | None) -> float | None:
    """An amount as a share of what it is a part of, 0 to 1; the Democratic one of a contest.

    ``None`` where it is a part of nothing, or nobody is counted.
    """
    whole = _total(state, _both(amount) or amount.whole, units)
    return sum_over(state, amount.column, units) / whole if whole > 0 else None


def number_in(state: StateMap, amount: Amount, units: Units | None) -> float:
    """An amount; both parties' votes for a contest."""
    return _total(state, _both(amount) or (amount.column,), units)


def _both(amount: Amount) -> tuple[str, ...]:
    return () if amount.contest is None else (amount.contest.dem_col, amount.contest.rep_col)


def _total(state: StateMap, columns: Sequence[str], units: Units | None) -> float:
    return sum(sum_over(state, column, units) for column in columns)
