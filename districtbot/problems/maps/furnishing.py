"""What a made-up state becomes on its way to a file: its places, ids, groups, votes and columns."""

import random
from collections import Counter

import geopandas as gpd
import numpy as np
import pandas as pd

from districtbot.geo.sample import columns_of, make_state
from districtbot.geo.sample.people import GROUPS
from districtbot.ground.seeds import rng_of, seed_of
from districtbot.problems.maps.naming import CVAP_FIELDS, Style, style_named, vote_columns
from districtbot.problems.maps.places import TownNames, county_names
from districtbot.problems.maps.pool import MapDraw

CITIZENS = (0.98, 0.95, 0.69, 0.7, 0.98, 0.92)
"""Share (0..1) of the adults of each group who are citizens, about."""
_BASE = {column: name for name, column in columns_of("MGGG").items()}
"""Column of `make_state` to its field."""
_UNIT_FORMS = ("{} {}", "{} {}", "{} Ward {}", "{} Pct {}", "{} Precinct {}", "{} W{:02d}")
_BALANCES = ("Unincorporated {}", "{} Balance", "{} County (Balance)", "Unincorporated {} County")
_RURAL = ("{} Township", "{} Township", "{} Twp", "{}", "Town of {}")
"""How units, the land outside of towns, and townships are called after a place."""


def furnished(draw: MapDraw) -> gpd.GeoDataFrame:
    """The units of a map with all columns but its plans, in the order of their ids.

    Args:
        draw: What it is to be like; the same draw gives the same table.
    """
    rng = rng_of("furnish", draw.spec.seed)
    frame = make_state(draw.spec).rename(columns=_BASE)
    frame = _with_places(frame, draw, rng)
    frame = _with_citizens(frame, draw)
    frame = _with_votes(frame, draw)
    style = style_named(draw.style)
    frame["id"] = _ids(frame, style, rng)
    names = columns_named(draw)
    return frame[[*names, "geometry"]].rename(columns=names)


def columns_named(draw: MapDraw) -> dict[str, str]:
    """Field (see `districtbot.geo.sample.FIELDS`) to column of a map, without its plans.

    Votes are fields such as ``pres20_dem``.
    """
    style = style_named(draw.style)
    parts = set(draw.parts)
    left_out = {
        *(() if {"counties", "county names"} <= parts else ("county",)),
        *(() if {"counties", "county codes"} <= parts else ("county_fips",)),
        *(() if "towns" in parts else ("municipality",)),
        *(() if "pop groups" in parts else (f"pop_{group}" for group in GROUPS)),
        *(() if "vap" in parts else ("vap", *(f"vap_{group}" for group in GROUPS))),
        *(() if "cvap" in parts else CVAP_FIELDS),
        *(("id",) if style.id_habit == "name" else ()),
        "plan",
    }
    if style.id_habit == "name":
        left_out = left_out - {"id"} | {"name"}
    names = {name: column for name, column in style.fields.items() if name not in left_out}
    for office, year in draw.contests:
        for party, column in zip(
            ("dem", "rep"), vote_columns(style.votes, office, year), strict=True
        ):
            names[f"{office.lower()}{year}_{party}"] = column
    return names


def _with_places(frame: gpd.GeoDataFrame, draw: MapDraw, rng: random.Random) -> gpd.GeoDataFrame:
    """Counties and towns under new names; units are called by their towns."""
    old = sorted(frame["county"].unique())
    new = dict(zip(old, county_names(rng, draw.split, len(old)), strict=True))
    towns = TownNames(rng, draw.split, new.values())
    balance, rural = rng.choice(_BALANCES), rng.choice(_RURAL)
    told: dict[str, str] = {}
    for label, county in zip(frame["municipality"], frame["county"], strict=True):
        if label in told:
            continue
        if label.startswith("Unincorporated"):
            told[label] = balance.format(new[county])
        else:
            told[label] = (rural if label.endswith("Township") else "{}").format(towns.town())
    frame["municipality"] = [told[label] for label in frame["municipality"]]
    frame["county"] = [draw.county_form.format(new[one]) for one in frame["county"]]
    if draw.units == "counties":
        frame["name"] = frame["county"]
    elif draw.units == "towns":
        form = rng.choice(("{}", "{} town", "{} Township"))
        frame["name"] = [form.format(towns.town()) for _ in range(len(frame))]
        frame["municipality"] = frame["name"]
    else:
        frame["name"] = _unit_names(frame["municipality"], rng.choice(_UNIT_FORMS))
    return frame


def _unit_names(towns: "pd.Series[str]", form: str) -> list[str]:
    """A name for each unit: its town's, with a number where the town has several."""
    sizes, seen = Counter(towns), Counter[str]()
    names = []
    for town in towns:
        seen[town] += 1
        names.append(form.format(town, seen[town]) if sizes[town] > 1 else town)
    return names


def _with_citizens(frame: gpd.GeoDataFrame, draw: MapDraw) -> gpd.GeoDataFrame:
    """Citizens among the adults of each group."""
    rng = np.random.default_rng(seed_of("citizens", draw.spec.seed))
    found = {}
    for group, rate in zip(GROUPS, CITIZENS, strict=True):
        rates = np.clip(rng.normal(rate, 0.02, len(frame)), 0.0, 1.0)
        adults = frame[f"vap_{group}"].to_numpy()
        found[f"cvap_{group}"] = np.floor(adults * rates).astype(np.int64)
    return frame.assign(**found, cvap=np.sum(list(found.values()), axis=0))


def _with_votes(frame: gpd.GeoDataFrame, draw: MapDraw) -> gpd.GeoDataFrame:
    """Votes of each contest: alike the state's two, with a swing and local differences."""
    found = {}
    for office, year in draw.contests:
        rng = np.random.default_rng(seed_of("contest", draw.spec.seed, office, year))
        like = "pres24" if office == "PRES" else "gov22"
        dem, rep = (frame[f"{like}_{party}"].to_numpy(dtype=float) for party in ("dem", "rep"))
        logit = np.log((dem + 1) / (rep + 1)) + rng.normal(0, 0.12) + rng.normal(0, 0.08, len(dem))
        total = (dem + rep) * rng.uniform(0.85, 1.0)
        share = 1 / (1 + np.exp(-logit))
        own = f"{office.lower()}{year}"
        found[f"{own}_dem"] = np.round(total * share).astype(np.int64)
        found[f"{own}_rep"] = np.round(total * (1 - share)).astype(np.int64)
    bare = frame.drop(columns=[name for name in frame if name[:6] in ("pres24", "gov22_")])
    return bare.assign(**found)


def _ids(frame: gpd.GeoDataFrame, style: Style, rng: random.Random) -> list[str]:
    """An id for each unit after the habit of a style."""
    numbers = range(1, len(frame) + 1)
    match style.id_habit:
        case "vest":
            codes, names = frame["county_fips"], frame["name"]
            return [f"{code}-:-{name}" for code, name in zip(codes, names, strict=True)]
        case "serial":
            return [f"{number:04d}" for number in numbers]
        case "precinct":
            letters = [rng.choice(("", "", "-A", "-B")) for _ in numbers]
            word = rng.choice(("Precinct ", "Precinct ", "P-", ""))
            return [f"{word}{n}{letter}" for n, letter in zip(numbers, letters, strict=True)]
        case "county":
            seen = Counter[str]()
            ids = []
            for county in frame["county"]:
                short = "".join(filter(str.isalpha, county))[:4].upper()
                seen[short] += 1
                ids.append(f"{short}-{seen[short]:02d}")
            return ids
        case "name":
            return list(frame["name"])
        case _:
            return list(frame["id"])
