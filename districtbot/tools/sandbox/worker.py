"""The program's end of a sandbox process: starts it, talks to it, ends it in time."""

import contextlib
import json
import os
import pickle
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import BufferedReader
from pathlib import Path
from typing import Any

from districtbot.geo.statemap import StateMap
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.tools.sandbox.limits import GRACE_SECONDS, MOST_BYTES, MOST_MAPS, Limits
from districtbot.tools.sandbox.namespaces import FATAL
from districtbot.tools.sandbox.scratch import Scratch, gathered, lay_out, overfull, remove

START_SECONDS = 180.0
"""The most that starting a process and reading a map may take."""

TICK = 0.05

_BOOT = """
import json, sys
home, warm, path = json.loads(sys.argv[1])
sys.path[:] = path
from districtbot.tools.sandbox.limits import GRACE_SECONDS, MOST_BYTES, MOST_MAPS
from districtbot.tools.sandbox.namespaces import leave
apart = leave()
from districtbot.tools.sandbox.server import main
main(home, warm=warm, apart=apart)
"""
_ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "RAYON_NUM_THREADS",
)
_KEPT = (
    "DYLD_LIBRARY_PATH",
    "GDAL_DATA",
    "LD_LIBRARY_PATH",
    "PROJ_DATA",
    "PROJ_LIB",
    "SYSTEMROOT",
    "WINDIR",
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of one command.

    Attributes:
        how: ``end``, ``deadline``, ``stopped``, ``flood``, ``full``, ``lost``, or ``signal n``.
        body: What the code's process sent.
        files: The files that it left.
    """

    how: str
    body: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)


class Worker:
    """A sandbox process and its folder; started when first needed, and anew when it is lost.

    Args:
        warm: Whether one process runs many pieces of code, each in a fork (Linux only).
    """

    def __init__(self, *, warm: bool) -> None:
        self._warm = warm and sys.platform.startswith("linux")
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._home: Path | None = None
        self._maps: list[tuple[StateMap, Path]] = []
        self._n_maps = 0
        self._heard: queue.Queue[dict[str, Any] | None] = queue.Queue()

    def ask(
        self,
        command: dict[str, Any],
        state: StateMap | None,
        budget: Budget,
        files: Mapping[str, Path] | None = None,
    ) -> Heard:
        """Have one command carried out; nothing of it is left running afterwards.

        Args:
            command: What the server is told.
            state: The map it needs.
            budget: Ends the command early.
            files: What lies in its folder, where it works on files.

        Raises:
            AskError: If the sandbox does not start, or a file cannot be put there.
        """
        with self._lock:
            try:
                self._start(budget)
                if state is not None:
                    command = {**command, "map": str(self._file_of(state))}
                if files is not None:
                    return self._told_of_files(command, files, budget)
                return self._told(command, budget)
            except BaseException:
                self._kill()
                raise
            finally:
                if not self._warm:
                    self._kill()

    def close(self) -> None:
        """End the process and remove its folder."""
        with self._lock:
            self._kill()
            self._maps.clear()
            if self._home is not None:
                shutil.rmtree(self._home, ignore_errors=True)
                self._home = None

    def _start(self, budget: Budget) -> None:
        if self._process is not None and self._process.poll() is None:
            return
        self._kill()
        if self._home is None:
            self._home = Path(tempfile.mkdtemp(prefix="districtbot-code-")).resolve()
            (self._home / "shared").mkdir()
        path = [str(Path(part).resolve()) for part in sys.path if part]
        boot = json.dumps([str(self._home), self._warm, path])
        # -I would shut out the fixed hash seed; with a clean environment -s and -P do the rest
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-s", "-P", "-B", "-W", "ignore", "-c", _BOOT, boot],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self._home,
            env=_environment(self._home),
            start_new_session=True,
        )
        self._heard = queue.Queue()
        reader = threading.Thread(
            target=_read, args=(self._process, self._heard, self._warm), daemon=True
        )
        reader.start()
        if self._next(time.monotonic() + START_SECONDS, budget) is not None:
            return
        self._kill()
        if not budget.over:
            raise AskError(
                "The place where code is run could not be started.",
                "Go on without code, or try again.",
            )

    def _file_of(self, state: StateMap) -> Path:
        """The file of a map, written when the map is first used."""
        for known, path in self._maps:
            if known is state:
                return path
        if self._home is None:
            raise RuntimeError("the sandbox has no folder")
        self._n_maps += 1
        path = self._home / f"map-{self._n_maps}.pickle"
        path.write_bytes(pickle.dumps(state, protocol=5))
        self._maps.append((state, path))
        while len(self._maps) > MOST_MAPS:
            self._maps.pop(0)[1].unlink(missing_ok=True)
        return path

    def _told_of_files(
        self, command: dict[str, Any], files: Mapping[str, Path], budget: Budget
    ) -> Heard:
        """Send a command with a folder of files, and gather what is left there."""
        if self._home is None:
            raise RuntimeError("the sandbox has no folder")
        scratch = lay_out(self._home, files, Limits(**command["limits"]))
        try:
            heard = self._told({**command, "scratch": str(scratch.path)}, budget, scratch)
            if heard.how != "end":
                return heard
            if overfull(scratch):
                return replace(heard, how="full")
            return replace(heard, files=gathered(scratch))
        finally:
            remove(scratch.path)

    def _told(
        self, command: dict[str, Any], budget: Budget, scratch: Scratch | None = None
    ) -> Heard:
        """Send a command and wait for what comes of it."""
        if budget.over or self._process is None or self._process.stdin is None:
            return Heard("stopped", b"")
        line = json.dumps(command).encode() + b"\n"
        with contextlib.suppress(OSError):  # it is gone; then it says nothing either
            self._process.stdin.write(line)
            self._process.stdin.flush()
        started = self._next(time.monotonic() + START_SECONDS, budget)
        if started is None:
            self._kill()
            return Heard("stopped" if budget.over else "lost", b"")
        seconds = float(command["limits"]["seconds"])
        grace = GRACE_SECONDS if self._warm else 0.0
        heard = self._next(time.monotonic() + seconds + grace, budget, scratch)
        if heard is None:
            self._kill()
            so_far = bytes(started.get("body", b""))
            full = scratch is not None and overfull(scratch)
            return Heard("stopped" if budget.over else "full" if full else "deadline", so_far)
        return Heard(heard["how"], heard["body"])

    def _next(
        self, deadline: float, budget: Budget, scratch: Scratch | None = None
    ) -> dict[str, Any] | None:
        """The next that is heard; nothing where time or folder is full or the process gone."""
        while time.monotonic() < deadline and not budget.over:
            with contextlib.suppress(queue.Empty):
                return self._heard.get(timeout=TICK)
            if scratch is not None and overfull(scratch):
                return None
        return None

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if sys.platform == "win32":
            process.kill()
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        for scratch in self._home.glob("run-*") if self._home is not None else ():
            remove(scratch)


def _read(
    process: subprocess.Popen[bytes], heard: "queue.Queue[dict[str, Any] | None]", warm: bool
) -> None:
    """Put what a process says into a queue; last of all ``None``."""
    out = process.stdout
    with contextlib.suppress(OSError, ValueError):
        while isinstance(out, BufferedReader) and (line := out.readline()):
            message = json.loads(line)
            if message.get("started") and not warm:
                body = bytearray()
                heard.put({**message, "body": body})
                while len(body) < MOST_BYTES and (piece := out.read1(2**16)):
                    body += piece
                heard.put({"how": _ended(process.wait()), "body": bytes(body)})
                break
            if "how" in message:
                message["body"] = out.read(message["bytes"])
            heard.put(message)
    heard.put(None)


def _ended(code: int) -> str:
    """How a process ended, by its exit code."""
    number = -code if code < 0 else code - FATAL
    return f"signal {number}" if number > 0 else "end"


def _environment(home: Path) -> dict[str, str]:
    """No keys, no settings of the user's but those that libraries need to find their data."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    places = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "USERPROFILE"), str(home))
    fixed = {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "Agg",
        "OGR_CURRENT_DATE": "2000-01-01T00:00:00.000Z",
        "OGR_SQLITE_SYNCHRONOUS": "OFF",
        "MPLCONFIGDIR": str(home / "shared"),
        "TZ": "UTC",
    }
    return {**kept, **places, **fixed, **dict.fromkeys(_ONE_THREAD, "1")}
