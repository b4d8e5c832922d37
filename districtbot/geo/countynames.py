"""Names of the counties of the United States by their census codes.

The table ``counties.csv`` follows the U.S. Census Bureau's list of 2020 (public domain), with the
planning regions of Connecticut and counties that were dissolved since 2000.
"""

import csv
from functools import cache
from importlib.resources import files


def county_name(state: str, code: str) -> str | None:
    """The name of a county such as ``Polk County``; ``None`` for codes that there are not.

    Args:
        state: Census code of the state, two digits; may be empty where ``code`` has it.
        code: Census code of the county: three digits, or five with the state's.
    """
    if not code.isascii() or not code.isdecimal():
        return None
    if len(code) > 3:
        return _names().get(code.zfill(5))
    return _names().get(state + code.zfill(3))


@cache
def _names() -> dict[str, str]:
    text = files("districtbot.geo").joinpath("counties.csv").read_text(encoding="utf-8")
    return {row["fips"]: row["name"] for row in csv.DictReader(text.splitlines())}


def all_county_names() -> tuple[str, ...]:
    """The names of all counties, by code; the same name as often as there are such counties."""
    return tuple(_names().values())
