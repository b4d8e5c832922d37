"""An acceptance function that never lets a score get worse."""

from collections.abc import Callable

from districtbot.problems.coding.districts import (
    cut_edges,
    mid_size,
    net_of,
    sums,
    wandered,
)
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import plan_file
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.walks import (
    FORM,
    SLACK,
    Chain,
    Plan,
    chain_of,
    in_one_piece,
    n_cut,
    n_districts,
    units_moved,
)
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.language.values import Count
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Write an acceptance function that takes a proposal only if {rule}, and make a chain of "
    "{steps} plans by single flips on {graph}, the plan in draft.csv being the first. Districts "
    "must stay connected.",
    "Greedy chain: {steps} states from draft.csv ({graph}), propose_random_flip, contiguous, and "
    "a custom acceptance_fn that says yes only when {rule}.",
    "I'd like to polish the plan in draft.csv one unit at a time. Accept a flip only if {rule}; "
    "otherwise stay. {steps} states counting the start, graph {graph}, no district broken.",
    "How do I write my own acceptance_fn in GerryChain 1.0? Accept if {rule}. Try it on {graph}: "
    "{steps} plans by propose_random_flip, draft.csv being the first of them, districts "
    "contiguous.",
    "Downhill walk on {graph} from draft.csv: {steps} plans with the start; flips; reject unless "
    "{rule}; keep districts in one piece.",
    "draft.csv holds a plan for {graph}. Let single flips improve it over {steps} plans, the "
    "draft being number one; a flip stands only if {rule}, and no district may come apart.",
    "Our clerk's draft (draft.csv, graph {graph}) can be tidied one precinct at a time. Please "
    "give me {steps} successive plans, its own first, where a change is kept only on the "
    "condition that {rule}; every district stays connected.",
    "Is there a way to make a GerryChain flip walk refuse bad moves? I want {steps} states on "
    "{graph}, state one being draft.csv, contiguous all along, and a move goes through only if "
    "{rule}.",
    "Graph {graph}, first plan draft.csv, {steps} plans in the chain, single flips, contiguity. "
    "Acceptance: {rule}.",
    "The condition is that {rule}. Put it in an acceptance function, propose random flips, keep "
    "districts contiguous, and record {steps} plans on {graph} with draft.csv as the first.",
    "Please code a walk that can only go downhill: propose_random_flip on {graph} from "
    "draft.csv, {steps} states with the first, connected districts, and a proposal is accepted "
    "exactly when {rule}.",
)
KEPT = (
    "No district may vanish on the way.",
    "Every plan must still have all of the districts.",
    "Keep the number of districts as it is.",
)
SOLUTION = """
import random

import pandas as pd
from gerrychain import Graph, MarkovChain, Partition
from gerrychain.constraints import contiguous, no_vanishing_districts
from gerrychain.proposals import propose_random_flip
from gerrychain.updaters import Tally


def score(partition: Partition) -> float:
    return $score


def not_worse(partition: Partition, *, rng: random.Random) -> bool:
    return partition.parent is None or score(partition) <= score(partition.parent)


graph = Graph.from_json("$graph")
draft = pd.read_csv("draft.csv", dtype={"$id": str}).set_index("$id")["district"]
start = Partition(
    graph,
    assignment=draft.to_dict(),
    updaters={"population": Tally("$pop", alias="population")},
)
chain = MarkovChain(
    proposal_fn=propose_random_flip,
    constraints=[no_vanishing_districts, contiguous],
    acceptance_fn=not_worse,
    initial_partition=start,
    total_steps=$steps,
    rng=$seed,
)
answer = {"assignments": [], "cut_edges": []}
for plan in chain:
    answer["assignments"].append(plan.assignment_vector.tolist())
    answer["cut_edges"].append(len(plan["cut_edges"]))
"""
CUTS = 'len(partition["cut_edges"])'
WORST = """max(partition["population"].values()) - min(partition["population"].values())"""
RULES = {
    CUTS: "the number of cut edges does not grow",
    WORST: "the gap between the fullest and the emptiest district ({pop}) does not grow",
}


def make(setting: Setting) -> Coding:
    """A problem: cut edges, or the gap in population, from a crooked draft."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given, net = units_of(made), drawn_graph(setting), net_of(made)
    steps = rng.choice(((100, 120), (150, 180), (200, 250))[level - 1])
    score = CUTS if level == 1 else rng.choice(sorted(RULES))
    measure: Callable[[Plan], float] = (
        (lambda plan: len(cut_edges(net, plan))) if score == CUTS else _gap(made)
    )
    slots = {"graph": given.name, "id": units.id, "pop": units.pop}
    start = wandered(made, rng, n_flips=30, slack=0.35)

    def not_worse(before: Plan, after: Plan) -> str:
        if before == after or measure(after) <= measure(before) + SLACK:
            return ""
        return "the score gets worse"

    solution = code(SOLUTION, score=score, steps=steps, seed=rng.randrange(10_000), **slots)
    wanted = Chain(
        steps,
        (n_districts(len(set(start))), in_one_piece(made)),
        (units_moved(0, 1), not_worse),
        (n_cut(made),),
        start,
        least_new=1 / steps,
    )
    return problem(
        told(
            setting,
            "accept_downhill",
            LINES,
            answer=FORM,
            more=(KEPT,),
            steps=Count(steps),
            rule=RULES[score].replace("{pop}", units.pop),
            **slots,
        ),
        (given, plan_file(made, "draft.csv", (units.id, "district"), plan=_by_id(made, start))),
        solution,
        None,
        chain_of(made, wanted),
        Wrong("off by one", {f"total_steps={steps}": f"total_steps={steps + 1}"}),
        Wrong("accepts all", {"partition.parent is None or": "True or"}),
        Wrong("uphill", {"score(partition) <= score(": "score(partition) >= score("}),
        Wrong("districts for cut edges", {'append(len(plan["cut_edges"]))': "append(len(plan))"}),
        steps=steps,
    )


def _by_id(made: MadeMap, plan: list[int]) -> dict[str, int]:
    return dict(zip(made.state.unit_ids, plan, strict=True))


def _gap(made: MadeMap) -> Callable[[Plan], float]:
    people = units_of(made).people

    def gap(plan: Plan) -> float:
        found = sums(plan, people).values()
        return max(found) - min(found)

    return gap


def needs(made: MadeMap) -> bool:
    """A plan of districts with units enough, on a map small enough."""
    return with_plan(made) and mid_size(made)


FAMILY = CodingFamily(
    name="accept_downhill",
    title="An acceptance function that never lets a score get worse",
    topic="acceptance",
    version=1,
    make=make,
    needs=needs,
)
