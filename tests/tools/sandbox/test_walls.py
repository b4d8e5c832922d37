"""Each layer by itself, against Python that no first look has seen."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from districtbot.tools.sandbox import landlock, seccomp
from districtbot.tools.sandbox.kernel import machine
from districtbot.tools.sandbox.run import Sandbox

LINUX = pytest.mark.skipif(not machine(), reason="a layer of 64-bit Linux")

SCRIPT = """
import ctypes, json, mmap, os, pickle, shutil, signal, socket, subprocess, sys, threading
from pathlib import Path
from districtbot.tools.sandbox import folders, landlock, namespaces, seccomp, watch
scratch, secret = Path(sys.argv[2]), sys.argv[3]
libc = ctypes.CDLL(None, use_errno=True)
def c_open():
    found = libc.open(secret.encode(), 0)
    if found < 0:
        raise OSError("no")
def c_connect():
    if libc.socket(2, 1, 0) < 0:
        raise OSError("no")
def thread():
    one = threading.Thread(target=len, args=("a",))
    one.start()
    one.join()
def fork():
    if os.fork() == 0:
        os._exit(0)
    os.wait()
def connect():
    socket.create_connection(("127.0.0.1", int(sys.argv[4])), 5).close()
ATTACKS = {
    "connect": connect,
    "find": lambda: os.kill(int(sys.argv[5]), 0),
    "read": lambda: open(secret).read(),
    "write": lambda: open(secret + "2", "w"),
    "append": lambda: open(secret, "a"),
    "c read": c_open,
    "list": lambda: os.listdir(str(Path(secret).parent)),
    "remove": lambda: os.remove(secret),
    "rename": lambda: os.rename(secret, str(scratch / "a")),
    "link": lambda: os.link(secret, str(scratch / "b")),
    "chmod": lambda: os.chmod(secret, 0o777),
    "mkdir": lambda: os.mkdir(secret + "3"),
    "rmtree": lambda: shutil.rmtree(str(Path(secret).parent)),
    "socket": lambda: socket.socket(),
    "c socket": c_connect,
    "lookup": lambda: socket.getaddrinfo("localhost", 80),
    "program": lambda: subprocess.run(["true"], check=True),
    "system": lambda: 1 / (os.system("true") == 0),
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
    "fork": fork,
    "kill": lambda: os.kill(os.getppid(), 0),
    "pickle": lambda: pickle.loads(b"cos\\nsystem\\n(S'true'\\ntR."),
    "ctypes": lambda: ctypes.CDLL("libm.so.6"),
    "memory map": lambda: mmap.mmap(-1, 4096),
    "scratch": lambda: (scratch / "mine").write_text("a"),
    "package": lambda: open(json.__file__).read(),
    "thread": thread,
}
layer = sys.argv[1]
if layer == "landlock":
    up = landlock.confine(folders.readable_paths(), scratch)
elif layer == "seccomp":
    up = seccomp.refuse_calls()
elif layer == "namespaces":
    up = namespaces.leave()
elif layer == "nothing":
    up = True
else:
    watch.watch(folders.readable_paths(), scratch, 10)
    up = True
stopped = []
for name, attack in ATTACKS.items():
    if name == "exec" and layer in ("landlock", "namespaces", "nothing"):
        continue
    try:
        attack()
    except (OSError, ZeroDivisionError, subprocess.SubprocessError):
        stopped.append(name)
os.write(1, json.dumps([up, stopped]).encode())
"""

FILES = {"read", "write", "append", "list", "remove", "rename", "link", "mkdir", "rmtree"}
WIRES = {"connect", "find", "socket", "program", "exec", "spawn", "fork", "kill"}
STOPS: dict[str, set[str]] = {
    "nothing": set(),
    "namespaces": {"connect", "find"},
    "landlock": FILES | {"c read"},
    "seccomp": WIRES | {"c socket"},
    "audit hook": FILES | WIRES | {"chmod", "lookup", "system", "pickle", "ctypes", "memory map"},
}
HARMLESS = {"scratch", "package", "thread"}
CONTROLS = {"connect", "find", "read", "write", "c read", "list", "socket", "c socket", "program",
            "system", "fork", "kill", "pickle", "ctypes", "memory map"}  # fmt: skip
"""Attacks that succeed where nothing stands in their way."""


@LINUX
@pytest.mark.parametrize("layer", STOPS)
def test_layer(layer: str, tmp_path: Path) -> None:
    if layer == "landlock" and not landlock.version():
        pytest.skip("this kernel has no Landlock")
    scratch, outside = tmp_path / "scratch", tmp_path / "outside"
    scratch.mkdir()
    outside.mkdir()
    (outside / "secret").write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        told = [layer, scratch, outside / "secret", server.getsockname()[1], os.getpid()]
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, *map(str, told)],
            capture_output=True,
            text=True,
            timeout=60,
        )
    up, stopped = json.loads(done.stdout)
    if layer == "namespaces" and not up:
        pytest.skip("an ordinary user may make no namespaces here")
    assert up
    assert STOPS[layer] <= set(stopped)
    assert not HARMLESS & set(stopped)
    assert layer != "nothing" or not CONTROLS & set(stopped)


@pytest.mark.parametrize("name", ["x86_64", "aarch64"])
def test_the_filter_jumps_inside_itself(name: str) -> None:
    steps = seccomp.program(name)
    assert len(steps) % 8 == 0
    assert len(steps) // 8 < 4096
    last = len(steps) // 8 - 1
    for index in range(last + 1):
        code, if_so, if_not = steps[index * 8], steps[index * 8 + 2], steps[index * 8 + 3]
        if code & 7 == 5:
            assert index + 1 + max(if_so, if_not) <= last
    assert steps[last * 8] == 6


def test_layers_are_said(sandbox: Sandbox) -> None:
    layers = sandbox.layers()
    assert {"code check", "careful builtins", "clean environment", "audit hook"} <= set(layers)
    if sys.platform != "win32":
        assert "limits" in layers
    if landlock.version():
        assert "landlock" in layers
