"""Noise in the words of messages, so that no single word is leaned on too much."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from districtbot.agent.models.mini.symbols import symbols
from districtbot.agent.models.mini.understood import TEXT
from districtbot.ground.seeds import Label, seed_of
from districtbot.tuning.mini.tokens import mark_id

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ints = NDArray[np.int64]
CLEAN = 0.5
"""Share (0..1) of rows that stay as they are."""
_SPACE = "Ġ"
"""How a tokenizer of bytes writes the space before a word."""


@dataclass(frozen=True, slots=True)
class Noise:
    """Puts other words in the place of some.

    Attributes:
        share: Share (0..1) of the words of a message that are replaced, in rows that are not clean.
        words: Tokens that begin a word; what follows a pointer or a digit without a space is none.
        user: The token behind which a message begins.
        copied: The token of lines that copy letters of the message; their rows stay as they are.
        rng: The randomness.
    """

    share: float
    words: Ints
    user: int
    copied: int
    rng: np.random.Generator

    def blurred(self, row: Ints, head: int) -> Ints:
        """A row with some words of its message replaced.

        Args:
            row: Its tokens.
            head: How many of them are its prompt.
        """
        begins = np.flatnonzero(row[:head] == self.user)
        if not len(begins) or self.copied in row[head:] or self.rng.random() < CLEAN:
            return row
        places = np.arange(len(row))
        mine = (places > begins[-1]) & (places < head) & np.isin(row, self.words)
        chosen = mine & (self.rng.random(len(row)) < self.share)
        return np.where(chosen, self.rng.choice(self.words, len(row)), row)


def noise_of(tokenizer: "Tokenizer", share: float, *labels: Label) -> Noise:
    """The noise of a tokenizer's words.

    Args:
        tokenizer: The tokenizer.
        share: Share (0..1) of the words that are replaced.
        *labels: What its randomness is for.
    """
    known = set(symbols())
    words = sorted(
        n
        for piece, n in tokenizer.get_vocab().items()
        if piece not in known and piece.startswith(_SPACE) and _is_word(piece[1:])
    )
    rng = np.random.default_rng(seed_of("noise", *labels))
    user, copied = mark_id(tokenizer, "[user]"), mark_id(tokenizer, TEXT)
    return Noise(share, np.array(words), user, copied, rng)


def _is_word(piece: str) -> bool:
    """Whether a piece is letters; other bytes are written as letters that are not ASCII."""
    return piece.isascii() and piece.isalpha()
