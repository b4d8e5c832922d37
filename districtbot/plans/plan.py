"""A district plan: one district number for each unit."""

import hashlib
import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.numbers import counted
from districtbot.ground.errors import AskError, some_of


@dataclass(frozen=True, eq=False)
class Plan:
    """Which district each unit belongs to.

    Attributes:
        unit_ids: The units' ids as text, in map order.
        district: District of each unit, 1..k, shape (n,), int32, same order.
        names: The label of each district, ``names[0]`` for district 1; ``"1"``.. by default.
    """

    unit_ids: tuple[str, ...]
    district: NDArray[np.int32]
    names: tuple[str, ...]

    @property
    def n_districts(self) -> int:
        """Number of districts."""
        return len(self.names)

    @property
    def sha256(self) -> str:
        """Hash of the plan as ``plan.csv`` holds it."""
        return hashlib.sha256(self.csv().encode()).hexdigest()

    @property
    def key(self) -> str:
        """The same for plans with the same districts, whatever their numbers and names."""
        _, first, place = np.unique(self.district, return_index=True, return_inverse=True)
        order = np.argsort(np.argsort(first))
        digest = hashlib.sha256("\n".join(self.unit_ids).encode())
        digest.update(order[place].astype("<i4").tobytes())
        return digest.hexdigest()[:16]

    def csv(self) -> str:
        """The plan as a CSV file with the header ``unit,district``, in map order."""
        import csv
        import io

        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["unit", "district"])
        names = [self.names[number - 1] for number in self.district]
        writer.writerows(zip(self.unit_ids, names, strict=True))
        return text.getvalue()


def plan_of(unit_ids: tuple[str, ...], labels: NDArray[np.generic]) -> Plan:
    """A plan from any labels; districts are numbered in the natural order of the labels.

    Numbers in labels sort as numbers: ``2`` before ``10``, ``S2`` before ``S10``.

    Args:
        unit_ids: The units' ids in map order.
        labels: The district label of each unit, shape (n,). An empty label means unassigned.

    Raises:
        AskError: If a unit has no district.
    """
    texts = np.asarray(labels).astype(np.str_)
    empty = np.flatnonzero(np.char.str_len(texts) == 0)
    if len(empty):
        missing = some_of(unit_ids[index] for index in empty)
        raise AskError(
            f"No district for {counted(len(empty), 'unit')}: {missing}.",
            "Give each unit of the map a district.",
        )
    names, inverse = np.unique(texts, return_inverse=True)
    order = sorted(range(len(names)), key=lambda index: _natural(str(names[index])))
    number = np.empty(len(names), dtype=np.int32)
    number[order] = np.arange(1, len(names) + 1)
    return Plan(unit_ids, number[inverse], tuple(str(names[index]) for index in order))


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts ``2`` before ``10`` and ``S2`` before ``S10``."""
    parts = [part for part in re.split(r"(\d+)", name) if part]
    digits = [part.lstrip("0") if part.isdecimal() else None for part in parts]
    return tuple(
        (1, 0, part) if number is None else (0, len(number), number)
        for part, number in zip(parts, digits, strict=True)
    )
