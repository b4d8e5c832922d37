"""A chain that keeps what a party has: acceptance by seats."""

from districtbot.problems.coding.districts import districts_of, mid_size, sums
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.partisan import votes_of
from districtbot.problems.coding.units import units_of, with_votes
from districtbot.problems.coding.walks import (
    Chain,
    Plan,
    Trace,
    balanced,
    chain_of,
    in_one_piece,
    start_of,
    tolerance_over,
    within_a_pair,
)
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.language.values import Count, Percent
from districtbot.problems.maps.made import MadeMap

LINES = (
    "ReCom chain of {steps} plans from {plan} on {graph} where a proposal is accepted only if "
    "Democrats do not win fewer districts in {contest} ({dem}, {rep}) than before. {pop} within "
    "{eps}.",
    "Write an acceptance_fn by seats: never give up a Democratic district in {contest} ({dem} "
    "against {rep}). Run {steps} states of ReCom from {plan}, graph {graph}, epsilon {eps} on "
    "{pop}.",
    "How far does a one-way ratchet go? Accept a ReCom step only if the number of districts with "
    "more {dem} than {rep} stays or rises; {steps} states with the start {plan}; {graph}; {pop} "
    "within {eps}.",
    "I'm studying hill climbing in seats: GerryChain ReCom on {graph} from {plan}, {steps} "
    "plans, balance {eps} ({pop}), and reject proposals that cost the Democrats a seat in "
    "{contest} (columns {dem}, {rep}).",
    "Draw me {steps} plans, {plan} first, by ReCom on {graph}. A new plan counts only if "
    "Democrats carry at least as many districts as in the plan before it ({contest}: {dem} over "
    "{rep}). Keep {pop} within {eps} of ideal.",
    "Opposing experts say that seats can be ratcheted up. Please show it: ReCom from {plan} on "
    "{graph}, {steps} plans in all, {pop} within {eps} of ideal, and any proposal with fewer "
    "Democratic seats in {contest} ({dem} against {rep}) than the current plan is turned down.",
    "ReCom on {graph}. Start: {plan}, counted among the {steps} plans. Balance: {pop} within "
    "{eps}. Accept: Democratic seats in {contest} ({dem}, {rep}) not below those of the current "
    "plan.",
    "Can GerryChain walk through plans without ever losing a Democratic seat? Use {contest} "
    "({dem} and {rep}), recom on {graph}, population {pop} within {eps}, and collect {steps} "
    "plans including {plan}, where it starts.",
    "A district is Democratic if {dem} is more than {rep} ({contest}). Starting with {plan} in "
    "{graph}, make {steps} ReCom plans, the first included, whose number of such districts never "
    "falls from one to the next; {pop} must be within {eps} of ideal.",
)
SOLUTION = """
import random
from functools import partial

from gerrychain import Election, Graph, MarkovChain, Partition
from gerrychain.constraints import contiguous
from gerrychain.proposals import recom
from gerrychain.tree import bipartition_tree
from gerrychain.updaters import Tally


def keeps_seats(partition: Partition, *, rng: random.Random) -> bool:
    if partition.parent is None:
        return True
    before = partition.parent["race"].seats("Democratic")
    return partition["race"].seats("Democratic") >= before


graph = Graph.from_json("$graph")
start = Partition(
    graph,
    assignment="$plan",
    updaters={
        "population": Tally("$pop", alias="population"),
        "race": Election("race", {"Democratic": "$dem", "Republican": "$rep"}),
    },
)
proposal = partial(
    recom,
    pop_col="$pop",
    pop_target=sum(start["population"].values()) / len(start),
    epsilon=$eps,
    bipartition_tree_fn=partial(
        bipartition_tree, max_attempts=500, allow_pair_reselection=True
    ),
)
chain = MarkovChain(
    proposal,
    constraints=[contiguous],
    acceptance_fn=keeps_seats,
    initial_partition=start,
    total_steps=$steps,
    rng=$seed,
)
answer = {"assignments": [], "seats": []}
for plan in chain:
    answer["assignments"].append(plan.assignment_vector.tolist())
    answer["seats"].append(plan["race"].seats("Democratic"))
"""
HOLDS = (
    'a dict with "assignments" (for each plan, the start included, the list of districts of all'
    ' nodes in the order of the graph file) and "seats" (Democratic districts of each plan)'
)


def make(setting: Setting) -> Coding:
    """A problem: more steps and less slack as it gets harder."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given = units_of(made), drawn_graph(setting)
    contest = rng.choice(units.contests)
    dem, rep = units.numbers(contest.dem_col), units.numbers(contest.rep_col)

    def seats(plan: Plan) -> int:
        own, other = sums(plan, dem), sums(plan, rep)
        return sum(own[d] > other[d] for d in own)

    def no_loss(before: Plan, after: Plan) -> str:
        return "a seat is lost" if seats(after) < seats(before) else ""

    steps = rng.choice(((10, 12), (15, 20), (20, 25))[level - 1])
    eps = tolerance_over(made, *((0.1, 0.12), (0.08, 0.1), (0.06, 0.08))[level - 1])
    slots = {
        "graph": given.name,
        "plan": units.plan,
        "pop": units.pop,
        "dem": contest.dem_col,
        "rep": contest.rep_col,
    }
    solution = code(SOLUTION, steps=steps, eps=eps, seed=rng.randrange(10_000), **slots)
    wanted = Chain(
        steps,
        (balanced(made, eps), in_one_piece(made)),
        (within_a_pair, no_loss),
        (Trace("seats", seats),),
        start_of(made),
        least_new=1 / steps,
    )
    tied = votes_of(units, districts_of(made), contest).seats * 2 == len(set(districts_of(made)))
    record = 'plan["race"].seats("Democratic"))'
    return problem(
        told(
            setting,
            "accept_seats",
            LINES,
            answer=HOLDS,
            steps=Count(steps),
            eps=Percent(eps),
            contest=contest.name,
            **slots,
        ),
        (given,),
        solution,
        None,
        chain_of(made, wanted),
        Wrong("off by one", {f"total_steps={steps}": f"total_steps={steps - 1}"}),
        Wrong("percent for share", {f"epsilon={eps}": f"epsilon={100 * eps:g}"}),
        Wrong("all districts", {record: "len(plan))"})
        if tied
        else Wrong("seats of the other party", {record: 'plan["race"].seats("Republican"))'}),
        steps=steps,
        contest=contest.name,
    )


def needs(made: MadeMap) -> bool:
    """Votes, and a plan on a map small enough."""
    return with_votes(made) and mid_size(made)


FAMILY = CodingFamily(
    name="accept_seats",
    title="A ReCom chain that never loses a seat",
    topic="acceptance",
    version=1,
    make=make,
    needs=needs,
)
