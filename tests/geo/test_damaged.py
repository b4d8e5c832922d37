"""Files with random damage: each still opens, or is refused in one line; nothing else happens."""

import json
import random
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import pytest

from districtbot.geo.inspect import inspect_map
from districtbot.geo.open import open_map
from districtbot.geo.options import MapOptions
from districtbot.ground.errors import AskError

N_DAMAGED = 25
"""Damaged files of each kind."""
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
OPTIONS = MapOptions(use_cache=False)
ODD_NUMBERS = (b"\xff\xff\xff\xff", b"\0\0\0\x80", b"\x7f\xff\xff\xff", b"\0\0\0\0")
ODD_VALUES: tuple[Any, ...] = (
    *(None, True, -1, 0, 10**30, 2**63, 1e308, -1e308, float("nan"), float("inf")),
    *("", "x", "\0", "\ud800", "id", "9" * 50, [], {}, [[]], [None], {"a": {}}),
)


@pytest.fixture(scope="module")
def originals(grid_frame: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the same sixteen units in every format."""
    folder = tmp_path_factory.mktemp("originals")
    frame: gpd.GeoDataFrame = grid_frame(
        4,
        4,
        VAP=80,
        BVAP=[5 * row for row in range(16)],
        PRES20D=[10 + row for row in range(16)],
        PRES20R=[20 - row for row in range(16)],
        COUNTY=["Doña Ana", "Bexar"] * 8,
        CD=[1 + row // 8 for row in range(16)],
    )
    frame.to_file(folder / "map.gpkg")
    frame.to_file(folder / "map.fgb")
    frame.to_file(folder / "map.shp")
    frame.to_parquet(folder / "map.parquet")
    frame.to_crs(4326).to_file(folder / "map.geojson")
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(4, 4))
    for node, row in zip(graph, frame.drop(columns="geometry").to_dict("records"), strict=True):
        graph.nodes[node].update(row, nested={"list": [1, node]})
    (folder / "lists.json").write_text(json.dumps(nx.adjacency_data(graph)))
    (folder / "links.json").write_text(json.dumps(nx.node_link_data(graph, edges="links")))
    for name, packing in (("stored.zip", zipfile.ZIP_STORED), ("packed.zip", zipfile.ZIP_DEFLATED)):
        with zipfile.ZipFile(folder / name, "w", packing) as archive:
            for part in PARTS:
                archive.write(folder / f"map{part}", f"map{part}")
    with zipfile.ZipFile(folder / "nested.zip", "w") as archive:
        archive.write(folder / "map.gpkg", "map.gpkg")
    return folder


def with_damaged_bytes(content: bytes, rng: random.Random) -> bytes:
    """The content cut, flipped, blotted out, stuffed, thinned or renumbered, once or more."""
    data = bytearray(content)
    for _ in range(rng.choice([1, 1, 1, 2, 5])):
        if not data:
            break
        place = rng.randrange(len(data))
        match rng.randrange(7):
            case 0:
                del data[place:]
            case 1:
                for _ in range(rng.choice([1, 3, 20])):
                    data[rng.randrange(len(data))] = rng.randrange(256)
            case 2:
                data[place : place + rng.randrange(1, 200)] = bytes(rng.randrange(1, 200))
            case 3:
                data[place:place] = rng.randbytes(rng.randrange(1, 50))
            case 4:
                del data[place : place + rng.randrange(1, 100)]
            case 5:
                data[place : place + 4] = rng.choice(ODD_NUMBERS)
            case 6:
                data[rng.randrange(min(len(data), 300))] = rng.randrange(256)
    return bytes(data)


def with_damaged_values(content: bytes, rng: random.Random) -> bytes:
    """JSON with values replaced, removed or added, once or more."""
    data = json.loads(content)
    for _ in range(rng.choice([1, 1, 2, 4])):
        node, depth = data, rng.randrange(1, 9)
        while isinstance(node, dict | list) and node:
            keys: list[Any] = list(node) if isinstance(node, dict) else list(range(len(node)))
            key = rng.choice(keys)
            depth -= 1
            if depth and isinstance(node[key], dict | list) and node[key]:
                node = node[key]
                continue
            match rng.randrange(4):
                case 0:
                    del node[key]
                case 1 if isinstance(node, list):
                    node.insert(key, deepcopy(rng.choice(ODD_VALUES)))
                case _:
                    node[key] = deepcopy(rng.choice(ODD_VALUES))
            break
    return json.dumps(data).encode()


Damage = Callable[[bytes, random.Random], bytes]
BYTES, VALUES = with_damaged_bytes, with_damaged_values
KINDS: tuple[tuple[str, Damage], ...] = (
    ("map.shp", BYTES),
    ("map.gpkg", BYTES),
    ("map.fgb", BYTES),
    ("map.parquet", BYTES),
    ("map.geojson", BYTES),
    ("map.geojson", VALUES),
    ("lists.json", BYTES),
    ("lists.json", VALUES),
    ("links.json", VALUES),
    ("stored.zip", BYTES),
    ("packed.zip", BYTES),
    ("nested.zip", BYTES),
)


def damaged(original: Path, folder: Path, damage: Damage, rng: random.Random) -> Path:
    """A damaged copy of a file; of a shapefile, one or two of its parts are damaged or gone."""
    if original.suffix != ".shp":
        (folder / original.name).write_bytes(damage(original.read_bytes(), rng))
        return folder / original.name
    for part in PARTS:
        (folder / f"map{part}").write_bytes(original.with_suffix(part).read_bytes())
    for part in rng.sample(PARTS, rng.choice([1, 2])):
        file = folder / f"map{part}"
        if rng.random() < 0.1:
            file.unlink()
        else:
            file.write_bytes(damage(file.read_bytes(), rng))
    return folder / original.name


def complaint(read: Callable[[Path, MapOptions], Any], path: Path) -> AskError | None:
    """What is wrong with a file; any other error is the test's failure."""
    try:
        read(path, OPTIONS)
    except AskError as error:
        return error
    return None


@pytest.mark.parametrize(("name", "damage"), KINDS)
def test_damage_is_survived(originals: Path, tmp_path: Path, name: str, damage: Damage) -> None:
    n_refused = 0
    for number in range(N_DAMAGED):
        rng = random.Random(f"{damage.__name__} {name} {number}")
        path = damaged(originals / name, tmp_path, damage, rng)
        unreadable, unusable = complaint(inspect_map, path), complaint(open_map, path)
        assert unusable or not unreadable, f"{number}: inspect alone refuses it: {unreadable}"
        for error in filter(None, (unreadable, unusable)):
            assert error.todo, f"{number}: {error}"
            assert len(str(error)) < 1500, f"{number}: {error}"
        n_refused += unreadable is not None
    assert n_refused


def test_the_originals_are_sound(originals: Path) -> None:
    for name in sorted({name for name, _ in KINDS}):
        assert open_map(originals / name, OPTIONS).population.sum() == 1600
