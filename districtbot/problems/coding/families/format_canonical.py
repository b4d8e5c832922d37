"""An ensemble written with numbers that do not depend on how its districts were called."""

import json
from collections.abc import Callable

from districtbot.problems.coding.districts import ensemble, shuffled
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, GivenFile, Outcome, Setting
from districtbot.problems.coding.given import text_file
from districtbot.problems.coding.units import with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told

LINES = (
    "raw.jsonl has {n} plans, a JSON object of unit to district on each line, labels all over the"
    " place."
    " Write canonical.jsonl: a list a line, in the node order of {graph}, districts renumbered from"
    " {first} in the order in which they first appear in that list.",
    "Normalise the ensemble in raw.jsonl (one object {unit: district} a line). Result:"
    " canonical.jsonl"
    " with lists in the order of the nodes of {graph}; the first district met is {first}, the"
    " next new"
    " one {first} + 1, and so on.",
    "I want to compare plans line by line. Convert raw.jsonl to canonical.jsonl: each plan a list"
    " in"
    " {graph} node order, relabelled by first appearance starting at {first}.",
    "Plans in raw.jsonl use arbitrary labels. Please rewrite them to canonical.jsonl as lists"
    " along the"
    " nodes of {graph}, numbered {first}, {second} and so on by first appearance. {n} lines in, {n}"
    " lines out.",
    "Two runs found the same plans but called the districts differently. To see that, rewrite "
    "the {n} lines of raw.jsonl, each an object from unit to district, as lists in "
    "canonical.jsonl: nodes in the order of {graph}, and whichever district turns up first in a "
    "list is {first}, the next one {second}, and so forth.",
    "raw.jsonl -> canonical.jsonl, {n} plans, one JSON list each, node order of {graph}; labels "
    "by first appearance from {first}.",
    "For every line of raw.jsonl, a dict of districts by unit, write a line to canonical.jsonl: "
    "the districts as a list along the nodes of {graph}, numbered from {first} upwards as they "
    "first occur.",
    "Could you get rid of the arbitrary labels in raw.jsonl? Go through the nodes of {graph} in "
    "order; the first district you meet becomes {first}, each further one the next number. Save "
    "the {n} plans in the same order, as JSON lists, one a line, in canonical.jsonl.",
    "The exhibit must not depend on what a district was called. Read the {n} plans of raw.jsonl "
    "(an object of unit to district per line), arrange each by the nodes of {graph}, replace "
    "the labels by {first}, {second} and so on in the order in which they come up, and write "
    "the lists to canonical.jsonl.",
)
SOLUTION = """
import json

from gerrychain import Graph

FIRST = $first
graph = Graph.from_json("$graph")


def canonical(plan: dict[str, str]) -> list[int]:
    numbers: dict[str, int] = {}
    return [numbers.setdefault(plan[node], FIRST + len(numbers)) for node in graph.nodes]


with open("raw.jsonl") as raw, open("canonical.jsonl", "w") as out:
    for line in raw:
        out.write(json.dumps(canonical(json.loads(line))) + "\\n")
"""


def make(setting: Setting) -> Coding:
    """A problem: numbers, letters or names as labels."""
    made, rng, level = setting.made, setting.rng, setting.level
    given, ids = drawn_graph(setting), made.state.unit_ids
    n, first = (4, 8, 12)[level - 1], rng.choice((0, 1))
    plans = [shuffled(plan, rng) for plan in ensemble(made, rng, n_plans=n, n_flips=3)]
    call = {1: "{}", 2: "D{:02d}", 3: "district {}"}[level]
    lines, truth = [], []
    for plan in plans:
        order = rng.sample(range(len(ids)), len(ids)) if level > 1 else range(len(ids))
        lines.append(json.dumps({ids[unit]: call.format(plan[unit]) for unit in order}))
        seen: list[int] = []
        for label in plan:
            if label not in seen:
                seen.append(label)
        truth.append([seen.index(label) + first for label in plan])
    solution = code(SOLUTION, graph=given.name, first=first)
    return problem(
        told(
            setting,
            "format_canonical",
            LINES,
            n=n,
            first=first,
            second=first + 1,
            graph=given.name,
        ),
        (given, _raw(lines)),
        solution,
        None,
        _check(truth),
        Wrong("numbered from elsewhere", {f"FIRST = {first}": f"FIRST = {1 - first}"}),
        Wrong(
            "labels kept", {"numbers.setdefault(plan[node], FIRST + len(numbers))": "plan[node]"}
        ),
        Wrong("a plan is missing", {"    for line in raw:": "    for line in list(raw)[1:]:"}),
        first=first,
        n_plans=n,
    )


def _raw(lines: list[str]) -> GivenFile:
    return text_file("raw.jsonl", "".join(f"{line}\n" for line in lines))


def _check(truth: list[list[int]]) -> Callable[[Outcome], str]:
    def check(outcome: Outcome) -> str:
        if not outcome.ok:
            return outcome.error or "it did not run to its end"
        data = outcome.files.get("canonical.jsonl")
        if data is None:
            return "there is no canonical.jsonl"
        lines = [line for line in data.decode("utf-8", "replace").splitlines() if line.strip()]
        if len(lines) != len(truth):
            return f"there are {len(lines)} lines and not {len(truth)}"
        for number, (line, plan) in enumerate(zip(lines, truth, strict=True), 1):
            try:
                found = json.loads(line)
            except ValueError:
                return f"line {number} is no JSON"
            if found != plan:
                return f"line {number} is not the plan in its order and with its numbers"
        return ""

    return check


FAMILY = CodingFamily(
    name="format_canonical",
    title="An ensemble relabelled by first appearance",
    topic="plan formats",
    version=1,
    make=make,
    needs=with_plan,
    held_out=True,
)
