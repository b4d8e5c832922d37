"""What a target and a value of it are called in a few words."""

import math

from districtbot.plans import targets as t
from districtbot.plans.text import people, percent

_AT_MOST_SHARES = (
    t.PopulationDeviation
    | t.PopulationRange
    | t.EfficiencyGap
    | t.MeanMedian
    | t.PartisanBias
    | t.Proportionality
)


def label_of(target: t.Target) -> str:
    """What a target is called: ``county splits``, ``mean Polsby-Popper``, ``black share``."""
    match target:
        case t.RegionSplits() | t.RegionPieces():
            return f"{target.region} {target.measure.removeprefix('region_')}"
        case t.PolsbyPopper():
            return f"{target.statistic} Polsby-Popper"
        case t.Reock():
            return f"{target.statistic} Reock"
        case t.GroupShare():
            return f"{' + '.join(target.group)} share"
        case t.Seats():
            party = {"dem": "Democratic", "rep": "Republican"}[target.party]
            return f"{party} seats in {target.election}"
        case t.Competitive():
            return f"competitive districts in {target.election}"
        case t.PopulationPersons():
            return "population deviation"
        case t.Contiguity():
            return "pieces of districts"
        case t.Locked() if target.alone:
            return f"locked district {target.district}"
        case _:
            return target.measure.replace("_", " ")


def value_of(target: t.Target, value: float) -> str:
    """A value of a target, rounded to the side on which it is still true."""
    match target:
        case _ if math.isnan(value):
            return "not defined"
        case t.PopulationPersons():
            return people(math.ceil(value))
        case t.GroupShare() if target.none_above:
            return percent(value, up=True)
        case t.GroupShare() | t.LeastChange() | t.Nested():
            return f"{math.floor(value * 1000) / 10:g}%"
        case t.PolsbyPopper() | t.Reock():
            return f"{math.floor(value * 1000) / 1000:g}"
        case _ if isinstance(target, _AT_MOST_SHARES):
            return percent(value, up=True)
        case _:
            return f"{value:g}"
