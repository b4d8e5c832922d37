"""One plan, every contest of the map: several Election updaters at once."""

from typing import Any

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import districts_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.partisan import votes_of
from districtbot.problems.coding.units import units_of, with_votes
from districtbot.problems.coding.writing import Wrong, code, told, twists

LINES = (
    "Attach one Election updater for each contest and tell me how {plan} would have gone in all of"
    " them: {contests}. Graph: {graph}.",
    "How stable is {plan} across elections? With GerryChain on {graph}, run {contests}.",
    "I need every contest we have on the plan {plan} ({graph}): {contests}. A loop over Elections,"
    " one Partition.",
    "Build a Partition of {graph} by {plan} whose updaters are GerryChain Elections for"
    " {contests}.",
    "One table for all the contests in {graph} under {plan}: {contests}. Please use Election"
    " updaters"
    " keyed by the contest's name.",
    "Contests: {contests}. Plan: {plan}. Graph: {graph}. Same districts, every race, GerryChain "
    "Elections.",
    "A witness claims that the lines in {plan} behave alike in every race. Load {graph} once, "
    "hang an Election on the Partition for each of {contests}, and let us see.",
    "Do the districts of {plan} vote the same way from race to race? The dual graph {graph} "
    "carries the votes for {contests}; GerryChain's Election can count them.",
    "{graph} has the votes for {contests}. What I'm after is how each of these would have "
    "turned out in the districts of {plan}, with one Election updater per contest.",
    "My readers will ask whether one odd year made the difference, so take all of {contests} "
    "and put the districts of {plan} from {graph} through every one with GerryChain.",
    "Could you show me how to put several Election updaters on one Partition? The graph is "
    "{graph}, the districts are in {plan}, and the races are {contests}.",
)
SOLUTION = """
from gerrychain import Election, Graph, Partition

columns = {
$columns
}
graph = Graph.from_json("$graph")
elections = [
    Election(name, {"Democratic": dem, "Republican": rep})
    for name, (dem, rep) in columns.items()
]
partition = Partition(
    graph,
    assignment="$plan",
    updaters={election.name: election for election in elections},
)
$rest
"""
SEATS = """answer = {name: partition[name].seats("Democratic") for name in columns}"""
WINS = """answer = {
    str(part): sum(partition[name].won("Democratic", part) for name in columns)
    for part in partition.parts
}"""
SWING = """wins = {
    part: sum(partition[name].won("Democratic", part) for name in columns)
    for part in partition.parts
}
answer = sorted(part for part, n in wins.items() if 0 < n < len(columns))"""


def make(setting: Setting) -> Coding:
    """A problem: seats by contest, contests won by district, or the districts that change hands."""
    units, level = units_of(setting.made), setting.level
    given, labels = drawn_graph(setting), districts_of(setting.made)
    by_contest = {one.name: votes_of(units, labels, one) for one in units.contests}
    names = next(iter(by_contest.values())).names
    wins = {
        d: sum(votes.own[i] > votes.other[i] for votes in by_contest.values())
        for i, d in enumerate(names)
    }
    answer: Any
    if level == 1:
        answer = {name: votes.seats for name, votes in by_contest.items()}
        rest, says = SEATS, "a dict from contest to the number of Democratic seats"
    elif level == 2:
        answer, rest = {str(d): n for d, n in wins.items()}, WINS
        says = "a dict from district (as text) to the number of contests that Democrats win there"
    else:
        answer, rest = [d for d, n in wins.items() if 0 < n < len(by_contest)], SWING
        says = "the sorted list of districts that Democrats win in some contests and lose in others"
    rows = [f'    "{one.name}": ("{one.dem_col}", "{one.rep_col}"),' for one in units.contests]
    said = [f"{one.name} ({one.dem_col}, {one.rep_col})" for one in units.contests]
    slots = {"graph": given.name, "plan": units.plan}
    solution = code(SOLUTION, columns="\n".join(rows), rest=rest, **slots)
    check = exactly(answer)
    first = units.contests[0]
    turned: Any = {name: votes.turned.seats for name, votes in by_contest.items()}
    if level == 2:
        turned = {str(d): len(by_contest) - n for d, n in wins.items()}
    wrongs = [
        Wrong(
            "other party",
            {'"Democratic": dem, "Republican": rep': '"Republican": dem, "Democratic": rep'},
            gives=answer if level == 3 else turned,
        ),
        Wrong("first contest only", {"for name in columns": f'for name in ["{first.name}"]'})
        if level < 3
        else Wrong(
            "won in all",
            {"0 < n < len(columns)": "n == len(columns)"},
            gives=[d for d, n in wins.items() if n == len(by_contest)],
        ),
        Wrong(
            "off by one", {"seats(": "seats(", '.seats("Democratic")': '.seats("Democratic") + 1'}
        )
        if level == 1
        else Wrong(
            "one contest is enough",
            {"0 < n < len(columns)": "n > 0"},
            gives=[d for d, n in wins.items() if n > 0],
        )
        if level == 3
        else Wrong("off by one", {"sum(": "1 + sum("}),
        Wrong("those that do not", {"0 < n <": "not 0 < n <"})
        if level == 3
        else Wrong("counts contests", {"answer = {": "answer = {'contests': len(columns)} | {"}),
    ]
    if level == 2 and len(by_contest) > 1:
        only = {
            str(d): int(by_contest[first.name].own[i] > by_contest[first.name].other[i])
            for i, d in enumerate(names)
        }
        wrongs[1] = Wrong(wrongs[1].kind, wrongs[1].change, gives=only)
    return Coding(
        instruction=told(
            setting,
            "election_many_contests",
            LINES,
            answer=says,
            contests=", ".join(said[:-1]) + f" and {said[-1]}",
            **slots,
        ),
        files=(given,),
        solution=solution,
        answer=answer,
        check=check,
        twists=twists(solution, check, *wrongs),
        params={"n_contests": len(by_contest)},
    )


FAMILY = CodingFamily(
    name="election_many_contests",
    title="One plan in every contest",
    topic="elections",
    version=1,
    make=make,
    needs=with_votes,
)
