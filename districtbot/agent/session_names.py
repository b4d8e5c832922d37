"""Names of sessions, which are names of folders on any system."""

import itertools
import re
import unicodedata
from pathlib import Path

from districtbot.ground.errors import AskError
from districtbot.ground.paths import data_dir
from districtbot.ground.quoting import plain

MOST_LETTERS = 60
_DEVICES = {"con", "prn", "aux", "nul", "clock$"}
_DEVICE_PORT = re.compile(r"(com|lpt)\d")
_NAME = re.compile(r"[^\W_](?:[\w.-]*\w)?")


def sessions_dir() -> Path:
    """The folder of all sessions; it may not be there yet."""
    return data_dir() / "sessions"


def folder_of(name: str) -> Path:
    """The folder of a session, whether it is there or not.

    Raises:
        AskError: If this cannot name a session.
    """
    return sessions_dir() / checked_name(name)


def checked_name(name: str) -> str:
    """The name in its plainest form, if a folder can have it on any system.

    Raises:
        AskError: If it is empty, too long, a path, or means something else to a system.
    """
    wanted = unicodedata.normalize("NFC", name.strip())
    stem = wanted.split(".")[0].casefold()
    if stem in _DEVICES or _DEVICE_PORT.fullmatch(stem):
        raise AskError(f"{plain(name)!r} means a device on some systems.", "Give another name.")
    if not _NAME.fullmatch(wanted) or len(wanted.encode()) > MOST_LETTERS or ".." in wanted:
        raise AskError(
            f"{plain(name)!r} cannot name a session.",
            f"Use letters, digits, - and _, at most {MOST_LETTERS}.",
        )
    return wanted


def new_folder(map_path: Path) -> Path:
    """Make the folder of a session without a name: the map's name and the first free number.

    Raises:
        OSError: If it cannot be made.
    """
    words = re.sub(r"[^a-z0-9]+", "-", map_path.name.split(".")[0].lower()).strip("-")
    stem = words[: MOST_LETTERS - 10].strip("-") or "map"
    for number in itertools.count(1):
        folder = folder_of(f"{stem}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            continue
        return folder
    raise OverflowError("out of numbers")
