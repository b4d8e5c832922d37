"""The efficiency gap by GerryChain, with its sign."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import districts_of
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.partisan import efficiency_gap, simple_gap, votes_of
from districtbot.problems.coding.units import units_of, with_votes
from districtbot.problems.coding.writing import Wrong, code, told, twists

LINES = (
    "Compute the efficiency gap of {plan} for {contest} ({dem} and {rep}) with GerryChain on "
    "{graph}. Positive should mean that the plan favours the {party} side.",
    "Efficiency gap of the plan {plan}, {contest}, votes in {dem} (D) and {rep} (R) of {graph}. "
    "Sign: plus for an advantage of the {party} party. Use the Election updater's own method.",
    "What is the efficiency gap under {plan}? Contest {contest}: {dem} for Democrats, {rep} for "
    "Republicans, graph {graph}. I report it from the {party} point of view, so a positive "
    "number has to be good for them.",
    "Use gerrychain.metrics.efficiency_gap for {contest} on {graph} with the districts in "
    "{plan}. Votes: {dem}, {rep}. Mind the sign: positive = {party} gain.",
    "Our brief cites the efficiency gap of {plan} in {contest}. Please recompute it with "
    "GerryChain from {dem} and {rep} in {graph}; positive values must favour the {party} "
    "candidates.",
    "I look at it from the {party} side, so a plan that helps this side must get a positive "
    "number. What is GerryChain's efficiency gap for {plan} in {contest} ({dem} for Democrats, "
    "{rep} for Republicans, {graph})?",
    "I read about wasted votes and want to try the measure on {plan}: efficiency gap in "
    "{contest}, Democratic votes {dem}, Republican votes {rep}, graph {graph}, GerryChain. A "
    "plan that is good for the {party} side should come out above zero.",
    "efficiency gap, {plan}, {contest}, {dem} (D) against {rep} (R), {graph}, GerryChain; above "
    "zero = {party} advantage",
    "Please have GerryChain compute the efficiency gap from the votes {dem} (Democratic) and "
    "{rep} (Republican) in {graph}, districts in {plan}. It concerns {contest}, and values over "
    "zero are to mean that the {party} party gains.",
)
SOLUTION = """
from gerrychain import Election, Graph, Partition
from gerrychain.metrics import efficiency_gap

graph = Graph.from_json("$graph")
# GerryChain takes the side of the party that is named first.
election = Election("race", {"$party": "$own", "$foe": "$other"})
partition = Partition(graph, assignment="$plan", updaters={"race": election})
answer = $answer
"""


def make(setting: Setting) -> Coding:
    """A problem: the gap in hundredths, in percent, or of two contests."""
    units, rng, level = units_of(setting.made), setting.rng, setting.level
    given, labels = drawn_graph(setting), districts_of(setting.made)
    contest, second = rng.sample(units.contests, 2)
    side = rng.choice(("Democratic", "Republican"))
    foe = "Republican" if side == "Democratic" else "Democratic"
    votes = votes_of(units, labels, contest)
    votes = votes if side == "Democratic" else votes.turned
    cols = (contest.dem_col, contest.rep_col)
    own, other = cols if side == "Democratic" else cols[::-1]
    scale = 1 if level == 1 else 100
    digits = 4 if level == 1 else 2
    core = 'efficiency_gap(partition["race"])'
    how = f"round({core}, 4)" if level == 1 else f"round(100 * {core}, 2)"
    gap = round(scale * efficiency_gap(votes), digits)
    says = "the gap as a share, rounded to 4 decimals"
    if level > 1:
        says = "the gap in percent, rounded to 2 decimals"
    names = {
        "graph": given.name,
        "plan": units.plan,
        "dem": contest.dem_col,
        "rep": contest.rep_col,
        "contest": contest.name,
        "party": side,
    }
    answer: float | dict[str, float] = gap
    wrong_votes = votes_of(units, labels, second)
    wrong_votes = wrong_votes if side == "Democratic" else wrong_votes.turned
    seconds = (second.dem_col, second.rep_col)
    theirs = seconds if side == "Democratic" else seconds[::-1]

    def shown(value: float) -> float | dict[str, float]:
        number = round(scale * value, digits)
        return {"gap": number, "seats": votes.seats} if level == 3 else number

    if level == 3:
        answer = shown(efficiency_gap(votes))
        how = f'{{"gap": {how}, "seats": partition["race"].seats("{side}")}}'
        says = f'a dict with "gap" (percent, 2 decimals) and "seats" (districts won, {side})'
    solution = code(SOLUTION, answer=how, own=own, other=other, foe=foe, **names)
    check = exactly(answer, abs_=1.1 * 10**-digits)
    seats = 'partition["race"].seats'
    simple = (
        f'({seats}("{side}") / len(partition) - 0.5) - 2 * (partition["race"].percent("{side}")'
        " - 0.5)"
    )
    return Coding(
        instruction=told(setting, "election_efficiency_gap", LINES, answer=says, **names),
        files=(given,),
        solution=solution,
        answer=answer,
        check=check,
        twists=twists(
            solution,
            check,
            Wrong("other sign", {core: f"-{core}"}, gives=shown(-efficiency_gap(votes))),
            Wrong("equal turnout", {core: f"({simple})"}, gives=shown(simple_gap(votes))),
            Wrong(
                "other contest",
                {f'"{own}"': f'"{theirs[0]}"', f'"{other}"': f'"{theirs[1]}"'},
                gives=None if level == 3 else shown(efficiency_gap(wrong_votes)),
            ),
            Wrong(
                "wrong scale",
                {f"round({core}": f"round(100 * {core}"}
                if level == 1
                else {"round(100 * ": "round("},
            ),
        ),
        params={"contest": contest.name, "side": side},
    )


FAMILY = CodingFamily(
    name="election_efficiency_gap",
    title="The efficiency gap and its sign",
    topic="elections",
    version=1,
    make=make,
    needs=with_votes,
)
