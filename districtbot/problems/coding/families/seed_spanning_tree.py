"""A random spanning tree and the cut that balances it best."""

from collections.abc import Callable

from districtbot.problems.coding.districts import mid_size, net_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Outcome, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Draw a random spanning tree of {graph} with GerryChain{kind} and find the edge whose "
    "removal splits {pop} most evenly.",
    "What does ReCom do inside? Show one step: a random spanning tree of {graph}{kind}, then "
    "the tree edge that leaves the two sides as equal as possible in {pop}.",
    "Please make one random spanning tree of the dual graph {graph}{kind}. Which of its edges "
    "is the best place to cut it in two by {pop}?",
    "Tree cuts from the ground up, on {graph}: a random spanning tree (GerryChain){kind}, and "
    "its most balanced cut in terms of {pop}.",
    "Random tree{kind} on {graph}; cut it where the difference in {pop} between the two sides "
    "is smallest. I need the tree to check it.",
    "Given the dual graph {graph}, let GerryChain generate a random spanning tree{kind}. Then "
    "work out, for each tree edge, how {pop} would be divided without it, and report the most "
    "even one.",
    "I'm trying to explain tree cuts to a court. Take {graph}, draw one random spanning "
    "tree{kind}, and show which edge to remove so that {pop} on the two sides differs least.",
    "{graph}: one random spanning tree{kind}; best balanced cut by {pop}",
    "Which single edge halves a random spanning tree best? Use GerryChain to draw the tree on "
    "{graph}{kind}; the halves are measured in {pop}.",
    "Goal: the most even cut, in {pop}, of one random spanning tree. The tree comes from "
    "GerryChain{kind}. The graph is in {graph}.",
)
SOLUTION = """
import networkx as nx
from gerrychain import Graph
from gerrychain.tree import $draw

graph = Graph.from_json("$graph")
tree = $draw(graph, rng=$seed).get_nx_graph()
people = nx.get_node_attributes(graph.get_nx_graph(), "$pop")
total = sum(people.values())

# People at or below each node, leaves first; one side of the edge above it.
below = dict(people)
edges = list(nx.bfs_edges(tree, next(iter(tree))))
for parent, child in reversed(edges):
    below[parent] += below[child]

parent, child = min(edges, key=lambda edge: abs(total - 2 * below[edge[1]]))
answer = {
    "tree": sorted(sorted(edge) for edge in edges),
    "cut": sorted((parent, child)),
    "sides": sorted((below[child], total - below[child])),
}
"""
DRAWN = {
    "uniform_spanning_tree": ", every tree as likely as any other",
    "random_spanning_tree": ", the minimum tree of random edge weights",
}
HOLDS = (
    'a dict with "tree" (sorted list of the edges, each a sorted pair of nodes), "cut" (the edge as'
    ' a sorted pair) and "sides" (the people on both sides, the smaller number first)'
)


def make(setting: Setting) -> Coding:
    """A problem: a uniform tree, or a minimum tree of random weights, whatever the level."""
    made, rng = setting.made, setting.rng
    units, given = units_of(made), drawn_graph(setting)
    draw = rng.choice(sorted(DRAWN))
    names = {"graph": given.name, "pop": units.pop}
    solution = code(SOLUTION, draw=draw, seed=rng.randrange(10_000), **names)
    least = "parent, child = min(edges, key"
    sides = "sorted((below[child], total - below[child]))"
    wrongs = [
        Wrong("worst cut", {least: least.replace("min", "max")}),
        Wrong("larger side first", {sides: f"{sides}[::-1]"}),
        Wrong("counts units", {"below = dict(people)": "below = dict.fromkeys(people, 1)"}),
        Wrong("an edge is missing", {"for edge in edges)": "for edge in edges[1:])"}),
    ]
    return problem(
        told(setting, "seed_spanning_tree", LINES, answer=HOLDS, kind=DRAWN[draw], **names),
        (given,),
        solution,
        None,
        _check(made),
        *wrongs,
        draw=draw,
    )


def _check(made: MadeMap) -> Callable[[Outcome], str]:
    net, people, ids = net_of(made), units_of(made).people, made.state.unit_ids
    known = {tuple(sorted((ids[a], ids[b]))) for a, b in net.edges}
    number = {one: int(n) for one, n in zip(ids, people, strict=True)}
    total = sum(number.values())

    def check(outcome: Outcome) -> str:
        value = outcome.value
        if not outcome.ok or not isinstance(value, dict) or set(value) != {"tree", "cut", "sides"}:
            return outcome.error or 'the answer is no dict with "tree", "cut" and "sides"'
        edges = value["tree"]
        if not isinstance(edges, list) or not all(isinstance(one, list) for one in edges):
            return "tree is no list of pairs"
        pairs = [tuple(str(end) for end in one) for one in edges]
        if pairs != sorted(set(pairs)) or not set(pairs) <= known:
            return "the tree has edges that are not in the graph, or not in order"
        below = _below(pairs, number)
        if len(pairs) != len(ids) - 1 or below is None:
            return "that is no spanning tree"
        off = {pair: abs(total - 2 * below[pair]) for pair in pairs}
        cut = value["cut"]
        if cut not in [list(pair) for pair in off]:
            return "the cut is no edge of the tree"
        if off[tuple(cut)] != min(off.values()):
            return "another cut is more even"
        one = below[tuple(cut)]
        return "" if value["sides"] == sorted((one, total - one)) else "the sides are not right"

    return check


def _below(
    pairs: list[tuple[str, ...]], number: dict[str, int]
) -> dict[tuple[str, ...], int] | None:
    """People on one side of each edge of a tree; ``None`` where it does not reach each unit."""
    near: dict[str, list[str]] = {one: [] for one in number}
    for a, b in pairs:
        near[a].append(b)
        near[b].append(a)
    root = next(iter(number))
    above, order = {root: root}, [root]
    for one in order:
        for other in near[one]:
            if other not in above:
                above[other] = one
                order.append(other)
    if len(order) != len(number):
        return None
    held = dict(number)
    found: dict[tuple[str, ...], int] = {}
    for one in reversed(order[1:]):
        found[tuple(sorted((one, above[one])))] = held[one]
        held[above[one]] += held[one]
    return found


def needs(made: MadeMap) -> bool:
    """A map that is not too large."""
    return with_plan(made) and mid_size(made)


FAMILY = CodingFamily(
    name="seed_spanning_tree",
    title="A random spanning tree and its most even cut",
    topic="seeds",
    version=1,
    make=make,
    needs=needs,
)
