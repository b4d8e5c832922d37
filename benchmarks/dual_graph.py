"""Seconds from a map file to its dual graph: districtbot against GerryChain, in one run.

    python benchmarks/dual_graph.py MAP [MAP ...]

Both read the file and find the rook edges with their shared borders; districtbot also checks
the shapes, mends invalid ones, measures in an equal-area CRS and joins separate parts. Each
figure is the best of the rounds, which alternate. ``cached`` is districtbot's second time.
GerryChain is told to ignore invalid shapes, which it refuses otherwise.
"""

import argparse
import os
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from districtbot.geo.dual import dual_graph
from districtbot.geo.options import MapOptions
from districtbot.geo.read import read_map
from districtbot.geo.shapes import prepare_shapes
from districtbot.ground.paths import sha256_of


def edges_by_districtbot(path: Path, options: MapOptions) -> int:
    """Read a map and build its dual graph; the number of edges."""
    raw = read_map(path, options)
    if raw.geometry is None:
        raise SystemExit(f"{path} has no shapes.")
    unit_ids = [str(index) for index in range(len(raw.table))]
    key = sha256_of(path) if options.use_cache else None
    shapes = prepare_shapes(raw.geometry, unit_ids, options, lambda _: None)
    return len(dual_graph(shapes, None, unit_ids, options, key)[0].edges)


def edges_by_gerrychain(path: Path) -> int:
    """The same with GerryChain; the number of edges, or -1 where it cannot."""
    from gerrychain import Graph
    from shapely.errors import GEOSException

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return len(Graph.from_file(str(path), ignore_errors=True).edges)
        except GEOSException:
            return -1


def timed(work: Callable[[], int]) -> tuple[float, int]:
    """Seconds a piece of work took, and its result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def compare(path: Path, n_rounds: int) -> str:
    """One line of the table for a map."""
    works: dict[str, Callable[[], int]] = {
        "gerrychain": lambda: edges_by_gerrychain(path),
        "districtbot": lambda: edges_by_districtbot(path, MapOptions(use_cache=False)),
        "cached": lambda: edges_by_districtbot(path, MapOptions()),
    }
    works["cached"]()
    seconds = dict.fromkeys(works, float("inf"))
    edges: dict[str, int] = {}
    for _ in range(n_rounds):
        for name, work in works.items():
            took, edges[name] = timed(work)
            seconds[name] = min(seconds[name], took)
    theirs, ours = seconds["gerrychain"], seconds["districtbot"]
    same = "" if edges["gerrychain"] == edges["districtbot"] else f" ({edges['gerrychain']:,})"
    return (
        f"{path.name:36s}{edges['districtbot']:>8,}{same} {theirs:>10.2f} s {ours:>10.2f} s "
        f"{seconds['cached']:>7.2f} s {theirs / ours:>7.1f} x"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("maps", nargs="+", type=Path, metavar="MAP")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    heads = ("map", "edges", "gerrychain", "districtbot", "cached", "ratio")
    print("{:36s}{:>8s} {:>12s} {:>12s} {:>9s} {:>9s}".format(*heads))
    with tempfile.TemporaryDirectory() as cache:
        os.environ["DISTRICTBOT_CACHE"] = cache
        for path in arguments.maps:
            print(compare(path, arguments.rounds), flush=True)


if __name__ == "__main__":
    main()
