"""Blocks done by the workers of a Dask cluster.

Each task advances one chain by one block from a given state and gives the block and the new
state back, so a worker that is lost takes nothing with it: Dask gives its task to another.
"""

import pickle
import threading
import warnings
from importlib.metadata import version
from queue import Empty, SimpleQueue
from typing import Any

from districtbot.ground.errors import AskError, some_of
from districtbot.plans.ensemble.crew import SECONDS_A_LOOK
from districtbot.plans.ensemble.work import Job, Part, Setup, Workshop

SECONDS_TO_CONNECT = 8
RETRIES = 5
"""How often a task may go down with its worker before the run ends."""


class Cluster:
    """Does blocks on the workers of a Dask scheduler.

    Args:
        setup: The ensemble.
        scheduler: Its address, such as ``tcp://10.0.0.1:8786``.
        n_jobs: How many blocks to hand over at once.

    Raises:
        AskError: If Dask is not installed, the scheduler cannot be reached, or its workers
            cannot do the work.
    """

    def __init__(self, setup: Setup, scheduler: str, n_jobs: int) -> None:
        self._client = _connected(scheduler)
        self._scheduler = scheduler
        self._n_jobs = n_jobs
        self._name = setup.name
        self._jobs: dict[Any, Job] = {}
        self._done: SimpleQueue[Any] = SimpleQueue()
        try:
            _check_workers(self._client, scheduler)
            self._setup = self._sent(setup)
        except BaseException:
            self.close()
            raise

    @property
    def free(self) -> int:
        """Blocks that can still be handed over."""
        return self._n_jobs - len(self._jobs)

    def submit(self, job: Job) -> None:
        """Hand a block over."""
        future = self._client.submit(
            _do,
            self._name,
            self._setup,
            job,
            key=f"districtbot-block-{self._name}-{job.chain}-{job.block}",
            pure=False,
            retries=RETRIES,
        )
        self._jobs[future] = job
        future.add_done_callback(self._done.put)

    def collect(self) -> list[Part]:
        """The blocks that are done.

        Raises:
            AskError: If the scheduler is gone, or workers keep failing.
        """
        try:
            future = self._done.get(timeout=SECONDS_A_LOOK)
        except Empty:
            return []
        part = self._result(future)
        del self._jobs[future]
        future.release()
        return [part]

    def close(self) -> None:
        """Take back what is not done and leave the scheduler."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for future in self._jobs:
                future.release()
            self._client.close(timeout=5)

    def _result(self, future: Any) -> Part:
        dask = _dask()
        again = "Run the same command again; what is done is kept."
        try:
            part: Part = future.result()
        except (dask.client.FutureCancelledError, dask.comm.CommClosedError) as error:
            raise AskError(f"The scheduler {self._scheduler} is gone.", again) from error
        except dask.KilledWorker as error:
            raise AskError(
                f"A block went down with its worker {RETRIES} times, the last one "
                f"{error.last_worker.address}, perhaps because memory ran short.",
                again,
            ) from error
        return part

    def _sent(self, setup: Setup) -> Any:
        """The setup within the cluster, which can make it anew where a worker with it is lost."""
        data = pickle.dumps(setup, protocol=pickle.HIGHEST_PROTOCOL)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            return self._client.submit(
                _kept, data, key=f"districtbot-setup-{setup.name}", pure=False, retries=RETRIES
            )


def _connected(scheduler: str) -> Any:
    try:
        return _dask().Client(
            scheduler,
            timeout=SECONDS_TO_CONNECT,
            set_as_default=False,
            name="districtbot",
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise AskError(
            f"There is no Dask scheduler at {scheduler}.",
            "Start one with `dask scheduler`, then give the address it prints, such as "
            "tcp://10.0.0.1:8786.",
        ) from error


def _dask() -> Any:
    """Dask's distributed package, which not every user needs."""
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise AskError(
            "Dask is not installed here.", "Install it with: pip install 'districtbot[cluster]'"
        ) from error
    return distributed


def _check_workers(client: Any, scheduler: str) -> None:
    """Refuse a cluster without workers, or whose workers have another districtbot."""
    try:
        client.wait_for_workers(1, timeout=SECONDS_TO_CONNECT)
    except TimeoutError as error:
        raise AskError(
            f"The scheduler {scheduler} has no workers.",
            f"Start some with `dask worker {scheduler}`.",
        ) from error
    found = client.run(_version_here)
    here = version("districtbot")
    other = sorted(
        f"{address} has {told or 'none'}" for address, told in found.items() if told != here
    )
    if other:
        raise AskError(
            f"The workers need districtbot {here}, as here: {some_of(other)}.",
            "Install the same version for every worker.",
        )


def _version_here() -> str | None:
    """The version of districtbot that a worker has; runs there."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("districtbot")
    except PackageNotFoundError:
        return None


def _kept(data: bytes) -> bytes:
    return data


_lock = threading.Lock()
_workshops: dict[str, Workshop] = {}


def _do(name: str, data: bytes, job: Job) -> Part:
    """Do a block; runs in a worker, which keeps the workshop of the last ensemble."""
    with _lock:
        if name not in _workshops:
            _workshops.clear()
            _workshops[name] = Workshop(pickle.loads(data))  # noqa: S301 - from the same client
        workshop = _workshops[name]
    return workshop.do(job)
