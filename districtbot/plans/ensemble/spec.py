"""What an ensemble is: its rules, its length, its seed, and the map it belongs to."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.ensemble.face import Rules
from districtbot.plans.problem import Problem

BLOCK_STEPS = 20_000
"""Most steps of a block, which is what a kill can lose of a chain."""
BLOCK_BYTES = 2**25
"""The plans of a block take at most so much memory."""
KIND = "districtbot ensemble 1"


@dataclass(frozen=True, slots=True)
class EnsembleSpec:
    """How many plans to draw and how.

    Attributes:
        rules: The rules of each chain.
        steps: Steps of each chain.
        chains: Number of chains; each begins with a plan of its own.
        seed: Everything random follows from it.
        block: Most steps between two times that a chain is put on disk.

    Raises:
        AskError: If a number makes no ensemble.
    """

    rules: Rules
    steps: int
    chains: int = 4
    seed: int = 0
    block: int = BLOCK_STEPS

    def __post_init__(self) -> None:
        thin = self.rules.thin
        if self.chains < 1:
            raise AskError(f"{self.chains} chains make no ensemble.", "Give one at least.")
        if thin < 1:
            raise AskError(f"Every {thin} steps is no thinning.", "Give 1, to keep every plan.")
        if self.steps < thin:
            raise AskError(
                f"{self.steps:,} steps keep no plan where every {_nth(thin)} is kept.",
                f"Give {thin:,} steps at least.",
            )

    @property
    def plans_per_chain(self) -> int:
        """Plans kept of each chain."""
        return self.steps // self.rules.thin

    @property
    def n_plans(self) -> int:
        """Plans kept in all."""
        return self.plans_per_chain * self.chains

    def block_steps(self, n_nodes: int) -> int:
        """Steps of a block: a whole number of kept plans, few enough for memory.

        Args:
            n_nodes: Nodes of the problem.
        """
        thin = self.rules.thin
        kept = min(self.block // thin, BLOCK_BYTES // (2 * n_nodes))
        return thin * max(1, kept)


def _nth(number: int) -> str:
    return "one" if number == 1 else f"{number:,}th"


def identity_of(problem: Problem, spec: EnsembleSpec) -> dict[str, Any]:
    """What tells one ensemble from another, as plain data.

    Two runs with the same identity write the same bytes.
    """
    found = {
        "kind": KIND,
        "districtbot": version("districtbot"),
        "map_sha256": problem.state.source.sha256,
        "map_member": problem.state.source.member,
        "units_sha256": units_sha256(problem.state),
        "problem_sha256": _problem_sha256(problem),
        "targets": problem.targets.model_dump(mode="json", exclude_none=True),
        "rules": spec.rules.to_dict(),
        "steps": spec.steps,
        "chains": spec.chains,
        "seed": spec.seed,
        "block_steps": spec.block_steps(problem.n_nodes),
    }
    plain: dict[str, Any] = json.loads(json.dumps(found, allow_nan=False))
    return plain


def differences(asked: Mapping[str, Any], held: Mapping[str, Any]) -> tuple[str, ...]:
    """What differs between two identities, in words: ``seed 2 instead of 1``."""
    words = {
        "kind": "the form of the folder",
        "districtbot": "districtbot",
        "map_sha256": "the map's file",
        "map_member": "the map's layer",
        "units_sha256": "the map's units",
        "problem_sha256": "the map as it was read",
    }
    found = []
    for name in sorted({*asked, *held}):
        new, old = asked.get(name), held.get(name)
        if new == old:
            continue
        if isinstance(new, dict) and isinstance(old, dict):
            found += [f"{name}: {item}" for item in differences(new, old)]
        elif name.endswith("sha256") or len(str(new)) + len(str(old)) > 60:
            found.append(words.get(name, name))
        else:
            found.append(f"{words.get(name, name)} {new} instead of {old}")
    return tuple(found)


def units_sha256(state: StateMap) -> str:
    """Hash of the units' ids in map order: plans of two maps that share it can be compared."""
    return hashlib.sha256(json.dumps(state.unit_ids).encode()).hexdigest()


def _problem_sha256(problem: Problem) -> str:
    """Hash of everything a chain may look at: graph, people, columns, areas, borders."""
    state = problem.state
    digest = hashlib.sha256()
    arrays = [
        problem.node_of,
        problem.population,
        problem.links,
        problem.region,
        state.graph.edges,
        state.graph.shared_perimeter,
        state.area,
        state.perimeter,
    ]
    for array in arrays:
        digest.update(b"none" if array is None else np.ascontiguousarray(array).tobytes())
    roles = state.columns
    digest.update(repr([(item.role, item.column, item.detail) for item in roles.evidence]).encode())
    return digest.hexdigest()
