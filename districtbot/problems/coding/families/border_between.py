"""Length of the border between two neighbouring counties or districts."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import MILE, border_lengths
from districtbot.problems.coding.units import clean, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_LINES = (
    "How long is the border between {a} and {b}? The precincts are in {file}, the {kind} in "
    "`{col}`. Measure in {crs}; answer in {unit}.",
    "Measure the shared boundary of {a} and {b} ({kind}, column `{col}` of {file}) in {crs}, in "
    "{unit}.",
    "length of the line between {a} and {b} in {unit}, {crs}. {file}, column {col}",
    "{a} and {b} touch. Along how many {unit} do they do so? Build both from the precincts in "
    "{file} (`{col}` names the {kind}) and measure in {crs}.",
    "Take the precincts of {file} that `{col}` puts in {a} and those that it puts in {b}, merge "
    "each lot into one shape, and tell me the length of the line they share, in {unit}, measured "
    "in {crs}.",
    "I need one number: how many {unit} of boundary {a} and {b} have in common. Use the "
    "precincts in {file}, where `{col}` tells the {kind}, projected to {crs}.",
    "Using {file} in {crs}, dissolve on `{col}` and get the length in {unit} of the line where "
    "{a} meets {b}.",
    "The surveyor wants the length of the common line of {a} and {b}. Each {kind} is made of the "
    "precincts in {file} with its value in `{col}`; project to {crs} and report {unit}.",
    "{file} has the {kind} of each precinct in `{col}`. After projecting to {crs}, for how many "
    "{unit} do {a} and {b} run along each other?",
    "Shared edge of {a} and {b}: merge the precincts in {file} by `{col}`, go to {crs}, and "
    "measure it in {unit}.",
)
_SOLUTION = """
    import geopandas as gpd

    precincts = gpd.read_file("$file").to_crs("$crs")
    shapes = precincts[["$col", "geometry"]].dissolve(by="$col").geometry
    shared = shapes.loc[$a].intersection(shapes.loc[$b])
    answer = round(shared.length / $scale, 3)
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:32620", "EPSG:26919"))
    unit, scale, by = rng.choice((("km", 1e3, "1e3"), ("miles", MILE, "1609.344")))
    by_district = setting.level > 1 and rng.random() < 0.6
    col = data.plan if by_district else data.county
    labels = [str(one) for one in data.districts] if by_district else data.counties
    lengths = {crs: _inside(setting, labels, crs) for crs in (crs, "EPSG:3857")}
    pairs = sorted(lengths[crs])
    a, b = rng.choice(pairs)
    others = [pair for pair in pairs if a in pair and b not in pair]
    answer = round(lengths[crs][a, b] / scale, 3)
    file = layer(setting, data.id, data.county, data.plan)

    def quoted(label: str) -> str:
        return label if by_district else f'"{label}"'

    solution = code(_SOLUTION, file=file.name, crs=crs, col=col, a=quoted(a), b=quoted(b), scale=by)
    wrongs = [
        Wrong("other CRS", {crs: "EPSG:3857"}, round(lengths["EPSG:3857"][a, b] / scale, 3)),
        Wrong("other unit", {f" / {by}": ""}),
        Wrong("the whole outline", {f".intersection(shapes.loc[{quoted(b)}])": ".boundary"}),
    ]
    if others:
        c = next(one for one in others[0] if one != a)
        wrongs.append(Wrong("another neighbour", {f"loc[{quoted(b)}]": f"loc[{quoted(c)}]"}))
    return problem(
        told(
            setting,
            "border_between",
            _LINES,
            answer="the length in {unit} as a float, rounded to 3 decimals",
            file=file.name,
            kind="district" if by_district else "county",
            a=f"district {a}" if by_district else a,
            b=f"district {b}" if by_district else b,
            col=col,
            crs=crs,
            unit=unit,
        ),
        (file,),
        solution,
        answer,
        exactly(answer, rel=1e-4, abs_=0.002),
        *wrongs,
        col=col,
        unit=unit,
    )


def _inside(setting: Setting, labels: list[str], crs: str) -> dict[tuple[str, str], float]:
    found = border_lengths(setting.made, labels, crs)
    return {pair: length for pair, length in found.items() if all(pair) and length > 0}


FAMILY = CodingFamily(
    "border_between",
    "Length of the border between two counties or districts",
    "crs and areas",
    1,
    make,
    needs=clean,
)
