"""Sessions: chats that are kept, each in a folder of its own, used by one program at a time."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from districtbot.agent import session_file
from districtbot.agent.conversation import Exchange, exchanges
from districtbot.agent.session_file import About, damaged, read_about, write_about
from districtbot.agent.session_names import checked_name, folder_of, new_folder, sessions_dir
from districtbot.geo.options import MapOptions
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.paths import cannot_write, sha256_of
from districtbot.ground.quoting import plain
from districtbot.tools.desk import store
from districtbot.tools.desk.desk import Desk
from districtbot.tools.transcript import read_events

if TYPE_CHECKING:
    from filelock import BaseFileLock

DEFAULTS = MapOptions()
CHAT = "chat.sqlite"
SUMMARY = "summary.json"
TRANSCRIPT = "transcript.jsonl"
LOCK = "lock"
_MARKS = (session_file.NAME, CHAT, "plans")
"""A folder with none of these is of a session that was never opened to the end."""


def _say_nothing(message: str) -> None:
    del message


class Session:
    """A chat that is kept: its desk, its files, and the lock that keeps others out.

    Close it, or use it as a context manager; a program that ends without doing so loses nothing
    and leaves no lock behind.

    Attributes:
        name: Its name.
        folder: Where it is kept.
        desk: The desk, saved to the folder by the tools.
        is_new: Whether it was not there before.
    """

    def __init__(
        self, folder: Path, desk: Desk, about: About, lock: "BaseFileLock", *, is_new: bool
    ) -> None:
        self.name = folder.name
        self.folder = folder
        self.desk = desk
        self.is_new = is_new
        self._about = about
        self._lock = lock

    @property
    def about(self) -> About:
        """What is known of it: model, times, turns."""
        return self._about

    @property
    def chat_path(self) -> Path:
        """The file of the conversation as the model has it (LangGraph's SQLite)."""
        return self.folder / CHAT

    @property
    def summary_path(self) -> Path:
        """The file of the running summary, where the memory makes one."""
        return self.folder / SUMMARY

    def used(self, turns: int, model: str | None = None) -> None:
        """Write down that a turn ended.

        Args:
            turns: Messages of the person so far.
            model: The model in use, where it changed.

        Raises:
            AskError: If it cannot be written.
        """
        self._about = replace(
            self._about,
            turns=turns,
            model=self._about.model if model is None else model,
            last_used=session_file.now(),
        )
        write_about(self.folder, self._about)

    def close(self) -> None:
        """Let others use it."""
        self._lock.release(force=True)

    def __enter__(self) -> "Session":
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the list of sessions.

    Attributes:
        name: Its name.
        about: What is known of it; ``None`` where it is damaged.
        problem: What is wrong with it; empty where nothing is.
        last_used: When it was used last; of a damaged one, when its folder changed last.
    """

    name: str
    about: About | None
    problem: str
    last_used: datetime


def open_session(
    name: str | None = None,
    map_path: str | Path | None = None,
    options: MapOptions = DEFAULTS,
    *,
    seed: int = 0,
    out: str | Path | None = None,
    model: str = "",
    say: Callable[[str], None] = _say_nothing,
) -> Session:
    """Open a new session, or go on with one that is there.

    Args:
        name: Its name; without one a new session is named after the map: ``ia-county-3``.
        map_path: The map; may be left out to go on with a session.
        options: How to read the map; a session that is there keeps its own.
        seed: The seed of a new session.
        out: Folder for files a person asks for; the current one, or the session's, by default.
        model: The model that is going to be used.
        say: Told about steps that may take long.

    Raises:
        AskError: If the name cannot be one, another program uses the session, it belongs to
            another map or other options, it is damaged, or the map cannot be opened.
    """
    path = None if map_path is None else Path(map_path)
    if name is None:
        if path is None:
            raise AskError("Neither a session nor a map is named.", "Name a map, or a session.")
        folder = _made_folder(path)
    else:
        folder = folder_of(name)
        if path is None:
            existing(name)
    lock = _locked(folder)
    is_new = not _holds_something(folder)
    try:
        if is_new:
            return _opened(
                folder, path, options, seed, "." if out is None else out, model, say, lock
            )
        return _resumed(folder, path, options, out, model, say, lock)
    except BaseException:
        lock.release(force=True)
        if is_new:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def list_sessions() -> tuple[Listed, ...]:
    """All sessions, the one used last first; damaged ones say so."""
    try:
        folders = [path for path in sessions_dir().iterdir() if path.is_dir()]
    except OSError:
        return ()
    listed = [_listed(folder) for folder in sorted(folders) if _holds_something(folder)]
    return tuple(sorted(listed, key=lambda one: one.last_used, reverse=True))


def show(name: str) -> tuple[Exchange, ...]:
    """The conversation of a session.

    Raises:
        AskError: If there is no such session, or its transcript is damaged.
    """
    folder = existing(name)
    path = folder / TRANSCRIPT
    if not path.exists():
        return ()
    try:
        return exchanges(read_events(path))
    except AskError as error:
        raise damaged(folder.name, error.problem.rstrip(".")) from error


def delete_session(name: str) -> None:
    """Delete a session with all its files; a damaged one too.

    Raises:
        AskError: If there is none, another program uses it, or it cannot be deleted.
    """
    folder = existing(name)
    lock = _locked(folder)
    try:
        for path in sorted(folder.iterdir()):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name != LOCK:
                path.unlink()
    except OSError as error:
        raise AskError(
            f"{folder} cannot be deleted: {error.strerror or error}.", "Check whose folder it is."
        ) from error
    finally:
        lock.release(force=True)
    with suppress(OSError):  # somebody has begun a new session of this name meanwhile
        (folder / LOCK).unlink(missing_ok=True)
        folder.rmdir()


def existing(name: str) -> Path:
    """The folder of a session that is there.

    Raises:
        AskError: If there is none of this name, with those that there are.
    """
    folder = folder_of(name)
    if not _holds_something(folder):
        raise _unknown(folder.name)
    return folder


def _made_folder(map_path: Path) -> Path:
    sha256_of(map_path)  # refuses a map that is not there before a folder is made
    try:
        return new_folder(map_path)
    except OSError as error:
        raise cannot_write(sessions_dir(), error) from error


def _holds_something(folder: Path) -> bool:
    """Whether there is a session, and not what is left of one that never came to be."""
    return any((folder / name).exists() for name in _MARKS)


def _locked(folder: Path) -> "BaseFileLock":
    """The lock of a session, taken.

    Raises:
        AskError: If another program has it, or the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise AskError(
            f"The session {folder.name} is in use by another program.",
            "End that chat first, or name another session.",
        ) from error
    except OSError as error:
        raise cannot_write(folder, error) from error
    return lock


def _opened(
    folder: Path,
    path: Path | None,
    options: MapOptions,
    seed: int,
    out: str | Path,
    model: str,
    say: Callable[[str], None],
    lock: "BaseFileLock",
) -> Session:
    """A new session."""
    if path is None:
        raise _unknown(folder.name)
    for left_over in (TRANSCRIPT, store.NAME):
        (folder / left_over).unlink(missing_ok=True)
    desk = Desk.open(path, options, seed=seed, out=out, folder=folder, say=say)
    time = session_file.now()
    source = desk.state.source
    about = About(source.path.resolve(), source.sha256, options, model, time, time, 0)
    write_about(folder, about)
    return Session(folder, desk, about, lock, is_new=True)


def _resumed(
    folder: Path,
    path: Path | None,
    options: MapOptions,
    out: str | Path | None,
    model: str,
    say: Callable[[str], None],
    lock: "BaseFileLock",
) -> Session:
    """A session that was there before."""
    about = read_about(folder)
    if path is not None:
        _check_same_map(folder.name, about, path)
    if options != DEFAULTS:
        _check_same_options(folder.name, about, options)
    where = about.map if path is None or about.map.exists() else path
    try:
        desk = Desk.resume(folder, map_path=where, out=out, say=say)
    except AskError as error:
        if _is_readable(folder):
            raise
        raise damaged(folder.name, error.problem.rstrip(".")) from error
    about = replace(
        about,
        map=desk.state.source.path.resolve(),
        model=model or about.model,
        last_used=session_file.now(),
    )
    write_about(folder, about)
    return Session(folder, desk, about, lock, is_new=False)


def _is_readable(folder: Path) -> bool:
    """Whether the desk's own files are whole, so that what is wrong is the map."""
    try:
        store.load(folder)
        tuple(read_events(folder / TRANSCRIPT)) if (folder / TRANSCRIPT).exists() else ()
    except AskError:
        return False
    return True


def _check_same_map(name: str, about: About, path: Path) -> None:
    if sha256_of(path) != about.map_sha256:
        raise AskError(
            f"The session {name} is about the map {about.map}, and {path} is another file.",
            f"Leave out --session {name} to begin a new one, or open it with its own map.",
        )


def _check_same_options(name: str, about: About, options: MapOptions) -> None:
    """Refuse to read a map otherwise than the session did; what changes no number may differ."""
    free = {"use_cache", "repair_seconds"}
    differ = [
        f"{field.name} ({getattr(about.options, field.name)}, now {getattr(options, field.name)})"
        for field in fields(MapOptions)
        if field.name not in free
        and getattr(about.options, field.name) != getattr(options, field.name)
    ]
    if differ:
        raise AskError(
            f"The session {name} reads its map with other options: {plain(some_of(differ), 300)}.",
            "Leave the options out, or begin a new session.",
        )


def _listed(folder: Path) -> Listed:
    try:
        about = read_about(folder)
        checked_name(folder.name)
    except AskError as error:
        changed = datetime.fromtimestamp(folder.stat().st_mtime, tz=session_file.now().tzinfo)
        return Listed(folder.name, None, error.problem, changed.replace(microsecond=0))
    return Listed(folder.name, about, "", about.last_used)


def _unknown(name: str) -> AskError:
    known = some_of((plain(one.name) for one in list_sessions()), 8)
    return AskError(
        f"There is no session {name}.",
        f"There are: {known}." if known else "None has been kept yet; `districtbot chat MAP` does.",
    )
