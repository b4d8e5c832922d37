"""One run, inside a process that has been cut off and ends with it."""

import os
import random
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import TextIOBase
from itertools import count
from json import dumps
from pathlib import Path
from typing import Any

from districtbot.ground.seeds import seed_of
from districtbot.tools.sandbox.checking import FILE, LAST, NotAllowed, check_code
from districtbot.tools.sandbox.guards import careful_builtins
from districtbot.tools.sandbox.landlock import confine
from districtbot.tools.sandbox.limits import Limits
from districtbot.tools.sandbox.rules import ON_MAP, Rules
from districtbot.tools.sandbox.seccomp import refuse_calls
from districtbot.tools.sandbox.values import data_of, plain, shortened, whole_of
from districtbot.tools.sandbox.watch import watch
from districtbot.tools.sandbox.world import unit_names

Send = Callable[[Mapping[str, Any]], None]

MOST_LINES = 5
"""Lines of the code shown with an error."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run takes place.

    Attributes:
        readable: Files and folders that may be read.
        scratch: The folder that may be written; also HOME.
        apart: Whether the process is in namespaces of its own.
        rules: What the code may use.
    """

    readable: tuple[Path, ...]
    scratch: Path
    apart: bool
    rules: Rules = ON_MAP


def wall_in(place: Place, limits: Limits) -> tuple[str, ...]:
    """Put up every layer that this machine has, for good.

    Returns:
        Their names.
    """
    os.chdir(place.scratch)
    for name in ("HOME", "TMPDIR", "TEMP", "TMP"):
        os.environ[name] = str(place.scratch)
    layers = ["code check", "careful builtins", "clean environment"]
    layers += ["namespaces"] * place.apart
    layers += ["limits"] * _limit(limits)
    layers += ["landlock"] * confine(place.readable, place.scratch)
    calls = refuse_calls()
    layers += ["seccomp"] * calls
    if not calls:
        _no_processes()
    watch(place.readable, place.scratch, limits.n_files, on_files=place.rules.on_files)
    return (*layers, "audit hook")


def run(
    code: str,
    names: dict[str, Any],
    units: tuple[str, ...],
    limits: Limits,
    send: Send,
    *,
    rules: Rules = ON_MAP,
) -> None:
    """Run code and send what it prints and how it ends.

    Args:
        code: Python source.
        names: What it finds there.
        units: Unit ids in map order, for a ``new_plan``.
        limits: How far it may go.
        send: Takes ``{"out": text}`` any number of times, then one ``{"end": ...}``.
        rules: What the code may use. Where it works on files, progress bars and warnings of
            libraries are not kept.
    """
    start = time.perf_counter()
    out = _Output(send, limits.stdout_chars)
    sys.stdout = out
    sys.stderr = _Output(lambda _: None, 0) if rules.on_files else out
    warnings.simplefilter("ignore")
    sow(limits.seed)
    end = _outcome(code, names, units, limits, rules)
    out.finish()
    send({"end": {**end, "seconds": time.perf_counter() - start}})


def sow(seed: int) -> None:
    """Make every generator that is not given a seed follow from one."""
    import numpy as np

    more = count()
    original = random.Random.seed

    def seeded(self: random.Random, a: Any = None, version: int = 2) -> None:
        original(self, seed_of(seed, next(more)) if a is None else a, version)

    random.Random.seed = seeded  # type: ignore[method-assign]
    random.seed = random._inst.seed
    random.seed(seed)
    entropy = random.Random(seed_of(seed, "numpy"))
    np.random.bit_generator.randbits = entropy.getrandbits  # type: ignore[attr-defined]
    np.random.seed(seed % 2**32)  # noqa: NPY002 - the code may use the old generator


def _outcome(
    code: str, names: dict[str, Any], units: tuple[str, ...], limits: Limits, rules: Rules
) -> dict[str, Any]:
    """How the code ends, as data."""
    space: dict[str, Any] = {**names, "__name__": "__main__"}
    space["__builtins__"] = careful_builtins(rules)
    try:
        exec(check_code(code, rules), space)  # noqa: S102 - that is what the walls are for
        if rules.on_files:
            return {"ok": True, "value": whole_of(space.get("answer"), limits.value_chars)}
        value = space.get(LAST)
        value = space.get("answer") if value is None else value
        data = data_of(value, limits.value_chars)
        new = space.get("new_plan")
        plan = unit_names(new, units) if new is not None else None
    except BaseException as error:  # noqa: BLE001 - code may raise anything at all
        return {"ok": False, "error": said(error, code, limits)}
    return {"ok": True, "value": data, "new_plan": plan}


def said(error: BaseException, code: str, limits: Limits) -> str:
    """What went wrong, with the code's own lines."""
    if isinstance(error, NotAllowed):
        return str(error)
    lines = code.splitlines()
    if isinstance(error, SyntaxError) and error.filename == FILE:
        return f"line {error.lineno}: {error.msg}{_quoted(lines, error.lineno)}"
    frames = traceback.extract_tb(error.__traceback__, limit=200)
    found = dict.fromkeys(frame.lineno for frame in frames if frame.filename == FILE)
    where = "; ".join(f"line {line}{_quoted(lines, line)}" for line in [*found][-MOST_LINES:])
    return f"{_named(error, limits)}{f' ({where})' if where else ''}"


def _named(error: BaseException, limits: Limits) -> str:
    if isinstance(error, MemoryError):
        return f"MemoryError: more than {limits.memory_bytes // 2**20:,} MB of memory"
    if isinstance(error, RecursionError):
        return "RecursionError: it calls itself too deep, or is nested too deep"
    if isinstance(error, SystemExit | KeyboardInterrupt):
        return f"{type(error).__name__}: the code ended itself"
    text = ""
    with suppress(Exception):
        text = shortened(plain(" ".join(str(error).split())), 300)
    kind = plain(type(error).__name__)[:60]
    return f"{kind}: {text}" if text else kind


def _quoted(lines: list[str], number: int | None) -> str:
    if number is None or not 0 < number <= len(lines):
        return ""
    return f" `{shortened(plain(lines[number - 1].strip()), 80)}`"


class _Output(TextIOBase):
    """What the code prints: the first characters are sent at once, the rest is counted."""

    def __init__(self, send: Send, most: int) -> None:
        self._send = send
        self._left = most
        self._lost = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, text: str) -> int:
        """Send what still fits."""
        kept = text[: self._left]
        if kept:
            self._send({"out": plain(str(kept))})
        self._left -= len(kept)
        self._lost += len(text) - len(kept)
        return len(text)

    def finish(self) -> None:
        """Say how much is missing."""
        if self._lost:
            self._send({"out": f"... ({self._lost:,} more characters)"})


def _limit(limits: Limits) -> bool:
    """Limits of the operating system on time, memory, files; whether there are such."""
    if sys.platform == "win32":
        return False
    import resource

    seconds = int(time.process_time() + limits.seconds) + 2
    caps = {
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: limits.file_bytes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 256,
    }
    if sys.platform.startswith("linux"):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        caps[resource.RLIMIT_AS] = pages * resource.getpagesize() + limits.memory_bytes
    for kind, cap in caps.items():
        hard = resource.getrlimit(kind)[1]
        most = cap if hard == resource.RLIM_INFINITY else min(cap, hard)
        resource.setrlimit(kind, (most, most))
    return True


def _no_processes() -> None:
    """No further processes, where nothing better keeps them away."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def sender(channel: int, scratch: Path) -> Send:
    """What puts messages into a pipe, a line each.

    Args:
        channel: The pipe.
        scratch: A folder whose name, which is another in each run, is not told.
    """
    hidden = dumps(str(scratch))[1:-1]

    def send(message: Mapping[str, Any]) -> None:
        text = dumps(message, allow_nan=False).replace(hidden, "~")
        rest = memoryview(text.encode() + b"\n")
        while rest:
            rest = rest[os.write(channel, rest) :]

    return send
