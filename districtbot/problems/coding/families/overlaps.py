"""Areas of a layer that overlap: which, and by how much."""

import geopandas as gpd
import numpy as np
import shapely

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import shapes_file
from districtbot.problems.coding.outlines import area_of, shapes_in, sides
from districtbot.problems.coding.units import clean, units_of
from districtbot.problems.coding.writing import Wrong, code, problem, told

_LINES = (
    "Some precincts in {file} overlap. Which pairs (`{id}`), and by how many {unit}? Neighbours "
    "that "
    "only share a border don't count. The file is in {crs}.",
    "Check {file} for overlaps: every pair of `{id}` whose intersection has an area, with the area "
    "in {unit}. {crs}, so no reprojection is needed.",
    "{file}: overlapping pairs by {id}, area in {unit}",
    "Two precincts must never claim the same land. Go through {file}, find all pairs that do, and "
    "tell me how much they share ({unit}; the coordinates are metres in {crs}).",
    "Land in {file} is covered twice here and there. For each pair of precincts (`{id}`) whose "
    "shapes overlap, give the area in {unit}; a border in common is no overlap. Coordinates are "
    "{crs}.",
    "Intersect {file} with itself. I need every two `{id}` that have some area in common and how "
    "much, in {unit}. It is in {crs} already.",
    "self-overlay of {file} ({crs}): {id} pairs with shared area, in {unit}",
    "Is {file} clean? List whatever precincts, by `{id}`, lie partly on top of each other, with "
    "the size of the common part in {unit}. Leave the coordinates in {crs} as they are.",
    "The draft in {file} was drawn by several hands and its areas run into each other. Please "
    "name the pairs (`{id}`) and state the doubly covered area of each in {unit}. The layer is in "
    "{crs}, so areas can be taken as they stand.",
)
_LEAST = (
    "Overlaps under {least} {unit} are digitizing noise; leave them out.",
    "Drop slivers below {least} {unit}.",
    "Only report overlaps of at least {least} {unit}.",
)
_SOLUTION = """
    import geopandas as gpd

    units = gpd.read_file("$file")[["$id", "geometry"]]
    pieces = units.overlay(units, how="intersection", keep_geom_type=True)
    pieces = pieces[pieces["$one"] < pieces["$two"]]
    pieces["size"] = pieces.area / $scale
    pieces = pieces[pieces["size"] >= $least]
    rows = zip(pieces["$one"], pieces["$two"], pieces["size"].round(4))
    answer = sorted([a, b, size] for a, b, size in rows)
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "ESRI:102008"))
    unit, scale, by = rng.choice((("km²", 1e6, "1e6"), ("hectares", 1e4, "1e4")))
    shapes = shapes_in(setting.made, crs)
    areas: list[tuple[str, str, float]] = []
    taken: set[int] = set()
    pairs = sorted(sides(setting.made))
    rng.shuffle(pairs)
    noise = 2 if setting.level > 1 else 0
    wanted = rng.randint(3, 6) + noise
    for a, b in pairs:
        if len(areas) == wanted:
            break
        if taken & {a, b}:
            continue
        part = _part(shapes[b], 0.05 if len(areas) < noise else rng.uniform(0.25, 0.6))
        shapes[a] = shapely.union(shapes[a], part)
        first, second = sorted((data.ids[a], data.ids[b]))
        areas.append((first, second, area_of(part) / scale))
        taken |= {a, b}
    small = sorted(size for *_, size in areas[:noise])
    large = sorted(size for *_, size in areas[noise:])
    least = _between(small[-1], large[0]) if small and small[-1] < 0.8 * large[0] else 0.0
    everything = [[a, b, round(size, 4)] for a, b, size in sorted(areas)]
    answer = [row for row in everything if row[2] >= least]  # type: ignore[operator]
    frame = gpd.GeoDataFrame({data.id: data.ids}, geometry=np.array(shapes, dtype=object), crs=crs)
    file = shapes_file(rng.choice(("precincts.gpkg", "wards.gpkg", "draft.gpkg")), frame)
    floor = f"{least:g}" if least else "1e-6"
    solution = code(
        _SOLUTION,
        file=file.name,
        id=data.id,
        one=f"{data.id}_1",
        two=f"{data.id}_2",
        scale=by,
        least=floor,
    )
    wrongs = [
        Wrong(
            "each pair twice",
            {f'["{data.id}_1"] < pieces': f'["{data.id}_1"] != pieces'},
        ),
        Wrong("other unit", {f"/ {by}": "/ 1e3"}),
        Wrong("perimeter for area", {"pieces.area": "pieces.length"}),
    ]
    if least:
        wrongs.append(Wrong("forgotten filter", {f">= {floor}": ">= 1e-6"}, everything))
    return problem(
        told(
            setting,
            "overlaps",
            _LINES,
            answer="a sorted list of [id, id, area], the smaller id first, areas with 4 decimals",
            more=(_LEAST if least else (),),
            file=file.name,
            id=data.id,
            unit=unit,
            crs=crs,
            least=floor,
        ),
        (file,),
        solution,
        answer,
        exactly(answer, rel=1e-5, abs_=2e-4),
        *wrongs,
        n=len(answer),
    )


def _part(shape: shapely.Geometry, share: float) -> shapely.Geometry:
    """The western part of a shape, in one piece with its border."""
    x0, y0, x1, y1 = shape.bounds
    return shapely.intersection(shape, shapely.box(x0 - 1, y0 - 1, x0 + (x1 - x0) * share, y1 + 1))


def _between(low: float, high: float) -> float:
    """A number with few digits between two."""
    for digits in range(1, 9):
        found = float(f"{(low * high) ** 0.5:.{digits}g}")
        if low * 1.02 < found < high * 0.98:
            return found
    return 0.0


FAMILY = CodingFamily(
    "overlaps",
    "Overlapping areas of a layer",
    "overlay and proration",
    1,
    make,
    needs=clean,
    held_out=True,
)
