"""How often each number of seats comes up in an ensemble."""

from typing import Any

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import ensemble
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.partisan import votes_of
from districtbot.problems.coding.planfiles import plans_lines
from districtbot.problems.coding.units import units_of, with_votes
from districtbot.problems.coding.writing import Wrong, code, problem, told

LINES = (
    "Make the seats histogram for ensemble.jsonl: how many of its {n} plans give the {party}"
    " party how"
    " many districts in {contest} ({dem}, {rep})? Lines are in the node order of {graph}.",
    "For each plan in ensemble.jsonl count the districts with more {own} than {other} votes,"
    " using a"
    " GerryChain Election on {graph}, and summarise the ensemble.",
    "I want the distribution of {party} seats over the {n} plans of ensemble.jsonl. Votes {dem}"
    " (D) and"
    " {rep} (R) of {contest}; graph {graph}; each line lists districts in node order.",
    "How many seats does the {party} side usually get? Use the ensemble in ensemble.jsonl,"
    " {contest}"
    " with columns {dem} and {rep}, and {graph}, whose nodes give the order of each list.",
    "Seats-histogram data please: {party} wins by plan, ensemble.jsonl, GerryChain on {graph},"
    " {contest} ({dem} v {rep}).",
    "{contest} ({dem} D, {rep} R), ensemble.jsonl, {graph}: {party} seats in each of the {n} "
    "plans, then the summary.",
    "Over the {n} plans of ensemble.jsonl, how are the {party} seats distributed? A seat is a "
    "district with more {own} than {other} votes; read each list along the nodes of {graph}.",
    "Our claim is about what {party} candidates would win under neutral lines. Take the {n} "
    "neutral plans in ensemble.jsonl (districts in the node order of {graph}), the votes of "
    "{contest} in {dem} for Democrats and {rep} for Republicans, and count that party's wins in "
    "each plan.",
    "Each line of ensemble.jsonl puts the nodes of {graph}, in their order, into districts. "
    "With a GerryChain Election for {contest} ({dem} Democratic, {rep} Republican) find out how "
    "many of them the {party} party wins, line by line.",
    "Before the hearing we'd like to know how many districts {party} voters could expect to "
    "win: {contest}, {dem} for Democrats, {rep} for Republicans. The plans are in "
    "ensemble.jsonl, one list a line, in the order of the nodes of {graph}.",
)
SOLUTION = """
import json
$import
from gerrychain import Election, Graph, Partition

graph = Graph.from_json("$graph")
race = Election("race", {"Democratic": "$dem", "Republican": "$rep"})


def seats(line: str) -> int:
    assignment = dict(zip(graph.nodes, json.loads(line)))
    return Partition(graph, assignment, {"race": race})["race"].seats("$party")


with open("ensemble.jsonl") as lines:
    found = [seats(line) for line in lines]
answer = $answer
"""
HISTOGRAM = "{str(n): plans for n, plans in sorted(Counter(found).items())}"
SUMMARY = """{
    "fewest": min(found),
    "mean": round(fmean(found), 3),
    "most": max(found),
}"""
SHARE = "round(100 * sum(n >= $k for n in found) / len(found), 2)"


def make(setting: Setting) -> Coding:
    """A problem: the histogram, its ends and mean, or the share of plans with enough seats."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given = units_of(made), drawn_graph(setting)
    n = rng.choice((20, 25, 30, 40))
    plans = ensemble(made, rng, n_plans=n, n_flips=5, slack=0.4)
    contest = rng.choice(units.contests)
    party, foe = rng.sample(("Democratic", "Republican"), 2)
    both = [votes_of(units, plan, contest) for plan in plans]
    dem, rep = [one.seats for one in both], [one.turned.seats for one in both]
    found, other = (dem, rep) if party == "Democratic" else (rep, dem)
    k = max(1, sorted(found)[n // 2])

    def shown(seats: list[int], k: int = k) -> Any:
        if level == 1:
            return {str(one): seats.count(one) for one in sorted(set(seats))}
        if level == 2:
            mean = round(sum(seats) / n, 3)
            return {"fewest": min(seats), "mean": mean, "most": max(seats)}
        return round(100 * sum(one >= k for one in seats) / n, 2)

    how, needed, says = {
        1: (
            HISTOGRAM,
            "from collections import Counter\n",
            "a dict from number of seats (as text) to"
            " the number of plans; only numbers that come up",
        ),
        2: (
            SUMMARY,
            "from statistics import fmean\n",
            'a dict with "fewest", "mean" (3 decimals) and "most" {party} seats',
        ),
        3: (SHARE, "", f"the percentage of plans with {k} or more {party} seats, 2 decimals"),
    }[level]
    cols = {"dem": contest.dem_col, "rep": contest.rep_col}
    own_col, other_col = (contest.dem_col, contest.rep_col)
    if party == "Republican":
        own_col, other_col = other_col, own_col
    slots = {"graph": given.name, "party": party, **cols}
    solution = code(SOLUTION, answer=code(how, k=k).strip(), **{**slots, "import": needed})
    wrongs = [
        Wrong("other party", {f'seats("{party}")': f'seats("{foe}")'}, gives=shown(other)),
        Wrong(
            "off by one",
            {"[seats(line) for": "[seats(line) + 1 for"},
            gives=shown([one + 1 for one in found]),
        ),
    ]
    if level == 1:
        wrongs.append(
            Wrong("first plan missed", {"for line in lines]": "for line in list(lines)[1:]]"})
        )
    elif level == 2:
        wrongs.append(Wrong("counts units", {"return Partition": "return len(graph) or Partition"}))
    else:
        wrongs.append(
            Wrong("one too many", {"100 * sum(": "100 * (1 + sum(", "in found)": "in found))"})
        )
    if level == 3:
        wrongs.append(Wrong("strictly more", {f"n >= {k}": f"n > {k}"}, gives=shown(found, k + 1)))
        wrongs.append(
            Wrong("share for percent", {"100 * ": ""}, gives=round(shown(found) / 100, 2))
        )
    answer = shown(found)
    return problem(
        told(
            setting,
            "ensemble_seats",
            LINES,
            answer=says,
            n=n,
            contest=contest.name,
            own=own_col,
            other=other_col,
            **slots,
        ),
        (given, plans_lines(plans)),
        solution,
        answer,
        exactly(answer, abs_=0.0011 if level == 2 else 0.011),
        *wrongs,
        party=party,
        n_plans=n,
    )


FAMILY = CodingFamily(
    name="ensemble_seats",
    title="The histogram of seats in an ensemble",
    topic="ensembles",
    version=1,
    make=make,
    needs=with_votes,
)
