"""How far apart two plans are, in units and in people."""

from typing import Any

import pandas as pd

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import districts_of, wandered
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import table_file
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told

LINES = (
    "How much does the draft in draft.csv (columns {id}, district) differ from {plan} in {graph}?"
    " District"
    " numbers mean the same in both. {what}",
    "Compare draft.csv with the enacted plan ({plan}, an attribute of {graph}). Same numbering;"
    " {id}"
    " matches the units. {what}",
    "People will ask who gets a new representative. Enacted: {plan} in {graph}; proposal:"
    " draft.csv with"
    " {id} and district. {what}",
    "Hamming distance and its weighted cousin, between {plan} ({graph}) and draft.csv (by {id})."
    " {what}",
    "Take {plan} from {graph} and the proposal from draft.csv ({id}, district). {what}",
    "Two plans: {plan} in {graph}, and draft.csv with the columns {id} and district. District "
    "numbers agree. {what}",
    "Opposing counsel calls draft.csv a minor change to {plan}. Match its {id} with the units "
    "of {graph} (its other column is district, numbered as in {plan}) and check. {what}",
    "draft.csv ({id}, district) v. {plan} ({graph}), numbering as it is. {what}",
    "Our neighbors want to know what the draft would change for them. It is in draft.csv, a "
    "district for every {id}; today's districts are in {plan} of {graph} and have the same "
    "numbers. {what}",
    "Please read draft.csv, which gives a district for each {id}, and hold it against {plan}, "
    "an attribute of the nodes of {graph}. Don't renumber anything. {what}",
)
SOLUTION = """
import pandas as pd
from gerrychain import Graph, Partition

graph = Graph.from_json("$graph")
enacted = Partition(graph, assignment="$plan")
draft = pd.read_csv("draft.csv", dtype={"$id": str}).set_index("$id")["district"]
proposed = Partition(graph, draft.to_dict())
moved = [
    node
    for node, part in enacted.assignment.items()
    if proposed.assignment[node] != part
]
people = {node: enacted.graph.node_data(node)["$pop"] for node in enacted.graph.nodes}
$rest
"""
BOTH = """answer = {"units": len(moved), "people": sum(people[node] for node in moved)}"""
SHARE = """answer = round(100 * sum(people[node] for node in moved) / sum(people.values()), 2)"""
FLOWS = """flows = {}
for node in moved:
    key = f"{enacted.assignment[node]}-{proposed.assignment[node]}"
    flows[key] = flows.get(key, 0) + people[node]
answer = dict(sorted(flows.items()))"""
WHAT = {
    1: "How many units, and how many people ({pop}), are in another district?",
    2: "What percentage of the people ({pop}) are in another district?",
    3: "I need the flows: people ({pop}) moved from which district to which.",
}
SAYS = {
    1: 'a dict with "units" and "people"',
    2: "the percentage, 2 decimals",
    3: 'a dict from "old-new", such as "1-3", to people, only pairs with somebody in them',
}


def make(setting: Setting) -> Coding:
    """A problem: numbers, a percentage, or the flows."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given, own = units_of(made), drawn_graph(setting), districts_of(made)
    labels = wandered(made, rng, n_flips=12 * level, slack=0.4)
    moved = [u for u, (a, b) in enumerate(zip(own, labels, strict=True)) if a != b]
    people = [int(one) for one in units.people]
    total = sum(people[u] for u in moved)
    flows: dict[str, int] = {}
    for unit in moved:
        key = f"{own[unit]}-{labels[unit]}"
        flows[key] = flows.get(key, 0) + people[unit]
    share = round(100 * total / sum(people), 2)
    answer: Any = {
        1: {"units": len(moved), "people": total},
        2: share,
        3: {key: n for key, n in sorted(flows.items()) if n},
    }[level]
    order = rng.sample(range(len(labels)), len(labels))
    rows = {units.id: [units.ids[u] for u in order], "district": [labels[u] for u in order]}
    slots = {"graph": given.name, "plan": units.plan, "id": units.id, "pop": units.pop}
    solution = code(SOLUTION, rest={1: BOTH, 2: SHARE, 3: FLOWS}[level], **slots)
    stay = {"units": len(own) - len(moved), "people": sum(people) - total}
    wrongs = [
        Wrong(
            "people who stay",
            {"[node] != part": "[node] == part"},
            gives=stay if level == 1 else round(100 - share, 2) if level == 2 else None,
        ),
        Wrong("matched by place", {"draft.to_dict()": "dict(zip(graph.nodes, draft))"}),
    ]
    if level == 2:
        wrongs.append(
            Wrong(
                "units for people",
                {
                    "sum(people[node] for node in moved) / sum("
                    "people.values())": "len(moved) / len(people)"
                },
                gives=round(100 * len(moved) / len(own), 2),
            )
        )
    elif level == 1:
        wrongs.append(Wrong("off by one", {'"units": len(moved)': '"units": len(moved) + 1'}))
    else:
        before, after = (f"{{{one}.assignment[node]}}" for one in ("enacted", "proposed"))
        wrongs.append(
            Wrong(
                "new before old",
                {f"{before}-{after}": f"{after}-{before}"},
                gives={"-".join(k.split("-")[::-1]): n for k, n in answer.items()},
            )
        )
    return problem(
        told(
            setting,
            "format_compare",
            LINES,
            answer=SAYS[level],
            what=WHAT[level].replace("{pop}", units.pop),
            **slots,
        ),
        (given, table_file("draft.csv", pd.DataFrame(rows))),
        solution,
        answer,
        exactly(answer, abs_=0.011),
        *wrongs,
        n_moved=len(moved),
    )


FAMILY = CodingFamily(
    name="format_compare",
    title="How far apart two plans are",
    topic="plan formats",
    version=1,
    make=make,
    needs=with_plan,
)
