"""Which items of a set are learnt from, and which are looked at meanwhile."""

import difflib
from pathlib import Path

from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.ground.seeds import rng_of
from districtbot.problems.families import facts_of_families
from districtbot.problems.item import Item
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.shelf import read_items, read_manifest
from districtbot.problems.source import Source
from districtbot.problems.split import Split
from districtbot.problems.verify import source_of
from districtbot.tuning.recipe import DataPart


def chosen_items(data: DataPart, split: Split, n: int | None, seed: int) -> list[Item]:
    """Items of a split, by their ids; the same recipe chooses the same.

    Args:
        data: What is wanted of which set.
        split: Of which split.
        n: So many, drawn at random; ``None`` for all.
        seed: Of the draw.

    Raises:
        AskError: If there is no such set or family, or no item is left.
    """
    _check_families(data)
    kind = data.kinds[0] if len(set(data.kinds)) == 1 else None
    found = [
        item
        for item in read_items(data.folder, kind, split)
        if (not data.families or item.family in data.families) and item.family not in data.without
    ]
    if n is not None and n < len(found):
        found = rng_of("tune", seed, split).sample(found, n)
    if not found and n != 0:
        raise AskError(
            f"No item of {data.folder} is left: its split {split} has none of what data.kinds, "
            "data.families and data.without leave.",
            f"`districtbot problems stats {data.folder}` counts its items.",
        )
    return sorted(found, key=lambda item: item.id)


def source_in(data: DataPart) -> Source:
    """Where the items of a set came from, with its maps.

    Raises:
        AskError: If there is no set, or its real maps are not named.
    """
    return source_of(read_manifest(data.folder), [Path(one) for one in data.maps])


def map_of_item(source: Source, item: Item) -> MadeMap:
    """The map of an item."""
    if source.real_maps:
        names = [path.name for path in source.real_maps]
        return source.map(item.split, names.index(item.map))
    return source.map(item.split, int(item.map.rpartition("-")[2]))


def _check_families(data: DataPart) -> None:
    """Refuse families that there are not."""
    known = [one["family"] for one in facts_of_families()]
    faults = []
    for field, names in (("families", data.families), ("without", data.without)):
        for name in sorted(set(names) - set(known)):
            near = difflib.get_close_matches(name, known, n=1)
            meant = f" (did you mean {near[0]}?)" if near else ""
            faults.append(f"data.{field}: {plain(name, 60)}{meant}")
    both = sorted(set(data.families) & set(data.without))
    if both:
        faults.append(f"data.families and data.without both name {some_of(both)}")
    if faults:
        raise AskError(
            f"There is no such family: {'; '.join(faults)}.",
            "`districtbot problems families` lists them.",
        )
