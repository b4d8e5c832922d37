"""A random seed plan by recursive tree cuts."""

from collections.abc import Callable

from districtbot.problems.coding.checks import plan_of
from districtbot.problems.coding.districts import mid_size, sums
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Outcome, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.language.values import Count, Percent
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Draw a random plan of {k} districts for {state_name} with GerryChain's "
    "recursive_tree_part: {pop} within {eps} of ideal, graph {graph}, districts numbered from "
    "{first}.",
    "I need a seed plan. {k} connected districts numbered {first} to {last}, each within "
    "{eps} of equal {pop}, from {graph} by recursive_tree_part.",
    "Split {graph} at random into {k} contiguous districts ({first} to {last}) balanced on "
    "{pop} to {eps}. Use the tree-based seed of GerryChain 1.0.",
    "Where do I get a starting plan from if there is none? Show it for {graph}: {k} districts "
    "numbered {first} to {last}, {pop}, tolerance {eps}.",
    "Please make a blank-slate plan: {k} districts, labels {first} through {last}, no "
    "district more than {eps} from the ideal in {pop}. The dual graph is {graph}.",
    "We have no plan yet, only {graph}. Please let GerryChain's recursive_tree_part divide it "
    "into {k} connected districts, {first} to {last}, with {pop} within {eps} of the ideal in "
    "every one.",
    "recursive_tree_part, {graph}: {k} districts, labels {first} to {last}, {pop} within "
    "{eps} of ideal",
    "Could you draw {state_name} from scratch? I want {k} contiguous districts called {first} "
    "to {last}, each at most {eps} off the ideal in {pop}; the dual graph is {graph} and the "
    "method recursive tree cuts.",
    "Goal: a random initial plan for a chain. Graph: {graph}. Districts: {k}, numbered "
    "{first} to {last}. Balance: {pop}, no more than {eps} from ideal. Every district in one "
    "piece.",
    "My students ask how a computer draws a map without any to begin with. Make such a map of "
    "{graph} by recursive bipartition: {k} connected districts with numbers {first} to "
    "{last}, {pop} equal to within {eps}.",
)
SOLUTION = """
from functools import partial

from gerrychain import Graph, Partition
from gerrychain.partition import recursive_tree_part
from gerrychain.tree import PopulationBalanceError, bipartition_tree
from gerrychain.updaters import Tally

graph = Graph.from_json("$graph")
total = sum(graph.node_data(node)["$pop"] for node in graph.nodes)


def seed_plan(seed: int) -> dict[str, int] | None:
    \"\"\"A plan, or None where the trees of this seed cannot be cut evenly.\"\"\"
    try:
        return recursive_tree_part(
            graph,
            parts=range($first, $stop),
            pop_target=total / $k,
            pop_col="$pop",
            epsilon=$eps,
            bipartition_tree_fn=partial(bipartition_tree, max_attempts=200),
            rng=seed,
        )
    except (PopulationBalanceError, RuntimeError):
        return None


assignment = next(plan for seed in range(100) if (plan := seed_plan(seed)))
plan = Partition(
    graph,
    assignment,
    updaters={"population": Tally("$pop", alias="population")},
)
answer = {
    "plan": assignment,
    "population": {str(part): people for part, people in plan["population"].items()},
}
"""
HOLDS = (
    'a dict with "plan" (node, that is unit id, to district) and "population" (district as text to'
    " its people)"
)


def with_people(
    made: MadeMap, sound: Callable[[Outcome], str], key: str = "population"
) -> Callable[[Outcome], str]:
    """A check of a dict with a plan and the people of its districts."""
    units = units_of(made)

    def check(outcome: Outcome) -> str:
        value = outcome.value
        if not outcome.ok or not isinstance(value, dict) or {"plan", key} != set(value):
            return outcome.error or f'the answer is no dict with "plan" and "{key}"'
        if fault := sound(Outcome(True, value=value["plan"])):
            return fault
        people = sums([str(value["plan"][unit]) for unit in units.ids], units.people)
        return "" if value[key] == people else f"the people are {people}"

    return check


def make(setting: Setting) -> Coding:
    """A problem: numbers of districts and tolerances that random trees reach quickly."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given = units_of(made), drawn_graph(setting)
    k = rng.randint(2, len(set(units.districts.tolist())))
    first = rng.choice((0, 1, 1))
    eps = rng.choice(((0.15, 0.2), (0.1, 0.12), (0.08, 0.1))[level - 1])
    names = {"graph": given.name, "pop": units.pop, "first": str(first)}
    stop = first + k
    solution = code(SOLUTION, k=k, stop=stop, eps=eps, **names)
    check = with_people(made, plan_of(made, k, eps, labels=range(first, stop)))
    return problem(
        told(
            setting,
            "seed_tree",
            LINES,
            answer=HOLDS,
            k=Count(k),
            eps=Percent(eps),
            last=stop - 1,
            state_name=made.state_name,
            **names,
        ),
        (given,),
        solution,
        None,
        check,
        Wrong(
            "one district more",
            {f", {stop})": f", {stop + 1})", f"total / {k}": f"total / {k + 1}"},
        ),
        Wrong(
            "numbered from elsewhere",
            {f"range({first}, {stop})": f"range({1 - first}, {1 - first + k})"},
        ),
        Wrong(
            "counts units", {"people for part, people": "len(plan.parts[part]) for part, people"}
        ),
        districts=k,
        epsilon=eps,
    )


def needs(made: MadeMap) -> bool:
    """Units enough for some districts."""
    return with_plan(made) and mid_size(made)


FAMILY = CodingFamily(
    name="seed_tree",
    title="A random seed plan by recursive_tree_part",
    topic="seeds",
    version=1,
    make=make,
    needs=needs,
)
