"""A ReCom chain: each step redraws two districts, in balance."""

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
    within_a_pair,
)
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.language.values import Count, Percent
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Run a ReCom chain of {steps} plans from {plan} on {graph}: every district within {eps} of "
    "the ideal population ({pop}), all proposals accepted. The starting plan is the first of the "
    "{steps}.",
    "I want {steps} plans from GerryChain's recom, the enacted one ({plan}) first. Graph "
    "{graph}, population {pop}, epsilon {eps}.",
    "Start at {plan} and let ReCom run on {graph} until there are {steps} plans, counting the "
    "start. Populations come from {pop}; nobody may be further than {eps} from the ideal.",
    "A short neutral ensemble please: MarkovChain with recom on {graph}, total_steps {steps}, "
    "{pop} within {eps}, initial plan in {plan}, always accept.",
    "For a class demonstration: {steps} states of a ReCom chain on {graph} beginning with "
    "{plan}. Districts must stay within {eps} of equal population ({pop}) and connected.",
    "Generate {steps} consecutive ReCom plans (GerryChain 1.0 API) from {plan} in {graph}. "
    "Balance: {eps} around the ideal of {pop}.",
    "Let GerryChain redraw two districts at a time. Begin with {plan} on {graph}, accept "
    "everything, keep {pop} within {eps} of ideal, and stop at {steps} plans, the first one "
    "included.",
    "How would I get {steps} ReCom plans out of {graph}, {plan} being the first? Districts are "
    "to be connected and {pop} within {eps} of the ideal.",
    "ReCom. Graph {graph}; start {plan}, counted; {steps} plans; epsilon {eps} on {pop}; no "
    "rejections.",
    "Counsel wants a sample of neutral plans next to {plan}. Please run recom on {graph} from "
    "there, {steps} plans including it, each district within {eps} of the ideal {pop}.",
)
SOLUTION = """
from functools import partial

from gerrychain import Graph, MarkovChain, Partition
from gerrychain.accept import always_accept
from gerrychain.constraints import contiguous
from gerrychain.proposals import recom
from gerrychain.tree import bipartition_tree
from gerrychain.updaters import Tally

graph = Graph.from_json("$graph")
start = Partition(
    graph,
    assignment="$plan",
    updaters={"population": Tally("$pop", alias="population")},
)
ideal = sum(start["population"].values()) / len(start)
proposal = partial(
    recom,
    pop_col="$pop",
    pop_target=ideal,
    epsilon=$eps,
    pair_selection="$pairs",
    bipartition_tree_fn=partial(
        bipartition_tree, max_attempts=500, allow_pair_reselection=True
    ),
)
chain = MarkovChain(
    proposal_fn=proposal,
    constraints=[contiguous],
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
PAIRS = {
    "district_pairs": "Draw the pair of districts uniformly among those that touch.",
    "cut_edges": "Draw the pair of districts by a random cut edge.",
}


def make(setting: Setting) -> Coding:
    """A problem: more steps and less slack as it gets harder."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given = units_of(made), drawn_graph(setting)
    steps = rng.choice(((10, 12, 15), (15, 20, 25), (25, 30, 40))[level - 1])
    eps = tolerance_over(made, *((0.1, 0.12), (0.07, 0.08, 0.1), (0.05, 0.06, 0.08))[level - 1])
    pairs = rng.choice(sorted(PAIRS))
    names = {"graph": given.name, "plan": units.plan, "pop": units.pop}
    solution = code(
        SOLUTION, steps=steps, eps=eps, pairs=pairs, seed=rng.randrange(10_000), **names
    )
    laws = (balanced(made, eps), in_one_piece(made))
    wanted = Chain(steps, laws, (within_a_pair,), (n_cut(made),), start_of(made))
    return problem(
        told(
            setting,
            "chain_recom",
            LINES,
            answer=FORM,
            more=((PAIRS[pairs],),) if level > 1 else (),
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
        Wrong("cut edges of the start", {'len(plan["cut_edges"])': 'len(start["cut_edges"])'}),
        Wrong("districts for cut edges", {'len(plan["cut_edges"])': "len(plan)"}),
        steps=steps,
        epsilon=eps,
    )


def needs(made: MadeMap) -> bool:
    """A plan of districts with units enough, on a map small enough."""
    return with_plan(made) and mid_size(made)


FAMILY = CodingFamily(
    name="chain_recom",
    title="A ReCom chain from the plan of the map",
    topic="proposals",
    version=1,
    make=make,
    needs=needs,
)
