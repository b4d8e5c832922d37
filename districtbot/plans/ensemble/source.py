"""Plans to be scored, wherever they come from: an ensemble's folder, or a file of plans alone."""

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import binary_ensemble
import numpy as np
from numpy.typing import NDArray

from districtbot.chains.replay import BANNERS, DAMAGED, N_LABELS, Tape, next_frame, tape_of
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.paths import sha256_of
from districtbot.plans.ensemble.bundle import stream_span
from districtbot.plans.ensemble.read import Ensemble, open_ensemble
from districtbot.plans.ensemble.spec import units_sha256
from districtbot.plans.ensemble.store import PLANS

SCORES = "scores.parquet"
"""The scores of a folder's plans."""
KINDS = (".ben", ".xben", ".bendl", ".jsonl")
"""Files of plans that are read: those of binary-ensemble and gerrytools."""
_NEUTRAL = "neutral plans"


@dataclass(frozen=True)
class PlanSource:
    """Many plans of one map.

    Attributes:
        path: The file that holds them.
        ensemble: The ensemble that they are, where it is one of districtbot's.
    """

    path: Path
    ensemble: Ensemble | None

    @property
    def scores_path(self) -> Path:
        """Where the scores of the plans lie: beside them."""
        if self.ensemble is not None:
            return self.ensemble.folder / SCORES
        return self.path.with_name(f"{self.path.name}.{SCORES}")

    @property
    def chains(self) -> int:
        """Number of chains of the same length, one after the other."""
        return 1 if self.ensemble is None else self.ensemble.chains

    @cached_property
    def sha256(self) -> str:
        """Hash of the file."""
        if self.ensemble is not None:
            return str(self.ensemble.summary["files"][PLANS])
        return sha256_of(self.path)

    @property
    def kind(self) -> str:
        """What its plans may be called in a sentence."""
        return "plans" if self.ensemble is None else _NEUTRAL

    @contextmanager
    def tape(self, state: StateMap) -> Iterator[Tape]:
        """The plans, ready to be counted on a map.

        Raises:
            AskError: If they are of another map, or the file is damaged.
        """
        with TemporaryDirectory() as scratch:
            path, start, length = self._frames(Path(scratch))
            data = _mapped(path, start, length)
            layout = _layout(data, self.path)
            node = self._nodes(state)
            tape = tape_of(data[len(BANNERS[0]) :], layout, node, np.full(N_LABELS, -1, np.int32))
            yield _numbered(tape, self.path)

    def _frames(self, scratch: Path) -> tuple[Path, int, int]:
        """A file with BEN frames, and where in it they lie."""
        path, kind = self.path, self.path.suffix.lower()
        if kind == ".bendl":
            bundle = _bundle(path)
            if bundle.assignment_format() == "ben":
                return path, *stream_span(path)
            bundle.extract_stream(scratch / "plans.xben")
            path, kind = scratch / "plans.xben", ".xben"
        if kind == ".ben":
            return path, 0, path.stat().st_size
        unpacked = scratch / "plans.ben"
        read = binary_ensemble.decode_xben_to_ben
        if kind == ".jsonl":
            read = binary_ensemble.encode_jsonl_to_ben
        try:
            read(path, unpacked)
        except OSError as error:
            raise _damaged(self.path, str(error)) from error
        return unpacked, 0, unpacked.stat().st_size

    def _nodes(self, state: StateMap) -> NDArray[np.int32]:
        """The unit of each place in a plan, shape (n_units,)."""
        if self.ensemble is not None:
            check_units(self.ensemble, state)
        elif self.path.suffix.lower() == ".bendl":
            names = _names(self.path)
            if names is not None:
                return _order(names, state, self.path)
        return np.arange(state.n_units, dtype=np.int32)


def plan_source(source: str | Path | Ensemble) -> PlanSource:
    """The plans of an ensemble, of its folder, or of a file of plans.

    Args:
        source: An ensemble, its folder, or a BEN, XBEN, BENDL or JSONL file. In a file without
            a graph the units must be in the order of the map.

    Raises:
        AskError: If there is nothing of the kind.
    """
    if isinstance(source, Ensemble):
        return PlanSource(source.folder / PLANS, source)
    path = Path(source)
    if path.is_file() and path.suffix.lower() in KINDS:
        return PlanSource(path, None)
    if path.is_file():
        raise AskError(
            f"{path.name} is no file of many plans.",
            f"Give the folder of an ensemble, or a file that ends in {some_of(KINDS)}.",
        )
    ensemble = open_ensemble(path)
    return PlanSource(ensemble.folder / PLANS, ensemble)


def check_units(ensemble: Ensemble, state: StateMap) -> None:
    """Refuse a map whose units are not those of an ensemble.

    Raises:
        AskError: With what to do.
    """
    if ensemble.summary["units_sha256"] != units_sha256(state):
        raise AskError(
            f"The ensemble in {ensemble.folder} is of other units than this map's.",
            "Open the map that the ensemble was drawn on.",
        )


def _mapped(path: Path, start: int, length: int) -> NDArray[np.uint8]:
    """Bytes of a file, read when they are looked at."""
    if length == 0:
        return np.zeros(0, np.uint8)
    return np.asarray(np.memmap(path, np.uint8, "r", start, (length,)))


def _layout(data: NDArray[np.uint8], path: Path) -> int:
    banner = data[: len(BANNERS[0])].tobytes()
    if banner not in BANNERS:
        raise _damaged(path, "it does not begin as a BEN stream does")
    return BANNERS.index(banner)


def _numbered(tape: Tape, path: Path) -> Tape:
    """The tape with its districts numbered by the labels in the first plan."""
    if len(tape.data) == 0:
        raise AskError(f"There are no plans in {path.name}.", "Give a file with some.")
    if next_frame(tape) < 0:
        raise not_read(DAMAGED, tape, path)
    labels = np.unique(tape.label)
    tape.number[labels] = np.arange(len(labels))
    return tape_of(tape.data, tape.layout, tape.node, tape.number)


def not_read(code: int, tape: Tape, path: Path) -> AskError:
    """Why plans could not be counted."""
    number = int(tape.place[2]) + (code == DAMAGED)
    if code == DAMAGED:
        return _damaged(
            path, f"plan {number:,} is not one of {len(tape.label):,} units, or is cut off"
        )
    return AskError(
        f"Plan {number:,} of {path.name} has other districts than the first one.",
        "Give plans that all have the same districts.",
    )


def _damaged(path: Path, why: str) -> AskError:
    return AskError(
        f"The plans in {path.name} cannot be read: {why}.",
        "Check that the file is whole and that the map is the one the plans were drawn on.",
    )


def _bundle(path: Path) -> binary_ensemble.BendlDecoder:
    """A bundle that is whole."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "XBEN may take a second")
            bundle = binary_ensemble.BendlDecoder(path)
        bundle.verify()
    except Exception as error:  # The package raises nothing narrower.
        raise _damaged(path, str(error).rstrip(".")) from error
    return bundle


def _names(path: Path) -> list[str] | None:
    """The names of the graph's nodes inside a bundle, where it holds a graph."""
    decoder = _bundle(path)
    if "graph.json" not in decoder.asset_names():
        return None
    graph: dict[str, Any] = json.loads(decoder.read_asset_bytes("graph.json"))
    return [str(node["id"]) for node in graph["nodes"]]


def _order(names: list[str], state: StateMap, path: Path) -> NDArray[np.int32]:
    """The unit of each node of a bundle's graph; numbers from 0 are the map's own order."""
    if sorted(names) == sorted(state.unit_ids):
        return np.array([state.unit_index[name] for name in names], dtype=np.int32)
    if sorted(names) == sorted(map(str, range(state.n_units))):
        return np.array(names, dtype=np.int32)
    raise AskError(
        f"The plans in {path.name} are of {len(names):,} other units than the map's "
        f"{state.n_units:,}: {some_of(names[:3])}; the map has {some_of(state.unit_ids[:3])}.",
        "Open the map that the plans were drawn on.",
    )
