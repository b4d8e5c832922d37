"""`districtbot inspect`: what is in a map file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from districtbot.cli.options import JSON, MAP, map_options

if TYPE_CHECKING:
    from districtbot.geo.inspect import Inspection
    from districtbot.geo.options import MapOptions


@click.command()
@MAP
@map_options
@JSON
def inspect(map_path: Path, options: "MapOptions", as_json: bool) -> int:
    """Show what is in MAP: units, CRS, the role of each column with the evidence, problems.

    Exit code 0 when the map can be used as it is, 2 when something must be settled first.
    """
    from districtbot.cli.show import show_json
    from districtbot.geo.inspect import inspect_map

    found = inspect_map(map_path, options)
    if as_json:
        show_json(found.to_dict())
    else:
        _show(found)
    return 2 if found.problems else 0


def _show(found: "Inspection") -> None:
    from districtbot.cli.show import show_table, tell

    rows = [
        (column.name, column.role.replace("_", " "), column.detail, column.example, column.why)
        for column in found.columns
    ]
    show_table("Columns", ("column", "role", "detail", "example", "evidence"), rows)
    facts = [
        ("file", f"{found.path} ({found.format}{', ' + found.member if found.member else ''})"),
        ("units", f"{found.n_units:,}"),
        ("population", "not found" if found.population is None else f"{found.population:,.10g}"),
        ("CRS", found.crs or "none"),
        ("elections", ", ".join(found.elections) or "none"),
        ("touching pairs", "–" if found.n_edges is None else f"{found.n_edges:,}"),
        ("separate parts", _parts(found.components)),
    ]
    show_table("Map", ("", ""), facts)
    if found.bridges:
        bridges = [
            (one.a, one.b, "–" if one.metres is None else f"{one.metres / 1000:,.1f}", one.reason)
            for one in found.bridges
        ]
        show_table("Bridges", ("unit", "unit", "km", "why"), bridges)
    for note in found.notes:
        tell(f"Note: {note}")
    for problem in found.problems:
        tell(f"Problem: {problem}")


def _parts(sizes: tuple[int, ...]) -> str:
    if len(sizes) < 2:
        return "1, all connected" if sizes else "–"
    listed = ", ".join(f"{size:,}" for size in sizes[:6])
    return f"{len(sizes)} ({listed}{', ...' if len(sizes) > 6 else ''} units)"
