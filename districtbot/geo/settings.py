"""Options that lie beside a map in ``districtbot.toml``.

The file holds any fields of `MapOptions`::

    population = "TOTPOP20"
    county = "GEOID20[2:5]"
    crs = "EPSG:26915"
"""

from dataclasses import fields, replace
from pathlib import Path

from districtbot.geo.options import MapOptions
from districtbot.ground.errors import AskError
from districtbot.ground.toml import read_toml

SETTINGS_NAME = "districtbot.toml"
DEFAULTS = MapOptions()
ADJACENCIES = ("rook", "queen")


def settled_options(path: Path, options: MapOptions) -> tuple[MapOptions, tuple[str, ...]]:
    """The options with what ``districtbot.toml`` beside the map says for those not given.

    Args:
        path: The map file.
        options: What the user gave; fields that differ from their default stand.

    Returns:
        The options, and a sentence that says what was taken from the file.

    Raises:
        AskError: If the file cannot be read, or listing every unknown key and wrong value.
    """
    source = path.parent / SETTINGS_NAME
    if not source.is_file():
        return options, ()
    data = read_toml(source, str(source), 'A line looks like population = "TOTPOP".')
    faults = [fault for key, value in data.items() if (fault := _fault(key, value))]
    if faults:
        known = ", ".join(field.name for field in fields(MapOptions))
        raise AskError(f"Not understood in {source}: {'; '.join(faults)}.", f"Known are: {known}.")
    taken = {key: data[key] for key in data if getattr(options, key) == getattr(DEFAULTS, key)}
    if not taken:
        return options, ()
    shown = ", ".join(f"{key} = {value}" for key, value in taken.items())
    return replace(options, **taken), (f"Options from {SETTINGS_NAME}: {shown}.",)


def _fault(key: str, value: object) -> str:
    if key not in {field.name for field in fields(MapOptions)}:
        return f"unknown key {key!r}"
    if key == "adjacency":
        return "" if value in ADJACENCIES else f"adjacency must be rook or queen, not {value!r}"
    default = getattr(DEFAULTS, key)
    if isinstance(default, bool):
        return "" if isinstance(value, bool) else f"{key} must be true or false, not {value!r}"
    if isinstance(default, float):
        good = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
        return "" if good else f"{key} must be a number of seconds above 0, not {value!r}"
    return "" if isinstance(value, str) and value else f"{key} must be a text, not {value!r}"
