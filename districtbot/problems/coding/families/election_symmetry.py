"""Measures of partisan symmetry: mean-median, partisan bias, partisan Gini."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import districts_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.partisan import (
    Votes,
    mean_median,
    partisan_bias,
    partisan_gini,
    votes_of,
)
from districtbot.problems.coding.units import units_of, with_votes
from districtbot.problems.coding.writing import Wrong, code, told, twists

LINES = (
    "Use gerrychain.metrics to get {measures} for the plan {plan} in {contest}, from the {side}"
    " side:"
    " {own} against {other} in {graph}.",
    "{measures} of {plan}, {contest}. The party of interest is the {side} one (votes in {own}; the"
    " other side's are in {other}). GerryChain on {graph}.",
    "Compute {measures} with GerryChain's partisan metrics. Graph {graph}, districts {plan}, votes"
    " {own} and {other}; take the point of view of the party with {own}.",
    "Our statistician asks for {measures} under {plan}. Use {graph}, {contest} with {own} ({side},"
    " the side we take) and {other}, and let GerryChain compute it.",
    "I'm comparing symmetry scores. For {plan} on {graph} and {contest} ({own} vs. {other}) I need"
    " {measures}, seen from the {side} side.",
    "Wanted: {measures}, counted for the {side} party. Given: {graph}, the districts in {plan}, "
    "and {contest} with {own} for that party and {other} for its opponent. gerrychain.metrics "
    "has the functions.",
    "What does GerryChain report as {measures} for {plan} in {contest}? The {side} column is "
    "{own}, the opposing one {other}, and the dual graph {graph}; the view is that of the "
    "{side} party.",
    "{plan} / {contest} / {graph}: {measures}, {side} first ({own}), then {other}; "
    "gerrychain.metrics.",
    "Please put a figure on how evenly {plan} treats the two parties: {measures} in {contest}. "
    "Count {own} as the votes of the {side} party, which comes first in the Election, and "
    "{other} as its rival's. The graph is {graph}.",
    "{graph} holds the results of {contest} in {own} ({side}) and {other}. With GerryChain's "
    "own functions, work out {measures} of {plan} as the {side} party would see it.",
    "The brief cites {measures} for {plan}, and I want to verify it from {graph}. Use "
    "{contest}, with {own} for the {side} side, whose view we take, and {other} for the other; "
    "gerrychain.metrics, not hand-written formulas.",
)
SOLUTION = """
from gerrychain import Election, Graph, Partition
from gerrychain.metrics import $imports

graph = Graph.from_json("$graph")
election = Election("race", {"$side": "$own", "$foe": "$other"})
partition = Partition(graph, assignment="$plan", updaters={"race": election})
answer = {
$items
}
"""
WORDS = {
    "mean_median": "the mean-median difference",
    "partisan_bias": "partisan bias",
    "partisan_gini": "the partisan Gini",
}
MEASURES = {
    "mean_median": mean_median,
    "partisan_bias": partisan_bias,
    "partisan_gini": partisan_gini,
}


def make(setting: Setting) -> Coding:
    """A problem: one, two or three of the measures."""
    units, rng = units_of(setting.made), setting.rng
    given, labels = drawn_graph(setting), districts_of(setting.made)
    contest, second = rng.sample(units.contests, 2)
    side, foe = rng.sample(("Democratic", "Republican"), 2)

    def seen(votes: Votes) -> dict[str, float]:
        mine = votes if side == "Democratic" else votes.turned
        return {name: round(MEASURES[name](mine), 4) for name in drawn}

    # The Gini has no side and the bias few values, so the first measure is one that has both.
    drawn = sorted(
        ["mean_median", *rng.sample(("partisan_bias", "partisan_gini"), 2)][: setting.level]
    )
    votes = votes_of(units, labels, contest)
    answer = seen(votes)
    cols, theirs = (contest.dem_col, contest.rep_col), (second.dem_col, second.rep_col)
    if side == "Republican":
        cols, theirs = cols[::-1], theirs[::-1]
    words = [WORDS[name] for name in drawn]
    names = {
        "graph": given.name,
        "plan": units.plan,
        "own": cols[0],
        "other": cols[1],
        "side": side,
    }
    items = "\n".join(f'    "{name}": round({name}(partition["race"]), 4),' for name in drawn)
    solution = code(SOLUTION, items=items, imports=", ".join(drawn), foe=foe, **names)
    check = exactly(answer, abs_=1.1e-4)
    keys = ", ".join(f'"{name}"' for name in drawn)
    return Coding(
        instruction=told(
            setting,
            "election_symmetry",
            LINES,
            answer=f"a dict with {keys}, as shares (not percents) rounded to 4 decimals",
            measures=" and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words),
            contest=contest.name,
            **names,
        ),
        files=(given,),
        solution=solution,
        answer=answer,
        check=check,
        twists=twists(
            solution,
            check,
            Wrong(
                "other side",
                {
                    f'"{side}": "{cols[0]}"': f'"{foe}": "{cols[1]}"',
                    f', "{foe}": "{cols[1]}"': f', "{side}": "{cols[0]}"',
                },
                gives=seen(votes.turned),
            ),
            Wrong(
                "other contest",
                {f'"{cols[0]}"': f'"{theirs[0]}"', f'"{cols[1]}"': f'"{theirs[1]}"'},
                gives=seen(votes_of(units, labels, second)),
            ),
            Wrong(
                "percent for share",
                {"round(mean_median": "round(100 * mean_median"}
                if abs(answer["mean_median"]) > 0.0001
                else {"round(mean_median": "round(1 + mean_median"},
            ),
        ),
        params={"measures": drawn, "side": side},
    )


FAMILY = CodingFamily(
    name="election_symmetry",
    title="Mean-median, partisan bias and partisan Gini",
    topic="elections",
    version=1,
    make=make,
    needs=with_votes,
)
