"""An ensemble drawn by the workers of a real Dask cluster on this machine."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from districtbot.ground.errors import AskError
from districtbot.plans.chain import Chain
from districtbot.plans.chain_rules import ChainRules
from districtbot.plans.ensemble.run import Hands, Progress, draw
from districtbot.plans.ensemble.spec import EnsembleSpec
from districtbot.plans.ensemble.store import FILES
from districtbot.plans.problem import Problem

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def begun() -> list[subprocess.Popen[str]]:
    """The processes that `dask` began, in order."""
    return []


@pytest.fixture
def dask(
    turning: ModuleType, tmp_path: Path, begun: list[subprocess.Popen[str]]
) -> Iterator[Start]:
    """``dask("worker", address)``: a process of ``dask``, ended with the test."""

    def start(*words: str) -> subprocess.Popen[str]:
        log = (tmp_path / f"{len(begun)}.log").open("w")
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words],
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=tmp_path,
            start_new_session=True,
        )
        log.close()
        begun.append(process)
        return process

    yield start
    for process in begun:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def scheduler(dask: Start, tmp_path: Path) -> str:
    """The address of a scheduler without workers."""
    dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    for _ in range(300):
        found = re.search(r"Scheduler at:\s+(tcp://\S+)", (tmp_path / "0.log").read_text())
        if found:
            return found[1]
        time.sleep(0.1)
    raise TimeoutError((tmp_path / "0.log").read_text())


def worker(dask: Start, address: str) -> subprocess.Popen[str]:
    return dask("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")


def contents(folder: Path) -> dict[str, bytes]:
    assert {file.name for file in folder.iterdir()} == set(FILES)
    return {name: (folder / name).read_bytes() for name in FILES}


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same(
    dask: Start, scheduler: str, problem: Problem, turning: ModuleType, tmp_path: Path
) -> None:
    workers = [worker(dask, scheduler), worker(dask, scheduler)]
    rules = turning.Rules(seconds_a_step=0.002)
    spec = EnsembleSpec(rules, steps=600, chains=4, seed=3, block=100)
    lost: list[int] = []

    def kill(progress: Progress) -> None:
        if progress.steps >= 800 and not lost:
            lost.append(progress.steps)
            workers[0].kill()

    maker = turning.TurningChain
    hands = Hands(scheduler=scheduler)
    done = draw(problem, spec, tmp_path / "a", maker, hands, watch_fn=kill)
    assert lost
    assert workers[0].wait() == -signal.SIGKILL
    assert done.progress.new == 2400
    alone = draw(problem, spec, tmp_path / "b", maker, Hands(1))
    assert contents(done.folder) == contents(alone.folder)


@pytest.mark.slow
def test_compiled_chains_run_on_workers(
    dask: Start, scheduler: str, problem: Problem, tmp_path: Path
) -> None:
    worker(dask, scheduler)
    spec = EnsembleSpec(ChainRules(epsilon=0.3), steps=400, chains=2, seed=3, block=100)
    done = draw(problem, spec, tmp_path / "a", Chain, Hands(scheduler=scheduler))
    alone = draw(problem, spec, tmp_path / "b", Chain, Hands(1))
    assert contents(done.folder) == contents(alone.folder)


@pytest.mark.slow
def test_a_scheduler_without_workers_is_told(
    scheduler: str,
    problem: Problem,
    turning: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("districtbot.plans.ensemble.cluster.SECONDS_TO_CONNECT", 1)
    with pytest.raises(AskError, match=r"has no workers\. Start some with `dask worker"):
        _draw(problem, turning, tmp_path / "a", scheduler)


@pytest.mark.slow
def test_a_worker_that_fails_is_told(
    dask: Start, scheduler: str, problem: Problem, turning: ModuleType, tmp_path: Path
) -> None:
    worker(dask, scheduler)
    with pytest.raises(AskError, match="No first plan was found"):
        _draw(problem, turning, tmp_path / "a", scheduler, fails="ask")
    with pytest.raises(ZeroDivisionError):
        _draw(problem, turning, tmp_path / "b", scheduler, fails="bug")


@pytest.mark.slow
def test_a_scheduler_that_goes_away_is_told(
    dask: Start,
    begun: list[subprocess.Popen[str]],
    scheduler: str,
    problem: Problem,
    turning: ModuleType,
    tmp_path: Path,
) -> None:
    worker(dask, scheduler)
    spec = EnsembleSpec(turning.Rules(seconds_a_step=0.002), steps=600, chains=2, block=100)

    def kill(_: Progress) -> None:
        begun[0].kill()

    maker, hands = turning.TurningChain, Hands(scheduler=scheduler)
    with pytest.raises(AskError, match=f"The scheduler {scheduler} is gone"):
        draw(problem, spec, tmp_path / "a", maker, hands, watch_fn=kill)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "ftp://127.0.0.1:80"])
def test_a_scheduler_that_is_not_there_is_told_soon(
    problem: Problem, turning: ModuleType, tmp_path: Path, address: str
) -> None:
    before = time.monotonic()
    with pytest.raises(AskError, match=f"no Dask scheduler at {address}"):
        _draw(problem, turning, tmp_path / "a", address)
    assert time.monotonic() - before < 10


def test_processes_and_a_scheduler_exclude_each_other() -> None:
    with pytest.raises(AskError, match="both given"):
        Hands(2, "tcp://127.0.0.1:1")
    with pytest.raises(AskError, match="0 processes"):
        Hands(0)


def _draw(problem: Problem, turning: ModuleType, folder: Path, address: str, **rules: str) -> None:
    spec = EnsembleSpec(turning.Rules(**rules), steps=50, chains=2)
    draw(problem, spec, folder, turning.TurningChain, Hands(scheduler=address))
