"""ReCom that would rather cut along county lines: the region surcharge."""

from districtbot.problems.coding.districts import mid_size, split_places
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_counties, with_plan
from districtbot.problems.coding.walks import (
    Chain,
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
    "Run county-aware ReCom on {graph}: {steps} plans from {plan} on, tolerance {eps} on {pop}, "
    "with a region surcharge of {weight} on {county}. For each plan count the counties it splits.",
    "I want to see whether a surcharge helps county lines. ReCom with region_surcharge {weight} "
    "for {county}, {steps} plans including the start ({plan}), graph {graph}, {pop} within "
    "{eps}; record how many counties are split in each state.",
    "Use GerryChain's region-aware ReCom ({county}, surcharge {weight}) to make {steps} plans "
    "starting with {plan} in {graph}. Population {pop} within {eps} of ideal. I need the plans "
    "and their numbers of split counties.",
    "Keep counties together where it can be helped: chain of {steps} states from {plan} with "
    "recom, surcharge {weight} on edges between different {county} values, balance {eps} "
    "({pop}), graph {graph}. Track split counties.",
    "{steps} states of region-aware ReCom for {graph}, beginning with {plan}; regions are "
    "{county}, surcharge {weight}, eps {eps} on {pop}. Give plans and split-county counts.",
    "Which plans does ReCom find when cutting a county costs extra? Surcharge {weight} on "
    "{county}, graph {graph}, {plan} as the first of {steps} plans, {pop} within {eps} of ideal. "
    "Report the number of split counties plan by plan.",
    "County officials care about splits. Please start a region-aware ReCom chain at {plan} "
    "({graph}) with surcharge {weight} for {county}, hold {pop} within {eps}, make {steps} plans "
    "counting the first, and count split counties in every one.",
    "Region-aware ReCom. Graph {graph}; start {plan}, counted; {steps} plans; {pop} within "
    "{eps}; region_surcharge {weight} on {county}; split counties of each plan.",
    "What I look at is county surcharges: recom on {graph}, a surcharge of {weight} on {county}, "
    "epsilon {eps} on {pop}, {steps} states with {plan} first, and how many counties each state "
    "splits.",
)
SOLUTION = """
from functools import partial

from gerrychain import Graph, MarkovChain, Partition
from gerrychain.constraints import contiguous
from gerrychain.proposals import recom
from gerrychain.tree import bipartition_tree
from gerrychain.updaters import Tally, tally_region_splits

graph = Graph.from_json("$graph")
start = Partition(
    graph,
    assignment="$plan",
    updaters={
        "population": Tally("$pop", alias="population"),
        "splits": tally_region_splits(["$county"]),
    },
)
proposal = partial(
    recom,
    pop_col="$pop",
    pop_target=sum(start["population"].values()) / len(start),
    epsilon=$eps,
    region_surcharge={"$county": $weight},
    bipartition_tree_fn=partial(
        bipartition_tree, max_attempts=500, allow_pair_reselection=True
    ),
)
chain = MarkovChain(
    proposal,
    constraints=[contiguous],
    initial_partition=start,
    total_steps=$steps,
    rng=$seed,
)
plans = list(chain)
answer = {
    "assignments": [plan.assignment_vector.tolist() for plan in plans],
    "split_counties": [plan["splits"]["$county"] for plan in plans],
}
"""
HOLDS = (
    'a dict with "assignments" (for each plan, the start included, the list of districts of all'
    ' nodes in the order of the graph file) and "split_counties" (a list of numbers)'
)


def make(setting: Setting) -> Coding:
    """A problem: more steps and less slack as it gets harder."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given = units_of(made), drawn_graph(setting)
    counties = units.counties
    steps = rng.choice(((8, 10), (12, 15), (20, 25))[level - 1])
    eps = tolerance_over(made, *((0.1, 0.12), (0.08, 0.1), (0.06, 0.08))[level - 1])
    weight = rng.choice((0.5, 1, 2))
    names = {
        "graph": given.name,
        "plan": units.plan,
        "pop": units.pop,
        "county": units.county,
        "weight": str(weight),
    }
    solution = code(SOLUTION, steps=steps, eps=eps, seed=rng.randrange(10_000), **names)
    trace = Trace("split_counties", lambda plan: len(split_places(counties, plan)))
    laws = (balanced(made, eps), in_one_piece(made))
    wanted = Chain(steps, laws, (within_a_pair,), (trace,), start_of(made))
    return problem(
        told(
            setting,
            "chain_regions",
            LINES,
            answer=HOLDS,
            steps=Count(steps),
            eps=Percent(eps),
            **names,
        ),
        (given,),
        solution,
        None,
        chain_of(made, wanted),
        Wrong("off by one", {f"total_steps={steps}": f"total_steps={steps + 1}"}),
        Wrong("percent for share", {f"epsilon={eps}": f"epsilon={100 * eps:g}"}),
        Wrong(
            "cut edges for splits", {f'plan["splits"]["{units.county}"]': 'len(plan["cut_edges"])'}
        ),
        Wrong(
            "units for counties",
            {
                f'splits(["{units.county}"])': f'splits(["{units.id}"])',
                f'plan["splits"]["{units.county}"]': f'plan["splits"]["{units.id}"]',
            },
        ),
        steps=steps,
        weight=weight,
    )


def needs(made: MadeMap) -> bool:
    """Counties that hang together, and a plan of districts with units enough."""
    if not (with_plan(made) and with_counties(made) and mid_size(made)):
        return False
    # A county in two pieces may be split without a cut edge inside of it.
    return bool(made.names) and not made.state.graph.bridges


FAMILY = CodingFamily(
    name="chain_regions",
    title="County-aware ReCom with a region surcharge",
    topic="proposals",
    version=1,
    make=make,
    needs=needs,
)
