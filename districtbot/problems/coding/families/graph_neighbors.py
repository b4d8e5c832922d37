"""The neighbours of a unit, and the units with the most of them."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import sides
from districtbot.problems.coding.units import clean, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_OF_ONE = (
    "Which precincts border {unit} in {file}? Two precincts are neighbours if they share a line "
    "(rook). Ids are in `{id}`.",
    "Give me the rook neighbours of `{id}` {unit} in {file}.",
    "rook neighbours of {unit}, {file}, {id}",
    "I live in precinct {unit}. With which other precincts of {file} (ids in `{id}`) does it "
    "share a "
    "stretch of border? Corners alone don't count.",
    "{file} has its ids in `{id}`. Take {unit}: what are the ids of the precincts it has a "
    "boundary line in common with?",
    "Name every precinct next to {unit}. The layer is {file}, the ids are in `{id}`, and touching "
    "in a single point does not make a neighbour.",
    "Who is adjacent to {unit} in the rook dual graph of {file} (nodes by {id})?",
    "{file}: {id} = {unit}, list adjacent precincts, rook",
    "A poll worker asks which precincts lie directly beside {unit}. Please find them in {file}, "
    "by `{id}`; a common corner is not enough.",
    "I'd like to see the neighbours of one precinct, {unit}, in {file} (column `{id}`). Build "
    "GerryChain's rook graph and read them off.",
)
_MOST = (
    "Which precincts (`{id}`) of {file} have the most neighbours (rook), and how many? There may "
    "be a tie.",
    "Find the highest degree in the rook dual graph of {file} and every `{id}` that has it.",
    "max degree + all {id} that reach it, rook graph of {file}",
    "What is the largest number of neighbours that a precinct of {file} has, sharing a border and "
    "not just a corner? Name all precincts ({id}) with so many.",
    "Build the rook graph of {file} with nodes named by `{id}`. What is its maximum degree, and "
    "which nodes reach it?",
    "Who has the most neighbours in {file}? Give the number and all precincts (`{id}`) that have "
    "as many; only a shared line counts.",
    "{file}, rook: top neighbour count and the {id} of all precincts at it",
    "Some precinct of {file} must border more others than any else. Find out how many those are, "
    "and name it by `{id}`, along with any that tie with it. Corners don't count.",
    "Count for each precinct of {file} the others it shares a line with. I only need the largest "
    "count and the `{id}` of everyone who has it.",
    "The best-connected precincts of {file}, please: all `{id}` with the highest number of rook "
    "neighbours, and that number.",
)
_AROUND = (
    "Which precincts (`{id}`) of {file} can be reached from {unit} in exactly two steps, "
    "no fewer, going from neighbour to neighbour (rook)?",
    "List the second ring around `{id}` {unit} in {file}: neighbours of its rook neighbours that "
    "are neither {unit} nor its neighbours.",
    "2nd-order rook neighbours of {unit} ({file}, {id}), first ring excluded",
    "In {file}, take {unit} (column {id}) and its neighbours; which precincts border those "
    "neighbours without being in the group themselves? Rook adjacency.",
    "Which precincts are at distance two, exactly, from {unit} in the rook graph of {file}? The "
    "ids are in `{id}`.",
    "{file} by `{id}`: a flyer went to {unit} and all its neighbours. Next come the precincts "
    "that border one of those and have not had it. Which are they? Neighbours share a line.",
    "{file}, rook, nodes {id}: all at graph distance 2 from {unit}",
    "Leave out {unit} itself and the precincts it borders; who is left among the neighbours of "
    "its neighbours? Use the rook dual graph of {file} (`{id}`).",
    "I am looking at what surrounds {unit} in {file}, ids in `{id}`. The first ring is everything "
    "that shares a line with it. Please give me the second ring: what shares a line with the "
    "first and is neither in it nor {unit}.",
    "Starting from precinct {unit} of {file}, walk over shared borders. Which precincts (`{id}`) "
    "take two steps at the least?",
)
_BUILD = """
    import geopandas as gpd
    from gerrychain import Graph

    units = gpd.read_file("$file").set_index("$id")
    graph = Graph.from_geodataframe(units, adjacency="rook")
"""
_ENDS = (
    """answer = sorted(graph.neighbors("$unit"))
""",
    """degree = {unit: graph.degree(unit) for unit in graph.nodes}
most = max(degree.values())
answer = {"neighbors": most, "units": sorted(u for u, n in degree.items() if n == most)}
""",
    """first = set(graph.neighbors("$unit"))
second = {far for near in first for far in graph.neighbors(near)}
answer = sorted(second - first - {"$unit"})
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    near: dict[int, set[int]] = {i: set() for i in range(len(data.ids))}
    for a, b in sides(setting.made):
        near[a].add(b)
        near[b].add(a)
    full = [i for i, others in near.items() if len(others) >= 3]
    one = rng.choice(full)
    unit = data.ids[one]
    file = layer(setting, data.id, data.county)
    most = max(len(others) for others in near.values())
    second = {far for other in near[one] for far in near[other]} - near[one] - {one}
    answers: tuple[object, ...] = (
        sorted(data.ids[i] for i in near[one]),
        {"neighbors": most, "units": sorted(data.ids[i] for i in near if len(near[i]) == most)},
        sorted(data.ids[i] for i in second),
    )
    answer = answers[setting.level - 1]
    solution = code(_BUILD + "", file=file.name, id=data.id)
    solution += code(_ENDS[setting.level - 1], unit=unit)
    other = data.ids[rng.choice([i for i in full if i != one])]
    unit_text = f'"{unit}"'
    if setting.level == 2:
        wrongs = [
            Wrong("the fewest", {"most = max(": "most = min("}),
            Wrong("off by one", {'{"neighbors": most,': '{"neighbors": most + 1,'}),
        ]
    else:
        wrongs = [Wrong("another unit", {unit_text: f'"{other}"'})]
        itself = "sorted({*graph.neighbors(" + unit_text + "), " + unit_text + "})"
        if setting.level == 1:
            wrongs.append(
                Wrong("the unit itself", {f"sorted(graph.neighbors({unit_text}))": itself})
            )
        else:
            wrongs.append(Wrong("the first ring kept", {" - first": ""}))
            wrongs.append(Wrong("the first ring alone", {"sorted(second - first": "sorted(first"}))
    return problem(
        told(
            setting,
            f"graph_neighbors.{setting.level}",
            (_OF_ONE, _MOST, _AROUND)[setting.level - 1],
            answer=(
                "the sorted list of their ids"
                if setting.level != 2
                else "a dict with 'neighbors' (a whole number) and 'units' (sorted list of ids)"
            ),
            file=file.name,
            id=data.id,
            unit=unit,
        ),
        (file,),
        solution,
        answer,
        exactly(answer),
        *wrongs,
        unit=unit,
    )


FAMILY = CodingFamily(
    "graph_neighbors", "Neighbours of a unit, and who has most", "dual graphs", 1, make, needs=clean
)
