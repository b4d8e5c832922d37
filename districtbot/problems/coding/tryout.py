"""Shows problems of a family: ``python -m districtbot.problems.coding.tryout FAMILY [N]``."""

import json
import sys
import time
from collections.abc import Callable, Sequence

from districtbot.ground.errors import AskError
from districtbot.ground.seeds import rng_of
from districtbot.problems.coding.family import Coding, CodingFamily, Outcome, Setting
from districtbot.problems.coding.run import Runner
from districtbot.problems.families import family_named
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.maps.making import map_of

SET = "tryout"
MOST_MAPS = 200
RULE = "=" * 100
SHOWN = 1_500


def problem_at(family: CodingFamily, made: MadeMap, index: int) -> Coding:
    """A problem of a family on a map; the level goes from 1 to 3 with the index."""
    rng = rng_of("problems", SET, "train", family.name, index)
    return family.make(Setting(made, index % 3 + 1, rng, Speaker.drawn(rng, "train")))


def map_for(family: CodingFamily, first: int) -> MadeMap:
    """The first map from an index on that will do.

    Raises:
        AskError: If none of many will.
    """
    for index in range(first, first + MOST_MAPS):
        if family.needs(made := map_of(SET, "train", index)):
            return made
    raise AskError(f"No map will do for {family.name}.", "Look at what it needs.")


def main(arguments: Sequence[str], say: Callable[[str], object]) -> int:
    """Show problems, and whether their checks hold.

    Args:
        arguments: Name of a family, and how many problems (3).
        say: Takes what is shown.
    """
    family = family_named(arguments[0]) if arguments else None
    if not isinstance(family, CodingFamily):
        raise AskError("Name a family of coding problems.", "Such as the name of its module.")
    failures = 0
    with Runner() as runner:
        for index in range(int(arguments[1]) if len(arguments) > 1 else 3):
            made = map_for(family, index)
            start = time.perf_counter()
            problem = problem_at(family, made, index)
            made_in = time.perf_counter() - start
            say(
                f"{RULE}\n{family.name}, level {index % 3 + 1}, {made.key}, made in {made_in:.3f} s"
            )
            failures += _shown(problem, runner, say)
    say(f"{RULE}\n{failures} failures" if failures else f"{RULE}\nall well")
    return 1 if failures else 0


def _shown(problem: Coding, runner: Runner, say: Callable[[str], object]) -> int:
    """Show one problem; how many of its checks do not hold."""
    say(f"\n{problem.instruction}\n")
    for given in problem.files:
        say(f"{given.about}\n")
    say(f"--- solution\n{problem.solution}\n--- answer: {_short(problem.answer)}")
    say(f"--- params: {_short(dict(problem.params))}")
    failures = 0
    for kind, code, right in _tries(problem):
        start = time.perf_counter()
        outcome = runner.run(code, problem.files)
        seconds = time.perf_counter() - start
        start = time.perf_counter()
        wrong = problem.check(outcome)
        checked_in = time.perf_counter() - start
        well = (not wrong) == right
        failures += not well
        files = ", ".join(f"{name} ({len(data):,} bytes)" for name, data in outcome.files.items())
        say(
            f"{'ok  ' if well else 'FAIL'} {kind}: {wrong or 'passes'} | gave "
            f"{_short(outcome.value)} {files} {outcome.stdout[:200]!r} | run {seconds:.3f} s, "
            f"check {checked_in:.3f} s"
        )
    if problem.answer is not None and not problem.check(Outcome(True, value=[problem.answer])):
        failures += 1
        say("FAIL the answer in a list passes")
    return failures


def _tries(problem: Coding) -> list[tuple[str, str, bool]]:
    tries = [("solution", problem.solution, True), ("empty", "pass", False)]
    tries += [("no answer", "answer = None", False)]
    return tries + [(f"twist {one.kind}", one.code, False) for one in problem.twists]


def _short(data: object) -> str:
    text = json.dumps(data, default=str)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:], lambda text: sys.stdout.write(f"{text}\n")))
    except AskError as error:
        sys.exit(str(error))
