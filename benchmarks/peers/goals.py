"""Fixed target sets on real maps, such as a commission or a court might ask for."""

from dataclasses import dataclass

from districtbot.plans import targets as t
from districtbot.plans.targets import Targets


@dataclass(frozen=True)
class Goal:
    """What a plan is to reach.

    Attributes:
        state: The map, a key of `peers.maps.FILES`.
        words: The goal in words.
        targets: The same, typed.
    """

    state: str
    words: str
    targets: Targets


def goal(state: str, words: str, districts: int, *targets: t.Target) -> Goal:
    """A goal from its parts."""
    return Goal(state, words, Targets(districts=districts, target=targets))


def within(share: float) -> t.PopulationDeviation:
    """Every district within a share of the ideal population."""
    return t.PopulationDeviation(at_most=share)


def splits(at_most: int) -> t.RegionSplits:
    """At most so many counties split."""
    return t.RegionSplits(at_most=at_most)


GOALS = {
    "AL-opportunity": goal(
        "AL",
        "7 districts, 1%, at most 8 counties split, 2 districts at 48% Black VAP or more",
        7,
        within(0.01),
        splits(8),
        t.GroupShare(group=("black",), share=0.48, districts_at_least=2),
    ),
    "AL-compact": goal(
        "AL",
        "7 districts, 1%, at most 10 counties split, mean Polsby-Popper 0.28 or more",
        7,
        within(0.01),
        splits(10),
        t.PolsbyPopper(at_least=0.28),
    ),
    "IA-even": goal(
        "IA",
        "4 districts of whole counties, 0.05%, at most 60 cut edges",
        4,
        within(0.0005),
        t.CutEdges(at_most=60),
    ),
    "MI-counties": goal(
        "MI",
        "13 districts, 0.5%, at most 14 counties split",
        13,
        within(0.005),
        splits(14),
    ),
    "MI-competitive": goal(
        "MI",
        "13 districts, 1%, at most 18 counties split, 6 districts within 5 points (2020)",
        13,
        within(0.01),
        splits(18),
        t.Competitive(election="PRES20", margin=0.05, at_least=6),
    ),
    "MN-senate": goal("MN", "67 districts, 5%", 67, within(0.05)),
    "NC-gap": goal(
        "NC",
        "14 districts, 1%, at most 14 counties split, efficiency gap at most 7% (2020)",
        14,
        within(0.01),
        splits(14),
        t.EfficiencyGap(election="PRES20", at_most=0.07),
    ),
    "PA-proportional": goal(
        "PA",
        "17 districts, 1%, at most 17 counties split, seats within 4% of the vote (2020)",
        17,
        within(0.01),
        splits(17),
        t.Proportionality(election="PRES20", at_most=0.04),
    ),
    "VA-opportunity": goal(
        "VA",
        "11 districts, 1%, at most 14 counties split, 2 districts at 43% Black VAP or more",
        11,
        within(0.01),
        splits(14),
        t.GroupShare(group=("black_any",), share=0.43, districts_at_least=2),
    ),
}
