"""Cut edges and the length of inner district borders, from the shapes."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import plan_file
from districtbot.problems.coding.outlines import MILE, border_lengths, sides
from districtbot.problems.coding.units import clean, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_COUNT = (
    "How many cut edges does the plan {plan} have on the rook dual graph of {file}? The key "
    "is `{id}` in the layer and `{unit}` in the plan.",
    "Cut edges of {plan} (`{unit}`, {district}) on Graph.from_geodataframe({file}), rook.",
    "number of cut edges: {plan} on {file} (rook, {id} = `{unit}`)",
    "Two neighbouring precincts in different districts make one cut edge. Count them for "
    "{plan} on the precincts in {file} (neighbours share a line; `{id}` is `{unit}` in the "
    "plan).",
    "Given {file} and the plan {plan}, count the pairs of adjacent precincts (rook) that the "
    "plan puts in different districts. `{id}` there is `{unit}` here.",
    "Please load {file}, build the rook dual graph, assign {plan} to it (`{id}` matches "
    "`{unit}`) and report how many edges are cut.",
    "Goal: cut edges of {plan}. Graph: rook adjacency of {file}. Join: `{unit}` in the plan, "
    "`{id}` in the layer.",
    "How often does a district line of {plan} run between two precincts of {file} that share "
    "a border? A corner is no border; match `{unit}` to `{id}`.",
    "A quick compactness number for our newsletter: how many edges of the rook adjacency "
    "graph of {file} join precincts in different districts of {plan}? `{unit}` in the plan is "
    "`{id}` in the map.",
)
_LENGTH = (
    "How long are the lines between districts in {plan} all together, in {measure}? Add up "
    "the border of every two neighbouring precincts of {file} in different districts, in "
    "{crs}. `{id}` is `{unit}` in the plan.",
    "Total length of cut borders ({measure}, {crs}) of {plan} over {file}.",
    "sum of shared_perim on cut edges, {plan} on {file}, {crs}, {measure}",
    "If somebody walked along all district lines of {plan} inside the state, how many "
    "{measure} would that be? Precincts: {file}, measured in {crs}; `{unit}` in the plan is "
    "`{id}` there.",
    "Add up, in {measure}, the shared borders between adjacent precincts of {file} that "
    "{plan} places in different districts. Lengths are to be taken in {crs}; the plan's "
    "`{unit}` is `{id}` in the layer.",
    "Goal: total length in {measure} of the borders cut by {plan}. Precincts: {file}, "
    "projected to {crs}, `{id}` = `{unit}`. The outer boundary of the state does not count.",
    "I would like to know how many {measure} of district line {plan} draws through the state. "
    "Each stretch between two districts counts once; the geometry is {file} in {crs}, joined "
    "on `{unit}` and `{id}`.",
    "Using {file} in {crs}, sum shared_perim over the cut edges of {plan} and give the sum in "
    "{measure} (`{id}` in the layer, `{unit}` in the plan).",
    "For an affidavit: what is the combined length, in {measure}, of all boundaries between "
    "districts under {plan}, measured on the precincts of {file} in {crs}?",
)
_BUILD = """
    import geopandas as gpd
    import pandas as pd
    from gerrychain import Graph, Partition

    units = gpd.read_file("$file").to_crs("$crs").set_index("$id")
    plan = pd.read_csv("$plan", dtype={"$unit": str}).set_index("$unit")["$district"]
    graph = Graph.from_geodataframe(units.join(plan.rename("plan_district")))
    partition = Partition(graph, assignment="plan_district")
    answer = len(partition["cut_edges"])
"""
_TABLE = """
    import geopandas as gpd
    import pandas as pd
    from gerrychain import Graph

    units = gpd.read_file("$file").to_crs("$crs").set_index("$id")
    plan = pd.read_csv("$plan", dtype={"$unit": str})
    district_of = dict(zip(plan["$unit"], plan["$district"]))
    graph = Graph.from_geodataframe(units).get_nx_graph()
    metres = sum(
        data["shared_perim"]
        for a, b, data in graph.edges(data=True)
        if district_of[a] != district_of[b]
    )
    answer = round(metres / $scale, 2)
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:32620", "EPSG:26919"))
    measure, scale, by = rng.choice((("km", 1e3, "1e3"), ("miles", MILE, "1609.344")))
    labels = data.districts.tolist()
    pairs = sorted(sides(setting.made))
    for a, b in pairs:
        if labels[a] != labels[b] and rng.random() < 0.1 and labels.count(labels[a]) > 2:
            labels[a] = labels[b]
    header = rng.choice((("GEOID", "district"), ("precinct", "district"), ("unit", "dist")))
    shown = dict(zip(data.ids, labels, strict=True))
    plan = plan_file(setting, rng.choice(("plan.csv", "proposal.csv")), header, plan=shown)
    cut = [(a, b) for a, b in pairs if labels[a] != labels[b]]
    long = setting.level > 1

    def metres(crs: str) -> float:
        found = border_lengths(setting.made, [str(one) for one in labels], crs)
        return sum(length for pair, length in found.items() if all(pair))

    answer: float | int = round(metres(crs) / scale, 2) if long else len(cut)
    file = layer(setting, data.id, data.county, data.plan)
    slots = {
        "file": file.name,
        "plan": plan.name,
        "id": data.id,
        "unit": header[0],
        "district": header[1],
        "crs": crs,
        "measure": measure,
    }
    solution = code(_TABLE if long else _BUILD, scale=by, **slots)
    if not long:
        solution = solution.replace(f'.to_crs("{crs}")', "")
    old = data.districts.tolist()
    before = len([1 for a, b in pairs if old[a] != old[b]])
    if long:
        wrongs = [
            Wrong("other CRS", {f'"{crs}"': '"EPSG:3857"'}, round(metres("EPSG:3857") / scale, 2)),
            Wrong("other unit", {f"/ {by}": "/ 1e2"}),
            Wrong(
                "inner borders",
                {"district_of[a] != district_of[b]": "district_of[a] == district_of[b]"},
            ),
        ]
    else:
        wrongs = [
            Wrong("off by one", {"answer = len": "answer = 1 + len"}),
            Wrong("all edges", {'partition["cut_edges"]': "graph.edges"}),
            Wrong(
                "another plan", {'assignment="plan_district"': f'assignment="{data.plan}"'}, before
            ),
        ]
    return problem(
        told(
            setting,
            f"shape_cut_edges.{min(setting.level, 2)}",
            _LENGTH if long else _COUNT,
            answer="the length in {measure}, 2 decimals" if long else "the number of cut edges",
            **slots,
        ),
        (file, plan),
        solution,
        answer,
        exactly(answer, rel=1e-5, abs_=0.011),
        *wrongs,
        long=long,
    )


FAMILY = CodingFamily(
    "shape_cut_edges", "Cut edges and inner borders of a plan", "compactness", 1, make, needs=clean
)
