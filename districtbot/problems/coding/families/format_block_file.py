"""Writing a plan as a block assignment file, or in the shape of other programs."""

from collections.abc import Mapping

from districtbot.problems.coding.checks import plan_of
from districtbot.problems.coding.districts import districts_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Export the plan {plan} of {graph} to {file}: a CSV with the columns {head} and {tail}, one"
    " row a"
    " unit, ids from {id}{how}.",
    "The commission's website takes an assignment file with the header {header}. Write"
    " {plan} from"
    " {graph} in that form to {file}; the ids are in {id}{how}.",
    "Please save {plan} ({graph}) as {file}, a plain CSV without index: {head} is the unit's"
    " {id}, {tail}"
    " its district{how}.",
    "I need {plan} as an assignment file for another program: {file}, columns {head} and {tail}. Go"
    " through a GerryChain Partition of {graph} and take the ids from {id}{how}.",
    "Turn the districts in {plan} ({graph}) into {file} with two columns, {head} (the {id}) and"
    " {tail}{how}.",
    "{graph}, districts in {plan} -> {file}, CSV, header {header}, {id} under {head}, no "
    "index{how}.",
    "How do I hand {plan} over to another program? It wants {file}, a CSV with a row for every "
    "unit of {graph}, the {id} under {head} and the district under {tail}{how}.",
    "The court ordered that the districts of {plan} be filed as a table. Create {file} from "
    "{graph}: comma-separated, first column {head} with each unit's {id}, second column {tail} "
    "with its district{how}.",
    "Our group must upload {plan} by tonight. Write {file} with exactly two columns, {head} for "
    "the {id} of a unit of {graph} and {tail} for the district it is in{how}.",
    "From {graph} take {id} and {plan} of every node and save them as the columns {head} and "
    "{tail} of the CSV file {file}{how}.",
)
SOLUTION = """
import pandas as pd
from gerrychain import Graph, Partition

graph = Graph.from_json("$graph")
plan = Partition(graph, assignment="$plan")
rows = [
    (plan.graph.node_data(node)["$id"], $label) for node, part in plan.assignment.items()
]
table = pd.DataFrame(rows, columns=["$head", "$tail"]).sort_values("$head")
table.to_csv("$file", index=False)
"""
HEADS = (
    ("BLOCKID", "DISTRICT", "baf.csv"),
    ("GEOID20", "District", "district_assignment.csv"),
    ("id", "assignment", "export.csv"),
    ("unit", "district", "plan_out.csv"),
)


def make(setting: Setting) -> Coding:
    """A problem: districts as they are, counted from zero, or with leading zeros."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given = units_of(made), drawn_graph(setting)
    labels = districts_of(made)
    head, tail, file = rng.choice(HEADS)
    kind = {1: "plain", 2: rng.choice(("zero", "padded")), 3: rng.choice(("padded", "letters"))}[
        level
    ]
    words, label, shown = {
        "plain": ("", "part", [str(one) for one in labels]),
        "zero": (
            "; number the districts from 0 instead of from 1, in the same order",
            "part - 1",
            [str(one - 1) for one in labels],
        ),
        "padded": (
            "; districts as two digits with a leading zero, such as 01",
            'f"{part:02d}"',
            [f"{one:02d}" for one in labels],
        ),
        "letters": (
            "; call the districts A, B, C and so on in the order of their numbers",
            'chr(ord("A") + part - 1)',
            [chr(ord("A") + one - 1) for one in labels],
        ),
    }[kind]
    truth = dict(zip(units.ids, shown, strict=True))

    def same(plan: Mapping[str, str]) -> str:
        bad = [unit for unit, one in truth.items() if plan[unit] != one]
        return f"{bad[0]} is in {plan[bad[0]]}, not {truth[bad[0]]}" if bad else ""

    check = plan_of(
        made,
        len(set(labels)),
        None,
        contiguous=False,
        labels=sorted(set(shown)),
        further=same,
        file=file,
        header=(head, tail),
    )
    slots = {
        "graph": given.name,
        "plan": units.plan,
        "id": units.id,
        "head": head,
        "tail": tail,
        "file": file,
    }
    solution = code(SOLUTION, label=label, **slots)
    ids = f'plan.graph.node_data(node)["{units.id}"]'
    return problem(
        told(
            setting,
            "format_block_file",
            LINES,
            how=words,
            header=f"`{head},{tail}`",
            **slots,
        ),
        (given,),
        solution,
        None,
        check,
        Wrong("node numbers for ids", {ids: "node"}),
        Wrong("index kept", {", index=False": ""}),
        Wrong("other header", {f'["{head}", "{tail}"]': f'["{head}", "{tail}_"]'}),
        Wrong("a unit is missing", {"table.to_csv": "table.iloc[1:].to_csv"}),
        Wrong("one district for all", {f", {label})": f", {label.replace('part', '1')})"}),
        kind=kind,
        file=file,
    )


def needs(made: MadeMap) -> bool:
    """A plan numbered from 1."""
    return with_plan(made) and min(districts_of(made)) == 1


FAMILY = CodingFamily(
    name="format_block_file",
    title="A plan written as an assignment file",
    topic="plan formats",
    version=1,
    make=make,
    needs=needs,
)
