"""Where the enacted plan stands in an ensemble."""

from collections.abc import Callable, Sequence
from typing import Any

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import (
    cut_edges,
    districts_of,
    ensemble,
    net_of,
)
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.partisan import efficiency_gap, votes_of
from districtbot.problems.coding.planfiles import plans_lines
from districtbot.problems.coding.units import units_of, with_votes
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Is {plan} an outlier? ensemble.jsonl has {n} random plans (one list of districts a line, in"
    " the"
    " order of the nodes of {graph}). Compare {score}.",
    "Compare the enacted plan ({plan} in {graph}) with the ensemble in ensemble.jsonl by {score}."
    " Its lists follow the nodes of {graph}.",
    "Where does {plan} fall among the {n} neutral plans in ensemble.jsonl? The score is {score};"
    " use"
    " GerryChain Partitions on {graph} for the scores.",
    "Outlier analysis for our report: {score} of {plan} against each plan in ensemble.jsonl ({n}"
    " lines,"
    " node order of {graph}).",
    "My professor wants to know where {plan} stands in an ensemble. Score: {score}. Files:"
    " {graph}, ensemble.jsonl (lists in its node order).",
    "Plans to compare with: the {n} lines of ensemble.jsonl, each a list of districts by node "
    "of {graph}. Plan in question: {plan}. Yardstick: {score}.",
    "Take {score}. Work it out for {plan} and for all {n} plans in ensemble.jsonl (lists in the "
    "node order of {graph}) and tell me where {plan} stands.",
    "We want to tell the commission how unusual {plan} is. On {graph}, score it by {score}, do "
    "the same for every plan in ensemble.jsonl (districts in the order of the nodes), and "
    "compare.",
    "{plan} vs ensemble.jsonl, {score}, {graph} node order",
    "Does {plan} stick out? The measure I settled on is {score}; the random plans are in "
    "ensemble.jsonl, a list a line along the nodes of {graph}.",
)
SOLUTION = """
import json

from gerrychain import $names

graph = Graph.from_json("$graph")
updaters = $updaters


def score(assignment: dict[str, int] | str) -> float:
    plan = Partition(graph, assignment, updaters)
    return $score


enacted = score("$plan")
with open("ensemble.jsonl") as lines:
    scores = [score(dict(zip(graph.nodes, json.loads(line)))) for line in lines]
lower = sum(one < enacted for one in scores)
equal = sum(one == enacted for one in scores)
answer = $answer
"""
COUNTS = '{"enacted": $shown, "lower": lower, "equal": equal}'
RANK = '{"enacted": $shown, "rank": round(100 * (lower + equal / 2) / len(scores), 2)}'
P_VALUE = """{
    "enacted": $shown,
    "p": round((sum(one >= enacted for one in scores) + 1) / (len(scores) + 1), 4),
}"""

Score = Callable[[Sequence[int]], float]


def make(setting: Setting) -> Coding:
    """A problem: counts, the percentile rank, or a p-value with the plan counted in."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given, labels = units_of(made), drawn_graph(setting), districts_of(made)
    n = rng.choice((20, 25, 30, 40))
    plans = ensemble(made, rng, n_plans=n, n_flips=4)
    contest = rng.choice(units.contests)
    kind = rng.choice(("cuts", "seats") if level == 1 else ("cuts", "seats", "splits", "gap"))
    score, text, words, updaters, needed = _score(made, kind, contest.name)
    enacted, scores = score(labels), [score(plan) for plan in plans]
    lower, equal = sum(one < enacted for one in scores), sum(one == enacted for one in scores)
    whole = kind != "gap"
    first = enacted if whole else round(enacted, 4)
    shown = "enacted" if whole else "round(enacted, 4)"
    rank = round(100 * (lower + equal / 2) / n, 2)
    above = n - lower
    answer: dict[str, Any]
    if level == 1:
        answer, how = {"enacted": first, "lower": lower, "equal": equal}, COUNTS
        says = (
            'a dict with "enacted" (the score of {plan}), "lower" and "equal" (how many plans of'
            " the ensemble score lower, and the same)"
        )
    elif level == 2:
        answer, how = {"enacted": first, "rank": rank}, RANK
        says = (
            'a dict with "enacted" (the score of {plan}) and "rank" (percent of the plans that'
            " score lower plus half of those that score the same, 2 decimals)"
        )
    else:
        answer, how = {"enacted": first, "p": round((above + 1) / (n + 1), 4)}, P_VALUE
        says = (
            'a dict with "enacted" (the score of {plan}) and "p": (1 + plans scoring as high or'
            " higher) / (1 + all plans), 4 decimals"
        )
    if not whole:
        says += ", the score with 4 decimals"
    slots = {"graph": given.name, "plan": units.plan}
    solution = code(
        SOLUTION,
        names=needed,
        score=text,
        updaters=updaters,
        answer=code(how, shown=shown).strip(),
        **slots,
    )
    swapped = {"enacted": first, "lower": n - lower - equal, "equal": equal}
    wrongs = [
        Wrong("the other tail", {"one < enacted": "one > enacted"}, gives=swapped),
        Wrong("off by one", {'"lower": lower': '"lower": lower + 1'}),
        Wrong("counts districts", {f"return {text}": "return len(plan)"}),
    ]
    if level == 2:
        wrongs[0] = Wrong(
            "share for percent",
            {"100 * ": ""},
            gives={"enacted": first, "rank": round(rank / 100, 2)},
        )
        wrongs[1] = Wrong(
            "ties not halved",
            {"equal / 2": "equal"},
            gives={"enacted": first, "rank": round(100 * (lower + equal) / n, 2)},
        )
        wrongs.append(Wrong("off by one", {"(lower + ": "(1 + lower + "}))
    if level == 3:
        wrongs.append(Wrong("percent for share", {"round((sum(": "round(100 * (sum("}))
        strict = {"enacted": first, "p": round((above - equal + 1) / (n + 1), 4)}
        wrongs[0] = Wrong("ties left out", {"one >= enacted": "one > enacted"}, gives=strict)
        wrongs[1] = Wrong(
            "plan not counted in",
            {"+ 1) / (len(scores) + 1)": ") / len(scores)"},
            gives={"enacted": first, "p": round(above / n, 4)},
        )
        below = {"enacted": first, "p": round((lower + equal + 1) / (n + 1), 4)}
        wrongs.append(Wrong("the other tail", {">= enacted": "<= enacted"}, gives=below))
    return problem(
        told(setting, "ensemble_percentile", LINES, answer=says, n=n, score=words, **slots),
        (given, plans_lines(plans)),
        solution,
        answer,
        exactly(answer, abs_=1.1e-4 if level != 2 else 0.011),
        *wrongs,
        kind=kind,
        n_plans=n,
    )


def _score(made: MadeMap, kind: str, name: str) -> tuple[Score, str, str, str, str]:
    """Function, code, words, updaters and imports of a score."""
    units, net = units_of(made), net_of(made)
    contest = next(one for one in units.contests if one.name == name)
    columns = f'{{"Democratic": "{contest.dem_col}", "Republican": "{contest.rep_col}"}}'
    race = f'{{"race": Election("race", {columns})}}'
    votes = f"({contest.dem_col}, {contest.rep_col})"
    if kind == "cuts":
        words = "the number of cut edges"
        return (
            (lambda plan: len(cut_edges(net, plan))),
            'len(plan["cut_edges"])',
            words,
            "{}",
            ("Graph, Partition"),
        )
    if kind == "splits":
        text = (
            f'len({{(plan.graph.node_data(node)["{units.county}"], part) for node, part in'
            " plan.assignment.items()})"
        )
        words = f"the number of county-district pairs with a unit in common ({units.county})"
        counties = units.counties
        return (
            (lambda plan: len(set(zip(counties, plan, strict=True)))),
            text,
            words,
            "{}",
            ("Graph, Partition"),
        )
    needed = "Election, Graph, Partition"
    if kind == "seats":
        words = f"the number of districts that Democrats win in {name} {votes}"
        return (
            (lambda plan: votes_of(units, list(plan), contest).seats),
            ('plan["race"].seats("Democratic")'),
            words,
            race,
            needed,
        )
    words = f"GerryChain's efficiency gap in {name} {votes}, Democrats first"
    return (
        (lambda plan: efficiency_gap(votes_of(units, list(plan), contest))),
        ('plan["race"].efficiency_gap()'),
        words,
        race,
        needed,
    )


FAMILY = CodingFamily(
    name="ensemble_percentile",
    title="Where a plan stands in an ensemble",
    topic="ensembles",
    version=1,
    make=make,
    needs=with_votes,
)
