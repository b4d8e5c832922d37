"""Invalid polygons made valid; gaps and overlaps between units repaired with maup."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from districtbot.geo.segments import Geometries

_POLYGON, _MULTIPOLYGON = 3, 6


@dataclass(frozen=True, slots=True)
class Faults:
    """What keeps a layer from being a clean partition, counted as `maup.doctor` does.

    Attributes:
        gaps: Holes in the union of all units; lakes that belong to no unit count too.
        overlaps: Pairs of units with some area in common.
    """

    gaps: int
    overlaps: int

    def __str__(self) -> str:
        gaps = "1 gap" if self.gaps == 1 else f"{self.gaps:,} gaps"
        overlaps = "1 overlap" if self.overlaps == 1 else f"{self.overlaps:,} overlaps"
        return f"{gaps} and {overlaps}"


@dataclass(frozen=True, slots=True)
class Repair:
    """Outcome of a repair.

    Attributes:
        polygons: The repaired polygons, or those handed in where the repair was of no use.
        note: What was done, with counts before and after.
    """

    polygons: Geometries
    note: str


def polygons_only(geometries: Geometries) -> Geometries:
    """Geometry collections cut down to their polygons (empty where they have none)."""
    result = geometries.copy()
    kinds = shapely.get_type_id(geometries)
    for index in np.flatnonzero((kinds != _POLYGON) & (kinds != _MULTIPOLYGON)):
        parts = geometries[index : index + 1]
        while (shapely.get_type_id(parts) > _POLYGON).any():
            parts = shapely.get_parts(parts)
        areas = parts[shapely.get_type_id(parts) == _POLYGON]
        result[index] = areas[0] if len(areas) == 1 else shapely.multipolygons(areas)
    return result


def made_valid(polygons: Geometries) -> Geometries:
    """Invalid polygons as valid ones that cover the same ground.

    Rings that cross themselves fall into parts and overlapping parts are joined; GEOS calls
    this the ``structure`` method. Unlike ``buffer(0)`` it loses no lobe of a bow-tie.
    """
    return polygons_only(shapely.make_valid(polygons, method="structure", keep_collapsed=False))


def percent_of(share: float) -> str:
    """A share of area in words: ``2.3%``, ``0.0001%`` for anything less."""
    return f"{share:.2%}" if share >= 1e-4 else f"{max(share, 1e-6):.4%}"


def count_faults(polygons: Geometries) -> Faults:
    """Gaps and overlaps of a layer of valid polygons."""
    union = shapely.get_parts(shapely.union_all(polygons))
    first, second = shapely.STRtree(polygons).query(polygons)
    once = first < second
    common = shapely.intersection(polygons[first[once]], polygons[second[once]])
    return Faults(
        gaps=int(shapely.get_num_interior_rings(union).sum()),
        overlaps=int((shapely.area(common) > 0).sum()),
    )


def repair_borders(polygons: Geometries, seconds: float, say: Callable[[str], None]) -> Repair:
    """Close gaps and resolve overlaps with `maup.smart_repair`, within a time limit.

    maup works in a process of its own, which is killed when its time is up.

    Args:
        polygons: Valid polygons in any CRS, shape (n,).
        seconds: Wall-clock limit.
        say: Told what is going on.
    """
    say(f"Repairing gaps and overlaps with maup (at most {seconds:,.0f} seconds)")
    with tempfile.TemporaryDirectory(prefix="districtbot-repair-") as name:
        folder = Path(name)
        _write(folder / "before.parquet", polygons)
        problem = _run(folder, seconds)
        before, after = (_read_faults(folder / f"{when}.json") for when in ("before", "after"))
        if before is not None and not (before.gaps or before.overlaps):
            return Repair(polygons, "The units have no gaps and no overlaps to repair.")
        kept = "the borders are as in the file"
        found = f" ({before})" if before is not None else ""
        if problem or before is None or after is None:
            return Repair(polygons, f"The repair with maup {problem}; {kept}{found}.")
        repaired = _read(folder / "after.parquet")
    reason = _worse(polygons, repaired, before, after)
    if reason:
        return Repair(polygons, f"The repair with maup {reason}; {kept}{found}.")
    changed = float(np.abs(shapely.area(repaired) / shapely.area(polygons) - 1).max())
    return Repair(
        repaired,
        f"maup repaired the borders: {before} before, {after} after; no unit's area changed "
        f"by more than {percent_of(changed)}.",
    )


def work(folder_name: str) -> None:
    """The part of a repair that may take long; runs in a process of its own.

    Reads ``before.parquet`` in the folder and writes ``before.json``, ``after.parquet`` and
    ``after.json``.
    """
    from maup import smart_repair

    folder = Path(folder_name)
    before = gpd.read_parquet(folder / "before.parquet").geometry
    faults = count_faults(before.to_numpy())
    (folder / "before.json").write_text(json.dumps(asdict(faults)), encoding="utf-8")
    if not (faults.gaps or faults.overlaps):
        return
    after = polygons_only(smart_repair(before).reindex(before.index).to_numpy())
    _write(folder / "after.parquet", after)
    usable = shapely.is_valid(after)
    (folder / "after.json").write_text(
        json.dumps(asdict(count_faults(after[usable]))), encoding="utf-8"
    )


def _run(folder: Path, seconds: float) -> str:
    """Run `work` on a folder; what went wrong, in words, or nothing."""
    program = "import sys; from districtbot.geo.repair import work; work(sys.argv[1])"
    paths = os.pathsep.join(path for path in sys.path if path)
    surroundings = {
        **os.environ,
        "PYTHONPATH": paths,
        "PYTHONHASHSEED": "0",
        "PYTHONWARNINGS": "ignore",
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-c", program, str(folder)],
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"was stopped after {seconds:,.0f} seconds"
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return f"failed ({lines[-1] if lines else f'exit code {done.returncode}'})"
    return ""


def _worse(before: Geometries, after: Geometries, faults: Faults, left: Faults) -> str:
    """Why a repaired layer is not to be taken, or nothing."""
    if len(after) != len(before) or not shapely.area(after).all():
        return "lost units"
    if not shapely.is_valid(after).all():
        return "left invalid polygons"
    if left.gaps > faults.gaps or left.overlaps > faults.overlaps:
        return f"made it worse ({left} after)"
    if left == faults:
        return "changed nothing"
    return ""


def _write(path: Path, polygons: Geometries) -> None:
    gpd.GeoDataFrame(geometry=list(polygons)).to_parquet(path)


def _read(path: Path) -> Geometries:
    polygons: Geometries = gpd.read_parquet(path).geometry.to_numpy()
    return polygons


def _read_faults(path: Path) -> Faults | None:
    if not path.exists():
        return None
    try:
        return Faults(**json.loads(path.read_text(encoding="utf-8")))
    except json.JSONDecodeError:  # the process was killed while it wrote
        return None
