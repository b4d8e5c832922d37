"""The folder of a run that works on files: what is put there, and what comes back."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from districtbot.ground.errors import AskError
from districtbot.tools.sandbox.limits import Limits

LONGEST = 200
"""Characters of a file's name, with its folders."""

Mark = tuple[int, int, int]
"""What tells whether a file was changed, as no code can set it."""


@dataclass(frozen=True, slots=True)
class Scratch:
    """A folder for one run.

    Attributes:
        path: The folder.
        given: The files that were put there, and their marks.
        limits: How much it may hold.
    """

    path: Path
    given: Mapping[str, Mark]
    limits: Limits


def lay_out(home: Path, files: Mapping[str, Path], limits: Limits) -> Scratch:
    """Make a folder with copies of files.

    Args:
        home: Where the folder is made.
        files: Name in the folder to file.
        limits: How much it may hold.

    Raises:
        AskError: If a name leads out of the folder or a file cannot be read.
    """
    path = Path(tempfile.mkdtemp(prefix="run-", dir=home))
    given: dict[str, Mark] = {}
    for name, source in sorted(files.items()):
        if not _is_plain(name):
            raise AskError(f"{name!r} is no name of a file in a folder.", "Give a plain name.")
        target = path / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        except OSError as error:
            raise AskError(
                f"{name} cannot be read: {error.strerror or error}.", "Check the file."
            ) from error
        given[name] = _mark(target.lstat())
    return Scratch(path, given, limits)


def overfull(scratch: Scratch) -> bool:
    """Whether the folder holds more than it may; holes in files count, as they are read too."""
    n_bytes = 0
    for n_files, (_, found) in enumerate(_walk(scratch.path), 1):
        n_bytes += max(found.st_size, 512 * getattr(found, "st_blocks", 0))
        if n_files > scratch.limits.folder_files or n_bytes > scratch.limits.folder_bytes:
            return True
    return False


def gathered(scratch: Scratch) -> dict[str, bytes]:
    """The files in the folder that were made or changed, when nobody works there any more.

    What is no plain file, has a second name elsewhere, or a name that is no text, is left out.
    """
    found: dict[str, bytes] = {}
    for path, status in sorted(_walk(scratch.path)):
        name = path.relative_to(scratch.path).as_posix()
        changed = scratch.given.get(name) != _mark(status)
        if stat.S_ISREG(status.st_mode) and status.st_nlink == 1 and changed and _is_plain(name):
            flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
            with suppress(OSError), os.fdopen(os.open(path, flags), "rb") as file:
                found[name] = file.read(scratch.limits.file_bytes)
    return found


def remove(path: Path) -> None:
    """Remove a folder and all in it, however deep, also where its rights were taken away."""
    with suppress(OSError):
        path.chmod(0o700)
        for part, status in reversed([*_walk(path, open_up=True)]):
            with suppress(OSError):
                (part.rmdir if stat.S_ISDIR(status.st_mode) else part.unlink)()
        shutil.rmtree(path, ignore_errors=True)  # it also gets at what no path is long enough for


def _walk(folder: Path, *, open_up: bool = False) -> Iterator[tuple[Path, os.stat_result]]:
    """Everything below a folder, a folder before what is in it; links are not followed."""
    waiting = [folder]
    while waiting:
        with suppress(OSError):
            for path in sorted(waiting.pop().iterdir()):
                status = path.lstat()
                if stat.S_ISDIR(status.st_mode):
                    waiting.append(path)
                    if open_up:
                        path.chmod(0o700)
                yield path, status


def _mark(status: os.stat_result) -> Mark:
    return status.st_ino, status.st_ctime_ns, status.st_size


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    plain = name.isprintable() and "\\" not in name and 0 < len(name) <= LONGEST
    return plain and not path.is_absolute() and ".." not in path.parts and str(path) == name
