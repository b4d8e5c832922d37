"""Random numbers inside compiled code: xoshiro256++ on an array of four words.

Source: D. Blackman and S. Vigna, Scrambled linear pseudorandom number generators, ACM
Transactions on Mathematical Software 47(4), 2021, https://doi.org/10.1145/3460772. Integers
below a bound: D. Lemire, Fast random integer generation in an interval, ACM Transactions on
Modeling and Computer Simulation 29(1), 2019, https://doi.org/10.1145/3230636.
"""

import numpy as np
from numpy.typing import NDArray

from districtbot.chains.kernel import kernel
from districtbot.ground.seeds import Label, seed_of

Stream = NDArray[np.uint64]
"""The state of a random stream, shape (4,), uint64; drawing changes it."""

_17, _23, _41, _45, _19 = (np.uint64(n) for n in (17, 23, 41, 45, 19))
_11, _32 = np.uint64(11), np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_TO_UNIT = 2.0**-53


def stream_of(*labels: Label) -> Stream:
    """A random stream that follows from labels (see `districtbot.ground.seeds.seed_of`)."""
    return np.array([seed_of(*labels, "word", place) for place in range(4)], dtype=np.uint64)


@kernel
def word(stream: Stream) -> np.uint64:
    """The next 64 random bits."""
    s0, s1, s2, s3 = stream[0], stream[1], stream[2], stream[3]
    total = s0 + s3
    result = ((total << _23) | (total >> _41)) + s0
    shifted = s1 << _17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << _45) | (s3 >> _19)
    stream[0], stream[1], stream[2], stream[3] = s0, s1, s2, s3
    return result


@kernel
def below(stream: Stream, bound: int) -> int:
    """A whole number from 0 to bound - 1, each equally likely; bound from 1 to 2**32 - 1."""
    n = np.uint64(bound)
    product = (word(stream) >> _32) * n
    low = product & _LOW
    if low < n:
        threshold = ((np.uint64(1) << _32) - n) % n
        while low < threshold:
            product = (word(stream) >> _32) * n
            low = product & _LOW
    return np.int64(product >> _32)


@kernel
def unit(stream: Stream) -> float:
    """A number in [0, 1), of 53 random bits."""
    return np.float64(word(stream) >> _11) * _TO_UNIT
