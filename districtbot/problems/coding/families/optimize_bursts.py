"""Short bursts of ReCom toward fewer cut edges or fewer split counties."""

from districtbot.problems.coding.climbs import FORM, climb_of
from districtbot.problems.coding.districts import (
    cut_edges,
    districts_of,
    mid_size,
    net_of,
    split_places,
)
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_counties, with_plan
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
    "Use GerryChain's SingleMetricOptimizer with {n} short bursts of length {length} to get {goal},"
    " starting at {plan} on {graph}. ReCom proposals, {pop} within {eps}, contiguous.",
    "{n} short bursts, {length} steps each, from {plan} in {graph}: aim for {goal}. Proposal"
    " ReCom at"
    " {eps} on {pop}.",
    "Can {plan} be improved? Look for {goal} with short bursts ({n} of {length} steps) of ReCom on"
    " {graph}, population {pop} within {eps} of ideal, districts in one piece.",
    "Short-burst optimisation in GerryChain 1.0: graph {graph}, start {plan}, burst length"
    " {length},"
    " number of bursts {n}, metric to minimise: {metric}. Balance {eps} ({pop}).",
    "I'd like an optimiser to search for {goal}. SingleMetricOptimizer, short_bursts, {n} bursts of"
    " {length}, recom within {eps} of the ideal {pop}, from {plan} on {graph}.",
    "{graph}, {plan}: {n} short bursts x {length} steps, recom, {pop} within {eps}, contiguous; "
    "minimise {metric}",
    "The aim is to bring down {metric}. Begin with {plan} on {graph} and let GerryChain run {n} "
    "short bursts of {length} ReCom steps, every district contiguous and within {eps} of the "
    "ideal {pop}.",
    "How far do short bursts get us? From {plan} in {graph} do {n} of them, each {length} steps "
    "long, to minimise {metric}. The steps are ReCom proposals that keep {pop} within {eps} of "
    "ideal and districts connected.",
    "Please have the SingleMetricOptimizer work on {plan} ({graph}). It should minimise {metric} "
    "in {n} short bursts of {length} steps, proposing by recom with {pop} within {eps}.",
    "For the committee I'd like to see how far a computer can bring down {metric}. Use short "
    "bursts in GerryChain: burst length {length}, {n} bursts, ReCom on {graph} from {plan}, "
    "contiguous districts, {pop} no more than {eps} off the ideal.",
)
SOLUTION = """
from functools import partial

from gerrychain import Graph, Partition
from gerrychain.constraints import contiguous
from gerrychain.optimization import SingleMetricOptimizer
from gerrychain.proposals import recom
from gerrychain.tree import bipartition_tree
from gerrychain.updaters import Tally$more

graph = Graph.from_json("$graph")
start = Partition(
    graph,
    assignment="$plan",
    updaters={
        "population": Tally("$pop", alias="population"),$updaters
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
optimizer = SingleMetricOptimizer(
    proposal_fn=proposal,
    constraints=[contiguous],
    initial_state=start,
    optimization_metric_fn=lambda plan: $metric,
    maximize=False,
    rng=$seed,
)
run = optimizer.$run
scores = [optimizer.score_fn(plan) for plan in run]
answer = {
    "scores": scores,
    "best": optimizer.best_part.assignment_vector.tolist(),
    "best_score": optimizer.best_score,
}
"""
CUTS = 'len(plan["cut_edges"])'


def make(setting: Setting) -> Coding:
    """A problem: plain bursts, tilted ones at level 3."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, net, given, labels = (
        units_of(made),
        net_of(made),
        drawn_graph(setting),
        districts_of(made),
    )
    counties = units.counties
    n, length = rng.choice(((2, 5), (3, 4), (4, 3), (5, 4), (3, 6), (4, 5), (6, 4))[: 3 + level])
    eps = tolerance_over(made, 0.08, 0.1, 0.12)
    cuts = level == 1 or rng.random() < 0.5
    tilt = rng.choice((0.05, 0.1, 0.2)) if level == 3 else 0
    run = f"short_bursts(burst_length={length}, num_bursts={n})"
    if tilt:
        run = f"tilted_short_bursts(burst_length={length}, num_bursts={n}, p={tilt})"
    metric = CUTS if cuts else f'plan["splits"]["{units.county}"]'
    slots = {"graph": given.name, "plan": units.plan, "pop": units.pop}
    solution = code(
        SOLUTION,
        more="" if cuts else ", tally_region_splits",
        updaters="" if cuts else f'\n        "splits": tally_region_splits(["{units.county}"]),',
        metric=metric,
        run=run,
        eps=eps,
        seed=rng.randrange(10_000),
        **slots,
    )

    def score(plan: list[str]) -> float:
        return len(cut_edges(net, plan)) if cuts else len(split_places(counties, plan))

    start = [as_label(one) for one in labels]
    laws = (balanced(made, eps), in_one_piece(made), n_districts(len(set(labels))))
    words = "cut edges" if cuts else f"split counties ({units.county})"
    more = f"Tilt the bursts: take a worse plan with probability {tilt:g}."
    return problem(
        told(
            setting,
            "optimize_bursts",
            LINES,
            answer=FORM,
            more=((more,),) if tilt else (),
            n=Count(n),
            length=Count(length),
            eps=Percent(eps),
            goal=f"as few {words} as possible",
            metric=f"the number of {words}",
            **slots,
        ),
        (given,),
        solution,
        None,
        climb_of(made, score, start, n_scores=n * length, maximize=False, laws=laws),
        Wrong("other number of bursts", {f"num_bursts={n}": f"num_bursts={n + 1}"}),
        Wrong(
            "off by one",
            {'"best_score": optimizer.best_score': '"best_score": optimizer.best_score + 1'},
        ),
        Wrong("bursts for steps", {"for plan in run]": f"for plan in run][::{length}]"}),
        bursts=n,
        length=length,
    )


def needs(made: MadeMap) -> bool:
    """Counties that hang together, and a plan on a map small enough."""
    if not (with_plan(made) and with_counties(made) and mid_size(made)):
        return False
    return not made.state.graph.bridges


FAMILY = CodingFamily(
    name="optimize_bursts",
    title="Short bursts toward fewer cut edges or split counties",
    topic="optimizers",
    version=1,
    make=make,
    needs=needs,
)
