"""Rows packed side by side into sequences of one length."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.tuning.mini.noise import Noise

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Rows as tokens, one after the other.

    Attributes:
        ids: All tokens.
        starts: Where each row begins, and the end of the last.
        heads: How many tokens of each row are its prompt.
    """

    ids: NDArray[np.uint16]
    starts: Ints
    heads: Ints

    def __len__(self) -> int:
        return len(self.heads)

    def row(self, i: int) -> NDArray[np.uint16]:
        """The tokens of a row."""
        return self.ids[self.starts[i] : self.starts[i + 1]]


def tokens_of(rows: Sequence[tuple[list[int], int]]) -> Tokens:
    """Encoded rows in one piece."""
    lengths = [len(ids) for ids, _ in rows]
    return Tokens(
        np.fromiter((one for ids, _ in rows for one in ids), dtype=np.uint16, count=sum(lengths)),
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        np.array([head for _, head in rows], dtype=np.int64),
    )


@dataclass(frozen=True, slots=True)
class Batch:
    """Sequences of packed rows.

    Attributes:
        tokens: ``(n, t)``.
        places: Each token's position in its row; ``(n, t)``.
        rows: Which row of the sequence each token is of; ``(n, t)``.
        wanted: Places of the flattened tokens after which something is to be learned; ``(m,)``.
        targets: What comes there; -100 where nothing does; ``(m,)``.
    """

    tokens: Ints
    places: Ints
    rows: Ints
    wanted: Ints
    targets: Ints


def batches(
    tokens: Tokens,
    *,
    n: int,
    t: int,
    m: int,
    pad: int,
    rng: random.Random,
    noise: Noise | None = None,
) -> Iterator[Batch]:
    """One pass over all rows in a new order, packed; rows longer than a sequence are left out.

    Args:
        tokens: The rows.
        n: Sequences of a batch.
        t: Tokens of a sequence.
        m: Places of a batch at which something is learned; more are not.
        pad: The token that fills up.
        rng: The order.
        noise: What replaces words.
    """
    order = [i for i in range(len(tokens)) if tokens.starts[i + 1] - tokens.starts[i] <= t]
    rng.shuffle(order)
    bins: list[tuple[int, list[int]]] = []
    ready: list[list[int]] = []
    for i in order:
        length = int(tokens.starts[i + 1] - tokens.starts[i])
        place = next((j for j, (left, _) in enumerate(bins) if left >= length), None)
        if place is None:
            bins.append((t - length, [i]))
        else:
            bins[place] = (bins[place][0] - length, [*bins[place][1], i])
        if len(bins) > OPEN:
            fullest = min(range(len(bins)), key=lambda j: bins[j][0])
            ready.append(bins.pop(fullest)[1])
        if len(ready) == n:
            yield _batch(tokens, ready, t, m, pad, noise)
            ready = []
    ready += [rows for _, rows in bins]
    while len(ready) >= n:
        yield _batch(tokens, ready[:n], t, m, pad, noise)
        ready = ready[n:]


OPEN = 24
"""Sequences that are filled at the same time."""


def batches_in_order(tokens: Tokens, *, n: int, t: int, pad: int) -> Iterator[tuple[Ints, Batch]]:
    """All rows that are no longer than a sequence, each with its own sequence, by their length.

    Args:
        tokens: The rows.
        n: Sequences of a batch.
        t: Tokens of the longest row.
        pad: The token that fills up.

    Yields:
        The row that each place at which something is wanted belongs to, ``(m,)``; the batch.
    """
    lengths = np.diff(tokens.starts)
    order = [int(i) for i in np.argsort(lengths, kind="stable") if lengths[i] <= t]
    for start in range(0, len(order), n):
        rows = order[start : start + n]
        longest = int(lengths[rows[-1]])
        m = int(sum(lengths[i] - tokens.heads[i] for i in rows))
        owners = np.concatenate(
            [np.full(int(lengths[i] - tokens.heads[i]), i, dtype=np.int64) for i in rows]
        )
        yield owners, _batch(tokens, [[i] for i in rows], longest, m, pad)


def _batch(
    tokens: Tokens,
    sequences: Sequence[Sequence[int]],
    t: int,
    m: int,
    pad: int,
    noise: Noise | None = None,
) -> Batch:
    shape = (len(sequences), t)
    ids = np.full(shape, pad, dtype=np.int64)
    places = np.zeros(shape, dtype=np.int64)
    owner = np.full(shape, -1, dtype=np.int64)
    wanted: list[int] = []
    targets: list[int] = []
    for k, sequence in enumerate(sequences):
        at = 0
        for number, i in enumerate(sequence):
            row = tokens.row(i).astype(np.int64)
            end = at + len(row)
            ids[k, at:end], places[k, at:end], owner[k, at:end] = row, np.arange(len(row)), number
            head = int(tokens.heads[i])
            if noise is not None:
                ids[k, at:end] = noise.blurred(row, head)
            wanted += range(k * t + at + head - 1, k * t + end - 1)
            targets += row[head:].tolist()
            at = end
    missing = m - len(wanted)
    return Batch(
        ids,
        places,
        owner,
        np.array((wanted + [0] * missing)[:m], dtype=np.int64),
        np.array((targets + [-100] * missing)[:m], dtype=np.int64),
    )
