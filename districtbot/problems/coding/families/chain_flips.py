"""A chain of single flips that keeps districts connected and in balance."""

from districtbot.problems.coding.districts import mid_size
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.walks import (
    FORM,
    Chain,
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
    "Run a flip walk on {graph} that has {steps} plans, the first of them {plan}: "
    "propose_random_flip, districts must stay connected and within {eps} of the ideal population "
    "({pop}).",
    "I'd like {steps} plans of a single-flip chain in GerryChain, the first one being {plan} "
    "itself. Constraints: contiguity and {eps} population tolerance on {pop}. Graph: {graph}.",
    "One precinct at a time: starting at {plan} in {graph}, make a chain with {steps} states "
    "where each step moves one unit to a neighbouring district. Keep districts in one piece and "
    "{pop} within {eps} of ideal.",
    "MarkovChain, proposal propose_random_flip, constraints contiguous and "
    "within_percent_of_ideal_population at {eps}, always_accept, {steps} steps. Graph {graph}, "
    "start {plan}, people {pop}.",
    "Boundary flips for {state_name}: {steps} plans counting the starting plan {plan}, "
    "population {pop} never more than {eps} off, no district broken. The dual graph is {graph}.",
    "Which plans can be reached from {plan} one precinct at a time? Walk at random on {graph} "
    "until you have {steps} plans with the start, and only through plans with connected "
    "districts and {pop} within {eps} of ideal.",
    "{graph} has the plan {plan} and the population {pop}. Make a contiguous single-flip chain "
    "with {steps} states, the first being that plan, and hold every district within {eps} of the "
    "ideal.",
    "Moving one unit at a time by hand takes all day, so let GerryChain do it. Start with {plan} "
    "on {graph}, {steps} plans with the start, no broken districts, {pop} within {eps} of the "
    "ideal.",
    "For the record we need a reproducible random flip walk: dual graph {graph}, first plan "
    "{plan}, {steps} plans in all, connected districts, deviation in {pop} at most {eps}.",
    "Flip chain. Graph {graph}; start {plan}, counted; {steps} plans; contiguous; {pop} within "
    "{eps}.",
)
SOLUTION = """
from gerrychain import Graph, MarkovChain, Partition
from gerrychain.accept import always_accept
from gerrychain.constraints import contiguous, within_percent_of_ideal_population
from gerrychain.proposals import propose_random_flip
from gerrychain.updaters import Tally

graph = Graph.from_json("$graph")
start = Partition(
    graph,
    assignment="$plan",
    updaters={"population": Tally("$pop", alias="population")},
)
chain = MarkovChain(
    proposal_fn=propose_random_flip,
    constraints=[
        contiguous,
        within_percent_of_ideal_population(start, $eps),
    ],
    acceptance_fn=always_accept,
    initial_partition=start,
    total_steps=$steps,
    rng=$seed,
)
answer = {"assignments": [], "cut_edges": []}
for plan in chain:
    answer["assignments"].append(plan.assignment_vector.tolist())
    answer["cut_edges"].append(len(plan["cut_edges"]))
"""


def make(setting: Setting) -> Coding:
    """A problem: longer walks as it gets harder."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given = units_of(made), drawn_graph(setting)
    steps = rng.choice(((80, 100), (100, 120, 150), (150, 180, 200))[level - 1])
    eps = tolerance_over(made, *((0.15, 0.2), (0.12, 0.15), (0.1, 0.12))[level - 1])
    names = {"graph": given.name, "plan": units.plan, "pop": units.pop}
    solution = code(SOLUTION, steps=steps, eps=eps, seed=rng.randrange(10_000), **names)
    laws = (balanced(made, eps), in_one_piece(made))
    wanted = Chain(steps, laws, (units_moved(1, 1),), (n_cut(made),), start_of(made))
    return problem(
        told(
            setting,
            "chain_flips",
            LINES,
            answer=FORM,
            steps=Count(steps),
            eps=Percent(eps),
            state_name=made.state_name,
            **names,
        ),
        (given,),
        solution,
        None,
        chain_of(made, wanted),
        Wrong("off by one", {f"total_steps={steps}": f"total_steps={steps - 1}"}),
        Wrong("contiguity left out", {"        contiguous,\n": ""}),
        Wrong("percent for share", {f"(start, {eps})": f"(start, {100 * eps:g})"}),
        Wrong("districts for cut edges", {'len(plan["cut_edges"])': "len(plan)"}),
        steps=steps,
        epsilon=eps,
    )


def needs(made: MadeMap) -> bool:
    """A plan of districts with units enough, on a map small enough."""
    return with_plan(made) and mid_size(made)


FAMILY = CodingFamily(
    name="chain_flips",
    title="A chain of single flips under constraints",
    topic="proposals",
    version=1,
    make=make,
    needs=needs,
)
