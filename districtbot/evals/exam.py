"""What an exam is: a problem set, which items of it, and how they are sat."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from districtbot.ground.errors import AskError, some_of
from districtbot.ground.seeds import rng_of
from districtbot.problems.item import Item
from districtbot.problems.shelf import MANIFEST, files_of, read_items, read_manifest, sha256_of
from districtbot.problems.source import Source
from districtbot.problems.spec import Kind
from districtbot.problems.split import Split
from districtbot.problems.verify import source_of


@dataclass(frozen=True, slots=True)
class ExamSpec:
    """An exam; the same one is the same questions in the same order.

    Attributes:
        path: The problem set: its folder, or a file of it.
        split: Only items of this split.
        kind: Only these; both by default.
        sample: So many items of each kind, at random; all by default.
        seed: Which.
        families: Only of these families.
        levels: Only of these levels.
        maps: The real maps that the set was made on, if it was.
        tries: How often each coding problem is tried.
        temperature: Of the tries, where there are several; 0 else.
        seconds: Wall-clock seconds for an item.
    """

    path: Path
    split: Split = "test"
    kind: Kind | None = None
    sample: int | None = None
    seed: int = 1
    families: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    maps: tuple[Path, ...] = ()
    tries: int = 1
    temperature: float = 0.0
    seconds: float = 300.0

    def data(self) -> dict[str, Any]:
        """What must be the same for results to be joined, and for others to cite."""
        manifest = read_manifest(self.path)
        files = files_of(self.path, self.kind, self.split)
        hashes = {one.name: sha256_of(one) for one in sorted(files)}
        folder = self.path if self.path.is_dir() else self.path.parent
        return {
            "set": f"{manifest['name']}-{manifest['seed']}",
            "manifest_sha256": sha256_of(folder / MANIFEST),
            "files_sha256": hashes,
            "split": self.split,
            "kind": self.kind,
            "sample": self.sample,
            "seed": self.seed,
            "families": sorted(self.families),
            "levels": sorted(self.levels),
            "tries": self.tries,
            "temperature": self.temperature,
            "seconds_an_item": self.seconds,
        }


@dataclass(frozen=True, slots=True)
class Exam:
    """An exam with its items.

    Attributes:
        spec: What it is.
        source: Where the items came from.
        items: The items, in the order of their ids.
        data: What must be the same for results to be joined.
    """

    spec: ExamSpec
    source: Source
    items: tuple[Item, ...]
    data: dict[str, Any]

    @property
    def keys(self) -> tuple[tuple[str, int], ...]:
        """Every item with every try of it."""
        return tuple(
            (item.id, sample)
            for item in self.items
            for sample in range(self.spec.tries if item.kind == "coding" else 1)
        )


def read_exam(spec: ExamSpec) -> Exam:
    """An exam with its items.

    Raises:
        AskError: If the set cannot be read, a family is none, or no item is left.
    """
    all_items = list(read_items(spec.path, spec.kind, spec.split))
    known = {item.family for item in all_items}
    strange = sorted(set(spec.families) - known)
    if strange:
        raise AskError(
            f"The {spec.split} split of {spec.path} has no family {some_of(strange)}.",
            "`districtbot problems stats SET` lists those there are.",
        )
    fitting = [
        item
        for item in all_items
        if item.family in (spec.families or known) and item.level in (spec.levels or (1, 2, 3))
    ]
    if not fitting:
        raise AskError(
            f"No item of {spec.path} is in the {spec.split} split and fits.",
            "Name other families or levels, or another split.",
        )
    items = sampled(fitting, spec.sample, spec.seed)
    text = "\n".join(item.model_dump_json() for item in items)
    data = {
        **spec.data(),
        "items": len(items),
        "items_sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    return Exam(spec, source_of(read_manifest(spec.path), spec.maps), items, data)


def sampled(items: Sequence[Item], sample: int | None, seed: int) -> tuple[Item, ...]:
    """So many items of each kind, at random; in the order of their ids."""
    order = sorted(items, key=lambda item: item.id)
    if sample is None:
        return tuple(order)
    found: list[Item] = []
    for kind in ("coding", "dialogue"):
        some = [item for item in order if item.kind == kind]
        found += rng_of("exam", seed, kind).sample(some, min(sample, len(some)))
    return tuple(sorted(found, key=lambda item: item.id))
