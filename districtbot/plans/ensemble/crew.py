"""Who does the blocks: this process, several of this machine, or a cluster."""

import multiprocessing
import pickle
import signal
import threading
import traceback
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Protocol

from districtbot.chains.kernel import is_compiled, note_compiled
from districtbot.ground.errors import AskError
from districtbot.plans.ensemble.work import Job, Part, Setup, Workshop

SECONDS_A_LOOK = 0.25
"""How long to wait for a block before looking whether to stop."""
CHAIN = "chain"
"""What the functions of a chain are called where compiled ones are noted."""
MOST_LOST = 3
"""Worker processes that may end on their own before the run does."""


class Crew(Protocol):
    """Does blocks, several at once where it can."""

    @property
    def free(self) -> int:
        """How many more blocks can be taken on now."""
        ...

    def submit(self, job: Job) -> None:
        """Take on a block."""
        ...

    def collect(self) -> list[Part]:
        """Blocks that are done; waits a moment where none is."""
        ...

    def close(self) -> None:
        """Let go of everything; blocks in progress are lost."""
        ...


class Alone:
    """Does one block at a time in this process.

    Args:
        setup: The ensemble.
    """

    def __init__(self, setup: Setup) -> None:
        self._workshop = Workshop(setup)
        self._waiting: deque[Job] = deque()

    @property
    def free(self) -> int:
        """One block at a time."""
        return 1 - len(self._waiting)

    def submit(self, job: Job) -> None:
        """Take on a block."""
        self._waiting.append(job)

    def collect(self) -> list[Part]:
        """Do the block."""
        if not self._waiting:
            return []
        part = self._workshop.do(self._waiting.popleft())
        note_compiled(CHAIN)
        return [part]

    def close(self) -> None:
        """Nothing to let go of."""


class Processes:
    """Does blocks in processes of their own, each of which reads the setup once.

    Where the chains are not compiled yet, this process takes a step first, so that the others
    find the machine code in the cache. A worker ends when the pipe to it is closed, so none
    outlives this process however it ends.

    Args:
        setup: The ensemble.
        n_processes: How many.
    """

    def __init__(self, setup: Setup, n_processes: int) -> None:
        if not is_compiled(CHAIN):
            Workshop(setup).do(Job(0, 0, 0, setup.rules.thin, None))
            note_compiled(CHAIN)
        self._setup = pickle.dumps(setup, protocol=pickle.HIGHEST_PROTOCOL)
        self._workers = [_Worker() for _ in range(n_processes)]
        self._n_lost = 0
        for worker in self._workers:
            worker.prepare(self._setup)

    @property
    def free(self) -> int:
        """Workers without a block."""
        return sum(worker.job is None for worker in self._workers)

    def submit(self, job: Job) -> None:
        """Give a block to a free worker, to the one that had the chain before if it can be."""
        idle = [worker for worker in self._workers if worker.job is None]
        idle.sort(key=lambda worker: worker.chain != job.chain)
        idle[0].begin(job)

    def collect(self) -> list[Part]:
        """The blocks that are done."""
        busy = {worker.pipe: worker for worker in self._workers if worker.job is not None}
        ready = wait(list(busy), SECONDS_A_LOOK)
        parts = []
        for pipe in ready:
            worker = busy[pipe]  # type: ignore[index]
            try:
                parts.append(worker.finish())
            except (EOFError, OSError):
                self._replace(worker)
        return parts

    def close(self) -> None:
        """End the workers."""
        for worker in self._workers:
            worker.end()

    def _replace(self, lost: "_Worker") -> None:
        """Begin a worker in place of one that is gone, and give it the same block."""
        job, code = lost.job, lost.end()
        self._n_lost += 1
        if self._n_lost > MOST_LOST:
            raise AskError(
                f"{self._n_lost} worker processes were ended from outside (the last with code "
                f"{code}), perhaps because memory ran short.",
                "Run the same command with fewer --processes; what is done is kept.",
            )
        worker = _Worker()
        worker.prepare(self._setup)
        self._workers[self._workers.index(lost)] = worker
        if job is not None:
            worker.begin(job)


class _Worker:
    """One process and the pipe to it."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, far = context.Pipe()
        self.job: Job | None = None
        self.chain = -1
        process = context.Process(target=_serve, args=(far,), daemon=True)
        with _without_ctrl_c():
            process.start()
        self._process: BaseProcess = process
        far.close()

    def prepare(self, setup: bytes) -> None:
        with suppress(OSError):
            self.pipe.send_bytes(setup)

    def begin(self, job: Job) -> None:
        self.job, self.chain = job, job.chain
        with suppress(OSError):
            self.pipe.send(job)

    def finish(self) -> Part:
        """Take the block; raises EOFError where the process is gone."""
        answer = self.pipe.recv()
        if isinstance(answer, Part):
            self.job = None
            return answer
        if isinstance(answer, AskError):
            raise answer
        raise RuntimeError(f"a worker process failed:\n{answer}")

    def end(self) -> int | None:
        self.pipe.close()
        self._process.terminate()
        self._process.join(10)
        return self._process.exitcode


def _serve(pipe: Connection) -> None:
    """What a worker process does until its pipe is closed."""
    with suppress(EOFError, OSError):
        setup = pickle.loads(pipe.recv_bytes())  # noqa: S301 - from the process that began this one
        workshop = Workshop(setup)
        while True:
            pipe.send(_answer(workshop, pipe.recv()))


def _answer(workshop: Workshop, job: Job) -> Part | AskError | str:
    try:
        return workshop.do(job)
    except AskError as error:
        return AskError(error.problem, error.todo)
    except Exception:  # noqa: BLE001 - told to the process that waits, which raises it
        return traceback.format_exc()


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Let processes begun here ignore Ctrl-C: the one that began them decides."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
