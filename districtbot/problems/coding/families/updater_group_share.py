"""An updater of one's own: a group's share of each district's voting-age population."""

from typing import Any

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.counted import group_words
from districtbot.problems.coding.districts import by_text, districts_of, sums
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_groups
from districtbot.problems.coding.writing import Wrong, code, told, twists

LINES = (
    "Write a GerryChain updater that gives the {group} share of the voting-age population of "
    "every district ({col} over {vap}) and use it on the plan {plan} of {graph}.",
    "I need a custom updater for a chain: {group} percentage by district is what we watch, "
    "from {col} and {vap}. Show it at work on {plan} in {graph}.",
    "What part of each district's adults is {group}? Make it an updater function of the "
    "Partition (so that a chain can carry it along); graph {graph}, plan {plan}, columns "
    "{col} and {vap}.",
    "For a VRA screen: {group} VAP share by district of {plan}, as an updater built on two "
    "tallies ({col}, {vap}). The dual graph is {graph}.",
    "Our expert wants the share of {group} residents of voting age, {col} / {vap}, in each "
    "district of {plan}. Please do it with an updater on a GerryChain Partition of {graph}.",
    "Given {graph}, make a Partition on {plan} with two tallies, {col} and {vap}, and an "
    "updater that divides them: the {group} share of voting-age residents in each district.",
    "Goal: {group} share of the voting-age population per district, {col} / {vap}. Plan: "
    "{plan}. Graph: {graph}. It should be an updater of a GerryChain Partition.",
    "How large is the {group} part of the voting-age population in the districts of {plan}? "
    "Put {col} over {vap} in an updater and apply it to {graph}.",
    "custom updater, {group} share = {col} / {vap} by district; {graph}, {plan}",
    "A reporter wants {group} figures by district that can be followed through an ensemble. "
    "Please code them as an updater, {col} divided by {vap}, and show what it gives for "
    "{plan} in {graph}.",
)
SOLUTION = """
from gerrychain import Graph, Partition
from gerrychain.updaters import Tally


def group_share(partition: Partition) -> dict[int, float]:
    group, adults = partition["group"], partition["adults"]
    return {part: group[part] / adults[part] for part in partition.parts}


graph = Graph.from_json("$graph")
partition = Partition(
    graph,
    assignment="$plan",
    updaters={
        "group": Tally("$col", alias="group"),
        "adults": Tally("$vap", alias="adults"),
        "share": group_share,
    },
)
$rest
"""
TABLE = """answer = {str(part): round(share, 4) for part, share in partition["share"].items()}"""
ABOVE = """answer = sorted(
    part for part, share in partition["share"].items() if share >= $bound
)"""


def make(setting: Setting) -> Coding:
    """A problem: the shares by district, or the districts over a threshold."""
    units, rng = units_of(setting.made), setting.rng
    given, labels = drawn_graph(setting), districts_of(setting.made)
    name, other = rng.sample(sorted(units.groups), 2)
    adults, group = sums(labels, units.numbers(units.vap)), units.numbers(units.groups[name])
    shares = {one: n / adults[one] for one, n in sums(labels, group).items()}
    of_people = sums(labels, units.people)
    names = {
        "graph": given.name,
        "plan": units.plan,
        "col": units.groups[name],
        "vap": units.vap,
    }
    spare = {f'Tally("{names["col"]}"': f'Tally("{units.groups[other]}"'}
    answer: Any
    if setting.level < 3:
        answer = by_text({one: round(share, 4) for one, share in shares.items()})
        rest = TABLE
        check = exactly(answer, abs_=1.1e-4)
        says = "a dict from district (as text) to the share, between 0 and 1, with 4 decimals"
        wrongs = [
            Wrong("other column", spare),
            Wrong("of all people", {f'Tally("{units.vap}"': f'Tally("{units.pop}"'}),
            Wrong("percent for share", {"round(share": "round(100 * share"}),
        ]
    else:
        ranked = sorted(shares.values())
        k = rng.randrange(len(ranked) - 1)
        bound = round((ranked[k] + ranked[k + 1]) / 2, 4)
        answer = sorted(one for one, share in shares.items() if share >= bound)
        low = [one for one in answer if sums(labels, group)[one] / of_people[one] >= bound]
        rest = code(ABOVE, bound=bound).strip()
        check = exactly(answer)
        says = f"the sorted list of districts whose share is {bound:.2%} or more"
        wrongs = [
            Wrong("of all people", {f'Tally("{units.vap}"': f'Tally("{units.pop}"'}, gives=low),
            Wrong("the districts below", {f"share >= {bound}": f"share < {bound}"}),
            Wrong("percent for share", {f">= {bound}": f">= {100 * bound:g}"}),
        ]
    solution = code(SOLUTION, rest=rest, **names)
    return Coding(
        instruction=told(
            setting, "updater_group_share", LINES, answer=says, group=group_words(name), **names
        ),
        files=(given,),
        solution=solution,
        answer=answer,
        check=check,
        twists=twists(solution, check, *wrongs),
        params={"group": name},
    )


FAMILY = CodingFamily(
    name="updater_group_share",
    title="A group's share of each district by an updater of one's own",
    topic="updaters",
    version=1,
    make=make,
    needs=with_groups,
)
