"""Options that several commands share."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from districtbot.geo.options import MapOptions

Command = TypeVar("Command", bound=Callable[..., Any])


def above_zero(_: click.Context, param: click.Parameter, value: float | None) -> float | None:
    """A click callback that lets through numbers above 0, neither endless nor NaN."""
    if value is not None and not 0 < value < math.inf:
        raise click.BadParameter(f"{value:g} is not a number above 0.", param=param)
    return value


class Named(click.Path):
    """A path that is not empty, as one made from an unset variable would be."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; an empty one is refused."""
        if not str(value):
            self.fail("the name is empty.", param, ctx)
        return Path(value)


MAP = click.argument("map_path", metavar="MAP", type=Named())
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of tables.")
DISTRICTS = click.option("--districts", "-k", type=int, metavar="K", help="Number of districts.")
MAX_DEVIATION = click.option(
    "--max-deviation", metavar="SHARE", help="Per district, such as 1%.  [default: 5%]"
)
MAX_COUNTY_SPLITS = click.option(
    "--max-county-splits", type=int, metavar="N", help="Counties in several districts."
)
MAX_CUT_EDGES = click.option(
    "--max-cut-edges", type=int, metavar="N", help="Touching pairs of units parted."
)

_MAP_OPTIONS = (
    click.option(
        "--layer", metavar="NAME", help="Layer or archive member, where there are several."
    ),
    click.option("--crs", metavar="CRS", help="CRS of a file that does not say, e.g. EPSG:4326."),
    click.option("--unit-id", metavar="COL", help="Column of unit ids."),
    click.option("--population", metavar="COL", help="Column of total population."),
    click.option("--vap", metavar="COL", help="Column of voting age population."),
    click.option("--cvap", metavar="COL", help="Column of citizen voting age population."),
    click.option("--county", metavar="COL", help="Column of counties, or a slice: GEOID20[2:5]."),
    click.option("--municipality", metavar="COL", help="Column of towns and cities."),
    click.option(
        "--adjacency",
        type=click.Choice(["rook", "queen"]),
        default="rook",
        show_default=True,
        help="Units touch along a line (rook) or at a point too (queen).",
    ),
    click.option(
        "--bridge/--no-bridge",
        default=True,
        help="Join islands and separate parts by short bridges, or refuse them.  [default: bridge]",
    ),
    click.option("--repair", is_flag=True, help="Repair gaps and overlaps between units."),
    click.option("--no-cache", is_flag=True, help="Build the dual graph anew."),
)


def map_options(command: Command) -> Command:
    """Add the options of `MapOptions` to a command; it gets them as ``options``."""
    import functools

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        return command(*args, options=_taken(kwargs), **kwargs)

    for option in reversed(_MAP_OPTIONS):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[return-value]


def _taken(kwargs: dict[str, Any]) -> "MapOptions":
    from districtbot.geo.options import MapOptions

    names = ("layer", "crs", "unit_id", "population", "vap", "cvap", "county", "municipality")
    chosen = {name: kwargs.pop(name) for name in names}
    return MapOptions(
        **chosen,
        adjacency=kwargs.pop("adjacency"),
        bridge=kwargs.pop("bridge"),
        repair=kwargs.pop("repair"),
        use_cache=not kwargs.pop("no_cache"),
    )
