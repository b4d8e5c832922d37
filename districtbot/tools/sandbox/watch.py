"""The audit hook: Python's own events that lead out of the sandbox are refused.

A hook cannot be taken away again. What C libraries do by themselves it does not see.
"""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

_REFUSED = frozenset(
    {
        "builtins.breakpoint",
        "builtins.input",
        "cpython.run_command",
        "cpython.run_file",
        "cpython.run_interactivehook",
        "cpython.run_module",
        "cpython.run_startup",
        "cpython.run_stdin",
        "cpython._PySys_ClearAuditHooks",
        "gc.get_objects",
        "gc.get_referents",
        "gc.get_referrers",
        "mmap.__new__",
        "pickle.find_class",
        "pty.spawn",
        "signal.pthread_kill",
        "sqlite3.connect",
        "sqlite3.connect/handle",
        "sys.addaudithook",
        "sys.setprofile",
        "sys.settrace",
        "sys._current_frames",
        "sys._current_exceptions",
        "syslog.openlog",
        "syslog.syslog",
        "webbrowser.open",
    }
)
_REFUSED_KINDS = (
    "ctypes.", "fcntl.", "ftplib.", "http.", "imaplib.", "msvcrt.", "nntplib.", "poplib.",
    "resource.", "smtplib.", "socket.", "subprocess.", "telnetlib.", "urllib.", "winreg.",
    "_winapi.",
)  # fmt: skip
_LISTING = frozenset({"os.listdir", "os.scandir", "glob.glob", "glob.glob/2"})
_CHANGING = {
    "os.chmod": 1, "os.mkdir": 1, "os.remove": 1, "os.rename": 2, "os.rmdir": 1,
    "os.setxattr": 1, "os.truncate": 1, "os.utime": 1,
}  # fmt: skip
"""What changes a folder, and how many paths come first among its arguments."""

_AGAIN = frozenset(
    {
        "shutil.copyfile",
        "shutil.copymode",
        "shutil.copystat",
        "shutil.copytree",
        "shutil.move",
        "shutil.rmtree",
    }
)
"""What does all that it does by events of its own."""
_PASSED = frozenset(
    {"os.add_dll_directory", "os.putenv", "os.unsetenv", "os.walk", "os.fwalk", "os.getxattr"}
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refused(PermissionError):  # noqa: N818 - an answer, not an error
    """Something that leads out of the sandbox."""


def watch(readable: Iterable[Path], scratch: Path, n_files: int, *, on_files: bool = False) -> None:
    """Refuse, from here on, whatever leads out of the sandbox.

    Args:
        readable: Files and folders that may be read.
        scratch: The one folder that may be written.
        n_files: How often files may be opened for writing.
        on_files: Whether the code works on the files in the scratch folder, and may make
            folders, rename and remove there.
    """
    sys.addaudithook(
        _hook(tuple(_ends(path) for path in readable), _ends(scratch), n_files, on_files)
    )


def _ends(path: Path) -> str:
    return os.path.realpath(path)


def _inside_fn(scratch: str) -> Callable[[Any, tuple[str, ...]], bool]:
    """Tells whether a path, seen from the scratch folder, lies in one of some folders."""
    realpath, join, separator = os.path.realpath, os.path.join, os.sep

    def inside(path: Any, folders: tuple[str, ...]) -> bool:
        if isinstance(path, bytes):
            text = bytes.decode(path, "utf-8", "surrogateescape")
        elif isinstance(path, str):
            text = str.__str__(path)  # a kind of text of the code's own runs nothing in here
        elif type(path) is type(Path()):
            text = str(path)
        else:
            return False
        real = realpath(join(scratch, text))
        return any(real == folder or real.startswith(folder + separator) for folder in folders)

    return inside


def _hook(
    readable: tuple[str, ...], scratch: str, n_files: int, on_files: bool
) -> Callable[[str, tuple[Any, ...]], None]:
    """The hook; what it goes by is out of reach of what it watches."""
    inside = _inside_fn(scratch)
    refused, kinds, listing, passed = _REFUSED, _REFUSED_KINDS, _LISTING, _PASSED
    writing, failure, left = _WRITING, Refused, [n_files]
    changing, again = (_CHANGING, _AGAIN) if on_files else ({}, frozenset())
    no_reading = (
        "reading files outside of the folder is not allowed"
        if on_files
        else "reading files is not allowed; the map is there as gdf and graph"
    )
    begun = [False]

    def look_at_open(path: Any, flags: Any) -> None:
        if flags is not None and int(flags) & writing:
            left[0] -= 1
            if not inside(path, (scratch,)):
                raise failure("writing files outside the scratch folder is not allowed")
            if left[0] < 0:
                raise failure("too many files are written")
        elif not inside(path, (scratch, *readable)):
            raise failure(no_reading)

    def look_at_change(event: str, arguments: tuple[Any, ...]) -> None:
        n_paths = changing[event]
        elsewhere = event not in ("os.setxattr", "os.truncate") and any(
            type(one) is int and one != -1 for one in arguments[-n_paths:]
        )
        if elsewhere or not all(inside(path, (scratch,)) for path in arguments[:n_paths]):
            raise failure("changing files outside of the folder is not allowed")

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if begun[0]:
            return
        begun[0] = True  # what the hook itself calls raises events as well
        try:
            if event == "open":
                look_at_open(arguments[0], arguments[2])
            elif event in refused or event.startswith(kinds):
                raise failure(f"{event} is not allowed")
            elif event in listing:
                where = arguments[0] if arguments and arguments[0] is not None else "."
                if not inside(where, (scratch, *readable)):
                    raise failure("looking into folders is not allowed")
            elif event in changing:
                look_at_change(event, arguments)
            elif event in again:
                pass
            elif event.startswith(("os.", "shutil.")) and event not in passed:
                raise failure(f"{event} is not allowed")
        finally:
            begun[0] = False

    return hook
