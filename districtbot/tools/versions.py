"""Versions of what made a result."""

import platform
from importlib.metadata import PackageNotFoundError, version

PACKAGES = (
    "districtbot",
    "gerrychain",
    "gerrytools",
    "geopandas",
    "maup",
    "networkx",
    "numpy",
    "pyogrio",
    "pyproj",
    "scipy",
    "shapely",
)


def versions() -> dict[str, str]:
    """The versions of Python and of the packages a result depends on."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found
