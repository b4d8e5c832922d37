"""A Gingleator run: districts where a group reaches a share."""

from districtbot.problems.coding.climbs import FORM, climb_of
from districtbot.problems.coding.counted import group_words
from districtbot.problems.coding.districts import districts_of, mid_size, sums
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_groups
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
    "Use GerryChain's Gingleator to look for plans with more districts where {group} residents are"
    " {share} or more of the voting-age population ({col} over {vap}): {n} short bursts of {length}"
    " from {plan} on {graph}, ReCom, {pop} within {eps}.",
    "Gingles demonstration for {state_name}: how many districts reach {share} {group} VAP?"
    " Gingleator on"
    " {graph} from {plan}, minority column {col}, total {vap}, {n} bursts of {length} ReCom steps"
    " at"
    " {eps} ({pop}).",
    "Run the Gingleator ({n} bursts, length {length}) from {plan}: threshold {share}, minority"
    " {col},"
    " denominator {vap}, proposals recom within {eps} of ideal {pop}. Graph {graph}.",
    "Our demographer wants to know how many {group} opportunity districts (at least {share} of"
    " {vap},"
    " group column {col}) short bursts can find: {n} x {length} steps, start {plan}, {graph},"
    " {eps} on"
    " {pop}.",
    "How many districts can reach {share} {group} by voting-age population ({col} over {vap})? "
    "Let the Gingleator search from {plan} on {graph}: {n} short bursts of {length} ReCom steps, "
    "{pop} within {eps} of ideal.",
    "{graph}, {plan}, Gingleator: {col}/{vap} at threshold {share}, {n} bursts x {length} steps, "
    "recom, {pop} within {eps}",
    "I have to look into the first Gingles condition. With GerryChain's Gingleator, seek plans "
    "with more districts that are at least {share} {group} ({col} as a part of {vap}). Start at "
    "{plan} in {graph} and make {n} short bursts, {length} steps each, of ReCom with {pop} within "
    "{eps}.",
    "Start {plan}, graph {graph}. By short bursts ({n} of them, burst length {length}) find more "
    "districts whose share of {col} in {vap} is {share} or above. Please use the Gingleator with "
    "a recom proposal, balance {eps} on {pop}.",
    "Set up a Gingleator on {graph} that counts districts with {col} at {share} of {vap} or more, "
    "and run {n} bursts of length {length} from {plan}. Each ReCom step keeps {pop} within {eps} "
    "of the ideal.",
    "Could there be more districts than in {plan} where {group} residents make up {share} of the "
    "adults? Numerator {col}, denominator {vap}. Let short bursts of GerryChain's Gingleator try: "
    "{n} bursts, {length} ReCom steps in each, on {graph}, with {pop} within {eps}.",
)
SOLUTION = """
from functools import partial

from gerrychain import Graph, Partition
from gerrychain.constraints import contiguous
from gerrychain.optimization import Gingleator
from gerrychain.proposals import recom
from gerrychain.tree import bipartition_tree
from gerrychain.updaters import Tally

graph = Graph.from_json("$graph")
start = Partition(
    graph,
    assignment="$plan",
    updaters={
        "population": Tally("$pop", alias="population"),
        "group": Tally("$col", alias="group"),
        "adults": Tally("$vap", alias="adults"),
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
gingles = Gingleator(
    proposal,
    constraints=[contiguous],
    initial_state=start,
    minority_pop_col="group",
    total_pop_col="adults",
    threshold=$share,
    rng=$seed,
)
scores = [
    gingles.score_fn(plan)
    for plan in gingles.short_bursts(burst_length=$length, num_bursts=$n)
]
answer = {
    "scores": scores,
    "best": gingles.best_part.assignment_vector.tolist(),
    "best_score": gingles.best_score,
}
"""


def make(setting: Setting) -> Coding:
    """A problem: a threshold that some district reaches and others do not."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given, labels = units_of(made), drawn_graph(setting), districts_of(made)
    group = units.minority() if level < 3 else rng.choice(list(units.groups)[1:3])
    own, adults = units.numbers(units.groups[group]), units.numbers(units.vap)
    count, total = sums(labels, own), sums(labels, adults)
    ranked = sorted((count[d] / total[d] for d in total), reverse=True)
    k = rng.randint(1, max(1, len(ranked) // 2))
    share = round((ranked[k - 1] + ranked[k]) / 2, 3)
    n, length = rng.choice(((2, 5), (3, 4), (4, 3), (3, 6), (4, 5))[: 2 + level])
    eps = tolerance_over(made, 0.08, 0.1, 0.12)
    slots = {
        "graph": given.name,
        "plan": units.plan,
        "pop": units.pop,
        "col": units.groups[group],
        "vap": units.vap,
    }
    solution = code(
        SOLUTION, share=share, n=n, length=length, eps=eps, seed=rng.randrange(10_000), **slots
    )

    def score(plan: list[str]) -> float:
        mine, people = sums(plan, own), sums(plan, adults)
        return sum(mine[d] / people[d] >= share for d in people)

    start = [as_label(one) for one in labels]
    laws = (balanced(made, eps), in_one_piece(made), n_districts(len(set(labels))))
    return problem(
        told(
            setting,
            "optimize_gingles",
            LINES,
            answer=FORM,
            n=Count(n),
            length=Count(length),
            eps=Percent(eps),
            share=f"{100 * share:g}%",
            group=group_words(group),
            state_name=made.state_name,
            **slots,
        ),
        (given,),
        solution,
        None,
        climb_of(made, score, start, n_scores=n * length, maximize=True, laws=laws),
        Wrong("other number of bursts", {f"num_bursts={n}": f"num_bursts={n + 1}"}),
        Wrong("percent for share", {f"threshold={share}": f"threshold={100 * share:g}"}),
        Wrong(
            "off by one",
            {'"best_score": gingles.best_score': '"best_score": gingles.best_score + 1'},
        ),
        group=group,
        share=share,
    )


def needs(made: MadeMap) -> bool:
    """Three groups, and a plan on a map small enough."""
    return with_groups(made) and len(units_of(made).groups) > 2 and mid_size(made)


FAMILY = CodingFamily(
    name="optimize_gingles",
    title="Districts where a group reaches a share, by the Gingleator",
    topic="optimizers",
    version=1,
    make=make,
    needs=needs,
)
