"""Units on the outer border of the state, and how much of it they have."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import MILE, border_lengths
from districtbot.problems.coding.units import added, clean, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_LENGTHS = (
    "How much of the state's outer boundary belongs to each county? Use GerryChain's "
    "boundary_perim "
    "on {file} in {crs}, summed by `{county}`, in {unit}.",
    "From the dual graph of {file} ({crs}) sum `boundary_perim` per `{county}`, {unit}.",
    "boundary_perim by {county}, {file}, {crs}, in {unit}; no entry for counties without any",
    "I want to know how many {unit} of the state line each county has. Build the graph of {file} "
    "in "
    "{crs}; GerryChain puts each precinct's part on its node. The county is in `{county}`.",
    "Build the dual graph of {file} in {crs} with GerryChain, then total the nodes' "
    "boundary_perim within each `{county}`; I want {unit}.",
    "Which county has how many {unit} of the state's edge? The precincts are in {file} with their "
    "county in `{county}`. Sum GerryChain's boundary_perim, in {crs}.",
    "The outer edge of the map in {file} runs through many counties (`{county}`). Tell me its "
    "length in each of them in {unit}, taken from boundary_perim in {crs}.",
    "{file} -> {crs} -> dual graph -> sum of boundary_perim by {county}, in {unit}",
    "For a sheriff's report: the length of the state's outer line, county by county (column "
    "`{county}`), in {unit}. Please get it from GerryChain's boundary_perim on the graph of "
    "{file} in {crs}.",
)
_INNER = (
    "Which counties (`{county}`) of {file} have no precinct on the outer boundary of the map?",
    "List the landlocked counties of {file}: no node with boundary_node set (column `{county}`).",
    "counties ({county}) in {file} without any boundary node",
    "Some counties of {file} lie wholly inside, away from the state line and the shore. Which "
    "ones? "
    "GerryChain's boundary_node on each precinct will tell; the county is in `{county}`.",
    "From the dual graph of {file}: which values of `{county}` occur on no boundary node?",
    "Tell me which counties have nothing but inner precincts. File {file}, county in `{county}`; "
    "a precinct is an inner one if GerryChain does not set its boundary_node.",
    "{file}: {county} values whose nodes all have boundary_node false",
    "A county is enclosed if none of its precincts touches the outer edge of the map. Please find "
    "the enclosed counties (`{county}`) in {file}; GerryChain's graph marks the precincts at the "
    "edge with boundary_node.",
    "I want the counties that the outer line of the map misses altogether. Precincts in {file}, "
    "county names in `{county}`.",
)
_COUNT = (
    "How many precincts of each county (`{county}`) in {file} lie on the outer boundary of the "
    "map? "
    "Counties with none get 0.",
    "Count boundary nodes per `{county}` in the dual graph of {file}, zeros included.",
    "boundary nodes by {county}: {file}",
    "For every county ({county}) of {file} tell me how many precincts touch the edge of the state.",
    "GerryChain marks the nodes on the outer edge with boundary_node. Sum that up for each "
    "`{county}` of {file}; counties where it is nowhere set have 0.",
    "{file}, dual graph: number of boundary_node precincts per {county}, keep the zeros",
    "Which counties lie at the rim of the map, and with how many precincts? Take {file}, group by "
    "`{county}`, and list every county, also those with 0.",
    "I'm after a count by county (`{county}`): the precincts of {file} that GerryChain's graph "
    "calls boundary nodes. A county in the interior gets a 0.",
    "Please go through the counties of {file} (`{county}`) and say for each how many of its "
    "precincts have a piece of the map's outer boundary, be it none.",
)
_BUILD = """
    import geopandas as gpd
    import pandas as pd
    from gerrychain import Graph

    units = gpd.read_file("$file").to_crs("$crs")
    graph = Graph.from_geodataframe(units, cols_to_add=["$county"])
    nodes = pd.DataFrame([graph.node_data(node) for node in graph.nodes])
"""
_ENDS = (
    """answer = nodes.groupby("$county")["boundary_node"].sum().astype(int).to_dict()
""",
    """lengths = nodes[nodes["boundary_node"]].groupby("$county")["boundary_perim"].sum()
answer = (lengths / $scale).round(2).to_dict()
""",
    """touching = nodes.groupby("$county")["boundary_node"].any()
answer = sorted(touching[~touching].index)
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:32620", "EPSG:26919"))
    unit, scale, by = rng.choice((("km", 1e3, "1e3"), ("miles", MILE, "1609.344")))
    outer = _outer(setting, crs)
    counties = sorted(set(data.counties))
    on_edge = added([data.counties[i] for i in outer], [1.0] * len(outer))
    inner = [one for one in counties if one not in on_edge]
    kind = setting.level if setting.level < 3 or inner else 2
    file = layer(setting, data.id, data.county)
    lengths = added([data.counties[i] for i in outer], list(outer.values()))
    answer: object = {one: int(on_edge.get(one, 0)) for one in counties}
    if kind == 2:
        answer = {one: round(length / scale, 2) for one, length in lengths.items()}
    elif kind == 3:
        answer = inner
    solution = code(_BUILD, file=file.name, crs=crs, county=data.county)
    solution += code(_ENDS[kind - 1], county=data.county, scale=by)
    if kind == 1:
        solution = solution.replace(f'.to_crs("{crs}")', "")
        wrongs = [
            Wrong(
                "inner units",
                {'["boundary_node"].sum()': '["boundary_node"].agg(lambda on: (~on).sum())'},
            ),
            Wrong("all units", {'["boundary_node"].sum()': '["boundary_node"].count()'}),
        ]
    elif kind == 2:
        wrongs = [
            Wrong("other CRS", {f'"{crs}"': '"EPSG:3857"'}),
            Wrong("other unit", {f"/ {by})": "/ 0.3048)"}),
            Wrong("a mean for a sum", {'["boundary_perim"].sum()': '["boundary_perim"].mean()'}),
        ]
    else:
        solution = solution.replace(f'.to_crs("{crs}")', "")
        wrongs = [
            Wrong("those on the edge", {"touching[~touching]": "touching[touching]"}),
            Wrong("any for all", {'["boundary_node"].any()': '["boundary_node"].all()'}),
        ]
    return problem(
        told(
            setting,
            f"graph_outer_units.{kind}",
            (_COUNT, _LENGTHS, _INNER)[kind - 1],
            answer=(
                "a dict from county to a whole number (0 where there are none)",
                "a dict from county to {unit}, 2 decimals (counties without any left out)",
                "the sorted list of counties",
            )[kind - 1],
            file=file.name,
            county=data.county,
            crs=crs,
            unit=unit,
        ),
        (file,),
        solution,
        answer,
        exactly(answer, rel=1e-4, abs_=0.011),
        *wrongs,
        kind=kind,
    )


def _outer(setting: Setting, crs: str) -> dict[int, float]:
    """Metres of outer border of each unit that has some."""
    index = setting.made.state.unit_index
    return {
        index[b]: length
        for (a, b), length in border_lengths(setting.made, setting.made.state.unit_ids, crs).items()
        if not a
    }


FAMILY = CodingFamily(
    "graph_outer_units", "Units on the outer border", "dual graphs", 1, make, needs=clean
)
