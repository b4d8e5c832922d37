"""Names of id, county, municipality and plan columns as data."""

import re
from typing import Literal

COUNTY_NAMES = (
    r"county|county_?nam(?:e|elsad)?(?:10|20)?|cnty_?na?me?|cnty|cty(?:_?name)?|parish|municipio"
)
COUNTY_CODES = (
    r"county_?(?:fp|fips|code|id|num|no)(?:10|20)?|countyf|cnty_?(?:fips|fp|code|vtd)?(?:10|20)?|"
    r"cty_?(?:code|fips|fp)|co_?fips|fips2|co_?code"
)
TOWN_NAMES = (
    r"(?:mcd|muni(?:cip(?:ality)?)?|town(?:ship)?|city|cousub|ctu)_?(?:name)?(?:10|20)?|"
    r"city_?town"
)
TOWN_CODES = r"(?:mcd|muni|town|place|cousub|ctu)_?(?:fp|fips|code|id|ce)(?:10|20)?|cousub|mcdgeoid"
PLANS = (
    r"cd(?:_?\d{2,4}|1\d\dfp)?|cong(?:ress(?:ional)?)?_?(?:dist(?:rict)?)?(?:_?\d{2,4})?|"
    r"(?:[a-z]{2})?(?:cong?|sen|senate|leg|house|hou|sl|su|rep)_?dist(?:rict)?(?:_?\d{2,4})?|"
    r"send|hdist|(?:sld[ul]|su?d|sld)(?:st)?(?:_?\d{2,4})?|ssd|shd|district(?:_?\d{2,4})?|zone|"
    r"remedial|enacted(?:_?\w+)?|(?:new|old)_?plan|plan(?:_?\d+)?|assignment|judge|gov|ts|"
    r"538(?:dem|gop|cmpct|cpct)"
)

IdRank = Literal["geoid", "precinct", "local", "name", "row"]
ID_PATTERNS: tuple[tuple[IdRank, str], ...] = (
    ("geoid", r"geo_?id(?:10|20|30)?|geocode|geo_?code(?:10|20)?|unique_?id"),
    (
        "precinct",
        r"vtd(?:id|key|_key)?(?:10|20)?|loc_?prec|pre?c(?:inc)?t?_?(?:id|key|code)|precode|"
        r"block_?id|unit(?:_?id)?",
    ),
    ("local", r"vtdst(?:10|20)?|pct(?:num)?|pre?ci?n?ct?(?:_?n(?:um|o))?|id|district"),
    ("name", r"(?:.*_)?name(?:lsad)?(?:10|20)?|.*name"),
    ("row", r"gid|fid|objectid(?:_1)?|ogc_fid|index"),
)
"""Kinds of id columns, the best first: ids of the whole country, of the state, of a county."""


def matches(pattern: str, name: str) -> bool:
    """Whether a whole column name matches, any case."""
    return re.fullmatch(pattern, name.strip(), re.IGNORECASE) is not None


def id_rank(name: str) -> IdRank | None:
    """The kind of id a column name promises, or ``None``."""
    return next((rank for rank, pattern in ID_PATTERNS if matches(pattern, name)), None)


STATE_FIPS = frozenset(
    f"{code:02d}" for code in (*range(1, 57), 60, 66, 69, 72, 78) if code not in (3, 7, 14, 43, 52)
)
"""Census codes of the states, the District of Columbia and the island areas."""
GEOID_LENGTHS = {5: "county", 10: "county subdivision", 11: "tract or VTD", 12: "block group",
                 15: "block"}  # fmt: skip
