"""Random numbers: the published stream, unbiased integers, unrelated streams."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from districtbot.chains.draws import below, stream_of, unit, word

REFERENCE = [
    41943041,
    58720359,
    3588806011781223,
    3591011842654386,
    9228616714210784205,
    9973669472204895162,
    14011001112246962877,
    12406186145184390807,
    15849039046786891736,
    10450023813501588000,
]
"""First words of https://prng.di.unimi.it/xoshiro256plusplus.c from the state 1, 2, 3, 4, as
rust-random publishes them (rand_xoshiro/src/xoshiro256plusplus.rs, test ``reference``)."""

ALL = 2**64 - 1


def words_by_hand(state: list[int]) -> Iterator[int]:
    """The paper's generator in Python's whole numbers."""

    def turned(number: int, by: int) -> int:
        return (number << by | number >> 64 - by) & ALL

    s = list(state)
    while True:
        yield (turned((s[0] + s[3]) & ALL, 23) + s[0]) & ALL
        shifted = s[1] << 17 & ALL
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= shifted
        s[3] = turned(s[3], 45)


def test_the_stream_is_the_published_one() -> None:
    stream = np.array([1, 2, 3, 4], dtype=np.uint64)
    assert [int(word(stream)) for _ in REFERENCE] == REFERENCE


def test_long_streams_follow_the_paper() -> None:
    for label in range(5):
        stream = stream_of("paper", label)
        expected = words_by_hand(stream.tolist())
        assert [int(word(stream)) for _ in range(2000)] == [next(expected) for _ in range(2000)]


def test_numbers_in_the_unit_interval_are_the_upper_53_bits() -> None:
    stream, same = stream_of("unit"), stream_of("unit")
    for _ in range(1000):
        number = unit(stream)
        assert 0 <= number < 1
        assert number == (int(word(same)) >> 11) / 2**53


@pytest.mark.parametrize("bound", [1, 2, 3, 7, 10, 1000, 2**31 + 1, 3 * 2**30, 2**32 - 1])
def test_whole_numbers_are_drawn_as_lemire_has_it(bound: int) -> None:
    """Of 2**32 upper halves of a word each number gets equally many; the rest is drawn again."""
    stream = stream_of("below", bound)
    upper_halves = (number >> 32 for number in words_by_hand(stream.tolist()))
    for _ in range(1000):
        product = next(upper_halves) * bound
        while product % 2**32 < 2**32 % bound:
            product = next(upper_halves) * bound
        assert below(stream, bound) == product >> 32


def test_whole_numbers_are_unbiased(small: Any) -> None:
    """Without drawing again, multiples of 3 would come twice as often below 3 * 2**30."""
    stream = stream_of("bias")
    rests = [below(stream, 3 * 2**30) % 3 for _ in range(30_000)]
    counts = dict(enumerate(np.bincount(rests, minlength=3).tolist()))
    assert small.misfit(counts, dict.fromkeys(range(3), 1 / 3)) > small.ALARM
    for bound in (5, 6, 17):
        draws = [below(stream, bound) for _ in range(20_000)]
        counts = dict(enumerate(np.bincount(draws, minlength=bound).tolist()))
        assert small.misfit(counts, dict.fromkeys(range(bound), 1 / bound)) > small.ALARM


def test_streams_of_different_labels_differ() -> None:
    labels = [(), ("a",), ("b",), ("a", 1), ("a", "1"), (1, "a"), ("a1",), (0,), (1,), (2,)]
    firsts = {tuple(stream_of(*label).tolist()) for label in labels}
    assert len(firsts) == len(labels)
    drawn = [[int(word(stream)) for _ in range(50)] for stream in map(stream_of, range(200))]
    assert len({number for words in drawn for number in words}) == 200 * 50


def test_the_same_labels_give_the_same_stream() -> None:
    assert stream_of("a", 1).tolist() == stream_of("a", 1).tolist()


def test_streams_of_neighbouring_labels_are_unrelated() -> None:
    """Of 6,400 bits half differ, to 6 standard deviations (false alarm: 2e-9 a pair)."""
    rows = [[int(word(stream)) for _ in range(100)] for stream in map(stream_of, range(20))]
    for one, two in pairwise(rows):
        unlike = sum((a ^ b).bit_count() for a, b in zip(one, two, strict=True))
        assert abs(unlike - 3200) < 6 * (6400 / 4) ** 0.5
