"""Where pictures go: names that tell what they show, and nothing of anybody's replaced."""

import re
from pathlib import Path

from districtbot.ground.errors import AskError
from districtbot.ground.paths import cannot_write, check_name, check_writable
from districtbot.tools.desk.desk import Desk

FOLDER = "pictures"
MOST_LETTERS = 80
MOST_OF_ONE_NAME = 10_000


def picture_path(desk: Desk, *words: str, suffix: str = ".png") -> Path:
    """A new file in the desk's folder of pictures, named by some words.

    Args:
        desk: The desk.
        *words: What it shows, from the general to the particular; empty ones are left out.
        suffix: Its ending; empty for a folder.

    Raises:
        AskError: If the folder cannot be written.
    """
    folder = desk.out / FOLDER
    check_writable(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    kept = (re.sub(r"[^A-Za-z0-9]+", "-", word).strip("-").lower() for word in words)
    stem = "-".join(word for word in kept if word)[:MOST_LETTERS].strip("-") or "picture"
    for number in range(1, MOST_OF_ONE_NAME):
        path = folder / f"{stem}{'' if number == 1 else f'-{number}'}{suffix}"
        if not path.exists():
            check_name(path)
            return path
    raise AskError(f"{folder} is full of pictures called {stem}.", "Move some of them away.")
