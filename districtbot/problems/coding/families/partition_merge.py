"""Merging districts: how many cut edges go away when districts become one."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.districts import cut_edges, districts_of, net_of, sums
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, told, twists

LINES = (
    "What if districts {a} and {b} were one? In {graph} the plan is the node attribute {plan}."
    " Merge the two with `partition.flip`, the merged district keeping the number {a}, and count.",
    "Take the plan {plan} on {graph}, give all of district {b} to district {a} (GerryChain's"
    " flip will do) and tell me how the cut edges change.",
    "Suppose {state_name} folds district {b} into district {a}. Using GerryChain on {graph}"
    " (districts in {plan}), compare the cut edges before and after.",
    "Merge {b} into {a} and report the cut edges of both plans, from {graph} and its {plan}"
    " attribute. Flip on a Partition, don't rebuild it by hand.",
    "A commissioner proposes to combine districts {a} and {b}. I need the numbers of cut edges,"
    " old and new, out of a GerryChain Partition ({graph}, attribute {plan}).",
    "How many edges does {plan} cut in {graph}, and how many would it cut with district {b} "
    "dissolved into {a}? Use GerryChain's flip for the change.",
    "{graph}, {plan}: flip all of {b} to {a}; cut edges before, after (GerryChain)",
    "Please flip every unit of district {b} to district {a} in a GerryChain Partition of {graph} "
    "by {plan}, and put the old and the new count of cut edges side by side.",
    "There is talk of one seat fewer: district {a} would absorb district {b}. The plan is {plan} "
    "on the nodes of {graph}. With a Partition in GerryChain, count the cut edges as they are and "
    "as they would be.",
    "To show what a border costs, take it away. Districts {a} and {b} of {plan} become a single "
    "one, numbered {a}; compare the numbers of cut edges in {graph}, by GerryChain.",
)
SOLUTION = """
from gerrychain import Graph, Partition
from gerrychain.updaters import Tally

graph = Graph.from_json("$graph")
before = Partition(
    graph,
    assignment="$plan",
    updaters={"population": Tally("$pop", alias="population")},
)
after = before.flip({node: $a for node in before.parts[$b]})
answer = {
    "before": len(before["cut_edges"]),
    "after": len(after["cut_edges"]),
    "population": after["population"][$a],
}
"""


def make(setting: Setting) -> Coding:
    """A problem: two neighbouring districts, drawn from those that touch."""
    units, rng, net = units_of(setting.made), setting.rng, net_of(setting.made)
    labels = districts_of(setting.made)
    given = drawn_graph(setting)
    touching = sorted({(labels[i], labels[j]) for i, j in cut_edges(net, labels)})
    a, b = rng.choice(touching)
    third = next((one for one in sorted(set(labels)) if one not in (a, b)), a)
    merged = [a if one == b else one for one in labels]
    answer = {
        "before": len(cut_edges(net, labels)),
        "after": len(cut_edges(net, merged)),
        "population": sums(merged, units.people)[a],
    }
    names = {
        "graph": given.name,
        "plan": units.plan,
        "a": str(a),
        "b": str(b),
        "pop": units.pop,
    }
    solution = code(SOLUTION, **names)
    check = exactly(answer)
    says = (
        'a dict with "before" and "after" (numbers of cut edges) and "population" (people, column'
        " {pop}, in district {a} after the merger)"
    )
    return Coding(
        instruction=told(
            setting,
            "partition_merge",
            LINES,
            answer=says,
            state_name=setting.made.state_name,
            **names,
        ),
        files=(given,),
        solution=solution,
        answer=answer,
        check=check,
        twists=twists(
            solution,
            check,
            Wrong("the plan before for the one after", {'len(after["cut': 'len(before["cut'}),
            Wrong("other district", {f"before.parts[{b}]": f"before.parts[{third}]"}),
            Wrong(
                "the district of before",
                {f'after["population"][{a}]': f'before["population"][{a}]'},
            ),
            Wrong("off by one", {'len(after["cut_edges"])': 'len(after["cut_edges"]) + 1'}),
        ),
        params={"a": str(a), "b": b},
    )


FAMILY = CodingFamily(
    name="partition_merge",
    title="Cut edges before and after two districts are merged",
    topic="partitions",
    version=1,
    make=make,
    needs=with_plan,
    held_out=True,
)
