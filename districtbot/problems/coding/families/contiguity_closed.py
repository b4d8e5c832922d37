"""What falls apart when some units drop out of the graph."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.dualfile import drawn_graph
from districtbot.problems.coding.family import Coding, CodingFamily, GivenFile, Setting
from districtbot.problems.coding.given import text_file
from districtbot.problems.coding.outlines import Pair, parts
from districtbot.problems.coding.units import units_of, with_counties
from districtbot.problems.coding.writing import Wrong, code, problem, told

_COUNTY = (
    "If {place} (`{county}`) is taken out of {graph}, into how many components does the rest "
    "fall, and how many precincts has each?",
    "Remove all nodes with `{county}` == {place} from {graph}; sizes of the connected components "
    "of what is left.",
    "{graph} without {county} {place}: component sizes, descending",
    "Suppose {place} were a state of its own. Does the rest of the map ({graph}, county in "
    "`{county}`) still hang together? Give the numbers of precincts of its connected parts.",
    "Delete the precincts of {place} (`{county}`) from {graph} and tell me how many precincts "
    "each connected part of the remainder has.",
    "Does the map fall apart without {place}? Leave out its nodes (`{county}` in {graph}) and "
    "report the size of every component, in precincts.",
    "Our county club wonders what {place} holds together. Please take its precincts, those with "
    "that name in `{county}`, off {graph} and count the precincts of each connected part that is "
    "left.",
    "From {graph} keep the nodes whose `{county}` is anything but {place}; I need the node "
    "counts of the connected components among them.",
    "Picture a flood in {place}: if its precincts (`{county}` in {graph}) could not be crossed, "
    "what connected parts would the other precincts form, and of how many precincts each?",
)
_LIST = (
    "The precincts in {closed} are flooded. Take them out of {graph}: which other precincts are "
    "then cut off from the largest remaining part?",
    "Drop the nodes listed in {closed} from {graph} and list every node that is not in the "
    "largest component of the rest.",
    "{graph} minus {closed}: nodes outside of the biggest component",
    "{closed} names precincts that can't be crossed, one a line. On {graph}, which of the others "
    "can no longer be reached from the main part of the map (the part with most precincts)?",
    "Read the ids in {closed}, remove those nodes from {graph}, and name all other nodes that "
    "are not connected to the largest part left (most precincts).",
    "Which precincts get stranded when those in {closed} close? Stranded means: still open, but "
    "not in the largest component, by number of precincts, of {graph} without them.",
    "A storm closed the precincts listed in {closed}. The election office must know which open "
    "precincts can't be reached on {graph} from the largest part of what is left.",
    "For each line of {closed} take a node out of {graph}. Of what is left, everything but the "
    "biggest component, please.",
    "Bottlenecks are what this is about. With the precincts of {closed} gone from {graph}, which "
    "of the remaining ones lie outside of the largest connected part (counted in precincts)?",
)
_READ = """
    import networkx as nx
    from gerrychain import Graph

    graph = Graph.from_json("$graph").get_nx_graph()
"""
_ENDS = (
    """rest = [node for node, data in graph.nodes(data=True) if data["$county"] != "$place"]
components = nx.connected_components(graph.subgraph(rest))
answer = sorted(map(len, components), reverse=True)
""",
    """with open("$closed") as lines:
    closed = set(lines.read().splitlines())
rest = graph.subgraph(set(graph) - closed)
largest = max(nx.connected_components(rest), key=len)
answer = sorted(set(rest) - largest)
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    links = [(int(a), int(b)) for a, b in setting.made.state.graph.links]
    nodes = set(range(len(data.ids)))
    graph = drawn_graph(setting)
    slots = {"graph": graph.name, "county": data.county, "closed": "closed.txt", "place": ""}
    if setting.level == 1:
        place, sizes = _county(setting, links)
        slots["place"] = place
        answer: object = sizes
        others = sorted(set(data.counties) - {place})
        inside = [i for i in nodes if data.counties[i] == place]
        wrongs = [
            Wrong(
                "nothing taken out",
                {f'data["{data.county}"] != "{place}"': "data"},
                [len(one) for one in parts(nodes, links)],
            ),
            Wrong("the county itself", {"!=": "=="}, [len(one) for one in parts(inside, links)]),
            Wrong(
                "other place",
                {f'"{place}"]': f'"{others[0]}"]'},
                [
                    len(one)
                    for one in parts([i for i in nodes if data.counties[i] != others[0]], links)
                ],
            ),
            Wrong(
                "the number of parts",
                {"sorted(map(len, components), reverse=True)": "len(list(components))"},
            ),
        ]
        files: tuple[GivenFile, ...] = (graph,)
    else:
        closed = _ring(setting, links)
        rest = parts(nodes - closed, links)
        answer = sorted(data.ids[i] for piece in rest[1:] for i in piece)
        listed = [data.ids[i] for i in sorted(closed)]
        rng.shuffle(listed)
        files = (graph, text_file("closed.txt", "\n".join(listed) + "\n"))
        wrongs = [
            Wrong("the largest part", {"set(rest) - largest": "largest"}),
            Wrong("the closed ones too", {"set(rest) - largest": "set(graph) - largest"}),
        ]
    return problem(
        told(
            setting,
            f"contiguity_closed.{min(setting.level, 2)}",
            _COUNTY if setting.level == 1 else _LIST,
            answer=(
                "the list of sizes, largest first"
                if setting.level == 1
                else "the sorted list of ids"
            ),
            **slots,
        ),
        files,
        code(_READ, **slots) + code(_ENDS[setting.level > 1], **slots),
        answer,
        exactly(answer),
        *wrongs,
        place=slots["place"],
    )


def _county(setting: Setting, links: list[Pair]) -> tuple[str, list[int]]:
    """A county, one that splits the rest if there is any, and the sizes of the parts then."""
    counties = units_of(setting.made).counties
    found = {}
    for place in sorted(set(counties)):
        rest = [i for i, one in enumerate(counties) if one != place]
        found[place] = [len(one) for one in parts(rest, links)]
    splitting = [place for place, sizes in found.items() if len(sizes) > 1]
    place = setting.rng.choice(splitting or sorted(found))
    return place, found[place]


def _ring(setting: Setting, links: list[Pair]) -> set[int]:
    """Units around some others, which are cut off without them."""
    rng = setting.rng
    near: dict[int, set[int]] = {}
    for a, b in links:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    core = {rng.choice(sorted(near))}
    for _ in range(setting.level - 1):
        around = sorted({other for one in core for other in near[one]} - core)
        core.update(rng.sample(around, min(2, len(around))))
    ring = {other for one in core for other in near[one]} - core
    strays = rng.sample(sorted(set(near) - core - ring), 3)
    return ring | set(strays)


FAMILY = CodingFamily(
    "contiguity_closed",
    "What falls apart when units drop out",
    "contiguity",
    1,
    make,
    needs=with_counties,
)
