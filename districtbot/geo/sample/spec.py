"""What a sample state should be like."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from districtbot.ground.errors import AskError
from districtbot.ground.seeds import Label, seed_of

Side = Literal["coast", "river", "ridge", "survey"]
Convention = Literal["MGGG", "VEST", "DRA", "ALARM", "census"]


@dataclass(frozen=True, slots=True)
class StateSpec:
    """A made-up state, fully determined by these values.

    The shape depends on everything but ``convention`` and ``crs``: the same state can be had
    under other column names or in another projection.

    Attributes:
        name: Name of the state.
        seed: Seed of every random choice.
        n_units: Number of precincts, exactly.
        n_counties: Number of counties, exactly.
        n_districts: Number of districts the state elects; sets the default ``people``.
        people: Total population; by default 761,000 for each district.
        area_km2: Land area, about.
        aspect: Width divided by height, about.
        sides: What bounds the state in the north, east, south and west: a ``coast``, a
            ``river``, a mountain ``ridge`` or a straight ``survey`` line.
        river: Whether a river runs through the state.
        n_islands: Islands off the coast, each of one to three precincts.
        surveyed: Share (0..1) of the land, from the inland side, whose counties and townships
            were laid out with straight lines.
        urban: Share (0..1) of the people who live in towns and cities.
        black: Share (0..1) of the people who are Black.
        hispanic: Share (0..1) of the people who are Hispanic.
        lean: Democratic share (0..1) of the two-party vote for president, statewide.
        convention: Whose column names the table has (see `columns`).
        crs: CRS of the result.
        state_fips: Two digits that begin every id.
        centre: Longitude and latitude of the middle of the state, degrees.

    Raises:
        AskError: If no such state can exist.
    """

    name: str
    seed: int
    n_units: int
    n_counties: int
    n_districts: int
    people: int | None = None
    area_km2: float = 70_000.0
    aspect: float = 1.2
    sides: tuple[Side, Side, Side, Side] = ("survey", "coast", "ridge", "survey")
    river: bool = True
    n_islands: int = 1
    surveyed: float = 0.5
    urban: float = 0.66
    black: float = 0.19
    hispanic: float = 0.09
    lean: float = 0.49
    convention: Convention = "MGGG"
    crs: str = "EPSG:4269"
    state_fips: str = "91"
    centre: tuple[float, float] = (-66.0, 38.0)

    def __post_init__(self) -> None:
        problems = [text for broken, text in self._rules() if broken]
        if problems:
            raise AskError(
                f"No state can be made for {self.name!r}: {'; '.join(problems)}.",
                "Change these values of the StateSpec.",
            )

    def _rules(self) -> list[tuple[bool, str]]:
        n_land = self.n_units - 3 * self.n_islands
        return [
            (self.n_counties < 1, f"n_counties is {self.n_counties}, below 1"),
            (self.n_districts < 1, f"n_districts is {self.n_districts}, below 1"),
            (self.n_districts > self.n_units, "n_districts is above n_units"),
            (n_land < self.n_counties, "n_units is below n_counties + 3 for each island"),
            (self.n_islands < 0, f"n_islands is {self.n_islands}, below 0"),
            (
                self.n_islands > 0 and "coast" not in self.sides,
                "n_islands needs a coast among the sides",
            ),
            (not 0 <= self.surveyed <= 1, f"surveyed is {self.surveyed}, outside 0..1"),
            (not 0.05 <= self.urban <= 0.9, f"urban is {self.urban}, outside 0.05..0.9"),
            (
                not (self.black > 0 and self.hispanic > 0 and self.black + self.hispanic < 0.9),
                "black and hispanic are not both above 0 and together below 0.9",
            ),
            (not 0.05 <= self.lean <= 0.95, f"lean is {self.lean}, outside 0.05..0.95"),
            (not 0.4 <= self.aspect <= 2.5, f"aspect is {self.aspect}, outside 0.4..2.5"),
            (self.area_km2 < 10 * self.n_counties, "area_km2 is below 10 km² a county"),
            (
                self.n_people < 100 * self.n_units,
                f"people is {self.n_people:,}, below 100 for each unit",
            ),
            (
                len(self.state_fips) != 2 or not self.state_fips.isdecimal(),
                f"state_fips is {self.state_fips!r}, not two digits",
            ),
        ]

    @property
    def n_people(self) -> int:
        """Total population."""
        return 761_000 * self.n_districts if self.people is None else self.people

    @property
    def area(self) -> float:
        """Land area in square metres, about."""
        return self.area_km2 * 1e6

    @property
    def unit_side(self) -> float:
        """Side of a square with the area of an average precinct, metres."""
        return float(np.sqrt(self.area / self.n_units))

    @property
    def county_side(self) -> float:
        """Side of a square with the area of an average county, metres."""
        return float(np.sqrt(self.area / self.n_counties))

    @property
    def detail(self) -> float:
        """Length of the finest segment of a shore or a river, metres."""
        return float(np.clip(self.unit_side / 9, 120.0, 700.0))

    def rng(self, *labels: Label) -> np.random.Generator:
        """A random stream of its own for one step in the making of this state."""
        return np.random.default_rng(seed_of("sample state", self.name, self.seed, *labels))
