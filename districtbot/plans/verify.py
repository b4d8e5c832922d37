"""The independent check of a finished run, from the files in its folder alone."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj

from districtbot.plans.recheck.alternatives import check_alternatives
from districtbot.plans.recheck.card import check_card
from districtbot.plans.recheck.claim import Claim
from districtbot.plans.recheck.folder import Run, read_run
from districtbot.plans.recheck.measures import Measures
from districtbot.plans.recheck.structure import check_adjacency, check_bridges, equal_area
from districtbot.plans.recheck.targets import check_targets

__all__ = ["Claim", "Verification", "verify"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a re-check found.

    Attributes:
        folder: The run's folder.
        claims: Every claim checked, in the order of checking.
    """

    folder: Path
    claims: tuple[Claim, ...]

    @property
    def confirmed(self) -> bool:
        """Whether every claim agrees with the files."""
        return bool(self.claims) and all(claim.agrees for claim in self.claims)

    @property
    def refuted(self) -> tuple[Claim, ...]:
        """The claims that do not agree with the files."""
        return tuple(claim for claim in self.claims if not claim.agrees)

    def to_dict(self) -> dict[str, Any]:
        """The verification as JSON data."""
        return {
            "folder": str(self.folder),
            "confirmed": self.confirmed,
            "claims": [asdict(claim) for claim in self.claims],
        }


def verify(folder: Path) -> Verification:
    """Confirm or refute every claim of a finished run.

    ``plan.csv``, ``graph.json``, ``plan.geojson`` and ``result.json`` are held against each
    other, and every value is worked out anew from the first three. Measures of shape allow
    for coordinates that have been to EPSG:4326 and back, all other numbers for the order of
    additions alone. Alternatives are checked like the plan itself, and against each other.

    Args:
        folder: The folder of a run that ended with a plan.

    Raises:
        AskError: If there is no such run.
    """
    run, claims = read_run(folder)
    if run is None:
        return Verification(folder, tuple(claims))
    claims.append(check_bridges(run))
    shapes = _in_metres(run, claims)
    if shapes is not None:
        claims += check_adjacency(run, shapes)
    measures = Measures(run, shapes)
    claims += check_targets(measures, run.result)
    if run.result.scorecard is not None:
        claims += check_card(measures, run.result.scorecard)
    claims += check_alternatives(folder, measures, shapes)
    return Verification(folder, tuple(claims))


def _in_metres(run: Run, claims: list[Claim]) -> gpd.GeoSeries | None:
    """The shapes in the CRS that the result says they were measured in."""
    if run.shapes is None or run.result.crs is None:
        return None
    try:
        projection = equal_area(run.result.crs)
    except pyproj.exceptions.CRSError as error:
        claims.append(Claim("projection", run.result.crs, str(error), agrees=False))
        return None
    claims.append(projection)
    if not projection.agrees:
        return None
    shapes = run.shapes.geometry.to_crs(run.result.crs)
    if not np.isfinite(shapes.bounds.to_numpy()).all():
        claims.append(
            Claim("projection", run.result.crs, "leaves shapes at infinity", agrees=False)
        )
        return None
    return shapes.where(shapes.is_valid, shapes.make_valid())
