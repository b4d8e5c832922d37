"""Holes in a layer where precincts are missing."""

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import map_frame, shapes_file
from districtbot.problems.coding.outlines import area_of, segments_of, shapes_in, sides
from districtbot.problems.coding.units import clean, units_of
from districtbot.problems.coding.writing import Wrong, code, problem, told
from districtbot.problems.maps.made import MadeMap

_LINES = (
    "{file} should cover the state without holes, but some precincts are missing. How many gaps "
    "are "
    "there inside, and how large is each in {unit}? Measure in {crs}.",
    "Find the interior holes of the union of {file}. Areas in {unit}, {crs}.",
    "holes in the union of {file}: areas in {unit} ({crs}), largest first",
    "Somebody lost precincts from {file}: the merged map has holes in it. Please list the sizes of "
    "those holes in {unit}, with areas taken in {crs}.",
    "Union all shapes of {file} in {crs}. Which areas ({unit}) do the holes in it have?",
    "Which parts of the state are covered by no precinct of {file}? I mean holes enclosed by the "
    "others, and I need the area of each in {unit}, computed in {crs}.",
    "Project {file} to {crs}, merge everything and look at the interior rings: how big is each of "
    "them, in {unit}?",
    "{file}, {crs}: dissolve all, list hole areas in {unit}",
    "The vendor swears that {file} is complete. I don't think so; when the precincts are put "
    "together, blank spots remain inside. Report the area of every one of them ({unit}, {crs}).",
    "I need the area of each enclosed gap in the coverage of {file}. Please take {crs} for "
    "measuring and {unit} as the unit.",
    "Coverage check for {file}. Reproject to {crs}, take the union of all precincts, and give the "
    "size of each hole that it encloses in {unit}.",
)
_SOLUTION = """
    import geopandas as gpd
    from shapely import Polygon, get_parts

    units = gpd.read_file("$file").to_crs("$crs")
    whole = units.union_all()
    holes = [Polygon(ring) for part in get_parts(whole) for ring in part.interiors]
    answer = sorted((round(hole.area / $scale, 3) for hole in holes$least), reverse=True)
"""
_LEAST = (
    "Gaps under {least} {unit} are only cracks between lines; leave those out.",
    "Ignore anything smaller than {least} {unit}.",
    "Count only holes of {least} {unit} or more.",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:6933", "ESRI:102008"))
    unit, scale, by = rng.choice((("km²", 1e6, "1e6"), ("hectares", 1e4, "1e4")))
    shapes = shapes_in(setting.made, crs)
    near = _near(setting.made)
    free = _inner(setting.made)
    rng.shuffle(free)
    lost: list[int] = []
    for unit_ in free:
        around = {far for one in near[unit_] for far in near[one]} | near[unit_]
        if len(lost) < rng.randint(3, 6) and not around & set(lost):
            lost.append(unit_)
    sizes = sorted((area_of(shapes[i]) / scale for i in lost), reverse=True)
    least = 0.0
    if setting.level > 1 and len(sizes) > 2:
        least = float(f"{(sizes[-1] * sizes[-2]) ** 0.5:.3g}")
        if not sizes[-1] * 1.01 < least < sizes[-2] * 0.99:
            least = 0.0
    answer = [round(one, 3) for one in sizes if one >= least]
    frame = map_frame(setting, columns=[data.id, data.county])
    file = shapes_file(
        rng.choice(("precincts.gpkg", "draft.gpkg", "wards.gpkg")),
        frame.drop(index=lost).reset_index(drop=True),
    )
    tail = f" if hole.area >= {least:g} * {by}" if least else ""
    solution = code(_SOLUTION, file=file.name, crs=crs, scale=by, least=tail)
    mercator = [area_of(one) / scale for one in shapes_in(setting.made, "EPSG:3857")]
    wrongs = [
        Wrong(
            "other CRS",
            {f'"{crs}"': '"EPSG:3857"'},
            sorted((round(mercator[i], 3) for i in lost if mercator[i] >= least), reverse=True),
        ),
        Wrong("outer rings", {"for ring in part.interiors": "for ring in [part.exterior]"}),
        Wrong("other unit", {f"hole.area / {by}": "hole.area / 1e3"}),
    ]
    if least:
        wrongs.append(Wrong("forgotten filter", {tail: ""}))
    return problem(
        told(
            setting,
            "gaps",
            _LINES,
            answer="the list of areas in {unit}, largest first, 3 decimals",
            more=(_LEAST if least else (),),
            file=file.name,
            unit=unit,
            crs=crs,
            least=f"{least:g}",
        ),
        (file,),
        solution,
        answer,
        exactly(answer, rel=1e-5, abs_=0.0015),
        *wrongs,
        n=len(answer),
    )


def _near(made: MadeMap) -> dict[int, set[int]]:
    """The neighbours of each unit."""
    near: dict[int, set[int]] = {i: set() for i in range(made.state.n_units)}
    for a, b in sides(made):
        near[a].add(b)
        near[b].add(a)
    return near


def _inner(made: MadeMap) -> list[int]:
    """Units that neither lie on the outer border nor touch one that does."""
    near = _near(made)
    outer = {units[0] for units in segments_of(made).values() if len(units) == 1}
    rim = outer | {other for one in outer for other in near[one]}
    return [i for i in near if i not in rim]


def _fits(made: MadeMap) -> bool:
    return clean(made) and len(_inner(made)) >= 3


FAMILY = CodingFamily(
    "gaps", "Holes where precincts are missing", "overlay and proration", 1, make, needs=_fits
)
