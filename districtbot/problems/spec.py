"""What a set shall be: how many items of which families in which split."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar, get_args

from districtbot.ground.errors import AskError, some_of
from districtbot.problems.coding.family import CodingFamily
from districtbot.problems.dialogues.family import DialogueFamily
from districtbot.problems.families import all_families, coding_families, dialogue_families
from districtbot.problems.source import N_MAPS, Source
from districtbot.problems.split import Split

Kind = Literal["coding", "dialogue"]
_K = TypeVar("_K", bound=str)
KINDS: tuple[Kind, ...] = get_args(Kind)
SHARES: dict[Split, float] = {"test": 0.12, "dev": 0.08, "train": 0.8}
"""Share (0..1) of the items in each split, in the order in which splits are made: what reads like
an item of an earlier one is refused."""
ITEMS_A_MAP = 12
"""A small set has a map for so many items..."""
FEWEST_MAPS = 8
"""...and at least so many in each split, so that every family finds one that will do."""


@dataclass(frozen=True, slots=True)
class SetSpec:
    """A set of problems; the same spec gives the same bytes.

    Attributes:
        name: What it is called.
        seed: Everything random follows from it and the name.
        n_coding: Number of coding problems.
        n_dialogues: Number of dialogues.
        only: Names of the families to draw from; all there are by default.
        real_maps: Maps that a person named; where there are any, no map is made up.
        n_maps: Made-up maps of each split; by default `N_MAPS`, fewer for a small set.
    """

    name: str = "core"
    seed: int = 1
    n_coding: int = 5_000
    n_dialogues: int = 20_000
    only: tuple[str, ...] = ()
    real_maps: tuple[Path, ...] = ()
    n_maps: Mapping[Split, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = [one.name for one in all_families()]
        strange = sorted(set(self.only) - set(known))
        if strange:
            raise AskError(
                f"There is no family {some_of(strange)}.",
                "`districtbot problems families` lists them.",
            )
        if min(self.n_coding, self.n_dialogues) < 0:
            raise AskError("A number of problems is below 0.", "Give 0 or more.")
        if not self.n_maps:
            items = _apportioned(self.n_coding + self.n_dialogues, SHARES)
            enough = {split: max(FEWEST_MAPS, n // ITEMS_A_MAP) for split, n in items.items()}
            fewer = {split: min(n, enough[split]) for split, n in N_MAPS.items()}
            object.__setattr__(self, "n_maps", fewer)

    @property
    def source(self) -> Source:
        """Where the items come from."""
        return Source(f"{self.name}-{self.seed}", dict(self.n_maps), self.real_maps)

    def families(self, kind: Kind) -> tuple[CodingFamily, ...] | tuple[DialogueFamily, ...]:
        """The families of a kind that are drawn from."""
        if kind == "coding":
            return tuple(one for one in coding_families() if not self.only or one.name in self.only)
        return tuple(one for one in dialogue_families() if not self.only or one.name in self.only)

    def quotas(self, kind: Kind, split: Split) -> dict[str, int]:
        """Family to its number of items in a split; families held out are in the test split only.

        The numbers follow the families' weights and add up to the split's share.
        """
        total = self.n_coding if kind == "coding" else self.n_dialogues
        wanted = _apportioned(total, dict(SHARES))[split]
        weights = {
            one.name: one.weight if isinstance(one, DialogueFamily) else 1.0
            for one in self.families(kind)
            if split == "test" or not one.held_out
        }
        return _apportioned(wanted, weights) if weights else {}


def _apportioned(total: int, weights: Mapping[_K, float]) -> dict[_K, int]:
    """Whole numbers in proportion to weights that add up to a total (largest remainders)."""
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items()}
    found = {key: int(share) for key, share in exact.items()}
    rest = sorted(exact, key=lambda key: (found[key] - exact[key], key))
    for key in rest[: total - sum(found.values())]:
        found[key] += 1
    return found
