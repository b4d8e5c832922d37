"""Near-duplicates: questions that read so alike that one gives the other away.

A text is a set of overlapping runs of three words; two texts are as alike as the share of their
runs that both have (Jaccard). MinHash finds the candidates among many, the sets decide.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from datasketch import MinHash, MinHashLSH

N_WORDS = 3
"""Words of a run."""
ALIKE = 0.75
"""Two texts with this share (0..1) of common runs are near-duplicates."""
N_PERMUTATIONS = 64
SHORT = 6
"""Single messages of fewer words are nobody's: people say "undo that" everywhere."""
_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")

Runs = frozenset[bytes]


def runs_of(text: str) -> Runs:
    """The runs of words of a text, each as eight bytes; case and marks do not count."""
    words = _WORD.findall(text.casefold())
    padded = ["^"] * (N_WORDS - 1) + words + ["$"] * (N_WORDS - 1)
    grams = (" ".join(padded[at : at + N_WORDS]) for at in range(len(padded) - N_WORDS + 1))
    return frozenset(hashlib.blake2b(one.encode(), digest_size=8).digest() for one in grams)


def alike(one: Runs, other: Runs) -> float:
    """Share (0..1) of the runs of both that both have."""
    return len(one & other) / len(one | other)


class Seen:
    """Texts seen so far, to be asked for one that is like a new one."""

    def __init__(self) -> None:
        self._index = MinHashLSH(threshold=ALIKE - 0.2, num_perm=N_PERMUTATIONS)
        self._runs: dict[str, Runs] = {}

    def add(self, key: str, runs: Runs) -> None:
        """Remember a text."""
        if key not in self._runs:
            self._runs[key] = runs
            self._index.insert(key, _minhash(runs))

    def like(self, runs: Runs) -> str | None:
        """The key of a text that is a near-duplicate, if there is one: the first by name."""
        found = self._index.query(_minhash(runs))
        return next((key for key in sorted(found) if alike(self._runs[key], runs) >= ALIKE), None)


def _minhash(runs: Runs) -> MinHash:
    made = MinHash(num_perm=N_PERMUTATIONS, seed=1)
    made.update_batch(sorted(runs))
    return made


@cache
def kept_out() -> tuple[Runs, ...]:
    """Fingerprints of requests that must never be in a set: an exam is made of them."""
    text = (files("districtbot.problems") / "kept_out.json").read_text("utf-8")
    return tuple(frozenset(map(bytes.fromhex, runs)) for runs in json.loads(text)["requests"])


def fingerprints(requests: Iterable[Sequence[str]]) -> list[list[str]]:
    """What `kept_out` reads, of requests of one or more messages: the runs, not the words.

    Args:
        requests: The messages of each request.
    """
    found: list[list[str]] = []
    for messages in requests:
        found += [sorted(run.hex() for run in runs) for runs in _runs_of_all(messages)]
    return found


def is_kept_out(messages: Sequence[str]) -> bool:
    """Whether a conversation, or a message of it, is like one of an exam."""
    runs = _runs_of_all(messages)
    return any(alike(one, other) >= ALIKE for one in runs for other in kept_out())


def _runs_of_all(messages: Sequence[str]) -> list[Runs]:
    """The runs of a whole conversation, and of each of its longer messages."""
    longer = [one for one in messages if len(_WORD.findall(one)) >= SHORT]
    return [runs_of(text) for text in dict.fromkeys(["\n".join(messages), *longer])]
