"""Perimeter of each district or county, in kilometres or miles."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import MILE, border_lengths, perimeters
from districtbot.problems.coding.units import clean, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_LINES = (
    "What is the perimeter of each {kind} in {file}? Merge the precincts by `{col}` and measure in "
    "{crs}, in {unit}.",
    "Dissolve {file} on `{col}` and give me the length of the outline of every {kind} in {unit}. "
    "Use {crs} for the measuring.",
    "{kind} perimeters, {unit}, {crs}; precincts are in {file}, the {kind} is in {col}",
    "I want to know how long the boundary of each {kind} is ({unit}, measured in {crs}). The "
    "precincts are in {file} and `{col}` says which {kind} each belongs to.",
    "Please measure around each {kind}: join its precincts (`{col}` in {file}) into one shape, "
    "project to {crs}, and take the length of the boundary in {unit}.",
    "How far is it around each {kind}? The precincts of {file} belong to the {kind} in `{col}`; "
    "put them together, project to {crs}, and give {unit}.",
    "{file}, {crs}: dissolve by {col}, boundary length per {kind} in {unit}",
    "Our description of every {kind} has to state the length of its boundary, in {unit}. Please "
    "get it from the precincts in {file}, where `{col}` has the {kind}, with {crs} as the "
    "projection.",
    "In {unit}, as measured in {crs}: the perimeter of each {kind}. Precincts of {file} with the "
    "same `{col}` form one {kind}, and the lines between them don't count.",
)
_HOLES = (
    "Boundaries of holes and islands count too.",
    "Inner rings and islands are part of the boundary.",
    "Count every ring.",
)
_SOLUTION = """
    import geopandas as gpd

    precincts = gpd.read_file("$file").to_crs("$crs")
    shapes = precincts[["$col", "geometry"]].dissolve(by="$col")
    answer = (shapes.length / $scale).round(2).to_dict()
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:32620", "EPSG:26919"))
    unit, scale, by = rng.choice((("km", 1e3, "1e3"), ("miles", MILE, "1609.344")))
    kind, col, labels = ("district", data.plan, [str(one) for one in data.districts])
    if setting.level == 1 or rng.random() < 0.3:
        kind, col, labels = ("county", data.county, data.counties)
    other = data.county if col == data.plan else data.plan
    file = layer(setting, data.id, data.county, data.plan)

    def truth(crs: str) -> dict[str, float]:
        around = perimeters(border_lengths(setting.made, labels, crs))
        return {name: round(length / scale, 2) for name, length in around.items()}

    answer = truth(crs)
    solution = code(_SOLUTION, file=file.name, crs=crs, col=col, scale=by)
    own = str(setting.made.frame.crs)
    summed = f"shapes.length / {by}"
    return problem(
        told(
            setting,
            "perimeters",
            _LINES,
            answer=f"a dict from {kind} (as in `{col}`) to its perimeter in {unit}, 2 decimals",
            more=(_HOLES if setting.level > 1 else (),),
            file=file.name,
            kind=kind,
            col=col,
            crs=crs,
            unit=unit,
        ),
        (file,),
        solution,
        answer,
        exactly(answer, rel=1e-4, abs_=0.011),
        Wrong("other CRS", {crs: "EPSG:3857"}, truth("EPSG:3857")),
        Wrong("degrees", {f'.to_crs("{crs}")': ""}, truth(own)),
        Wrong(
            "inner borders counted",
            {summed: f'precincts.length.groupby(precincts["{col}"]).sum() / {by}'},
        ),
        Wrong("other column", {f'"{col}"': f'"{other}"'}),
        kind=kind,
        unit=unit,
    )


FAMILY = CodingFamily(
    "perimeters",
    "Perimeter of each district or county",
    "crs and areas",
    1,
    make,
    needs=clean,
    held_out=True,
)
