"""Measures of partisan fairness from the votes in each district, as gerrytools defines them.

All favour the first party where they are positive, and are NaN where a district lacks votes
for either party: an uncontested seat says nothing of how its voters would have divided.
"""

import numpy as np

from districtbot.chains.graph import Floats, Ints
from districtbot.chains.kernel import kernel
from districtbot.chains.shares import sort_districts

UNDEFINED = 10.0
"""The gap of a measure that is undefined."""
_TIE = 1e-9


@kernel
def efficiency_gap(sums: Floats, our_col: int, their_col: int) -> float:
    """(Wasted votes of theirs - of ours) / all votes.

    A winner of whole votes wastes those beyond the floor of half the district's votes plus
    one; of fractional votes, those beyond half. In a tie all votes are wasted.

    Source: N. Stephanopoulos and E. McGhee, Partisan gerrymandering and the efficiency gap,
    University of Chicago Law Review 82, 2015.
    """
    wasted, votes = 0.0, 0.0
    for district in range(len(sums)):
        ours, theirs = sums[district, our_col], sums[district, their_col]
        if not (ours > 0 and theirs > 0):
            return np.nan
        total = ours + theirs
        votes += total
        needed = total / 2
        if ours == np.floor(ours) and theirs == np.floor(theirs):
            needed = np.floor(needed) + 1
        wasted += theirs - ours
        if ours > theirs:
            wasted += needed
        elif theirs > ours:
            wasted -= needed
    return wasted / votes


@kernel
def mean_median(sums: Floats, our_col: int, their_col: int, score: Floats, order: Ints) -> float:
    """Median - mean of our shares.

    Source: B. Grofman, Measures of bias and proportionality in seats-votes relationships,
    Political Methodology 9, 1983.
    """
    k = len(score)
    mean = _shares(sums, our_col, their_col, score)
    if np.isnan(mean):
        return mean
    sort_districts(score, order)
    return (score[order[(k - 1) // 2]] + score[order[k // 2]]) / 2 - mean


@kernel
def partisan_bias(sums: Floats, our_col: int, their_col: int, score: Floats) -> float:
    """Our seat share less one half when uniform swing brings the mean share to one half.

    A district on the line counts half.

    Source: J. Katz, G. King and E. Rosenblatt, Theoretical foundations and empirical evaluations
    of partisan fairness, American Political Science Review 114, 2020,
    https://doi.org/10.1017/S000305541900056X.
    """
    mean = _shares(sums, our_col, their_col, score)
    if np.isnan(mean):
        return mean
    won = 0.0
    for district in range(len(score)):
        lead = score[district] - mean
        if lead > _TIE:
            won += 1
        elif lead >= -_TIE:
            won += 0.5
    return won / len(score) - 0.5


@kernel
def disproportionality(sums: Floats, our_col: int, their_col: int) -> float:
    """Our share of the seats - our share of all votes; a tie is no seat."""
    ours_in_all, votes, won = 0.0, 0.0, 0
    for district in range(len(sums)):
        ours, theirs = sums[district, our_col], sums[district, their_col]
        if not (ours > 0 and theirs > 0):
            return np.nan
        ours_in_all += ours
        votes += ours + theirs
        won += ours > theirs
    return won / len(sums) - ours_in_all / votes


@kernel
def _shares(sums: Floats, our_col: int, their_col: int, score: Floats) -> float:
    """Put our share of each district in ``score``; gives their mean, NaN where one has none."""
    total = 0.0
    for district in range(len(score)):
        ours, theirs = sums[district, our_col], sums[district, their_col]
        if not (ours > 0 and theirs > 0):
            return np.nan
        score[district] = ours / (ours + theirs)
        total += score[district]
    return total / len(score)
