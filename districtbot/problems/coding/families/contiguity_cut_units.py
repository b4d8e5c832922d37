"""Units that hold a district together: without one of them it falls apart."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import Pair, parts
from districtbot.problems.coding.units import units_of, with_plan
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.maps.made import MadeMap

_LINES = (
    "Which precincts of district {number} can't leave it without breaking it in two? The plan is "
    "node attribute `{plan}` of {graph}.",
    "Articulation points of district {number} ({plan} on {graph}), please.",
    "cut vertices of the subgraph of {graph} with {plan} == {number}",
    "I want to move precincts out of district {number} (`{plan}` in {graph}) one at a time. "
    "Which ones must stay because the rest of the district would no longer be connected?",
    "Find each precinct of district {number} without which the rest of the district would be in "
    "pieces; {graph} has the districts in `{plan}`.",
    "The clerk must not move certain precincts out of district {number}, namely those whose loss "
    "disconnects what remains of it. List them from {graph}, attribute `{plan}`.",
    "Take the nodes of {graph} where `{plan}` is {number}, with the edges among them. Which of "
    "these nodes are articulation points?",
    "Is there any precinct that holds district {number} together all alone? Name every one, "
    "going by `{plan}` on {graph}.",
    "{graph}, `{plan}` = {number}: precincts whose removal disconnects the others of the district.",
)
_FREE = (
    "Which precincts of district {number} could move to a neighbouring district without breaking "
    "it apart? They must lie at its border. Plan: node attribute `{plan}` of {graph}.",
    "List the units of district {number} ({plan}, {graph}) that touch another district and are "
    "no articulation points of their own.",
    "{graph}: units of {plan} == {number} on a cut edge whose removal keeps the district connected",
    "For a small correction I look for precincts that district {number} (`{plan}` in {graph}) "
    "can give away: next to another district, and not needed to hold the rest of it together.",
    "{graph} has a plan in `{plan}`. Of district {number}, name the precincts that border "
    "another district and can leave without disconnecting those that stay.",
    "The question is what could be traded away from district {number} (`{plan}`, {graph}): any "
    "precinct with a neighbour in another district whose removal leaves the rest of its own "
    "connected.",
    "Can you list the possible flips out of district {number}? I mean its precincts with an edge "
    "of {graph} into another district of `{plan}`, except those that hold the district together.",
    "In the subgraph of {graph} where {plan} is {number}, drop the articulation points; of the "
    "others, keep those with a neighbour outside of the district.",
    "Single flips are the subject: determine the units of district {number} ({plan} in {graph}) "
    "at the edge of the district that may be given to a neighbour while the remaining units stay "
    "connected.",
)
_READ = """
    import networkx as nx
    from gerrychain import Graph

    graph = Graph.from_json("$graph").get_nx_graph()
    members = {node for node, data in graph.nodes(data=True) if data["$plan"] == $number}
    needed = set(nx.articulation_points(graph.subgraph(members)))
"""
_ENDS = (
    """answer = sorted(needed)
""",
    """border = {unit for unit in members if set(graph[unit]) - members}
answer = sorted(border - needed)
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    links = [(int(a), int(b)) for a, b in setting.made.state.graph.links]
    free = setting.level > 1
    number = rng.choice(_tied(setting.made))
    members, needed = _needed(setting.made, number, links)
    near = {a for edge in links for a in edge if a in members and not set(edge) <= members}
    truth = near - needed if free else needed
    answer = sorted(data.ids[i] for i in truth)
    graph = drawn_graph(setting)
    slots = {"graph": graph.name, "plan": data.plan, "number": str(number)}
    if free:
        wrongs = [
            Wrong(
                "needed ones too", {"border - needed": "border"}, sorted(data.ids[i] for i in near)
            ),
            Wrong(
                "inner ones too",
                {"border - needed": "members - needed"},
                sorted(data.ids[i] for i in members - needed),
            ),
            Wrong("those that must stay", {"border - needed": "border & needed"}),
        ]
    else:
        whole = _needed(setting.made, None, links)[1]
        wrongs = [
            Wrong("those that may go", {"sorted(needed)": "sorted(members - needed)"}),
            Wrong(
                "of the whole map",
                {"graph.subgraph(members)": "graph"},
                sorted(data.ids[i] for i in whole),
            ),
            Wrong("everything", {"sorted(needed)": "sorted(members)"}),
        ]
    return problem(
        told(
            setting,
            "contiguity_cut_units.free" if free else "contiguity_cut_units",
            _FREE if free else _LINES,
            answer="the sorted list of ids",
            **slots,
        ),
        (graph,),
        code(_READ, **slots) + _ENDS[free],
        answer,
        exactly(answer),
        *wrongs,
        number=number,
    )


def _needed(made: MadeMap, number: int | None, links: list[Pair]) -> tuple[set[int], set[int]]:
    """Units of a district (``None``: of the map), and those without which it falls apart."""
    labels = units_of(made).districts.tolist()
    members = {i for i, one in enumerate(labels) if number is None or one == number}
    inside = [pair for pair in links if set(pair) <= members]
    whole = len(parts(members, inside))
    return members, {i for i in members if len(parts(members - {i}, inside)) > whole}


def _tied(made: MadeMap) -> list[int]:
    """Districts with some units that must stay, of those that hang together."""
    links = [(int(a), int(b)) for a, b in made.state.graph.links]
    found = []
    for number in sorted(set(units_of(made).districts.tolist())):
        members, needed = _needed(made, number, links)
        if needed and len(needed) < len(members) and len(parts(members, links)) == 1:
            found.append(number)
    return found


def _fits(made: MadeMap) -> bool:
    return with_plan(made) and bool(_tied(made))


FAMILY = CodingFamily(
    "contiguity_cut_units",
    "Units that hold a district together",
    "contiguity",
    1,
    make,
    needs=_fits,
)
