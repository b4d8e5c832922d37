"""Counties cut by a plan, through GerryChain's county_splits updater."""

from typing import Any

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import districts_of, split_places
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_counties, with_plan
from districtbot.problems.coding.writing import Wrong, code, told, twists
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Which counties does the plan {plan} split? Attach GerryChain's county_splits updater "
    "(county attribute {county}) to a Partition of {graph}.",
    "Use `county_splits` from gerrychain.updaters on {graph}, plan {plan}, county field {county}.",
    "I need the split counties of {state_name} under {plan}. The nodes of {graph} have their "
    "county in {county}; please go through GerryChain's own updater so that it works in a "
    "chain too.",
    "County integrity check with GerryChain: graph {graph}, assignment {plan}, counties {county}.",
    "Somebody says {plan} carves up our counties. Check it with the county_splits updater on "
    "{graph} (county names in {county}).",
    "Given {graph} and the plan {plan} on it, build a Partition with GerryChain's "
    "county_splits updater (counties are in {county}) and read the split counties from it.",
    "Goal: the counties that {plan} divides, from GerryChain's county_splits updater. Graph: "
    "{graph}. County attribute: {county}.",
    "Do any counties lie in several districts under {plan}? Let county_splits answer it on "
    "{graph}, where nodes carry their county in {county}.",
    "county_splits on {graph}: plan {plan}, county {county}, split ones",
    "For an oversight hearing I have to say which counties were split by {plan}. The graph is "
    "{graph}, counties are in {county}, and the county_splits updater of GerryChain should do "
    "the counting.",
)
SOLUTION = """
from gerrychain import Graph, Partition
from gerrychain.updaters import CountySplit, county_splits

graph = Graph.from_json("$graph")
partition = Partition(
    graph,
    assignment="$plan",
    updaters={"splits": county_splits("splits", "$county")},
)
answer = $answer
"""
NAMES = """sorted(
    county
    for county, info in partition["splits"].items()
    if info.split != CountySplit.NOT_SPLIT
)"""
PARTS = """{
    county: sorted(info.contains)
    for county, info in partition["splits"].items()
    if info.split != CountySplit.NOT_SPLIT
}"""
MANY = """{
    county: len(info.contains)
    for county, info in partition["splits"].items()
    if len(info.contains) >= $least
}"""


def make(setting: Setting) -> Coding:
    """A problem: the counties, their districts, or how many districts reach into each."""
    units, level = units_of(setting.made), setting.level
    given, labels, counties = drawn_graph(setting), districts_of(setting.made), units.counties
    there: dict[str, set[int]] = {}
    for county, label in zip(counties, labels, strict=True):
        there.setdefault(county, set()).add(label)
    split = split_places(counties, labels)
    most = max(len(one) for one in there.values())
    least = 2 if most == 2 else 3
    names = {"graph": given.name, "plan": units.plan, "county": units.county}
    answer: Any
    if level == 1:
        answer, how = split, NAMES
        says = "the sorted list of the counties that are split"
    elif level == 2:
        answer, how = {one: sorted(there[one]) for one in split}, PARTS
        says = "a dict from each split county to the sorted list of the districts it lies in"
    else:
        answer = {one: len(there[one]) for one in sorted(there) if len(there[one]) >= least}
        how = code(MANY, least=least).strip()
        says = (
            f"a dict from county to its number of districts, only counties that lie in {least} or"
            " more districts"
        )
    solution = code(SOLUTION, answer=how, **names)
    check = exactly(answer)
    wrongs = [
        Wrong("other column", {f'"{units.county}")': f'"{units.id}")'}),
        Wrong("all counties", {"info.split != CountySplit.NOT_SPLIT": "info.contains"})
        if level < 3
        else Wrong("all counties", {f">= {least}": ">= 1"}),
    ]
    if level < 3:
        wrongs.append(Wrong("whole counties", {"info.split != ": "info.split == "}))
    else:
        wrongs.append(Wrong("units for districts", {"len(info.contains)\n": "len(info.nodes)\n"}))
    return Coding(
        instruction=told(
            setting,
            "updater_county_splits",
            LINES,
            answer=says,
            state_name=setting.made.state_name,
            **names,
        ),
        files=(given,),
        solution=solution,
        answer=answer,
        check=check,
        twists=twists(solution, check, *wrongs),
        params={"least": least},
    )


def needs(made: MadeMap) -> bool:
    """Counties, some of them split, some not."""
    if not (with_plan(made) and with_counties(made)):
        return False
    counties = units_of(made).counties
    return 0 < len(split_places(counties, districts_of(made))) < len(set(counties))


FAMILY = CodingFamily(
    name="updater_county_splits",
    title="Split counties by GerryChain's county_splits",
    topic="updaters",
    version=1,
    make=make,
    needs=needs,
)
