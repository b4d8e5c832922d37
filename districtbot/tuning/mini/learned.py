"""How much of held-out rows a network has learned: lines right in every symbol, and how sure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from districtbot.tuning.mini.network import Network, mixed
from districtbot.tuning.mini.packing import Tokens, batches_in_order


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of held-out rows, each line being right where its every token is the likeliest.

    Attributes:
        right: Whether each row's line is right; ``(rows,)``.
        chance: Probability (0..1) of each row's line; ``(rows,)``.
        families: The family of each row.
    """

    right: NDArray[np.bool_]
    chance: NDArray[np.float64]
    families: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share (0..1) of lines that are right."""
        return float(self.right.mean()) if len(self.right) else 0.0

    def by_family(self) -> dict[str, tuple[int, int]]:
        """Lines that are right and all lines, of each family."""
        right: Counter[str] = Counter()
        total: Counter[str] = Counter()
        for family, ok in zip(self.families, self.right, strict=True):
            total[family] += 1
            right[family] += int(ok)
        return {name: (right[name], n) for name, n in sorted(total.items())}


def learned(
    network: Network, tokens: Tokens, families: Sequence[str], *, t: int, pad: int
) -> Learned:
    """Try a network on rows.

    Args:
        network: The network.
        tokens: The rows.
        families: The family of each.
        t: Tokens of the longest row that is tried; longer ones count as wrong.
        pad: The token that fills up.
    """
    right = np.zeros(len(tokens), dtype=bool)
    chance = np.zeros(len(tokens))
    network.eval()
    with torch.inference_mode(), mixed():
        for owners, batch in batches_in_order(tokens, n=16, t=t, pad=pad):
            parts = (batch.tokens, batch.places, batch.rows, batch.wanted)
            scores = network(*map(torch.from_numpy, parts)).float()
            targets = torch.from_numpy(batch.targets)
            ok = (scores.argmax(-1) == targets).numpy()
            log = torch.log_softmax(scores, -1).gather(1, targets[:, None])[:, 0].numpy()
            for row in np.unique(owners):
                mine = owners == row
                right[row] = bool(ok[mine].all())
                chance[row] = float(np.exp(log[mine].sum()))
    return Learned(right, chance, tuple(families))
