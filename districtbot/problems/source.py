"""From what the items of a set are drawn: its name, its maps."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from districtbot.ground.seeds import rng_of
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.maps.making import map_of
from districtbot.problems.maps.real import real_map
from districtbot.problems.split import Split

N_MAPS: dict[Split, int] = {"train": 120, "dev": 16, "test": 24}
"""Made-up maps of each split."""
LEVELS = (1, 2, 3)
LEVEL_WEIGHTS = (35, 40, 25)


@dataclass(frozen=True, slots=True)
class Source:
    """Where items come from; the same source gives the same items.

    Attributes:
        set_name: Name of the set with its seed, such as ``core-1``.
        n_maps: Made-up maps of each split.
        real_maps: Maps that a person named; where there are any, no map is made up.
        edition: Of the bank of phrases.
    """

    set_name: str
    n_maps: dict[Split, int] = field(default_factory=lambda: dict(N_MAPS))
    real_maps: tuple[Path, ...] = ()
    edition: int = 1

    def rng(self, split: Split, family: str, index: int) -> random.Random:
        """The randomness of one item: a hash of set, split, family and index."""
        return rng_of("problems", self.set_name, split, family, index)

    def keys(self, split: Split) -> tuple[int, ...]:
        """The numbers of a split's maps."""
        n = len(self.real_maps) or self.n_maps[split]
        return tuple(range(n))

    def map(self, split: Split, number: int) -> MadeMap:
        """A map by its number."""
        if self.real_maps:
            return real_map(self.real_maps[number])
        return map_of(self.set_name, split, number)

    def a_map(
        self, split: Split, rng: random.Random, needs: Callable[[MadeMap], bool]
    ) -> MadeMap | None:
        """A map that will do, at random; ``None`` where none does."""
        keys = self.keys(split)
        for number in rng.sample(keys, len(keys)):
            made = self.map(split, number)
            if needs(made):
                return made
        return None


def level_of(rng: random.Random) -> int:
    """How hard the next item is."""
    return rng.choices(LEVELS, LEVEL_WEIGHTS)[0]
