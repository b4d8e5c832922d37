"""How much `mini` understands of voices that its phrases do not have: 340 conversations, real maps.

    python benchmarks/voices.py SHARED_DATA [--model FOLDER] [--errors] [FILES]

Officials, analysts and people in conversation, written apart from the bank of phrases and from the
exam; nothing is learned from them. Counted are messages whose calls are the wanted ones, in
whatever order targets are; the turns before a message are played as wanted, with searches of 3
seconds.
"""

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from districtbot.agent.models.loaded import ModelOptions
from districtbot.agent.models.mini.load import load_mini
from districtbot.agent.models.mini.situation import situation_of
from districtbot.agent.underway import SEARCHES
from districtbot.evals.calls import canonical
from districtbot.ground.clock import Budget
from districtbot.tools.calling import call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.toolbox import toolbox

MAPS = {
    "IA": "IA/ia_county_with_enacted_2020.zip",
    "IA10": "IA/IA_counties.zip",
    "AL": "AL/AL_vtd_2020.zip",
    "VT": "VT/VT_towns.zip",
    "HI": "HI/HI_precincts.zip",
    "RI": "RI/RI_precincts.zip",
    "MI": "MI/MI_vtd_2020.zip",
    "NC": "NC/NC_vtd_2020_dual_graph.json",
    "MN": "MN/mn_08_16.zip",
    "VA": "VA/Geojson_VA.v06.zip",
    "PA": "PA/PA_vtd_2020_dual_graph.json",
}
WORDS = ("say", "decline", "explain", "search_documents")
"""Calls of which the arguments are words."""


def in_one_form(calls: Any) -> Counter[str]:
    """Calls without what does not count: the order of targets, which search it is, words."""
    found: Counter[str] = Counter()
    for name, args in calls:
        if name in WORDS:
            found[name] += 1
        elif name == "ask_user":
            found[f"ask {args.get('question')}"] += 1
        elif name in SEARCHES:
            found[canonical(toolbox(), "propose_plan", args)] += 1
        else:
            targets = args.get("targets", ())
            found.update(canonical(toolbox(), name, {"targets": [one]}) for one in targets)
            rest = {key: value for key, value in args.items() if key != "targets"}
            found[canonical(toolbox(), name, rest)] += 1
    return found


def main() -> None:
    """Print how many are right, by file, and what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="folder of the real maps")
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--model", default="", help="its folder; the shipped one by default")
    parser.add_argument("--errors", action="store_true", help="show what is wrong")
    given = parser.parse_args()
    understand = load_mini(given.model, ModelOptions()).chat.understand_fn
    files = given.files or sorted(Path(__file__).with_suffix("").glob("*.jsonl"))
    for file in files:
        right: Counter[tuple[str, bool]] = Counter()
        for line in file.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            desk = Desk.open(given.data / MAPS[item["map"]], seed=1)
            did: list[Any] = []
            for turn in item["turns"]:
                situation = situation_of(desk, turn["message"], did)
                meant = understand(desk, situation, Budget(30))
                want, have = in_one_form(turn["calls"]), in_one_form(meant.calls if meant else ())
                right[
                    "one message" if len(item["turns"]) == 1 else "conversations", want == have
                ] += 1
                if given.errors and want != have:
                    print(
                        item["id"], turn["message"], "\n  wanted", dict(want), "\n  got", dict(have)
                    )
                did = [(name, args) for name, args in turn["calls"]]
                for name, args in did if len(item["turns"]) > 1 else ():
                    if name not in (*WORDS, "ask_user"):
                        limit = {"seconds": 3} if name in SEARCHES else {}
                        call(desk, toolbox(), name, {**args, **limit})
        for kind in sorted({kind for kind, _ in right}):
            n = right[kind, True] + right[kind, False]
            share = 100 * right[kind, True] / n
            print(f"{file.stem}, {kind}: {right[kind, True]} of {n} ({share:.1f}%)")


if __name__ == "__main__":
    main()
