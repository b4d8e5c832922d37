"""Reading a plan from a CSV whose rows are in another order, with ids that look like numbers."""

import pandas as pd

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import by_text, cut_edges, net_of, sums, wandered
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import table_file
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told

LINES = (
    "{file} is a plan somebody drew: {key} names the unit, {district} its district, rows in no"
    " particular order. Load it as a GerryChain Partition of {graph} and report it.",
    "Read the plan in {file} (columns {key}, {district}) onto {graph}. Mind that the rows are"
    " shuffled and"
    " the ids are text.",
    "I got {file} from another program. Its {key} matches the node names of {graph}. Make a"
    " Partition of"
    " it and give me the basics.",
    "Match {file} by {key} to the nodes of {graph}, districts in {district}. GerryChain"
    " Partition, then"
    " people ({pop}) by district and cut edges.",
    "How do I get a CSV plan into GerryChain? {file} has {key} and {district}; the dual graph is"
    " {graph}.",
    "{graph} is our dual graph. The districts are not on it but in {file}: look them up in "
    "{district} by {key}, build the GerryChain Partition and summarise it.",
    "plan from {file} ({key} -> {district}), nodes of {graph}, GerryChain Partition, {pop} per "
    "district + number of cut edges",
    "Counsel sent {file}, a table with a unit in {key} and its district in {district}. The rows "
    "do not follow the order of {graph}. Please set it up as a Partition in GerryChain and "
    "describe it.",
    "What are the district populations ({pop}) of the plan in {file}, and how many edges of "
    "{graph} does it cut? Join by id: {key} holds the node names, {district} the districts.",
    "The goal is a GerryChain Partition of {graph} that follows {file}. There {key} is the id of "
    "a unit (text, even if it looks like a number) and {district} the district.",
    "I exported my lines to {file} and want them back in GerryChain, on {graph}. Don't count on "
    "the order of the rows; go by {key}. The district is in {district}.",
)
SOLUTION = """
import pandas as pd
from gerrychain import Graph, Partition
from gerrychain.updaters import Tally

graph = Graph.from_json("$graph")
rows = pd.read_csv("$file", dtype={"$key": str})
assignment = dict(zip(rows["$key"], rows["$district"].tolist()))
plan = Partition(
    graph,
    assignment,
    updaters={"population": Tally("$pop", alias="population")},
)
answer = {
    "population": {str(part): people for part, people in plan["population"].items()},
    "cut_edges": len(plan["cut_edges"]),
}
"""
HEADS = (
    ("GEOID20", "District", "plan.csv"),
    ("id", "assignment", "drawn_plan.csv"),
    ("precinct", "dist", "new_lines.csv"),
)
GAPS = """assignment = {node: $none for node in graph.nodes} | assignment
"""


def make(setting: Setting) -> Coding:
    """A problem: a shuffled plan; at level 3 some units have no district yet and go to 0."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given, net = units_of(made), drawn_graph(setting), net_of(made)
    labels = wandered(made, rng, n_flips=20)
    key, district, file = rng.choice(HEADS)
    order = rng.sample(range(len(labels)), len(labels))
    if level == 3:
        left = order[: rng.randint(2, 5)]
        labels = [0 if unit in left else label for unit, label in enumerate(labels)]
        order = [unit for unit in order if unit not in left]
    frame = pd.DataFrame({key: [units.ids[u] for u in order], district: [labels[u] for u in order]})
    answer = {
        "population": by_text(sums(labels, units.people)),
        "cut_edges": len(cut_edges(net, labels)),
    }
    slots = {
        "graph": given.name,
        "file": file,
        "key": key,
        "district": district,
        "pop": units.pop,
    }
    solution = code(SOLUTION, **slots)
    zipped = f'assignment = dict(zip(rows["{key}"], rows["{district}"].tolist()))\n'
    more: tuple[tuple[str, ...], ...] = ()
    wrongs = [
        Wrong("matched by place", {f'rows["{key}"], rows': "graph.nodes, rows"}),
        Wrong(
            "units for people",
            {"people for part, people": "len(plan.parts[part]) for part, people"},
        ),
        Wrong("edges counted twice", {'len(plan["cut_edges"])': '2 * len(plan["cut_edges"])'}),
    ]
    if level == 3:
        solution = solution.replace(zipped, zipped + GAPS.replace("$none", "0"))
        more = (("Units that the file leaves out have no district yet: put them in district 0.",),)
        wrongs[0] = Wrong("other label", {"{node: 0 for": "{node: 1 for"})
    says = (
        'a dict with "population" (district as text to people by {pop}) and "cut_edges" (their'
        " number)"
    )
    return problem(
        told(setting, "format_read_csv", LINES, answer=says, more=more, **slots),
        (given, table_file(file, frame)),
        solution,
        answer,
        exactly(answer),
        *wrongs,
        file=file,
    )


FAMILY = CodingFamily(
    name="format_read_csv",
    title="A plan read from a shuffled CSV",
    topic="plan formats",
    version=1,
    make=make,
    needs=with_plan,
)
