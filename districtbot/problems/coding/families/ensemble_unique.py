"""How many different plans an ensemble has, whatever the districts are called."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import ensemble, members, shuffled
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.planfiles import plans_lines
from districtbot.problems.coding.units import with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told

LINES = (
    "How many really different plans are in ensemble.jsonl ({n} lines, districts in the node"
    " order of"
    " {graph})? Two plans with the same districts under other numbers count as one.",
    "Some plans in ensemble.jsonl repeat with the districts renumbered. Count the distinct plans"
    " and the"
    " distinct districts, up to labels. Graph: {graph}.",
    "Diversity of the ensemble in ensemble.jsonl: number of unique plans and of unique districts,"
    " where"
    " only the sets of units matter. Lists follow the nodes of {graph}.",
    "Use GerryChain's collect_diversity_stats on the plans in ensemble.jsonl ({graph}, node"
    " order); labels"
    " do not matter.",
    "My chain may have been going in circles. From ensemble.jsonl, how many different plans and"
    " districts"
    " did it see? Numbering is arbitrary; {graph} has the nodes in order.",
    "ensemble.jsonl, {n} plans, node order of {graph}: how many distinct plans and districts? "
    "Ignore labels.",
    "Take the plans in ensemble.jsonl, each a list of districts along the nodes of {graph}. If "
    "swapping district numbers makes two plans the same, they are the same. How many plans "
    "remain, and how many different districts are there among them all?",
    "Opposing counsel says our ensemble keeps repeating itself. Count its different plans and "
    "its different districts, treating each district as a set of units and disregarding its "
    "number. The plans are in ensemble.jsonl, in the node order of {graph}.",
    "How varied is ensemble.jsonl? I need two counts, one of plans and one of districts, that "
    "don't change when districts are renumbered; the nodes of {graph} give the order of each "
    "list.",
    "Imagine the plans in ensemble.jsonl drawn as maps without numbers. How many different maps "
    "would you see, and how many different districts on them altogether? Every line lists the "
    "districts of the nodes of {graph} in order.",
)
SOLUTION = """
import json

from gerrychain import Graph, Partition
from gerrychain.meta.diversity import collect_diversity_stats

graph = Graph.from_json("$graph")
with open("ensemble.jsonl") as lines:
    plans = [Partition(graph, dict(zip(graph.nodes, json.loads(line)))) for line in lines]
for _, stats in collect_diversity_stats(plans):
    pass
answer = {"plans": stats.unique_plans, "districts": stats.unique_districts}
"""


def make(setting: Setting) -> Coding:
    """A problem: a walk that comes back, some of its plans renumbered."""
    made, rng, level = setting.made, setting.rng, setting.level
    given = drawn_graph(setting)
    n = (10, 20, 30)[level - 1]
    walk = ensemble(made, rng, n_plans=n * 2 // 3, n_flips=2)
    plans = [*walk, *(rng.choice(walk) for _ in range(n - len(walk)))]
    rng.shuffle(plans)
    plans = [shuffled(plan, rng) if rng.random() < 0.5 else plan for plan in plans]
    sets = [frozenset(frozenset(one) for one in members(plan).values()) for plan in plans]
    districts = {one for plan in sets for one in plan}
    answer = {"plans": len(set(sets)), "districts": len(districts)}
    by_label = {"plans": len({tuple(plan) for plan in plans}), "districts": len(districts)}
    solution = code(SOLUTION, graph=given.name)
    return problem(
        told(
            setting,
            "ensemble_unique",
            LINES,
            answer='a dict with "plans" and "districts", the numbers of different ones',
            n=n,
            graph=given.name,
        ),
        (given, plans_lines(plans)),
        solution,
        answer,
        exactly(answer),
        Wrong(
            "labels count",
            {
                "stats.unique_plans": "len({tuple(plan.assignment_vector.tolist())"
                " for plan in plans})"
            },
            gives=by_label,
        ),
        Wrong(
            "all plans", {"stats.unique_plans": "stats.steps_taken"}, gives={**answer, "plans": n}
        ),
        Wrong("districts of one plan", {"stats.unique_districts": "len(plans[0])"}),
        Wrong("off by one", {"stats.unique_plans": "stats.unique_plans - 1"}),
        n_plans=n,
    )


FAMILY = CodingFamily(
    name="ensemble_unique",
    title="Different plans in an ensemble, whatever the numbering",
    topic="ensembles",
    version=1,
    make=make,
    needs=with_plan,
)
