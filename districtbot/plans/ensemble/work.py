"""One block of one chain: what a worker process does, wherever it runs."""

import io
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from districtbot.chains.ben import ben_frames
from districtbot.chains.fingerprint import fingerprints, node_words
from districtbot.ground.errors import AskError
from districtbot.plans.ensemble.face import Arrays, Block, Chain, ChainMaker, Rules
from districtbot.plans.problem import Problem

PLAN_HASH = "plan_hash"
MOST_STEPS_TO_CAPS = 200_000
"""Steps that a chain may take before its caps hold."""


@dataclass(frozen=True)
class Setup:
    """What every worker needs once.

    Attributes:
        name: Tells this ensemble from others in the same worker.
        problem: The problem, without the shapes of its units.
        rules: The rules of the chains.
        seed: The seed of the ensemble.
        maker: Begins and restores chains.
        steps_to_caps: Steps that a chain may take before its caps hold; ``None`` for
            `MOST_STEPS_TO_CAPS`.
    """

    name: str
    problem: Problem
    rules: Rules
    seed: int
    maker: ChainMaker
    steps_to_caps: int | None = None


def setup_of(
    name: str,
    problem: Problem,
    rules: Rules,
    seed: int,
    maker: ChainMaker,
    steps_to_caps: int | None = None,
) -> Setup:
    """A setup with a problem that is light to send: areas and borders stay, shapes do not."""
    light = replace(problem, state=replace(problem.state, geometry=None))
    return Setup(name, light, rules, seed, maker, steps_to_caps)


@dataclass(frozen=True)
class Job:
    """A block to do.

    Attributes:
        chain: Number of the chain, from 0.
        block: Number of the block within the chain, from 0.
        first_step: Steps that the chain has taken before.
        n_steps: Steps to take.
        state: Where the chain stands; ``None`` to begin it.
    """

    chain: int
    block: int
    first_step: int
    n_steps: int
    state: Arrays | None


@dataclass(frozen=True)
class Part:
    """A block that is done.

    Attributes:
        chain: Number of the chain.
        block: Number of the block within the chain.
        steps: Steps that the chain has taken up to its end.
        accepted: Proposals accepted within the block.
        plans: The plans as BEN frames, without the banner.
        measures: Their measures as a Parquet file.
        state: Where the chain stands.
    """

    chain: int
    block: int
    steps: int
    accepted: int
    plans: bytes
    measures: bytes
    state: Arrays


class Workshop:
    """Does the blocks of one ensemble within one process.

    A chain that goes on where it stopped in this process is not restored but taken from
    memory; both give the same.

    Args:
        setup: The ensemble.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._words = node_words(setup.problem.node_of, setup.problem.n_nodes)
        self._live: dict[tuple[int, int], Chain] = {}

    def do(self, job: Job) -> Part:
        """Do a block.

        Raises:
            AskError: If the chain cannot begin.
        """
        chain = self._chain(job)
        block = chain.advance(job.n_steps)
        steps = job.first_step + job.n_steps
        table = self._table(job, block)
        self._live[job.chain, steps] = chain
        return Part(
            job.chain,
            job.block,
            steps,
            block.accepted,
            ben_frames(block.plans, self._setup.problem.node_of).tobytes(),
            _parquet(table),
            chain.state(),
        )

    def _chain(self, job: Job) -> Chain:
        setup = self._setup
        found = self._live.pop((job.chain, job.first_step), None)
        for key in [key for key in list(self._live) if key[0] == job.chain]:
            self._live.pop(key, None)
        if found is not None:
            return found
        if job.state is None:
            chain = setup.maker(setup.problem, setup.rules, setup.seed, job.chain)
            _go_below_caps(chain, setup.rules, setup.steps_to_caps or MOST_STEPS_TO_CAPS)
            return chain
        return setup.maker.restore(setup.problem, setup.rules, job.state)

    def _table(self, job: Job, block: Block) -> pa.Table:
        """The measures of a block: ``chain``, ``step``, ``plan_hash``, then each measure."""
        n_kept = len(block.plans)
        thin = self._setup.rules.thin
        step = (job.first_step // thin + 1 + np.arange(n_kept, dtype=np.int64)) * thin
        hashes = fingerprints(block.plans, self._words, self._setup.problem.n_districts)
        columns: dict[str, pa.Array] = {
            "chain": pa.array(np.full(n_kept, job.chain, np.int32)),
            "step": pa.array(step),
            PLAN_HASH: pa.array(hashes),
        }
        for name, values in block.measures.items():
            columns[name] = column_of(values)
        return pa.table(columns)


def _go_below_caps(chain: Chain, rules: Rules, most_steps: int) -> None:
    """Take steps until every cap holds; then it holds for good. They count for nothing.

    Raises:
        AskError: If that takes too long.
    """
    steps = 0
    while rules.caps:
        block = chain.advance(rules.thin)
        last = {name: block.measures[name][-1] for name in rules.caps}
        above = [name for name, most in rules.caps.items() if last[name] > most]
        if not above:
            return
        steps += rules.thin
        if steps >= most_steps:
            name = above[0]
            raise AskError(
                f"After {steps:,} steps a chain still has {last[name]:g} {name.replace('_', ' ')}, "
                f"more than the {rules.caps[name]} allowed.",
                "Allow more, or let trees follow the regions with a higher surcharge.",
            )


def column_of(values: NDArray[Any]) -> pa.Array:
    """A number for each plan, or a list of one for each district."""
    if values.ndim == 1:
        return pa.array(values.astype(np.float64))
    flat = pa.array(np.ascontiguousarray(values, dtype=np.float64).reshape(-1))
    return pa.FixedSizeListArray.from_arrays(flat, values.shape[1])


def _parquet(table: pa.Table) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd", compression_level=1, use_dictionary=False)
    return file.getvalue()
