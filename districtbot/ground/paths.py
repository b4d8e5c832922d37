"""Folders of the user's, content hashes, and writing that leaves nothing half-done."""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from districtbot.ground.errors import AskError


def cache_dir() -> Path:
    """The user's cache folder for districtbot (``$DISTRICTBOT_CACHE`` overrides it)."""
    override = os.environ.get("DISTRICTBOT_CACHE")
    if override:
        return Path(override)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "districtbot"


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def all_or_nothing(folder: Path, owned: Iterable[str] = ()) -> Iterator[Path]:
    """A scratch folder whose files move into ``folder`` only when the block ends well.

    Files of an earlier run with the same names are replaced; other files stay.

    Args:
        folder: Where the files belong; made if it is not there.
        owned: Names of files of an earlier run that go away when they are not written anew.

    Raises:
        AskError: If ``folder`` is a file, cannot be written, or the disk is full; then
            nothing in it has changed.
    """
    check_writable(folder)
    made = [part for part in [folder, *folder.parents] if not part.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".districtbot-", dir=folder))
    except OSError as error:
        raise cannot_write(folder, error) from error
    try:
        yield scratch
        written = sorted(scratch.iterdir())
        for file in written:
            file.replace(folder / file.name)
        for name in set(owned) - {file.name for file in written}:
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        for part in made:
            if part.is_dir() and not any(part.iterdir()):
                part.rmdir()


def check_writable(folder: Path) -> None:
    """Refuse a result folder that is a file or cannot be written, before any work is done.

    Raises:
        AskError: With what is in the way.
    """
    if folder.exists() and not folder.is_dir():
        raise AskError(f"{folder} is a file, not a folder.", "Name another folder with --out.")
    nearest = next(part for part in [folder, *folder.parents] if part.exists())
    if not nearest.is_dir():
        raise AskError(f"{nearest} is a file, not a folder.", "Name another folder with --out.")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise AskError(
            f"The folder {nearest} cannot be written to.", "Name another folder with --out."
        )


def cannot_write(folder: Path, error: OSError) -> AskError:
    """What to say when writing a result fails."""
    return AskError(
        f"The results could not be written to {folder}: {error.strerror or error}.",
        "Free some space or name another folder with --out; nothing was left half-written.",
    )
