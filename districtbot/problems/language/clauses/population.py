"""How equal the districts are in people.

Conventions of meaning:

- "within 1%", "±1%", "a deviation under 1%", "between 99% and 101% of the ideal": each district
  against the ideal (``population_deviation``), strict and not strict alike.
- "total deviation", "overall range", "between the largest and the smallest": ``population_range``.
- "within 500 people", "between 9,500 and 10,500 people" (even about the ideal), "to the person":
  ``population_persons``.
- "as equal as possible", "minimize the deviation": at most 1%, wished.
- "one person, one vote", "about equal", "balanced", the usual limit: nothing; the default holds.
"""

import random

from districtbot.problems.language.clause import Clause, ClauseKind, percent_text
from districtbot.problems.language.numerals import part
from districtbot.problems.language.values import People, Percent, Value, Words
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.maps.regions import ideal_people

BOUNDS = (0.01, 0.02, 0.03, 0.05, 0.01, 0.02, 0.005, 0.1, 0.04, 0.015, 0.025, 0.08, 0.06, 0.0075)
"""Deviations that people ask for; most can be met on the maps there are."""
RANGES = (0.02, 0.03, 0.04, 0.05, 0.1, 0.08, 0.06, 0.025, 0.015)
"""Overall ranges that people ask for."""
_NAMES = ("the mayor", "my boss", "the commissioner", "somebody on the board", "our lawyer")
_MEASURE = ("population_deviation",)


def deviation(share: float) -> dict[str, object]:
    """The target for a deviation (0..1) from the ideal."""
    return {"measure": "population_deviation", "at_most": percent_text(share)}


def within(share: float) -> Clause:
    """Each district within a share (0..1) of the ideal."""
    return Clause("population.within", {"share": Percent(share)}, (deviation(share),))


def _within(rng: random.Random, made: MadeMap, districts: int) -> Clause:
    del made, districts
    return within(rng.choice(BOUNDS))


def _both(rng: random.Random, made: MadeMap, districts: int) -> Clause:
    """A share and how many people that is; the share counts."""
    share = rng.choice(BOUNDS)
    off = share * ideal_people(made, districts)
    people = max(1, round(off, -max(0, len(str(int(off))) - 2)))
    slots: dict[str, Value] = {"share": Percent(share), "people": People(int(people))}
    return Clause("population.both", slots, (deviation(share),))


def _ends(rng: random.Random, made: MadeMap, districts: int) -> Clause:
    del made, districts
    share = rng.choice((0.01, 0.02, 0.03, 0.05, 0.1, 0.025, 0.005, 0.015))
    slots: dict[str, Value] = {
        "low": Words(percent_text(1 - share)),
        "high": Words(percent_text(1 + share)),
    }
    return Clause("population.ends", slots, (deviation(share),))


def _part(rng: random.Random, made: MadeMap, districts: int) -> Clause:
    del made, districts
    n = rng.choice((10, 20, 50, 100, 25))
    return Clause("population.part", {"part": Words(part(n))}, (deviation(1 / n),))


def _persons(rng: random.Random, made: MadeMap, districts: int) -> Clause:
    n = _some_people(rng, ideal_people(made, districts))
    target = {"measure": "population_persons", "at_most": n}
    return Clause("population.persons", {"people": People(n)}, (target,))


def _between(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """Two numbers of people as far below as above the ideal, which must be a round number."""
    ideal = ideal_people(made, districts)
    if ideal != int(ideal):
        return None
    off = _some_people(rng, ideal)
    slots: dict[str, Value] = {"few": People(int(ideal) - off), "many": People(int(ideal) + off)}
    target = {"measure": "population_persons", "at_most": off}
    return Clause("population.between", slots, (target,))


def _exact(rng: random.Random, made: MadeMap, districts: int) -> Clause:
    del rng, made, districts
    return Clause("population.exact", {}, ({"measure": "population_persons", "at_most": 1},))


def _range(rng: random.Random, made: MadeMap, districts: int) -> Clause:
    del made, districts
    share = rng.choice(RANGES)
    target = {"measure": "population_range", "at_most": percent_text(share)}
    return Clause("population.range", {"share": Percent(share)}, (target,))


def _equal(rng: random.Random, made: MadeMap, districts: int) -> Clause:
    del rng, made, districts
    return Clause("population.equal", {}, ({**deviation(0.01), "wished": True},))


def _fair(rng: random.Random, made: MadeMap, districts: int) -> Clause:
    del rng, made, districts
    return Clause("population.fair")


def _aside(rng: random.Random, made: MadeMap, districts: int) -> Clause:
    ideal = ideal_people(made, districts)
    slots: dict[str, Value] = {
        "share": Percent(rng.choice(BOUNDS)),
        "ideal": People(int(round(ideal, -2))),
        "people": People(_some_people(rng, ideal)),
        "name": Words(rng.choice(_NAMES)),
    }
    return Clause("population.aside", slots)


def _some_people(rng: random.Random, ideal: float) -> int:
    """A round number of people, mostly 0.5 to 4 percent of the ideal."""
    n = ideal * rng.choice((0.005, 0.01, 0.015, 0.02, 0.03, 0.04))
    unit: int = 10 ** max(0, len(str(int(n))) - 1)
    halves = round(n / unit * rng.choice((1, 2)))
    return max(1, halves * unit // rng.choice((1, 1, 2)))


KINDS = (
    ClauseKind("population.within", _within, 6.0, _MEASURE),
    ClauseKind("population.both", _both, 0.6, _MEASURE),
    ClauseKind("population.ends", _ends, 0.7, _MEASURE),
    ClauseKind("population.part", _part, 0.3, _MEASURE),
    ClauseKind("population.persons", _persons, 1.5, ("population_persons",)),
    ClauseKind("population.between", _between, 0.7, ("population_persons",)),
    ClauseKind("population.exact", _exact, 0.15, ("population_persons",)),
    ClauseKind("population.range", _range, 2.0, ("population_range",)),
    ClauseKind("population.equal", _equal, 0.8, _MEASURE),
    ClauseKind("population.fair", _fair, 1.2, _MEASURE),
    ClauseKind("population.aside", _aside, 1.5, _MEASURE),
)
