"""Running code on a problem's files."""

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.problems.coding.family import Coding, GivenFile, Outcome
from districtbot.tools.sandbox.limits import Limits, SandboxData
from districtbot.tools.sandbox.run import Sandbox

LIMITS = Limits(seconds=20.0, n_files=200, stdout_chars=20_000, value_chars=1_000_000)
"""How far the code of a problem may go."""


class Runner:
    """Runs code on files, each run in a folder of its own with copies of them.

    One warm sandbox serves all runs; use one a process, in a ``with`` block.

    Args:
        limits: How far each run may go.
        warm: Whether runs are forks of one process, which takes milliseconds (Linux only).
    """

    def __init__(self, limits: Limits = LIMITS, *, warm: bool = True) -> None:
        self._limits = limits
        self._sandbox = Sandbox(warm=warm)
        self._home = Path(tempfile.mkdtemp(prefix="districtbot-problem-"))
        self._end = weakref.finalize(self, shutil.rmtree, self._home, ignore_errors=True)
        self._laid: tuple[tuple[GivenFile, ...], Mapping[str, Path]] = ((), {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the sandbox and remove all files."""
        self._sandbox.close()
        self._end()

    def run(self, code: str, files: Iterable[GivenFile]) -> Outcome:
        """What code comes to on files; code that is none fails like any other.

        The files are written once as long as the same ones are asked for again.
        """
        data = SandboxData(files=self._written(tuple(files)))
        try:
            ran = self._sandbox.run(code, data, self._limits, Budget(None))
        except AskError as error:
            return Outcome(False, str(error))
        return Outcome(ran.ok, ran.error, ran.value, ran.files, ran.stdout)

    def solved(self, problem: Coding) -> Outcome:
        """What the reference solution of a problem comes to."""
        return self.run(problem.solution, problem.files)

    def _written(self, files: tuple[GivenFile, ...]) -> Mapping[str, Path]:
        known, paths = self._laid
        if known is files or (known and known == files):
            return paths
        for old in self._home.iterdir():
            shutil.rmtree(old)
        folder = Path(tempfile.mkdtemp(dir=self._home))
        paths = {one.name: folder / one.name for one in files}
        for one in files:
            paths[one.name].parent.mkdir(parents=True, exist_ok=True)
            one.write_fn(paths[one.name])
        self._laid = files, paths
        return paths
