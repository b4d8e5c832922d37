"""A map made for problems, as a file on the disk and as the house sees it."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import geopandas as gpd

from districtbot.geo.open import open_map
from districtbot.geo.options import MapOptions
from districtbot.geo.statemap import StateMap


@dataclass(frozen=True)
class MadeMap:
    """A map that problems are set on.

    Attributes:
        key: Its name in a set, such as ``train-0012``; a real map is called by its file.
        path: The file, as a person would have it.
        state_name: What people call the state.
        names: Field (see `districtbot.geo.sample.FIELDS`) to column name; of a real map those whose
            role was found.
        options: How the map is to be read where its columns do not tell by themselves.
    """

    key: str
    path: Path
    state_name: str
    names: dict[str, str] = field(default_factory=dict)
    options: MapOptions = field(default_factory=MapOptions)

    @cached_property
    def frame(self) -> gpd.GeoDataFrame:
        """The file as GeoPandas reads it: one row a unit, in the file's own CRS."""
        return gpd.read_file(self.path)

    @cached_property
    def state(self) -> StateMap:
        """The map, checked and with its roles."""
        return open_map(self.path, self.options)

    @cached_property
    def digest(self) -> str:
        """Hash of what the map holds, the same for the same units on every machine.

        Of each unit's shape only the bounding box counts, rounded to six decimals of the units of
        the CRS, so that another build of GEOS does not make another map of it.
        """
        frame = self.frame
        geometry = frame.geometry
        rounded = [[round(number, 6) for number in row] for row in geometry.bounds.to_numpy()]
        table = frame.drop(columns=geometry.name).astype(str)
        text = json.dumps([list(table.columns), table.to_numpy().tolist(), rounded])
        return hashlib.sha256(text.encode()).hexdigest()


def any_map(made: MadeMap) -> bool:
    """Every map will do."""
    del made
    return True
