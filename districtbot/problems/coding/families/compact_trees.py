"""Compactness by spanning trees: their number in each district, as a logarithm."""

import numpy as np

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import by_text, districts_of, members, net_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told

LINES = (
    "How many spanning trees has each district of {plan} in {graph}? Give natural logarithms "
    "(the numbers are huge), by Kirchhoff's theorem: log determinant of the Laplacian without "
    "one row and column.",
    "Spanning-tree score of {plan}: for every district, ln of the number of spanning trees of "
    "its subgraph of {graph}. Matrix-tree theorem with numpy.linalg.slogdet.",
    "Compute log(#spanning trees) district by district for {plan}, using GerryChain's subgraphs "
    "of {graph} and the Laplacian's minor.",
    "ReCom favours plans with many spanning trees. How many has each district in {plan}? As ln, "
    "from the dual graph {graph}; determinant of a Laplacian cofactor.",
    "For a seminar on ReCom's stationary distribution I need the log spanning tree counts of the "
    "districts of {plan} ({graph}).",
    "{graph} is the dual graph and {plan} its plan. Count the spanning trees inside each "
    "district by Kirchhoff's theorem and express the counts as natural logarithms.",
    "In how many ways can each district of {plan} be spanned by a tree of its own edges in "
    "{graph}? Please answer with the natural log of that number, from a determinant of the "
    "reduced Laplacian.",
    "ln(spanning trees) per district, {plan} on {graph}, matrix-tree theorem",
    "Kirchhoff's theorem was made for circuits; I'd like to see it at work on a map. Take the "
    "part of {graph} inside each district of {plan} and work out the natural logarithm of its "
    "number of spanning trees.",
)
SOLUTION = """
import networkx as nx
import numpy as np
from gerrychain import Graph, Partition

graph = Graph.from_json("$graph")
plan = Partition(graph, assignment="$plan")
units = graph.get_nx_graph()
names = list(units)


def log_trees(nodes: frozenset[int]) -> float:
    district = units.subgraph(names[node] for node in nodes)
    laplacian = nx.laplacian_matrix(district).toarray().astype(float)
    _, log_determinant = np.linalg.slogdet(laplacian[1:, 1:])
    return float(log_determinant)


logs = {str(part): round(log_trees(nodes), 3) for part, nodes in plan.parts.items()}
answer = $answer
"""
TOTAL = '{"districts": logs, "total": round(sum(logs.values()), 2)}'


def make(setting: Setting) -> Coding:
    """A problem: each district, or all of them together too, or the district with fewest."""
    made, level = setting.made, setting.level
    units, given, net = units_of(made), drawn_graph(setting), net_of(made)
    labels = districts_of(made)
    logs = {}
    for label, nodes in members(labels).items():
        place = {unit: number for number, unit in enumerate(sorted(nodes))}
        laplacian = np.zeros((len(nodes), len(nodes)))
        for a, b in net.edges:
            if a in place and b in place:
                i, j = place[a], place[b]
                laplacian[i, i] += 1
                laplacian[j, j] += 1
                laplacian[i, j] -= 1
                laplacian[j, i] -= 1
        # The product of all eigenvalues but the zero one is n times the number of trees.
        values = np.linalg.eigvalsh(laplacian)[1:]
        logs[label] = round(float(np.log(values).sum() - np.log(len(nodes))), 3)
    table = by_text(logs)
    low = min(logs, key=lambda d: logs[d])
    answer, how, says = {
        1: (table, "logs", "a dict from district (as text) to the logarithm, 3 decimals"),
        2: (
            {"districts": table, "total": round(sum(table.values()), 2)},
            TOTAL,
            'a dict with "districts" (district as text to logarithm, 3 decimals) and "total" (their'
            " sum, 2 decimals)",
        ),
        3: (
            {"district": str(low), "log_trees": table[str(low)]},
            '{"district": min(logs, key=logs.get), "log_trees": min(logs.values())}',
            'a dict with "district" (as text) and "log_trees" (3 decimals) of the district with the'
            " fewest spanning trees",
        ),
    }[level]
    slots = {"graph": given.name, "plan": units.plan}
    solution = code(SOLUTION, answer=how, **slots)
    return problem(
        told(setting, "compact_trees", LINES, answer=says, **slots),
        (given,),
        solution,
        answer,
        exactly(answer, rel=1e-6, abs_=0.006),
        Wrong("whole map for district", {"units.subgraph(names[node] for node in nodes)": "units"}),
        Wrong(
            "base 10", {"return float(log_determinant)": "return float(log_determinant) / 2.302585"}
        ),
        Wrong(
            "counts edges",
            {"return float(log_determinant)": "return float(district.number_of_edges())"},
        ),
        level=level,
    )


FAMILY = CodingFamily(
    name="compact_trees",
    title="Spanning trees of each district",
    topic="compactness",
    version=1,
    make=make,
    needs=with_plan,
)
