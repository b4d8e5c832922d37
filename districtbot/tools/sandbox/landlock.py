"""Landlock: the kernel shows a process some folders only (Linux 5.13 and later)."""

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

from districtbot.tools.sandbox.kernel import NO_NEW_PRIVS, machine, number_of, prctl, syscall

READ = 0b1100
"""Read files, list folders."""

_EVERYTHING = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""Rights over files that the kernel knows, from each version on."""

_FILE_RIGHTS = 0b111 | 1 << 14 | 1 << 15
_NETWORK = 0b11
_SCOPES = 0b11


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def version() -> int:
    """The version of Landlock that the kernel has; 0 for none."""
    if not machine():
        return 0
    try:
        return syscall(number_of("landlock"), None, 0, 1)
    except OSError:
        return 0


def confine(readable: Iterable[Path], scratch: Path) -> bool:
    """Show this process nothing but some folders, for good; no network, no signals outwards.

    Args:
        readable: Files and folders that may be read.
        scratch: The one folder that may be written.

    Returns:
        Whether the kernel does it.
    """
    known = version()
    if not known:
        return False
    rights = _EVERYTHING[max(first for first in _EVERYTHING if first <= known)]
    rules = _Ruleset(rights, _NETWORK if known >= 4 else 0, _SCOPES if known >= 6 else 0)
    size = 24 if known >= 6 else 16 if known >= 4 else 8
    create = number_of("landlock")
    ruleset = syscall(create, ctypes.byref(rules), size, 0)
    try:
        for path in readable:
            _allow(ruleset, path, READ)
        _allow(ruleset, scratch, rights & ~1)
        prctl(NO_NEW_PRIVS, 1)
        syscall(create + 2, ruleset, 0)
    finally:
        os.close(ruleset)
    return True


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        allowed = rights if path.is_dir() else rights & _FILE_RIGHTS
        rule = _Beneath(allowed, folder)
        syscall(number_of("landlock") + 1, ruleset, 1, ctypes.byref(rule), 0)
    finally:
        os.close(folder)
