"""How much stays as it is in an existing plan, and nesting in one.

What the words mean:

- "keep 80% of people in their district", "core retention", "overlap" = least_change at_least 80%;
  "move no more than 20%" is the complement of it
- "change as little as possible", "stay close to" = at_least 90%, wished for
- "nested", "don't cross the lines of" = nested, wholly where no share is said
- a plan column is called by its name, or "the enacted plan", "the current districts" where the map
  has one plan only
- "start from scratch", "ignore the old lines" ask for nothing
"""

import random
from typing import Any

from districtbot.problems.language.clause import Clause, ClauseKind, percent_text
from districtbot.problems.language.values import Percent, Text, Value, Words
from districtbot.problems.maps.made import MadeMap

KEPT = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
LITTLE = "90%"
"""What "as little as possible" asks for."""
_CALLED = (
    "the enacted plan", "the current districts", "the existing plan", "the old map",
    "the current map", "the enacted districts", "the plan in the file", "the present lines",
)  # fmt: skip
MEASURES = ("least_change", "nested")


def districts_in(made: MadeMap, column: str) -> int:
    """Districts of a plan column."""
    return int(made.state.units[column].nunique())


def called(rng: random.Random, made: MadeMap, column: str) -> Value:
    """What people call a plan column."""
    if len(made.state.columns.plans) == 1 and rng.random() < 0.6:
        return Words(rng.choice(_CALLED))
    plain = column.isalpha() and not column.isupper()
    return Text(rng.choice((f"the {column} column", f"column {column}")) if plain else column)


def _column(rng: random.Random, made: MadeMap, districts: int) -> str | None:
    """A plan column with so many districts."""
    able = [one for one in made.state.columns.plans if districts_in(made, one) == districts]
    return rng.choice(able) if able else None


def _target(column: str, share: float) -> dict[str, Any]:
    """The target that at least a share (0..1) of people keep their district."""
    return {"measure": "least_change", "plan": column, "at_least": percent_text(share)}


def _keep(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    column = _column(rng, made, districts)
    if column is None:
        return None
    share = rng.choice(KEPT)
    slots = {"share": Percent(share), "plan": called(rng, made, column)}
    return Clause("continuity.keep", slots, (_target(column, share),))


def _moved(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    column = _column(rng, made, districts)
    if column is None:
        return None
    moved = rng.choice((0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4))
    slots = {"moved": Percent(moved), "plan": called(rng, made, column)}
    return Clause("continuity.moved", slots, (_target(column, 1 - moved),))


def _little(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    column = _column(rng, made, districts)
    if column is None:
        return None
    target = {"measure": "least_change", "plan": column, "at_least": LITTLE, "wished": True}
    return Clause("continuity.little", {"plan": called(rng, made, column)}, (target,))


def _nested(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """New districts inside old ones: there must be several for each, or some share is asked."""
    able = [one for one in made.state.columns.plans if districts_in(made, one) <= districts]
    if not able:
        return None
    column = rng.choice(able)
    plan = called(rng, made, column)
    target: dict[str, Any] = {"measure": "nested", "plan": column}
    if districts % districts_in(made, column) == 0:
        return Clause("continuity.nested", {"plan": plan}, (target,))
    share = rng.choice((0.5, 0.6, 0.7))
    target["at_least"] = percent_text(share)
    return Clause("continuity.mostly_nested", {"plan": plan, "share": Percent(share)}, (target,))


def _off(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    del rng, made, districts
    return Clause("continuity.off")


KINDS = (
    ClauseKind("continuity.keep", _keep, 2.0, ("least_change",)),
    ClauseKind("continuity.moved", _moved, 1.2, ("least_change",)),
    ClauseKind("continuity.little", _little, 1.2, ("least_change",)),
    ClauseKind("continuity.nested", _nested, 0.5, ("nested",)),
    ClauseKind("continuity.off", _off, 1.0, MEASURES),
)
