"""The only place where randomness is made."""

import hashlib
import random

Label = str | int


def seed_of(*labels: Label) -> int:
    """A 64-bit seed from labels, the same on every machine and in every process.

    Args:
        *labels: What the stream is for, from the general to the particular, such as
            ``(2024, "search", "seed plan", 3)``. Different labels give unrelated streams.
    """
    text = "\x1f".join(f"{type(label).__name__}:{label}" for label in labels)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def rng_of(*labels: Label) -> random.Random:
    """A random stream of its own for these labels (see `seed_of`)."""
    return random.Random(seed_of(*labels))
