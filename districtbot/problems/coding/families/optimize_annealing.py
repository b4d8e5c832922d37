"""Simulated annealing and tilted runs over single flips."""

from districtbot.problems.coding.climbs import FORM, climb_of
from districtbot.problems.coding.districts import cut_edges, districts_of, mid_size, net_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.walks import (
    as_label,
    balanced,
    in_one_piece,
    n_districts,
    tolerance_over,
)
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.language.values import Count, Percent
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Anneal {plan} toward fewer cut edges with GerryChain's SingleMetricOptimizer: {how}, flip"
    " proposals on {graph}, districts contiguous, {pop} within {eps}.",
    "Run {how} from {plan} on {graph} to minimise cut edges. Proposal: propose_random_flip."
    " Constraints: contiguity, {pop} within {eps} of ideal.",
    "I'd like to smooth the lines of {plan}: SingleMetricOptimizer, metric = number of cut edges"
    " (smaller is better), {how}, single flips, {eps} on {pop}, contiguous. Graph: {graph}.",
    "Optimise compactness (cut edges) of {plan} in {graph} by single flips: {how}. Keep districts"
    " connected and {pop} within {eps}.",
    "Could SingleMetricOptimizer lower the number of cut edges of {plan} on {graph}? Try {how}. "
    "The proposal is a random flip; districts must stay contiguous and {pop} within {eps} of "
    "ideal.",
    "{graph}, start {plan}: {how}, propose_random_flip, minimise cut edges, contiguous, {pop} "
    "within {eps}",
    "The goal is a plan with fewer cut edges than {plan} has. On {graph}, let GerryChain's "
    "optimizer do {how}. It may flip one unit at a time, must keep every district in one piece, "
    "and {pop} within {eps} of the ideal.",
    "Start from {plan}, an attribute of the nodes of {graph}. Move single units at random with "
    "GerryChain and steer toward few cut edges by {how}. No district may fall apart or stray more "
    "than {eps} from the ideal {pop}.",
    "Please set up an optimisation for me: GerryChain's SingleMetricOptimizer, cut edges as the "
    "metric to be minimised, {how}. Its chain makes random flips on {graph} from {plan}, with "
    "contiguous districts within {eps} of ideal by {pop}.",
    "Contiguity and a balance of {eps} ({pop}) are the only constraints. Under them, reduce the "
    "cut edges of {plan} in {graph} through {how}, with propose_random_flip as the proposal of a "
    "SingleMetricOptimizer.",
)
SOLUTION = """
from gerrychain import Graph, Partition
from gerrychain.constraints import contiguous, within_percent_of_ideal_population
from gerrychain.optimization import SingleMetricOptimizer
from gerrychain.proposals import propose_random_flip
from gerrychain.updaters import Tally

graph = Graph.from_json("$graph")
start = Partition(
    graph,
    assignment="$plan",
    updaters={"population": Tally("$pop", alias="population")},
)
optimizer = SingleMetricOptimizer(
    proposal_fn=propose_random_flip,
    constraints=[contiguous, within_percent_of_ideal_population(start, $eps)],
    initial_state=start,
    optimization_metric_fn=lambda plan: len(plan["cut_edges"]),
    maximize=False,
    rng=$seed,
)
$run
answer = {
    "scores": scores,
    "best": optimizer.best_part.assignment_vector.tolist(),
    "best_score": optimizer.best_score,
}
"""
ANNEAL = """beta_fn = optimizer.linear_jumpcycle_beta_function($hot, $cooling, $cold)
scores = [
    optimizer.score_fn(plan)
    for plan in optimizer.simulated_annealing($steps, beta_fn, beta_magnitude=$magnitude)
]"""
TILTED = """scores = [optimizer.score_fn(plan) for plan in optimizer.tilted_run($steps, p=$p)]"""


def make(setting: Setting) -> Coding:
    """A problem: a tilted run, or annealing with a cycle of betas."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, net, given, labels = (
        units_of(made),
        net_of(made),
        drawn_graph(setting),
        districts_of(made),
    )
    steps = rng.choice(((100, 120), (150, 160), (200, 240))[level - 1])
    eps = tolerance_over(made, 0.12, 0.15, 0.2)
    if level == 1 or rng.random() < 0.4:
        p = rng.choice((0.01, 0.02, 0.05, 0.1))
        how = f"a tilted run of {steps} steps with p = {p}"
        run = code(TILTED, steps=steps, p=p).strip()
    else:
        hot, cooling = steps // 10, steps // 2
        cold = steps - hot - cooling
        magnitude = rng.choice((1, 2, 4))
        how = (
            f"simulated annealing of {steps} steps (linear_jumpcycle_beta_function with {hot} hot,"
            f" {cooling} cooling and {cold} cold steps, beta magnitude {magnitude})"
        )
        run = code(
            ANNEAL, steps=steps, hot=hot, cooling=cooling, cold=cold, magnitude=magnitude
        ).strip()
    slots = {"graph": given.name, "plan": units.plan, "pop": units.pop}
    solution = code(SOLUTION, run=run, eps=eps, seed=rng.randrange(10_000), **slots)
    start = [as_label(one) for one in labels]
    laws = (balanced(made, eps), in_one_piece(made), n_districts(len(set(labels))))
    call = f"({steps}, "
    return problem(
        told(
            setting,
            "optimize_annealing",
            LINES,
            answer=FORM,
            eps=Percent(eps),
            how=how,
            n=Count(steps),
            **slots,
        ),
        (given,),
        solution,
        None,
        climb_of(
            made,
            lambda plan: len(cut_edges(net, plan)),
            start,
            n_scores=steps,
            maximize=False,
            laws=laws,
        ),
        Wrong("off by one", {call: f"({steps + 1}, "}),
        Wrong("uphill", {"maximize=False": "maximize=True"}),
        Wrong(
            "scores of districts", {'lambda plan: len(plan["cut_edges"])': "lambda plan: len(plan)"}
        ),
        steps=steps,
    )


def needs(made: MadeMap) -> bool:
    """A plan on a map small enough."""
    return with_plan(made) and mid_size(made)


FAMILY = CodingFamily(
    name="optimize_annealing",
    title="Annealing and tilted runs over single flips",
    topic="optimizers",
    version=1,
    make=make,
    needs=needs,
)
