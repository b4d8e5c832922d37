"""How far plans are from equal population, and which are near enough."""

from typing import Any

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import deviation, ensemble, sums
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.planfiles import plans_table
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.maps.made import MadeMap

LINES = (
    "How unequal are the plans in plans.csv? For every column work out {what} with GerryChain's "
    "deviation_from_ideal on {graph} ({pop}).",
    "Population check of the drafts in plans.csv ({id} and one column a plan): {what}, graph "
    "{graph}, people {pop}. Use deviation_from_ideal.",
    "For the appendix I need {what} for each plan in plans.csv. GerryChain has "
    "`deviation_from_ideal`; the dual graph is {graph}, the population {pop}.",
    "Take the plans in plans.csv one by one, build a Partition of {graph} and give {what}. "
    "Population column: {pop}.",
    "Compare the drafts in plans.csv by population ({pop}, {graph}): {what}.",
    "Put each column of plans.csv on {graph} as a plan and tell me {what}. People are counted in "
    "{pop}, units are named in {id}, and GerryChain's deviation_from_ideal does the sums.",
    "Counsel asks for {what} in every draft of plans.csv. The population is {pop} on {graph}; "
    "please use GerryChain.",
    "plans.csv, {graph}, {pop}: {what}, plan by plan, by deviation_from_ideal",
    "What our report says on the balance of each draft in plans.csv is {what}. Please work it "
    "out with GerryChain: read {pop} from {graph} and match the units by {id}.",
)
SOLUTION = """
import pandas as pd
from gerrychain import Graph, Partition
from gerrychain.constraints import deviation_from_ideal
from gerrychain.updaters import Tally

graph = Graph.from_json("$graph")
plans = pd.read_csv("plans.csv", dtype={"$id": str}).set_index("$id")
answer = {}
for name in plans.columns:
    plan = Partition(
        graph,
        plans[name].to_dict(),
        updaters={"population": Tally("$pop", alias="population")},
    )
    off = deviation_from_ideal(plan, "population")
    answer[name] = $how
"""
WORST = "round(100 * max(abs(one) for one in off.values()), 2)"
RANGE = "round(100 * (max(off.values()) - min(off.values())), 2)"
BIGGEST = "max(off, key=off.get)"


def make(setting: Setting) -> Coding:
    """A problem: the largest deviation, the range, or the fullest district."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given = units_of(made), drawn_graph(setting)
    n_plans = (3, 5, 8)[level - 1]
    plans = ensemble(made, rng, n_plans=n_plans, n_flips=4)
    names = [f"plan_{chr(97 + number)}" for number in range(n_plans)]
    worst, spread, fullest = {}, {}, {}
    for name, plan in zip(names, plans, strict=True):
        people = sums(plan, units.people)
        ideal = sum(people.values()) / len(people)
        worst[name] = round(100 * deviation(plan, units.people), 2)
        spread[name] = round(100 * (max(people.values()) - min(people.values())) / ideal, 2)
        fullest[name] = max(people, key=lambda d, people=people: people[d])  # type: ignore[misc]
    kinds: dict[str, tuple[Any, str, str, str]] = {
        "worst": (
            worst,
            WORST,
            "the largest deviation of a district from the ideal",
            "a dict from column to percent (absolute value), 2 decimals",
        ),
        "spread": (
            spread,
            RANGE,
            "the total range: largest minus smallest deviation",
            "a dict from column to percent of the ideal, 2 decimals",
        ),
        "fullest": (
            fullest,
            BIGGEST,
            "the district with most people",
            "a dict from column to the number of that district",
        ),
    }
    kind = (
        "worst"
        if level == 1
        else rng.choice(("worst", "spread") if level == 2 else ("spread", "fullest"))
    )
    answer, how, what, says = kinds[kind]
    other = {"worst": RANGE, "spread": WORST, "fullest": "min(off, key=off.get)"}[kind]
    slots = {"graph": given.name, "id": units.id, "pop": units.pop}
    solution = code(SOLUTION, how=how, **slots)
    wrongs = [
        Wrong("counts other than asked", {how: other}),
        Wrong("first plan only", {"in plans.columns:": "in plans.columns[:1]:"}),
    ]
    if kind != "fullest":
        wrongs.append(Wrong("share for percent", {"100 * ": ""}))
    return problem(
        told(setting, "constraint_balance", LINES, answer=says, what=what, **slots),
        (given, plans_table(made, plans, names)),
        solution,
        answer,
        exactly(answer, abs_=0.011),
        *wrongs,
        kind=kind,
    )


def needs(made: MadeMap) -> bool:
    """A plan with three districts at least."""
    return with_plan(made) and len(set(units_of(made).districts.tolist())) >= 3


FAMILY = CodingFamily(
    name="constraint_balance",
    title="Deviations of several plans from equal population",
    topic="constraints",
    version=1,
    make=make,
    needs=needs,
)
