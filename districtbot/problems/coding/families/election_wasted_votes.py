"""Wasted votes of both parties by district."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import districts_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.partisan import votes_of, wasted
from districtbot.problems.coding.units import units_of, with_votes
from districtbot.problems.coding.writing import Wrong, code, told, twists

LINES = (
    "Where are votes wasted under {plan}? For {contest} ({dem}, {rep}; graph {graph}) use"
    " gerrychain.metrics.wasted_votes district by district.",
    "Wasted votes by district for {plan}: all of a loser's votes, and what a winner has above half"
    " of the two-party vote. Columns {dem} and {rep} of {graph}; GerryChain has wasted_votes.",
    "Before I trust the efficiency gap I want its pieces. District by district, the wasted votes of"
    " Democrats ({dem}) and Republicans ({rep}) under {plan}, graph {graph}, with GerryChain.",
    "Packed and cracked: list wasted votes in {contest} for each district of {plan} ({graph},"
    " columns"
    " {dem}, {rep}). A winner wastes everything over 50%, a loser everything.",
    "Show students how wasted votes are counted: GerryChain's wasted_votes on the Election"
    " results of"
    " {contest} ({dem}/{rep}) for {plan} in {graph}.",
    "{contest}, {plan}, {graph}: wasted votes per district, Democrats {dem}, Republicans {rep}, "
    "by gerrychain.metrics.wasted_votes.",
    "How many votes did nobody need? In each district of {plan} the loser's votes are wasted, "
    "and so are the winner's above half of the two-party vote. Work that out for {contest} with "
    "{dem} (Democrat) and {rep} (Republican) from {graph}, by GerryChain's wasted_votes.",
    "Take {graph}, build an Election for {contest} from {dem} as Democratic and {rep} as "
    "Republican, and call wasted_votes from gerrychain.metrics on every district of {plan}.",
    "The other side's expert speaks of packing. I need the wasted votes of {contest} in the "
    "districts of {plan}, as GerryChain counts them; Democratic votes are in {dem}, Republican "
    "votes in {rep}, all in {graph}.",
    "For a sidebar on surplus and lost votes: run GerryChain's wasted_votes over the districts "
    "of {plan} in {graph}, with the columns {dem} for Democrats and {rep} for Republicans.",
)
SOLUTION = """
from gerrychain import Election, Graph, Partition
from gerrychain.metrics import wasted_votes

graph = Graph.from_json("$graph")
election = Election("race", {"Democratic": "$dem", "Republican": "$rep"})
partition = Partition(graph, assignment="$plan", updaters={"race": election})
results = partition["race"]
wasted = {
    part: wasted_votes(results.count("Democratic", part), results.count("Republican", part))
    for part in partition.parts
}
$rest
"""
TABLE = """answer = {str(part): list(both) for part, both in wasted.items()}"""
TOTAL = """answer = {
    "Democratic": sum(dem for dem, _ in wasted.values()),
    "Republican": sum(rep for _, rep in wasted.values()),
}"""
WORST = """side = $side
worst = max(wasted, key=lambda part: wasted[part][side])
answer = {"district": worst, "wasted": wasted[worst][side]}"""


def make(setting: Setting) -> Coding:
    """A problem: the table, the totals, or the district with most of a party's wasted votes."""
    units, rng, level = units_of(setting.made), setting.rng, setting.level
    given, labels = drawn_graph(setting), districts_of(setting.made)
    contest = rng.choice(units.contests)
    votes = votes_of(units, labels, contest)
    table = dict(zip(votes.names, wasted(votes), strict=True))
    side = rng.randrange(2)
    party = ("Democratic", "Republican")[side]
    answer: dict[str, object]
    if level == 1:
        answer, rest = {str(d): list(both) for d, both in table.items()}, TABLE
        says = "a dict from district (as text) to a list: Democratic, Republican wasted votes"
    elif level == 2:
        answer, rest = (
            {
                "Democratic": sum(both[0] for both in table.values()),
                "Republican": sum(both[1] for both in table.values()),
            },
            TOTAL,
        )
        says = 'a dict with the totals over all districts: keys "Democratic" and "Republican"'
    else:
        worst = max(table, key=lambda d: table[d][side])
        answer = {"district": worst, "wasted": table[worst][side]}
        rest = code(WORST, side=side).strip()
        says = (
            f'a dict with "district", where most {party} votes are wasted, and "wasted", how many'
        )
    names = {
        "graph": given.name,
        "plan": units.plan,
        "dem": contest.dem_col,
        "rep": contest.rep_col,
    }
    solution = code(SOLUTION, rest=rest, **names)
    check = exactly(answer, abs_=0.01)
    call = 'wasted_votes(results.count("Democratic", part), results.count("Republican", part))'
    return Coding(
        instruction=told(
            setting,
            "election_wasted_votes",
            LINES,
            answer=says,
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
                "parties swapped",
                {
                    call: call.replace("Democratic", "X")
                    .replace("Republican", "Democratic")
                    .replace("X", "Republican")
                },
            ),
            Wrong("votes for wasted votes", {call: call.removeprefix("wasted_votes")}),
            Wrong("everything above none", {call: f"tuple(2 * one for one in {call})"}),
        ),
        params={"contest": contest.name, "side": side},
    )


FAMILY = CodingFamily(
    name="election_wasted_votes",
    title="Wasted votes of both parties",
    topic="elections",
    version=1,
    make=make,
    needs=with_votes,
)
