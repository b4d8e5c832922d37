"""Running a piece of Python that a language model wrote, away from everything else.

What stands between the code and the machine, from the inside out:

1. A look at the code: an allow-list of imports, no dunders, nothing that opens, evaluates or
   reaches into the interpreter. It keeps honest code honest and says what is not allowed; alone
   it would not hold, since Python and pandas have more doors than any list.
2. Builtins in careful forms, for names that are put together as the code runs.
3. An audit hook that refuses sockets, programs, ctypes, unpickling, and files outside the
   packages (reading) and outside a scratch folder (writing). What C libraries do on their own
   account it does not see.
4. The operating system's limits on processor time, memory, file size, open files; no core dumps.
5. A process of its own, with a clean environment and an empty folder, killed at the deadline.
6. On Linux, where the kernel lets an ordinary user: namespaces (no network, no sight of other
   processes), Landlock (no file but the packages and the scratch folder, whoever opens it), and
   seccomp (no sockets, no programs, no new processes, no signals).

With all of them, code would need a hole in the kernel to get out. On macOS the sixth is missing,
on Windows the fourth as well: there code that means harm and knows CPython well may get at the
files of the user, so allow code only of models and people that you trust. Nowhere does it keep
code from using up its time and memory, or from giving wrong answers.

There are two kinds of work. *On the map*, as in a chat: the open map is there by name, and no file
may be opened. *On files*, as problems set it (`SandboxData.files`): copies of some files lie in
the folder of the run, reading and writing there is allowed, and what is left there comes back, up
to a size. The look at the code then lets more through (``open``, ``read_file``, ``pathlib``,
``zipfile``...); every other layer is the same. Work on files leans more on the sixth layer: GDAL
and Arrow open files on their own account, which the audit hook does not see, so without Landlock
and namespaces they would read any file of the user's and any address that the code names.
"""

import json
import weakref
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Self

from districtbot.geo.numbers import counted
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError, some_of
from districtbot.tools.sandbox.limits import Limits, Ran, SandboxData, check_length
from districtbot.tools.sandbox.worker import Heard, Worker


class Sandbox:
    """A place to run code in, over and over; close it, or use it in a ``with`` block.

    Args:
        warm: Whether to import the packages once and fork for each run, which takes
            milliseconds instead of seconds (Linux; elsewhere each run starts anew).
    """

    def __init__(self, *, warm: bool = True) -> None:
        self._worker = Worker(warm=warm)
        weakref.finalize(self, self._worker.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End its process and remove its folder; a later run starts it again."""
        self._worker.close()

    def run(self, code: str, data: SandboxData, limits: Limits, budget: Budget) -> Ran:
        """Run code; see `run_code`."""
        check_length(code)
        _check_data(data)
        command = {
            "do": "run",
            "code": code,
            "limits": asdict(limits),
            "plan": dict(data.plan) if data.plan is not None else None,
            "extra": dict(data.extra),
        }
        return _ran(self._worker.ask(command, data.state, budget, data.files), limits)

    def layers(self) -> tuple[str, ...]:
        """The layers that hold on this machine, from the inside out."""
        limits = Limits()
        command = {"do": "layers", "code": "", "limits": asdict(limits), "extra": {}}
        found = _ran(self._worker.ask(command, None, Budget(None)), limits).value
        return tuple(str(name) for name in found or ())


_SHARED: list[Sandbox] = []


def _shared() -> Sandbox:
    """The sandbox that runs without one of their own use."""
    if not _SHARED:
        _SHARED.append(Sandbox())
    return _SHARED[0]


def run_code(code: str, data: SandboxData, limits: Limits, budget: Budget) -> Ran:
    """Run a piece of Python on a map and a plan.

    The same code, data and seed give the same result, as long as the code does not ask for the
    time. Nothing that it changes outlives the run.

    Args:
        code: Python source; its value is that of its last expression, else of ``answer``.
        data: What it finds there.
        limits: How far it may go.
        budget: Ends it early.

    Raises:
        AskError: If the code is empty or too long, the plan does not fit the map, or the
            sandbox cannot be started.
    """
    return _shared().run(code, data, limits, budget)


def sandbox_layers() -> tuple[str, ...]:
    """The layers that hold on this machine, from the inside out (see this module)."""
    return _shared().layers()


def _check_data(data: SandboxData) -> None:
    """Refuse a plan that is not one of the map."""
    if data.plan is None:
        return
    units = set(data.state.unit_ids) if data.state is not None else set()
    strange = sorted(set(data.plan) ^ units)
    if strange:
        raise AskError(
            f"The plan and the map differ in {counted(len(strange), 'unit')}: {some_of(strange)}.",
            "Give a plan of this map.",
        )


def _ran(heard: Heard, limits: Limits) -> Ran:
    """What a run sent, read as what it is: the words of strangers."""
    out: list[str] = []
    end: Mapping[str, Any] | None = None
    for line in heard.body.split(b"\n"):
        message = _message(line)
        if isinstance(message.get("out"), str):
            out.append(message["out"])
        elif isinstance(message.get("end"), dict):
            end = message["end"]
    stdout = "".join(out)[: limits.stdout_chars + 100]
    if end is None or heard.how != "end":
        return Ran(False, stdout, error=_broken_off(heard.how, limits))
    seconds = end.get("seconds")
    return Ran(
        ok=end.get("ok") is True,
        stdout=stdout,
        value=end.get("value"),
        error=str(end.get("error") or "")[:4_000],
        seconds=float(seconds) if isinstance(seconds, int | float) else 0.0,
        new_plan=_plan(end.get("new_plan")),
        files=heard.files,
    )


def _message(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line) if line else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _plan(found: Any) -> dict[str, str] | None:
    if not isinstance(found, dict):
        return None
    return {str(unit): str(district) for unit, district in found.items()}


def _broken_off(how: str, limits: Limits) -> str:
    """Why there is no end, in words."""
    if how == "deadline" or how == "signal 24":
        return f"TimeoutError: it took longer than {limits.seconds:g} seconds"
    if how == "stopped":
        return "it was stopped"
    if how == "flood":
        return "it gave far more than can be shown"
    if how.startswith("signal"):
        return f"it crashed ({how}), as code does that uses too much memory or calls too deep"
    if how == "full":
        return "OSError: its folder holds more than it may"
    if how == "lost":
        return "the map could not be made ready for code"
    return "it ended without a result"
