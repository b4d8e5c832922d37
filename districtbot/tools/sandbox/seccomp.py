"""Seccomp: calls into the kernel that code of maps and plans never needs are refused."""

import ctypes
import errno
import struct

from districtbot.tools.sandbox.kernel import NO_NEW_PRIVS, machine, number_of, prctl, syscall

_CALLS = {
    "x86_64": {
        "socket": 41, "connect": 42, "accept": 43, "sendto": 44, "sendmsg": 46, "bind": 49,
        "listen": 50, "socketpair": 53, "fork": 57, "vfork": 58, "execve": 59, "kill": 62,
        "ptrace": 101, "setpgid": 109, "setsid": 112, "personality": 135, "pivot_root": 155,
        "chroot": 161, "mount": 165, "umount2": 166, "swapon": 167, "reboot": 169,
        "init_module": 175, "delete_module": 176, "tkill": 200, "tgkill": 234, "mq_open": 240,
        "kexec_load": 246, "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272,
        "accept4": 288, "perf_event_open": 298, "name_to_handle_at": 303,
        "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310,
        "process_vm_writev": 311, "kcmp": 312, "finit_module": 313, "bpf": 321, "execveat": 322,
        "userfaultfd": 323,
    },
    "aarch64": {
        "umount2": 39, "mount": 40, "pivot_root": 41, "chroot": 51, "personality": 92,
        "unshare": 97, "kexec_load": 104, "init_module": 105, "delete_module": 106,
        "ptrace": 117, "kill": 129, "tkill": 130, "tgkill": 131, "reboot": 142, "setpgid": 154,
        "setsid": 157, "mq_open": 180, "socket": 198, "socketpair": 199, "bind": 200,
        "listen": 201, "accept": 202, "connect": 203, "sendto": 206, "sendmsg": 211,
        "add_key": 217, "request_key": 218, "keyctl": 219, "execve": 221, "swapon": 224,
        "perf_event_open": 241, "accept4": 242, "name_to_handle_at": 264,
        "open_by_handle_at": 265, "setns": 268, "process_vm_readv": 270,
        "process_vm_writev": 271, "kcmp": 272, "finit_module": 273, "bpf": 280,
        "execveat": 281, "userfaultfd": 282,
    },
}  # fmt: skip
_BOTH = {
    "pidfd_send_signal": 424, "io_uring_setup": 425, "io_uring_enter": 426,
    "io_uring_register": 427, "open_tree": 428, "move_mount": 429, "fsopen": 430,
    "pidfd_open": 434, "pidfd_getfd": 438,
}  # fmt: skip
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435
_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000
_THREAD = 0x10000

_LOAD, _EQUAL, _ATLEAST, _HAS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def _step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_so, if_not, value)


def program(name: str) -> bytes:
    """The filter of a machine: no sockets, no programs, no new processes, no signals."""
    refused = _step(_RETURN, _REFUSE | errno.EPERM)
    steps = [_step(_LOAD, 4), _step(_EQUAL, _ARCH[name], 1, 0), _step(_RETURN, _KILL)]
    steps += [_step(_LOAD, 0), _step(_ATLEAST, _X32, 0, 1), refused]
    for number in sorted([*_CALLS[name].values(), *_BOTH.values()]):
        steps += [_step(_EQUAL, number, 0, 1), refused]
    # glibc falls back to clone, whose flags can be seen, where there is no clone3
    steps += [_step(_EQUAL, _CLONE3, 0, 1), _step(_RETURN, _REFUSE | errno.ENOSYS)]
    steps += [_step(_EQUAL, _CLONE[name], 0, 3), _step(_LOAD, 16)]
    steps += [_step(_HAS, _THREAD, 1, 0), refused, _step(_RETURN, _ALLOW)]
    return b"".join(steps)


def refuse_calls() -> bool:
    """Refuse these calls to this process for good; whether the kernel does it."""
    name = machine()
    if not name:
        return False
    steps = program(name)
    try:
        prctl(NO_NEW_PRIVS, 1)
        syscall(number_of("seccomp"), 1, 0, ctypes.byref(_Program(len(steps) // 8, steps)))
    except OSError:
        return False
    return True
