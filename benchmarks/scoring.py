"""Seconds to score an ensemble: districtbot against gerrytools' engine, in one run.

    python benchmarks/scoring.py [NC-14 PA-17 ...] [--plans 10000] [--rounds 3]

Both read the same BENDL file and write the same ten measures of every plan to Parquet:
largest population deviation, cut edges, counties split, county pieces, and of one contest the
share of each district, seats, efficiency gap, mean-median and partisan bias, and a group's share
of each district. gerrytools is `PlanEvaluator.evaluate_stream`, called as its documentation
does. Each figure is the best of the rounds, which alternate, after one that does not count. The
values are compared; ``all`` is districtbot with every measure that it has. GerryChain scores 200
of the plans with its own updaters, partition after partition, one new partition a plan.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from peers.maps import state_map

from districtbot.geo.statemap import StateMap
from districtbot.plans.ensemble.read import open_ensemble
from districtbot.plans.ensemble.scores import Wanted, score_ensemble
from districtbot.plans.ensemble.source import SCORES
from districtbot.plans.ensemble.store import PLANS
from districtbot.plans.field import gerrychain, scoring_engine
from districtbot.plans.targets import Targets
from districtbot.tools.ensemble import run_ensemble

N_CHAINS = 4
N_GERRYCHAIN = 200
GROUP = "black"


class Job:
    """Ten measures of one ensemble, by whoever is to score it.

    Args:
        state: The map.
        folder: The ensemble's.
    """

    def __init__(self, state: StateMap, folder: Path) -> None:
        self.state, self.folder = state, folder
        self.contest = state.columns.elections[0]
        ten = ["population_deviation", "cut_edges", "county_splits", "county_pieces"]
        votes = ("dem_share", "dem_seats", "dem_efficiency_gap", "dem_mean_median")
        ten += [f"{name} {self.contest.name}" for name in (*votes, "dem_partisan_bias")]
        self.ten = (*ten, f"vap_share {GROUP}")
        self._evaluator = self._theirs()

    def by_districtbot(self) -> None:
        """The ten measures."""
        (self.folder / SCORES).unlink(missing_ok=True)
        wanted = Wanted(elections=(self.contest.name,), groups=(GROUP,), names=self.ten)
        score_ensemble(self.folder, self.state, wanted)

    def by_districtbot_all(self) -> None:
        """Every measure of every contest and group."""
        (self.folder / SCORES).unlink(missing_ok=True)
        score_ensemble(self.folder, self.state)

    def by_gerrytools(self) -> None:
        """The ten measures."""
        shutil.rmtree(self.folder / "theirs", ignore_errors=True)
        self._result = self._evaluator.evaluate_stream(self.folder / PLANS, self.folder / "theirs")

    def largest_difference(self) -> float:
        """Between the two, over all plans, of measures that are shares or counts."""
        self.by_gerrytools()
        self.by_districtbot_all()
        measures = score_ensemble(self.folder, self.state)
        if measures is None:
            raise SystemExit("The scoring was stopped.")
        differences = [0.0]
        for mine, metric in zip(self.ten, self._metrics(), strict=True):
            name = metric.result_name or metric._kind
            theirs = _sorted(self._result.read(name, expand_repetitions=True).to_numpy())
            ours = _sorted(np.concatenate(list(measures.pieces(mine))))
            defined = np.isfinite(ours)
            differences.append(float(np.abs(ours - theirs)[defined].max(initial=0.0)))
        return max(differences)

    def n_measures(self) -> int:
        """How many measures there are in all."""
        measures = score_ensemble(self.folder, self.state)
        return 0 if measures is None else len(measures.names)

    def by_gerrychain(self) -> float:
        """Seconds a plan with GerryChain's updaters."""
        package = gerrychain()
        chain = package.Graph.from_networkx(self._graph())
        updaters = self._updaters(package)
        plans = list(islice(open_ensemble(self.folder).plans(), N_GERRYCHAIN))
        start = time.perf_counter()
        for plan in plans:
            assignment = dict(zip(self.state.unit_ids, plan.tolist(), strict=True))
            partition = package.Partition(chain, assignment, updaters)
            for name in updaters:
                _ = partition[name]
            found = partition["votes"]
            _ = (found.percents("D"), found.seats("D"), found.efficiency_gap())
            _ = (found.mean_median(), found.partisan_bias())
        return (time.perf_counter() - start) / len(plans)

    def _graph(self) -> "nx.Graph[Any]":
        """The units by name, with the columns that are measured."""
        state, columns = self.state, self.state.columns
        graph: nx.Graph[Any] = nx.Graph()
        names = (columns.population, columns.vap, columns.group_vap[GROUP], columns.county)
        named = [name for name in (*names, self.contest.dem_col, self.contest.rep_col) if name]
        rows = zip(*(state.units[name].tolist() for name in named), strict=True)
        graph.add_nodes_from(
            (unit, dict(zip(named, row, strict=True)))
            for unit, row in zip(state.unit_ids, rows, strict=True)
        )
        graph.add_edges_from(
            (state.unit_ids[a], state.unit_ids[b]) for a, b in state.graph.edges.tolist()
        )
        return graph

    def _metrics(self) -> list[Any]:
        engine, columns = scoring_engine(), self.state.columns
        dem, rep = self.contest.dem_col, self.contest.rep_col
        return [
            engine.MaxAbsolutePopulationDeviation(columns.population, relative_to_ideal=True),
            engine.CutEdges(),
            engine.RegionSplits(columns.county),
            engine.RegionPieces(columns.county),
            engine.DistrictVoteShares(dem, rep),
            engine.Seats(dem, rep),
            engine.EfficiencyGap(dem, rep),
            engine.MeanMedian(dem, rep),
            engine.PartisanBias(dem, rep),
            engine.DemographicShares(columns.group_vap[GROUP], columns.vap),
        ]

    def _theirs(self) -> Any:
        return scoring_engine().PlanEvaluator(self._graph()).add_metrics(*self._metrics())

    def _updaters(self, package: Any) -> dict[str, Any]:
        columns, updaters = self.state.columns, package.updaters
        return {
            "population": updaters.Tally(columns.population, alias="population"),
            "cut_edges": updaters.cut_edges,
            "counties": updaters.county_splits("counties", columns.county),
            "vap": updaters.Tally(columns.vap, alias="vap"),
            "group": updaters.Tally(columns.group_vap[GROUP], alias="group"),
            "votes": updaters.Election(
                "votes", {"D": self.contest.dem_col, "R": self.contest.rep_col}
            ),
        }


def _sorted(values: NDArray[Any]) -> NDArray[np.float64]:
    """The districts of each plan in order, whatever they are called."""
    rows = np.asarray(values, dtype=np.float64).reshape(len(values), -1)
    return np.sort(rows, axis=1)


def timed(work: Callable[[], None]) -> float:
    """Seconds a piece of work took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(name: str, n_plans: int, n_rounds: int, data: Path | None) -> str:
    """One line of the table for a map and a number of districts, such as ``NC-14``."""
    place, _, districts = name.partition("-")
    state = state_map(place, data)
    targets = Targets.model_validate(
        {
            "districts": int(districts),
            "target": [{"measure": "population_deviation", "at_most": 0.01}],
        }
    )
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "ensemble"
        run_ensemble(state, targets, folder, steps=n_plans // N_CHAINS, chains=N_CHAINS)
        job = Job(state, folder)
        difference = job.largest_difference()
        works = (job.by_gerrytools, job.by_districtbot, job.by_districtbot_all)
        best = [min(times) for times in zip(*_rounds(works, n_rounds), strict=True)]
        chain = job.by_gerrychain()
        n_all = job.n_measures()
    theirs, ours, everything = best
    return (
        f"{name:8s}{state.n_units:>7,}{theirs:>11.2f} s{ours:>11.2f} s{theirs / ours:>8.1f} x"
        f"{everything:>9.2f} s{n_all:>6d}{1000 * chain:>11.1f} ms{chain * n_plans / ours:>9,.0f} x"
        f"{difference:>12.1e}"
    )


def _rounds(works: tuple[Callable[[], None], ...], n_rounds: int) -> list[list[float]]:
    """Seconds of each work in each round; the first round does not count."""
    return [[timed(work) for work in works] for _ in range(n_rounds + 1)][1:]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("maps", nargs="*", default=["NC-14", "PA-17"], metavar="STATE-K")
    parser.add_argument("--plans", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", type=Path, help="Folder of the maps.")
    arguments = parser.parse_args()
    print(f"{arguments.plans:,} plans, 10 measures")
    heads = ("map", "units", "gerrytools", "districtbot", "ratio", "all", "of", "gerrychain")
    form = "{:8s}{:>7s}{:>13s}{:>13s}{:>10s}{:>11s}{:>6s}{:>14s}{:>11s}{:>12s}"
    print(form.format(*heads, "ratio", "differ by"))
    for name in arguments.maps:
        print(compare(name, arguments.plans, arguments.rounds, arguments.data), flush=True)


if __name__ == "__main__":
    main()
