"""How equal the districts are in people."""

import random

from districtbot.problems.language.clause import Clause, ClauseKind
from districtbot.problems.language.values import Percent
from districtbot.problems.maps.made import MadeMap

BOUNDS = (0.01, 0.02, 0.03, 0.05, 0.01, 0.02, 0.005, 0.1, 0.04, 0.015)
"""Deviations that people ask for; most can be met on the maps there are."""


def percent_text(share: float) -> str:
    """A share (0..1) as targets have it: ``1%``, ``0.5%``."""
    return f"{round(100 * share, 4):g}%"


def _within(rng: random.Random, made: MadeMap, districts: int) -> Clause:
    share = rng.choice(BOUNDS)
    target = {"measure": "population_deviation", "at_most": percent_text(share)}
    return Clause("population.within", {"share": Percent(share)}, (target,))


KINDS = (ClauseKind("population.within", _within, 4.0, ("population_deviation",)),)
