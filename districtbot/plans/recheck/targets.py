"""The claims on each target: its value, whether it is met, and what is said of it."""

import math
import re
from collections import Counter
from collections.abc import Callable

import numpy as np

from districtbot.plans import targets as t
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
from districtbot.plans.recheck.measures import REGIONS, Measures, Unclaimed
from districtbot.plans.recheck.result import PLANNED, Result, TargetClaim

SLACK = 1e-12
Shapely = t.PolsbyPopper | t.Reock
Fairness = t.EfficiencyGap | t.MeanMedian | t.PartisanBias | t.Proportionality
UNNUMBERED = ("contiguity", "together", "apart", "locked", "incumbents")
"""Measures whose text does not give the value."""


def check_targets(measures: Measures, result: Result) -> list[Claim]:
    """The claims on every target and on the run as a whole."""
    claims = [claim for said in result.targets for claim in check_target(measures, said)]
    met = all(said.met for said in result.targets if not said.wished)
    found = PLANNED[0] if met else PLANNED[1]
    claims.append(same("status", result.plan_status or result.status, found))
    if result.plan_status is not None and result.status in PLANNED:
        claims.append(same("status of the answer", result.status, found))
    kinds = {said.measure for said in result.targets}
    absent = [] if "contiguity" in kinds else ["contiguity"]
    absent += [] if kinds & set(t.POPULATION_MEASURES) else ["population"]
    claims.append(holds("contiguity and population are among the targets", absent))
    if result.asked is not None:
        claims += _check_asked(result.asked, result, measures.k)
    return claims


def _check_asked(asked: t.Targets, result: Result, n_districts: int) -> list[Claim]:
    """Whether what was judged is what was asked for."""
    judged_ones = [said.target for said in result.targets]
    faults = [f"{one.measure} is not judged" for one in asked.target if one not in judged_ones]
    faults += [f"{one.measure} was not asked" for one in judged_ones if one not in asked.target]
    return [
        holds("the targets judged are those asked for", faults),
        same("districts asked for", asked.districts, n_districts),
    ]


def check_target(measures: Measures, said: TargetClaim) -> list[Claim]:
    """The claims on one target."""
    name = said.name
    try:
        value = _check_value(measures, said)
        bound, met = judged(said.target, said.value, measures)
    except Unclaimed as error:
        return [Claim(f"{name}: value", str(said.value), str(error), agrees=False)]
    lack = 0.0 if said.met else None if said.value is None else abs(said.value - said.bound)
    return [
        value,
        same(f"{name}: met", said.met, met),
        near(f"{name}: bound", said.bound, bound),
        near(f"{name}: shortfall", said.shortfall, lack),
        same(f"{name}: measure", (said.measure, said.wished), _kind(said.target)),
        holds(f"{name}: wording", _misworded(said), said.achieved),
    ]


def _check_value(measures: Measures, said: TargetClaim) -> Claim:
    """The claim on the value; of a shape, either way that rounding in the files leaves open."""
    name, target = f"{said.name}: value", said.target
    if not isinstance(target, Shapely):
        tolerance = SHARE_TOLERANCE
        if isinstance(target, t.EfficiencyGap):
            tolerance = measures.contest(target.election).slack(target.measure)
        return near(name, said.value, VALUES[type(target)](measures, target), tolerance)
    outlines = measures.outlines
    if isinstance(target, t.Reock):
        return near(name, said.value, _statistic(outlines.reock, target), SHAPE_TOLERANCE)
    found = _statistic(outlines.polsby_popper, target)
    if alike(said.value, found, SHAPE_TOLERANCE):
        return near(name, said.value, found, SHAPE_TOLERANCE)
    low, high = (_statistic(scores, target) for scores in outlines.polsby_popper_between)
    return between(name, said.value, found, (low, high), SHAPE_TOLERANCE)


def judged(target: t.Target, value: float | None, measures: Measures) -> tuple[float, bool]:
    """The bound of a target and whether a value is within it."""
    low, high = bounds_of(target, measures.k)
    slack = SLACK * measures.ideal if isinstance(target, t.PopulationPersons) else SLACK
    if value is None or math.isnan(value):
        return (low if high is None else high) or 0.0, False
    if low is not None and (high is None or value <= high):
        return low, value >= low - slack
    return high if high is not None else 0.0, value <= (high or 0.0) + slack


def bounds_of(target: t.Target, k: int) -> tuple[float | None, float | None]:
    """The least and the most that a target allows."""
    match target:
        case t.Contiguity():
            return None, k
        case t.GroupShare():
            if target.districts_at_least is None:
                return None, target.share
            return target.districts_at_least, None
        case t.Seats():
            lows = [bound for bound in (target.equal, target.at_least) if bound is not None]
            highs = [bound for bound in (target.equal, target.at_most) if bound is not None]
            return max(lows, default=None), min(highs, default=None)
        case t.Together():
            return None, 1
        case t.Apart() | t.Incumbents():
            return None, 0
        case t.Locked():
            return 1, None
        case t.PolsbyPopper() | t.Reock() | t.Competitive() | t.LeastChange() | t.Nested():
            return target.at_least, None
        case _:
            return None, target.at_most


def _statistic(scores: list[float], target: Shapely) -> float:
    return math.fsum(scores) / len(scores) if target.statistic == "mean" else min(scores)


def _deviation(measures: Measures, target: t.PopulationDeviation | t.PopulationPersons) -> float:
    people = float(np.abs(measures.people - measures.ideal).max())
    return people if isinstance(target, t.PopulationPersons) else people / measures.ideal


def _range(measures: Measures, _target: t.PopulationRange) -> float:
    return float(measures.people.max() - measures.people.min()) / measures.ideal


def _region(measures: Measures, target: t.RegionSplits | t.RegionPieces) -> float:
    named = target.region in REGIONS
    touched = measures.regions(measures.role(target.region) if named else target.region)
    if isinstance(target, t.RegionPieces):
        return sum(len(found) for found in touched.values())
    return sum(len(found) > 1 for found in touched.values())


def _group(measures: Measures, target: t.GroupShare) -> float:
    shares = [share or 0.0 for share in measures.shares(target.group, target.of)]
    if target.districts_at_least is None:
        return max(shares)
    return sum(share >= target.share - SLACK for share in shares)


def _votes(measures: Measures, target: t.Seats | t.Competitive | Fairness) -> float | None:
    contest = measures.contest(target.election)
    if isinstance(target, t.Seats):
        return contest.seats(target.party)
    if isinstance(target, t.Competitive):
        return contest.competitive(target.margin)
    signed = contest.signed(target.measure)
    return None if signed is None else abs(signed)


def _together(measures: Measures, target: t.Together) -> float:
    return len(set().union(*measures.homes(target.column, target.values)))


def _locked(measures: Measures, target: t.Locked) -> float:
    named = measures.units_named(target.column, target.values)
    inside = measures.district == target.district
    return float((inside == named).all() if target.alone else inside[named].all())


def _apart(measures: Measures, target: t.Apart | t.Incumbents) -> float:
    if isinstance(target, t.Apart):
        homes = measures.homes(target.column, target.values)
    else:
        homes = measures.homes(measures.run.result.unit_column, target.units)
    held = Counter(number for found in homes for number in found)
    return sum(times > 1 for times in held.values())


VALUES: dict[type, Callable[..., float | None]] = {
    t.PopulationDeviation: _deviation,
    t.PopulationRange: _range,
    t.PopulationPersons: _deviation,
    t.Contiguity: lambda measures, _: sum(measures.pieces()),
    t.RegionSplits: _region,
    t.RegionPieces: _region,
    t.CutEdges: lambda measures, _: measures.cut_edges,
    t.GroupShare: _group,
    t.Seats: _votes,
    t.Competitive: _votes,
    t.EfficiencyGap: _votes,
    t.MeanMedian: _votes,
    t.PartisanBias: _votes,
    t.Proportionality: _votes,
    t.Together: _together,
    t.Apart: _apart,
    t.Locked: _locked,
    t.Incumbents: _apart,
    t.LeastChange: lambda measures, target: measures.kept(target.plan),
    t.Nested: lambda measures, target: measures.nested(target.plan),
}


def _kind(target: t.Target) -> tuple[str, bool]:
    return target.measure, target.wished


def _misworded(said: TargetClaim) -> list[str]:
    """What is wrong with the words: ``achieved`` gives the value, ``required`` the bound."""
    if said.measure in UNNUMBERED or said.value is None:
        return []
    faults = []
    if not _mentions(said.achieved, said.value):
        faults.append(f"{said.achieved!r} does not say {said.value:.6g}")
    if not _mentions(said.required, said.bound):
        faults.append(f"{said.required!r} does not say {said.bound:.6g}")
    return faults


def _mentions(text: str, value: float) -> bool:
    """Whether a text has a number, plain or in percent, that rounds this value."""
    for digits, decimals, mark in re.findall(r"(\d[\d,]*)(\.\d+)?(%?)", text):
        number = float(digits.replace(",", "") + decimals)
        unit = 10.0 ** -max(len(decimals) - 1, 0)
        scaled = 100 * value if mark else value
        if abs(number - scaled) <= 0.5001 * unit:
            return True
    return False
