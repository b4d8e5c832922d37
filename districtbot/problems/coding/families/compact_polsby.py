"""Polsby-Popper scores from the areas and perimeters of the dual graph."""

import math

import numpy as np

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import by_text, districts_of, net_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told

LINES = (
    "Compute Polsby-Popper for the districts of {plan} from the dual graph {graph} (area, "
    "boundary_perim and shared_perim are on it). Use a GeographicPartition.",
    "Polsby-Popper by district for {plan} with GerryChain: {graph} has everything, so no shapes "
    "are needed.",
    "How compact are the districts of {plan}? Use gerrychain.metrics.polsby_popper on a "
    "GeographicPartition of {graph}.",
    "I need 4 pi A / P^2 for every district in {plan}. The graph file {graph} carries areas and "
    "perimeters in metres; go through GeographicPartition.",
    "Score the shapes in {plan} ({graph}) by Polsby-Popper, GerryChain 1.0.",
    "{plan} is a node attribute of {graph}. From the areas and perimeters on that graph, work "
    "out the Polsby-Popper score of its districts with GerryChain.",
    "An exhibit will show Polsby-Popper scores of {plan}. Please calculate them through "
    "GerryChain's GeographicPartition; the only input is {graph}.",
    "polsby-popper, {plan}, {graph}, gerrychain GeographicPartition",
    "Without opening any shapefile, can I learn how compact the districts of {plan} are? {graph} "
    "stores area, boundary_perim and shared_perim, and GerryChain has polsby_popper.",
)
SOLUTION = """
from gerrychain import GeographicPartition, Graph
from gerrychain.metrics import polsby_popper

graph = Graph.from_json("$graph")
plan = GeographicPartition(graph, assignment="$plan")
scores = polsby_popper(plan)
answer = $answer
"""
TABLE = "{str(part): round(score, 4) for part, score in scores.items()}"
ENDS = """{
    "least": min(scores, key=scores.get),
    "most": max(scores, key=scores.get),
    "mean": round(sum(scores.values()) / len(scores), 4),
}"""
PARTS = """{
    str(part): [round(plan["perimeter"][part] / 1000, 2), round(score, 4)]
    for part, score in scores.items()
}"""

INNER = """
scores = {
    part: 12.5663706 * plan["area"][part] / plan["interior_boundaries"][part] ** 2
    for part in plan.parts
}
"""


def make(setting: Setting) -> Coding:
    """A problem: the table, the ends and the mean, or the perimeters too."""
    made, level = setting.made, setting.level
    units, given, net = units_of(made), drawn_graph(setting), net_of(made)
    labels = districts_of(made)
    state = made.state
    area = np.zeros(0) if state.area is None else state.area
    around = np.zeros(0) if state.perimeter is None else state.perimeter
    areas: dict[int, float] = dict.fromkeys(sorted(set(labels)), 0.0)
    lengths: dict[int, float] = dict.fromkeys(sorted(set(labels)), 0.0)
    for unit, label in enumerate(labels):
        areas[label] += float(area[unit])
        lengths[label] += float(around[unit])
    for (a, b), metres in zip(net.edges, net.shared, strict=True):
        if labels[a] == labels[b]:
            lengths[labels[a]] -= 2 * metres
    scores = {d: 4 * math.pi * areas[d] / lengths[d] ** 2 for d in areas}
    answer, how, says = {
        1: (
            by_text({d: round(one, 4) for d, one in scores.items()}),
            TABLE,
            "a dict from district (as text) to its score, 4 decimals",
        ),
        2: (
            {
                "least": min(scores, key=lambda d: scores[d]),
                "most": max(scores, key=lambda d: scores[d]),
                "mean": round(sum(scores.values()) / len(scores), 4),
            },
            ENDS,
            'a dict with "least" and "most" (the least and the most compact district) and "mean"'
            " (of the scores, 4 decimals)",
        ),
        3: (
            {str(d): [round(lengths[d] / 1000, 2), round(scores[d], 4)] for d in sorted(scores)},
            PARTS,
            "a dict from district (as text) to a list: perimeter in kilometres (2 decimals),"
            " score (4"
            " decimals)",
        ),
    }[level]
    slots = {"graph": given.name, "plan": units.plan}
    solution = code(SOLUTION, answer=how, **slots)
    own = "scores = polsby_popper(plan)"
    each = "for part, score in polsby_popper(plan).items()}"
    wrongs = [
        Wrong("Schwartzberg for Polsby-Popper", {own: f"scores = {{part: score**0.5 {each}"}),
        Wrong("without pi", {own: f"scores = {{part: score / 3.14159265 {each}"}),
        Wrong("outer border left out", {own: INNER.strip()}),
    ]
    return problem(
        told(setting, "compact_polsby", LINES, answer=says, **slots),
        (given,),
        solution,
        answer,
        exactly(answer, rel=1e-6, abs_=1.1e-4),
        *wrongs,
        level=level,
    )


FAMILY = CodingFamily(
    name="compact_polsby",
    title="Polsby-Popper from the dual graph",
    topic="compactness",
    version=1,
    make=make,
    needs=with_plan,
)
