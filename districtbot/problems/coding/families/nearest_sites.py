"""Which site each precinct is nearest to, and how far the farthest one has to go."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from districtbot.problems.coding.checks import exactly
from districtbot.problems.coding.family import Coding, CodingFamily, Setting
from districtbot.problems.coding.given import shapes_file
from districtbot.problems.coding.outlines import shapes_in
from districtbot.problems.coding.places import Place, drawn_places, moved
from districtbot.problems.coding.units import plain, total, units_of
from districtbot.problems.coding.writing import Wrong, code, layer, problem, told

_SERVED = (
    "Send every precinct of {file} to its nearest site in {sites} (distance from the precinct "
    "centroid, in {crs}). How many people (`{pop}`) does each site get?",
    "Catchments: assign each precinct of {file} to the closest of {sites}, centroid distance in "
    "{crs}, and total `{pop}` per site.",
    "nearest site per precinct ({file}, centroids; {sites}; {crs}), sum {pop} by site",
    "If everybody goes to the early voting site closest to the middle of their precinct, how many "
    "people does each site serve? Sites: {sites}; precincts: {file} with `{pop}`; measure in "
    "{crs}.",
    "How many people (`{pop}`) have each site of {sites} as their nearest? Let each precinct of "
    "{file} go to one site as a whole, by the distance of its centroid in {crs}.",
    "Project {file} and {sites} to {crs}, join each precinct's centroid to the nearest site, and "
    "add up `{pop}` by site.",
    "{sites}: {pop} served by each, precincts of {file} go by centroid to the closest, {crs}",
    "We are staffing the sites in {sites} and want to know how many people each may expect. "
    "Assume that a precinct of {file} uses the site closest to its centroid, with `{pop}` people; "
    "distances in {crs}.",
    "Please divide the precincts in {file} among the sites in {sites}: each to the one nearest to "
    "its centroid, straight line, {crs}. Then I need the people, `{pop}`, per site.",
)
_FARTHEST = (
    "Which precinct (`{id}`) of {file} has the longest way to the nearest site in {sites}? Measure "
    "from the centroid in {crs}.",
    "Find the precinct (`{id}`) in {file} that is farthest from its own nearest site of {sites}, "
    "centroid to point, {crs}.",
    "max over precincts ({id}) of the distance to the nearest of {sites}; {file}, centroids, {crs}",
    "Who has it worst? Take the centroid of each precinct in {file}, the distance to the nearest "
    "site of {sites} in {crs}, and name the precinct (`{id}`) where that is greatest.",
    "I worry about the precinct that is worst served. For each precinct of {file} (`{id}`) take "
    "the distance from its centroid to the closest site of {sites}, in {crs}; where is it "
    "largest?",
    "In {crs}, join the centroids of {file} to their nearest site in {sites}. Then show me the "
    "one with the greatest distance, by `{id}`.",
    "{file} centroids to {sites}, {crs}: {id} with the largest nearest distance",
    "Name the precinct (`{id}` in {file}) whose voters travel farthest even to the closest of the "
    "sites in {sites}. Everybody sets out from the centroid; the distance is straight, in {crs}.",
    "Where should the next site be? Start with the precinct of {file} (`{id}`) from whose "
    "centroid the nearest existing one in {sites} is farthest away; measure in {crs}.",
)
_MEAN = (
    "Over all people (`{pop}`) of {file}, how far is it on average to the nearest site in {sites}? "
    "Everybody counts as living at the precinct's centroid; {crs}.",
    "Population-weighted mean distance to the nearest of {sites}: {file}, weights `{pop}`, "
    "centroids, {crs}.",
    "avg km to nearest site ({sites}), weighted by {pop}. {file}, centroid, {crs}",
    "How far does the average resident have to go to vote early? Weight the distance from each "
    "precinct's centroid ({file}) to the nearest site ({sites}) by `{pop}`. Measure in {crs}.",
    "What is the mean distance to the nearest site in {sites}, per person? The people are `{pop}` "
    "of {file}, all at the centroid of their precinct; project to {crs}.",
    "Join the centroids of {file} to {sites} by nearest distance in {crs}, then average the "
    "distances with `{pop}` as the weight.",
    "{file} x {sites}: mean nearest distance from centroids, {pop}-weighted, {crs}",
    "A site on paper is no use if it is far away. Please work out how far a person has to go on "
    "average: from the centroid of their precinct ({file}, people in `{pop}`) to the nearest of "
    "{sites}, in {crs}.",
    "I'd like one figure on access: the distance to the closest site ({sites}), averaged over the "
    "people (`{pop}`) of {file} and not over the precincts. Take centroids and {crs}.",
)
_JOIN = """
    import geopandas as gpd

    precincts = gpd.read_file("$file").to_crs("$crs")
    sites = gpd.read_file("$sites").to_crs("$crs")
    centers = precincts.set_geometry(precincts.centroid)
    nearest = centers.sjoin_nearest(sites[["site", "geometry"]], distance_col="metres")
"""
_ENDS = (
    """answer = nearest.groupby("site")["$pop"].sum().to_dict()
""",
    """worst = nearest.loc[nearest["metres"].idxmax()]
answer = [worst["$id"], worst["site"], round(worst["metres"] / 1000, 2)]
""",
    """weighted = nearest["metres"] * nearest["$pop"]
answer = round(weighted.sum() / nearest["$pop"].sum() / 1000, 3)
""",
)


def make(setting: Setting) -> Coding:
    """Draw a problem."""
    rng, data = setting.rng, units_of(setting.made)
    crs = rng.choice(("EPSG:5070", "EPSG:32620", "EPSG:26919"))
    names = [
        f"{rng.choice(('Library', 'Fire Hall', 'Court House', 'Armory'))} {i + 1}"
        for i in range(rng.randint(5, 9))
    ]
    places = drawn_places(setting.made, rng, names)
    native = rng.choice(("EPSG:4326", "EPSG:5070"))
    points = [shapely.Point(one) for one in moved(places, setting.made, native)]
    sites = shapes_file(
        "sites.gpkg",
        gpd.GeoDataFrame({"site": [one.name for one in places]}, geometry=points, crs=native),
    )
    file = layer(setting, data.id, data.pop, data.vap)
    people = data.people

    def truth(crs: str, weights: NDArray[np.int64]) -> object:
        nearest, metres = _nearest(setting, places, crs)
        if setting.level == 1:
            return total([places[i].name for i in nearest], weights)
        if setting.level == 2:
            worst = int(metres.argmax())
            return [
                data.ids[worst],
                places[nearest[worst]].name,
                round(float(metres[worst]) / 1000, 2),
            ]
        return round(float((metres * weights).sum() / weights.sum() / 1000), 3)

    answer = truth(crs, people)
    slots = {"file": file.name, "sites": sites.name, "crs": crs, "pop": data.pop, "id": data.id}
    solution = code(_JOIN, **slots) + code(_ENDS[setting.level - 1], **slots)
    wrongs = [Wrong("other CRS", {crs: "EPSG:3857"}, truth("EPSG:3857", people))]
    if setting.level > 1:
        wrongs.append(Wrong("other unit", {"/ 1000": "/ 1609.344"}))
        wrongs.append(Wrong("degrees", {f'.to_crs("{crs}")': '.to_crs("EPSG:4326")'}))
    if setting.level == 1:
        summed = f'["{data.pop}"].sum()'
        wrongs.append(Wrong("precincts counted", {summed: f'["{data.pop}"].count()'}))
        wrongs.append(Wrong("the largest for all", {summed: f'["{data.pop}"].max()'}))
    if setting.level == 2:
        wrongs.append(Wrong("the nearest one", {"idxmax": "idxmin"}))
    if data.vap and setting.level != 2:
        wrongs.append(
            Wrong(
                "other column",
                {f'"{data.pop}"': f'"{data.vap}"'},
                truth(crs, data.numbers(data.vap)),
            )
        )
    return problem(
        told(
            setting,
            f"nearest_sites.{setting.level}",
            (_SERVED, _FARTHEST, _MEAN)[setting.level - 1],
            answer=(
                "a dict from site to people (sites that get nobody left out)",
                "[precinct, its nearest site, kilometres with 2 decimals]",
                "the mean in kilometres, 3 decimals",
            )[setting.level - 1],
            **slots,
        ),
        (file, sites),
        solution,
        answer,
        exactly(answer, rel=1e-5, abs_=0.011 if setting.level == 2 else 0.0015),
        *wrongs,
        n_sites=len(names),
    )


def _nearest(
    setting: Setting, places: Sequence[Place], crs: str
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The nearest place of each unit's centroid, and how many metres away it is."""
    centers = shapely.get_coordinates(shapely.centroid(shapes_in(setting.made, crs)))
    at = np.array(moved(places, setting.made, crs))
    metres = np.hypot(*(centers[:, None, :] - at[None, :, :]).transpose(2, 0, 1))
    return metres.argmin(axis=1), metres.min(axis=1)


FAMILY = CodingFamily(
    "nearest_sites",
    "The nearest site of each precinct",
    "spatial joins",
    1,
    make,
    needs=plain,
    held_out=True,
)
