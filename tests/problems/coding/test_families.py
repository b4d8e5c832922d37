"""A law over every family: it makes the same again, is solved, and refuses what is wrong."""

import pytest

from districtbot.ground.seeds import rng_of
from districtbot.problems.coding.family import CodingFamily, Outcome
from districtbot.problems.coding.ordeal import CRASHED, try_problem
from districtbot.problems.coding.run import Runner
from districtbot.problems.coding.tryout import map_for, problem_at
from districtbot.problems.families import coding_families
from districtbot.problems.trial import Trial

DRAWS = 3
FEWEST_KILLED = 5


def test_there_are_families_and_their_names_are_their_own() -> None:
    families = coding_families()
    assert families
    assert len({one.name for one in families}) == len(families)
    assert len({one.title for one in families}) == len(families)


@pytest.mark.slow
@pytest.mark.parametrize("family", coding_families(), ids=lambda family: family.name)
def test_family(family: CodingFamily, runner: Runner) -> None:
    sibling: Outcome | None = None
    all_trials, texts, n_twists = Trial(), set(), 0
    map_index = 0
    for index in range(DRAWS):
        made = map_for(family, map_index)
        map_index = int(made.key.rpartition("-")[2]) + 1
        problem, again = problem_at(family, made, index), problem_at(family, made, index)
        assert problem.instruction == again.instruction
        assert problem.solution == again.solution
        assert problem.answer == again.answer
        assert problem.twists == again.twists
        assert [one.about for one in problem.files] == [one.about for one in again.files]
        assert len({twist.kind for twist in problem.twists}) >= 2
        trial, sibling = try_problem(
            problem, runner, rng_of("test", family.name, index), sibling, n_twists=None
        )
        assert not trial.faults
        assert sum(trial.killed.values()) >= FEWEST_KILLED
        all_trials.add(trial)
        texts.add(problem.instruction)
        n_twists += len(problem.twists)
    assert all_trials.survived == {}
    assert all_trials.killed.get(CRASHED, 0) <= n_twists / 2
    assert len(texts) == DRAWS
