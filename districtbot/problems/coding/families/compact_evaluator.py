"""Several scores of several plans at once, by gerrytools' PlanEvaluator."""

from typing import Any

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import (
    cut_edges,
    ensemble,
    net_of,
    split_places,
    sums,
)
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.partisan import votes_of
from districtbot.problems.coding.planfiles import plans_table
from districtbot.problems.coding.units import units_of, with_counties, with_votes
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Score all plans in plans.csv with a gerrytools PlanEvaluator on {graph}: {metrics}.",
    "Set up gerrytools' PlanEvaluator for {graph} with {metrics} and evaluate each column of "
    "plans.csv (units by {id}).",
    "I have {n} drafts in plans.csv ({id}, then one column each). Use PlanEvaluator (gerrytools "
    "2) on {graph} to get {metrics}.",
    "One evaluator, many plans: {metrics} for every draft in plans.csv, graph {graph}, gerrytools.",
    "Comparison table for the drafts in plans.csv: {metrics}. Please use gerrytools.scoring on "
    "{graph}.",
    "What do the drafts in plans.csv score? I need {metrics} for each, worked out with "
    "gerrytools' PlanEvaluator on {graph}; units are matched by {id}.",
    "Read plans.csv (index {id}), give a PlanEvaluator of {graph} the metrics it needs for "
    "{metrics}, and run it on all {n} plans.",
    "The board will choose among the {n} drafts in plans.csv. For the memo, please take "
    "{metrics} of every one of them from gerrytools' evaluator, with {graph} as the dual graph.",
    "plans.csv + {graph}, gerrytools PlanEvaluator, per draft: {metrics}",
)
SOLUTION = """
import pandas as pd
from gerrychain import Graph
from gerrytools.scoring import $names, PlanEvaluator

graph = Graph.from_json("$graph")
plans = pd.read_csv("plans.csv", dtype={"$id": str}).set_index("$id")
evaluator = PlanEvaluator(graph).add_metrics(
$metrics
)
answer = {}
for name in plans.columns:
    result = evaluator.evaluate(plans[name])
    answer[name] = {$keys}
"""


def make(setting: Setting) -> Coding:
    """A problem: two metrics or three, of a few drafts."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given, net = units_of(made), drawn_graph(setting), net_of(made)
    n = (2, 4, 6)[level - 1]
    plans = ensemble(made, rng, n_plans=n, n_flips=6, slack=0.4)
    contest = rng.choice(units.contests)
    counties, county = units.counties, units.county
    kinds = sorted(rng.sample(("cuts", "seats", "splits", "spread"), min(3, level + 1)))
    dem, rep = contest.dem_col, contest.rep_col
    call = {
        "cuts": ("CutEdges", 'CutEdges(result_name="cuts")', "cut edges"),
        "seats": (
            "Seats",
            f'Seats(\n        party_vote_attr="{dem}",\n        opposition_vote_attr="{rep}",\n'
            '        result_name="seats",\n    )',
            f"Democratic seats in {contest.name} ({dem} against {rep})",
        ),
        "splits": (
            "RegionSplits",
            f'RegionSplits("{county}", result_name="splits")',
            f"split counties ({county})",
        ),
        "spread": (
            "MaxPopulationDeviation",
            f'MaxPopulationDeviation(population_attr="{units.pop}", result_name="spread")',
            f"the difference between the fullest and the emptiest district in {units.pop}",
        ),
    }

    def scores(plan: list[int]) -> dict[str, Any]:
        people = sums(plan, units.people)
        found = {
            "cuts": len(cut_edges(net, plan)),
            "seats": votes_of(units, plan, contest).seats,
            "splits": len(split_places(counties, plan)),
            "spread": max(people.values()) - min(people.values()),
        }
        return {kind: found[kind] for kind in kinds}

    names = [f"draft_{chr(97 + number)}" for number in range(n)]
    answer = {name: scores(plan) for name, plan in zip(names, plans, strict=True)}
    words = [call[kind][2] for kind in kinds]
    slots = {"graph": given.name, "id": units.id}
    keys = ", ".join(f'"{kind}": int(result["{kind}"])' for kind in kinds)
    solution = code(
        SOLUTION,
        names=", ".join(sorted(call[kind][0] for kind in kinds)),
        metrics="\n".join(f"    {call[kind][1]}," for kind in kinds),
        keys=keys,
        **slots,
    )
    first = f'int(result["{kinds[0]}"])'
    keyed = ", ".join(f'"{kind}" ({text})' for kind, text in zip(kinds, words, strict=True))
    return problem(
        told(
            setting,
            "compact_evaluator",
            LINES,
            answer=f"a dict from column to a dict with whole numbers: {keyed}",
            metrics=", ".join(words[:-1]) + f" and {words[-1]}",
            n=n,
            **slots,
        ),
        (given, plans_table(made, plans, names)),
        solution,
        answer,
        exactly(answer),
        Wrong("off by one", {first: f"{first} + 1"}),
        Wrong("first draft for all", {"evaluate(plans[name])": f'evaluate(plans["{names[0]}"])'}),
        Wrong("one number for all", {keys: ", ".join(f'"{kind}": {first}' for kind in kinds)}),
        kinds=kinds,
        n_plans=n,
    )


def needs(made: MadeMap) -> bool:
    """Votes, counties and a plan."""
    return with_votes(made) and with_counties(made)


FAMILY = CodingFamily(
    name="compact_evaluator",
    title="Several scores of several plans by gerrytools",
    topic="compactness",
    version=1,
    make=make,
    needs=needs,
)
