"""Which of several plans pass GerryChain's constraints."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import broken, deviation, net_of, split_places
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.planfiles import plans_table, varied
from districtbot.problems.coding.units import units_of, with_counties, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.language.values import Percent
from districtbot.problems.maps.made import MadeMap

LINES = (
    "plans.csv has several drafts, one column each (units by {id}). Which of them are valid? Put "
    "the rules into a GerryChain Validator: {rules}. Graph {graph}.",
    "We got a pile of draft plans in plans.csv. Screen them with GerryChain constraints on "
    "{graph}: {rules}. Which columns pass?",
    "Check every plan in plans.csv (column {id} names the unit, the other columns are plans) "
    "against these rules: {rules}. Use gerrychain.constraints and {graph}.",
    "Our rules for a valid plan: {rules}. Run the candidates in plans.csv through a Validator on "
    "{graph} and tell me who survives.",
    "Before the public hearing I want to drop all drafts in plans.csv that break a rule. Rules: "
    "{rules}. GerryChain, dual graph {graph}.",
    "What passes? Rules: {rules}. Candidates: all columns of plans.csv but {id}. Tools: "
    "GerryChain's constraints and {graph}.",
    "I keep only plans with {rules}. Go through plans.csv (units in {id}) with a GerryChain "
    "Validator on {graph} and name the columns that may stay.",
    "validator over plans.csv, {graph}: {rules}",
    "Counsel will defend a draft only if it obeys these rules: {rules}. Please test the drafts "
    "of plans.csv on {graph} with GerryChain and name those that qualify.",
)
SOLUTION = """
import pandas as pd
from gerrychain import Graph, Partition
from gerrychain.constraints import Validator, contiguous, within_percent_of_ideal_population
from gerrychain.updaters import Tally, tally_region_splits

graph = Graph.from_json("$graph")
plans = pd.read_csv("plans.csv", dtype={"$id": str}).set_index("$id")
updaters = {
    "population": Tally("$pop", alias="population"),
    "splits": tally_region_splits(["$county"]),
}


def passes(assignment: dict[str, int]) -> bool:
    plan = Partition(graph, assignment, updaters)
    validator = Validator(
        [
            contiguous,
            within_percent_of_ideal_population(plan, $eps),
            lambda part: part["splits"]["$county"] <= $most,
        ]
    )
    return validator(plan)


answer = [name for name in plans.columns if passes(plans[name].to_dict())]
"""
CONTIGUOUS = "            contiguous,\n"
SPLITS = '            lambda part: part["splits"]["$county"] <= $most,\n'
EXTRA = '    "splits": tally_region_splits(["$county"]),\n'


def make(setting: Setting) -> Coding:
    """A problem: contiguity and balance, and a cap on split counties at levels 2 and 3."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, net, given = units_of(made), net_of(made), drawn_graph(setting)
    n_plans = (6, 8, 12)[level - 1]
    plans = varied(made, rng, n_plans)
    names = [f"draft_{number}" for number in range(1, n_plans + 1)]
    off = [deviation(plan, units.people) for plan in plans]
    sound = [not broken(net, plan) for plan in plans]
    cut = [len(split_places(units.counties, plan)) for plan in plans]
    eps = rng.choice(
        [
            e
            for e in (0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25)
            if any(ok and one <= e for ok, one in zip(sound, off, strict=True))
        ]
        or [0.3]
    )
    most = sorted(cut)[n_plans // 2] if level > 1 else len(set(units.counties))

    def passing(*, joined: bool = True, slack: float = eps, cap: int = most) -> list[str]:
        rows = zip(names, sound, off, cut, strict=True)
        return [n for n, ok, o, c in rows if (ok or not joined) and o <= slack and c <= cap]

    answer = passing()
    slots = {"graph": given.name, "id": units.id, "pop": units.pop, "county": units.county}
    template = (
        SOLUTION
        if level > 1
        else SOLUTION.replace(SPLITS, "").replace(EXTRA, "").replace(", tally_region_splits", "")
    )
    solution = code(template, eps=eps, most=most, **slots)
    check = exactly(answer)
    rules = (
        f"connected districts, and {units.pop} within {setting.speaker.word(Percent(eps))} of the"
        " ideal"
    )
    wrongs = [
        Wrong("contiguity left out", {CONTIGUOUS: ""}, gives=passing(joined=False)),
        Wrong(
            "half the tolerance",
            {f"(plan, {eps})": f"(plan, {eps / 2:g})"},
            gives=passing(slack=eps / 2),
        ),
        Wrong(
            "percent for share",
            {f"(plan, {eps})": f"(plan, {100 * eps:g})"},
            gives=passing(slack=100 * eps),
        ),
        Wrong("those that fail", {"if passes(": "if not passes("}),
        Wrong("all drafts", {" if passes(plans[name].to_dict())": ""}, gives=names),
    ]
    if level > 1:
        rules += f", and no more than {most} split counties ({units.county})"
        wrongs.append(
            Wrong("off by one", {f"<= {most},": f"<= {most - 1},"}, gives=passing(cap=most - 1))
        )
        wrongs.append(
            Wrong(
                "splits left out",
                {code(SPLITS, most=most, **slots).strip(): ""},
                gives=passing(cap=999),
            )
        )
    return problem(
        told(
            setting,
            "constraint_validator",
            LINES,
            answer="the list of the columns that pass, in the order of the file",
            rules=rules,
            **slots,
        ),
        (given, plans_table(made, plans, names)),
        solution,
        answer,
        check,
        *wrongs,
        epsilon=eps,
        most=most,
    )


def needs(made: MadeMap) -> bool:
    """Counties that hang together, and a plan with three districts at least."""
    if not (with_plan(made) and with_counties(made) and made.names):
        return False
    # A county in two pieces may be split without a cut edge inside of it.
    return not made.state.graph.bridges and len(set(units_of(made).districts.tolist())) >= 3


FAMILY = CodingFamily(
    name="constraint_validator",
    title="Which drafts pass a Validator",
    topic="constraints",
    version=1,
    make=make,
    needs=needs,
)
