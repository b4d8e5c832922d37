"""Acceptance probabilities of a Metropolis rule, proposal by proposal."""

import math

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import (
    cut_edges,
    districts_of,
    flipped,
    net_of,
    split_places,
)
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.planfiles import plans_table
from districtbot.problems.coding.units import units_of, with_counties, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.maps.made import MadeMap

LINES = (
    "With what probability would a Metropolis rule accept each proposal in plans.csv? Current "
    "plan: {plan} on {graph}; energy: {energy}; accept with min(1, exp(-{beta} * (new - old))).",
    "I'm debugging my acceptance function. For every column of plans.csv ({id} names the unit), "
    "compute min(1, exp(-{beta} * change)), where change is the proposal's {energy} minus that "
    "of {plan}. Use GerryChain Partitions of {graph}.",
    "Metropolis-Hastings by hand: state {plan}, proposals in plans.csv, energy = {energy}, beta "
    "{beta}. Acceptance probabilities, please. Graph {graph}.",
    "The chain sits at {plan} ({graph}) and a lower {energy} is better. Give the acceptance "
    "probability exp(-{beta} times the increase), capped at 1, of each plan in plans.csv.",
    "For a lecture on MCMC: acceptance probabilities min(1, exp(-beta * delta)) with beta = "
    "{beta} and delta the change in the {energy} from {plan} to each draft in plans.csv; {graph} "
    "and GerryChain.",
    "{graph} is the dual graph, {plan} the plan we are at. Each column of plans.csv but {id} is "
    "a proposal. What is its chance of being accepted, min(1, exp(-{beta} * (E(proposal) - "
    "E(current)))), if E is the {energy}?",
    "Please state for each proposal in plans.csv (keyed by {id}) the Metropolis acceptance "
    "probability from {plan}. Energy is the {energy}, beta is {beta}, and the graph file is "
    "{graph}.",
    "Energy: {energy}. Beta: {beta}. From: {plan}. To: each column of plans.csv. Graph: {graph}. "
    "Needed: min(1, exp(-beta * (energy after - energy before))).",
    "Please check my hand calculation. I start at {plan} on {graph}; for every plan in plans.csv "
    "I take the rise in the {energy}, multiply it by -{beta}, exponentiate, and cap the result "
    "at 1.",
    "A chain that prefers a low {energy} is at {plan} and is offered the plans of plans.csv, "
    "each from that same place. With beta {beta} and the usual Metropolis rule, how likely is it "
    "to take each? Use {graph}.",
    "Read plans.csv, build a Partition of {graph} from every column but {id}, and work out the "
    "Metropolis probability of moving there from {plan} at beta {beta}, the energy being the "
    "{energy}.",
)
SOLUTION = """
import math

import pandas as pd
from gerrychain import Graph, Partition
$imports
graph = Graph.from_json("$graph")
updaters = $updaters
current = Partition(graph, assignment="$plan", updaters=updaters)
plans = pd.read_csv("plans.csv", dtype={"$id": str}).set_index("$id")


def energy(partition: Partition) -> int:
    return $energy


def probability(proposal: Partition) -> float:
    return min(1.0, math.exp(-$beta * (energy(proposal) - energy(current))))


answer = {
    name: round(probability(Partition(graph, plans[name].to_dict(), updaters)), 4)
    for name in plans.columns
}
"""


def make(setting: Setting) -> Coding:
    """A problem: cut edges as energy, or ten times the split counties on top."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, net, given, labels = (
        units_of(made),
        net_of(made),
        drawn_graph(setting),
        districts_of(made),
    )
    counties = units.counties
    weight = rng.choice((2, 3, 5)) if level == 3 else 0

    def energy(plan: list[int]) -> int:
        return len(cut_edges(net, plan)) + weight * len(split_places(counties, plan))

    n_plans = (4, 6, 8)[level - 1]
    names = [f"proposal_{number}" for number in range(1, n_plans + 1)]
    plans = []
    for _ in names:
        plan = labels
        for _ in range(rng.randint(1, 4)):
            plan = flipped(net, plan, units.people, rng, 0.5)
        plans.append(plan)
    change = [energy(plan) - energy(labels) for plan in plans]
    beta = rng.choice((0.1, 0.2, 0.25, 0.4, 0.5))

    def probabilities(beta: float) -> dict[str, float]:
        return {
            name: round(min(1.0, math.exp(-beta * delta)), 4)
            for name, delta in zip(names, change, strict=True)
        }

    answer = probabilities(beta)
    slots = {"graph": given.name, "plan": units.plan, "id": units.id}
    splits = f'{{"splits": tally_region_splits(["{units.county}"])}}'
    plain = 'len(partition["cut_edges"])'
    scaled = f'{plain} + {weight} * partition["splits"]["{units.county}"]'
    core = f"math.exp(-{beta} * (energy(proposal) - energy(current)))"
    solution = code(
        SOLUTION,
        beta=beta,
        imports="from gerrychain.updaters import tally_region_splits\n" if weight else "",
        updaters=splits if weight else "{}",
        energy=scaled if weight else plain,
        **slots,
    )
    said = "number of cut edges"
    if weight:
        said += f" plus {weight} times the number of split counties ({units.county})"
    flat = dict.fromkeys(names, 1.0)
    return problem(
        told(
            setting,
            "accept_metropolis",
            LINES,
            answer="a dict from column to probability, rounded to 4 decimals",
            energy=said,
            beta=f"{beta:g}",
            **slots,
        ),
        (given, plans_table(made, plans, names)),
        solution,
        answer,
        exactly(answer, abs_=1.1e-4),
        Wrong("other sign", {f"exp(-{beta}": f"exp({beta}"}, gives=probabilities(-beta)),
        Wrong("twice as cold", {f"-{beta} *": f"-{2 * beta} *"}, gives=probabilities(2 * beta)),
        Wrong("always accepts", {f"min(1.0, {core})": "1.0"}, gives=flat),
        Wrong("never accepts", {f"min(1.0, {core})": "0.0"}),
        Wrong(
            "not capped",
            {f"min(1.0, {core})": core},
            gives={n: math.exp(-beta * d) for n, d in zip(names, change, strict=True)},
        ),
        Wrong("first proposal only", {"in plans.columns\n": "in plans.columns[:1]\n"}),
        beta=beta,
        weight=weight,
    )


def needs(made: MadeMap) -> bool:
    """Counties that hang together, and a plan."""
    return with_plan(made) and with_counties(made) and not made.state.graph.bridges


FAMILY = CodingFamily(
    name="accept_metropolis",
    title="Acceptance probabilities of a Metropolis rule",
    topic="acceptance",
    version=1,
    make=make,
    needs=needs,
)
