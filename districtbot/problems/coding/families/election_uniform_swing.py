"""Seats under a uniform swing of the vote."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import districts_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.partisan import votes_of
from districtbot.problems.coding.units import units_of, with_votes
from districtbot.problems.coding.writing import Wrong, code, told, twists

LINES = (
    "How many seats would Democrats win under {plan} if {contest} ({dem}, {rep}) swung uniformly by"
    " {swings} points? Every district's two-party share moves by the same amount; a seat needs more"
    " than 50%. Get the shares from GerryChain's Election on {graph}.",
    "Uniform swing table for {plan}: add {swings} percentage points to the Democratic two-party"
    " share"
    " of each district ({dem} against {rep} in {graph}) and count the districts above one half.",
    "A seats-votes sketch: GerryChain Election for {contest} ({dem}, {rep}) on {graph} with {plan},"
    " then shift all district shares of the Democrats by {swings} points and count wins (> 50%).",
    "If the Democrats gained {swings} points everywhere (negative means they lose), how many of the"
    " districts in {plan} would they carry, going by {contest}? Columns {dem} and {rep}, graph"
    " {graph}, GerryChain's Election updater for the shares. Exactly 50% is not a win.",
    "Seats at swings of {swings} points for the Democrats. Base: {contest}, {dem} and {rep}, plan"
    " {plan}, graph {graph}. Uniform swing on two-party shares, win means more than half.",
    "What if every district of {plan} moved by {swings} points towards the Democrats (a minus "
    "sign means away from them)? Take the two-party shares of {contest} ({dem}, {rep}) that "
    "GerryChain's Election gives on {graph}, and count for each swing the districts above 50%.",
    "{graph}, {plan}, {contest}: D {dem}, R {rep}. Uniform swings of {swings} points for D; "
    "seats = districts with a two-party share over 50%.",
    "An exhibit shows how sensitive {plan} is to the statewide mood. Starting from {contest}, "
    "Democratic votes {dem} and Republican votes {rep} in {graph}, add {swings} points in turn "
    "to the Democratic share of the two-party vote in all districts and say how many then "
    "exceed one half.",
    "From {graph} get the Democratic two-party share in each district of {plan} ({dem} against "
    "{rep}). Then shift all of them by {swings} percentage points, one swing at a time, and "
    "count those over 50%; a tie is no win.",
    "Our volunteers keep asking how many seats a good or a bad year would bring the Democrats "
    "under {plan}. Try swings of {swings} points, the same in all districts, on {contest} "
    "({dem} for them, {rep} against; {graph}). More than half of the two-party vote wins.",
)
SOLUTION = """
import numpy as np
from gerrychain import Election, Graph, Partition

graph = Graph.from_json("$graph")
election = Election("race", {"Democratic": "$dem", "Republican": "$rep"})
partition = Partition(graph, assignment="$plan", updaters={"race": election})
shares = np.array(partition["race"].percents("Democratic"))
answer = {str(swing): int((shares + swing / 100 > 0.5).sum()) for swing in $swings}
"""


def make(setting: Setting) -> Coding:
    """A problem: some swings, among them one that changes a seat."""
    units, rng = units_of(setting.made), setting.rng
    given, labels = drawn_graph(setting), districts_of(setting.made)
    contest, second = rng.sample(units.contests, 2)
    votes, others = votes_of(units, labels, contest), votes_of(units, labels, second)
    swings = sorted(
        rng.sample((-8, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 8), setting.level + 2)
    )

    def seats(shares: list[float], sign: int = 1, scale: float = 100) -> dict[str, int]:
        return {str(s): sum(one + sign * s / scale > 0.5 for one in shares) for s in swings}

    answer = seats(votes.shares)
    names = {
        "graph": given.name,
        "plan": units.plan,
        "dem": contest.dem_col,
        "rep": contest.rep_col,
    }
    solution = code(SOLUTION, swings=tuple(swings), **names)
    check = exactly(answer)
    said = ", ".join(str(one) for one in swings[:-1]) + f" and {swings[-1]}"
    return Coding(
        instruction=told(
            setting,
            "election_uniform_swing",
            LINES,
            answer="a dict from each swing as text, such as {swing}, to the number of seats",
            swings=said,
            swing=f'"{swings[0]}"',
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
            Wrong("other way", {"shares + swing": "shares - swing"}, gives=seats(votes.shares, -1)),
            Wrong("points as shares", {"swing / 100": "swing"}, gives=seats(votes.shares, 1, 1)),
            Wrong(
                "other party",
                {'percents("Democratic")': 'percents("Republican")'},
                gives=seats(votes.turned.shares),
            ),
            Wrong(
                "other contest",
                {contest.dem_col: second.dem_col, contest.rep_col: second.rep_col},
                gives=seats(others.shares),
            ),
            Wrong("off by one", {"int((": "1 + int(("}),
            Wrong(
                "seats lost",
                {"> 0.5": "<= 0.5"},
                gives={k: len(votes.names) - n for k, n in answer.items()},
            ),
        ),
        params={"swings": swings, "contest": contest.name},
    )


FAMILY = CodingFamily(
    name="election_uniform_swing",
    title="Seats under a uniform swing",
    topic="elections",
    version=1,
    make=make,
    needs=with_votes,
    held_out=True,
)
