"""Districts by the share that a group or a party has of them."""

from districtbot.chains.graph import Floats, Ints
from districtbot.chains.kernel import inner_kernel, kernel

EDGE = 1e-9
"""By how much a share must beat a bound that it may not equal."""


@inner_kernel
def share_reached(
    sums: Floats,
    part_col: int,
    whole_col: int,
    share: float,
    wanted: int,
    score: Floats,
    order: Ints,
) -> tuple[float, float]:
    """The lowest share among the ``wanted`` highest, and by how much they fall short together.

    A district without people has share 0. With fewer districts than wanted each missing one
    counts 0.2.
    """
    k = len(score)
    for district in range(k):
        score[district] = _share(sums[district, part_col], sums[district, whole_col])
    sort_districts(score, order)
    if wanted > k:
        return score[order[0]], 0.2 * (wanted - k)
    short = 0.0
    for turn in range(k - wanted, k):
        short += max(0.0, share - score[order[turn]])
    return score[order[k - wanted]], short


@inner_kernel
def top_share(sums: Floats, part_col: int, whole_col: int, share: float) -> tuple[float, float]:
    """The highest share, and by how much districts exceed a share together."""
    top, over = 0.0, 0.0
    for district in range(len(sums)):
        found = _share(sums[district, part_col], sums[district, whole_col])
        top = max(top, found)
        over += max(0.0, found - share)
    return top, over


@kernel
def seats(
    sums: Floats, our_col: int, their_col: int, least: int, most: int, score: Floats, order: Ints
) -> tuple[float, float]:
    """Districts with more of our votes, and the shares that the count is away from its bounds.

    A tie, or a district without votes, is nobody's.

    Args:
        sums: Sums of the columns; shape (k, c).
        our_col: Column of our votes.
        their_col: Column of theirs.
        least: Fewest districts, -1 for no bound.
        most: Most districts, -1 for no bound.
        score: Room for the lead in each district; shape (k,).
        order: Districts in some order; sorted by lead.
    """
    k, won, sure = len(score), 0, 0
    for district in range(k):
        ours, theirs = sums[district, our_col], sums[district, their_col]
        score[district] = ours / (ours + theirs) - 0.5 if ours + theirs > 0 else 0.0
        won += score[district] > 0
        sure += score[district] >= EDGE
    gap = 0.0
    if least > sure or 0 <= most < won:
        sort_districts(score, order)
    if least > sure:
        for turn in range(max(0, k - least), k):
            gap += max(0.0, EDGE - score[order[turn]])
        gap += max(0, least - k)
    if 0 <= most < won:
        for turn in range(k - most):
            gap += max(0.0, score[order[turn]])
    return float(won), gap


@kernel
def competitive(
    sums: Floats,
    our_col: int,
    their_col: int,
    margin: float,
    least: int,
    score: Floats,
    order: Ints,
) -> tuple[float, float]:
    """Districts within a margin of one half, and how far the nearest others are from it.

    A district without votes is as far off as can be.
    """
    k, within, near = len(score), 0, 0
    for district in range(k):
        ours, theirs = sums[district, our_col], sums[district, their_col]
        lead = abs(ours / (ours + theirs) - 0.5) if ours + theirs > 0 else 0.5
        within += lead < margin
        score[district] = max(0.0, lead - margin + EDGE)
        near += score[district] == 0
    gap = 0.0
    if least <= near:
        return float(within), gap
    sort_districts(score, order)
    for turn in range(min(least, k)):
        gap += score[order[turn]]
    return float(within), gap


@kernel
def sort_districts(score: Floats, order: Ints) -> None:
    """Order districts by score, low first; fast where they were nearly in order."""
    for turn in range(1, len(order)):
        district = order[turn]
        value = score[district]
        at = turn
        while at > 0 and score[order[at - 1]] > value:
            order[at] = order[at - 1]
            at -= 1
        order[at] = district


@kernel
def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0
