"""The folder of an ensemble while it is drawn: parts, checkpoints, and one writer at a time.

A block becomes two part files first, and then the chain's checkpoint, which counts the blocks,
is replaced in one move. A kill at any moment leaves a checkpoint with all its parts; a part
that no checkpoint counts is written anew.
"""

import hashlib
import io
import json
import os
import shutil
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from districtbot.ground.errors import AskError
from districtbot.ground.paths import cannot_write, check_writable
from districtbot.plans.ensemble.face import Arrays
from districtbot.plans.ensemble.spec import KIND, differences
from districtbot.plans.ensemble.work import Part

PLANS, MEASURES, SUMMARY = "ensemble.bendl", "measures.parquet", "summary.json"
FILES = (PLANS, MEASURES, SUMMARY)
PARTS = "parts"
"""The folder of what is not finished."""

_IDENTITY = "identity.json"
_STATE = "state."


@dataclass(frozen=True)
class Checkpoint:
    """How far a chain has come.

    Attributes:
        blocks: Blocks that are on disk.
        steps: Steps taken up to the end of the last of them.
        accepted: Proposals accepted in them.
        state: Where the chain stands; ``None`` before the first.
    """

    blocks: int = 0
    steps: int = 0
    accepted: int = 0
    state: Arrays | None = None


class Store:
    """The folder of one ensemble.

    Args:
        folder: The folder; made if it is not there.
        identity: What the ensemble is, see `identity_of`.

    Raises:
        AskError: If the folder holds another ensemble or somebody else's files, or cannot be
            written.
    """

    def __init__(self, folder: Path, identity: dict[str, Any]) -> None:
        check_writable(folder)
        self.folder = folder
        self.parts = folder / PARTS
        self.identity = identity
        self._check_owner()

    @property
    def name(self) -> str:
        """A short name that no other ensemble has."""
        return hashlib.sha256(_json(self.identity)).hexdigest()[:16]

    @property
    def finished(self) -> dict[str, Any] | None:
        """The summary, where the ensemble is finished."""
        return read_summary(self.folder)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Hold the folder for writing; no other process can do so at the same time.

        A folder in which nothing was put on disk is left as it was.

        Raises:
            AskError: If another process holds it, or it cannot be written.
        """
        made = [part for part in (self.folder, *self.folder.parents) if not part.exists()]
        held = False
        try:
            self.parts.mkdir(parents=True, exist_ok=True)
            with (self.parts / "lock").open("a+b") as lock:
                _hold(lock.fileno(), self.folder)
                held = True
                if not (self.parts / _IDENTITY).exists():
                    replace_file(self.parts / _IDENTITY, _json(self.identity))
                yield
        except OSError as error:
            raise cannot_write(self.folder, error) from error
        finally:
            if held and not any(self.parts.glob("*.npz")):
                self.drop_parts()
                for part in made:
                    with suppress(OSError):
                        part.rmdir()

    def checkpoint(self, chain: int) -> Checkpoint:
        """How far a chain has come.

        Raises:
            AskError: If its checkpoint is damaged or a part is missing.
        """
        path = self._checkpoint_path(chain)
        if not path.exists():
            return Checkpoint()
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as saved:
                blocks, steps, accepted = saved["counts"].tolist()
                state = {
                    name.removeprefix(_STATE): saved[name]
                    for name in saved.files
                    if name.startswith(_STATE)
                }
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise self._damaged(path) from error
        found = Checkpoint(blocks, steps, accepted, state)
        for block in range(found.blocks):
            for part in self.part_paths(chain, block):
                if not part.exists():
                    raise self._damaged(part)
        return found

    def keep(self, part: Part, before: Checkpoint) -> Checkpoint:
        """Put a block on disk and count it.

        Args:
            part: The block.
            before: The chain's checkpoint; the block is the next one.
        """
        plans, measures = self.part_paths(part.chain, part.block)
        replace_file(plans, part.plans)
        replace_file(measures, part.measures)
        after = Checkpoint(
            before.blocks + 1, part.steps, before.accepted + part.accepted, part.state
        )
        counts = np.array([after.blocks, after.steps, after.accepted], dtype=np.int64)
        file = io.BytesIO()
        named = {_STATE + name: array for name, array in part.state.items()}
        np.savez(file, counts=counts, **named)  # type: ignore[arg-type]
        replace_file(self._checkpoint_path(part.chain), file.getvalue())
        return after

    def part_paths(self, chain: int, block: int) -> tuple[Path, Path]:
        """The files of a block: its plans as BEN frames, its measures as Parquet."""
        stem = f"{chain:04d}-{block:06d}"
        return self.parts / f"{stem}.frames", self.parts / f"{stem}.parquet"

    def write_summary(self, summary: dict[str, Any]) -> None:
        """Write the summary, which says that the ensemble is finished."""
        replace_file(self.folder / SUMMARY, _json(summary))

    def drop_parts(self) -> None:
        """Remove what a finished ensemble no longer needs."""
        shutil.rmtree(self.parts, ignore_errors=True)

    def _checkpoint_path(self, chain: int) -> Path:
        return self.parts / f"{chain:04d}.npz"

    def _damaged(self, path: Path) -> AskError:
        return AskError(
            f"The unfinished ensemble in {self.folder} is damaged: {path.name}.",
            f"Delete {self.folder} and draw it anew.",
        )

    def _check_owner(self) -> None:
        """Refuse a folder that holds anything but this ensemble under the names it uses."""
        held = read_summary(self.folder) or _read_json(self.parts / _IDENTITY)
        if held is None:
            names = [name for name in (*FILES, PARTS) if os.path.lexists(self.folder / name)]
            leftover = names == [PARTS] and not _foreign(self.parts)
            if names and not leftover:
                raise AskError(
                    f"{self.folder} holds {', '.join(names)}, which no ensemble wrote.",
                    "Name another folder with --out.",
                )
            return
        unlike = differences(self.identity, {name: held.get(name) for name in self.identity})
        if unlike:
            raise AskError(
                f"{self.folder} holds another ensemble; asked is {'; '.join(unlike)}.",
                "Name another folder with --out, or ask for the one that is there.",
            )


def read_summary(folder: Path) -> dict[str, Any] | None:
    """The summary of a finished ensemble; ``None`` where there is none."""
    found = _read_json(folder / SUMMARY)
    return found if found is not None and found.get("kind") == KIND else None


def replace_file(path: Path, data: bytes) -> None:
    """Write a file so that at any moment there is the old one or the new one, on disk."""
    scratch = path.with_name(path.name + ".new")
    with scratch.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    move_into_place(scratch, path)


def move_into_place(scratch: Path, path: Path) -> None:
    """Give a file that is safe on disk its name, and make the name safe too."""
    scratch.replace(path)
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _hold(descriptor: int, folder: Path) -> None:
    """Lock a file until it is closed or the process ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise AskError(
            f"Another process is drawing the ensemble in {folder}.",
            "Wait for it, end it, or name another folder with --out.",
        ) from error


def _foreign(parts: Path) -> bool:
    """Whether a folder of parts without an identity holds more than a kill can leave there."""
    with suppress(OSError):
        return not {file.name for file in parts.iterdir()} <= {"lock", f"{_IDENTITY}.new"}
    return True


def _json(data: dict[str, Any]) -> bytes:
    text = json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode()


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
