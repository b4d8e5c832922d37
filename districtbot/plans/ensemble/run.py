"""Drawing an ensemble: chains advance block by block, and every block is on disk at once."""

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from districtbot.chains.kernel import is_compiled
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.plans.ensemble.crew import CHAIN, Alone, Crew, Processes
from districtbot.plans.ensemble.face import ChainMaker
from districtbot.plans.ensemble.merge import merge_measures, merge_plans
from districtbot.plans.ensemble.spec import EnsembleSpec, identity_of
from districtbot.plans.ensemble.store import Checkpoint, Store
from districtbot.plans.ensemble.summary import summary_of
from districtbot.plans.ensemble.work import Job, setup_of
from districtbot.plans.problem import Problem


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does the work; the result does not depend on it.

    Attributes:
        processes: Processes of this machine; by default one for each core, and no more than
            there are chains. One works in this process itself.
        scheduler: Address of a Dask scheduler whose workers do the work instead.
        steps_to_caps: Steps after which a chain is given up whose caps do not hold yet; ``None``
            for many.
    """

    processes: int | None = None
    scheduler: str | None = None
    steps_to_caps: int | None = None

    def __post_init__(self) -> None:
        if self.processes is not None and self.processes < 1:
            raise AskError(f"{self.processes} processes do nothing.", "Give one at least.")
        if self.processes is not None and self.scheduler is not None:
            raise AskError(
                "Processes of this machine and a scheduler were both given.", "Give one of them."
            )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ensemble has come.

    Attributes:
        steps: Steps on disk, of all chains.
        total: Steps asked for, of all chains.
        new: Steps taken since this run began.
        accepted: Proposals accepted among the steps on disk.
        rate: Steps a second; ``None`` until a block is done besides each worker's first one, in
            which chains may be compiled.
        stage: ``compiling`` (once for a version, on the first run), ``drawing`` or ``merging``
            (the finished files are being written).
    """

    steps: int
    total: int
    new: int
    accepted: int
    rate: float | None
    stage: str = "drawing"


WatchFn = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came of drawing an ensemble.

    Attributes:
        folder: Where it is.
        summary: What ``summary.json`` holds; ``None`` where it was interrupted.
        progress: How far it has come.
    """

    folder: Path
    summary: dict[str, Any] | None
    progress: Progress

    @property
    def finished(self) -> bool:
        """Whether every step was taken."""
        return self.summary is not None


def draw(
    problem: Problem,
    spec: EnsembleSpec,
    folder: Path,
    maker: ChainMaker,
    hands: Hands = Hands(),
    *,
    watch_fn: WatchFn = lambda _: None,
    budget: Budget | None = None,
) -> Drawn:
    """Draw an ensemble into a folder, or go on where an earlier run stopped.

    The files of a finished ensemble are the same bytes whether or not it was interrupted,
    and whoever did the work.

    Args:
        problem: The map and its targets; targets on units kept together hold for every plan.
        spec: How many plans and how.
        folder: Where to write; made if it is not there.
        maker: Begins and restores chains.
        hands: Who does the work.
        watch_fn: Told of progress after every block.
        budget: A caller may stop it: what is done is kept.

    Raises:
        AskError: If the folder holds something else or cannot be written, or a chain cannot
            begin.
    """
    clock = budget if budget is not None else Budget(None)
    store = Store(folder, identity_of(problem, spec))
    done = store.finished
    if done is not None:
        store.drop_parts()
        total = spec.steps * spec.chains
        return Drawn(folder, done, Progress(total, total, 0, done["accepted"], None))
    with store.opened():
        drawing = _Drawing(problem, spec, store, clock, watch_fn)
        if not drawing.complete:
            drawing.run(maker, hands)
        if not drawing.complete:
            return Drawn(folder, None, drawing.progress())
        watch_fn(drawing.progress("merging"))
        summary = _finish(problem, spec, store, drawing.checkpoints)
    store.drop_parts()
    return Drawn(folder, summary, drawing.progress())


class _Drawing:
    """The state of a run: where each chain stands, and which are being advanced."""

    def __init__(
        self,
        problem: Problem,
        spec: EnsembleSpec,
        store: Store,
        clock: Budget,
        watch_fn: WatchFn,
    ) -> None:
        self._problem, self._spec, self._store = problem, spec, store
        self._clock, self._watch_fn = clock, watch_fn
        self.checkpoints = [store.checkpoint(chain) for chain in range(spec.chains)]
        self._before = sum(point.steps for point in self.checkpoints)
        self._running: set[int] = set()
        self._first: set[int] = set()
        self._warm_steps, self._warm_at = self._before, 0.0

    @property
    def complete(self) -> bool:
        return all(point.steps == self._spec.steps for point in self.checkpoints)

    def progress(self, stage: str = "drawing") -> Progress:
        steps = sum(point.steps for point in self.checkpoints)
        accepted = sum(point.accepted for point in self.checkpoints)
        total = self._spec.steps * self._spec.chains
        new = steps - self._before
        return Progress(steps, total, new, accepted, self._rate(steps), stage)

    def _rate(self, steps: int) -> float | None:
        """Steps a second since all of the first blocks were done."""
        new, seconds = steps - self._warm_steps, self._clock.spent - self._warm_at
        return new / seconds if not self._first and new > 0 and seconds > 0 else None

    def _note(self, chain: int) -> None:
        """A block is done; the rate is counted from the last of the first ones."""
        if chain in self._first:
            self._first.remove(chain)
            self._warm_steps = sum(point.steps for point in self.checkpoints)
            self._warm_at = self._clock.spent

    def run(self, maker: ChainMaker, hands: Hands) -> None:
        """Advance the chains until all are done or the clock is over."""
        if hands.scheduler is None and not is_compiled(CHAIN):
            self._watch_fn(self.progress("compiling"))
        with closing(self._crew(maker, hands)) as crew:
            begun = False
            while not self.complete and not (self._clock.over and not self._running):
                while crew.free > 0 and not self._clock.over:
                    job = self._next()
                    if job is None:
                        break
                    crew.submit(job)
                    self._running.add(job.chain)
                if not begun:
                    self._first, begun = set(self._running), True
                for part in crew.collect():
                    before = self.checkpoints[part.chain]
                    self.checkpoints[part.chain] = self._store.keep(part, before)
                    self._running.discard(part.chain)
                    self._note(part.chain)
                    self._watch_fn(self.progress())

    def _crew(self, maker: ChainMaker, hands: Hands) -> Crew:
        spec, problem = self._spec, self._problem
        name = self._store.name
        patience = hands.steps_to_caps
        setup = setup_of(name, problem, spec.rules, spec.seed, maker, patience)
        if hands.scheduler is not None:
            from districtbot.plans.ensemble.cluster import Cluster

            return Cluster(setup, hands.scheduler, spec.chains)
        n_processes = min(hands.processes or n_cores(), spec.chains)
        return Alone(setup) if n_processes == 1 else Processes(setup, n_processes)

    def _next(self) -> Job | None:
        """The next block of the chain that is furthest behind and not being advanced."""
        waiting = [
            (point.steps, chain)
            for chain, point in enumerate(self.checkpoints)
            if chain not in self._running and point.steps < self._spec.steps
        ]
        if not waiting:
            return None
        chain = min(waiting)[1]
        point: Checkpoint = self.checkpoints[chain]
        n_steps = self._spec.block_steps(self._problem.n_nodes)
        n_steps = min(n_steps, self._spec.steps - point.steps)
        return Job(chain, point.blocks, point.steps, n_steps, point.state)


def n_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _finish(
    problem: Problem, spec: EnsembleSpec, store: Store, checkpoints: list[Checkpoint]
) -> dict[str, Any]:
    """Write the finished files, the summary last."""
    blocks = [point.blocks for point in checkpoints]
    merge_plans(store, problem.state, blocks, spec.n_plans)
    merge_measures(store, blocks)
    accepted = [point.accepted for point in checkpoints]
    summary = summary_of(store, spec, accepted)
    store.write_summary(summary)
    return summary
