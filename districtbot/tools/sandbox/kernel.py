"""Calls into the Linux kernel that Python has no function for."""

import ctypes
import os
import platform
import sys
from typing import Any

_NUMBERS = {
    "x86_64": {"landlock": 444, "prctl": 157, "seccomp": 317, "unshare": 272},
    "aarch64": {"landlock": 444, "prctl": 167, "seccomp": 277, "unshare": 97},
}
NO_NEW_PRIVS = 38
_DIE_WITH_PARENT = 1


def machine() -> str:
    """``x86_64`` or ``aarch64`` on 64-bit Linux; empty where these calls are not known."""
    if not sys.platform.startswith("linux") or sys.maxsize < 2**32:
        return ""
    name = platform.machine()
    return name if name in _NUMBERS else ""


def syscall(number: int, *arguments: Any) -> int:
    """A call by number.

    Raises:
        OSError: What the kernel says.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    widened = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    result: int = libc.syscall(ctypes.c_long(number), *widened)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def number_of(name: str) -> int:
    """The number of a call on this machine."""
    return _NUMBERS[machine()][name]


def prctl(option: int, value: int) -> None:
    """Set a property of this process.

    Raises:
        OSError: What the kernel says.
    """
    syscall(number_of("prctl"), option, value, 0, 0, 0)


def die_with_parent() -> None:
    """Have this process killed when the one that started it ends, where the kernel does that."""
    if machine():
        prctl(_DIE_WITH_PARENT, 9)
