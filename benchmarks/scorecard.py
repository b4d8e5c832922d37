"""Seconds for the scorecard of a plan on a map already read: districtbot against GerryChain.

    python benchmarks/scorecard.py MAP PLAN [MAP PLAN ...]

GerryChain measures what it has: people, cut edges, contiguity, county splits, Polsby-Popper
where the map has shapes, and of each contest seats, efficiency gap, mean-median and partisan
bias. It gets a graph that is ready, with all columns, areas and borders. districtbot measures
the same and everything else on its scorecard from the map as it was read (``first``), and with
the map's own part prepared by an earlier plan (``again``); with shapes most of ``first`` is
gerrytools' check that no two units overlap. Figures are the best of the rounds, which
alternate; ratios are GerryChain's time by districtbot's. ``agree`` says whether the numbers
that both have are the same; Polsby-Popper is not on a layer with overlaps, which GerryChain
counts twice.
"""

import argparse
import math
import time
from pathlib import Path
from typing import Any

from districtbot.geo.open import open_map
from districtbot.geo.statemap import StateMap
from districtbot.plans.field import gerrychain, scoring_engine
from districtbot.plans.formats.open import read_plan
from districtbot.plans.lines import lines_of
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import score
from districtbot.plans.scoring import Scoring

METRICS = ("efficiency_gap", "mean_median", "partisan_bias")


def numbers_of_gerrychain(graph: Any, state: StateMap, plan: Plan) -> dict[str, float]:
    """What GerryChain measures of a plan; signs as it gives them."""
    updaters, metrics = gerrychain("updaters"), gerrychain("metrics")
    columns = state.columns
    wanted: dict[str, Any] = {"people": updaters.Tally(columns.population, alias="people")}
    if columns.county is not None:
        wanted["counties"] = updaters.county_splits("counties", columns.county)
    for contest in columns.elections:
        wanted[contest.name] = updaters.Election(
            contest.name, {"dem": contest.dem_col, "rep": contest.rep_col}
        )
    kind = "Partition" if state.geometry is None else "GeographicPartition"
    partition = getattr(gerrychain(), kind)(
        graph, assignment=dict(enumerate(plan.district.tolist())), updaters=wanted
    )
    people = partition["people"].values()
    ideal = sum(people) / len(partition)
    found = {
        "largest_deviation": max(abs(n - ideal) for n in people) / ideal,
        "cut_edges": float(len(partition["cut_edges"])),
        "contiguous": float(gerrychain("constraints").contiguous(partition)),
    }
    if columns.county is not None:
        splits = partition["counties"].values()
        found["county.splits"] = float(sum(len(one.contains) > 1 for one in splits))
    if state.geometry is not None:
        scores = metrics.polsby_popper(partition).values()
        found["polsby_popper.mean"] = sum(scores) / len(scores)
    for contest in columns.elections:
        vote = partition[contest.name]
        found[f"{contest.name}.dem_seats"] = float(vote.seats("dem"))
        for name in METRICS:
            found[f"{contest.name}.{name}"] = float(getattr(metrics, name)(vote))
    return found


def numbers_of_districtbot(scoring: Scoring, plan: Plan) -> dict[str, float | None]:
    """Every line of the scorecard."""
    return {line.key: line.value for line in lines_of(score(scoring, plan))}


def same(ours: dict[str, float | None], theirs: dict[str, float]) -> bool:
    """Whether the numbers of both agree; an efficiency gap within its vote a district."""
    for key, value in theirs.items():
        contest, _, name = key.rpartition(".")
        mine = ours.get(key, ours.get(f"{contest}.dem_{name}"))
        slack = 1e-3 if name == "efficiency_gap" else 1e-6
        if mine is not None and not math.isclose(mine, value, rel_tol=1e-6, abs_tol=slack):
            print(f"  {key}: {mine} against {value}")
            return False
    return True


def compare(path: Path, source: str, n_rounds: int) -> str:
    """One line of the table for a plan."""
    state = open_map(path)
    plan = read_plan(source, state)
    graph = gerrychain().Graph.from_networkx(state.networkx(bridged=False))
    best = dict.fromkeys(("gerrychain", "first", "again"), math.inf)
    for _ in range(n_rounds):
        start = time.perf_counter()
        theirs = numbers_of_gerrychain(graph, state, plan)
        best["gerrychain"] = min(best["gerrychain"], time.perf_counter() - start)
        start = time.perf_counter()
        scoring = Scoring(state)
        ours = numbers_of_districtbot(scoring, plan)
        best["first"] = min(best["first"], time.perf_counter() - start)
        start = time.perf_counter()
        numbers_of_districtbot(scoring, plan)
        best["again"] = min(best["again"], time.perf_counter() - start)
    ratios = [f"{best['gerrychain'] / best[name]:>8.1f} x" for name in ("first", "again")]
    name = f"{path.name.split('.')[0][:24]} {Path(source).stem[-24:]}"
    return (
        f"{name:34s}{plan.n_districts:>4} {len(theirs):>4} {best['gerrychain']:>9.3f} s "
        f"{len(ours):>5} {best['first']:>8.3f} s {best['again']:>8.3f} s {''.join(ratios)}"
        f"{'yes' if same(ours, theirs) else 'NO':>7s}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("plans", nargs="+", metavar="MAP PLAN")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    if len(arguments.plans) % 2:
        parser.error("give a plan after each map")
    scoring_engine()
    heads = ("map and plan", "k", "n", "gerrychain", "n", "first", "again", "ratio", "ratio")
    print("{:34s}{:>4s} {:>4s} {:>11s} {:>5s} {:>10s} {:>10s} {:>9s} {:>9s}  agree".format(*heads))
    for map_name, plan in zip(arguments.plans[::2], arguments.plans[1::2], strict=True):
        print(compare(Path(map_name), plan, arguments.rounds), flush=True)


if __name__ == "__main__":
    main()
