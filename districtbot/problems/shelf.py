"""A set as it lies in a folder: its files, how a line is written and read.

```
manifest.json                what made it, how many there are of what, a hash of every file
README.md                    the card
schema.json                  JSON schema of a line
maps.jsonl                   one line a map
coding.SPLIT.jsonl.gz        one line a coding problem
dialogues.SPLIT.jsonl.gz     one line a dialogue
```

What has another shape from line to line (arguments of tools, answers) is written as JSON text, so
that every column of a table has one type.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from districtbot.ground.errors import AskError
from districtbot.problems.item import ITEM, Item
from districtbot.problems.spec import KINDS, Kind
from districtbot.problems.split import SPLITS, Split

MANIFEST = "manifest.json"
CARD = "README.md"
SCHEMA = "schema.json"
MAPS = "maps.jsonl"
STEMS: dict[Kind, str] = {"coding": "coding", "dialogue": "dialogues"}
"""How the names of the files of each kind begin."""
_AS_TEXT = ("answer", "params")
_IN_TURNS = "means"
_IN_STEPS = "args"


def file_of(kind: Kind, split: Split) -> str:
    """The name of the file that holds the items of a kind in a split."""
    return f"{STEMS[kind]}.{split}.jsonl.gz"


def line_of(item: Item) -> dict[str, Any]:
    """An item as a line of a set holds it."""
    data = item.model_dump(mode="json")
    for name in _AS_TEXT:
        if name in data:
            data[name] = _packed(data[name])
    for turn in data.get("turns", ()):
        turn[_IN_TURNS] = _packed(turn[_IN_TURNS])
        for step in turn["steps"]:
            step[_IN_STEPS] = _packed(step[_IN_STEPS])
    return data


def item_of(line: dict[str, Any]) -> Item:
    """An item from a line.

    Raises:
        AskError: If it is none.
    """
    try:
        data = {**line}
        for name in _AS_TEXT:
            if name in data:
                data[name] = json.loads(data[name])
        if "turns" in data:
            data["turns"] = [_turn(turn) for turn in data["turns"]]
        return ITEM.validate_python(data)
    except (ValidationError, ValueError, TypeError, KeyError) as error:
        name = line.get("id", "?") if isinstance(line, dict) else "?"
        raise AskError(
            f"The item {name} is not one of a problem set.", f"See {SCHEMA} of the set."
        ) from error


def _turn(turn: dict[str, Any]) -> dict[str, Any]:
    steps = [{**step, _IN_STEPS: json.loads(step[_IN_STEPS])} for step in turn["steps"]]
    return {**turn, _IN_TURNS: json.loads(turn[_IN_TURNS]), "steps": steps}


def _packed(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def write_items(path: Path, items: Iterable[Item]) -> None:
    """Write items, one a line; the same items give the same bytes."""
    lines = (json.dumps(line_of(item), ensure_ascii=False) for item in items)
    write_lines(path, lines)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines, compressed where the name ends in ``.gz``; whole or not at all."""
    text = "".join(f"{line}\n" for line in lines).encode()
    scratch = path.with_name(f".{path.name}")
    scratch.write_bytes(gzip.compress(text, 9, mtime=0) if path.suffix == ".gz" else text)
    scratch.replace(path)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file of a set.

    Raises:
        AskError: If it cannot be read.
    """
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode()
        for line in text.splitlines():
            if line.strip():
                yield json.loads(line)
    except (OSError, EOFError, ValueError) as error:
        raise AskError(
            f"{path} cannot be read as lines of JSON: {error}.",
            "Name a set that `districtbot problems generate` wrote, or a file of one.",
        ) from error


def read_items(path: Path, kind: Kind | None = None, split: Split | None = None) -> Iterator[Item]:
    """The items of a set, or of one file of it.

    Args:
        path: The set's folder, or a file.
        kind: Only these.
        split: Only these.

    Raises:
        AskError: If there are none, or a file is damaged.
    """
    for one in files_of(path, kind, split):
        for line in read_lines(one):
            item = item_of(line)
            if kind in (None, item.kind) and split in (None, item.split):
                yield item


def files_of(path: Path, kind: Kind | None = None, split: Split | None = None) -> list[Path]:
    """The files of items of a set.

    Raises:
        AskError: If there are none.
    """
    if path.is_file():
        return [path]
    names = (
        file_of(a_kind, a_split)
        for a_kind in KINDS
        if kind in (None, a_kind)
        for a_split in SPLITS
        if split in (None, a_split)
    )
    found = [path / name for name in names if (path / name).is_file()]
    if not found:
        raise AskError(
            f"There is no problem set in {path}.",
            "Make one with `districtbot problems generate --out DIR`.",
        )
    return found


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a set.

    Raises:
        AskError: If there is none.
    """
    folder = folder if folder.is_dir() else folder.parent
    try:
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise AskError(
            f"There is no {MANIFEST} in {folder}.",
            "Name the folder that `districtbot problems generate` wrote.",
        ) from error
    return found


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
