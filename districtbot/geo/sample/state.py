"""From a StateSpec to the precinct table of a state that never was."""

from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from districtbot.geo.sample.columns import columns_of
from districtbot.geo.sample.counties import Counties, make_counties
from districtbot.geo.sample.land import Land, make_land
from districtbot.geo.sample.names import Names, Water
from districtbot.geo.sample.people import GROUPS, make_people, site_of
from districtbot.geo.sample.precincts import Precincts, make_precincts
from districtbot.geo.sample.regions import Region, make_regions
from districtbot.geo.sample.spec import StateSpec
from districtbot.geo.sample.towns import Town, density_surface, make_towns
from districtbot.geo.sample.votes import CONTESTS, make_votes


def make_state(spec: StateSpec) -> gpd.GeoDataFrame:
    """Make a state: precincts nested in counties and towns, people in groups, two elections.

    The precincts share their borders exactly: together they are a valid coverage without
    gaps or overlaps. The mainland is connected; each island is a component of its own.

    Args:
        spec: What the state is to be like; the same spec gives the same table to the byte
            (with the same versions of the libraries).

    Returns:
        One row a precinct, sorted by id, in ``spec.crs``; columns as `columns_of` says, all
        but the plan.
    """
    land = make_land(spec)
    counties = make_counties(spec, land)
    towns = make_towns(spec, land, counties)
    density = density_surface(spec, towns)
    regions = make_regions(spec, land, counties, towns, density)
    precincts = make_precincts(spec, land, regions, density)
    table = _places(spec, land, counties, towns, regions, precincts)
    table = pd.concat([table, _numbers(spec, land, towns, precincts)], axis=1)
    order = table["id"].argsort(kind="stable")
    names = columns_of(spec.convention)
    table = table.iloc[order].reset_index(drop=True).rename(columns=names)
    shapes = _projected(spec, np.array(precincts.shapes)[order])
    return gpd.GeoDataFrame(table, geometry=shapes, crs=spec.crs)


def _numbers(
    spec: StateSpec, land: Land, towns: tuple[Town, ...], precincts: Precincts
) -> pd.DataFrame:
    shapes = np.array(precincts.shapes)
    middle = shapely.get_coordinates(shapely.point_on_surface(shapes))
    site = site_of(middle, precincts.people, shapely.area(shapes))
    people = make_people(spec, land, towns, site, precincts.people)
    columns: dict[str, NDArray[np.int64]] = {}
    for prefix, counts in (("pop", people.population), ("vap", people.adults)):
        columns[prefix] = counts.sum(axis=1)
        for group, own in zip(GROUPS, counts.T, strict=True):
            columns[f"{prefix}_{group}"] = own
    for contest, votes in zip(CONTESTS, make_votes(spec, people, site), strict=True):
        columns[f"{contest.office}{contest.year}_dem"] = votes[:, 0]
        columns[f"{contest.office}{contest.year}_rep"] = votes[:, 1]
    return pd.DataFrame(columns)


def _places(
    spec: StateSpec,
    land: Land,
    counties: Counties,
    towns: tuple[Town, ...],
    regions: tuple[Region, ...],
    precincts: Precincts,
) -> pd.DataFrame:
    """Ids, counties, municipalities and names; counties are numbered by their names."""
    names = Names(spec.rng("names"))
    county_names = sorted(names.county() for _ in counties.shapes)
    where = np.array([shape.centroid.coords[0] for shape in counties.shapes])
    rank = np.empty(len(where), dtype=np.int64)
    rank[spec.rng("county names").permutation(len(where))] = np.arange(len(where))
    town_names = [names.town(_water(land, town)) for town in towns]
    labels = [
        _label(names, region, county_names[rank[region.county]], town_names) for region in regions
    ]
    rows = []
    in_county, in_label = Counter[int](), Counter[str]()
    sizes = Counter(labels[index] for index in precincts.region)
    for index in precincts.region:
        county, label = regions[index].county, labels[index]
        in_county[county] += 1
        in_label[label] += 1
        fips = f"{2 * rank[county] + 1:03d}"
        town = label or f"{names.town('none')} Township"
        rows.append(
            {
                "id": f"{spec.state_fips}{fips}{10 * in_county[county]:06d}",
                "county_fips": fips,
                "county": county_names[rank[county]],
                "municipality": town,
                "name": f"{town} {in_label[label]}" if label and sizes[label] > 1 else town,
            }
        )
    return pd.DataFrame(rows)


def _label(names: Names, region: Region, county: str, town_names: list[str]) -> str:
    """The municipality of a region; empty where each precinct is a township of its own."""
    if region.town is not None:
        return town_names[region.town]
    if region.island:
        return names.island()
    return "" if region.straight else f"Unincorporated {county}"


def _water(land: Land, town: Town) -> Water:
    spot = shapely.Point(town.x, town.y)
    if land.coast.distance(spot) < 2 * town.radius:
        return "coast"
    if land.river is not None and land.river.distance(spot) < 1.5 * town.radius:
        return "river"
    return "none"


def _projected(spec: StateSpec, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """From the plane of the maker to the state's CRS, rounded to about ten centimetres."""
    longitude, latitude = spec.centre
    plane = CRS.from_proj4(f"+proj=laea +lon_0={longitude} +lat_0={latitude} +datum=NAD83 +units=m")
    crs = CRS.from_user_input(spec.crs)
    transformer = Transformer.from_crs(plane, crs, always_xy=True)
    decimals = 6 if crs.is_geographic else 1

    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round(np.column_stack(transformer.transform(*points.T)), decimals)

    moved: NDArray[np.object_] = shapely.transform(shapes, project)
    return moved
