"""Moving units by hand: a child partition made by flip, and what it changes."""

from typing import Any

import pandas as pd

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import (
    cut_edges,
    districts_of,
    flipped,
    net_of,
    sums,
)
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import table_file
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, told, twists
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Somebody sent us an amendment, moves.csv: units by {id} and the district each should go to."
    " Apply it to the plan {plan} of {graph} with GerryChain's flip.",
    "Apply the moves in moves.csv (columns {id} and new_district) to the plan in the node attribute"
    " {plan} of {graph}. One GerryChain Partition, one flip, then compare.",
    "The nodes of {graph} are named by {id}; moves.csv reassigns a few of them. Starting from"
    " {plan}, what does the plan look like afterwards?",
    "Floor amendment in moves.csv. Base plan: {plan} in {graph}. I need its effect on people and"
    " on cut edges, worked out with a GerryChain Partition.",
    "How do I flip several units at once in GerryChain 1.0 when my file has unit ids and not node"
    " numbers? The ids are in moves.csv, the graph is {graph}, the plan {plan}.",
    "Before the vote we have to know what the moves in moves.csv do to {plan}. Each row names a "
    "unit by {id}, as the nodes of {graph} do, and its new district. Flip them all in a "
    "GerryChain Partition and compare.",
    "moves.csv ({id}, new_district) applied to {plan} on {graph} by Partition.flip: effect on "
    "{pop} and cut edges",
    "What would change if the moves in moves.csv were made? The plan is {plan} on {graph}. Look "
    "at the people and the cut edges, with GerryChain's flip.",
    "Take {graph}, districts in {plan}. Then send every unit listed in moves.csv to the district "
    "it has there, in one flip of a GerryChain Partition, and tell me what came of it.",
    "A colleague handed me a page of swaps and I typed it up as moves.csv: a column {id} and a "
    "column new_district. Please carry them out on {plan} ({graph}) with GerryChain and report "
    "the result.",
)
SOLUTION = """
import pandas as pd
from gerrychain import Graph, Partition
from gerrychain.updaters import Tally

moves = pd.read_csv("moves.csv", dtype={"$id": str})
graph = Graph.from_json("$graph")
plan = Partition(
    graph,
    assignment="$plan",
    updaters={"population": Tally("$pop", alias="population")},
)
flips = dict(zip(moves["$id"], moves["new_district"].tolist()))
amended = plan.flip(flips, flips_passed_in_use_original_nx_node_ids=True)
changed = [part for part in plan.parts if plan.parts[part] != amended.parts[part]]
answer = {
    "population": {str(part): amended["population"][part] for part in changed},
    "cut_edges": len(amended["cut_edges"]) - len(plan["cut_edges"]),
}
"""


def make(setting: Setting) -> Coding:
    """A problem: one unit moves, or several, each keeping every district in one piece."""
    units, rng, net = units_of(setting.made), setting.rng, net_of(setting.made)
    labels = districts_of(setting.made)
    new = labels
    for _ in range((1, 4, 9)[setting.level - 1]):
        new = flipped(net, new, units.people, rng, 0.5)
    moved = [unit for unit, (a, b) in enumerate(zip(labels, new, strict=True)) if a != b]
    rng.shuffle(moved)
    rows = {units.id: [units.ids[i] for i in moved], "new_district": [new[i] for i in moved]}
    given = drawn_graph(setting)
    touched = sorted({one for i in moved for one in (labels[i], new[i])})
    people = sums(new, units.people)
    answer: dict[str, Any] = {
        "population": {str(one): people[one] for one in touched},
        "cut_edges": len(cut_edges(net, new)) - len(cut_edges(net, labels)),
    }
    names = {"graph": given.name, "plan": units.plan, "id": units.id, "pop": units.pop}
    solution = code(SOLUTION, **names)
    check = exactly(answer)
    says = (
        'a dict with "population" (people by column {pop} in each district that gains or loses a'
        ' unit, after the moves, districts as text) and "cut_edges" (cut edges after minus before)'
    )
    return Coding(
        instruction=told(setting, "partition_moves", LINES, answer=says, **names),
        files=(given, table_file("moves.csv", pd.DataFrame(rows))),
        solution=solution,
        answer=answer,
        check=check,
        twists=twists(
            solution,
            check,
            Wrong("the plan before", {'amended["population"][part]': 'plan["population"][part]'}),
            Wrong(
                "before minus after",
                {
                    'len(amended["cut_edges"]) - len(plan["cut_edges"])': (
                        'len(plan["cut_edges"]) - len(amended["cut_edges"])'
                    )
                },
                gives={**answer, "cut_edges": -answer["cut_edges"]},
            ),
            Wrong("all districts", {"in changed}": 'in plan.parts} | {"all": 0}'}),
            Wrong("not the difference", {' - len(plan["cut_edges"])': ""}),
        ),
        params={"n_moved": len(moved)},
    )


def needs(made: MadeMap) -> bool:
    """A plan and units enough that one can move."""
    return with_plan(made) and len(set(districts_of(made))) >= 3


FAMILY = CodingFamily(
    name="partition_moves",
    title="What a list of moved units does to a plan",
    topic="partitions",
    version=1,
    make=make,
    needs=needs,
)
