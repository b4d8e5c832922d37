"""The scorecard's numbers of every plan of an ensemble, kept beside the plans.

Plans are read from their file piece by piece and counted by the compiled counts of the chains,
so that memory does not grow with their number and the numbers are the chains' own to the bit.
"""

import gc
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from districtbot.chains.replay import Counts, Tape, all_in_one, counts_for, move, note, replay
from districtbot.geo.statemap import StateMap
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.plans.chain_measures import Counted, counted, measures_of
from districtbot.plans.chain_rules import CUT_EDGES, SHAPES, ChainRules
from districtbot.plans.ensemble.fairness import more_of_votes
from districtbot.plans.ensemble.read import Ensemble, Measures
from districtbot.plans.ensemble.source import PlanSource, not_read, plan_source
from districtbot.plans.ensemble.store import move_into_place
from districtbot.plans.ensemble.work import column_of
from districtbot.plans.groups import group_roles
from districtbot.plans.problem import Problem
from districtbot.plans.scoring import checked_numbers
from districtbot.plans.targets import Targets, Universe

Floats = NDArray[np.float64]
Family = Literal["population", "shape", "splits", "votes", "groups"]
FAMILIES: tuple[Family, ...] = get_args(Family)
"""Kinds of measures."""
_KEY = b"districtbot"
_ROWS = 1024
"""Plans that are counted in one piece."""

ScoreWatchFn = Callable[[int, float], None]
"""Told after every piece: plans scored so far, and the share of the file read, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure of every plan.

    Attributes:
        families: Kinds of measures.
        elections: Contests; all of the map by default.
        groups: Groups; likewise.
        names: If given, only the measures of these names are kept.
    """

    families: tuple[Family, ...] = FAMILIES
    elections: tuple[str, ...] | None = None
    groups: tuple[str, ...] | None = None
    names: tuple[str, ...] | None = None

    def keeps(self, name: str) -> bool:
        """Whether a measure is one of those wanted."""
        if self.names is not None:
            return name in self.names
        return family_of(name) in self.families


EVERYTHING = Wanted()


def family_of(name: str) -> Family:
    """The kind of a measure, by its name."""
    if " " in name:
        return "votes" if "_share " not in name or name.startswith("dem_share ") else "groups"
    if name.startswith("population"):
        return "population"
    if name == CUT_EDGES or name in SHAPES:
        return "shape"
    return "splits"


def score_ensemble(
    source: str | Path | Ensemble,
    state: StateMap,
    wanted: Wanted = EVERYTHING,
    *,
    watch_fn: ScoreWatchFn = lambda _plans, _share: None,
    budget: Budget | None = None,
) -> Measures | None:
    """Measure every plan of an ensemble, or read what an earlier call has measured.

    The numbers go into ``scores.parquet`` in the folder, or, for a file of plans, into a file
    beside it: a row a plan. Same plans, map and measures give the same
    bytes.

    Args:
        source: An ensemble, its folder, or a BEN, XBEN, BENDL or JSONL file of plans whose
            units are the map's, in the map's order where the file does not name them.
        state: The map.
        wanted: What to measure.
        watch_fn: Told of progress.
        budget: A caller may stop it; nothing is kept then.

    Returns:
        The measures, or ``None`` where it was stopped.

    Raises:
        AskError: If the plans are not of this map or cannot be read, or the map lacks something
            that is asked for.
    """
    plans = plan_source(source)
    with plans.tape(state) as tape:
        scorer = Scorer(state, plans, wanted, int(tape.number.max()) + 1)
        measures = Measures(plans.scores_path, plans.chains)
        if _held(plans.scores_path) == scorer.identity:
            return measures
        done = _write(plans, scorer, tape, watch_fn, budget or Budget(None))
    return measures if done else None


class Scorer:
    """Measures plans of one map, many at once.

    Args:
        state: The map.
        plans: Where they come from.
        wanted: What to measure.
        n_districts: k.

    Raises:
        AskError: If the map lacks something that is asked for.
    """

    def __init__(
        self, state: StateMap, plans: PlanSource, wanted: Wanted, n_districts: int
    ) -> None:
        self._plans, self._wanted, self.n_districts = plans, wanted, n_districts
        self.found: Counted = counted(
            _problem(state, n_districts), _rules(state, plans.ensemble, wanted)
        )

    @cached_property
    def identity(self) -> dict[str, Any]:
        """What the measures depend on, as plain data."""
        digest = hashlib.sha256()
        for array in self.found.graph:
            digest.update(np.ascontiguousarray(array).tobytes())
        return {
            "districtbot": version("districtbot"),
            "gerrytools": version("gerrytools"),
            "plans_sha256": self._plans.sha256,
            "map_sha256": digest.hexdigest(),
            "wanted": json.loads(json.dumps(asdict(self._wanted))),
        }

    def measure(self, counts: Counts) -> dict[str, Floats]:
        """The measures of plans that were counted, each of shape (rows,) or (rows, k)."""
        measures = measures_of(self.found, counts)
        for contest, (dem, rep) in self.found.elections.items():
            measures |= more_of_votes(contest, counts.sums[:, :, dem], counts.sums[:, :, rep])
        return {name: values for name, values in measures.items() if self._wanted.keeps(name)}

    def measure_one(self, district: NDArray[np.int32]) -> dict[str, Floats]:
        """The measures of one plan, each a number or of shape (k,)."""
        count = all_in_one(self.found.graph, self.n_districts)
        for node, home in enumerate(district.tolist()):
            move(self.found.graph, count, node, home)
        counts = counts_for(count, 1)
        note(count, counts, 0)
        return {name: values[0] for name, values in self.measure(counts).items()}


def plan_measures(
    source: str | Path | Ensemble,
    state: StateMap,
    district: NDArray[np.int32],
    wanted: Wanted = EVERYTHING,
) -> Mapping[str, Floats]:
    """One plan measured as `score_ensemble` measures the plans of an ensemble.

    Args:
        source: The ensemble or the file of plans.
        state: The map.
        district: District of each unit, 0..k-1, shape (n_units,).
        wanted: What to measure.
    """
    plans = plan_source(source)
    return Scorer(state, plans, wanted, int(district.max()) + 1).measure_one(district)


def _problem(state: StateMap, n_districts: int) -> Problem:
    """A map on which every unit is a node of its own."""
    node_of = np.arange(state.n_units, dtype=np.int32)
    targets = Targets(districts=n_districts, target=())
    return Problem(state, targets, node_of, state.population, state.graph.links, None)


def _rules(state: StateMap, ensemble: Ensemble | None, wanted: Wanted) -> ChainRules:
    """What to count: regions and seats as the ensemble's own rules say, and what is wanted.

    Contests and groups that nobody asked for by name are left out where a column has gaps.

    Raises:
        AskError: If one that is asked for has.
    """
    held = {} if ensemble is None else ensemble.summary["rules"]
    rules: dict[str, Any] = {name: held.get(name) for name in ("seats", "regions")}
    contests = {one.name: (one.dem_col, one.rep_col) for one in state.columns.elections}
    universe: Universe = "population" if state.columns.vap is None else "vap"
    everyone = state.columns.vap or state.columns.population
    groups = {
        name: (column, everyone) for name, column in group_roles(state.columns, universe).items()
    }
    asked = wanted.elections
    if asked is not None:
        asked = tuple(state.election(name).name for name in asked)
    rules["elections"] = _sound(state, contests, asked)
    rules["groups"] = _sound(state, groups, wanted.groups)
    for family, name in (("splits", "regions"), ("votes", "elections"), ("groups", "groups")):
        if wanted.names is None and family not in wanted.families:
            rules[name] = ()
    return ChainRules.model_validate(rules)


def _sound(
    state: StateMap, known: Mapping[str, tuple[str, ...]], asked: tuple[str, ...] | None
) -> tuple[str, ...]:
    """Those of the contests or groups asked for, or all, whose columns can be summed."""
    for name in asked or ():
        for column in known.get(name, ()):
            checked_numbers(state, column)
    if asked is not None:
        return asked
    sound = []
    for name, columns in known.items():
        with suppress(AskError):
            for column in columns:
                checked_numbers(state, column)
            sound.append(name)
    return tuple(sound)


def _held(path: Path) -> dict[str, Any] | None:
    """What the scores in a file are; ``None`` where there are none."""
    try:
        found = (pq.read_schema(path).metadata or {}).get(_KEY)
    except (OSError, pa.ArrowInvalid):
        return None
    held: dict[str, Any] | None = None if found is None else json.loads(found)
    return held


def _write(
    plans: PlanSource, scorer: Scorer, tape: Tape, watch_fn: ScoreWatchFn, budget: Budget
) -> bool:
    """Write the scores; whether it came to the end."""
    path = plans.scores_path
    scratch = path.with_name(f"{path.name}.new")
    writer, n_plans = None, 0
    try:
        for table in _tables(plans, scorer, tape):
            if writer is None:
                held = {_KEY: json.dumps(scorer.identity, sort_keys=True)}
                schema = table.schema.with_metadata(held)
                writer = pq.ParquetWriter(
                    scratch, schema, compression="zstd", compression_level=1, use_dictionary=False
                )
            writer.write_table(table.replace_schema_metadata(writer.schema.metadata))
            n_plans += len(table)
            watch_fn(n_plans, float(tape.place[0]) / len(tape.data))
            if budget.over:
                return False
        if writer is not None:
            writer.close()
            move_into_place(scratch, path)
        return True
    finally:
        with suppress(OSError):
            scratch.unlink()


def _tables(plans: PlanSource, scorer: Scorer, tape: Tape) -> Iterator[pa.Table]:
    """The measures of some plans after the other.

    While those of one piece are taken, the next piece is counted in another thread.
    """
    graph = scorer.found.graph
    count = all_in_one(graph, scorer.n_districts)
    rooms = counts_for(count, _ROWS), counts_for(count, _ROWS)
    gc.collect()  # decoders of binary-ensemble may be dropped by this thread only
    with ThreadPoolExecutor(1) as hand:
        coming = hand.submit(replay, graph, count, tape, rooms[0])
        while n_rows := coming.result():
            if n_rows < 0:
                raise not_read(n_rows, tape, plans.path)
            filled = _first(rooms[0], n_rows)
            rooms = rooms[::-1]
            coming = hand.submit(replay, graph, count, tape, rooms[0])
            measures = scorer.measure(filled)
            yield pa.table({name: column_of(values) for name, values in measures.items()})


def _first(room: Counts, n_rows: int) -> Counts:
    """The rows that are filled."""
    return Counts(
        room.counts[:n_rows], room.population[:n_rows], room.sums[:n_rows], room.inside[:n_rows]
    )
