"""Files of many plans: BEN, XBEN, BENDL and JSON lines; one plan of them, or all."""

import itertools
import json
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import binary_ensemble

from districtbot.geo.archive import Folder
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.ensemble.read import open_ensemble
from districtbot.plans.ensemble.store import PLANS
from districtbot.plans.export import dual_graph_json
from districtbot.plans.formats.assignments import Assignments
from districtbot.plans.formats.columns import id_column
from districtbot.plans.formats.match import match_texts
from districtbot.plans.formats.names import FormatName
from districtbot.plans.formats.path import PlanPath

MOST_LABEL = 65_535
"""The highest district that BEN can hold."""


@dataclass(frozen=True)
class Plans:
    """A file of plans.

    Attributes:
        path: The file.
        format: Its format.
        nodes: What the graph inside a bundle says of each place in a plan; ``None`` without.
    """

    path: Path
    format: FormatName
    nodes: list[dict[str, Any]] | None

    def order(self, state: StateMap) -> tuple[str, ...]:
        """The unit of each place in a plan; empty for the map's own order.

        Raises:
            AskError: If the graph inside is of other units.
        """
        if self.nodes is None:
            return ()
        import pandas as pd

        table = pd.DataFrame.from_records([_flat(node) for node in self.nodes])
        ids = id_column(table, state)
        if ids is not None and ids.share == 1:
            return ids.ids
        names = [str(node.get("id")) for node in self.nodes]
        if sorted(names) == sorted(map(str, range(state.n_units))):
            return tuple(state.unit_ids[int(name)] for name in names)
        raise AskError(
            f"The plans in {self.path.name} are of {len(names):,} other units than the map's "
            f"{state.n_units:,}: {some_of(names[:3])}; the map has {some_of(state.unit_ids[:3])}.",
            "Open the map that the plans were drawn on.",
        )

    def __len__(self) -> int:
        """Number of plans."""
        if self.format == "jsonl":
            return sum(1 for _ in _lines(self.path))
        with _reading(self.path), self._decoder() as decoder:
            return len(decoder)

    def each(self) -> Iterator[list[int]]:
        """The plans one by one, each the district of every place.

        Raises:
            AskError: If the file is damaged.
        """
        if self.format == "jsonl":
            yield from _lines(self.path)
            return
        with _reading(self.path), self._decoder() as decoder:
            yield from decoder

    def one(self, number: int) -> list[int]:
        """A plan by its number, from 1.

        Raises:
            AskError: If there is none of that number, or the file is damaged.
        """
        total = len(self)
        if not 1 <= number <= total:
            raise AskError(
                f"{self.path.name} has no plan {number:,}: it holds {total:,}.",
                f"Name one from 1, such as {self.path.name}#{total}.",
            )
        if self.format == "jsonl":
            return next(itertools.islice(_lines(self.path), number - 1, None))
        with _reading(self.path), self._decoder() as decoder:
            return list(decoder.lookup(number - 1))

    @contextmanager
    def _decoder(self) -> Iterator[Any]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # XBEN says that it takes a while to unpack
            if self.format == "bendl":
                yield binary_ensemble.BendlDecoder(self.path)
            else:
                yield binary_ensemble.BenDecoder(
                    self.path, mode="ben" if self.format == "ben" else "xben"
                )


def open_plans(path: Path) -> Plans:
    """Open a file of plans, or the folder of an ensemble.

    Raises:
        AskError: If it is none.
    """
    if path.is_dir():
        open_ensemble(path)
        path /= PLANS
    head = Folder(path.parent).head(path.name, 8)
    form: FormatName = "jsonl"
    if head.startswith(b"BENDL"):
        form = "bendl"
    elif head.startswith(b"\xfd7zXZ"):
        form = "xben"
    elif not head.lstrip().startswith(b"{"):
        form = "ben"
    nodes = _nodes(path) if form == "bendl" else None
    return Plans(path, form, nodes)


def read_plan_of(source: PlanPath, state: StateMap) -> Assignments:
    """One plan of a file of plans: the one that its part numbers, or the only one.

    Raises:
        AskError: If there are several and none is named, or they are of other units.
    """
    plans = open_plans(source.path)
    total = len(plans)
    if not source.part and total != 1:
        raise AskError(
            f"{source.path.name} holds {total:,} plans."
            if total
            else f"There are no plans in {source.path.name}.",
            f"Say which one, such as {source.path}#1." if total else "Give a file with some.",
        )
    number = 1 if not source.part else _number(source)
    districts = plans.one(number)
    ids = plans.order(state)
    n_places = len(ids) or state.n_units
    if len(districts) != n_places:
        raise AskError(
            f"The plans in {source.path.name} are of {len(districts):,} units; the map has "
            f"{state.n_units:,}.",
            "Open the map that the plans were drawn on.",
        )
    note = "" if ids else "Its plans have no ids; they were read in the order of the map's units."
    why = f"plan {number:,} of {total:,} in it"
    labels = tuple(map(str, districts))
    return Assignments(source.path.name, plans.format, why, ids, labels, (note,) if note else ())


def write_plans(
    path: Path, form: FormatName, state: StateMap, plans: Iterable[Sequence[int]]
) -> int:
    """Write plans, each the district of every unit in the map's order.

    Args:
        path: The file; replaced.
        form: ``jsonl``, ``ben``, ``xben`` or ``bendl``.
        state: The map, whose graph goes into a bundle.
        plans: The plans.

    Returns:
        How many there were.

    Raises:
        AskError: If BEN cannot hold a district.
    """
    counter = itertools.count(1)
    numbered = ((next(counter), _held(plan, form)) for plan in plans)
    if form == "jsonl":
        _write_lines(path, numbered)
    elif form == "bendl":
        encoder = binary_ensemble.BendlEncoder(path, overwrite=True)
        encoder.add_graph(dual_graph_json(state, None))
        with encoder.ben_stream() as stream:
            _write_all(stream.write, numbered)
    else:
        with tempfile.TemporaryDirectory() as scratch:
            plain = path if form == "ben" else Path(scratch) / "plans.ben"
            with binary_ensemble.BenEncoder(plain, overwrite=True) as stream:
                _write_all(stream.write, numbered)
            if form == "xben":
                binary_ensemble.encode_ben_to_xben(plain, path, overwrite=True, n_threads=1)
    return next(counter) - 1


def in_map_order(plans: Plans, state: StateMap) -> Iterator[list[int]]:
    """Every plan of a file in the order of the map's units.

    Raises:
        AskError: If they are of other units.
    """
    ids = plans.order(state)
    place = list(range(state.n_units))
    if ids:
        found = match_texts(ids, state.unit_ids).unit.tolist()
        for at, unit in enumerate(found):
            place[unit] = at
    for plan in plans.each():
        if len(plan) != state.n_units:
            raise AskError(
                f"The plans in {plans.path.name} are of {len(plan):,} units; the map has "
                f"{state.n_units:,}.",
                "Open the map that the plans were drawn on.",
            )
        yield [plan[at] for at in place]


def _held(plan: Sequence[int], form: FormatName) -> list[int]:
    """The districts of a plan, if the format can hold them."""
    districts = [int(district) for district in plan]
    if form != "jsonl" and not 0 <= min(districts) <= max(districts) <= MOST_LABEL:
        bad = next(district for district in districts if not 0 <= district <= MOST_LABEL)
        raise AskError(
            f"BEN files hold districts from 0 to {MOST_LABEL:,}; one is {bad}.",
            "Number the districts from 1.",
        )
    return districts


def _write_all(write: Callable[[list[int]], None], plans: Iterable[tuple[int, list[int]]]) -> None:
    for _, plan in plans:
        write(plan)


def _write_lines(path: Path, plans: Iterable[tuple[int, list[int]]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, plan in plans:
            line = {"assignment": plan, "sample": number}
            file.write(json.dumps(line, separators=(",", ":")) + "\n")


def _number(source: PlanPath) -> int:
    if not source.part.isdecimal() or len(source.part) > 18:
        raise AskError(
            f"{source.part!r} is no number of a plan in {source.path.name}.",
            f"Count from 1, such as {source.path}#1.",
        )
    return int(source.part)


def _lines(path: Path) -> Iterator[list[int]]:
    with _reading(path), path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            plan = _plan(line)
            if plan is None:
                raise AskError(
                    f"Line {number:,} of {path.name} is no plan.",
                    'A line is {"assignment": [1, 2, ...], "sample": 1}.',
                )
            yield plan


def _plan(line: bytes) -> list[int] | None:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    plan = data.get("assignment") if isinstance(data, dict) else None
    if not isinstance(plan, list) or not all(type(district) is int for district in plan):
        return None
    return plan


def _nodes(path: Path) -> list[dict[str, Any]] | None:
    with _reading(path):
        decoder = binary_ensemble.BendlDecoder(path)
        if "graph.json" not in decoder.asset_names():
            return None
        nodes = json.loads(decoder.read_asset_bytes("graph.json"))["nodes"]
    if isinstance(nodes, list) and all(isinstance(node, dict) for node in nodes):
        return nodes
    raise _damaged(path, "the graph inside has no nodes")


def _flat(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if not isinstance(value, dict | list)}


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Say what is wrong with a damaged file: the package raises bare exceptions."""
    try:
        yield
    except AskError:
        raise
    except Exception as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, why: str) -> AskError:
    return AskError(
        f"The plans in {path.name} cannot be read: {why[:150].rstrip('.')}.",
        "Check that the file is whole.",
    )
