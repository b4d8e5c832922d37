"""Folders of the user's, content hashes, and writing that leaves nothing half-done."""

import errno
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from districtbot.ground.errors import AskError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the system says when a disk, or what one person may have of it, is full."""


def cache_dir() -> Path:
    """The user's cache folder for districtbot (``$DISTRICTBOT_CACHE`` overrides it)."""
    return _user_dir("CACHE", mac="Caches", linux=".cache")


def data_dir() -> Path:
    """The user's folder for what districtbot keeps (``$DISTRICTBOT_DATA`` overrides it)."""
    return _user_dir("DATA", mac="Application Support", linux=".local/share")


def _user_dir(kind: str, *, mac: str, linux: str) -> Path:
    """The folder of a kind that the system has for each user.

    Args:
        kind: As it stands in ``$DISTRICTBOT_KIND`` and ``$XDG_KIND_HOME``.
        mac: Folder in the user's ``Library``.
        linux: Folder in the user's own, where ``$XDG_KIND_HOME`` names none.
    """
    override = os.environ.get(f"DISTRICTBOT_{kind}")
    if override:
        return Path(override)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / mac
    else:
        base = Path(os.environ.get(f"XDG_{kind}_HOME") or Path.home() / linux)
    return base / "districtbot"


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a reader, or a program killed in between, finds the old or the new one.

    Raises:
        OSError: If it cannot be written; the old file is still there then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        scratch.write_text(text, encoding="utf-8", newline="")
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, as 64 hexadecimal digits.

    Raises:
        AskError: If the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise AskError(f"There is no file {path}.", "Check its name and folder.") from error
    except OSError as error:
        raise AskError(
            f"{path} cannot be read: {error.strerror or error}.", "Check whether you may read it."
        ) from error


def check_name(path: Path) -> None:
    """Refuse a path that cannot be written down as text, in results and on screens.

    Raises:
        AskError: If its name, or that of a folder above it, is not UTF-8 or has a zero byte in it.
    """
    name = str(path.absolute())
    if "\0" in name:
        raise AskError(f"The name {name!r} has a zero byte in it.", "Give another name.")
    try:
        name.encode()
    except UnicodeEncodeError as error:
        shown = name.encode(errors="replace").decode()
        raise AskError(
            f"The name {shown} is not UTF-8 text.", "Rename the file or folder."
        ) from error


@contextmanager
def all_or_nothing(folder: Path, owned: Iterable[str] = ()) -> Iterator[Path]:
    """A scratch folder whose files move into ``folder`` only when the block ends well.

    Files of an earlier run with the same names are replaced; other files stay. Files may lie in
    folders of their own, which come with the first file and go with the last.

    Args:
        folder: Where the files belong; made if it is not there.
        owned: Names of files of an earlier run that go away when they are not written anew;
            ``sub/name`` for one in a folder.

    Raises:
        AskError: If ``folder`` is a file, cannot be written, or the disk is full; then
            nothing in it has changed.
    """
    check_writable(folder)
    made = [part for part in [folder, *folder.parents] if not part.exists()]
    scratch: Path | None = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".districtbot-", dir=folder))
        yield scratch
        _swap(scratch, folder, owned)
    except OSError as error:
        raise cannot_write(folder, error) from error
    finally:
        if scratch is not None:
            shutil.rmtree(scratch, ignore_errors=True)
        for part in made:
            with suppress(OSError):
                part.rmdir()


def _swap(scratch: Path, folder: Path, owned: Iterable[str]) -> None:
    """Move the new files in and the old ones out; when that fails, put everything back."""
    files = (path.relative_to(scratch) for path in scratch.rglob("*") if not path.is_dir())
    new = sorted(path.as_posix() for path in files)
    old = [name for name in sorted({*new, *owned}) if os.path.lexists(folder / name)]
    for name in old:
        if (folder / name).is_dir():
            raise AskError(
                f"{folder / name} is a folder, where a file of the results belongs.",
                "Move it away or name another folder with --out.",
            )
    aside = scratch / "replaced"
    moves = [(folder / name, aside / name) for name in old]
    moves += [(scratch / name, folder / name) for name in new]
    inside = {(folder / name).parent for name in [*old, *new]} - {folder}
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
            done.append((source, target))
    except BaseException:
        for source, target in reversed(done):
            with suppress(OSError):
                target.replace(source)
        raise
    finally:
        for part in inside:
            with suppress(OSError):  # it still holds something
                part.rmdir()


def check_writable(folder: Path) -> None:
    """Refuse a result folder that is a file or cannot be written, before any work is done.

    Raises:
        AskError: With what is in the way.
    """
    todo = "Name another folder with --out."
    check_name(folder)
    try:
        folder.lstat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise cannot_write(folder, error) from error
    nearest = next(part for part in [folder, *folder.parents] if os.path.lexists(part))
    if not nearest.exists():
        raise AskError(f"{nearest} is a link that leads nowhere.", todo)
    if not nearest.is_dir():
        raise AskError(f"{nearest} is a file, not a folder.", todo)
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise AskError(f"The folder {nearest} cannot be written to.", todo)


def cannot_write(folder: Path, error: OSError) -> AskError:
    """What to say when writing a result fails."""
    todo = "Free some space or name" if error.errno in FULL else "Name"
    return AskError(
        f"The results could not be written to {folder}: {error.strerror or error}.",
        f"{todo} another folder with --out; nothing was left half-written.",
    )
