"""What the loop of the agent costs: turns a second against the same calls of tools made directly.

    python benchmarks/agent.py [--turns 40] [--rounds 3] [--starts 3]

A scripted model, which takes no time to think, asks for the same calls in each turn; then the same
calls are made with `districtbot.tools.calling.call` on a desk of its own that is saved as the
first one is. ``ratio`` is the loop's time by that of the calls alone; ``late`` is
the last quarter of the turns against the first, that is what a long conversation costs. What a
turn and what a call cost, its tool included, follows from the first quarter of two conversations,
with one call and with five calls a turn; a call means another answer of the model, for which the
conversation is rendered, counted and checked. All of this is seconds of the processor.

The start is a cold one, as a shell sees it: from the start of ``districtbot chat`` on a pipe to
its first answer in JSON, beside importing langchain's agents alone.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from districtbot.agent.agent import Agent
from districtbot.agent.models.loaded import ModelOptions
from districtbot.agent.models.script import Script
from districtbot.agent.models.scripted import ScriptedBackend
from districtbot.agent.models.text.chat import loaded
from districtbot.geo.open import open_map
from districtbot.tools.calling import call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.toolbox import toolbox

clock = time.process_time
"""Seconds of the processor, so that other programs on the machine do not count."""
MAP = Path(__file__).resolve().parents[1] / "shapefiles" / "ardmere.zip"
CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("list_targets", {}),
    ("look_up", {"rank": "counties", "top": 3}),
    ("score_district", {"district": "2"}),
    ("lock", {"district": "1"}),
    ("unlock", {"district": "1"}),
)
ASKED: dict[str, Any] = {"districts": 4}
FEW, MANY = 1, len(CALLS)


@dataclass(frozen=True)
class Timed:
    """Seconds of one conversation, turn by turn, and of its calls alone."""

    loop: list[float]
    direct: float


def desk_in(state: Any, folder: Path) -> Desk:
    """A saved desk with a plan of four districts."""
    desk = Desk(state, seed=1, out=folder / "out", folder=folder / "desk")
    for name, args in (("set_targets", ASKED), ("propose_plan", {})):
        done = call(desk, toolbox(), name, args)
        if not done.ok:
            raise SystemExit(done.text)
    return desk


def timed(state: Any, n_calls: int, n_turns: int, folder: Path) -> Timed:
    """A conversation through the loop, then its calls alone."""
    steps = [*({"call": name, "args": args} for name, args in CALLS[:n_calls]), {"say": "Done."}]
    script = Script.model_validate({"turn": [{"steps": steps}] * n_turns})
    backend = ScriptedBackend("scripted", script)
    model = loaded("scripted", backend, ModelOptions(), constrained=False)
    loop = []
    with Agent(desk_in(state, folder / "loop"), model) as agent:
        for _ in range(n_turns):
            began = clock()
            turn = agent.ask("Go on.")
            loop.append(clock() - began)
            if len(turn.calls) != n_calls or not all(one.ok for one in turn.calls):
                raise SystemExit(f"the loop made other calls: {turn}")
    desk, tools = desk_in(state, folder / "direct"), toolbox()
    began = clock()
    for _ in range(n_turns):
        for name, args in CALLS[:n_calls]:
            call(desk, tools, name, args)
    return Timed(loop, clock() - began)


def first_answer(folder: Path) -> float:
    """Seconds from the start of a chat to its first answer."""
    start = "from districtbot.cli.main import main; main()"
    command = [sys.executable, "-c", start, "chat", str(MAP), "--model", "scripted:demo", "--json"]
    env = {**os.environ, "DISTRICTBOT_DATA": str(folder / "data")}
    began = time.perf_counter()
    with subprocess.Popen(
        [*command, "--out", str(folder / "out")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=env,
    ) as program:
        if program.stdin is None or program.stdout is None:
            raise SystemExit("no pipe")
        program.stdin.write(b"Hello! What is on this map?\n")
        program.stdin.flush()
        line = program.stdout.readline()
        seconds = time.perf_counter() - began
        program.stdin.close()
    if not line.startswith(b"{"):
        raise SystemExit("the chat did not answer")
    return seconds


def seconds_of(code: str) -> float:
    """Seconds of a Python program."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - began


def report_loop(n_turns: int, rounds: int, folder: Path) -> None:
    """Print what the loop costs; the best of the rounds."""
    state = open_map(MAP)
    print(f"{n_turns} turns a conversation, best of {rounds}")
    print(f"{'calls':>10} {'turns/s':>8} {'ms/turn':>8} {'direct ms':>9} {'ratio':>6} {'late':>5}")
    cost = {}
    for n_calls in (FEW, MANY):
        runs = [timed(state, n_calls, n_turns, folder / f"{n_calls}-{i}") for i in range(rounds)]
        best = min(runs, key=lambda run: sum(run.loop))
        total, direct = sum(best.loop), min(run.direct for run in runs)
        part = max(1, n_turns // 4)
        late = sum(best.loop[-part:]) / sum(best.loop[:part])
        cost[n_calls] = 1000 * statistics.median(best.loop[:part])
        print(
            f"{n_calls:>10} {n_turns / total:>8.1f} {1000 * total / n_turns:>8.1f} "
            f"{1000 * direct / n_turns:>9.1f} {total / direct:>6.2f} {late:>5.2f}"
        )
    each = (cost[MANY] - cost[FEW]) / (MANY - FEW)
    print(f"{each:.1f} ms a call with its tool, {cost[FEW] - each:.1f} ms a turn")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--starts", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report_loop(given.turns, given.rounds, Path(folder))
        starts = [first_answer(Path(folder) / f"start-{i}") for i in range(given.starts)]
        imports = [seconds_of("import langchain.agents") for _ in range(given.starts)]
        bare = [seconds_of("") for _ in range(given.starts)]
    print(
        f"first answer of a chat {min(starts):.2f} s; langchain.agents alone {min(imports):.2f} s "
        f"(ratio {min(starts) / min(imports):.1f}); Python alone {min(bare):.2f} s"
    )


if __name__ == "__main__":
    main()
