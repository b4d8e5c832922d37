"""Which districts are in pieces, and in how many."""

from typing import Any

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import (
    cut_edges,
    districts_of,
    members,
    net_of,
    pieces,
)
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.planfiles import plans_table
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.maps.made import MadeMap

LINES = (
    "The plan in plans.csv (units by {id}, districts in draft) was edited by hand and may be "
    "broken. Use GerryChain's contiguous_components on {graph} to find districts that fell apart.",
    "GerryChain's contiguous constraint rejects the plan in plans.csv. Which districts are to "
    "blame, and into how many pieces do they fall? Graph {graph}, ids {id}, districts in column "
    "draft.",
    "Find the discontiguous districts in plans.csv: {id} names the unit, draft its district; "
    "{graph} says which units touch.",
    "Somebody moved precincts in a spreadsheet. Please check contiguity of plans.csv (columns "
    "{id}, draft) against {graph} with GerryChain.",
    "Contiguity audit of the draft in plans.csv with GerryChain, dual graph {graph}. Units are "
    "matched by {id}.",
    "Does every district in plans.csv hang together on {graph}? Units are in {id}, districts in "
    "draft. Tell me about those that don't; GerryChain has contiguous_components.",
    "Each row of plans.csv gives a unit ({id}) its district (draft). With GerryChain and "
    "{graph}, identify the districts that consist of several pieces.",
    "plans.csv (column draft, by {id}) on {graph}: districts in more than one piece, GerryChain",
    "The plan in plans.csv, column draft, units by {id}, was drawn by hand. Before it is handed "
    "in, please find all districts that aren't connected on {graph}.",
)
SOLUTION = """
import pandas as pd
from gerrychain import Graph, Partition
from gerrychain.constraints.contiguity import contiguous_components

graph = Graph.from_json("$graph")
draft = pd.read_csv("plans.csv", dtype={"$id": str}).set_index("$id")["draft"]
plan = Partition(graph, draft.to_dict())
answer = {
    str(part): $how
    for part, pieces in contiguous_components(plan).items()
    if len(pieces) > 1
}
"""
PIECES = "len(pieces)"
SMALLEST = "min(len(piece) for piece in pieces)"


def make(setting: Setting) -> Coding:
    """A problem: units are given to districts that they do not touch."""
    made, level = setting.made, setting.level
    units, net, given = units_of(made), net_of(made), drawn_graph(setting)
    labels = _torn(made, setting)
    found = {}
    for label, nodes in sorted(members(labels).items()):
        if pieces(net, nodes) > 1:
            found[label] = _sizes(made, nodes)
    answer: Any = {str(label): len(sizes) for label, sizes in found.items()}
    how, says = PIECES, "a dict from each such district (as text) to its number of pieces"
    if level == 3:
        answer = {str(label): sizes[0] for label, sizes in found.items()}
        how = SMALLEST
        says = (
            "a dict from each such district (as text) to the number of units in its smallest piece"
        )
    slots = {"graph": given.name, "id": units.id}
    solution = code(SOLUTION, how=how, **slots)
    return problem(
        told(setting, "constraint_contiguity", LINES, answer=says, **slots),
        (given, plans_table(made, [labels], ["draft"])),
        solution,
        answer,
        exactly(answer),
        Wrong("connected districts too", {"len(pieces) > 1": "len(pieces) > 0"}),
        Wrong("off by one", {f": {how}\n": f": {how} - 1\n"}),
        Wrong("units of the district", {f": {how}\n": ": sum(len(piece) for piece in pieces)\n"}),
        n_broken=len(found),
    )


def _torn(made: MadeMap, setting: Setting) -> list[int]:
    """The map's plan with some units given to districts that they do not touch."""
    net, rng, own = net_of(made), setting.rng, districts_of(made)
    labels, want = list(own), setting.level
    inner = [
        u for u in range(len(own)) if u not in {e for edge in cut_edges(net, own) for e in edge}
    ]
    order = rng.sample(inner, len(inner)) + rng.sample(range(len(own)), len(own))
    for unit in order:
        near = {labels[other] for other in net.neighbours[unit]}
        far = sorted(set(own) - near - {labels[unit]})
        if far and labels.count(labels[unit]) > 3:
            labels[unit] = rng.choice(far)
            want -= 1
        if not want:
            break
    return labels


def _sizes(made: MadeMap, nodes: set[int]) -> list[int]:
    net, left, found = net_of(made), set(nodes), []
    while left:
        piece = net.touching(left, min(left))
        found.append(len(piece))
        left -= piece
    return sorted(found)


def needs(made: MadeMap) -> bool:
    """A plan with four districts at least."""
    return with_plan(made) and len(set(units_of(made).districts.tolist())) >= 4


FAMILY = CodingFamily(
    name="constraint_contiguity",
    title="Districts that are in pieces",
    topic="constraints",
    version=1,
    make=make,
    needs=needs,
)
