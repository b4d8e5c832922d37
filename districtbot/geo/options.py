"""What a user may say about a map beyond its name."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class MapOptions:
    """How to read a map; everything has a default that suits most files.

    Attributes:
        layer: Layer of a GeoPackage or member of a zip where there are several.
        crs: CRS of a file that does not say its own, such as ``EPSG:4326``.
        unit_id: Column of unit ids.
        population: Column of total population.
        vap: Column of total voting age population.
        cvap: Column of total citizen voting age population.
        county: Column of counties, or a slice of the ids such as ``GEOID20[2:5]``.
        municipality: Column of towns and cities.
        adjacency: ``rook`` (a shared line) or ``queen`` (a shared point is enough).
        bridge: Whether islands and separate pieces are joined; if not, they are refused.
        repair: Whether gaps and overlaps between units are repaired with maup.
        repair_seconds: Wall-clock limit of that repair.
        use_cache: Whether the dual graph may come from, and go to, the user's cache.
    """

    layer: str | None = None
    crs: str | None = None
    unit_id: str | None = None
    population: str | None = None
    vap: str | None = None
    cvap: str | None = None
    county: str | None = None
    municipality: str | None = None
    adjacency: Literal["rook", "queen"] = "rook"
    bridge: bool = True
    repair: bool = False
    repair_seconds: float = 300.0
    use_cache: bool = True
