"""Which units touch under the rook's rule and under the queen's."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import corners, sides, with_corners
from districtbot.problems.coding.units import units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_EDGES = (
    "How many edges does the dual graph of {file} have under rook adjacency, and how many under "
    "queen adjacency? Use GerryChain.",
    "Build both dual graphs of {file} with GerryChain, rook and queen, and count their edges.",
    "edges of Graph.from_geodataframe({file}): rook, queen",
    "I am told that it matters whether two precincts that meet in a corner count as neighbours. "
    "Please count the neighbouring pairs in {file} with and without such corners (queen and rook).",
    "Count the edges of GerryChain's dual graph of {file} twice: once for adjacency by rook, once "
    "by queen.",
    "What difference does the choice between rook and queen make for {file}? I need both numbers "
    "of edges, from GerryChain.",
    "{file}: n edges rook, n edges queen (GerryChain)",
    "Let pairs of precincts in {file} be neighbours if they share a line, then if they share a "
    "line or a point. How many pairs are there under either rule? GerryChain calls these rook and "
    "queen.",
    "For the methods section I have to state how many adjacencies {file} has, by the rook's rule "
    "and by the queen's. Please have GerryChain build both graphs.",
    "Two numbers, please: the size of the rook graph and of the queen graph of {file}, in edges.",
)
_CORNERS = (
    "Which precincts of {file} meet in a corner only? I need the pairs by `{id}`.",
    "List the pairs of `{id}` in {file} that are adjacent as the queen moves but not as the rook.",
    "{file}: queen minus rook pairs ({id})",
    "Some precincts of {file} touch in a single point and share no border. Find those pairs "
    "({id}).",
    "Our lawyer worries about point contiguity. Name the pairs of precincts (`{id}`) in {file} "
    "that "
    "touch only at a point.",
    "Build the rook and the queen graph of {file} by `{id}`. Which edges does the second have and "
    "the first not?",
    "As on a chessboard, some precincts in {file} meet diagonally and nothing more. Who are these "
    "pairs, by `{id}`?",
    "point-only adjacencies in {file}, pairs of {id}",
    "If corners stop counting, which adjacencies of {file} go away? Please name the two precincts "
    "of each by their `{id}`.",
    "A district held together by a single point would not stand in court. Find every pair in "
    "{file} (`{id}`) that touches, but not along a line.",
)
_BUILD = """
    import geopandas as gpd
    from gerrychain import Graph

    units = gpd.read_file("$file").set_index("$id")
    rook = Graph.from_geodataframe(units, adjacency="rook")
    queen = Graph.from_geodataframe(units, adjacency="queen")
"""
_ENDS = (
    """answer = {"rook": len(rook.edges), "queen": len(queen.edges)}
""",
    """straight = {frozenset(edge) for edge in rook.edges}
answer = sorted(sorted(edge) for edge in queen.edges if frozenset(edge) not in straight)
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    data = units_of(setting.made)
    by_line, by_point = sides(setting.made), corners(setting.made)
    file = layer(setting, data.id, data.county)
    pairs = setting.level > 1
    solution = code(_BUILD, file=file.name, id=data.id) + _ENDS[pairs]
    answer: object = {"rook": len(by_line), "queen": len(by_line) + len(by_point)}
    wrongs = [
        Wrong("queen for rook", {'units, adjacency="rook"': 'units, adjacency="queen"'}),
        Wrong("rook for queen", {'units, adjacency="queen"': 'units, adjacency="rook"'}),
    ]
    if pairs:
        answer = sorted(sorted((data.ids[a], data.ids[b])) for a, b in by_point)
        wrongs.append(Wrong("those that share a line", {"not in straight": "in straight"}))
    else:
        wrongs.append(Wrong("units counted", {"len(queen.edges)": "len(queen.nodes)"}))
    return problem(
        told(
            setting,
            "graph_rook_queen.pairs" if pairs else "graph_rook_queen",
            _CORNERS if pairs else _EDGES,
            answer=(
                "a sorted list of sorted [id, id] pairs"
                if pairs
                else "a dict with the whole numbers 'rook' and 'queen'"
            ),
            file=file.name,
            id=data.id,
        ),
        (file,),
        solution,
        answer,
        exactly(answer),
        *wrongs,
        n_corners=len(by_point),
    )


FAMILY = CodingFamily(
    "graph_rook_queen",
    "Neighbours by line and by point",
    "dual graphs",
    1,
    make,
    needs=with_corners,
)
