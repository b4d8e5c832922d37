"""Scores of split counties by GerryChain's LocalitySplits."""

import json

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import (
    cut_edges,
    districts_of,
    net_of,
    pieces,
    split_places,
)
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_counties, with_plan
from districtbot.problems.coding.writing import Wrong, code, told, twists
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Score how {plan} treats counties with GerryChain's LocalitySplits ({county} holds the "
    "county, {pop} the people) on {graph}: I need {scores}.",
    "Please compute {scores} for the plan {plan} on {graph}, with the LocalitySplits updater; "
    "localities are counties ({county}), population is {pop}.",
    "LocalitySplits in GerryChain 1.0: show it for {graph}, plan {plan}, col_id {county}, "
    "pop_col {pop}, and get {scores} out of it.",
    "For the county-integrity table of our report: {scores} of {plan} (LocalitySplits on "
    "{graph}, county field {county}, population field {pop}).",
    "How badly does {plan} cut through county lines? Use GerryChain's LocalitySplits on "
    "{graph} with {county} and {pop} and give {scores}.",
    "Given {graph} and {plan}, set up GerryChain's LocalitySplits with {county} as the "
    "locality and {pop} as the population, and read {scores} from it.",
    "Goal: {scores}. Tool: the LocalitySplits updater of GerryChain. Graph: {graph}. Plan: "
    "{plan}. Localities: {county}. People: {pop}.",
    "What are {scores} for {plan}? Work them out on {graph} with LocalitySplits, counties "
    "from {county} and population from {pop}.",
    "LocalitySplits, {graph}, {plan}: col_id {county}, pop_col {pop}; {scores}",
    "Counties matter to our court, so please attach a LocalitySplits updater ({county}, "
    "{pop}) to the partition of {graph} by {plan} and hand me {scores}.",
)
SOLUTION = """
from gerrychain import Graph, Partition
from gerrychain.updaters.locality_split_scores import LocalitySplits

graph = Graph.from_json("$graph")
splits = LocalitySplits(
    "splits",
    col_id="$county",
    pop_col="$pop",
    scores_to_compute=$scores,
)
partition = Partition(graph, assignment="$plan", updaters={"splits": splits})
answer = {score: partition["splits"][score] for score in $scores}
"""
ALL = ("num_parts", "num_pieces", "naked_boundary", "num_split_localities")


def make(setting: Setting) -> Coding:
    """A problem: some of the scores that can be counted."""
    units, net = units_of(setting.made), net_of(setting.made)
    given, labels, counties = drawn_graph(setting), districts_of(setting.made), units.counties
    both: dict[tuple[str, int], set[int]] = {}
    for unit, pair in enumerate(zip(counties, labels, strict=True)):
        both.setdefault(pair, set()).add(unit)
    inside = [edge for edge in cut_edges(net, labels) if counties[edge[0]] == counties[edge[1]]]
    true = {
        "num_parts": len(both),
        "num_pieces": sum(pieces(net, nodes) for nodes in both.values()),
        "naked_boundary": len(inside),
        "num_split_localities": len(split_places(counties, labels)),
    }
    drawn = setting.rng.sample(ALL, min(4, setting.level + 1))
    answer = {score: true[score] for score in drawn}
    scores = json.dumps(drawn)
    names = {
        "graph": given.name,
        "plan": units.plan,
        "county": units.county,
        "pop": units.pop,
    }
    solution = code(SOLUTION, scores=scores, **names)
    check = exactly(answer)
    said = f"{', '.join(drawn[:-1])} and {drawn[-1]}"
    return Coding(
        instruction=told(
            setting,
            "updater_locality_splits",
            LINES,
            answer="a dict from the name of each score ({scores}) to its value",
            scores=said,
            **names,
        ),
        files=(given,),
        solution=solution,
        answer=answer,
        check=check,
        twists=twists(
            solution,
            check,
            Wrong("other column", {f'col_id="{units.county}"': f'col_id="{units.id}"'}),
            Wrong(
                "counties for the plan",
                {f'assignment="{units.plan}"': f'assignment="{units.county}"'},
            ),
            Wrong("off by one", {'["splits"][score] for': '["splits"][score] + 1 for'}),
        ),
        params={"scores": drawn},
    )


def needs(made: MadeMap) -> bool:
    """Counties, and a plan that splits some."""
    if not (with_plan(made) and with_counties(made)):
        return False
    return bool(split_places(units_of(made).counties, districts_of(made)))


FAMILY = CodingFamily(
    name="updater_locality_splits",
    title="Scores of split counties by GerryChain's LocalitySplits",
    topic="updaters",
    version=1,
    make=make,
    needs=needs,
)
