"""Cutting the map in two along a random spanning tree."""

from collections.abc import Callable

from districtbot.problems.coding.districts import mid_size, net_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Outcome, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.language.values import Percent
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Cut {state_name} in two with GerryChain's bipartition_tree: one side gets {part} of the "
    "people ({pop}), give or take {eps} of that, both sides connected. Graph: {graph}.",
    "Use `bipartition_tree` on {graph} to carve out a connected piece with {part} of {pop} "
    "(within {eps} of that number) such that the rest hangs together too.",
    "I want one random connected piece of {graph} that holds {part} of the total in {pop}; "
    "tolerance {eps} of the piece's target. The remainder must be connected as well.",
    "Take {part} of the state off: a connected set of units whose {pop} adds up to {part} of "
    "the total within {eps} (of the target), leaving a connected rest. bipartition_tree on "
    "{graph}, please.",
    "First step of a recursive seed: from {graph} cut one piece worth {part} of {pop}, {eps} "
    "slack, both sides in one piece.",
    "Given {graph}, find at random a set of units that is connected, leaves the others "
    "connected, and has {part} of all {pop}, at most {eps} of that target more or less. "
    "GerryChain's bipartition_tree does this.",
    "Can you split {graph} in two connected sides with a tree cut so that one side has {part} "
    "of {pop}? Being off by up to {eps} of that side's target is all right.",
    "bipartition_tree on {graph}: one connected piece = {part} of total {pop}, within {eps} "
    "of its target; complement connected",
    "For {state_name} I'd like to see a piece with {part} of the people broken off at random. "
    "The dual graph is {graph}, people are in {pop}; stay within {eps} of the piece's target, "
    "and let neither the piece nor what is left fall apart.",
    "Tolerance: {eps} of the target. Target: {part} of the sum of {pop}. Graph: {graph}. "
    "Please return a contiguous piece that meets it and whose complement is contiguous as "
    "well.",
)
SOLUTION = """
from gerrychain import Graph
from gerrychain.tree import bipartition_tree

graph = Graph.from_json("$graph")
people = {node: graph.node_data(node)["$pop"] for node in graph.nodes}
piece = bipartition_tree(
    graph,
    pop_col="$pop",
    pop_target=sum(people.values()) / $k,
    epsilon=$eps,
    single_district_cut=True,
    rng=$seed,
)
answer = {
    "units": sorted(piece),
    "population": sum(people[node] for node in piece),
}
"""
PARTS = {2: "one half", 3: "a third", 4: "a quarter", 5: "a fifth"}


def make(setting: Setting) -> Coding:
    """A problem: a half, or a smaller part."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given = units_of(made), drawn_graph(setting)
    k = 2 if level == 1 else rng.choice((2, 3, 4) if level == 2 else (3, 4, 5))
    eps = rng.choice(((0.1, 0.08), (0.08, 0.06), (0.06, 0.05))[level - 1])
    names = {"graph": given.name, "pop": units.pop}
    solution = code(SOLUTION, k=k, eps=eps, seed=rng.randrange(10_000), **names)
    return problem(
        told(
            setting,
            "seed_halves",
            LINES,
            answer='a dict with "units" (sorted list of the nodes of that piece) and "population"',
            part=PARTS[k],
            eps=Percent(eps),
            state_name=made.state_name,
            **names,
        ),
        (given,),
        solution,
        None,
        _check(made, k, eps),
        Wrong("other part", {f".values()) / {k}": f".values()) / {2 * k}"}),
        Wrong("people of the rest", {"for node in piece)": "for node in graph.nodes)"}),
        Wrong("the rest of it", {'"units": sorted(piece)': '"units": sorted(set(people) - piece)'}),
        Wrong("one unit short", {"sorted(piece)": "sorted(piece)[1:]"}),
        parts=k,
        epsilon=eps,
    )


def _check(made: MadeMap, k: int, eps: float) -> Callable[[Outcome], str]:
    net, people, index = net_of(made), units_of(made).people, made.state.unit_index

    def check(outcome: Outcome) -> str:
        value = outcome.value
        if not outcome.ok or not isinstance(value, dict) or set(value) != {"units", "population"}:
            return outcome.error or 'the answer is no dict with "units" and "population"'
        ids = value["units"]
        if not isinstance(ids, list) or not set(map(str, ids)) <= set(index) or not ids:
            return "units is no list of units"
        if ids != sorted(set(ids)):
            return "the units are not sorted"
        piece = {index[one] for one in ids}
        rest = set(range(len(people))) - piece
        inside = int(sum(people[unit] for unit in piece))
        target = float(people.sum()) / k
        if value["population"] != inside:
            return f"{inside} people live there"
        if not target * (1 - eps) - 1e-6 <= inside <= target * (1 + eps) + 1e-6:
            return f"{inside} people are too far from {target:.0f}"
        if not net.connected(piece) or not net.connected(rest):
            return "a side is not connected"
        return ""

    return check


def needs(made: MadeMap) -> bool:
    """A map that is not too large."""
    return with_plan(made) and mid_size(made)


FAMILY = CodingFamily(
    name="seed_halves",
    title="A connected piece with its share of the people",
    topic="seeds",
    version=1,
    make=make,
    needs=needs,
)
