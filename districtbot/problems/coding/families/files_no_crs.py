"""A shapefile without a projection, or with the wrong one."""

import geopandas as gpd
import shapely

from districtbot.problems.coding.checks import all_of, exactly, file_shapes
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import map_frame, shapes_file, text_file
from districtbot.problems.coding.outlines import shapes_in
from districtbot.problems.coding.units import plain, units_of
from districtbot.problems.coding.writing import Wrong, code, problem, told

_LINES = (
    "{file} came without a projection. Its coordinates are {crs}; save it as {out} in {target} "
    "with the "
    "column `{id}` only.",
    "The shapefile {file} says nothing of its CRS, but it is {crs}. Convert it to {target} and "
    "write {out}, keeping just `{id}` and the geometry.",
    "{file} has no projection ({crs} is right). reproject to {target} -> {out}, columns: {id}",
    "GeoPandas reads {file} with `crs` None. The state draws its maps in {crs}. Please tell it so, "
    "convert to {target}, and write the units with their `{id}` to {out}.",
    "Whoever zipped {file} forgot the projection. I was told it is {crs}. Please assign that, "
    "transform to {target}, and save `{id}` with the shapes, and no other column, as {out}.",
    "How do I get {file} into {target}? It carries no CRS of its own, though the numbers are "
    "{crs}. The result belongs in {out}, with `{id}` as its one column.",
    "{out}: units of {file}, in {target}, column `{id}` alone. The source has no CRS; set {crs}.",
    "An exhibit needs the units of {file} in {target}. The archive holds no projection file, "
    "but the agency confirms {crs}. Write {out} and retain only `{id}`.",
    "The CRS of {file} is missing: set it to {crs}. Then project the units to {target} and put "
    "them, by `{id}` and without their other columns, into {out}.",
)
_WRONG = (
    "The projection file in {file} is wrong: it says {lie}, but the coordinates are {crs}. Put "
    "that right, "
    "then convert to {target} and save `{id}` and the shapes as {out}.",
    "{file} lies about its CRS ({lie}); the numbers are metres in {crs}. Override it, reproject to "
    "{target}, write {out} with only `{id}`.",
    "wrong prj file: {file} claims {lie}, really {crs}. fix, to {target}, {out}, keep {id}",
    "Somebody exported {file} with the wrong projection file. It claims {lie} although everything "
    "is in {crs}. I need {out} in {target}, one row a unit, with `{id}`.",
    "Do not believe the projection that {file} claims ({lie}). It is {crs} in truth. Replace "
    "the label without moving a point, transform to {target}, and save just `{id}` and the "
    "geometry as {out}.",
    "Why is {file} nowhere near its place on the map? Because it is labelled {lie} while its "
    "coordinates are "
    "{crs}. Please correct the label, project to {target}, and write {out} with the column {id} "
    "only.",
    "{out} should hold the units of {file}, with `{id}` and no other column, in {target}. First "
    "mend the source: labelled {lie}, in fact {crs}.",
    "The agency admits that it shipped {file} with a projection file for {lie}; the coordinates "
    "were always {crs}. Override the CRS, reproject the units to {target}, keep `{id}`, and "
    "name the file {out}.",
    "Treat {file} as {crs}, whatever it says itself ({lie} is an error). After that convert "
    "the shapes to {target} and hand them over as {out}, along with `{id}` and nothing more.",
)
_README = (
    "{file} came without a projection; its README ({readme}) says which one it is. Write {out} in "
    "{target} with `{id}` and the shapes.",
    "Look up the CRS of {file} in {readme}, set it, convert to {target}, save as {out} (column "
    "`{id}` only).",
    "{file}: crs is in {readme}. -> {target}, {out}, keep {id}",
    "There is no projection file in {file}, but {readme} tells you the coordinate system. Please "
    "hand me the "
    "units and their `{id}` in {target} as {out}.",
    "What CRS is {file} in? Its projection file is gone, so read {readme}. With that settled, "
    "project the "
    "units to {target} and save them, `{id}` and shape only, to {out}.",
    "{readme} came with {file} and names the coordinate system that the shapefile itself "
    "doesn't. Apply it, transform to {target}, and write {out} with `{id}` as the only column.",
    "Needed: {out} in {target} with the units of {file} and their `{id}`, no other column. The "
    "CRS of the source is not in the file; you will find it in {readme}.",
    "Our volunteers can't open {file} on a map because no projection is set. The edition we "
    "have is described in {readme}. Please set what it says, change to {target}, and store {id} "
    "and the shapes in {out}.",
    "Opposing counsel sent {file} without a CRS but with a {readme}. Take the CRS of this "
    "edition from there, convert everything to {target}, and keep just `{id}` in {out}.",
)
_SOLUTION = """
    import geopandas as gpd

    units = gpd.read_file("$file").set_crs("$crs"$override)
    units[["$id", "geometry"]].to_crs("$target").to_file("$out")
    answer = [round(value, 4) for value in units.to_crs("EPSG:4326").total_bounds]
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:32620", "EPSG:3857", "EPSG:26919"))
    target = rng.choice(("EPSG:4326", "EPSG:6933", "ESRI:102008"))
    lie = "EPSG:4326" if setting.level == 2 else None
    frame = map_frame(setting, columns={data.id: data.id[:10], data.pop: data.pop[:10]}, crs=crs)
    frame = frame.set_crs(lie, allow_override=True) if lie else frame.set_geometry(_bare(frame))
    file = shapes_file(rng.choice(("precincts.zip", "vtd_shapes.zip", "wards.zip")), frame)
    out = rng.choice(("fixed.gpkg", "precincts_fixed.gpkg", "clean.gpkg"))
    readme = text_file(
        "README.txt",
        f"Precinct boundaries of {setting.made.state_name}.\n"
        f"Earlier editions were published in EPSG:4269.\n"
        f"This edition: projected coordinates in metres, {crs}.\n"
        "Population: 2020 Census.\n",
    )
    truth = map_frame(setting, columns={data.id: data.id[:10]}).to_crs(target)
    bounds = shapely.total_bounds(shapes_in(setting.made, "EPSG:4326"))
    answer = [round(float(value), 4) for value in bounds]
    override = ", allow_override=True" if lie else ""
    solution = code(
        _SOLUTION,
        file=file.name,
        crs=crs,
        target=target,
        out=out,
        id=data.id[:10],
        override=override,
    )
    other = "EPSG:5070" if crs != "EPSG:5070" else "EPSG:32620"
    lines = (_LINES, _WRONG, _README)[setting.level - 1]
    return problem(
        told(
            setting,
            f"files_no_crs.{setting.level}",
            lines,
            answer="the bounds of the map as [west, south, east, north] in EPSG:4326, 4 decimals",
            file=file.name,
            crs=crs,
            lie=lie or "",
            target=target,
            out=out,
            readme=readme.name,
            id=data.id[:10],
        ),
        (file, readme) if setting.level == 3 else (file,),
        solution,
        answer,
        all_of(exactly(answer, abs_=2.1e-4), file_shapes(out, truth, [data.id[:10]])),
        Wrong("other CRS", {f'set_crs("{crs}"': f'set_crs("{other}"'}),
        Wrong(
            "relabelled, not converted",
            {f'.to_crs("{target}").to_file': f'.set_crs("{target}", allow_override=True).to_file'},
        ),
        Wrong("not written", {f'.to_file("{out}")': ""}),
        crs=crs,
        target=target,
    )


def _bare(frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
    return gpd.GeoSeries(frame.geometry.to_numpy(), crs=None)


FAMILY = CodingFamily(
    "files_no_crs",
    "Shapes without a projection, or with a wrong one",
    "files",
    1,
    make,
    needs=plain,
)
