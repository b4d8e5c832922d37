"""Lengths of district lines from the shared perimeters of the dual graph."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import by_text, districts_of, net_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, told, twists

LINES = (
    "Write a GerryChain updater for the length of the lines between districts: the "
    "shared_perim (metres) of all cut edges. Use it on {plan} in {graph}; {unit}, please.",
    "How long are the district lines inside {state_name} under {plan}? Sum `shared_perim` "
    "over the cut edges of a Partition of {graph}. The graph is in metres, I need {unit}.",
    "Edges of {graph} carry shared_perim in metres. As an updater: the border that districts "
    "of {plan} share with other districts, in {unit}.",
    "Border length, not the number of cut edges: weigh each cut edge of {plan} in {graph} by "
    "its shared_perim and convert to {unit}. A custom updater, so that a chain could track "
    "it.",
    "I think {plan} has needlessly long lines. Measure them from shared_perim (metres) on the "
    "cut edges of {graph} with an updater, in {unit}.",
    "Given {graph}, whose edges have shared_perim in metres, build a Partition on {plan} with "
    "an updater of your own that totals shared_perim over cut edges. I want the result in "
    "{unit}.",
    "Goal: length of the borders between districts of {plan}, in {unit}. Graph: {graph}, "
    "`shared_perim` in metres on its edges. Form: a GerryChain updater.",
    "Could a chain keep track of how long the district lines are? Write the updater that adds "
    "up shared_perim (metres) of cut edges, and try it on {plan} of {graph}; report {unit}.",
    "custom updater: sum of shared_perim over cut edges, {plan} on {graph}, metres to {unit}",
    "Cut edges are not all alike, some borders are long and some short. For {plan} in {graph} "
    "please add their shared_perim, which is in metres, in an updater and convert it to "
    "{unit}.",
)
TOTAL = """
from gerrychain import Graph, Partition


def border_length(partition: Partition) -> float:
    graph = partition.graph
    return sum(
        graph.edge_data(graph.get_edge_id_from_edge(edge))["shared_perim"]
        for edge in partition["cut_edges"]
    )


graph = Graph.from_json("$graph")
partition = Partition(graph, assignment="$plan", updaters={"border": border_length})
answer = round(partition["border"] / $metres, 3)
"""
BY_PART = """
from gerrychain import Graph, Partition
from gerrychain.updaters import cut_edges_by_part


def border_length(partition: Partition) -> dict[int, float]:
    graph = partition.graph
    return {
        part: sum(
            graph.edge_data(graph.get_edge_id_from_edge(edge))["shared_perim"]
            for edge in edges
        )
        for part, edges in partition["cut_edges_by_part"].items()
    }


graph = Graph.from_json("$graph")
partition = Partition(
    graph,
    assignment="$plan",
    updaters={"cut_edges_by_part": cut_edges_by_part, "border": border_length},
)
answer = {
    str(part): round(metres / $metres, 3) for part, metres in partition["border"].items()
}
"""
SCALE = {"kilometres": 1000, "miles": 1609.344}


def make(setting: Setting) -> Coding:
    """A problem: all lines, or those of each district, in kilometres or miles."""
    units, rng, net = units_of(setting.made), setting.rng, net_of(setting.made)
    given, labels = drawn_graph(setting), districts_of(setting.made)
    unit = "kilometres" if setting.level == 1 else rng.choice(sorted(SCALE))
    scale = SCALE[unit]
    lengths: dict[int, float] = dict.fromkeys(sorted(set(labels)), 0.0)
    whole = 0.0
    for (a, b), metres in zip(net.edges, net.shared, strict=True):
        if labels[a] != labels[b]:
            lengths[labels[a]] += metres
            lengths[labels[b]] += metres
            whole += metres
    names = {"graph": given.name, "plan": units.plan}
    each = setting.level == 3
    answer = (
        by_text({one: round(length / scale, 3) for one, length in lengths.items()})
        if each
        else round(whole / scale, 3)
    )
    says = (
        "a dict from district (as text) to the length of the lines it has in common with others"
        if each
        else "one number for all lines together, each counted once"
    )
    says += f", in {unit}, rounded to 3 decimals"
    solution = code(BY_PART if each else TOTAL, metres=scale, **names)
    check = exactly(answer, rel=1e-6, abs_=2e-3)
    edges = "for edge in edges" if each else 'for edge in partition["cut_edges"]'
    return Coding(
        instruction=told(
            setting,
            "updater_border_length",
            LINES,
            answer=says,
            unit=unit,
            state_name=setting.made.state_name,
            **names,
        ),
        files=(given,),
        solution=solution,
        answer=answer,
        check=check,
        twists=twists(
            solution,
            check,
            Wrong("metres", {f" / {scale}": ""}),
            Wrong(
                "counts edges",
                {'graph.edge_data(graph.get_edge_id_from_edge(edge))["shared_perim"]': "1"},
            ),
            Wrong("all edges", {edges: "for edge in graph.edges"}),
        ),
        params={"unit": unit},
    )


FAMILY = CodingFamily(
    name="updater_border_length",
    title="Length of district lines from shared perimeters",
    topic="updaters",
    version=1,
    make=make,
    needs=with_plan,
)
