"""The most crowded units: people per square mile or kilometre."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import SQ_MILE, area_of, shapes_in
from districtbot.problems.coding.units import plain, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_LINES = (
    "Which {n} precincts of {file} are the most densely settled? Density is `{pop}` per {unit}, "
    "with areas measured in {crs}.",
    "List the {n} densest units in `{file}`, people (`{pop}`) per {unit}. Measure in {crs}.",
    "top {n} by density, {file}: {pop} / area in {crs}, per {unit}",
    "Please find the {n} precincts with the most people for their size. People are in {pop}; the "
    "size is the area of the polygon in {unit}s once it is projected to {crs}. The file is "
    "{file}.",
    "For each precinct in {file} divide the population `{pop}` by its area ({unit}s, {crs}) and "
    "give me the {n} with the highest density.",
    "Rank the precincts in {file} by people ({pop}) per {unit} and keep the first {n}. Project "
    "to {crs} before you take areas.",
    "Where do people live closest together? From {file} I'd like the {n} precincts with the "
    "highest `{pop}` per {unit}, areas in {crs}.",
    "Reproject {file} to {crs}, compute `{pop}` per {unit}, and pick out the {n} highest values.",
    "Density table wanted: file {file}, people {pop}, per {unit}, areas in {crs}, the {n} most "
    "crowded precincts only.",
    "Somebody asked me for the {n} most crowded precincts of the state. Crowded means most {pop} "
    "per {unit}; the polygons are in {file} and have to be measured in {crs}.",
)
_FEWEST = (
    "Leave out precincts with fewer than {least} people.",
    "Ignore anything with a population below {least}.",
    "Precincts of fewer than {least} people don't count.",
)
_UNITS = (("square mile", SQ_MILE, "2_589_988.11"), ("square kilometre", 1e6, "1e6"))
_SOLUTION = """
    import geopandas as gpd

    precincts = gpd.read_file("$file").to_crs("$crs")
    precincts["density"] = precincts["$pop"] / (precincts.area / $scale)
    $keep
    top = precincts.nlargest($n, "density")
    answer = [[id_, round(density, 2)] for id_, density in zip(top["$id"], top["density"])]
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:6933", "ESRI:102008"))
    unit, scale, by = rng.choice(_UNITS)
    n = rng.randint(3, 8)
    density = _densities(setting, crs, scale)
    least = 0
    if setting.level > 1:
        crowded = sorted(range(len(data.ids)), key=lambda i: -density[i])[: n + 2]
        least = int(sorted(data.people[crowded])[1]) // 100 * 100 + 100
    rows = _top(setting, density, n, least)
    filtering = f'precincts = precincts[precincts["{data.pop}"] >= {least}]'
    file = layer(setting, data.id, data.pop, data.vap)
    solution = code(
        _SOLUTION,
        file=file.name,
        crs=crs,
        pop=data.pop,
        id=data.id,
        scale=by,
        n=n,
        keep=filtering if least else "",
    ).replace("\n\ntop", "\ntop")
    wrongs = [
        Wrong(
            "other CRS",
            {crs: "EPSG:3857"},
            _top(setting, _densities(setting, "EPSG:3857", scale), n, least),
        ),
        Wrong("other unit", {f" / {by}": " / 1e3"}),
        Wrong("smallest for largest", {"nlargest": "nsmallest"}),
    ]
    if least:
        wrongs.append(
            Wrong("forgotten filter", {filtering + "\n": ""}, _top(setting, density, n, 0))
        )
    return problem(
        told(
            setting,
            "areas_density",
            _LINES,
            answer="a list of [`{id}`, density] pairs, the densest first, with 2 decimals",
            id=data.id,
            more=(_FEWEST if least else (),),
            file=file.name,
            pop=data.pop,
            crs=crs,
            unit=unit,
            n=n,
            least=least,
        ),
        (file,),
        solution,
        rows,
        exactly(rows, rel=1e-4),
        *wrongs,
        n=n,
        unit=unit,
    )


def _densities(setting: Setting, crs: str, scale: float) -> list[float]:
    people = units_of(setting.made).people
    areas = [area_of(one) / scale for one in shapes_in(setting.made, crs)]
    return [float(n) / area for n, area in zip(people, areas, strict=True)]


def _top(setting: Setting, density: list[float], n: int, least: int) -> list[list[object]]:
    data = units_of(setting.made)
    ranked = [
        i for i in sorted(range(len(density)), key=lambda i: -density[i]) if data.people[i] >= least
    ]
    return [[data.ids[i], round(density[i], 2)] for i in ranked[:n]]


FAMILY = CodingFamily(
    "areas_density", "The most crowded units", "crs and areas", 1, make, needs=plain
)
