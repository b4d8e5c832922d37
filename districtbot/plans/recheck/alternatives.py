"""The claims on the alternatives of a run: each meets its targets, none is beaten, all differ."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import geopandas as gpd
import pandas as pd
from scipy.optimize import linear_sum_assignment

from districtbot.plans.recheck.claim import (
    SHAPE_TOLERANCE,
    SHARE_TOLERANCE,
    Claim,
    alike,
    between,
    holds,
    near,
    same,
)
from districtbot.plans.recheck.folder import check_numbers, read_plan, same_units, sha256_inside
from districtbot.plans.recheck.measures import Measures, Unclaimed
from districtbot.plans.recheck.result import AlternativeClaim, MeasureClaim, TargetClaim
from districtbot.plans.recheck.targets import check_targets

NEAREST = 0.02
"""Two plans that are offered differ in the district of at least this share of the people."""


def check_alternatives(folder: Path, answer: Measures, shapes: gpd.GeoSeries | None) -> list[Claim]:
    """Every claim on the alternatives of a run.

    Args:
        folder: The folder of the run.
        answer: The measures of its plan.
        shapes: The units in metres, or ``None``.
    """
    result, claims = answer.run.result, list[Claim]()
    if not result.alternatives:
        return claims
    claims += _check_measures("the answer", answer, result.measures, result.targets)
    plans: dict[str, Measures] = {"plan.csv": answer}
    for said in result.alternatives:
        read = _read(folder, answer, said, shapes, claims)
        if read is not None:
            plans[said.plan] = read
            claims += _check_one(answer, read, said)
    claims += _check_all(plans, result.measures, result.alternatives)
    return claims


def _read(
    folder: Path,
    answer: Measures,
    said: AlternativeClaim,
    shapes: gpd.GeoSeries | None,
    claims: list[Claim],
) -> Measures | None:
    """The measures of an alternative; ``None`` where its file is too damaged."""
    run, name = answer.run, said.plan
    claims.append(same(f"{name}: SHA-256", said.plan_sha256, sha256_inside(folder, name)))
    inside = Path(name)
    if inside.parent != Path("alternatives"):
        claims.append(same(f"{name}: folder", str(inside.parent), "alternatives"))
        return None
    plan = read_plan(folder, name, claims)
    if plan is None:
        return None
    claims.append(same_units(f"{name} has the units of graph.json", plan.index, run.units.index))
    plan = plan.reindex(run.units.index)
    numbered = [replace(one, name=f"{name}: {one.name}") for one in check_numbers(plan, run.result)]
    claims += numbered
    if plan.isna().any() or not all(claim.agrees for claim in numbered):
        return None
    result = run.result.model_copy(update={"targets": said.targets, "status": "met"})
    units = run.units.assign(district=plan.astype(int))
    return Measures(replace(run, result=result, units=units), shapes)


def _check_one(answer: Measures, read: Measures, said: AlternativeClaim) -> list[Claim]:
    """The targets, measures and distance of one alternative."""
    name = said.plan
    claims = [
        replace(claim, name=f"{name}: {claim.name}")
        for claim in check_targets(read, read.run.result)
    ]
    claims += _check_measures(name, read, said.measures, said.targets)
    claims.append(near(f"{name}: people moved", said.moved, moved(answer, read)))
    beats = _beats(said.measures, answer.run.result.measures)
    claims.append(same(f"{name}: beats the answer", said.beats_answer, beats))
    return claims


def _check_all(
    plans: dict[str, Measures],
    answer: Sequence[MeasureClaim],
    alternatives: Sequence[AlternativeClaim],
) -> list[Claim]:
    """That no alternative is beaten and no two plans are nearly the same."""
    alike_ones = [
        f"{a} and {b}"
        for (a, one), (b, other) in combinations(plans.items(), 2)
        if moved(one, other) < NEAREST - SHARE_TOLERANCE
    ]
    rows = {"plan.csv": answer, **{said.plan: said.measures for said in alternatives}}
    beaten = [
        f"{b} by {a}"
        for a, one in rows.items()
        for b, other in rows.items()
        if b != "plan.csv" and _beats(one, other)
    ]
    return [
        holds("no two plans to choose from are nearly the same", alike_ones),
        holds("no alternative is beaten by another plan", beaten),
    ]


def _check_measures(
    name: str, read: Measures, said: Sequence[MeasureClaim], targets: Sequence[TargetClaim]
) -> list[Claim]:
    """The values of the measures of a plan."""
    claims = []
    for one in said:
        what = f"{name}: measure {one.name}"
        if one.target is None:
            claims.append(_always(what, read, one))
        elif 0 <= one.target < len(targets):
            target = targets[one.target]
            found = target.shortfall if one.gap else target.value
            claims += [
                same(what, one.value, found),
                same(f"{what}: wished for", one.gap, target.wished),
            ]
        else:
            claims.append(same(what, one.target, "no such target"))
    return claims


def _always(what: str, read: Measures, one: MeasureClaim) -> Claim:
    """A measure that no target needs to name."""
    try:
        value = VALUES[one.name](read) if one.name in VALUES else math.nan
        if one.name != SHAPE:
            return near(what, one.value, value)
        if alike(one.value, value, SHAPE_TOLERANCE):
            return near(what, one.value, value, SHAPE_TOLERANCE)
        low, high = (sum(ends) / len(ends) for ends in read.outlines.polsby_popper_between)
        return between(what, one.value, value, (low, high), SHAPE_TOLERANCE)
    except Unclaimed as error:
        return Claim(what, str(one.value), str(error), agrees=False)


def moved(one: Measures, other: Measures) -> float:
    """Share of the people in different districts under the best relabelling of two plans."""
    people = one.counts(one.role("population"))
    table = pd.crosstab(one.district, other.district, people, aggfunc="sum").fillna(0.0).to_numpy()
    rows, columns = linear_sum_assignment(-table)
    total = float(people.sum())
    kept = float(table[rows, columns].sum())
    return max(0.0, 1.0 - kept / total) if total else 0.0


def _beats(one: Sequence[MeasureClaim], other: Sequence[MeasureClaim]) -> bool:
    """Whether a plan is nowhere worse than another and somewhere better."""
    pairs = [(_cost(a), _cost(b)) for a, b in zip(one, other, strict=False)]
    return all(a <= b for a, b in pairs) and any(a < b for a, b in pairs)


def _cost(one: MeasureClaim) -> float:
    if one.value is None:
        return math.inf
    return one.value if one.better == "less" else -one.value


def _splits(read: Measures) -> float:
    touched = read.regions(read.role("county"))
    return sum(len(found) > 1 for found in touched.values())


def _deviation(read: Measures) -> float:
    return float(abs(read.people - read.ideal).max()) / read.ideal


def _mean_shape(read: Measures) -> float:
    return math.fsum(read.outlines.polsby_popper) / read.k


SHAPE = "mean Polsby-Popper"
VALUES: dict[str, Callable[[Measures], float]] = {
    "largest deviation": _deviation,
    "county splits": _splits,
    SHAPE: _mean_shape,
    "cut edges": lambda read: read.cut_edges,
}
