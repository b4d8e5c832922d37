"""A constraint of one's own in a chain: no more split counties than at the start, or a cap."""

from districtbot.problems.coding.districts import districts_of, mid_size, split_places
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_counties, with_plan
from districtbot.problems.coding.walks import (
    FORM,
    Chain,
    Plan,
    at_most_split,
    balanced,
    chain_of,
    in_one_piece,
    n_cut,
    start_of,
    tolerance_over,
    units_moved,
)
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.language.values import Count, Percent
from districtbot.problems.maps.made import MadeMap

CAP_LINES = (
    "Run a flip chain of {steps} plans from {plan} on {graph} in which never more than {most} "
    "counties ({county}) are split. Write that as a constraint; also contiguity and {eps} on "
    "{pop}.",
    "Add a cap of {most} split counties ({county}) to a GerryChain flip walk: {steps} states "
    "with the start {plan}, graph {graph}, districts connected, {pop} within {eps}.",
    "State law allows {most} split counties. Make {steps} plans by single flips from {plan} "
    "({graph}) that all obey it, with counties in {county}, {pop} within {eps} of ideal, "
    "connected districts.",
    "I need a custom constraint for county splits (at most {most}, attribute {county}) in a "
    "chain of {steps} single flips' states, the start {plan} counted, on {graph}; {eps} on "
    "{pop}; contiguous.",
    "Start with {plan} in {graph} and flip one unit a step. No plan of the {steps}, the start "
    "among them, may split more than {most} counties ({county}), have a broken district, or put "
    "{pop} further than {eps} from ideal.",
    "How can a chain be kept from splitting more than {most} counties? Counties are in {county}; "
    "I want {steps} plans by single flips, {plan} first, on {graph}, contiguous, {pop} within "
    "{eps} of ideal.",
    "Constraints: contiguous; {pop} within {eps}; split counties ({county}) at most {most}. "
    "Single flips on {graph}, {steps} plans with {plan} as the first.",
    "The commission's rule is a limit of {most} split counties, by {county}. Please walk from "
    "{plan} on {graph} by random flips, {steps} plans counting {plan}, under that limit, with "
    "connected districts and {pop} within {eps} of the ideal.",
    "Write a function that tells whether a plan splits at most {most} counties ({county}) and "
    "use it as a constraint, next to contiguity and {eps} balance on {pop}. Run single flips on "
    "{graph} from {plan} for {steps} plans, that one included.",
)
NEW_LINES = (
    "Run a flip chain of {steps} plans from {plan} on {graph} that refuses to split any county "
    "({county}) that is whole. Also keep districts connected and {pop} within {eps}.",
    "Use GerryChain's refuse_new_splits ({county}) in a chain of single flips: {steps} states "
    "counting the start {plan}, graph {graph}, contiguity, {pop} within {eps} of the ideal.",
    "No new county splits, please: {steps} plans by one-unit flips from {plan} in {graph}, "
    "counties in {county}, population {pop} within {eps}, all districts in one piece.",
    "Show how refuse_new_splits works: flip walk on {graph} from {plan}, {steps} states, county "
    "field {county}, contiguous, {eps} tolerance on {pop}.",
    "A county that is whole must stay whole. With that constraint on {county}, and contiguity, "
    "and {pop} within {eps} of ideal, make {steps} plans by single flips on {graph}, {plan} "
    "being the first.",
    "How do I stop a flip chain from cutting counties that aren't cut yet? The field is "
    "{county}, the start {plan} on {graph}; {steps} plans with the start, connected districts, "
    "{pop} within {eps}.",
    "Constraints: contiguous; {pop} within {eps}; refuse_new_splits on {county}. Single flips on "
    "{graph}, {steps} plans with {plan} as the first.",
    "Our county clerks fear new splits. Please draw {steps} plans, the first of them {plan}, "
    "each one flip from the last ({graph}), in which no step splits a county ({county}) that was "
    "whole before it; districts connected, {pop} within {eps} of ideal.",
    "Begin with {plan} in {graph} and move one unit at a time, {steps} plans with the first. "
    "Moves that newly split a county ({county}), break a district, or take {pop} further than "
    "{eps} from ideal are out.",
)
SOLUTION = """
from gerrychain import Graph, MarkovChain, Partition
from gerrychain.constraints import $imports
from gerrychain.proposals import propose_random_flip
from gerrychain.updaters import Tally, $updater

graph = Graph.from_json("$graph")
start = Partition(
    graph,
    assignment="$plan",
    updaters={
        "population": Tally("$pop", alias="population"),
        "splits": $made_by,
    },
)
$rule
chain = MarkovChain(
    proposal_fn=propose_random_flip,
    constraints=[
        contiguous,
        within_percent_of_ideal_population(start, $eps),
        few_splits,
    ],
    initial_partition=start,
    total_steps=$steps,
    rng=$seed,
)
answer = {"assignments": [], "cut_edges": []}
for plan in chain:
    answer["assignments"].append(plan.assignment_vector.tolist())
    answer["cut_edges"].append(len(plan["cut_edges"]))
"""
NO_NEW = """(
    contiguous,
    refuse_new_splits,
    within_percent_of_ideal_population,
)"""
CAP = """

def few_splits(partition: Partition) -> bool:
    return partition["splits"]["$county"] <= $most

"""


def make(setting: Setting) -> Coding:
    """A problem: a cap, or no new splits."""
    made, rng, level = setting.made, setting.rng, setting.level
    units, given, labels = units_of(made), drawn_graph(setting), districts_of(made)
    counties = units.counties
    start = split_places(counties, labels)
    capped = rng.random() < 0.5
    most = len(start) + (level == 1)
    steps = rng.choice(((80, 100), (100, 120), (150, 180))[level - 1])
    eps = tolerance_over(made, 0.25, 0.3)
    slots = {"graph": given.name, "plan": units.plan, "pop": units.pop, "county": units.county}
    county = units.county
    solution = code(
        SOLUTION,
        imports="contiguous, within_percent_of_ideal_population" if capped else NO_NEW,
        updater="tally_region_splits" if capped else "county_splits",
        made_by=f'tally_region_splits(["{county}"])'
        if capped
        else f'county_splits("splits", "{county}")',
        rule=CAP.replace("$county", county).replace("$most", str(most))
        if capped
        else 'few_splits = refuse_new_splits("splits")',
        steps=steps,
        eps=eps,
        seed=rng.randrange(10_000),
        **slots,
    )

    def no_new(before: Plan, after: Plan) -> str:
        new = sorted(set(split_places(counties, after)) - set(split_places(counties, before)))
        return f"{new[0]} is newly split" if new else ""

    laws = (balanced(made, eps), in_one_piece(made))
    moves = (units_moved(1, 1),)
    wanted = Chain(
        steps,
        (*laws, at_most_split(counties, most)) if capped else laws,
        moves if capped else (*moves, no_new),
        (n_cut(made),),
        start_of(made),
    )
    return problem(
        told(
            setting,
            "chain_county_cap",
            CAP_LINES if capped else NEW_LINES,
            answer=FORM,
            steps=Count(steps),
            most=Count(most),
            eps=Percent(eps),
            **slots,
        ),
        (given,),
        solution,
        None,
        chain_of(made, wanted),
        Wrong("off by one", {f"total_steps={steps}": f"total_steps={steps + 1}"}),
        Wrong("contiguity left out", {"        contiguous,\n        within": "        within"}),
        Wrong("districts for cut edges", {'len(plan["cut_edges"])': "len(plan)"}),
        steps=steps,
        most=most if capped else None,
    )


def needs(made: MadeMap) -> bool:
    """Counties, some whole and some split, and a map small enough."""
    if not (with_plan(made) and with_counties(made) and mid_size(made) and made.names):
        return False
    counties = units_of(made).counties
    n_split = len(split_places(counties, districts_of(made)))
    return not made.state.graph.bridges and 2 <= n_split <= len(set(counties)) - 3


FAMILY = CodingFamily(
    name="chain_county_cap",
    title="A chain that splits few counties",
    topic="constraints",
    version=1,
    make=make,
    needs=needs,
    held_out=True,
)
