"""Islands tied to the mainland, so that the dual graph hangs together."""

import numpy as np
import shapely

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import parts, shapes_in, sides
from districtbot.problems.coding.units import clean, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told
from districtbot.problems.maps.made import MadeMap

_LINES = (
    "The dual graph of {file} (rook) has islands. Tie each one to the mainland: the largest "
    "component is the mainland, and the new edge joins the two precincts that are closest, "
    "measured "
    "in {crs}. Which edges are these?",
    "Find the components of the rook graph of {file} and connect every small one to the biggest by "
    "its shortest gap ({crs}). I need the added edges by `{id}`.",
    "{file}: bridge edges from each island component to the main one, closest pair in {crs}, {id}",
    "No chain will run on {file} while its islands hang loose. For each group of precincts that is "
    "cut off from the largest group, find the nearest pair (one on the island, one on the "
    "mainland; "
    "distances in {crs}) and list those pairs by `{id}`.",
    "Which edges would make the rook graph of {file} connected? Join every component but the "
    "largest to the largest one, each by the closest pair of precincts ({crs}), and name them by "
    "`{id}`.",
    "In {file} there are precincts that nobody reaches over land. For every such group give me "
    "the edge that ties it to the biggest component where the two are nearest. Rook adjacency, "
    "distances in {crs}, ids in `{id}`.",
    "islands in {file} (rook components except the largest): nearest pair of {id} to the mainland "
    "each, {crs}",
    "GerryChain complains that the graph of {file} is disconnected. I want to add one edge per "
    "island, from the island's precinct to the mainland's that lie closest in {crs}. Mainland "
    "means the largest component, neighbours share a line. Please list the edges by `{id}`.",
    "Think of ferries: each island of {file} gets one, over the shortest stretch of water to the "
    "mainland. Take the rook graph; its largest component is the mainland, every other one an "
    "island. Measure in {crs} and tell me which precincts (`{id}`) the ferries link.",
    "Closest pairs, please, by `{id}`: for each component of the rook dual graph of {file} other "
    "than the largest, one precinct in it and one in the largest, as near to each other as there "
    "are, by distance in {crs}.",
)
_METRES = (
    "Give the width of the water in km (2 decimals) as the third item of each.",
    "Add the distance in kilometres with 2 decimals to each.",
    "Each should also say how many km apart the two are, to 2 decimals.",
)
_SOLUTION = """
    import geopandas as gpd
    import networkx as nx
    from gerrychain import Graph

    units = gpd.read_file("$file").to_crs("$crs").set_index("$id")
    graph = Graph.from_geodataframe(units, adjacency="rook").get_nx_graph()
    mainland, *islands = sorted(nx.connected_components(graph), key=len, reverse=True)
    coast = units.geometry.loc[sorted(mainland)]
    answer = []
    for island in islands:
        gaps = {unit: coast.distance(units.geometry.loc[unit]) for unit in sorted(island)}
        unit = min(gaps, key=lambda one: gaps[one].min())
        answer.append([unit, gaps[unit].idxmin()$metres])
    answer.sort()
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:32620", "EPSG:26919"))
    measured = setting.level > 1
    shapes = np.array(shapes_in(setting.made, crs), dtype=object)
    mainland, *islands = parts(range(len(shapes)), sorted(sides(setting.made)))
    answer = []
    for island in islands:
        gaps = np.array([shapely.distance(shapes[mainland], shapes[unit]) for unit in island])
        row, column = np.unravel_index(int(gaps.argmin()), gaps.shape)
        found: list[object] = [data.ids[island[row]], data.ids[mainland[column]]]
        answer.append([*found, round(float(gaps.min()) / 1000, 2)] if measured else found)
    answer.sort(key=str)
    file = layer(setting, data.id, data.county)
    tail = ", round(gaps[unit].min() / 1000, 2)"
    solution = code(_SOLUTION, file=file.name, crs=crs, id=data.id, metres=tail if measured else "")
    wrongs = [
        Wrong("the farthest", {"gaps[unit].idxmin()": "gaps[unit].idxmax()"}),
        Wrong("the mainland first", {"[unit, gaps[unit].idxmin()": "[gaps[unit].idxmin(), unit"}),
    ]
    if measured:
        wrongs.append(Wrong("other CRS", {f'"{crs}"': '"EPSG:3857"'}))
        wrongs.append(Wrong("other unit", {"/ 1000": "/ 1609.344"}))
    return problem(
        told(
            setting,
            "graph_islands",
            _LINES,
            answer=(
                "a sorted list of [island precinct, mainland precinct, km]"
                if measured
                else "a sorted list of [island precinct, mainland precinct]"
            ),
            more=(_METRES if measured else (),),
            file=file.name,
            crs=crs,
            id=data.id,
        ),
        (file,),
        solution,
        answer,
        exactly(answer, abs_=0.011),
        *wrongs,
        n_islands=len(islands),
    )


def _with_islands(made: MadeMap) -> bool:
    return clean(made) and len(set(made.state.graph.components(bridged=False).tolist())) > 1


FAMILY = CodingFamily(
    "graph_islands", "Islands tied to the mainland", "dual graphs", 1, make, needs=_with_islands
)
