"""An outlier test from scratch: a chain of one's own, and where the start stands in it."""

from collections.abc import Callable

from districtbot.problems.coding.districts import cut_edges, districts_of, mid_size, net_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Outcome, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.walks import (
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
    "Does {plan} cut unusually many edges? Run ReCom from it on {graph} ({steps} plans with the"
    " start,"
    " {pop} within {eps}) and say what share of the plans has as many cut edges as {plan} or more.",
    "A quick outlier test of {plan}: ReCom chain of {steps} states, the start among them, on "
    "{graph}"
    " at {eps} ({pop}), cut edges"
    " of each, and the fraction of states with at least as many as the enacted one.",
    "I want the chain and the verdict: {steps} ReCom plans beginning with {plan} ({graph},"
    " epsilon {eps}"
    " on {pop}), their cut edges, and the share that is as high as {plan}'s or higher, {plan}"
    " counted.",
    "Is {plan} compact next to random plans? Take {steps} states of ReCom from it, itself the"
    " first, on {graph}, {eps} on {pop};"
    " report the share of states whose cut edges reach those of {plan}.",
    "{graph}, {plan}: ReCom from there, {steps} plans with the start among them, {pop} within "
    "{eps} of the ideal; then cut edges, and the share of plans with no fewer than the start.",
    "Opposing counsel calls {plan} ordinary. Start a ReCom chain from it on {graph}, keep {pop} "
    "within {eps}, collect {steps} plans (the first is {plan} itself), list how many edges each "
    "cuts, and state the share that cut as many as {plan} or more.",
    "How often does a random plan cut as many edges as {plan}, or more? To find out, let ReCom "
    "produce {steps} plans on {graph}, counting {plan} as the first, with every district's "
    "{pop} within {eps} of the ideal.",
    "Write a short script for my readers to rerun: ReCom on {graph}, first plan {plan}, {steps} "
    "plans altogether, tolerance {eps} on {pop}. Keep the plans and their cut edges, and give "
    "the share with at least as many cut edges as the first.",
    "With the districts in {plan} as the starting point, run GerryChain's recom on {graph} "
    "until there are {steps} plans, start included; districts must stay within {eps} of equal "
    "{pop}. Then compare cut edges: what part of all the plans has the start's number or a "
    "higher one?",
)
SOLUTION = """
from functools import partial

from gerrychain import Graph, MarkovChain, Partition
from gerrychain.constraints import contiguous
from gerrychain.proposals import recom
from gerrychain.tree import bipartition_tree
from gerrychain.updaters import Tally

graph = Graph.from_json("$graph")
enacted = Partition(
    graph,
    assignment="$plan",
    updaters={"population": Tally("$pop", alias="population")},
)
proposal = partial(
    recom,
    pop_col="$pop",
    pop_target=sum(enacted["population"].values()) / len(enacted),
    epsilon=$eps,
    bipartition_tree_fn=partial(
        bipartition_tree, max_attempts=500, allow_pair_reselection=True
    ),
)
chain = MarkovChain(
    proposal,
    constraints=[contiguous],
    initial_partition=enacted,
    total_steps=$steps,
    rng=$seed,
)
plans = list(chain)
cuts = [len(plan["cut_edges"]) for plan in plans]
answer = {
    "assignments": [plan.assignment_vector.tolist() for plan in plans],
    "cut_edges": cuts,
    "share": round(sum(cut >= cuts[0] for cut in cuts) / len(cuts), 4),
}
"""
HOLDS = (
    'a dict with "assignments" (each plan as the list of districts of all nodes in the order of the'
    ' graph file), "cut_edges" (a list) and "share" (0 to 1, 4 decimals)'
)


def make(setting: Setting) -> Coding:
    """A problem: more steps and less slack as it gets harder."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given = units_of(made), drawn_graph(setting)
    steps = rng.choice(((12, 15), (20, 25), (30, 40))[level - 1])
    eps = tolerance_over(made, *((0.1, 0.12), (0.08, 0.1), (0.06, 0.08))[level - 1])
    slots = {"graph": given.name, "plan": units.plan, "pop": units.pop}
    solution = code(SOLUTION, steps=steps, eps=eps, seed=rng.randrange(10_000), **slots)
    laws = (balanced(made, eps), in_one_piece(made))
    sound = chain_of(made, Chain(steps, laws, (within_a_pair,), (n_cut(made),), start_of(made)))
    return problem(
        told(
            setting,
            "ensemble_outlier",
            LINES,
            answer=HOLDS,
            steps=Count(steps),
            eps=Percent(eps),
            **slots,
        ),
        (given,),
        solution,
        None,
        _check(made, sound),
        Wrong("off by one", {f"total_steps={steps}": f"total_steps={steps + 1}"}),
        Wrong("percent for share", {"round(sum(": "round(100 * sum("}),
        Wrong("start left out", {"plans = list(chain)": "plans = list(chain)[1:]"}),
        Wrong("counts for shares", {" / len(cuts), 4": ", 4"}),
        steps=steps,
    )


def _check(made: MadeMap, sound: Callable[[Outcome], str]) -> Callable[[Outcome], str]:
    own = len(cut_edges(net_of(made), districts_of(made)))

    def check(outcome: Outcome) -> str:
        value = outcome.value
        if not outcome.ok or not isinstance(value, dict) or "share" not in value:
            return outcome.error or "the answer has no share"
        rest = {key: one for key, one in value.items() if key != "share"}
        if fault := sound(Outcome(True, value=rest)):
            return fault
        cuts, share = rest["cut_edges"], value["share"]
        true = round(sum(one >= own for one in cuts) / len(cuts), 4)
        good = isinstance(share, int | float) and abs(share - true) < 1.1e-4
        return "" if good else f"the share is {true}, not {share}"

    return check


def needs(made: MadeMap) -> bool:
    """A plan on a map small enough."""
    return with_plan(made) and mid_size(made)


FAMILY = CodingFamily(
    name="ensemble_outlier",
    title="A chain and an outlier test of its start",
    topic="ensembles",
    version=1,
    make=make,
    needs=needs,
)
