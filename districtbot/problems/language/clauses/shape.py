"""The shape of districts: Polsby-Popper, Reock, cut edges, plain words.

What the words mean: a score with "average", "mean", or with neither word, is the ``mean``; "no
district below", "every district", "the worst district", "minimum" are the ``minimum``. "Above",
"at least", "no lower than" are all ``at_least``; a score in percent, or out of 100, is the same
score of 0 to 1. "At most n cut edges" is n, "fewer than n" n - 1, "as few as possible" 0, wished.
"Compact", "no snakes", "sensible shapes", "as compact as possible" without a number are a mean
Polsby-Popper of at least 0.2, wished. "Contiguous" asks for nothing, since every plan is; nor does
that shapes do not matter.
"""

import random
from math import sqrt
from typing import Any

from districtbot.problems.language.clause import Clause, ClauseKind, DrawFn
from districtbot.problems.language.values import Count, Score, Text, Value
from districtbot.problems.maps.made import MadeMap

PLAIN = 0.2
"""Mean Polsby-Popper that "compact" is taken for."""
_PP_MEAN = (0.15, 0.18, 0.2, 0.2, 0.22, 0.24, 0.25, 0.25, 0.28, 0.3, 0.3, 0.35)
_PP_MINIMUM = (0.08, 0.1, 0.1, 0.12, 0.14, 0.15, 0.15, 0.18, 0.2)
_REOCK_MEAN = (0.25, 0.28, 0.3, 0.3, 0.32, 0.35, 0.35, 0.38, 0.4)
_REOCK_MINIMUM = (0.12, 0.15, 0.18, 0.2, 0.2, 0.22, 0.25)
_CUT = 2.3
"""Cut edges of a plan, by the root of units times districts, about."""


def score_target(measure: str, statistic: str, score: float, **more: Any) -> dict[str, Any]:
    """A target on a compactness score."""
    return {"measure": measure, "statistic": statistic, "at_least": score, **more}


def _has_shapes(made: MadeMap) -> bool:
    """Whether the map has shapes to measure: a graph file has none."""
    return made.state.area is not None


def _score(section: str, measure: str, statistic: str, scores: tuple[float, ...]) -> DrawFn:
    """Draws a clause that a compactness score is at least one of some numbers."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        del districts
        if not _has_shapes(made):
            return None
        score = rng.choice(scores)
        target = score_target(measure, statistic, score)
        return Clause(section, {"score": Score(score)}, (target,))

    return draw


def _pp_both(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    del districts
    if not _has_shapes(made):
        return None
    score, low = rng.choice((0.2, 0.22, 0.25, 0.28, 0.3)), rng.choice((0.1, 0.12, 0.15, 0.18))
    targets = (
        score_target("polsby_popper", "mean", score),
        score_target("polsby_popper", "minimum", low),
    )
    return Clause("shape.pp_both", {"score": Score(score), "low": Score(low)}, targets)


def _pp_not(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """A Polsby-Popper score that is asked for, and a Reock score that is not."""
    del districts
    if not _has_shapes(made):
        return None
    score, low = rng.choice(_PP_MEAN), rng.choice(_REOCK_MEAN)
    slots = {"score": Score(score), "low": Score(low)}
    target = score_target("polsby_popper", "mean", score)
    return Clause("shape.pp_not", slots, (target,))


def _pp_percent(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """A Polsby-Popper score said in percent or out of 100."""
    del districts
    if not _has_shapes(made):
        return None
    score = rng.choice((0.2, 0.25, 0.3, 0.22, 0.28))
    target = score_target("polsby_popper", "mean", score)
    percent = f"{100 * score:.0f}{rng.choice(('%', '%', ' percent', ' out of 100'))}"
    return Clause("shape.pp_percent", {"share": Text(percent)}, (target,))


def cut_bound(rng: random.Random, made: MadeMap, districts: int) -> int:
    """A number of cut edges that a plan can mostly meet."""
    usual = _CUT * sqrt(made.state.n_units * (districts - 1))
    bound = round(usual * rng.uniform(1.02, 1.5))
    return bound if rng.random() < 0.4 else max(5, 5 * round(bound / 5))


def _cut_edges(section: str, shift: int) -> DrawFn:
    """Draws a clause whose ``{n}`` is the bound on cut edges, or as much more as `shift` says."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        bound = cut_bound(rng, made, districts)
        target = {"measure": "cut_edges", "at_most": bound - shift}
        return Clause(section, {"n": Count(bound)}, (target,))

    return draw


def _cut_few(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    del rng, made, districts
    return Clause("shape.cut_few", {}, ({"measure": "cut_edges", "at_most": 0, "wished": True},))


def _compact(section: str) -> DrawFn:
    """Draws a clause that asks for compact districts without a number."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        del rng, districts
        if not _has_shapes(made):
            return None
        target = score_target("polsby_popper", "mean", PLAIN, wished=True)
        return Clause(section, {}, (target,))

    return draw


def _nothing(section: str) -> DrawFn:
    """Draws a clause that asks for nothing."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        del rng, made, districts
        return Clause(section)

    return draw


def _off_number(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """Numbers on shapes that are not asked for."""
    slots: dict[str, Value] = {
        "score": Score(rng.choice((0.25, 0.3, 0.35, 0.4))),
        "low": Score(rng.choice((0.1, 0.15, 0.2, 0.22))),
        "n": Count(cut_bound(rng, made, districts)),
    }
    return Clause("shape.off_number", slots)


_PP, _REOCK, _EDGES = ("polsby_popper",), ("reock",), ("cut_edges",)
KINDS = (
    ClauseKind(
        "shape.pp_mean", _score("shape.pp_mean", "polsby_popper", "mean", _PP_MEAN), 2.0, _PP
    ),
    ClauseKind(
        "shape.pp_plain", _score("shape.pp_plain", "polsby_popper", "mean", _PP_MEAN), 1.2, _PP
    ),
    ClauseKind(
        "shape.pp_min", _score("shape.pp_min", "polsby_popper", "minimum", _PP_MINIMUM), 2.0, _PP
    ),
    ClauseKind("shape.pp_both", _pp_both, 0.7, _PP),
    ClauseKind("shape.pp_not", _pp_not, 0.6, (*_PP, *_REOCK)),
    ClauseKind("shape.cut_not", _cut_edges("shape.cut_not", 0), 0.6, (*_EDGES, "region_splits")),
    ClauseKind("shape.pp_percent", _pp_percent, 0.5, _PP),
    ClauseKind(
        "shape.reock_mean", _score("shape.reock_mean", "reock", "mean", _REOCK_MEAN), 1.2, _REOCK
    ),
    ClauseKind(
        "shape.reock_min",
        _score("shape.reock_min", "reock", "minimum", _REOCK_MINIMUM),
        0.8,
        _REOCK,
    ),
    ClauseKind("shape.cut_edges", _cut_edges("shape.cut_edges", 0), 2.0, _EDGES),
    ClauseKind("shape.cut_fewer", _cut_edges("shape.cut_fewer", 1), 0.8, _EDGES),
    ClauseKind("shape.cut_few", _cut_few, 0.6, _EDGES),
    ClauseKind("shape.compact", _compact("shape.compact"), 3.0, _PP),
    ClauseKind("shape.snakes", _compact("shape.snakes"), 1.5, _PP),
    ClauseKind("shape.compact_contiguous", _compact("shape.compact_contiguous"), 1.0, _PP),
    ClauseKind("shape.contiguous", _nothing("shape.contiguous"), 1.2, ("contiguity",)),
    ClauseKind("shape.off", _nothing("shape.off"), 1.2, _PP),
    ClauseKind("shape.off_number", _off_number, 0.7, (*_PP, *_EDGES)),
)
