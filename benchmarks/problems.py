"""Verified problems a minute, and what a run of code costs beside a fresh Python process.

    python benchmarks/problems.py [--coding 120] [--dialogues 240] [--runs 8]

Draws items of every family on one core and verifies each as `districtbot problems generate` does:
the reference solution runs in the sandbox and its outcome is judged; a dialogue is played again on
a fresh desk. Then the whole ordeal of `districtbot problems verify`: the same, with wrong answers.
Maps are made beforehand, since a set shares its maps.

The peer is a fresh process for each run, as HumanEval's harness checks its programs: the same
solutions on the same files, outcome unjudged. ``ratio`` is its seconds by those of the sandbox.
"""

import argparse
import itertools
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from districtbot.problems.chunks import Chunk, make_chunk, runner
from districtbot.problems.coding.family import Coding
from districtbot.problems.drawing import draw_coding
from districtbot.problems.families import coding_families, dialogue_families
from districtbot.problems.shelf import line_of
from districtbot.problems.source import Source
from districtbot.problems.verify import verified_lines

SOURCE = Source("benchmark-1", {"train": 12, "dev": 1, "test": 1})


def chunks(names: list[str], n: int) -> Iterator[Chunk]:
    """One item of each family in turn, ``n`` in all."""
    for place, name in zip(range(n), itertools.cycle(names), strict=False):
        yield Chunk("train", name, place // len(names), 1)


def rate(kind: str, names: list[str], n: int) -> None:
    """Print how many items a minute are made, and verified with all wrong answers."""
    began = time.perf_counter()
    made = [one for chunk in chunks(names, n) for one in make_chunk(SOURCE, chunk)]
    making = time.perf_counter() - began
    items = [one.item for one in made if one.item is not None and not one.fault]
    lines = sorted((line_of(item) for item in items), key=lambda line: str(line["id"]))
    began = time.perf_counter()
    trials = verified_lines(SOURCE, lines)
    ordeal = time.perf_counter() - began
    wrong = sum(sum(trial.killed.values()) + sum(trial.survived.values()) for trial in trials)
    print(
        f"{kind:10} made and verified {60 * len(items) / making:7,.0f} a minute and core, "
        f"with {wrong / len(items):.1f} wrong answers each {60 * len(items) / ordeal:7,.0f}"
    )


def compare(n: int) -> None:
    """Print what a run costs in the sandbox and in a fresh process."""
    families = coding_families()[:: max(1, len(coding_families()) // n)][:n]
    drawn = [draw_coding(SOURCE, "train", family, 0) for family in families]
    problems = [found[1] for found in drawn if found is not None]
    ours = [_seconds_here(problem) for problem in problems]
    theirs = [_seconds_fresh(problem) for problem in problems]
    ratios = [fresh / here for here, fresh in zip(ours, theirs, strict=True)]
    print(
        f"a run      sandbox {1000 * statistics.median(ours):.0f} ms, fresh process "
        f"{1000 * statistics.median(theirs):.0f} ms, ratio {statistics.median(ratios):.1f}"
    )


def _seconds_here(problem: Coding) -> float:
    began = time.perf_counter()
    outcome = runner().solved(problem)
    if not outcome.ok:
        raise SystemExit(outcome.error)
    return time.perf_counter() - began


def _seconds_fresh(problem: Coding) -> float:
    with tempfile.TemporaryDirectory() as folder:
        for one in problem.files:
            one.write_fn(Path(folder) / one.name)
        began = time.perf_counter()
        command = [sys.executable, "-W", "ignore", "-c", problem.solution]
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)
        return time.perf_counter() - began


def main() -> None:
    """Make maps, then measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--coding", type=int, default=120)
    parser.add_argument("--dialogues", type=int, default=240)
    parser.add_argument("--runs", type=int, default=8)
    asked = parser.parse_args()
    for number in SOURCE.keys("train"):
        SOURCE.map("train", number).state  # noqa: B018 - made here, so that it is there later
    rate("coding", [one.name for one in coding_families()], asked.coding)
    rate("dialogues", [one.name for one in dialogue_families()], asked.dialogues)
    compare(asked.runs)


if __name__ == "__main__":
    main()
