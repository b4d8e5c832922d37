"""Writes a set to its folder: items, maps, schema, manifest and card."""

import json
from pathlib import Path
from typing import Any

from districtbot.ground.errors import AskError
from districtbot.ground.paths import write_whole
from districtbot.ground.seeds import seed_of
from districtbot.problems.card import card_of
from districtbot.problems.families import all_families
from districtbot.problems.generate import PARTS, Made
from districtbot.problems.item import Item, schema
from districtbot.problems.leaks import ALIKE, N_WORDS, kept_out
from districtbot.problems.shelf import (
    CARD,
    MANIFEST,
    MAPS,
    SCHEMA,
    file_of,
    read_manifest,
    sha256_of,
    write_items,
    write_lines,
)
from districtbot.problems.spec import SetSpec
from districtbot.problems.stamp import stamp
from districtbot.problems.statistics import Tally

LICENCE = "MIT"


def check_folder(folder: Path, spec: SetSpec) -> None:
    """Refuse a folder that holds something else: nothing of a person's is written over.

    Raises:
        AskError: If it holds another set, or other files.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise AskError(f"{folder} is a file.", "Name a folder with --out.")
    there = [one.name for one in folder.iterdir() if one.name != PARTS]
    if not there:
        return
    if MANIFEST not in there:
        raise AskError(f"{folder} holds other files.", "Name another folder with --out.")
    old = read_manifest(folder)
    if (old["name"], old["seed"]) != (spec.name, spec.seed):
        raise AskError(
            f"{folder} holds the set {old['name']} with seed {old['seed']}.",
            "Name another folder with --out.",
        )


def write_set(
    folder: Path, spec: SetSpec, made: Made, paraphrase: str | None = None
) -> dict[str, Any]:
    """Write a set.

    Args:
        folder: Where; made if it is not there.
        spec: What the set was to be.
        made: What was made.
        paraphrase: The model that reworded the questions, if one did.

    Returns:
        The manifest.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts: dict[str, Any] = {}
    for (kind, split), items in sorted(made.items.items()):
        name = file_of(kind, split)
        path = folder / name
        path.unlink(missing_ok=True)
        if not items:
            continue
        write_items(path, in_order(items))
        tally = Tally()
        for item in items:
            tally.add(item)
        counts[name] = {"sha256": sha256_of(path), "bytes": path.stat().st_size, **tally.data()}
    write_lines(folder / MAPS, (json.dumps(one, ensure_ascii=False) for one in made.maps))
    write_whole(folder / SCHEMA, json.dumps(schema(), indent=1) + "\n")
    manifest = _manifest(spec, made, counts, folder)
    if paraphrase is not None:
        manifest["paraphrased_by"] = paraphrase
    write_whole(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    write_whole(folder / CARD, card_of(manifest))
    return manifest


def in_order(items: list[Item]) -> list[Item]:
    """Items of all families mixed, always in the same order."""
    return sorted(items, key=lambda item: seed_of("order", item.id))


def _manifest(spec: SetSpec, made: Made, counts: dict[str, Any], folder: Path) -> dict[str, Any]:
    families = all_families()
    return {
        "name": spec.name,
        "seed": spec.seed,
        "licence": LICENCE,
        "command": command_of(spec),
        "n_coding": spec.n_coding,
        "n_dialogues": spec.n_dialogues,
        "only": list(spec.only),
        "real_maps": [path.name for path in spec.real_maps],
        "n_maps": dict(spec.n_maps),
        "files": {
            **counts,
            MAPS: {"sha256": sha256_of(folder / MAPS), "items": len(made.maps)},
        },
        "families": {one.name: one.version for one in families},
        "held_out_families": sorted(one.name for one in families if one.held_out),
        "refused": dict(sorted(made.refused.items())),
        "fewer_than_wanted": dict(sorted(made.short.items())),
        "near_duplicates": {
            "words_of_a_run": N_WORDS,
            "share_of_common_runs": ALIKE,
            "texts_kept_out": len(kept_out()),
        },
        "versions": stamp(),
    }


def command_of(spec: SetSpec) -> str:
    """The command that makes the set."""
    parts = [
        "districtbot problems generate",
        f"--name {spec.name} --seed {spec.seed}",
        f"--coding {spec.n_coding} --dialogues {spec.n_dialogues}",
        *(f"--family {name}" for name in spec.only),
        *(f"--map {path.name}" for path in spec.real_maps),
    ]
    return " ".join(parts)
