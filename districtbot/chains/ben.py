"""Plans as TwoDelta BEN frames, the field's compressed form of a chain of plans.

The first plan of a run of frames is a snapshot; after it a plan that differs in two districts
is written as those two and the lengths of their alternating runs, a plan that is the one before
as a count, any other as a snapshot. The formats are the stable ones of the binary-ensemble
project (ben-format-spec.md and twodelta-format-spec.md,
https://github.com/peterrrock2/binary-ensemble); that package's own encoder takes one Python list
a plan, some ten times the time of a step of a chain.
"""

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.kernel import array_kernel, kernel

Bytes = NDArray[np.uint8]

BANNER = b"TWODELTA BEN FILE"
"""What a stream begins with."""

_MOST = 65535
"""Longest run and highest count that a frame can hold."""
_HEADER = 16
"""Bytes of a frame besides its runs, rounded up."""


def ben_frames(plans: NDArray[np.int16], node_of: NDArray[np.int32]) -> Bytes:
    """The frames of some plans one after the other, without the banner.

    Args:
        plans: District of each node in each plan, 0..k-1; shape (n_plans, n_nodes).
        node_of: Node of each unit; shape (n_units,).

    Returns:
        The frames, which hold the district of each unit as 1..k; shape (n_bytes,).
    """
    return frames_of(np.ascontiguousarray(plans), node_of)


@array_kernel
def frames_of(plans: NDArray[np.int16], node_of: NDArray[np.int32]) -> Bytes:
    """The frames of `ben_frames`."""
    n_units = len(node_of)
    most = _HEADER + 4 * n_units
    out = np.empty(4 * most, np.uint8)
    before = np.zeros(n_units, np.int64)
    now = np.zeros(n_units, np.int64)
    values = np.zeros(n_units, np.int64)
    lengths = np.zeros(n_units, np.int64)
    end, count = 0, 0
    for number in range(len(plans)):
        for unit in range(n_units):
            now[unit] = plans[number, node_of[unit]] + 1
        first, second, n_changed = _changed(before, now)
        if number > 0 and n_changed == 0 and count < _MOST:
            count += 1
            _put(out, end - 2, count, 2)
            continue
        if end + most > len(out):
            wider = np.empty(2 * len(out), np.uint8)
            wider[:end] = out[:end]
            out = wider
        n_runs = 0
        if number > 0 and n_changed == 2:
            n_runs = _pair_runs(now, first, second, lengths)
        if n_runs > 0:
            end = _delta(out, end, now, first, second, lengths, n_runs)
        else:
            end = _snapshot(out, end, values, lengths, _runs(now, values, lengths))
        count = 1
        before, now = now, before
    return out[:end]


@kernel
def _changed(before: NDArray[np.int64], now: NDArray[np.int64]) -> tuple[int, int, int]:
    """Two of the districts that units left or joined, and how many: 0, 2, or 3 for more."""
    first, second = -1, -1
    for unit in range(len(now)):
        old, new = before[unit], now[unit]
        if old == new:
            continue
        if first < 0:
            first, second = old, new
        elif (old != first and old != second) or (new != first and new != second):
            return first, second, 3
    return first, second, 0 if first < 0 else 2


@kernel
def _runs(now: NDArray[np.int64], values: NDArray[np.int64], lengths: NDArray[np.int64]) -> int:
    """List the runs of units of one district; gives their number."""
    n_runs = 0
    for unit in range(len(now)):
        if n_runs > 0 and values[n_runs - 1] == now[unit] and lengths[n_runs - 1] < _MOST:
            lengths[n_runs - 1] += 1
        else:
            values[n_runs] = now[unit]
            lengths[n_runs] = 1
            n_runs += 1
    return n_runs


@kernel
def _pair_runs(now: NDArray[np.int64], first: int, second: int, lengths: NDArray[np.int64]) -> int:
    """List the alternating runs of two districts, all others left out.

    Returns:
        Their number; 0 where one is too long for a frame.
    """
    n_runs, last = 0, -1
    for unit in range(len(now)):
        district = now[unit]
        if district != first and district != second:
            continue
        if district == last:
            if lengths[n_runs - 1] == _MOST:
                return 0
            lengths[n_runs - 1] += 1
        else:
            lengths[n_runs] = 1
            n_runs += 1
            last = district
    return n_runs


@kernel
def _snapshot(
    out: Bytes,
    at: int,
    values: NDArray[np.int64],
    lengths: NDArray[np.int64],
    n_runs: int,
) -> int:
    """Write a whole plan; gives the place after it."""
    value_bits, length_bits = _width(values, n_runs), _width(lengths, n_runs)
    n_bytes = ((value_bits + length_bits) * n_runs + 7) // 8
    at = _put(out, at, 0, 1)
    at = _put(out, at, value_bits, 1)
    at = _put(out, at, length_bits, 1)
    at = _put(out, at, n_bytes, 4)
    at = _pack(out, at, values, value_bits, lengths, length_bits, n_runs)
    return _put(out, at, 1, 2)


@kernel
def _delta(
    out: Bytes,
    at: int,
    now: NDArray[np.int64],
    first: int,
    second: int,
    lengths: NDArray[np.int64],
    n_runs: int,
) -> int:
    """Write what changed in two districts, that of the lower unit first; gives the place after."""
    for unit in range(len(now)):
        if now[unit] == first:
            break
        if now[unit] == second:
            first, second = second, first
            break
    bits = _width(lengths, n_runs)
    at = _put(out, at, 1, 1)
    at = _put(out, at, first, 2)
    at = _put(out, at, second, 2)
    at = _put(out, at, bits, 1)
    at = _put(out, at, (bits * n_runs + 7) // 8, 4)
    at = _pack(out, at, lengths, 0, lengths, bits, n_runs)
    return _put(out, at, 1, 2)


@kernel
def _pack(
    out: Bytes,
    at: int,
    values: NDArray[np.int64],
    value_bits: int,
    lengths: NDArray[np.int64],
    length_bits: int,
    n_runs: int,
) -> int:
    """Write runs bit by bit, each its value, if that has bits, then its length; gives the place."""
    bits = value_bits + length_bits
    held, n_held = 0, 0
    for run in range(n_runs):
        if value_bits > 0:
            held = (held << value_bits) | values[run]
        held = (held << length_bits) | lengths[run]
        n_held += bits
        while n_held >= 8:
            n_held -= 8
            out[at] = (held >> n_held) & 255
            at += 1
        held &= (1 << n_held) - 1
    if n_held > 0:
        out[at] = (held << (8 - n_held)) & 255
        at += 1
    return at


@kernel
def _width(numbers: NDArray[np.int64], n_numbers: int) -> int:
    """Bits that the largest of some numbers takes, 1 at least."""
    most = 1
    for place in range(n_numbers):
        most = max(most, numbers[place])
    bits = 0
    while most > 0:
        most >>= 1
        bits += 1
    return bits


@kernel
def _put(out: Bytes, at: int, number: int, n_bytes: int) -> int:
    """Write a number, its high byte first; gives the place after it."""
    for place in range(n_bytes):
        out[at + place] = (number >> (8 * (n_bytes - 1 - place))) & 255
    return at + n_bytes
