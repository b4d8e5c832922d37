"""Namespaces: a process without network whose children end with it (Linux, where allowed)."""

import os
from pathlib import Path

from districtbot.tools.sandbox.kernel import die_with_parent, machine, number_of, syscall

_USER, _NETWORK, _PROCESSES = 0x10000000, 0x40000000, 0x20000000
FATAL = 128
"""What shells add to the number of the signal that ended a process."""

_SHARED_MEMORY, _HOST_NAME = 0x08000000, 0x04000000


def leave() -> bool:
    """Go on in namespaces of this process's own, if it may; it must have a single thread.

    The caller goes on as a child that ends with its parent; the parent stays and waits, and ends
    as the child ends.

    Returns:
        Whether that was possible.
    """
    if not machine():
        return False
    user, group = os.getuid(), os.getgid()
    wanted = _USER | _NETWORK | _SHARED_MEMORY | _PROCESSES | _HOST_NAME
    if not _may(wanted):
        return False
    syscall(number_of("unshare"), wanted)
    _map_to(user, group)
    child = os.fork()
    if child:
        _wait_for(child)
    die_with_parent()
    return True


def _may(wanted: int) -> bool:
    """Try it in a child first: a process that is half way there cannot go back."""
    user, group = os.getuid(), os.getgid()
    child = os.fork()
    if not child:
        try:
            syscall(number_of("unshare"), wanted)
            _map_to(user, group)
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _map_to(user: int, group: int) -> None:
    """Keep the numbers of user and group, so that files stay whose they are."""
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def _wait_for(child: int) -> None:
    """Hold nothing open, wait, end as the child does."""
    os.closerange(0, 256)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    os._exit(code if code >= 0 else FATAL - code)
