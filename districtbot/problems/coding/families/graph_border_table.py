"""The dual graph as a table of edges with the length of each border."""

import pandas as pd

from districtbot.problems.coding.checks import all_of, exactly, file_table
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import border_lengths
from districtbot.problems.coding.units import clean, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_LINES = (
    "Write the rook dual graph of {file} to {out}, one row for each pair of neighbours: `a`, `b` "
    "(the `{id}` values, the smaller one in `a`) and `metres`, the length of their border in "
    "{crs}.",
    "Edge list of {file} with border lengths, please: {out} with columns a, b, metres (a < b by "
    "`{id}`), GerryChain's shared_perim in {crs}, rook.",
    "{file} -> {out}: a,b,metres for each rook edge, a<b ({id}), {crs}",
    "I need the neighbours in {file} as a CSV called {out}. Every pair that shares a line appears "
    "once, with the smaller `{id}` as a, the other as b, and the metres of border in {crs}.",
    "How long is the border between each two neighbouring precincts of {file}? Write it to {out}: "
    "columns a and b with their `{id}` (a is the smaller), metres with the length in {crs}. "
    "Sharing a corner is not enough.",
    "Measure in {crs}, adjacency is rook, the layer is {file}. {out} shall list every pair of "
    "neighbours once as a, b, metres, where a and b are `{id}` values and a < b.",
    "Please turn {file} into a table of borders, {out}. A row stands for two precincts with a "
    "common line: a, b (their `{id}`, in ascending order) and metres, measured in {crs}.",
    "Our exhibit needs a schedule of common borders. From {file}, project to {crs} and save {out} "
    "with the columns a, b and metres: one row per pair that shares a line, identified by `{id}`, "
    "the lesser id under a.",
    "{out} wanted: columns a, b, metres; source {file}; rook pairs by {id}, a < b, each once; "
    "border length in {crs}",
    "For a classroom game I want all pairs of precincts in {file} that share a line, and how many "
    "metres of it there are in {crs}. The file is {out}, with a header a, b, metres; use `{id}` "
    "for the two, the smaller one first.",
)
_ROUND = (
    "Round to whole tenths of a metre (1 decimal).",
    "One decimal is enough for the metres.",
    "Round metres to 1 decimal.",
)
_SHORT = (
    "Leave out borders shorter than {least} m: they are drawing errors.",
    "Skip pairs that share less than {least} metres.",
    "Only borders of at least {least} m belong in it.",
)
_SOLUTION = """
    import geopandas as gpd
    import pandas as pd
    from gerrychain import Graph

    units = gpd.read_file("$file").to_crs("$crs").set_index("$id")
    graph = Graph.from_geodataframe(units, adjacency="rook")
    rows = [
        (*sorted((a, b)), round(data["shared_perim"], 1))
        for a, b, data in graph.get_nx_graph().edges(data=True)
    ]
    borders = pd.DataFrame(sorted(rows), columns=["a", "b", "metres"])
    $keep
    borders.to_csv("$out", index=False)
    answer = len(borders)
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:32620", "EPSG:26919"))
    lengths = {
        pair: length
        for pair, length in border_lengths(setting.made, data.ids, crs).items()
        if all(pair)
    }
    least = _least(sorted(lengths.values())) if setting.level > 1 else 0
    rows = [(a, b, round(n, 1)) for (a, b), n in sorted(lengths.items()) if n >= least]
    truth = pd.DataFrame(rows, columns=["a", "b", "metres"])
    out = rng.choice(("edges.csv", "borders.csv", "neighbors.csv"))
    file = layer(setting, data.id, data.county)
    filtering = f'borders = borders[borders["metres"] >= {least}]\n'
    solution = code(
        _SOLUTION,
        file=file.name,
        crs=crs,
        id=data.id,
        keep=filtering.strip() if least else "",
        out=out,
    ).replace('"metres"])\n\nborders', '"metres"])\nborders')
    wrongs = [
        Wrong("other CRS", {f'"{crs}"': '"EPSG:3857"'}),
        Wrong("unsorted pairs", {"*sorted((a, b))": "*sorted((a, b), reverse=True)"}),
        Wrong("not written", {f'borders.to_csv("{out}", index=False)\n': ""}),
        Wrong("kilometres for metres", {'["shared_perim"], 1': '["shared_perim"] / 1000, 1'}),
    ]
    if least:
        wrongs.append(Wrong("forgotten filter", {filtering: ""}))
    return problem(
        told(
            setting,
            "graph_border_table",
            _LINES,
            answer="the number of rows",
            more=(_ROUND, _SHORT if least else ()),
            file=file.name,
            id=data.id,
            out=out,
            crs=crs,
            least=least,
        ),
        (file,),
        solution,
        len(rows),
        all_of(exactly(len(rows)), file_table(out, truth, ["a", "b"], abs_=0.21)),
        *wrongs,
        least=least,
    )


def _least(lengths: list[float]) -> int:
    """A round number of metres that tells the shortest tenth of some lengths from the others."""
    for i in range(max(1, len(lengths) // 10), len(lengths) // 2):
        low, high = lengths[i - 1], lengths[i]
        found = int(high // 100) * 100
        if found - 2 > low and high > found + 2:
            return found
    return 0


FAMILY = CodingFamily(
    "graph_border_table",
    "The dual graph as a table of borders",
    "dual graphs",
    1,
    make,
    needs=clean,
)
