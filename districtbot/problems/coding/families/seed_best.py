"""The most compact of several random seeds."""

from collections.abc import Callable

from districtbot.problems.coding.checks import plan_of
from districtbot.problems.coding.districts import cut_edges, mid_size, net_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Outcome, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.language.values import Count, Percent
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Make {n} random seed plans with Partition.from_random_assignment ({k} districts on "
    "{graph}, {pop} within {eps}) and keep the one with the {fewest} cut edges.",
    "Best of {n}: draw seeds of {k} districts from {graph} at {eps} tolerance on {pop}, and "
    "pick the one with the {fewest} cut edges.",
    "Try {n} different seeds for a plan of {k} districts ({graph}, population {pop}, epsilon "
    "{eps}). Which of them has the {fewest} cut edges? I need that plan and the cut edges of "
    "every try.",
    "GerryChain's from_random_assignment gives very different plans. Show it: {n} tries for "
    "{k} districts on {graph} ({pop}, {eps}), all cut-edge counts, and the plan with the "
    "{fewest}.",
    "Please draw {n} starting plans with {k} districts each ({eps} off the ideal in {pop} at "
    "most) on {graph} and hand me the one that cuts the {fewest} edges.",
    "From {graph}, generate {n} plans of {k} districts at random, {pop} within {eps} of ideal "
    "in each. Count the cut edges of every one and return the plan where that count is the "
    "{fewest}.",
    "Goal: of {n} random starting plans, the one with the {fewest} cut edges. Districts: {k}. "
    "Graph: {graph}. Balance: {pop} within {eps}.",
    "random_assignment x {n} on {graph}, {k} districts, {pop} +/- {eps}; keep the one with "
    "the {fewest} cut edges and all the counts",
    "I do not trust a single seed. Have GerryChain make {n} of them for {k} districts on "
    "{graph}, {pop} at most {eps} from the ideal, and choose the plan that has the {fewest} "
    "cut edges.",
    "How much do cut edges vary between seed plans? Build {n} with {k} districts apiece from "
    "{graph}, balanced on {pop} to {eps}, note the cut edges of each and keep the plan with "
    "the {fewest}.",
)
SOLUTION = """
from functools import partial
from itertools import count, islice

from gerrychain import Graph, Partition
from gerrychain.partition import recursive_tree_part
from gerrychain.tree import PopulationBalanceError, bipartition_tree

graph = Graph.from_json("$graph")
seed_fn = partial(
    recursive_tree_part, bipartition_tree_fn=partial(bipartition_tree, max_attempts=200)
)


def seed_plan(seed: int) -> Partition | None:
    \"\"\"A plan, or None where the trees of this seed cannot be cut evenly.\"\"\"
    try:
        return Partition.from_random_assignment(
            graph, n_parts=$k, epsilon=$eps, pop_col="$pop", partition_fn=seed_fn, rng=seed
        )
    except (PopulationBalanceError, RuntimeError):
        return None


found = (plan for seed in count($first) if (plan := seed_plan(seed)))
plans = list(islice(found, $n))
counts = [len(plan["cut_edges"]) for plan in plans]
best = plans[counts.index($pick(counts))]
answer = {
    "cut_edges": counts,
    "plan": {
        best.graph.node_data(node)["$id"]: part for node, part in best.assignment.items()
    },
}
"""
HOLDS = (
    'a dict with "cut_edges" (a list with the number of each try) and "plan" (unit id by {id} to'
    " district, for the plan that was kept)"
)


def make(setting: Setting) -> Coding:
    """A problem: the fewest cut edges, or the most."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given = units_of(made), drawn_graph(setting)
    k = rng.randint(2, min(5, len(set(units.districts.tolist()))))
    n = rng.choice(((4, 5), (5, 6), (6, 8))[level - 1])
    eps = rng.choice(((0.15, 0.2), (0.12, 0.15), (0.1, 0.12))[level - 1])
    few = level < 3 or rng.random() < 0.5
    names = {"graph": given.name, "pop": units.pop, "id": units.id}
    pick = "min" if few else "max"
    solution = code(SOLUTION, k=k, n=n, eps=eps, pick=pick, first=rng.randrange(10_000), **names)
    sound = plan_of(made, k, eps)
    return problem(
        told(
            setting,
            "seed_best",
            LINES,
            answer=HOLDS,
            n=Count(n),
            k=Count(k),
            eps=Percent(eps),
            fewest="fewest" if few else "most",
            **names,
        ),
        (given,),
        solution,
        None,
        _check(made, sound, n, few=few),
        Wrong("one try less", {f"found, {n})": f"found, {n - 1})"}),
        Wrong("one district more", {f"n_parts={k}": f"n_parts={k + 1}"}),
        Wrong("districts for cut edges", {'len(plan["cut_edges"])': "len(plan)"}),
        Wrong("one seed for all", {"rng=seed": "rng=1"}),
        districts=k,
        tries=n,
    )


def _check(
    made: MadeMap, sound: Callable[[Outcome], str], n: int, *, few: bool
) -> Callable[[Outcome], str]:
    net, ids = net_of(made), made.state.unit_ids

    def check(outcome: Outcome) -> str:
        value = outcome.value
        if not outcome.ok or not isinstance(value, dict) or set(value) != {"cut_edges", "plan"}:
            return outcome.error or 'the answer is no dict with "cut_edges" and "plan"'
        if fault := sound(Outcome(True, value=value["plan"])):
            return fault
        counts = value["cut_edges"]
        if not isinstance(counts, list) or len(counts) != n:
            return f"cut_edges does not tell of {n} tries"
        if not all(isinstance(one, int) and 0 < one < len(net.edges) for one in counts):
            return "these are no numbers of cut edges"
        if len(set(counts)) == 1 and n > 3:
            return "every try has as many cut edges"
        true = len(cut_edges(net, [value["plan"][unit] for unit in ids]))
        if true != (min(counts) if few else max(counts)):
            return f"the plan cuts {true} edges"
        return ""

    return check


def needs(made: MadeMap) -> bool:
    """Units enough for some districts."""
    return with_plan(made) and mid_size(made)


FAMILY = CodingFamily(
    name="seed_best",
    title="The best of several random seed plans",
    topic="seeds",
    version=1,
    make=make,
    needs=needs,
)
