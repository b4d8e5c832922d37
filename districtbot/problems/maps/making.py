"""Makes the file of a map once and finds it again."""

import hashlib
from functools import lru_cache
from pathlib import Path

from districtbot.geo.options import MapOptions
from districtbot.geo.sample import StateSpec, make_state
from districtbot.ground.paths import cache_dir
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.maps.pool import names_of, spec_of
from districtbot.problems.split import Split
from districtbot.tools.calling import call
from districtbot.tools.desk.desk import Desk
from districtbot.tools.toolbox import toolbox

MAKING = 1
"""Goes up when the same specification gives another map."""
PLAN_DEVIATION = "4%"


def maps_dir() -> Path:
    """Where made maps lie, to be found again."""
    return cache_dir() / "problem-maps"


@lru_cache(maxsize=64)
def map_of(set_name: str, split: Split, index: int) -> MadeMap:
    """One map of a set, made where it is not there yet.

    Args:
        set_name: Name of the set with its seed.
        split: Of which split.
        index: Which one.
    """
    spec = spec_of(set_name, split, index)
    path = maps_dir() / hashlib.sha256(f"{MAKING} {spec!r}".encode()).hexdigest()[:16]
    path = path / "precincts.gpkg"
    if not path.exists():
        _make(spec, path)
    return MadeMap(f"{split}-{index:04d}", path, spec.name, names_of(spec), MapOptions())


def _make(spec: StateSpec, path: Path) -> None:
    """Write the map, with a plan in the column for it, whole or not at all."""
    frame = make_state(spec)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f"bare-{path.name}")
    frame.to_file(scratch, layer="precincts")
    desk = Desk.open(scratch, seed=spec.seed, out=path.parent)
    targets = [{"measure": "population_deviation", "at_most": PLAN_DEVIATION}]
    call(desk, toolbox(), "set_targets", {"districts": spec.n_districts, "targets": targets})
    call(desk, toolbox(), "propose_plan", {})
    plan = desk.a_plan
    frame[names_of(spec)["plan"]] = [int(one) for one in plan.district]
    ready = path.with_name(f"ready-{path.name}")
    frame.to_file(ready, layer="precincts")
    ready.replace(path)
    scratch.unlink()
