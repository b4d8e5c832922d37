"""Makes the file of a map once and finds it again."""

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd

from districtbot.geo.options import MapOptions
from districtbot.ground.paths import cache_dir
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.maps.naming import style_named
from districtbot.problems.maps.pool import MapDraw, drawn_map
from districtbot.problems.split import Split
from districtbot.tools.calling import call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.tool import Work
from districtbot.tools.toolbox import toolbox

MAKING = 3
"""Goes up when the same specification gives another map."""
PLAN_DEVIATION = "4%"
"""What a plan column keeps to."""
PLAN_STEPS = 2_000
"""Steps of the search for a plan, in place of the clock: the same plan on every machine."""
OLD_DEVIATION = "12%"
"""An old plan is out of date: its districts have grown apart."""


def maps_dir() -> Path:
    """Where made maps lie, to be found again."""
    return cache_dir() / "problem-maps"


@lru_cache(maxsize=256)
def map_of(set_name: str, split: Split, index: int) -> MadeMap:
    """One map of a set, made where it is not there yet.

    Args:
        set_name: Name of the set with its seed.
        split: Of which split.
        index: Which one.
    """
    draw = drawn_map(set_name, split, index)
    path = maps_dir() / hashlib.sha256(f"{MAKING} {draw!r}".encode()).hexdigest()[:16]
    path = path / f"{draw.units}.gpkg"
    if not path.exists():
        _make(draw, path)
    key = f"{split}-{index:04d}"
    return MadeMap(key, path, draw.spec.name, names_of(draw), options_of(draw))


def names_of(draw: MapDraw) -> dict[str, str]:
    """Field (see `districtbot.geo.sample.FIELDS`) to column of a map.

    Votes are fields such as ``pres20_dem``; an older plan is ``old_plan``.
    """
    from districtbot.problems.maps.furnishing import columns_named

    style = style_named(draw.style)
    old = {"old_plan": style.old_plan} if "old plan" in draw.parts else {}
    return {**columns_named(draw), "plan": style.fields["plan"], **old}


def options_of(draw: MapDraw) -> MapOptions:
    """How a map is to be read where its columns do not tell by themselves."""
    columns = set(names_of(draw).values())
    said = style_named(draw.style).options
    options = MapOptions()
    for field, name in said.items():
        if name in columns:
            options = replace(options, **{field: name})  # type: ignore[arg-type]
    return options


def _make(draw: MapDraw, path: Path) -> None:
    """Write the map, with a plan in each column for one, whole or not at all."""
    from districtbot.problems.maps.furnishing import furnished

    frame = furnished(draw)
    names = names_of(draw)
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent) as folder:
        bare, ready = Path(folder) / f"bare-{path.name}", Path(folder) / path.name
        frame.to_file(bare, layer=draw.units)
        plans = (("plan", PLAN_DEVIATION, draw.spec.seed), ("old_plan", OLD_DEVIATION, 7))
        for field, deviation, seed in plans:
            if field in names:
                desk = Desk.open(bare, options_of(draw), seed=seed, out=folder)
                frame[names[field]] = _plan(desk, draw.spec.n_districts, deviation)
        _ordered(frame, draw).to_file(ready, layer=draw.units)
        ready.replace(path)


def _plan(desk: Desk, districts: int, deviation: str) -> list[int]:
    """The district of each unit in a plan that is drawn on a desk."""
    targets = [{"measure": "population_deviation", "at_most": deviation}]
    call(desk, toolbox(), "set_targets", {"districts": districts, "targets": targets})
    call(desk, toolbox(), "propose_plan", {}, Work(steps=PLAN_STEPS))
    return [int(one) for one in desk.a_plan.district]


def _ordered(frame: gpd.GeoDataFrame, draw: MapDraw) -> gpd.GeoDataFrame:
    """Columns in the order of a file that somebody keeps: the shape last."""
    names = list(names_of(draw).values())
    return frame[[*names, frame.geometry.name]]
