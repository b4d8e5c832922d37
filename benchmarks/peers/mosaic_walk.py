"""The ReCom step of the desktop program Mosaic, run from a clone of matt-mohn/mosaic_python.

Nothing of Mosaic is part of this repository. Its step needs numba and igraph.
"""

import importlib
import sys
from pathlib import Path
from typing import Any

import numpy as np

from peers.walk import Walk

SETTINGS = (
    "Mosaic's recom_step_ig as its own loop calls it, without scores and without annealing: a "
    "cut edge picks the pair; a minimum spanning tree of random weights (county bias off); of "
    "the balanced cuts of a tree the one at the lowest unit, where GerryChain and districtbot "
    "take the heaviest edge; at most 100 trees a step, after which the step counts as failed. "
    "Counted are steps that gave a new plan."
)


def mosaic_at(folder: Path) -> Any:
    """Mosaic's ReCom package, from a clone's folder.

    Raises:
        SystemExit: If it is not there or cannot be imported.
    """
    source = folder.resolve() / "src"
    if not (source / "mosaic" / "recom").is_dir():
        raise SystemExit(f"{folder} is no clone of mosaic_python: it has no src/mosaic/recom.")
    sys.path.insert(0, str(source))
    try:
        return importlib.import_module("mosaic.recom")
    except ModuleNotFoundError as error:
        raise SystemExit(f"Mosaic needs {error.name}: pip install {error.name}") from None


class MosaicWalk:
    """Mosaic's loop of steps, every new plan accepted.

    Attributes:
        n_tried: Steps taken, the failed ones too.
        n_made: Steps that gave a new plan.
    """

    def __init__(self, mosaic: Any, walk: Walk) -> None:
        import igraph

        problem = walk.problem
        self._step = mosaic.recom_step_ig
        self._context = mosaic.GraphContext(igraph.Graph(problem.n_nodes, problem.links.tolist()))
        self._people = problem.population.astype(np.int64)
        self._ideal = problem.ideal
        self._epsilon = walk.epsilon
        self._plan = walk.start.astype(np.int32)
        self._cut = self._context.compute_cut_edges(self._plan)
        self.n_tried = 0
        self.n_made = 0
        np.random.seed(walk.seed % 2**32)  # noqa: NPY002 - Mosaic draws from the global stream

    def advance(self) -> int:
        """One step; 0 where it failed."""
        self._plan, made, self._cut = self._step(
            self._context, self._plan, self._people, self._ideal, self._epsilon, self._cut
        )
        self.n_tried += 1
        self.n_made += int(made)
        return int(made)
