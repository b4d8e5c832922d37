"""Box-plot numbers: district shares in order, over an ensemble."""

import numpy as np

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.counted import group_words
from districtbot.problems.coding.districts import districts_of, ensemble, sums
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.planfiles import plans_lines
from districtbot.problems.coding.units import units_of, with_groups, with_votes
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.maps.made import MadeMap

LINES = (
    "Get me the numbers behind a box plot: for each of the {n} plans in ensemble.jsonl sort the"
    " districts by {what}, lowest first, and take the median at every rank. Node order of {graph}.",
    "Ranked marginals of the ensemble in ensemble.jsonl: {what}, districts of every plan in"
    " ascending"
    " order, median over the plans for each rank. Dual graph {graph}.",
    "ensemble.jsonl has {n} plans (lists in the node order of {graph}). I need the median {what}"
    " of the"
    " lowest district, the second lowest, and so on.",
    "For the gerrymander box plot compute, rank by rank, the medians of {what} over ensemble.jsonl;"
    " GerryChain tallies on {graph}.",
    "Sort each plan's districts by {what} and give the typical (median) value at each position,"
    " from the"
    " plans in ensemble.jsonl and the graph {graph}.",
    "Plans: ensemble.jsonl, {n} lines, node order of {graph}. Sort the districts within each "
    "plan by {what}, smallest first; then the median at every rank.",
    "What is typical for the weakest district, for the next one, and so on up to the strongest? "
    "Judge by {what}, over the {n} plans of ensemble.jsonl (a list of districts a line, in the "
    "order of the nodes of {graph}), and take medians.",
    "{graph} gives the units, ensemble.jsonl the plans. I want one number a rank: the median, "
    "over all plans, of {what} once each plan's districts stand in ascending order.",
    "Please prepare the middle lines of a box plot. For every plan in ensemble.jsonl compute "
    "{what} in each district on {graph}, put the values in order from low to high, and report "
    "the median over the plans at each position.",
    "Our expert draws one box per rank. Its centre is the median of {what} among the districts "
    "that hold this rank, lowest first, in the {n} plans of ensemble.jsonl; the lists go by the "
    "nodes of {graph}. Give me those medians.",
)
SOLUTION = """
import json

import numpy as np
from gerrychain import Graph, Partition
from gerrychain.updaters import Tally

graph = Graph.from_json("$graph")
updaters = {"part": Tally("$part", alias="part"), "whole": Tally($whole, alias="whole")}


def ranked(assignment: dict[str, int] | str) -> list[float]:
    plan = Partition(graph, assignment, updaters)
    return sorted(plan["part"][d] / plan["whole"][d] for d in plan.parts)


with open("ensemble.jsonl") as lines:
    shares = np.array([ranked(dict(zip(graph.nodes, json.loads(line)))) for line in lines])
$rest
"""
MEDIANS = """answer = np.median(shares, axis=0).round(4).tolist()"""
OUTSIDE = """low, high = np.percentile(shares, [$low, $high], axis=0)
enacted = np.array(ranked("$plan"))
answer = [
    rank
    for rank, share in enumerate(enacted.tolist(), start=1)
    if not low[rank - 1] <= share <= high[rank - 1]
]"""


def make(setting: Setting) -> Coding:
    """A problem: the medians, or the ranks where the map's own plan falls out of the box."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given = units_of(made), drawn_graph(setting)
    n = rng.choice((21, 25, 31, 41))
    plans = ensemble(made, rng, n_plans=n, n_flips=5, slack=0.4)
    by_votes = level == 1 or rng.random() < 0.5
    if by_votes:
        contest = rng.choice(units.contests)
        part, columns = contest.dem_col, [contest.dem_col, contest.rep_col]
        what = f"the Democratic two-party share in {contest.name} ({part} over both parties)"
        if level == 2:
            part = contest.rep_col
            what = f"the Republican two-party share in {contest.name} ({part} over both parties)"
    else:
        group = units.minority()
        part, columns = units.groups[group], [units.vap]
        what = (
            f"the {group_words(group)} share of the voting-age population ({part} over {units.vap})"
        )
    own = units.numbers(part)
    total = np.sum([units.numbers(one) for one in columns], axis=0)

    def ranked(plan: list[int]) -> list[float]:
        mine, all_ = sums(plan, own), sums(plan, total)
        return sorted(mine[d] / all_[d] for d in all_)

    shares = np.array([ranked(plan) for plan in plans])
    whole = f'"{columns[0]}"' if len(columns) == 1 else f'["{columns[0]}", "{columns[1]}"]'
    slots = {"graph": given.name, "part": part, "whole": whole}
    more: tuple[tuple[str, ...], ...] = ()
    answer: list[float] | list[int]
    spread = np.sort(shares, axis=0)
    if level < 3:
        answer = [round(float(one), 4) for one in spread[n // 2]]
        rest, says = (
            MEDIANS,
            "the list of medians as shares (0 to 1) with 4 decimals, lowest rank first",
        )
        wrongs = [
            Wrong(
                "mean for median",
                {"np.median(": "np.mean("},
                gives=[round(float(one), 4) for one in shares.mean(axis=0)],
            ),
            Wrong("highest first", {".tolist()": ".tolist()[::-1]"}),
            Wrong(
                "not sorted by plan",
                {"return sorted(": "return list("},
                gives=_unsorted(plans, own, total),
            ),
            Wrong("share of something else", {f"Tally({whole}": f'Tally("{units.pop}"'}),
        ]
    else:
        low, high = rng.choice(((10, 90), (25, 75), (5, 95)))
        limits = np.percentile(shares, [low, high], axis=0)
        enacted = ranked(districts_of(made))
        answer = [
            rank
            for rank, (share, a, b) in enumerate(zip(enacted, *limits, strict=True), start=1)
            if not a <= share <= b
        ]
        rest = code(OUTSIDE, low=low, high=high, plan=units.plan).strip()
        more = (
            (
                "But instead of medians: at which ranks (1 is the lowest) does the plan {plan} lie"
                f" outside of the {low}th to {high}th percentile of the ensemble"
                " (np.percentile; a share at either end is inside)?",
            ),
        )
        says = "the sorted list of ranks"
        wrongs = [
            Wrong(
                "ranks from zero",
                {"start=1": "start=0", "rank - 1": "rank"},
                gives=[one - 1 for one in answer],
            ),
            Wrong("ranks inside", {"if not low": "if low"}),
            Wrong(
                "all ranks",
                {f"[{low}, {high}]": "[50, 50]"},
                gives=[
                    rank
                    for rank, (share, a) in enumerate(
                        zip(enacted, spread[n // 2], strict=True), start=1
                    )
                    if share != a
                ],
            ),
            Wrong("counts them", {"answer = [": "answer = [0] + ["}),
        ]
    solution = code(SOLUTION, rest=rest, **slots)
    return problem(
        told(
            setting,
            "ensemble_boxes",
            LINES,
            answer=says,
            more=more,
            n=n,
            what=what,
            graph=given.name,
            plan=units.plan,
        ),
        (given, plans_lines(plans)),
        solution,
        answer,
        exactly(answer, abs_=1.1e-4),
        *wrongs,
        part=part,
        n_plans=n,
    )


def _unsorted(plans: list[list[int]], own: np.ndarray, total: np.ndarray) -> list[float]:
    names = sorted(set(plans[0]))
    rows = []
    for plan in plans:
        mine, all_ = sums(plan, own), sums(plan, total)
        rows.append([mine[d] / all_[d] for d in names])
    return [round(float(one), 4) for one in np.median(np.array(rows), axis=0)]


def needs(made: MadeMap) -> bool:
    """Groups and votes."""
    return with_groups(made) and with_votes(made)


FAMILY = CodingFamily(
    name="ensemble_boxes",
    title="Ranked district shares over an ensemble",
    topic="ensembles",
    version=1,
    make=make,
    needs=needs,
)
