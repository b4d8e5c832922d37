"""Totals of each district through the Tally updaters of a Partition."""

from typing import Any

import numpy as np

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.counted import people_columns, vote_columns
from districtbot.problems.coding.districts import by_text, districts_of, sums
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_votes
from districtbot.problems.coding.writing import Wrong, code, told, twists

LINES = (
    "Load {graph} with GerryChain, make a Partition from the node attribute {plan}, and tally"
    " {what} by district.",
    "How many does each district of the plan in {plan} have? I mean {what}. Use a GerryChain"
    " Partition with a Tally updater on {graph}.",
    "With GerryChain's Tally, add up {what} for every district. The districts are in the"
    " attribute {plan} of the nodes of {graph}.",
    "{graph} is our dual graph and {plan} on its nodes is the adopted map. I'd like the district"
    " totals of {what}, from a proper Partition object rather than a pivot table.",
    "Could you show me how a Tally works in GerryChain 1.0? Build a Partition of {graph} by {plan}"
    " and give me {what} in each district.",
    "We want {what} per district [for|under] {plan}. Read {graph}, set up the Partition with its"
    " updaters, print nothing.",
    "District by district, what is the sum of {what}? Take {graph}, the plan {plan} on it, and "
    "GerryChain's Tally.",
    "{graph}, Partition by {plan}, Tally: {what}",
    "The record needs a figure for every district of {plan}: {what}. Please compute it with a "
    "Tally on a GerryChain Partition of {graph}.",
    "I have the plan {plan} on the nodes of {graph} and would like to know, for each district, "
    "{what}. An updater of the Partition should do the adding up.",
)
SOLUTION = """
from gerrychain import Graph, Partition
from gerrychain.updaters import Tally

graph = Graph.from_json("$graph")
partition = Partition(
    graph,
    assignment="$plan",
    updaters={"total": Tally($columns, alias="total")},
)
answer = {str(district): total for district, total in partition["total"].items()}
"""
SHARES = """
from gerrychain import Graph, Partition
from gerrychain.updaters import Tally

graph = Graph.from_json("$graph")
partition = Partition(
    graph,
    assignment="$plan",
    updaters={
        "total": Tally($columns, alias="total"),
        "people": Tally("$pop", alias="people"),
    },
)
answer = {
    str(district): round($scale * partition["total"][district] / people, 2)
    for district, people in partition["people"].items()
}
"""


def make(setting: Setting) -> Coding:
    """A problem: one column, two added up, or two added up as a share of the people."""
    units, rng = units_of(setting.made), setting.rng
    given = drawn_graph(setting)
    pool = people_columns(units)[1:] if setting.level == 3 else people_columns(units)
    if setting.level == 1:
        pool += vote_columns(units)
    n_columns = 1 if setting.level == 1 else 2
    drawn = rng.sample(pool[2:] if n_columns == 2 else pool, n_columns)
    columns = [one.column for one in drawn]
    values = np.sum([units.numbers(one) for one in columns], axis=0)
    labels = districts_of(setting.made)
    totals = sums(labels, values)
    what = " and ".join(f"{one.words} ({one.column})" for one in drawn)
    what += " added together" if n_columns == 2 else ""
    text = f'"{columns[0]}"' if n_columns == 1 else f'["{columns[0]}", "{columns[1]}"]'
    spare = next(one.column for one in pool if one.column not in columns)
    answer: dict[str, Any] = by_text(totals)
    says = "a dict from district (as text) to its total, a whole number"
    template = SOLUTION
    if setting.level == 3:
        people = sums(labels, units.people)
        answer = by_text({one: round(100 * totals[one] / people[one], 2) for one in totals})
        says = "a dict from district (as text) to percent of {pop}, rounded to 2 decimals"
        template = SHARES
        what = f"{what}, as a percentage of all people ({units.pop})"
    names = {"graph": given.name, "plan": units.plan, "pop": units.pop}
    solution = code(template, columns=text, scale=100, **names)
    check = exactly(answer, abs_=0.011)
    wrongs = [
        Wrong("other column", {f'"{columns[0]}"': f'"{spare}"'}),
        Wrong(
            "counts units",
            {"total for district, total": "len(partition.parts[district]) for district, total"},
        )
        if setting.level < 3
        else Wrong("share for percent", {"100 * ": ""}),
        Wrong("leaves out a district", {".items()\n": ".items()\n    if district != 1\n"})
        if setting.level == 3
        else Wrong("first district only", {".items()}": ".items() if district == 1}"}),
    ]
    if n_columns == 2:
        wrongs.append(Wrong("one column of two", {text: f'"{columns[1]}"'}))
    return Coding(
        instruction=told(setting, "partition_tallies", LINES, answer=says, what=what, **names),
        files=(given,),
        solution=solution,
        answer=answer,
        check=check,
        twists=twists(solution, check, *wrongs),
        params={"columns": columns, "level": setting.level},
    )


FAMILY = CodingFamily(
    name="partition_tallies",
    title="Totals of each district by a Partition's Tally",
    topic="partitions",
    version=1,
    make=make,
    needs=with_votes,
)
