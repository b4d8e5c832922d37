"""Reading an ensemble: its plans one by one, its measures as tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from binary_ensemble import BendlDecoder
from numpy.typing import NDArray

from districtbot.ground.errors import AskError, some_of
from districtbot.plans.ensemble.store import MEASURES, PARTS, PLANS, read_summary
from districtbot.plans.ensemble.work import PLAN_HASH

Floats = NDArray[np.float64]

KEYS = ("chain", "step", PLAN_HASH)
"""The columns of the measures that measure nothing."""
_ROWS = 2**16


@dataclass(frozen=True)
class Measures:
    """The measures of all plans of an ensemble, read from its Parquet file piece by piece.

    Attributes:
        path: The file.
        chains: Number of chains; each has the same number of plans, one chain after another.
    """

    path: Path
    chains: int

    @cached_property
    def _schema(self) -> Any:
        return pq.read_schema(self.path)

    @cached_property
    def n_plans(self) -> int:
        """Number of plans."""
        return int(pq.read_metadata(self.path).num_rows)

    @property
    def names(self) -> tuple[str, ...]:
        """The measures."""
        return tuple(name for name in self._schema.names if name not in KEYS)

    @cached_property
    def n_districts(self) -> int:
        """Districts of each plan; 0 where no measure has a number for each."""
        sizes = (self._schema.field(name).type for name in self.names if self.by_district(name))
        return int(next((size.list_size for size in sizes), 0))

    def by_district(self, name: str) -> bool:
        """Whether a measure has a number for each district rather than one for the plan."""
        return bool(pa.types.is_fixed_size_list(self._schema.field(name).type))

    def pieces(self, name: str) -> Iterator[NDArray[Any]]:
        """A column in the order of the plans: pieces of shape (rows,) or (rows, k)."""
        self._check(name)
        with pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(_ROWS, columns=[name]):
                yield _array(batch.column(0))

    def thinned(self, name: str, most: int) -> NDArray[Any]:
        """Every so many values of each chain, so that there are at most so many in all.

        Args:
            name: The measure.
            most: How many plans at most; one of each chain at least.

        Returns:
            Shape (chains, draws) or (chains, draws, k).
        """
        per_chain = self.n_plans // self.chains
        every = -(-self.n_plans // most)
        every = min(every, per_chain)
        taken, start = [], 0
        for piece in self.pieces(name):
            within = np.arange(start, start + len(piece)) % per_chain
            taken.append(piece[(within + 1) % every == 0])
            start += len(piece)
        values = np.concatenate(taken)
        return values.reshape(self.chains, -1, *values.shape[1:])

    def _check(self, name: str) -> None:
        if name not in self._schema.names:
            raise AskError(
                f"The ensemble has no measure {name!r}.", f"It has: {some_of(self.names, 40)}."
            )


def _array(column: pa.Array) -> NDArray[Any]:
    if pa.types.is_fixed_size_list(column.type):
        flat = column.flatten().to_numpy(zero_copy_only=False)
        wide: NDArray[Any] = flat.reshape(len(column), column.type.list_size)
        return wide
    values: NDArray[Any] = column.to_numpy(zero_copy_only=False)
    return values


@dataclass(frozen=True)
class Ensemble:
    """A finished ensemble on disk.

    Attributes:
        folder: The folder.
        summary: What ``summary.json`` holds: rules, seed, versions, diagnostics.
    """

    folder: Path
    summary: dict[str, Any]

    @property
    def n_plans(self) -> int:
        """Number of plans, chain after chain."""
        return int(self.summary["plans"])

    @property
    def chains(self) -> int:
        """Number of chains."""
        return int(self.summary["chains"])

    @property
    def columns(self) -> Measures:
        """The measures, to be read piece by piece."""
        return Measures(self.folder / MEASURES, self.chains)

    def plans(self, every: int = 1) -> Iterator[NDArray[np.int32]]:
        """The plans: district of each unit, 1..k, in the map's order; shape (n_units,).

        Args:
            every: Give the last of every so many plans.
        """
        for plan in BendlDecoder(self.folder / PLANS).subsample_every(every, every - 1):
            yield np.array(plan, dtype=np.int32)

    def plan(self, index: int) -> NDArray[np.int32]:
        """One plan; row ``index`` of the measures belongs to it."""
        return np.array(BendlDecoder(self.folder / PLANS).lookup(index), dtype=np.int32)

    def measures(self, *names: str) -> pd.DataFrame:
        """The measures that have one number a plan, with ``chain`` and ``step``.

        Args:
            *names: Which; all by default. One with a number for each district becomes as many
                columns, ``name_1`` to ``name_k``, by the plan's own district numbers.
        """
        held = self.columns
        wanted = names or tuple(name for name in held.names if not held.by_district(name))
        found: dict[str, NDArray[Any]] = {}
        for name in ("chain", "step", *wanted):
            values = np.concatenate(list(held.pieces(name)))
            if values.ndim == 1:
                found[name] = values
            else:
                found |= {
                    f"{name}_{place + 1}": values[:, place] for place in range(values.shape[1])
                }
        return pd.DataFrame(found)

    def district_measure(self, name: str) -> Floats:
        """A measure of districts; shape (n_plans, k), by the plan's own district numbers."""
        return np.concatenate(list(self.columns.pieces(name)))


def open_ensemble(folder: str | Path) -> Ensemble:
    """Open a finished ensemble.

    Raises:
        AskError: If the folder holds none, or one that is not finished.
    """
    path = Path(folder)
    summary = read_summary(path)
    if summary is None:
        if (path / PARTS).is_dir():
            raise AskError(
                f"The ensemble in {path} is not finished.",
                "Run the command that began it once more; it goes on where it stopped.",
            )
        raise AskError(
            f"There is no ensemble in {path}.", "Draw one with `districtbot ensemble MAP`."
        )
    missing = [name for name in (PLANS, MEASURES) if not (path / name).is_file()]
    if missing:
        raise AskError(
            f"The ensemble in {path} lacks {some_of(missing)}.",
            "Put it back, or draw the ensemble anew.",
        )
    return Ensemble(path, summary)
