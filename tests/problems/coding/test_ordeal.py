"""The test that problems are put to finds what is wrong with a problem."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from districtbot.problems.coding import checks
from districtbot.problems.coding.family import Coding, Outcome, Twist
from districtbot.problems.coding.given import text_file
from districtbot.problems.coding.grading import judge, judged
from districtbot.problems.coding.ordeal import CRASHED, same, try_problem
from districtbot.problems.coding.run import Runner

GOOD = Coding(
    instruction="Add up the numbers of numbers.txt, one a line. Leave the sum in `answer`.",
    files=(text_file("numbers.txt", "3\n4\n5\n"),),
    solution=(
        "from pathlib import Path\n\n"
        'answer = sum(int(line) for line in Path("numbers.txt").read_text().split())\n'
    ),
    answer=12,
    check=checks.whole(12),
    twists=(
        Twist("one too few", "answer = 9"),
        Twist("as text", 'answer = "12"'),
        Twist("breaks", "answer = 1 / 0"),
    ),
)


def _tried(problem: Coding, runner: Runner, sibling: Outcome | None = None) -> Any:
    return try_problem(problem, runner, random.Random(1), sibling, n_twists=None)[0]


def test_a_good_problem_passes(runner: Runner) -> None:
    trial, outcome = try_problem(GOOD, runner, random.Random(1), Outcome(True, value=13))
    assert outcome.value == 12
    assert trial.faults == []
    assert trial.survived == {}
    assert trial.killed["empty"] == 4
    assert trial.killed["sibling"] == 1
    assert {"off by one", "off by 1%", "times 1000", "everything"} <= set(trial.killed)


def test_a_twist_that_breaks_is_a_kind_of_its_own(runner: Runner) -> None:
    assert _tried(GOOD, runner).killed[CRASHED] == 1


def test_a_solution_that_is_wrong_is_a_fault(runner: Runner) -> None:
    for solution in ("answer = 11", "answer = 1 / 0", "import os", "pass"):
        assert (
            "the solution is refused" in _tried(replace(GOOD, solution=solution), runner).faults[0]
        )


def test_a_check_that_is_lax_is_found(runner: Runner) -> None:
    lax: dict[str, Callable[[Outcome], str]] = {
        "empty": lambda outcome: "",
        "off by 1%": checks.number(12.0, rel=0.5),
        "other type": lambda outcome: "" if str(outcome.value) == "12" else "no",
        "one too few": lambda outcome: "" if outcome.value in (9, 12) else "no",
        "everything": lambda o: "" if o.value == 12 or isinstance(o.value, list) else "no",
        "sibling": lambda outcome: "" if outcome.value in (12, 13) else "no",
    }
    for kind, check in lax.items():
        trial = _tried(replace(GOOD, check=check), runner, Outcome(True, value=13))
        assert kind in trial.survived


def test_what_comes_to_the_same_does_not_count(runner: Runner) -> None:
    twists = (Twist("another way", "answer = 3 + 4 + 5"), Twist("wrong", "answer = 3"))
    trial = _tried(replace(GOOD, twists=twists), runner, Outcome(True, value=12.0))
    assert sum(trial.same.values()) == 2
    assert "another way" not in trial.survived | trial.killed
    assert "sibling" not in trial.survived | trial.killed


def test_one_unit_moved_counts_only_where_it_is_surely_wrong(runner: Runner) -> None:
    plan = {f"u{number:02d}": number % 3 for number in range(30)}
    wanted = set(plan)

    def any_plan(outcome: Outcome) -> str:
        found = outcome.value
        if not isinstance(found, dict) or set(found) != wanted:
            return "no plan"
        rows = [found[f"u{number:02d}"] for number in range(30)]
        if not all(isinstance(row, int) for row in rows) or set(rows) != {0, 1, 2}:
            return "not three districts"
        drawn = sum(one == other for one, other in zip(rows, rows[3:], strict=False))
        return "" if drawn >= 23 else "scattered"

    solution = 'answer = {f"u{number:02d}": number % 3 for number in range(30)}'
    free = replace(GOOD, solution=solution, answer=None, check=any_plan, twists=())
    trial = _tried(
        free, runner, Outcome(True, value={unit: (n + 1) % 3 for unit, n in plan.items()})
    )
    assert trial.survived == {}
    assert sum(trial.same.values()) == 2
    assert {"one district", "scattered", "unit missing"} <= set(trial.killed)
    fixed = replace(free, answer=plan)
    assert "unit moved" in _tried(fixed, runner).survived


def test_files_that_nobody_asked_for_are_not_hit(runner: Runner) -> None:
    solution = f"{GOOD.solution}\nPath('notes.txt').write_text('x')\n"
    trial = _tried(replace(GOOD, solution=solution), runner)
    assert trial.survived == {}
    assert "no file" not in trial.killed
    named = replace(GOOD, solution=solution, instruction=f"{GOOD.instruction} Write notes.txt.")
    assert "no file" in _tried(named, runner).survived


def test_the_same_outcome() -> None:
    one = Outcome(True, value={"a": 1.0}, files={"f": b"x"})
    assert same(one, replace(one, value={"a": 1.0 + 1e-13}))
    assert not same(one, replace(one, value={"a": 1.001}))
    assert not same(one, replace(one, files={"f": b"y"}))
    assert not same(one, replace(one, value=None))
    assert same(Outcome(True), Outcome(True))


def test_code_is_judged(runner: Runner) -> None:
    assert judge(GOOD, GOOD.solution, runner).ok
    reasons = {
        "answer = 11": "11 is not 12",
        "pass": "there is no answer",
        "answer =": "line 1",
        "import socket": "import of socket",
        "": "no code",
        "open('/etc/passwd')": "not allowed",
        "while True:\n    answer = [0] * 10**12": "emory",
    }
    for code, words in reasons.items():
        found = judge(GOOD, code, runner)
        assert not found.ok
        assert words in found.reason
    assert judged(GOOD, Outcome(True, value=12)).ok
    assert not judged(GOOD, Outcome(False, value=12)).ok
