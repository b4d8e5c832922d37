"""Reading a plan as Districtr exports it."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import by_text, cut_edges, net_of, sums, wandered
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import json_file
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told

LINES = (
    "A neighbour drew a plan in Districtr and sent {file}. Load it with GerryChain onto {graph}"
    " and tell"
    " me people ({pop}) by district and the cut edges.",
    "Open the Districtr export {file} with Partition.from_districtr_file (graph {graph}) and report"
    " {pop} by district and the number of cut edges.",
    "{file} comes from Districtr; its idColumn matches an attribute of {graph}. What are the"
    " district"
    " populations ({pop}), and how many edges does it cut?",
    "Import {file} (Districtr JSON) into GerryChain on {graph}: population {pop} by district, cut"
    " edges.",
    "We collected community maps in Districtr's format. Start with {file}: district totals of"
    " {pop} and"
    " cut edges on {graph}.",
    "{graph} has the nodes and {file} the plan, as Districtr exports it. Make a GerryChain "
    "Partition of the two, then count {pop} in each district and the edges that are cut.",
    "Districtr gave me {file}. How many people ({pop}) are in each of its districts, and how many "
    "edges of {graph} does it cut? GerryChain can read such files.",
    "districtr json {file} onto {graph}: {pop} per district, number of cut edges (GerryChain)",
    "At the hearing a resident handed in {file}, which Districtr had written. Please put it on "
    "the dual graph {graph} with GerryChain and work out the {pop} totals of the districts and "
    "the number of cut edges.",
    "People ({pop}) by district and the count of cut edges: that is all I want to know of the "
    "plan in {file}. It is a Districtr export; its unit ids are on the nodes of {graph}. Use "
    "GerryChain.",
    "Is there a short way to get a plan from Districtr into GerryChain? Mine is {file} and "
    "belongs to {graph}. Once it is loaded, sum {pop} by district and count the cut edges.",
)
SOLUTION = """
from gerrychain import Graph, Partition
from gerrychain.updaters import Tally, cut_edges

graph = Graph.from_json("$graph")
plan = Partition.from_districtr_file(
    graph,
    "$file",
    updaters={"population": Tally("$pop", alias="population"), "cut_edges": cut_edges},
)
answer = {
    "population": {str(part): people for part, people in plan["population"].items()},
    "cut_edges": len(plan["cut_edges"]),
}
"""


def make(setting: Setting) -> Coding:
    """A problem: the units in an order of their own."""
    made, rng = setting.made, setting.rng
    units, given, net = units_of(made), drawn_graph(setting), net_of(made)
    labels = wandered(made, rng, n_flips=10 * setting.level)
    file = rng.choice(("districtr.json", "community_map.json", "districtr-plan.json"))
    order = rng.sample(range(len(labels)), len(labels))
    data = {
        "id": "".join(rng.choice("0123456789abcdef") for _ in range(8)),
        "problem": {"numberOfParts": len(set(labels)), "pluralNoun": "Districts"},
        "idColumn": {"name": units.id, "key": units.id},
        "assignment": {units.ids[unit]: labels[unit] for unit in order},
    }
    answer = {
        "population": by_text(sums(labels, units.people)),
        "cut_edges": len(cut_edges(net, labels)),
    }
    slots = {"graph": given.name, "file": file, "pop": units.pop}
    solution = code(SOLUTION, **slots)
    call = 'Partition.from_districtr_file(\n    graph,\n    "' + file + '",\n'
    says = 'a dict with "population" (district as text to people) and "cut_edges" (a number)'
    return problem(
        told(setting, "format_districtr", LINES, answer=says, **slots),
        (given, json_file(file, data)),
        solution,
        answer,
        exactly(answer),
        Wrong("the plan of the map", {call: f'Partition(\n    graph,\n    "{units.plan}",\n'}),
        Wrong(
            "units for people",
            {"people for part, people": "len(plan.parts[part]) for part, people"},
        ),
        Wrong("first district only", {".items()}": ".items() if part == 1}"}),
        n_flips=10 * setting.level,
    )


FAMILY = CodingFamily(
    name="format_districtr",
    title="A plan from Districtr",
    topic="plan formats",
    version=1,
    make=make,
    needs=with_plan,
)
