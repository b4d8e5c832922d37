"""Precincts merged to counties or districts, with sums, written to a file."""

import geopandas as gpd
import numpy as np
import shapely

from districtbot.problems.coding.checks import file_shapes
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.units import clean, total, units_of, with_contest
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told
from districtbot.problems.maps.made import MadeMap

_LINES = (
    "Merge the precincts of {file} into one shape per `{by}`, add up {columns}, and write the "
    "result to {out}.",
    "Dissolve {file} by `{by}`, summing {columns}; save as {out} with no other columns.",
    "{file} -> dissolve on {by}, sum {columns} -> {out}",
    "I need {out}: one row for each `{by}` of {file}, its shape, and the totals of {columns}. "
    "Nothing else in it, please.",
    "Build a layer of whole `{by}` areas from the precincts in {file}. Each should carry the sums "
    "of {columns}. The file is to be called {out}.",
    "How does one merge precincts? My file is {file}, the column that says what belongs "
    "together is `{by}`, the figures to add up are {columns}, and the result should be {out} "
    "with nothing else in it.",
    "Please turn the precincts of {file} into larger areas, one for each value of `{by}`. They "
    "keep their outline and the totals of {columns}, no other column; save them as {out}.",
    "{out}: `{by}`, geometry, sums of {columns}. Source: {file}. One row per `{by}`.",
    "Exhibit B shows whole areas rather than precincts. Group {file} by `{by}`, unite the "
    "shapes of each group, total {columns}, and store that, without further columns, in {out}.",
    "The graphics desk can't use a thousand precincts. Give them {out}, with one merged shape "
    "for every `{by}` in {file} and the summed {columns} as its only figures.",
)
_COUNTED = (
    "Add a column `units` with the number of precincts.",
    "Also say in a column `units` how many precincts went into each.",
    "The number of precincts goes into a further column, `units`.",
)
_CRS = (
    "Write it in {crs}.",
    "The output should be in {crs}.",
    "Reproject the result to {crs}.",
)
_SOLUTION = """
    import geopandas as gpd

    precincts = gpd.read_file("$file")
    $count
    columns = $columns
    merged = precincts[["$by", "geometry", *columns]].dissolve(by="$by", aggfunc="sum")
    merged.reset_index()$crs.to_file("$out")
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    contest = rng.choice(data.contests[:2])
    by_county = rng.random() < 0.5
    by = data.county if by_county else data.plan
    columns = [
        data.pop,
        *rng.sample(
            [one for one in (data.vap, contest.dem_col, contest.rep_col) if one],
            rng.randint(1, 2),
        ),
    ]
    crs = rng.choice(("EPSG:4326", "EPSG:5070")) if setting.level == 3 else None
    file = layer(setting, data.id, data.county, data.plan, *columns)
    out = rng.choice(
        ("merged.gpkg", "dissolved.gpkg", "counties.gpkg" if by_county else "districts.gpkg")
    )
    labels = data.counties if by_county else [str(one) for one in data.districts]
    truth = _merged(setting.made, labels, by, columns, setting.level > 1, crs)
    if not by_county:
        truth[by] = truth[by].astype(int)
    wanted = ["units", *columns] if setting.level > 1 else columns
    solution = code(
        _SOLUTION,
        file=file.name,
        by=by,
        count='precincts["units"] = 1' if setting.level > 1 else "",
        columns=repr(wanted).replace("'", '"'),
        crs=f'.to_crs("{crs}")' if crs else "",
        out=out,
    ).replace('")\n\ncolumns', '")\ncolumns')
    wrongs = [
        Wrong("first for sum", {'aggfunc="sum"': 'aggfunc="first"'}),
        Wrong("a mean for a sum", {'aggfunc="sum"': 'aggfunc="mean"'}),
        Wrong("other column", {f'"{by}"': f'"{data.plan if by_county else data.county}"'}),
        Wrong(
            "hulls for shapes",
            {".reset_index()": ".set_geometry(merged.convex_hull).reset_index()"},
        ),
    ]
    if crs and setting.made.frame.crs != crs:
        wrongs.append(Wrong("other CRS", {f'.to_crs("{crs}")': ""}))
    shown = ", ".join(f"`{one}`" for one in columns[:-1]) + f" and `{columns[-1]}`"
    return problem(
        told(
            setting,
            "files_dissolve",
            _LINES,
            more=(_COUNTED if setting.level > 1 else (), _CRS if crs else ()),
            file=file.name,
            by=by,
            columns=shown,
            out=out,
            crs=crs or "",
        ),
        (file,),
        solution,
        None,
        file_shapes(out, truth, [by]),
        *wrongs,
        by=by,
        columns=columns,
    )


def _merged(
    made: MadeMap, labels: list[str], by: str, columns: list[str], counted: bool, crs: str | None
) -> gpd.GeoDataFrame:
    data, shapes = units_of(made), made.frame.geometry.to_numpy()
    sums = {column: total(labels, data.numbers(column)) for column in columns}
    if counted:
        sums["units"] = total(labels, np.ones(len(labels)))
    keys = sorted(set(labels))
    whole = [
        shapely.coverage_union_all(
            [one for one, label in zip(shapes, labels, strict=True) if label == key]
        )
        for key in keys
    ]
    rows = {by: keys, **{column: [found[key] for key in keys] for column, found in sums.items()}}
    frame = gpd.GeoDataFrame(rows, geometry=whole, crs=made.frame.crs)
    return frame.to_crs(crs) if crs else frame


def _fits(made: MadeMap) -> bool:
    return clean(made) and with_contest(made)


FAMILY = CodingFamily("files_dissolve", "Precincts merged with sums", "files", 1, make, needs=_fits)
