"""A dual graph written as JSON for GerryChain, with chosen columns."""

import json
from collections.abc import Callable, Mapping

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Outcome, Setting
from districtbot.problems.coding.outlines import sides
from districtbot.problems.coding.units import clean, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_LINES = (
    "Make {out}, a dual graph of {file} that GerryChain can load: rook adjacency, `{id}` as node "
    "ids, and on each node the columns {columns}.",
    "Build the rook graph of {file} with GerryChain, nodes named by {id}, carrying {columns}; save "
    "it with to_json as {out}.",
    "{file} -> {out}: rook dual graph JSON, node id = {id}, attributes {columns}",
    "We want to run chains without the shapes. Please turn {file} into {out} (GerryChain's JSON): "
    "precincts that share a border are joined, nodes are called by their `{id}` and keep "
    "{columns}.",
    "Could you save the dual graph of {file} as {out}, in the format that GerryChain's from_json "
    "reads? Neighbours share a line, the nodes' ids are the values of `{id}`, and their "
    "attributes should include {columns}.",
    "From {file} I need {out}. It is to be GerryChain's JSON of the rook graph; nodes carry "
    "{columns} and go by `{id}`.",
    "The pipeline expects {out}: a rook adjacency graph with node ids from {id} and the "
    "attributes {columns}, written by GerryChain. Its source is {file}.",
    "dual graph of {file}, rook, ids {id}, keep {columns}, to_json {out}",
    "I'm handing the data over to somebody without GIS software. Please make a graph file {out} "
    "for GerryChain from {file}: one node for each precinct, called by its `{id}`, with {columns} "
    "on it, and an edge wherever two precincts share a border.",
    "On each node: {columns}. Node ids: `{id}`. Edges: rook. Read {file} and write the graph to "
    "{out} with GerryChain.",
)
_SHARE = (
    "Put an attribute `{new}` on each node as well: {part} as a share of {whole}, 0 where nobody "
    "is "
    "counted.",
    "Add `{new}` = {part} / {whole} to every node (0 if {whole} is 0).",
    "Every node also gets `{new}`, that is {part} divided by {whole}, or 0 where {whole} is 0.",
)
_SOLUTION = """
    import geopandas as gpd
    from gerrychain import Graph

    units = gpd.read_file("$file").set_index("$id")
    $share
    columns = $columns
    graph = Graph.from_geodataframe(units[[*columns, "geometry"]], adjacency="rook")
    graph.to_json("$out")
    answer = [len(graph.nodes), len(graph.edges)]
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    out = rng.choice(("dual_graph.json", "graph.json", "precincts.json"))
    columns = [data.pop, data.county, data.plan][: 1 + setting.level]
    part = data.groups[data.minority()] if setting.level == 3 and len(data.groups) > 1 else ""
    new = rng.choice(("min_share", "group_share", "vap_share"))
    file = layer(setting, data.id, *columns, part, data.vap if part else "")
    wanted: dict[str, dict[str, object]] = {one: {} for one in data.ids}
    for column in columns:
        values = data.labels(column) if column == data.county else data.numbers(column).tolist()
        for one, value in zip(data.ids, values, strict=True):
            wanted[one][column] = value
    if part:
        counts = zip(
            data.ids, data.numbers(part).tolist(), data.numbers(data.vap).tolist(), strict=True
        )
        for one, n, whole in counts:
            wanted[one][new] = n / whole if whole else 0.0
    pairs = {frozenset((data.ids[a], data.ids[b])) for a, b in sides(setting.made)}
    answer = [len(data.ids), len(pairs)]
    share = f'units["{new}"] = (units["{part}"] / units["{data.vap}"]).fillna(0)'
    solution = code(
        _SOLUTION,
        file=file.name,
        id=data.id,
        share=share if part else "",
        columns=repr([*columns, new] if part else columns).replace("'", '"'),
        out=out,
    ).replace('")\n\ncolumns', '")\ncolumns')
    shown = ", ".join(f"`{one}`" for one in columns[:-1])
    return problem(
        told(
            setting,
            "graph_to_json",
            _LINES,
            answer="[number of nodes, number of edges]",
            more=(_SHARE if part else (),),
            file=file.name,
            id=data.id,
            out=out,
            columns=f"{shown} and `{columns[-1]}`" if shown else f"`{columns[-1]}`",
            new=new,
            part=part,
            whole=data.vap,
        ),
        (file,),
        solution,
        answer,
        _written(out, answer, wanted, pairs),
        Wrong("ids lost", {f'.set_index("{data.id}")': ""}),
        Wrong(
            "a column forgotten", {f'"{columns[-1]}"' + (f', "{new}"' if part else "") + "]": "]"}
        ),
        Wrong("not written", {f'graph.to_json("{out}")\n': ""}),
        Wrong("other name", {f'to_json("{out}")': 'to_json("output.json")'}),
        columns=columns,
    )


def _written(
    out: str,
    answer: list[int],
    wanted: Mapping[str, Mapping[str, object]],
    pairs: set[frozenset[str]],
) -> Callable[[Outcome], str]:
    """The answer is right and the file holds these nodes with these values, and these edges."""
    right = exactly(answer)

    def check(outcome: Outcome) -> str:
        if fault := right(outcome):
            return fault
        try:
            graph = json.loads(outcome.files[out])
            nodes = {str(node["id"]): node for node in graph["nodes"]}
            edges = {
                frozenset((str(node["id"]), str(edge["id"])))
                for node, row in zip(graph["nodes"], graph["adjacency"], strict=True)
                for edge in row
            }
        except (KeyError, TypeError, ValueError):
            return f"{out} is not there, or no dual graph as JSON"
        if nodes.keys() != wanted.keys():
            return "the nodes are others"
        for one, values in wanted.items():
            held = Outcome(True, value={key: nodes[one].get(key) for key in values})
            if fault := exactly(values, rel=1e-6, abs_=1e-9)(held):
                return f"node {one}: {fault}"
        return "" if edges == pairs else "the edges are others"

    return check


FAMILY = CodingFamily(
    "graph_to_json", "A dual graph written as JSON", "dual graphs", 1, make, needs=clean
)
