"""A proposal of one's own: flips that leave some districts alone."""

from districtbot.problems.coding.districts import districts_of, mid_size
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.walks import (
    FORM,
    Chain,
    Law,
    Plan,
    as_label,
    balanced,
    chain_of,
    in_one_piece,
    n_cut,
    start_of,
    tolerance_over,
    units_moved,
)
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.language.values import Count, Percent
from districtbot.problems.maps.made import MadeMap

LINES = (
    "District {frozen} is settled by the court and may not change. Write a proposal function "
    "that flips one unit at a time and never touches it, and make {steps} plans on {graph}, the "
    "first being {plan}; {pop} within {eps}, districts connected.",
    "I need a chain that freezes district {frozen} of {plan}: no unit leaves it, none joins. "
    "Single flips otherwise, {steps} plans with the start, {eps} tolerance on {pop}, contiguous. "
    "{graph}.",
    "Custom proposal for GerryChain: pick a random cut edge that has no end in district {frozen} "
    "and flip one end. Chain of {steps} states on {graph}, start {plan}, {pop} within {eps} of "
    "the ideal, contiguity kept.",
    "Everything may move but district {frozen}. Make a flip chain ({steps} plans, first one "
    "{plan}) on {graph} that respects this and keeps {pop} within {eps} and all districts in one "
    "piece.",
    "How do I hold one district fixed in a flip walk? Example: {graph}, {plan}, district "
    "{frozen} frozen, {steps} plans with the start, contiguous, {pop} within {eps} of ideal.",
    "Leave district {frozen} exactly as it is in {plan}. Let the others trade one unit a step on "
    "{graph} until there are {steps} plans with the start; connected districts, {pop} within "
    "{eps} of ideal.",
    "A settlement protects district {frozen}. Please run a flip chain from {plan} on {graph} "
    "under which its units never change: {steps} plans counting the first, contiguity, {pop} "
    "within {eps} of the ideal.",
    "Frozen: district {frozen}. Start: {plan}, counted among the {steps} plans. Graph: {graph}. "
    "Single flips, contiguous, {pop} within {eps}.",
    "Can a GerryChain proposal skip one district? I'd like {steps} plans, {plan} first, on "
    "{graph}; each flips one unit between two districts other than {frozen}; all districts hang "
    "together and {pop} is within {eps} of ideal.",
    "Our members are happy with district {frozen} and want it untouched. With single flips "
    "elsewhere on {graph}, make {steps} plans beginning with {plan}, every district in one piece "
    "and {pop} within {eps} of the ideal.",
)
SOLUTION = """
import random

from gerrychain import Graph, MarkovChain, Partition
from gerrychain.constraints import contiguous, within_percent_of_ideal_population
from gerrychain.updaters import Tally

FROZEN = $frozen


def flip_elsewhere(partition: Partition, *, rng: random.Random) -> Partition:
    district = partition.assignment
    edges = [
        edge
        for edge in sorted(partition["cut_edges"])
        if FROZEN not in (district[edge[0]], district[edge[1]])
    ]
    unit, other = rng.sample(rng.choice(edges), 2)
    return partition.flip({unit: district[other]})


graph = Graph.from_json("$graph")
start = Partition(
    graph,
    assignment="$plan",
    updaters={"population": Tally("$pop", alias="population")},
)
chain = MarkovChain(
    proposal_fn=flip_elsewhere,
    constraints=[contiguous, within_percent_of_ideal_population(start, $eps)],
    initial_partition=start,
    total_steps=$steps,
    rng=$seed,
)
plans = list(chain)
answer = {
    "assignments": [plan.assignment_vector.tolist() for plan in plans],
    "cut_edges": [len(plan["cut_edges"]) for plan in plans],
}
"""


def same_district(made: MadeMap, district: int) -> Law:
    """A district has the units that it has in the map's plan."""
    own = [label == district for label in districts_of(made)]

    def law(plan: Plan) -> str:
        found = [label == as_label(district) for label in plan]
        return "" if found == own else f"district {district} has changed"

    return law


def make(setting: Setting) -> Coding:
    """A problem: the frozen district has neighbours that others have too."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given = units_of(made), drawn_graph(setting)
    steps = rng.choice(((60, 80), (90, 100), (120, 150))[level - 1])
    eps = tolerance_over(made, *((0.2, 0.25), (0.15, 0.2), (0.12, 0.15))[level - 1])
    frozen = rng.choice(sorted(set(districts_of(made))))
    names = {"graph": given.name, "plan": units.plan, "pop": units.pop, "frozen": str(frozen)}
    solution = code(SOLUTION, steps=steps, eps=eps, seed=rng.randrange(10_000), **names)
    laws = (same_district(made, frozen), balanced(made, eps), in_one_piece(made))
    wanted = Chain(steps, laws, (units_moved(1, 1),), (n_cut(made),), start_of(made))
    return problem(
        told(
            setting,
            "chain_frozen",
            LINES,
            answer=FORM,
            steps=Count(steps),
            eps=Percent(eps),
            **names,
        ),
        (given,),
        solution,
        None,
        chain_of(made, wanted),
        Wrong("off by one", {f"total_steps={steps}": f"total_steps={steps + 1}"}),
        Wrong(
            "nothing frozen",
            {"        if FROZEN not in (district[edge[0]], district[edge[1]])\n": ""},
        ),
        Wrong("contiguity left out", {"[contiguous, ": "["}),
        Wrong("skips the start", {"plans = list(chain)": "plans = list(chain)[1:]"}),
        steps=steps,
        frozen=frozen,
    )


def needs(made: MadeMap) -> bool:
    """A plan of districts with units enough, four of them at least, on a map small enough."""
    if not (with_plan(made) and mid_size(made)):
        return False
    return len(set(districts_of(made))) >= 4 and not made.state.graph.bridges


FAMILY = CodingFamily(
    name="chain_frozen",
    title="A flip proposal that leaves a district alone",
    topic="proposals",
    version=1,
    make=make,
    needs=needs,
)
