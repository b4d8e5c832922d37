"""Seats by party through GerryChain's Election updater."""

from typing import Any

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import districts_of, sums
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_votes
from districtbot.problems.coding.writing import Wrong, code, told, twists

LINES = (
    "Who would have won what in {contest} under {plan}? Use GerryChain's Election updater on"
    " {graph}"
    " with {dem} and {rep}.",
    "Count the districts each party carries in {contest} ({dem} Democratic, {rep} Republican) with"
    " the plan {plan} of {graph}. GerryChain Election, please.",
    "{contest}, votes in {dem} and {rep}: seats by party for the plan {plan}. Build the Partition"
    " from {graph} with an Election updater.",
    "I want to show readers how {contest} plays out by district of {plan}. {graph} has the votes"
    " ({dem} for the Democrat, {rep} for the Republican); use GerryChain's Election.",
    "Set up `Election` in GerryChain 1.0 for {contest} ({dem}/{rep}) and report wins for {plan},"
    " graph {graph}.",
    "Votes: {dem} (Democrat) and {rep} (Republican) in {graph}. Districts: {plan}. Run "
    "{contest} through GerryChain's Election and tell me who carries what.",
    "Which party takes which districts of {plan}, going by {contest}? The columns are {dem} for "
    "Democrats and {rep} for Republicans, the dual graph is {graph}, and an Election updater "
    "does the counting.",
    "{contest} on {plan}, {graph}: D = {dem}, R = {rep}. GerryChain Election updater, result by "
    "party.",
    "For the record I must state how the districts of {plan} voted in {contest}. Read {graph}, "
    "declare an Election with {dem} as the Democratic and {rep} as the Republican column, and "
    "report.",
    "We'd like to tell the hearing how {contest} came out under {plan}. Could you load {graph} "
    "and let an Election over {dem} (Democratic) and {rep} (Republican) work it out district by "
    "district?",
    "I never used the Election updater. Please show it at work on {graph}: {contest}, "
    "Democratic votes in {dem}, Republican ones in {rep}, districts as in {plan}.",
)
SOLUTION = """
from gerrychain import Election, Graph, Partition

graph = Graph.from_json("$graph")
election = Election("$contest", {"Democratic": "$dem", "Republican": "$rep"})
partition = Partition(graph, assignment="$plan", updaters={"$contest": election})
results = partition["$contest"]
answer = $answer
"""
SEATS = """{party: results.seats(party) for party in ("Democratic", "Republican")}"""
DISTRICTS = """{
    party: sorted(part for part in partition.parts if results.won(party, part))
    for party in ("Democratic", "Republican")
}"""
SHARES = """{
    "seats": results.seats("$party"),
    "statewide": round(100 * results.percent("$party"), 2),
    "districts": {
        str(part): round(100 * results.percent("$party", part), 2)
        for part in partition.parts
    },
}"""


def make(setting: Setting) -> Coding:
    """A problem: numbers of seats, the districts of each party, or one party's shares."""
    units, rng, level = units_of(setting.made), setting.rng, setting.level
    given, labels = drawn_graph(setting), districts_of(setting.made)
    contest, other = rng.sample(units.contests, 2)
    dem = sums(labels, units.numbers(contest.dem_col))
    rep = sums(labels, units.numbers(contest.rep_col))
    won = {
        "Democratic": sorted(d for d in dem if dem[d] > rep[d]),
        "Republican": sorted(d for d in dem if rep[d] > dem[d]),
    }
    party, foe = rng.sample(sorted(won), 2)
    own = dem if party == "Democratic" else rep
    both = {d: dem[d] + rep[d] for d in dem}
    answer: Any
    if level == 1:
        answer, how = {one: len(there) for one, there in won.items()}, SEATS
        says = 'a dict with the numbers of districts won: keys "Democratic" and "Republican"'
    elif level == 2:
        answer, how = won, DISTRICTS
        says = 'a dict with the sorted lists of districts won: keys "Democratic", "Republican"'
    else:
        answer = {
            "seats": len(won[party]),
            "statewide": round(100 * sum(own.values()) / sum(both.values()), 2),
            "districts": {str(d): round(100 * own[d] / both[d], 2) for d in sorted(own)},
        }
        how = code(SHARES, party=party).strip()
        says = (
            f'a dict for the {party} side with "seats", "statewide" (percent of the two-party vote)'
            ' and "districts" (district as text to percent), percents with 2 decimals'
        )
    names = {
        "graph": given.name,
        "plan": units.plan,
        "dem": contest.dem_col,
        "rep": contest.rep_col,
        "contest": contest.name,
    }
    solution = code(SOLUTION, answer=how, **names)
    check = exactly(answer, abs_=0.011)
    swapped = {one: len(won[loser_of]) for one, loser_of in ((party, foe), (foe, party))}
    wrongs = [
        Wrong(
            "parties swapped",
            {
                f'"Democratic": "{contest.dem_col}"': f'"Republican": "{contest.dem_col}"',
                f', "Republican": "{contest.rep_col}"': f', "Democratic": "{contest.rep_col}"',
            },
            **({"gives": swapped} if level == 1 else {}),
        )
    ]
    if level == 1:
        wrongs.append(Wrong("counts districts", {"results.seats(party)": "len(partition)"}))
        wrongs.append(Wrong("off by one", {"results.seats(": "1 + results.seats("}))
    elif level == 2:
        wrongs.append(Wrong("districts lost", {"if results.won": "if not results.won"}))
        wrongs.append(Wrong("one party only", {'("Democratic", "Republican")': f'("{party}",)'}))
    else:
        wrongs.append(Wrong("share for percent", {"100 * ": ""}))
        wrongs.append(
            Wrong(
                "other contest",
                {
                    f'"{contest.dem_col}"': f'"{other.dem_col}"',
                    f'"{contest.rep_col}"': f'"{other.rep_col}"',
                },
            )
        )
    return Coding(
        instruction=told(setting, "election_seats", LINES, answer=says, **names),
        files=(given,),
        solution=solution,
        answer=answer,
        check=check,
        twists=twists(solution, check, *wrongs),
        params={"contest": contest.name, "party": party},
    )


FAMILY = CodingFamily(
    name="election_seats",
    title="Districts won by each party, by the Election updater",
    topic="elections",
    version=1,
    make=make,
    needs=with_votes,
)
