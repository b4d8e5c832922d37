"""Puts a problem to the test: the reference solution passes, and wrong answers do not."""

import random
from collections.abc import Iterator
from itertools import chain

from districtbot.problems.coding.compare import difference
from districtbot.problems.coding.family import Coding, Outcome
from districtbot.problems.coding.grading import judged
from districtbot.problems.coding.run import Runner
from districtbot.problems.coding.wrong import (
    Wrong,
    empty_outcomes,
    wrong_answers,
    wrong_files,
)
from districtbot.problems.trial import Trial

N_TWISTS = 2
CRASHED = "code that fails"
"""Kind of a twist that does not run to its end."""
SAME = 1e-9
"""Relative error up to which two answers are the same."""


def try_problem(
    problem: Coding,
    runner: Runner,
    rng: random.Random,
    sibling: Outcome | None = None,
    n_twists: int | None = N_TWISTS,
) -> tuple[Trial, Outcome]:
    """Run a problem's solution and put wrong answers to its check.

    A wrong answer that comes to the same as the right one counts for nothing. Nor does, where
    many answers are right, one that only may be wrong and passes: a plan with a single unit
    moved, or what a sibling came to. What was not asked for, a file or an answer
    that the instruction does not name and the check can do without, is not hit.

    Args:
        problem: The problem.
        runner: Where code runs.
        rng: Which twists and mistakes.
        sibling: What the solution of another problem of the family came to.
        n_twists: How many twists are run; ``None`` for all.

    Returns:
        What came of it, and what the solution came to.
    """
    trial = Trial()
    right = runner.solved(problem)
    if reason := judged(problem, right).reason:
        trial.faults.append(f"the solution is refused: {reason}")
        return trial, right
    for wrong in chain(
        empty_outcomes(),
        _siblings(sibling),
        _hit(problem, right, wrong_answers(right, rng)),
        _hit(problem, right, wrong_files(right, rng)),
        _twisted(problem, runner, rng, n_twists),
    ):
        _count(problem, right, wrong, trial)
    return trial, right


def _count(problem: Coding, right: Outcome, wrong: Wrong, trial: Trial) -> None:
    refused = not judged(problem, wrong.outcome).ok
    if not refused and (same(wrong.outcome, right) or (wrong.maybe_right and _is_free(problem))):
        trial.count_same(wrong.kind)
        return
    trial.count(wrong.kind, refused=refused)


def same(one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes are the same, up to the last digits of numbers."""
    if dict(one.files) != dict(other.files):
        return False
    return (
        not difference(one.value, other.value, SAME)
        if other.value is not None
        else (one.value is None)
    )


def _is_free(problem: Coding) -> bool:
    """Whether many answers are right."""
    return problem.answer is None


def _siblings(sibling: Outcome | None) -> Iterator[Wrong]:
    if sibling is None or not sibling.ok:
        return
    yield Wrong("sibling", sibling, maybe_right=True)


def _hit(problem: Coding, right: Outcome, wrongs: Iterator[Wrong]) -> Iterator[Wrong]:
    """Those wrong answers that are about something that was asked for."""
    asked: dict[str, bool] = {}
    for wrong in wrongs:
        if wrong.about not in asked:
            asked[wrong.about] = _is_asked(problem, right, wrong.about)
        if asked[wrong.about]:
            yield wrong


def _is_asked(problem: Coding, right: Outcome, about: str) -> bool:
    if about in problem.instruction:
        return True
    without = {name: data for name, data in right.files.items() if name != about}
    value = None if about == "answer" else right.value
    return bool(problem.check(Outcome(True, value=value, files=without)))


def _twisted(
    problem: Coding, runner: Runner, rng: random.Random, n_twists: int | None
) -> Iterator[Wrong]:
    """What twists come to; one that does not run to its end is a kind of its own."""
    twists = list(problem.twists)
    n = len(twists) if n_twists is None else min(n_twists, len(twists))
    for twist in rng.sample(twists, n):
        outcome = runner.run(twist.code, problem.files)
        yield Wrong(twist.kind if outcome.ok else CRASHED, outcome, twist.kind)
