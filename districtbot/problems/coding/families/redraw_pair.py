"""Redrawing two districts once, with all others left as they are."""

from collections.abc import Callable, Mapping

from districtbot.problems.coding.checks import plan_of
from districtbot.problems.coding.districts import (
    broken,
    cut_edges,
    deviation,
    districts_of,
    mid_size,
    net_of,
    sums,
)
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Outcome, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.walks import tolerance_over
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.language.values import Percent
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Redraw districts {a} and {b} of {plan} and nothing else: merge them, draw a random "
    "spanning tree and cut it so that both are within {eps} of the ideal population ({pop}). "
    "Graph: {graph}.",
    "One ReCom move by hand: take districts {a} and {b} ({plan} in {graph}), split their "
    "union anew with bipartition_tree at {eps} tolerance on {pop}. All other districts stay "
    "as they are.",
    "The settlement lets us change the line between {a} and {b} only. Give me another plan "
    "that differs from {plan} just there, both districts connected and {pop} within {eps}. "
    "Use GerryChain's tree tools on {graph}.",
    "Use `bipartition_tree` on the subgraph of districts {a} and {b} of {plan} ({graph}) to "
    "get two new districts, population {pop} within {eps} of the statewide ideal.",
    "I'd like a fresh boundary between districts {a} and {b} for {state_name}. Keep the rest "
    "of {plan} untouched, {eps} at most off the ideal in {pop}, contiguous. Data: {graph}.",
    "Data: {graph}, with the plan in {plan} and people in {pop}. Wanted: a plan in which only "
    "districts {a} and {b} have changed, both contiguous and within {eps} of the ideal "
    "population. Bipartition their union.",
    "Could you shuffle the units of districts {a} and {b} of {plan} between the two, by a "
    "random tree cut on {graph}, so that each stays connected and within {eps} of ideal in "
    "{pop}? Nobody else's district may change.",
    "Recombine {a} and {b} in {plan} ({graph}): one tree split of the merged pair, {pop} "
    "within {eps} of ideal, the rest as is.",
    "Our members in districts {a} and {b} are unhappy with the line between them. Draw "
    "another one at random with GerryChain ({graph}, current plan {plan}): two connected "
    "districts, {pop} within {eps} of the ideal, no other district touched.",
    "For class I have to do a single recombination step: dissolve districts {a} and {b} of "
    "{plan} in {graph} into one piece and cut it in two with GerryChain, {pop} in both halves "
    "within {eps} of the ideal for a district of the whole state.",
)
SOLUTION = """
from gerrychain import Graph, Partition
from gerrychain.tree import bipartition_tree
from gerrychain.updaters import Tally

graph = Graph.from_json("$graph")
plan = Partition(
    graph,
    assignment="$plan",
    updaters={"population": Tally("$pop", alias="population")},
)
ideal = sum(plan["population"].values()) / len(plan)
union = plan.parts[$a] | plan.parts[$b]
both = plan.graph.subgraph(union)
old = set(plan.parts[$a])
for seed in range(100):
    half = bipartition_tree(
        both, pop_col="$pop", pop_target=ideal, epsilon=$eps, rng=seed
    )
    if half not in (old, union - old):
        break
redrawn = plan.flip({node: $a if node in half else $b for node in union})
data = redrawn.graph.node_data
answer = {
    "plan": {data(node)["$id"]: part for node, part in redrawn.assignment.items()},
    "population": {str(part): redrawn["population"][part] for part in ($a, $b)},
}
"""
HOLDS = (
    'a dict with "plan" (unit id, attribute {id}, to district) and "population" (people in each of'
    " the two redrawn districts, districts as text)"
)


def make(setting: Setting) -> Coding:
    """A problem: two districts that touch and are in balance together."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given, labels = units_of(made), drawn_graph(setting), districts_of(made)
    eps = tolerance_over(made, *((0.15, 0.2), (0.1, 0.12), (0.08, 0.1))[level - 1])
    while not (pairs := _pairs(made, labels, eps)):
        eps = round(eps + 0.04, 2)
    a, b = rng.choice(pairs)
    names = {
        "graph": given.name,
        "plan": units.plan,
        "pop": units.pop,
        "id": units.id,
        "a": str(a),
        "b": str(b),
    }
    solution = code(SOLUTION, eps=eps, **names)
    check = _check(made, labels, a, b, eps)
    return problem(
        told(
            setting,
            "redraw_pair",
            LINES,
            answer=HOLDS,
            eps=Percent(eps),
            state_name=made.state_name,
            more=(("The new line has to differ from the old one.",),),
            **names,
        ),
        (given,),
        solution,
        None,
        check,
        Wrong("nothing changed", {"redrawn = plan.flip": "redrawn = plan or plan.flip"}),
        Wrong("people of before", {'redrawn["population"]': 'plan["population"]'}),
        Wrong("node numbers", {f'data(node)["{units.id}"]: part': "node: part"}),
        Wrong("merged only", {f"{a} if node in half else {b}": str(a)}),
        pair=[a, b],
        epsilon=eps,
    )


def _pairs(made: MadeMap, labels: list[int], eps: float) -> list[tuple[int, int]]:
    """Pairs of districts that can be drawn in another way: a unit of one can go to the other."""
    net, people = net_of(made), units_of(made).people
    found = set()
    for edge in cut_edges(net, labels):
        for unit, other in (edge, edge[::-1]):
            new = [labels[other] if one == unit else label for one, label in enumerate(labels)]
            if not broken(net, new) and deviation(new, people) <= eps:
                found.add((labels[edge[0]], labels[edge[1]]))
    return sorted(found)


def _check(
    made: MadeMap, labels: list[int], a: int, b: int, eps: float
) -> Callable[[Outcome], str]:
    units = units_of(made)
    own = dict(zip(units.ids, labels, strict=True))

    def redrawn(plan: Mapping[str, str]) -> str:
        moved = {unit for unit, label in plan.items() if label != str(own[unit])}
        if not moved:
            return "nothing has changed"
        if any(own[unit] not in (a, b) for unit in moved):
            return "another district has changed"
        kept = {str(a): str(b), str(b): str(a)}
        if all(plan[unit] == kept[str(own[unit])] for unit in own if own[unit] in (a, b)):
            return "the two districts have only changed their numbers"
        return ""

    sound = plan_of(made, len(set(labels)), eps, labels=sorted(set(labels)), further=redrawn)

    def check(outcome: Outcome) -> str:
        value = outcome.value
        if not outcome.ok or not isinstance(value, dict) or set(value) != {"plan", "population"}:
            return outcome.error or 'the answer is no dict with "plan" and "population"'
        if fault := sound(Outcome(True, value=value["plan"])):
            return fault
        people = sums([value["plan"][unit] for unit in units.ids], units.people)
        told_of = value["population"]
        true = {str(one): n for one, n in people.items() if str(one) in (str(a), str(b))}
        return "" if told_of == true else f"the people are {true}"

    return check


def needs(made: MadeMap) -> bool:
    """A plan of districts with units enough."""
    return with_plan(made) and mid_size(made)


FAMILY = CodingFamily(
    name="redraw_pair",
    title="Two districts drawn anew, all others left alone",
    topic="proposals",
    version=1,
    make=make,
    needs=needs,
)
