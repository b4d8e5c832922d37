"""What a kill leaves behind, at any moment."""

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from districtbot.plans.ensemble.run import Hands, draw
from districtbot.plans.ensemble.spec import EnsembleSpec
from districtbot.plans.ensemble.store import FILES
from districtbot.plans.problem import Problem

PROGRAM = """
import pickle, sys
from pathlib import Path
from districtbot.plans.ensemble.run import Hands, draw
from turning_chain import TurningChain

if __name__ == "__main__":
    problem, spec = pickle.loads(Path("asked.pickle").read_bytes())
    draw(problem, spec, Path("out"), TurningChain, Hands(int(sys.argv[1])))
"""


@pytest.fixture
def spec(turning: ModuleType) -> EnsembleSpec:
    return EnsembleSpec(turning.Rules(seconds_a_step=0.001), steps=1000, chains=3, seed=5, block=40)


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
def test_killed_runs_go_on_to_the_same_bytes(
    problem: Problem,
    turning: ModuleType,
    spec: EnsembleSpec,
    tmp_path: Path,
    processes: int,
) -> None:
    (tmp_path / "asked.pickle").write_bytes(pickle.dumps((problem, spec)))
    (tmp_path / "program.py").write_text(PROGRAM)
    folder = tmp_path / "out"
    n_kept = 0
    for n_more in (1, 7, 20):
        begun = _begin(tmp_path, processes)
        while _n_blocks(folder) < n_kept + n_more:
            assert begun.poll() is None
            time.sleep(0.003)
        os.kill(begun.pid, signal.SIGKILL)
        begun.wait()
        before, n_kept = n_kept, _n_blocks(folder)
        assert n_kept > before
    _wait_until_alone(begun.pid)
    maker = turning.TurningChain
    quick = EnsembleSpec(spec.rules, steps=1000, chains=3, seed=5, block=40)
    done = draw(problem, quick, folder, maker, Hands(1))
    assert 0 < done.progress.new < 3000
    unbroken = draw(problem, quick, tmp_path / "unbroken", maker, Hands(1))
    for name in FILES:
        assert (folder / name).read_bytes() == (unbroken.folder / name).read_bytes()
    assert {file.name for file in folder.iterdir()} == set(FILES)


def _begin(folder: Path, processes: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "program.py", str(processes)], cwd=folder, start_new_session=True
    )


def _n_blocks(folder: Path) -> int:
    """Blocks on disk, counted or not."""
    return len(list(folder.glob("parts/*.frames")))


def _wait_until_alone(group: int) -> None:
    """The worker processes of a killed run end on their own."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    raise AssertionError("worker processes outlive the one that began them")
