"""Which part of a set something belongs to: to learn from, to tune on, or to be tested on."""

from collections.abc import Sequence
from typing import Literal, TypeVar, get_args

from districtbot.ground.seeds import seed_of

Split = Literal["train", "dev", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)
HELD_OUT = 0.1
"""Share (0..1) of a section's phrases that dev has for itself, and as much again for test."""
FEWEST = 8
"""Sections with fewer phrases are the same in every split."""

_T = TypeVar("_T", bound=str)


def shared_out(
    section: str, phrases: Sequence[_T], fewest: int = FEWEST
) -> dict[Split, tuple[_T, ...]]:
    """The phrases of a section that each split has for itself.

    Which phrase goes where hangs on its words alone, so a new phrase moves few others. Of a
    section with few phrases every split has all.

    Args:
        section: Its name.
        phrases: Its phrases, each once.
        fewest: With fewer than so many every split has all.
    """
    if len(phrases) < fewest:
        return {split: tuple(phrases) for split in SPLITS}
    order = sorted(phrases, key=lambda phrase: seed_of("phrase", section, phrase))
    n = max(1, round(len(phrases) * HELD_OUT))
    held: dict[Split, set[_T]] = {"dev": set(order[:n]), "test": set(order[n : 2 * n])}
    held["train"] = set(order[2 * n :])
    return {split: tuple(one for one in phrases if one in held[split]) for split in SPLITS}
