"""``session.json``: what is known of a session without opening its map."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from districtbot.geo.options import MapOptions
from districtbot.ground.errors import AskError
from districtbot.ground.paths import cannot_write, write_whole
from districtbot.ground.quoting import plain

NAME = "session.json"
VERSION = 1


@dataclass(frozen=True, slots=True)
class About:
    """What ``session.json`` says.

    Attributes:
        map: The map file.
        map_sha256: Hash of it.
        options: How it is read.
        model: The model that was used last; empty where none was chosen.
        created: When it was opened first, UTC, to the second.
        last_used: When a turn ended last, or it was opened.
        turns: Messages of the person so far.
    """

    map: Path
    map_sha256: str
    options: MapOptions
    model: str
    created: datetime
    last_used: datetime
    turns: int


def now() -> datetime:
    """The time in UTC to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def write_about(folder: Path, about: About) -> None:
    """Write ``session.json``; a program killed meanwhile leaves the one before.

    Raises:
        AskError: If it cannot be written.
    """
    data = {
        "version": VERSION,
        "map": str(about.map),
        "map_sha256": about.map_sha256,
        "options": asdict(about.options),
        "model": about.model,
        "created": about.created.isoformat(),
        "last_used": about.last_used.isoformat(),
        "turns": about.turns,
    }
    try:
        write_whole(folder / NAME, json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    except OSError as error:
        raise cannot_write(folder, error) from error


def read_about(folder: Path) -> About:
    """What ``session.json`` in a folder says.

    Raises:
        AskError: If it is missing, damaged or of another version.
    """
    try:
        data = json.loads((folder / NAME).read_bytes())
    except OSError as error:
        raise damaged(folder.name, f"{NAME} cannot be read") from error
    except (ValueError, RecursionError) as error:
        raise damaged(folder.name, f"{NAME} is not JSON") from error
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise damaged(folder.name, f"{NAME} is of another version of districtbot")
    try:
        return _about_of(data)
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(folder.name, f"{NAME} is not as it was written ({plain(error)})") from error


def damaged(name: str, why: str) -> AskError:
    """What to say of a session that cannot be used any more."""
    return AskError(
        f"The session {name} is damaged: {why}.",
        f"`districtbot sessions delete {name}` removes it.",
    )


def _about_of(data: dict[str, Any]) -> About:
    return About(
        map=Path(data["map"]),
        map_sha256=str(data["map_sha256"]),
        options=MapOptions(**data["options"]),
        model=str(data["model"]),
        created=_time_of(data["created"]),
        last_used=_time_of(data["last_used"]),
        turns=int(data["turns"]),
    )


def _time_of(text: str) -> datetime:
    """A time with its zone.

    Raises:
        ValueError: If it is none, or has no zone.
    """
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time without a zone")
    return found.astimezone(UTC)
