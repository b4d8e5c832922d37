"""Upper and lower bounds as constraints of a chain."""

from collections.abc import Callable

from districtbot.problems.coding.counted import group_words
from districtbot.problems.coding.districts import cut_edges, districts_of, mid_size, net_of, sums
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import Units, units_of, with_groups
from districtbot.problems.coding.walks import (
    FORM,
    Chain,
    Law,
    Plan,
    chain_of,
    in_one_piece,
    n_cut,
    start_of,
    units_moved,
)
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.language.values import Count
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Run a flip chain of {steps} plans from {plan} on {graph} with {rule}. Districts stay "
    "connected; population is free here.",
    "Use GerryChain's {bound} as a constraint: {rule}. Flip walk from {plan} on {graph}, {steps} "
    "states with the start, contiguous districts, no other limits.",
    "I want {steps} plans made by single flips (start {plan}, graph {graph}), each with {rule}, "
    "all districts in one piece.",
    "How do I bound a score in a chain? Take {bound}: {rule}; start {plan} in {graph}, {steps} "
    "plans by propose_random_flip, contiguous.",
    "{steps} states of a contiguous flip walk on {graph}, beginning with {plan}, under one more "
    "rule: {rule}.",
    "{plan} is where we start, {graph} is the graph. Make {steps} plans with the start, each a "
    "single flip from the last, districts connected, and never anything but {rule}.",
    "Every plan of the chain must have {rule}; contiguity is the only other constraint. Begin "
    "with {plan} on {graph} and flip one unit a step until there are {steps} plans, the start "
    "counted.",
    "For the hearing we'd like {steps} plans that differ by one precinct each, {plan} being the "
    "first ({graph}). What they must all have: {rule}. And no district may be in pieces.",
    "Does {bound} of GerryChain do this? I want a contiguous chain of single flips on {graph}, "
    "{steps} plans with {plan} as the first, and in each of them {rule}.",
    "Constraints: contiguous; {rule}. Proposal: propose_random_flip. Start: {plan} ({graph}), "
    "counted among the {steps} plans.",
    "Please code a flip walk with two constraints, contiguity and {bound}, the second one to "
    "guarantee {rule}. Graph {graph}, first plan {plan}, {steps} plans altogether.",
)
SOLUTION = """
from gerrychain import Graph, MarkovChain, Partition
from gerrychain.constraints import $bound, contiguous
from gerrychain.proposals import propose_random_flip
$import_tally

$measure


graph = Graph.from_json("$graph")
start = Partition(graph, assignment="$plan"$updaters)
chain = MarkovChain(
    proposal_fn=propose_random_flip,
    constraints=[contiguous, $bound($name, $limit)],
    initial_partition=start,
    total_steps=$steps,
    rng=$seed,
)
answer = {"assignments": [], "cut_edges": []}
for plan in chain:
    answer["assignments"].append(plan.assignment_vector.tolist())
    answer["cut_edges"].append(len(plan["cut_edges"]))
"""
CUTS = """
def n_cut_edges(partition: Partition) -> int:
    return len(partition["cut_edges"])
"""
SHARES = """
def n_above(partition: Partition) -> int:
    group, adults = partition["group"], partition["adults"]
    return sum(group[part] >= $share * adults[part] for part in partition.parts)
"""
SMALL = """
def fewest_units(partition: Partition) -> int:
    return min(len(units) for units in partition.parts.values())
"""
TALLIES = """,
    updaters={
        "group": Tally("$col", alias="group"),
        "adults": Tally("$vap", alias="adults"),
    },
"""


def make(setting: Setting) -> Coding:
    """A problem: few cut edges, no small district, or enough districts where a group is strong."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given, labels = units_of(made), drawn_graph(setting), districts_of(made)
    steps = rng.choice(((80, 100), (100, 120), (150, 180))[level - 1])
    kind = rng.choice(("cuts", "small") if level == 1 else ("cuts", "small", "shares"))
    bound, name, limit, rule, measure, law, updaters = _kind(made, units, labels, kind, setting)
    slots = {"graph": given.name, "plan": units.plan}
    solution = code(
        SOLUTION,
        bound=bound,
        name=name,
        limit=limit,
        measure=measure,
        updaters=updaters,
        import_tally="from gerrychain.updaters import Tally\n" if updaters else "",
        steps=steps,
        seed=rng.randrange(10_000),
        **slots,
    )
    wanted = Chain(
        steps, (law, in_one_piece(made)), (units_moved(1, 1),), (n_cut(made),), start_of(made)
    )
    return problem(
        told(
            setting,
            "chain_bounds",
            LINES,
            answer=FORM,
            steps=Count(steps),
            rule=rule,
            bound=bound,
            **slots,
        ),
        (given,),
        solution,
        None,
        chain_of(made, wanted),
        Wrong("off by one", {f"total_steps={steps}": f"total_steps={steps - 1}"}),
        Wrong("contiguity left out", {"[contiguous, ": "["}),
        Wrong("districts for cut edges", {'append(len(plan["cut_edges"]))': "append(len(plan))"}),
        steps=steps,
        kind=kind,
        limit=limit,
    )


def _kind(
    made: MadeMap, units: Units, labels: list[int], kind: str, setting: Setting
) -> tuple[str, str, int, str, str, Law, str]:
    """Bound, function, limit, rule in words, code, law, updaters."""
    net = net_of(made)
    if kind == "cuts":
        limit = len(cut_edges(net, labels)) + setting.rng.randint(0, 4)
        law = _law(lambda plan: len(cut_edges(net, plan)) <= limit, f"more than {limit} cut edges")
        return (
            "UpperBound",
            "n_cut_edges",
            limit,
            f"at most {limit} cut edges",
            CUTS.strip(),
            law,
            "",
        )
    if kind == "small":
        limit = max(2, min(labels.count(one) for one in set(labels)) - setting.rng.randint(0, 2))
        law = _law(
            lambda plan: (
                min(plan.count(one) for one in set(plan)) >= limit
                and len(set(plan)) == len(set(labels))
            ),
            f"a district of fewer than {limit} units",
        )
        rule = f"at least {limit} units in every district"
        return "LowerBound", "fewest_units", limit, rule, SMALL.strip(), law, ""
    group = units.minority()
    own, adults = units.numbers(units.groups[group]), units.numbers(units.vap)
    count, all_ = sums(labels, own), sums(labels, adults)
    ranked = sorted((count[d] / all_[d] for d in all_), reverse=True)
    limit = min(len(ranked) - 1, setting.rng.randint(1, 2))
    share = round(ranked[limit - 1] - 0.01, 2)

    def enough(plan: Plan) -> bool:
        mine, total = sums(plan, own), sums(plan, adults)
        return sum(mine[d] >= share * total[d] for d in total) >= limit

    law = _law(enough, f"fewer than {limit} districts at {share:.0%}")
    many = "one district" if limit == 1 else f"{limit} districts"
    rule = (
        f"at least {many} whose {group_words(group)} share of the voting-age population"
        f" ({units.groups[group]} over {units.vap}) is {share:.0%} or more"
    )
    tallies = code(TALLIES, col=units.groups[group], vap=units.vap)
    measure = code(SHARES, share=share).strip()
    return "LowerBound", "n_above", limit, rule, measure, law, tallies


def _law(holds: Callable[[Plan], bool], fault: str) -> Law:
    return lambda plan: "" if holds(plan) else fault


def needs(made: MadeMap) -> bool:
    """Groups, and a plan on a map small enough."""
    return with_groups(made) and mid_size(made)


FAMILY = CodingFamily(
    name="chain_bounds",
    title="A score held by UpperBound or LowerBound",
    topic="constraints",
    version=1,
    make=make,
    needs=needs,
)
