"""Which districts touch, from the cut edges of a Partition."""

from typing import Any

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import cut_edges, districts_of, net_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, told, twists

LINES = (
    "Which districts of {plan} border each other? Use the cut edges of a GerryChain Partition of"
    " {graph}.",
    "From {graph} and its attribute {plan}: list the pairs of neighbouring districts. Two districts"
    " are neighbours if a cut edge runs between them.",
    "I'd like the district adjacency of {plan}: who touches whom. {graph} has the units;"
    " GerryChain's cut_edges updater has everything that is needed.",
    "For a pairwise ReCom I need every pair of adjacent districts in {graph} (plan: {plan}).",
    "Make me a table of which districts share a line in {state_name} under {plan}, starting from"
    " {graph} and GerryChain.",
    "Load {graph}, make a GerryChain Partition by {plan}, and find out from its cut edges which "
    "districts are next to each other.",
    "{graph}, {plan}: adjacent district pairs from cut_edges",
    "Each cut edge joins two districts. Which two districts are joined by at least one? The plan "
    "is {plan} in {graph}; please use a GerryChain Partition.",
    "I'd like to quiz my students on which districts have a common border under {plan}. Please "
    "make the key from {graph} with GerryChain.",
    "Before we swap precincts we need to know which districts are neighbours at all. {graph} "
    "holds the units and their district, {plan}. Go by the cut edges.",
)
PAIRS = """
from gerrychain import Graph, Partition

graph = Graph.from_json("$graph")
partition = Partition(graph, assignment="$plan")
district = partition.assignment
pairs = {tuple(sorted((district[a], district[b]))) for a, b in partition["cut_edges"]}
answer = [list(pair) for pair in sorted(pairs)]
"""
COUNTS = """
from collections import Counter

from gerrychain import Graph, Partition

graph = Graph.from_json("$graph")
partition = Partition(graph, assignment="$plan")
district = partition.assignment
pairs = Counter(
    tuple(sorted((district[a], district[b]))) for a, b in partition["cut_edges"]
)
answer = [[first, second, n] for (first, second), n in sorted(pairs.items())$keep]
"""


def make(setting: Setting) -> Coding:
    """A problem: the pairs, the pairs with their cut edges, or those with enough of them."""
    units, net = units_of(setting.made), net_of(setting.made)
    labels = districts_of(setting.made)
    given = drawn_graph(setting)
    counts: dict[tuple[int, int], int] = {}
    for a, b in cut_edges(net, labels):
        pair = (min(labels[a], labels[b]), max(labels[a], labels[b]))
        counts[pair] = counts.get(pair, 0) + 1
    least = 1 if setting.level < 3 else sorted(counts.values())[len(counts) // 2]
    kept = {pair: n for pair, n in sorted(counts.items()) if n >= least}
    names = {"graph": given.name, "plan": units.plan}
    answer: list[Any] = [list(pair) for pair in kept]
    template, says = PAIRS, "a sorted list of pairs such as [1, 2], the smaller district first"
    if setting.level > 1:
        answer = [[*pair, n] for pair, n in kept.items()]
        template = COUNTS
        says = (
            "a list of [district, other district, number of cut edges between them], the smaller"
            " district first, sorted by the districts"
        )
    if setting.level == 3:
        says += f"; leave out pairs with fewer than {least} cut edges"
    keep = f" if n >= {least}" if setting.level == 3 else ""
    solution = code(template, keep=keep, **names)
    check = exactly(answer)
    wrongs = [
        Wrong(
            "both ways round",
            {"tuple(sorted((district[a], district[b])))": "(district[b], district[a])"},
        ),
        Wrong("all edges", {'partition["cut_edges"]': "partition.graph.edges"}),
    ]
    if setting.level == 3:
        above = [[*pair, n] for pair, n in kept.items() if n > least]
        wrongs.append(Wrong("off by one", {f"n >= {least}": f"n > {least}"}, gives=above))
    says = says.replace("[district, other", "lists: district, other").replace("them]", "them")
    return Coding(
        instruction=told(
            setting,
            "partition_neighbors",
            LINES,
            answer=says,
            state_name=setting.made.state_name,
            **names,
        ),
        files=(given,),
        solution=solution,
        answer=answer,
        check=check,
        twists=twists(solution, check, *wrongs),
        params={"least": least},
    )


FAMILY = CodingFamily(
    name="partition_neighbors",
    title="Which districts touch, and along how many cut edges",
    topic="partitions",
    version=1,
    make=make,
    needs=with_plan,
)
