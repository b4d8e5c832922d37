"""Which weights a model's name stood for, so that results of others are not taken for theirs."""

import hashlib
from pathlib import Path

from districtbot.agent.models.mini.load import SHIPPED
from districtbot.agent.models.names import parse_name
from districtbot.agent.models.script import script_path
from districtbot.evals.sitters import FIXED

WHOLE = 1 << 30
"""Bytes of a file up to which its content counts; beyond, its size and its first and last piece."""
_PIECE = 1 << 20


def fingerprint(name: str) -> str | None:
    """A hash of the files behind a model's name; ``None`` where none lie on this machine.

    Args:
        name: The name, as ``--model`` takes it.

    Raises:
        AskError: If it is no name of a model.
    """
    if name in FIXED:
        return None
    places = [path for path in _places(name) if path.exists()]
    if not places:
        return None
    digest = hashlib.sha256()
    for number, place in enumerate(places):
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and not path.name.startswith("."):
                shown = path.relative_to(place).as_posix() if place.is_dir() else ""
                digest.update(f"{number} {shown} {path.stat().st_size} ".encode())
                digest.update(_content(path))
    return digest.hexdigest()


def _places(name: str) -> list[Path]:
    """The files and folders that a model is made of."""
    parts = parse_name(name)
    match parts.kind:
        case "mini":
            return [Path(parts.target).expanduser() if parts.target else SHIPPED]
        case "hf":
            adapter = parts.settings.get("adapter")
            return [Path(one).expanduser() for one in (parts.target, adapter) if one]
        case "gguf":
            return [Path(parts.target).expanduser()]
        case "scripted":
            return [script_path(parts.target)]
        case "openai":
            return []


def _content(path: Path) -> bytes:
    """A hash of a file, or of its ends where it is very large."""
    with path.open("rb") as file:
        if path.stat().st_size <= WHOLE:
            return hashlib.file_digest(file, "sha256").digest()
        head = file.read(_PIECE)
        file.seek(-_PIECE, 2)
        return hashlib.sha256(head + file.read(_PIECE)).digest()
