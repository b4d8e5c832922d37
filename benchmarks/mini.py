"""How soon `mini` answers: loading, the first message, later ones, on one core.

    python benchmarks/mini.py [--model FOLDER] [--rounds 3]

Each round is a process of its own on one core, with the map opened before the clock starts: it
loads the model, understands a first message, then the others; reading them by code is counted.
``ratio`` is against transformers (torch on one core too) with the same weights, which loads them
and writes as many tokens for the same situations, without a grammar.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from districtbot.agent.models.mini.load import SHIPPED
from districtbot.agent.models.mini.unpacked import unpacked

MAP = Path(__file__).resolve().parents[1] / "shapefiles" / "ardmere.zip"
MESSAGES = (
    "Four districts within half a percent, please.",
    "We need a plan with five districts in which no more than three counties are split and the "
    "population of each stays within one percent of the ideal.",
    "Which county has the most people?",
    "6 districts, mean Polsby-Popper >= .25, max dev 2%",
    "I was born here in 1958 and saw nine maps. Three districts will do, if possible compact.",
    "Undo that.",
)
clock = time.perf_counter


def ours(model: str) -> dict[str, Any]:
    """Seconds of `mini`: loading with the first message, each later one; tokens of the lines."""
    from districtbot.agent.models.loaded import ModelOptions
    from districtbot.agent.models.mini.situation import situation_of
    from districtbot.ground.clock import Budget
    from districtbot.tools.desk.desk import Desk

    desk = Desk.open(MAP, seed=1)
    began = clock()
    from districtbot.agent.models.mini.load import load_mini

    understand = load_mini(model, ModelOptions()).chat.understand_fn
    times, lengths = [], []
    for message in MESSAGES:
        meant = understand(desk, situation_of(desk, message), Budget(None))
        times.append(clock() - began)
        lengths.append(len(meant.line.split()) if meant else 1)
        began = clock()
    return {"times": times, "lengths": lengths}


def theirs(model: str, lengths: list[int]) -> dict[str, Any]:
    """The same of transformers."""
    import torch

    from districtbot.agent.models.mini.situation import situation_of
    from districtbot.tools.desk.desk import Desk

    torch.set_num_threads(1)
    desk = Desk.open(MAP, seed=1)
    situations = [situation_of(desk, one) for one in MESSAGES]
    began = clock()
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(model)
    network = AutoModelForCausalLM.from_pretrained(model).eval()
    times = []
    for situation, n in zip(situations, lengths, strict=True):
        ids = tokenizer(situation.text, return_tensors="pt", add_special_tokens=False).input_ids
        with torch.inference_mode():
            network.generate(ids, max_new_tokens=n, min_new_tokens=n, do_sample=False)
        times.append(clock() - began)
        began = clock()
    return {"times": times}


def in_process(who: str, model: str, lengths: list[int]) -> dict[str, Any]:
    """What a process of its own on one core measures."""
    command = [sys.executable, __file__, "--as", who, "--model", model]
    env = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        command, input=json.dumps(lengths), stdout=subprocess.PIPE, text=True, check=True, env=env
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print the table, or measure in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", default="", help="its folder; the shipped one by default")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--as", dest="who", choices=("ours", "theirs"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.who:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
        lengths = json.loads(sys.stdin.read())
        print(
            json.dumps(ours(given.model) if given.who == "ours" else theirs(given.model, lengths))
        )
        return
    copy = str(unpacked(Path(given.model) if given.model else SHIPPED))
    mine = [in_process("ours", given.model, []) for _ in range(given.rounds)]
    lengths = mine[0]["lengths"]
    peer = [in_process("theirs", copy, lengths) for _ in range(given.rounds)]
    print(f"{'':24} {'mini':>8} {'transformers':>13} {'ratio':>6}")
    for label, part in (
        ("loading and first answer", slice(0, 1)),
        ("later answers, mean", slice(1, None)),
    ):
        one, other = (
            min(sum(run["times"][part]) / len(run["times"][part]) for run in runs)
            for runs in (mine, peer)
        )
        print(f"{label:24} {one:>6.2f} s {other:>11.2f} s {other / one:>6.1f}")
    slowest = min(max(run["times"][1:]) for run in mine)
    print(f"{'slowest later answer':24} {slowest:>6.2f} s")


if __name__ == "__main__":
    main()
