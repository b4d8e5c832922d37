"""The centre of population of each district or county, in longitude and latitude."""

import numpy as np
import shapely
from pyproj import Transformer

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.outlines import shapes_in
from districtbot.problems.coding.units import added, clean, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_LINES = (
    "Find the centre of population of each {kind} in {file}: the mean of the precinct "
    "centroids weighted by `{pop}`, worked out in {crs}. The {kind} is in `{col}`.",
    "Where do the people of each {kind} live on average? Weight the centroids of the "
    "precincts in {file} by {pop} (in {crs}, group on `{col}`) and give the points as "
    "longitude and latitude.",
    "population-weighted centroids by {col}, {file}, weights {pop}. average in {crs}, then "
    "back to lon/lat",
    "I would like the balance point of the population (`{pop}`) of every {kind} (`{col}`) of "
    "{file}. Centroids and averages belong in {crs}; the result in EPSG:4326.",
    "Compute mean centres of population per {kind}. Precincts: {file}; {kind}: `{col}`; "
    "people: `{pop}`. Use the centroid of each precinct in {crs} and convert the means to "
    "degrees.",
    "If every resident weighed the same, at which point would each {kind} balance? {file} has "
    "the precincts, `{pop}` the weights and `{col}` the {kind}; take precinct centroids and "
    "their weighted mean in {crs}.",
    "{file}, reprojected to {crs}: centroid per precinct, weighted by {pop}, averaged over "
    "{col}; result in longitude and latitude.",
    "Our report shows a dot for the centre of population of every {kind}. Please work the "
    "dots out from {file}: centroids of precincts in {crs}, averaged with weights `{pop}` "
    "within each `{col}`, then turned into WGS 84 degrees.",
    "Group the precincts of {file} on `{col}`. For each {kind}, average the x and y of their "
    "centroids (in {crs}) with `{pop}` as the weight, and transform the average to EPSG:4326.",
    "I was taught that the centre of a {kind} is where its people are, not where its land is. "
    "So weight each precinct centroid in {file} by `{pop}`, average in {crs} by `{col}`, and "
    "tell me the longitude and latitude.",
)
_SOLUTION = """
    import geopandas as gpd
    import pandas as pd

    precincts = gpd.read_file("$file").to_crs("$crs")
    weights = precincts["$pop"]
    centroids = precincts.centroid
    moments = pd.DataFrame({"x": centroids.x * weights, "y": centroids.y * weights})
    moments["people"] = weights
    sums = moments.groupby(precincts["$col"]).sum()
    means = gpd.points_from_xy(
        sums["x"] / sums["people"], sums["y"] / sums["people"], crs="$crs"
    )
    points = gpd.GeoSeries(means, index=sums.index).to_crs("EPSG:4326")
    answer = {key: [round(point.x, 4), round(point.y, 4)] for key, point in points.items()}
"""


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:32620", "EPSG:6933"))
    by_county = rng.random() < 0.4
    col = data.county if by_county else data.plan
    labels = data.counties if by_county else [str(one) for one in data.districts]
    pop = data.vap if data.vap and setting.level > 1 and rng.random() < 0.5 else data.pop
    file = layer(setting, data.id, data.pop, data.vap, data.county, data.plan)
    people = data.numbers(pop).astype(float)
    answer = _centers(setting, labels, people, crs)
    solution = code(
        _SOLUTION,
        file=file.name,
        crs=crs,
        pop=pop,
        col=col,
    )
    plain = _centers(setting, labels, np.ones_like(people), crs)
    other = data.pop if pop == data.vap else data.vap
    swapped = {key: [y, x] for key, (x, y) in answer.items()}
    wrongs = [
        Wrong(
            "unweighted",
            {f'weights = precincts["{pop}"]': "weights = precincts.index * 0 + 1"},
            plain,
        ),
        Wrong(
            "axes swapped",
            {"round(point.x, 4), round(point.y, 4)": "round(point.y, 4), round(point.x, 4)"},
            swapped,
        ),
        Wrong("metres for degrees", {'.to_crs("EPSG:4326")': ""}),
    ]
    if other:
        counted = _centers(setting, labels, data.numbers(other).astype(float), crs)
        wrongs.append(Wrong("other column", {f'"{pop}"': f'"{other}"'}, counted))
    return problem(
        told(
            setting,
            "population_centers",
            _LINES,
            answer="a dict from {kind} to [longitude, latitude], rounded to 4 decimals",
            file=file.name,
            kind="county" if by_county else "district",
            pop=pop,
            col=col,
            crs=crs,
        ),
        (file,),
        solution,
        answer,
        exactly(answer, abs_=2.1e-4),
        *wrongs,
        col=col,
        pop=pop,
    )


def _centers(
    setting: Setting,
    labels: list[str],
    weights: np.ndarray[tuple[int], np.dtype[np.float64]],
    crs: str,
) -> dict[str, list[float]]:
    points = shapely.get_coordinates(
        [shapely.centroid(one) for one in shapes_in(setting.made, crs)]
    )
    back = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    totals = added(labels, weights)
    xs, ys = (added(labels, points[:, axis] * weights) for axis in (0, 1))
    found = {}
    for key, people in totals.items():
        x, y = back.transform(xs[key] / people, ys[key] / people)
        found[key] = [round(x, 4), round(y, 4)]
    return found


FAMILY = CodingFamily(
    "population_centers",
    "Centre of population of each district or county",
    "crs and areas",
    1,
    make,
    needs=clean,
)
