"""Judges somebody's code for a problem by what it comes to."""

from dataclasses import dataclass

from districtbot.problems.coding.family import Coding, Outcome
from districtbot.problems.coding.run import Runner


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement.

    Attributes:
        ok: Whether the code solves the problem.
        reason: Why not; empty where it does.
    """

    ok: bool
    reason: str = ""


def judge(problem: Coding, code: str, runner: Runner) -> Judged:
    """Run code on a problem's files and judge what it comes to.

    Args:
        problem: The problem.
        code: Anybody's Python; it runs in the sandbox.
        runner: Where it runs.
    """
    return judged(problem, runner.run(code, problem.files))


def judged(problem: Coding, outcome: Outcome) -> Judged:
    """Judge an outcome."""
    reason = outcome.fault or problem.check(outcome)
    return Judged(not reason, reason)
