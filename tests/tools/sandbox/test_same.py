"""The same code and seed give the same, in every process; and real chains run."""

from pathlib import Path
from typing import Any

import pytest

from districtbot.geo.open import open_map
from districtbot.ground.clock import Budget
from districtbot.tools.sandbox.limits import Limits, Ran, SandboxData
from districtbot.tools.sandbox.run import Sandbox

CHANCE = """
import random
import numpy as np
from scipy import stats
print({'a', 'b', 'c', 'd'}, hash('a'))
[random.random(), random.Random().random(), random.Random(3).random(), np.random.rand(),
 np.random.default_rng().random(), np.random.default_rng(3).random(),
 np.random.RandomState().rand(), stats.norm.rvs(), random.sample(range(100), 3)]
"""
RECOM = """
from functools import partial
from gerrychain import MarkovChain, Partition, accept, constraints
from gerrychain.partition import recursive_tree_part
from gerrychain.proposals import recom
from gerrychain.updaters import Tally

k = 4
ideal = gdf[population_col].sum() / k
start = recursive_tree_part(graph, range(k), ideal, population_col, 0.05)
first = Partition(graph, start, {"population": Tally(population_col, alias="population")})
proposal = partial(recom, pop_col=population_col, pop_target=ideal, epsilon=0.05)
chain = MarkovChain(proposal, [constraints.contiguous], accept.always_accept, first, 20)
cuts = [len(step["cut_edges"]) for step in chain]
last = chain.state
new_plan = last
worst = max(abs(people / ideal - 1) for people in last["population"].values())
answer = {"cuts": cuts, "worst": worst, "steps": len(cuts)}
"""


def _run(code: str, state: Any = None, seed: int = 0) -> Ran:
    with Sandbox() as place:
        return place.run(code, SandboxData(state), Limits(seconds=60, seed=seed), Budget(None))


@pytest.mark.slow
def test_chance_follows_from_the_seed(run: Any) -> None:
    first = run(CHANCE)
    assert first.ok, first.error
    again = run(CHANCE)
    other_process = _run(CHANCE)
    assert (first.stdout, first.value) == (again.stdout, again.value)
    assert (first.stdout, first.value) == (other_process.stdout, other_process.value)
    drawn = [value for value in first.value if isinstance(value, float)]
    assert len(set(drawn)) == len(drawn)
    other_seed = run(CHANCE, seed=1)
    assert other_seed.value[2] == first.value[2]
    assert other_seed.value[5] == first.value[5]
    differ = [a != b for a, b in zip(first.value, other_seed.value, strict=True)]
    assert differ == [True, True, False, True, True, False, True, True, True]


def _check_chain(ran: Ran, state: Any) -> None:
    assert ran.ok, ran.error
    assert ran.value["steps"] == 20
    assert ran.value["worst"] <= 0.05
    assert len(set(ran.value["cuts"])) > 1
    assert ran.new_plan is not None
    assert set(ran.new_plan) == set(state.unit_ids)
    people = dict.fromkeys(ran.new_plan.values(), 0.0)
    for unit, number in zip(state.unit_ids, state.population, strict=True):
        people[ran.new_plan[unit]] += number
    ideal = sum(people.values()) / 4
    worst = max(abs(number / ideal - 1) for number in people.values())
    assert worst == pytest.approx(ran.value["worst"])


def test_twenty_steps_of_recom(run: Any) -> None:
    state = open_map(Path(__file__).parents[3] / "shapefiles" / "ardmere.zip")
    first = run(RECOM, state, seconds=60.0)
    _check_chain(first, state)
    again = _run(RECOM, state)
    assert (again.value, again.new_plan) == (first.value, first.new_plan)
    assert _run(RECOM, state, seed=1).value != first.value


@pytest.mark.slow
def test_twenty_steps_in_iowa(run: Any, shared_data: Path) -> None:
    state = open_map(shared_data / "IA" / "IA_counties.zip")
    ran = run(RECOM, state, seconds=60.0)
    _check_chain(ran, state)
    shapes = run("round(float(gdf.dissolve().area.sum() / gdf.area.sum()), 3)", state)
    assert shapes.value == 1


def test_pictures_are_drawn_and_lost(run: Any, grid: Any) -> None:
    code = "import matplotlib.pyplot as p\nax = gdf.plot()\np.savefig('a.png')\nlen(ax.collections)"
    assert run(code, grid).value == 1
