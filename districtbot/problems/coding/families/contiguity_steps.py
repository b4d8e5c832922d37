"""How far apart units are, from neighbour to neighbour."""

from collections import deque

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import plain, units_of
from districtbot.problems.coding.writing import Wrong, code, problem, told

_FROM_TO = (
    "Going from precinct to neighbouring precinct on {graph}, how many steps is it at least from "
    "{a} to {b}?",
    "Shortest path length on {graph} between nodes {a} and {b}, every edge counting 1.",
    "hops {a} -> {b} on {graph}",
    "If I may only cross from one precinct into an adjacent one ({graph}), how many crossings do "
    "I need to get from {a} to {b}?",
    "Find the distance between precincts {a} and {b} in {graph}, counted in edges.",
    "{graph} says which precincts are neighbours. What is the smallest number of moves from "
    "neighbour to neighbour that takes me from {a} to {b}?",
    "How far apart are {a} and {b}, if each step leads to an adjacent precinct in {graph} and "
    "the way is as short as can be?",
    "A canvasser walks from {a} to {b}, always into a precinct next door ({graph}). Count the "
    "steps of the shortest such walk.",
    "unweighted graph distance, {graph}, from {a} to {b}",
)
_FARTHEST = (
    "Which precincts of {graph} are the most steps away from {a}, and how many steps is that?",
    "Eccentricity of node {a} in {graph}, and all nodes that are so far away.",
    "max hops from {a} on {graph} + the nodes there",
    "Starting in {a} and walking from neighbour to neighbour on {graph}, where do I end up if I "
    "go as far away as I can (counted in steps of the shortest way)? Give all such precincts.",
    "Find the greatest graph distance from {a} in {graph}, counted in edges, and the precincts "
    "at that distance.",
    "How many steps from neighbour to neighbour does it take from {a} to the remotest precincts "
    "of {graph}, and which are they?",
    "{graph}: breadth-first from {a}; the last layer, and its distance.",
    "Our canvass starts in {a}. Tell me which precincts are hardest to reach, in steps between "
    "neighbours on {graph} by the shortest way, and how many steps they take; if several tie, I "
    "want them all.",
    "Measure distance from {a} in edges of {graph}. What is the largest one, and which nodes "
    "have it?",
)
_WITHIN = (
    "How many people (`{pop}` on the nodes) live at most {n} steps from {a} on {graph}? {a} "
    "itself counts.",
    "Sum `{pop}` over the ball of radius {n} around node {a} in {graph}.",
    "{pop} within {n} hops of {a}, {graph}, centre included",
    "Take precinct {a}, its neighbours, their neighbours and so on, {n} steps in all, on "
    "{graph}. How many people (`{pop}`) live in this area altogether?",
    "Find all precincts of {graph} whose distance from {a} is no more than {n} edges, {a} among "
    "them, and total their `{pop}`.",
    "A polling place in {a} serves everybody up to {n} steps away, from neighbour to neighbour "
    "on {graph}, and {a} as well. How many people (`{pop}`) is that?",
    "{graph}: ego graph of {a}, radius {n}; total {pop}.",
    "What population (`{pop}`) can I reach from {a} by crossing at most {n} precinct lines on "
    "{graph}, with {a} included?",
    "Add up `{pop}` for {a} and every other node of {graph} that is {n} or fewer edges from it.",
)
_READ = """
    import networkx as nx
    from gerrychain import Graph

    graph = Graph.from_json("$graph").get_nx_graph()
"""
_ENDS = (
    """answer = nx.shortest_path_length(graph, "$a", "$b")
""",
    """steps = nx.single_source_shortest_path_length(graph, "$a")
most = max(steps.values())
answer = {"steps": most, "units": sorted(unit for unit, n in steps.items() if n == most)}
""",
    """area = nx.ego_graph(graph, "$a", radius=$n)
answer = sum(data["$pop"] for _, data in area.nodes(data=True))
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    near: dict[int, list[int]] = {i: [] for i in range(len(data.ids))}
    for one, other in setting.made.state.graph.links.tolist():
        near[one].append(other)
        near[other].append(one)
    start = rng.randrange(len(data.ids))
    steps = _steps(near, start)
    most = max(steps.values())
    end = rng.choice(sorted(i for i, n in steps.items() if n >= max(2, most // 2)))
    n = rng.randint(2, max(2, most // 2))
    reached = [i for i, far in steps.items() if far <= n]
    answers: tuple[object, ...] = (
        steps[end],
        {"steps": most, "units": sorted(data.ids[i] for i, far in steps.items() if far == most)},
        int(data.people[reached].sum()),
    )
    answer = answers[setting.level - 1]
    graph = drawn_graph(setting)
    slots = {
        "graph": graph.name,
        "a": data.ids[start],
        "b": data.ids[end],
        "n": str(n),
        "pop": data.pop,
    }
    wrongs = (
        [
            Wrong("off by one", {"answer = nx": "answer = 1 + nx"}),
            Wrong("the precincts counted", {"shortest_path_length": "shortest_path"}),
        ],
        [
            Wrong("off by one", {'"steps": most,': '"steps": most + 1,'}),
            Wrong("the nearest", {"max(steps": "min(steps"}),
        ],
        [
            Wrong("off by one", {f"radius={n}": f"radius={n - 1}"}),
            Wrong("units counted", {'sum(data["' + data.pop + '"] for': "sum(1 for"}),
            Wrong("the middle left out", {f"radius={n})": f"radius={n}, center=False)"}),
        ],
    )[setting.level - 1]
    return problem(
        told(
            setting,
            f"contiguity_steps.{setting.level}",
            (_FROM_TO, _FARTHEST, _WITHIN)[setting.level - 1],
            answer=(
                "the number of steps",
                "a dict with 'steps' (a whole number) and 'units' (sorted list of ids)",
                "the number of people",
            )[setting.level - 1],
            **slots,
        ),
        (graph,),
        code(_READ, **slots) + code(_ENDS[setting.level - 1], **slots),
        answer,
        exactly(answer),
        *wrongs,
        a=data.ids[start],
    )


def _steps(near: dict[int, list[int]], start: int) -> dict[int, int]:
    """Steps from a unit to each that can be reached."""
    steps, ahead = {start: 0}, deque([start])
    while ahead:
        one = ahead.popleft()
        for other in near[one]:
            if other not in steps:
                steps[other] = steps[one] + 1
                ahead.append(other)
    return steps


FAMILY = CodingFamily(
    "contiguity_steps", "Steps between units of the dual graph", "contiguity", 1, make, needs=plain
)
