"""The files of a finished run, read without trust."""

import csv
import hashlib
import math
import os
import re
from dataclasses import dataclass
from io import StringIO
from numbers import Real
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import pandas as pd
from shapely.errors import ShapelyError
from shapely.geometry import shape

from districtbot.ground.errors import AskError
from districtbot.plans.recheck.claim import Claim, holds, same
from districtbot.plans.recheck.result import (
    PLANNED,
    Result,
    exported,
    read_file,
    read_json,
    read_result,
)

NUMBER = re.compile(r"\d{1,9}")
FOLDERS = frozenset({"alternatives"})
"""Folders that a run makes inside its own."""
UNDIRECTED = {"directed": False, "multigraph": False}
MALFORMED = (ValueError, KeyError, TypeError, IndexError, AttributeError)
"""What well-formed JSON of the wrong form raises when it is taken for the right one."""


@dataclass(frozen=True)
class Run:
    """A finished run as its files have it.

    Attributes:
        result: What it claims.
        graph: The dual graph: nodes by unit id with their columns, edges with ``bridge``.
        units: The columns of the nodes, ``district`` as in ``plan.csv``, indexed by unit id.
        shapes: ``plan.geojson`` in the order of ``units``, in its own CRS, or ``None``.
    """

    result: Result
    graph: "nx.Graph[str]"
    units: pd.DataFrame
    shapes: gpd.GeoDataFrame | None


def read_run(folder: Path) -> tuple[Run | None, list[Claim]]:
    """Read the files of a run and hold them against each other.

    Returns:
        The run, or ``None`` where its files are too damaged to measure; and the claims.

    Raises:
        AskError: If there is no finished run with a plan in the folder.
    """
    result = read_result(folder)
    if (result.plan_status or result.status) not in PLANNED:
        raise AskError(
            f"The run in {folder} ended as {result.status}, without a plan.",
            "There is nothing to verify.",
        )
    exported_with = result.files or result.scorecard
    if not exported_with and not (folder / "graph.json").is_file():
        raise AskError(
            f"The plan in {folder} is not exported yet.",
            "/export in the chat writes what can be checked.",
        )
    claims = _digests(folder, result)
    plan = read_plan(folder, "plan.csv", claims)
    graph = _read_graph(folder / "graph.json", claims)
    if plan is None or graph is None:
        return None, claims
    units = pd.DataFrame.from_dict(dict(graph.nodes(data=True)), orient="index")
    claims.append(same_units("plan.csv has the units of graph.json", plan.index, units.index))
    if result.units is not None:
        claims.append(same("number of units", result.units, len(units)))
    plan = plan.reindex(units.index)
    agree = holds(
        "districts of graph.json are those of plan.csv", _differing(units["district"], plan)
    )
    numbered = check_numbers(plan, result)
    claims += [agree, *numbered]
    if plan.isna().any() or not all(claim.agrees for claim in numbered):
        return None, claims
    units["district"] = plan.astype(int)
    shapes = _read_shapes(folder / "plan.geojson", result, units, claims)
    return Run(result, graph, units, shapes), claims


def _digests(folder: Path, result: Result) -> list[Claim]:
    """Hashes of the plan, of other files named, and of the map where it is still there."""
    named = {**dict(sorted(result.files.items())), "plan.csv": result.plan_sha256}
    claims = [
        same(f"SHA-256 of {name}", digest, sha256_inside(folder, name))
        for name, digest in named.items()
    ]
    at_hand = result.map is not None and os.path.isfile(result.map)  # noqa: PTH113 - any text
    if result.map is not None and result.map_sha256 is not None and at_hand:
        claims.append(same("SHA-256 of the map", result.map_sha256, _sha256(Path(result.map))))
    return claims


def sha256_inside(folder: Path, name: str) -> str:
    """The hash of a file of the run; a name leads nowhere but into its own folders."""
    parts = Path(name).parts
    inside = (*FOLDERS.intersection(parts[-2:-1]), *parts[-1:])
    return _sha256(folder.joinpath(*inside))


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(read_file(path)).hexdigest()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    except ValueError as error:
        return f"no name of a file: {error}"


def read_plan(folder: Path, name: str, claims: list[Claim]) -> "pd.Series[Any] | None":
    """District of each unit, indexed by unit id; ``None`` where the file is no plan."""
    try:
        text = read_file(folder / name).decode("utf-8")
        rows = list(csv.reader(StringIO(text, newline="")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        claims.append(_unreadable(name, str(error)))
        return None
    if not rows or rows[0] != ["unit", "district"] or any(len(row) != 2 for row in rows):
        claims.append(_unreadable(name, "not two columns, unit and district"))
        return None
    ids = pd.Index([row[0] for row in rows[1:]])
    odd = sorted({row[1] for row in rows[1:] if not NUMBER.fullmatch(row[1])})
    doubled = holds(f"unit ids of {name} are unique", map(str, ids[ids.duplicated()].unique()))
    claims += [doubled, holds(f"districts of {name} are whole numbers", odd)]
    if odd or not doubled.agrees:
        return None
    return pd.Series([int(row[1]) for row in rows[1:]], index=ids, dtype="Int64")


def _read_graph(path: Path, claims: list[Claim]) -> "nx.Graph[str] | None":
    try:
        data = read_json(path)
        ids = [node["id"] for node in data["nodes"]]
        graph: nx.Graph[str] = nx.adjacency_graph({**data, **UNDIRECTED})
    except (OSError, *MALFORMED) as error:
        claims.append(_unreadable("graph.json", f"not a dual graph: {_why(error)}"))
        return None
    doubled = [] if len(set(ids)) == len(ids) == len(graph) else ["ids and nodes do not pair off"]
    bare = [str(unit) for unit, data in graph.nodes(data=True) if "district" not in data]
    claims += [
        holds("unit ids of graph.json are unique", doubled),
        holds("every unit of graph.json has a district", bare),
    ]
    return None if doubled or bare or not ids else graph


def _read_shapes(
    path: Path, result: Result, units: pd.DataFrame, claims: list[Claim]
) -> gpd.GeoDataFrame | None:
    """The shapes in the order of ``units``."""
    if not path.exists():
        if result.crs is not None:
            claims.append(_unreadable("plan.geojson", "missing, though the map has shapes"))
        return None
    try:
        features = read_json(path)["features"]
        table = pd.DataFrame([feature["properties"] for feature in features])
        outlines = [shape(feature["geometry"]) for feature in features]
        frame = gpd.GeoDataFrame(table, geometry=outlines, crs="EPSG:4326")
        frame.index = pd.Index([str(unit) for unit in table["unit"]])
    except (OSError, *MALFORMED, ShapelyError) as error:
        claims.append(_unreadable("plan.geojson", f"not the units of a plan: {_why(error)}"))
        return None
    if not {"district", "population"} <= set(frame.columns):
        claims.append(_unreadable("plan.geojson", "without district or population"))
        return None
    matched = same_units("plan.geojson has the units of graph.json", frame.index, units.index)
    empty = frame.index[frame.geometry.isna() | frame.geometry.is_empty]
    drawn = holds("every unit of plan.geojson has a shape", map(str, empty))
    claims += [matched, drawn]
    if not matched.agrees or not drawn.agrees:
        return None
    frame = frame.loc[units.index]
    people = units.get(exported(result, result.columns.get("population", "")))
    differing = _differing(frame["district"], units["district"])
    differing += [] if people is None else _differing(frame["population"], people)
    claims.append(holds("districts and people of plan.geojson are those of graph.json", differing))
    return frame


def _why(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _unreadable(name: str, why: str) -> Claim:
    return Claim(name, "readable", why, agrees=False)


def same_units(name: str, found: "pd.Index[Any]", wanted: "pd.Index[Any]") -> Claim:
    """The claim that a file has the units of another."""
    faults = [f"{unit} is not in the graph" for unit in sorted(set(found) - set(wanted), key=str)]
    faults += [f"{unit} is missing" for unit in sorted(set(wanted) - set(found), key=str)]
    faults += ["some units twice"] if found.has_duplicates else []
    return holds(name, faults)


def _differing(left: "pd.Series[Any]", right: "pd.Series[Any]") -> list[str]:
    """Units whose two values differ, as text."""
    return [
        f"{unit}: {a} and {b}"
        for unit, a, b in zip(left.index, left, right, strict=True)
        if _plain(a) != _plain(b)
    ]


def absent(value: Any) -> bool:
    """Whether a cell of a table is empty."""
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def _plain(value: Any) -> float | str | None:
    """Numbers as floats, nothing as ``None``, anything else as text."""
    if absent(value):
        return None
    is_number = isinstance(value, Real) and not isinstance(value, bool)
    return float(value) if is_number else str(value)


def check_numbers(plan: "pd.Series[Any]", result: Result) -> list[Claim]:
    """Whether the districts are 1..K, each with units."""
    numbers = set(plan.dropna().tolist())
    wanted = set(range(1, min(result.districts or 0, len(plan) + 1) + 1))
    faults = [f"district {number}" for number in sorted(numbers - wanted)]
    faults += [f"no unit in district {number}" for number in sorted(wanted - numbers)]
    return [
        same("number of districts", result.districts, len(numbers)),
        holds("districts are numbered from 1 without gaps", faults),
    ]
