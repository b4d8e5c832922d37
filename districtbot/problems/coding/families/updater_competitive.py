"""An updater that counts close districts."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import districts_of, sums
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_votes
from districtbot.problems.coding.writing import Wrong, code, told, twists
from districtbot.problems.language.values import Percent

LINES = (
    "Write an updater `competitive` that counts the districts where the Democratic share of "
    "the two-party vote is within {margin} of one half, and report it for {plan} on {graph}. "
    "Votes: {dem} and {rep}.",
    "A district is competitive for us if the Democrat's two-party share ({dem} against {rep}) "
    "is no more than {margin} away from 50%. How many are there in {plan}? I want this as a "
    "GerryChain updater on {graph}.",
    "Count close districts in {plan} with a custom updater: Election on {dem}/{rep}, close "
    "means 50% plus or minus {margin}. Graph: {graph}.",
    "How many toss-ups are in {plan}? Toss-up: two-party Democratic share within {margin} of "
    "even, columns {dem} and {rep} of {graph}. Put the count in an updater so I can track it "
    "later.",
    "I'm tracking competitiveness along a chain and need the updater first. Close = "
    "Democratic share at most {margin} from 0.5 in {dem}/{rep}; test it on the plan {plan} of "
    "{graph}.",
    "Given {graph} with {dem} and {rep} on its nodes, add an updater to a Partition on {plan} "
    "that tells which districts have a two-party Democratic share within {margin} of 50%.",
    "Goal: the close districts of {plan} from a GerryChain updater. Graph: {graph}. Election: "
    "{dem} and {rep}. Close: Democratic two-party share within {margin} of one half.",
    "Which seats would be in play under {plan}? Let a custom updater on {graph} find the "
    "districts in which {dem} against {rep} is no further than {margin} from an even split of "
    "the two-party vote.",
    "updater for close districts: two-party share of {dem} vs {rep} within {margin} of 0.5; "
    "{graph}, {plan}",
    "Our commission counts a district as competitive if neither side is far ahead: the "
    "Democrat's part of {dem} plus {rep} must be within {margin} of half. Please write that "
    "as an updater and run it for {plan} on {graph}.",
)
POINTS = (
    "The margin is in percentage points of the two-party vote.",
    "I mean points of the share itself, not a part of the half.",
    "The distance counts in percentage points.",
)
SOLUTION = """
from gerrychain import Election, Graph, Partition


def competitive(partition: Partition) -> list[int]:
    results = partition["race"]
    return sorted(
        part
        for part in partition.parts
        if abs(results.percent("Democratic", part) - 0.5) <= $margin
    )


graph = Graph.from_json("$graph")
race = Election("race", {"Democratic": "$dem", "Republican": "$rep"})
partition = Partition(
    graph,
    assignment="$plan",
    updaters={"race": race, "competitive": competitive},
)
answer = {
    "districts": partition["competitive"],
    "count": len(partition["competitive"]),
}
"""


def make(setting: Setting) -> Coding:
    """A problem: a margin that leaves some districts in and some out where that can be."""
    units, rng = units_of(setting.made), setting.rng
    given, labels = drawn_graph(setting), districts_of(setting.made)
    contest, other = rng.sample(units.contests, 2)

    def close(dem_col: str, rep_col: str, margin: float) -> list[int]:
        dem, rep = sums(labels, units.numbers(dem_col)), sums(labels, units.numbers(rep_col))
        return sorted(d for d in dem if abs(dem[d] / (dem[d] + rep[d]) - 0.5) <= margin)

    choices = [0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25]
    some = [one for one in choices if close(contest.dem_col, contest.rep_col, one)]
    margin = rng.choice(some[:3] if some else [0.25])
    there = close(contest.dem_col, contest.rep_col, margin)
    answer = {"districts": there, "count": len(there)}

    def given_by(found: list[int]) -> dict[str, object]:
        return {"districts": found, "count": len(found)}

    names = {"dem": contest.dem_col, "rep": contest.rep_col}
    more = {"graph": given.name, "plan": units.plan}
    solution = code(SOLUTION, margin=margin, **names, **more)
    check = exactly(answer)
    return Coding(
        instruction=told(
            setting,
            "updater_competitive",
            LINES,
            answer='a dict with "districts" (sorted list) and "count"',
            more=(POINTS,),
            margin=Percent(margin),
            **names,
            **more,
        ),
        files=(given,),
        solution=solution,
        answer=answer,
        check=check,
        twists=twists(
            solution,
            check,
            Wrong(
                "half the margin",
                {f"<= {margin}": f"<= {margin / 2:g}"},
                gives=given_by(close(contest.dem_col, contest.rep_col, margin / 2)),
            ),
            Wrong(
                "other contest",
                {contest.dem_col: other.dem_col, contest.rep_col: other.rep_col},
                gives=given_by(close(other.dem_col, other.rep_col, margin)),
            ),
            Wrong(
                "percent for share",
                {f"<= {margin}": f"<= {100 * margin:g}"}
                if len(there) < len(set(labels))
                else {"- 0.5": "- 50"},
            ),
            Wrong("safe districts", {f"<= {margin}": f"> {margin}"}),
        ),
        params={"margin": margin, "contest": contest.name},
    )


FAMILY = CodingFamily(
    name="updater_competitive",
    title="Close districts by an updater of one's own",
    topic="updaters",
    version=1,
    make=make,
    needs=with_votes,
    held_out=True,
)
