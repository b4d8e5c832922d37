"""How much `mini` understands of voices that its phrases do not have: 340 conversations, real maps.

    python benchmarks/voices.py SHARED_DATA [--model FOLDER] [--errors] [FILES]

Officials, analysts and people in conversation, written apart from the bank of phrases and from the
exam; nothing is learned from them. Counted are messages whose calls are the wanted ones, in
whatever order calls and targets are; the turns before a message are played as wanted, with searches
of 3 seconds. ``SHARED_DATA`` is a folder of state maps with the paths below.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from districtbot.agent.models.loaded import ModelOptions
from districtbot.agent.models.mini.alone import UnderstandFn, understood
from districtbot.agent.models.mini.lacking import held_back, with_known_election
from districtbot.agent.models.mini.load import load_mini
from districtbot.agent.underway import SEARCHES
from districtbot.evals.calls import canonical, canonical_parts
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.tools.calling import call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit.places import find_place
from districtbot.tools.toolbox import toolbox

TOOLS = toolbox()
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
LOOKED_UP = ("explain", "search_documents")
"""Calls of which the arguments are the person's words."""
SAID = ("say", "decline", "ask_user")
"""Calls that only this model makes, or makes with its own arguments; no tool is called for them."""
PLACES = ("place", "places", "unit", "units", "values")
"""Arguments that are names of places."""


def as_counted(desk: Desk, calls: Any) -> Counter[str]:
    """Calls without what does not count: the order, which search it is, words, spellings of places.

    What lacks an election is what is done at once and the question, as in a chat.
    """
    found: Counter[str] = Counter()
    held = held_back(desk, [(str(name), args) for name, args in calls])
    for name, given in calls if held is None else held.now:
        args = plainly_named(desk, given)
        if name in LOOKED_UP:
            found[name] += 1
        elif name in SAID:
            found[f"{name} {sorted(args.items())}"] += 1
        elif name in SEARCHES:
            found[canonical(TOOLS, "propose_plan", args)] += 1
        else:
            found.update(canonical_parts(TOOLS, name, args))
    return found


def plainly_named(desk: Desk, args: Any, key: str = "") -> Any:
    """Arguments with one spelling for each place and one order for names."""
    if isinstance(args, dict):
        return {name: plainly_named(desk, value, name) for name, value in args.items()}
    if isinstance(args, list):
        return sorted((plainly_named(desk, one, key) for one in args), key=str)
    if key not in PLACES:
        return args
    try:
        return find_place(desk.state, args).name
    except AskError:
        return args


def wrong_turns(
    item: dict[str, Any], data: Path, out: Path, understand: UnderstandFn
) -> Iterator[str]:
    """For each message of a conversation what is wrong with what was understood, or nothing."""
    desk = Desk.open(data / MAPS[item["map"]], seed=1, out=out)
    did: list[Any] = []
    for turn in item["turns"]:
        for name, args in did:
            if name not in (*SAID, *LOOKED_UP):
                limit = {"seconds": 3} if name in SEARCHES else {}
                called = call(desk, TOOLS, name, {**args, **limit})
                if not called.ok:
                    raise SystemExit(f"{item['id']}: {name} was refused: {called.text}")
        meant = understood(understand, desk, turn["message"], did, Budget(30))
        want = as_counted(desk, turn["calls"])
        have = as_counted(desk, with_known_election(desk, meant.calls) if meant else ())
        said = f"{item['id']} {turn['message']}\n  wanted {dict(want)}\n  got {dict(have)}"
        yield "" if want == have else said
        did = [(name, args) for name, args in turn["calls"]]


def main() -> None:
    """Print how many are right, by file, and what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="folder of the real maps")
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--model", default="", help="its folder; the shipped one by default")
    parser.add_argument("--errors", action="store_true", help="show what is wrong")
    given = parser.parse_args()
    chat = load_mini(given.model, ModelOptions()).chat
    files = given.files or sorted(Path(__file__).with_suffix("").glob("*.jsonl"))
    if not files:
        parser.error("there are no conversations beside this file; name some")
    with TemporaryDirectory() as out:
        for file in files:
            print_score(file, given.data, Path(out), chat.understand_fn, errors=given.errors)


def print_score(
    file: Path, data: Path, out: Path, understand: UnderstandFn, *, errors: bool
) -> None:
    """Print how many messages of a file are right; if wanted, what is wrong with the others."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for line in file.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        kind = "one message" if len(item["turns"]) == 1 else "conversations"
        for wrong in wrong_turns(item, data, out, understand):
            total[kind] += 1
            right[kind] += not wrong
            if errors and wrong:
                print(wrong)
    for kind, n in sorted(total.items()):
        print(f"{file.stem}, {kind}: {right[kind]} of {n} ({100 * right[kind] / n:.1f}%)")


if __name__ == "__main__":
    main()
