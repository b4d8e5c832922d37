"""Area of each county in an equal-area CRS, whatever the CRS of the file."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import SQ_MILE, area_of, shapes_in
from districtbot.problems.coding.units import added, units_of, with_counties
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_LINES = (
    "How big is each county? Add up the precinct areas in `{file}` by `{county}`, measured in "
    "{crs}, in {unit}.",
    "Work out the area of every `{county}` in {file}, in {unit}. Don't measure in the file's own "
    "coordinates; go to {crs} first, which is equal-area.",
    "Please compute county areas ({unit}) from the precinct polygons in {file}. The county is in "
    "column {county}; use {crs} for the measuring.",
    "county areas from {file}, grouped on {county}. {unit}, in {crs}",
    "I need a table of the counties and their land area in {unit}. {file} has the precincts and "
    "their `{county}`. Areas taken straight from longitude and latitude are worthless, so "
    "reproject to {crs}.",
    "Read {file}, reproject it to {crs}, and give me the total area in {unit} of the precincts "
    "of each county (`{county}`).",
    "Sum the polygon areas of {file} for each `{county}`, in {unit}, after a projection to {crs}.",
    "{crs} is the projection to measure in. With it, what area in {unit} do the precincts of "
    "each `{county}` in {file} cover together?",
    "For the county fact sheet: the area of each county in {unit}. There is only a precinct "
    "layer, {file}, with the county in `{county}`; measure in {crs}.",
    "By `{county}`, how many {unit} of land are there in {file}? I'd like it measured in {crs}, "
    "not in degrees.",
)
_ONLY = (
    "Only the {n} largest are wanted.",
    "I only care about the {n} biggest ones.",
    "Leave out all but the {n} largest counties.",
)
_UNITS = (
    ("km²", 1e6, "1e6"),
    ("square miles", SQ_MILE, "2_589_988.11"),
    ("hectares", 1e4, "1e4"),
)
_SOLUTION = """
    import geopandas as gpd

    precincts = gpd.read_file("$file").to_crs("$crs")
    areas = precincts.area.groupby(precincts["$county"]).sum() / $scale
    answer = areas$pick.round($digits).to_dict()
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:6933", "ESRI:102008"))
    unit, scale, by = rng.choice(_UNITS)
    file = layer(setting, data.id, data.county)
    areas = _areas(data.counties, setting, crs)
    n = rng.randint(2, 4) if setting.level > 1 else len(areas)
    n = min(n, len(areas) - 1) if setting.level > 1 else n

    def truth(areas: dict[str, float], by: float) -> dict[str, float]:
        ranked = sorted(areas.items(), key=lambda one: -one[1])[:n]
        return {name: round(area / by, 2) for name, area in sorted(ranked)}

    answer = truth(areas, scale)
    solution = code(
        _SOLUTION,
        file=file.name,
        crs=crs,
        county=data.county,
        scale=by,
        pick=f".nlargest({n})" if setting.level > 1 else "",
        digits=2,
    )
    own = str(setting.made.frame.crs)
    mercator, raw = (_areas(data.counties, setting, other) for other in ("EPSG:3857", own))
    check = exactly(answer, rel=1e-4, abs_=0.011)
    return problem(
        told(
            setting,
            "areas_of_counties",
            _LINES,
            answer="a dict from county name to its area in {unit}, rounded to 2 decimals",
            more=(_ONLY if setting.level > 1 else (),),
            file=file.name,
            county=data.county,
            crs=crs,
            unit=unit,
            n=n,
        ),
        (file,),
        solution,
        answer,
        check,
        Wrong("other CRS", {crs: "EPSG:3857"}, truth(mercator, scale)),
        Wrong("degrees", {f'.to_crs("{crs}")': ""}, truth(raw, scale)),
        Wrong("other unit", {f" / {by}": " / 1e3"}),
        unit=unit,
        crs=crs,
    )


def _areas(counties: list[str], setting: Setting, crs: str) -> dict[str, float]:
    return added(counties, [area_of(one) for one in shapes_in(setting.made, crs)])


FAMILY = CodingFamily(
    "areas_of_counties",
    "Area of each county in an equal-area CRS",
    "crs and areas",
    1,
    make,
    needs=with_counties,
)
