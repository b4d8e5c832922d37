"""Two models on the same items: which is right where the other is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from districtbot.evals.records import Record
from districtbot.evals.statistics import Interval, mcnemar, ratios, resampled


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on the items that both sat.

    Attributes:
        first: A model.
        second: Another.
        what: Items, or turns after the right history.
        n: How many both did.
        only_first: Right by the first alone.
        only_second: Right by the second alone.
        difference: Share (0..1) right of the second less that of the first, with its interval;
            above 0 the second is better.
        p: Of McNemar's exact test, two-sided.
    """

    first: str
    second: str
    what: str
    n: int
    only_first: int
    only_second: int
    difference: Interval
    p: float


def comparisons(records: Mapping[str, Sequence[Record]], seed: int) -> tuple[Comparison, ...]:
    """The first model beside each other one, and each beside the next.

    Args:
        records: Name of each model to its records.
        seed: Of the bootstrap.
    """
    names = list(records)
    pairs = [(names[0], other) for other in names[1:]]
    pairs += [pair for pair in pairwise(names) if pair not in pairs]
    found = [
        compared(one, other, what, records, seed)
        for one, other in pairs
        for what in ("items", "turns")
    ]
    return tuple(one for one in found if one is not None)


def compared(
    first: str, second: str, what: str, records: Mapping[str, Sequence[Record]], seed: int
) -> Comparison | None:
    """Two models; ``None`` where they sat nothing in common.

    Args:
        first: A model.
        second: Another.
        what: ``items`` or ``turns``.
        records: Name of each model to its records.
        seed: Of the bootstrap.
    """
    one, other = (_marks(records[name], what) for name in (first, second))
    common = sorted(set(one) & set(other))
    if not common:
        return None
    clusters = [list(zip(one[key], other[key], strict=False)) for key in common]
    pairs = [pair for cluster in clusters for pair in cluster]
    if not pairs:
        return None
    gains = [(sum(b - a for a, b in some), len(some)) for some in clusters]
    interval = resampled(np.array(gains, dtype=float), ratios, seed, first, second, what)
    if interval is None:
        return None
    return Comparison(
        first=first,
        second=second,
        what=what,
        n=len(pairs),
        only_first=sum(a and not b for a, b in pairs),
        only_second=sum(b and not a for a, b in pairs),
        difference=interval,
        p=mcnemar([a for a, _ in pairs], [b for _, b in pairs]),
    )


def _marks(records: Sequence[Record], what: str) -> dict[tuple[str, int], list[bool]]:
    """Of each item whether it is right, or each of its turns."""
    if what == "turns":
        return {one.key: [turn.ok for turn in one.turns] for one in records if one.turns}
    return {one.key: [one.ok] for one in records}
