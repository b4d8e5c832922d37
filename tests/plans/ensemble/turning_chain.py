"""A chain with the face of the real one: the plan turns by a random number of nodes.

Its stationary law is uniform over the turns. It draws nothing twice from the same place, so
a restored chain that differed from an unbroken one would show it at once.
"""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from districtbot.ground.errors import AskError
from districtbot.ground.seeds import rng_of
from districtbot.plans.problem import Problem


@dataclass(frozen=True)
class Rules:
    thin: int = 1
    farthest: int = 5
    seconds_a_step: float = 0.0
    fails: str = ""
    caps: dict[str, int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Block:
    plans: np.ndarray
    measures: dict[str, np.ndarray]
    steps: int
    accepted: int


class TurningChain:
    def __init__(self, problem: Problem, rules: Rules, seed: int, number: int) -> None:
        if rules.fails == "ask":
            raise AskError("No first plan was found.", "Allow more deviation.")
        if rules.fails == "bug":
            raise ZeroDivisionError("a bug")
        self._problem, self._rules = problem, rules
        self._word = np.array([seed, number, 0], dtype=np.int64)
        n, k = problem.n_nodes, problem.n_districts
        self._plan = (np.arange(n) * k // n).astype(np.int16)

    @classmethod
    def restore(cls, problem: Problem, rules: Rules, state: Mapping[str, np.ndarray]):
        chain = cls(problem, rules, 0, 0)
        chain._word, chain._plan = state["word"].copy(), state["plan"].copy()
        return chain

    def state(self) -> dict[str, np.ndarray]:
        return {"word": self._word.copy(), "plan": self._plan.copy()}

    def advance(self, n_steps: int) -> Block:
        kept, accepted = [], 0
        for _ in range(n_steps):
            self._word[2] += 1
            turn = rng_of(*self._word.tolist()).randrange(self._rules.farthest + 1)
            self._plan = np.roll(self._plan, turn)
            accepted += turn > 0
            if self._word[2] % self._rules.thin == 0:
                kept.append(self._plan)
        time.sleep(self._rules.seconds_a_step * n_steps)
        plans = np.array(kept, dtype=np.int16).reshape(-1, self._problem.n_nodes)
        return Block(plans, measure(self._problem, plans), n_steps, accepted)


def measure(problem: Problem, plans: np.ndarray) -> dict[str, np.ndarray]:
    """The cut links, and the people of each district, of some plans."""
    ends = plans[:, problem.links]
    people = np.stack(
        [((plans == d) * problem.population).sum(axis=1) for d in range(problem.n_districts)],
        axis=1,
    )
    return {
        "cut_edges": (ends[:, :, 0] != ends[:, :, 1]).sum(axis=1).astype(np.float64),
        "population": people,
    }
