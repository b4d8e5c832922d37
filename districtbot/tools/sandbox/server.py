"""The process beside the program that runs code: warm, a fork for each run; or once, then it ends.

It imports the packages once, opens nothing, and talks over its standard input (a JSON object a
line: ``{"do": "run"|"layers", ...}``) and output: ``{"ready": true}`` once, then for each
run ``{"started": true}`` and ``{"how": ..., "bytes": n}`` with n bytes, which are what the code's
process sent. Where it is not warm those bytes come as they are, until the output ends.
"""

import faulthandler
import gc
import importlib
import os
import pickle
import re
import select
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from json import dumps, loads
from pathlib import Path
from typing import Any

from districtbot.tools.sandbox.child import Place, run, sender, wall_in
from districtbot.tools.sandbox.folders import readable_paths
from districtbot.tools.sandbox.kernel import die_with_parent
from districtbot.tools.sandbox.limits import GRACE_SECONDS, MOST_BYTES, MOST_MAPS, Limits
from districtbot.tools.sandbox.rules import ON_FILES, ON_MAP
from districtbot.tools.sandbox.warming import warm_files, warm_numbers, warm_pictures
from districtbot.tools.sandbox.world import World

ALWAYS = ("numpy", "pandas", "shapely", "geopandas", "networkx", "gerrychain")

_IMPORTED = re.compile(r"^\s*(?:import|from)\s+(\w+(?:\.\w+)*)", re.MULTILINE)
_DRAWING = re.compile("draw|hist|matplotlib|plot")
_WORD = re.compile(r"\w+")
_PREPARED = ON_FILES.imports | {
    "gerrychain.accept", "gerrychain.constraints", "gerrychain.optimization",
    "gerrychain.proposals", "gerrychain.tree", "gerrychain.updaters", "gerrytools.data",
    "gerrytools.geometry", "gerrytools.plotting", "gerrytools.scoring", "matplotlib.colors",
    "matplotlib.patches", "matplotlib.pyplot", "scipy.sparse", "scipy.sparse.csgraph",
    "scipy.spatial", "scipy.stats", "shapely.geometry", "shapely.ops",
}  # fmt: skip


def main(home: str, *, warm: bool, apart: bool) -> None:
    """Serve until the other end closes.

    Args:
        home: The folder for scratch files; whoever started the process removes it.
        warm: Whether to run many pieces of code, each in a fork of this process.
        apart: Whether the process is in namespaces of its own.
    """
    channel = os.dup(1)
    _silence()
    for name in ALWAYS:
        importlib.import_module(name)
    warm_numbers()
    gc.freeze()
    server = _Server(Path(home), channel, apart)
    commands = (one for one in _commands() if one.get("do") in ("run", "layers"))
    with suppress(BrokenPipeError):
        server.tell({"ready": True})
        if warm:
            for command in commands:
                server.fork(command)
        elif command := next(commands, {}):
            server.once(command)
            return
    shutil.rmtree(home, ignore_errors=True)  # nobody asks any more: the program is gone


def _silence() -> None:
    """What libraries print goes nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _commands() -> Iterator[dict[str, Any]]:
    """The lines of the input, as they come."""
    waiting = b""
    while piece := os.read(0, 2**16):
        *lines, waiting = (waiting + piece).split(b"\n")
        yield from map(loads, lines)


class _Server:
    """Runs code in forks of this process, or in the process itself."""

    def __init__(self, home: Path, channel: int, apart: bool) -> None:
        self._home = home
        self._channel = channel
        self._apart = apart
        self._readable = (*readable_paths(), home / "shared")
        self._worlds: dict[str, World] = {}
        self._warmed = False

    def tell(self, message: dict[str, Any], body: bytes = b"") -> None:
        """Answer."""
        rest = memoryview(dumps(message).encode() + b"\n" + body)
        while rest:
            rest = rest[os.write(self._channel, rest) :]

    def once(self, command: dict[str, Any]) -> None:
        """Run code in this process, which has nothing to do afterwards."""
        world = self._prepare(command)
        nowhere = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nowhere, 0)
        scratch = self._scratch(command)
        self.tell({"started": True})
        late = float(command["limits"]["seconds"]) + GRACE_SECONDS
        with Path(os.devnull).open("w") as nowhere_else:
            faulthandler.dump_traceback_later(late, exit=True, file=nowhere_else)
            self._work(command, world, scratch, self._channel)

    def fork(self, command: dict[str, Any]) -> None:
        """Run code in a fork, and answer how it went."""
        world = self._prepare(command)
        scratch = self._scratch(command)
        inward, outward = os.pipe()
        process = os.fork()
        if not process:
            try:
                _become_a_run(inward, self._channel)
                self._work(command, world, scratch, outward)
            finally:
                os._exit(0)
        os.close(outward)
        self.tell({"started": True})
        how, body = _follow(process, inward, float(command["limits"]["seconds"]))
        os.close(inward)
        ended = _reap(process)
        if "scratch" not in command:
            shutil.rmtree(scratch, ignore_errors=True)
        self.tell({"how": how or ended, "bytes": len(body)}, body)

    def _scratch(self, command: dict[str, Any]) -> Path:
        """The folder of a run: the one that the program made for it, else a new one."""
        given = command.get("scratch")
        return Path(given or tempfile.mkdtemp(prefix="run-", dir=self._home))

    def _warm_up(self, code: str) -> None:
        """Make ready what work on files needs, when it is first needed."""
        if not self._warmed:
            self._warmed = True
            warm_files(self._home)
        if _DRAWING.search(code):
            warm_pictures(self._home)

    def _prepare(self, command: dict[str, Any]) -> World | None:
        """Import what the code will import, and read the map that it works on."""
        if "scratch" in command:
            self._warm_up(command["code"])
        wanted = [name for name in _IMPORTED.findall(command["code"]) if name in _PREPARED]
        wanted += ["matplotlib.pyplot"] if _DRAWING.search(command["code"]) else []
        for name in dict.fromkeys(wanted):
            with suppress(ImportError):  # the code will find out and say so
                importlib.import_module(name)
        gc.freeze()  # what is collected in a fork is copied first
        path = command.get("map")
        if path is None:
            return None
        if path not in self._worlds:
            with Path(path).open("rb") as file:
                self._worlds[path] = World(pickle.load(file))  # noqa: S301 - the program wrote it
            if len(self._worlds) > MOST_MAPS:
                del self._worlds[next(iter(self._worlds))]
        world = self._worlds[path]
        world.names(command.get("plan"), set(_WORD.findall(command["code"])))
        return world

    def _work(
        self, command: dict[str, Any], world: World | None, scratch: Path, channel: int
    ) -> None:
        """Put up the walls and run the code, in this process."""
        code, limits = command["code"], Limits(**command["limits"])
        names = dict(command["extra"])
        if world is not None:
            names = world.names(command.get("plan"), set(_WORD.findall(code))) | names
        send = sender(channel, scratch)
        rules = ON_FILES if "scratch" in command else ON_MAP
        place = Place(self._readable, scratch, self._apart, rules)
        layers = wall_in(place, limits)
        if command["do"] == "layers":
            send({"end": {"ok": True, "value": list(layers)}})
        else:
            units = world.unit_ids if world is not None else ()
            run(code, names, units, limits, send, rules=rules)


def _become_a_run(*pipes: int) -> None:
    """Hold nothing of the server's: not its input, and not these pipes of its.

    What libraries hold open, such as the database of coordinate systems, is theirs.
    """
    os.setsid()
    die_with_parent()
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    for pipe in (nowhere, *pipes):
        os.close(pipe)


def _follow(process: int, inward: int, seconds: float) -> tuple[str, bytes]:
    """Read what a run sends until it ends (``""``), its time is up, or the program is gone."""
    body = bytearray()
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        ready = select.select([inward, 0], [], [], left)[0]
        if 0 in ready:
            return "stopped", bytes(body)
        piece = os.read(inward, 2**16) if ready else b""
        body += piece
        if len(body) > MOST_BYTES:
            return "flood", b""
        if ready and not piece:
            while time.monotonic() < deadline:
                if os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT | os.WNOHANG):
                    return "", bytes(body)
                time.sleep(0.001)
    return "deadline", bytes(body)


def _reap(process: int) -> str:
    """Kill what is left of a run, wait for it, and say how it ended."""
    try:
        os.killpg(process, signal.SIGKILL)
    except OSError:  # it is not yet the head of its group
        os.kill(process, signal.SIGKILL)
    status = os.waitpid(process, 0)[1]
    return f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "end"
