"""Where a map's files lie: a folder or a zip file, and the refusal of unsafe zips."""

import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Protocol

from districtbot.ground.errors import AskError, some_of

MAX_UNPACKED_BYTES = 8 * 2**30
"""A zip that would unpack to more is refused."""
MAX_RATIO = 250.0
"""A zip that grows more than so many times is refused, once it is large..."""
RATIO_FROM_BYTES = 256 * 2**20
"""...that is, from this unpacked size on."""
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)
"""What damaged zips raise."""


class Place(Protocol):
    """A set of files that can be read by name."""

    @property
    def names(self) -> tuple[str, ...]:
        """The files, sorted."""

    def size(self, name: str) -> int:
        """Bytes of a file."""

    def head(self, name: str, n_bytes: int) -> bytes:
        """The first bytes of a file."""

    def read(self, name: str) -> bytes:
        """All bytes of a file."""

    def gdal_path(self, name: str) -> str:
        """What GDAL calls the file."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of one folder.

    Attributes:
        path: The folder.
    """

    path: Path

    @property
    def names(self) -> tuple[str, ...]:
        """The files, sorted."""
        with self._reading(""):
            return tuple(sorted(entry.name for entry in self.path.iterdir() if entry.is_file()))

    def size(self, name: str) -> int:
        """Bytes of a file."""
        with self._reading(name):
            return (self.path / name).stat().st_size

    def head(self, name: str, n_bytes: int) -> bytes:
        """The first bytes of a file."""
        with self._reading(name), (self.path / name).open("rb") as file:
            return file.read(n_bytes)

    def read(self, name: str) -> bytes:
        """All bytes of a file."""
        with self._reading(name):
            return (self.path / name).read_bytes()

    def gdal_path(self, name: str) -> str:
        """What GDAL calls the file."""
        return str((self.path / name).resolve())

    @contextmanager
    def _reading(self, name: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise AskError(
                f"{self.path / name} cannot be read: {error.strerror or error}.",
                "Check its name and whether you may read it.",
            ) from error


@dataclass(frozen=True, slots=True)
class Archive:
    """The files of a zip that has passed the checks.

    Attributes:
        path: The zip file.
        names: Its files, sorted, without what macOS adds (``__MACOSX``, ``.DS_Store``).
    """

    path: Path
    names: tuple[str, ...]

    def size(self, name: str) -> int:
        """Bytes of a file, unpacked."""
        with self._reading(name) as archive:
            return archive.getinfo(name).file_size

    def head(self, name: str, n_bytes: int) -> bytes:
        """The first bytes of a file."""
        with self._reading(name) as archive, archive.open(name) as file:
            return file.read(n_bytes)

    def read(self, name: str) -> bytes:
        """All bytes of a file."""
        with self._reading(name) as archive:
            return archive.read(name)

    def gdal_path(self, name: str) -> str:
        """What GDAL calls the file."""
        return f"/vsizip/{{{self.path.resolve().as_posix()}}}/{name}"

    @contextmanager
    def _reading(self, name: str) -> Iterator[zipfile.ZipFile]:
        try:
            with zipfile.ZipFile(self.path) as archive:
                yield archive
        except ZIP_ERRORS as error:
            raise AskError(
                f"{name} in {self.path.name} cannot be unpacked: it is damaged, or packed in an "
                "unusual way.",
                "Download the zip or pack it again.",
            ) from error


def open_archive(path: Path) -> Archive:
    """Check a zip and list its files, before anything is unpacked.

    Raises:
        AskError: If it is no zip, empty, encrypted, would unpack to an absurd size, or has
            members that are links, lie outside its folder, or share a name.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except ZIP_ERRORS as error:
        raise AskError(
            f"{path.name} is not a zip file, or is damaged or cut short.",
            "Download or pack it again.",
        ) from error
    _check_names(path, members)
    _check_size(path, members)
    links = [member.filename for member in members if stat.S_ISLNK(member.external_attr >> 16)]
    if links:
        raise AskError(
            f"{path.name} is refused: it holds links in place of files ({some_of(links, 3)}).",
            "Pack the files themselves.",
        )
    locked = [member.filename for member in members if member.flag_bits & 0x1]
    if locked:
        raise AskError(
            f"{path.name} is encrypted ({some_of(locked, 3)}).",
            "Unpack it and name the file inside.",
        )
    names = sorted(member.filename for member in members if not _is_rubbish(member.filename))
    if not names:
        raise AskError(f"{path.name} is an empty zip.", "Download or pack it again.")
    twice = sorted({name for name, after in pairwise(names) if name == after})
    if twice:
        raise AskError(
            f"{path.name} holds several files of one name ({some_of(twice, 3)}).",
            "Pack it again with each file once.",
        )
    return Archive(path, tuple(names))


def beside(place: Place, name: str, suffix: str) -> str | None:
    """The file with the same name and another ending, in any case; ``None`` if there is none."""
    wanted = str(PurePosixPath(name).with_suffix(suffix))
    if wanted in place.names:
        return wanted
    folded = wanted.casefold()
    return next((other for other in place.names if other.casefold() == folded), None)


@contextmanager
def unpacked(parts: dict[str, bytes]) -> Iterator[Folder]:
    """A temporary folder with these files, for what GDAL cannot read in place.

    Raises:
        AskError: If there is no room for it.
    """
    with ExitStack() as stack:
        try:
            made = tempfile.TemporaryDirectory(prefix="districtbot-", ignore_cleanup_errors=True)
            folder = Path(stack.enter_context(made))
            for part, content in parts.items():
                (folder / part).write_bytes(content)
        except OSError as error:
            raise AskError(
                f"The map cannot be unpacked to the folder for temporary files: "
                f"{error.strerror or error}.",
                "Free some space there, or name another folder with TMPDIR.",
            ) from error
        yield Folder(folder)


def _is_rubbish(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or parts[-1].startswith("._") or parts[-1] == ".DS_Store"


def _check_names(path: Path, members: list[zipfile.ZipInfo]) -> None:
    outside = [
        member.filename
        for member in members
        if member.filename.startswith(("/", "\\"))
        or member.filename[1:2] == ":"
        or ".." in member.filename.replace("\\", "/").split("/")
    ]
    if outside:
        raise AskError(
            f"{path.name} is refused: it would unpack outside its folder ({some_of(outside, 3)}).",
            "Get the map from a source you trust.",
        )


def _check_size(path: Path, members: list[zipfile.ZipInfo]) -> None:
    unpacked_bytes = sum(member.file_size for member in members)
    ratio = unpacked_bytes / max(path.stat().st_size, 1)
    too_dense = unpacked_bytes > RATIO_FROM_BYTES and ratio > MAX_RATIO
    if unpacked_bytes > MAX_UNPACKED_BYTES or too_dense:
        raise AskError(
            f"{path.name} is refused: it would unpack to {unpacked_bytes / 2**30:,.1f} GB "
            f"({ratio:,.0f} times its size).",
            f"The limit is {MAX_UNPACKED_BYTES / 2**30:.0f} GB, and {MAX_RATIO:.0f} times for "
            "large files; unpack it yourself and name the map inside if you trust it.",
        )
