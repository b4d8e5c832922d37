"""Units at the edge of their district: those with a neighbour in another one."""

from typing import Any

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import cut_edges, districts_of, net_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, told, twists

LINES = (
    "Which units could be flipped at all? In {graph} with the plan {plan}, find the units that have"
    " at least one neighbour in another district{whose}.",
    "Use GerryChain's cut edges to find the border units of {plan} in {graph}{whose}: units next to"
    " a unit of another district.",
    "I'm listing precincts along district lines{whose}. The graph is {graph}, the districts are in"
    " {plan}; a Partition's cut_edges has both ends of each.",
    "A unit is on the seam if a cut edge of {plan} ends in it. Find those units{whose} in {graph}.",
    "Precincts on the line, please{whose}. Dual graph {graph}, plan attribute {plan}, GerryChain.",
    "Find all units{whose} that touch a district other than their own. Plan {plan}, graph "
    "{graph}; go by the cut edges of a GerryChain Partition.",
    "{graph}, {plan}: units{whose} with a cut edge (GerryChain)",
    "A voter on the line may not know it is there. So which precincts{whose} have a neighbour in "
    "a different district of {plan}? The dual graph is {graph}.",
    "Load {graph}, build a Partition by {plan}, and collect the units{whose} that are an end of "
    "some cut edge.",
    "I need the units at the seam{whose}, by which I mean those adjacent to a unit that {plan} "
    "puts into another district. Please use GerryChain and {graph}.",
)
SOLUTION = """
from gerrychain import Graph, Partition

graph = Graph.from_json("$graph")
partition = Partition(graph, assignment="$plan")
seam = {node for edge in partition["cut_edges"] for node in edge}
answer = $answer
"""
COUNTS = "{str(part): len(nodes & seam) for part, nodes in partition.parts.items()}"
IDS = 'sorted(partition.graph.node_data(node)["$id"] for node in seam)'
ONE = """sorted(
    partition.graph.node_data(node)["$id"] for node in seam & partition.parts[$one]
)"""


def make(setting: Setting) -> Coding:
    """A problem: how many in each district, or which ones in one district, or all."""
    units, net, level = units_of(setting.made), net_of(setting.made), setting.level
    labels = districts_of(setting.made)
    given = drawn_graph(setting)
    seam = sorted({unit for edge in cut_edges(net, labels) for unit in edge})
    one = setting.rng.choice(sorted(set(labels)))
    names = {"graph": given.name, "plan": units.plan, "id": units.id}
    if level == 1:
        answer: Any = {str(d): sum(labels[u] == d for u in seam) for d in sorted(set(labels))}
        how, says, whose = COUNTS, "a dict from district (as text) to its number of such units", ""
    else:
        answer = sorted(units.ids[u] for u in seam if level == 3 or labels[u] == one)
        how = IDS if level == 3 else ONE
        says, whose = "the sorted list of their {id}", "" if level == 3 else f" of district {one}"
    solution = code(SOLUTION, answer=code(how, one=one, **names).strip(), **names)
    check = exactly(answer)
    every: Any = sorted(units.ids[u] for u, d in enumerate(labels) if level == 3 or d == one)
    if level == 1:
        every = {str(d): labels.count(d) for d in sorted(set(labels))}
    ends = sorted({edge[0] for edge in cut_edges(net, labels)})
    half: Any = sorted(units.ids[u] for u in ends if level == 3 or labels[u] == one)
    if level == 1:
        half = {str(d): sum(labels[u] == d for u in ends) for d in sorted(set(labels))}
    return Coding(
        instruction=told(
            setting, "partition_border_units", LINES, answer=says, whose=whose, **names
        ),
        files=(given,),
        solution=solution,
        answer=answer,
        check=check,
        twists=twists(
            solution,
            check,
            Wrong("all units", {'partition["cut_edges"]': "partition.graph.edges"}, gives=every),
            Wrong(
                "one end only",
                {"node for edge in": "edge[0] for edge in", " for node in edge}": "}"},
                gives=half,
            ),
            Wrong("edges for units", {"answer =": 'seam = partition["cut_edges"]\nanswer ='})
            if level == 1
            else Wrong("node numbers", {f'partition.graph.node_data(node)["{units.id}"]': "node"}),
        ),
        params={"one": one},
    )


FAMILY = CodingFamily(
    name="partition_border_units",
    title="Units with a neighbour in another district",
    topic="partitions",
    version=1,
    make=make,
    needs=with_plan,
)
