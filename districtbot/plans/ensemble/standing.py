"""Where a plan stands among the plans of an ensemble."""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError
from districtbot.plans.ensemble.diagnostics import MOST_DRAWS, effective_size
from districtbot.plans.ensemble.read import Ensemble, Measures, open_ensemble
from districtbot.plans.ensemble.scores import EVERYTHING, Wanted, plan_measures, score_ensemble
from districtbot.plans.ensemble.source import check_units, plan_source
from districtbot.plans.ensemble.words import MeasureWords, words_of
from districtbot.plans.plan import Plan

MeasureFn = Callable[[NDArray[np.int32]], Mapping[str, NDArray[np.float64]]]
"""The measures of a plan, given the district of each unit, 0..k-1: the chain's own."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One number of a plan against those of an ensemble's plans.

    Attributes:
        measure: The measure.
        rank: For a measure of districts: which of the plan's districts, 1 for the one with the
            smallest value; it is held against those of the same rank. ``None`` for a measure of
            the plan.
        value: The plan's number.
        below: Share of the ensemble's plans whose number is smaller.
        equal: Share with the same number.
        above: Share with a greater one.
        error: Monte-Carlo standard error of the mid-rank percentile, a share.
        n_plans: Plans of the ensemble that have such a number.
        kind: What the ensemble's plans are called.
    """

    measure: str
    rank: int | None
    value: float
    below: float
    equal: float
    above: float
    error: float
    n_plans: int
    kind: str = "neutral plans"

    @property
    def percentile(self) -> float:
        """Mid-rank percentile, a share: those below and half of those that are equal."""
        return self.below + self.equal / 2

    @property
    def words(self) -> MeasureWords:
        """The measure in words."""
        return words_of(self.measure)

    @property
    def name(self) -> str:
        """The measure in words, with the rank."""
        name = self.words.name
        return name if self.rank is None else f"{name}, {_ordinal(self.rank)} smallest"

    @property
    def text(self) -> str:
        """The plan's number with its unit, and whom it favours where it has a sign."""
        return self.words.text(self.value)

    def to_dict(self) -> dict[str, Any]:
        """Everything, as plain data."""
        more = {"percentile": self.percentile, "text": self.text, "sentence": self.sentence}
        return {**asdict(self), **more}

    @property
    def sentence(self) -> str:
        """``Cut edges: 512, lower than 97.2% (± 0.4) of 20,000 neutral plans``.

        The error is rounded up to 0.1 where it is less.
        """
        return f"{self.name}: {self.text}, {self.place}"

    @property
    def place(self) -> str:
        """``lower than 97.2% (± 0.4) of 20,000 neutral plans``."""
        if self.n_plans == 1:
            word = "the same as" if self.equal else "lower than" if self.above else "higher than"
            return f"{word} that of the only {self.kind.removesuffix('s')}"
        plans = f"of {self.n_plans:,} {self.kind}"
        error = f"(± {max(100 * self.error, 0.1):.1f})"
        if self.equal == 1:
            return f"the same as in all {plans}"
        lower = self.above >= self.below
        share, word = (self.above, "lower") if lower else (self.below, "higher")
        same = f"; {_percent(self.equal)} have the same" if self.equal > 0 else ""
        return f"{word} than {_percent(share)} {error} {plans}{same}"


def standing(
    source: str | Path | Ensemble, plan: Plan, state: StateMap, measure_fn: MeasureFn
) -> tuple[Standing, ...]:
    """Where a plan stands in an ensemble, by every measure of the ensemble.

    Args:
        source: The ensemble or its folder.
        plan: The plan.
        state: The map of both.
        measure_fn: Measures a plan as the ensemble's chains measured theirs.

    Raises:
        AskError: If the plan or the map does not go with the ensemble.
    """
    ensemble = source if isinstance(source, Ensemble) else open_ensemble(source)
    _check(ensemble, plan, state)
    return standings_among(ensemble.columns, measure_fn(plan.district - 1))


def standing_in_scores(
    source: str | Path | Ensemble, plan: Plan, state: StateMap, wanted: Wanted = EVERYTHING
) -> tuple[Standing, ...]:
    """Where a plan stands by the scorecard's measures, in an ensemble or any file of plans.

    The plans are scored first, unless they have been.

    Args:
        source: An ensemble, its folder, or a BEN, XBEN, BENDL or JSONL file of plans.
        plan: The plan.
        state: The map of both.
        wanted: What to measure.

    Raises:
        AskError: If the plan or the map does not go with the plans.
    """
    plans = plan_source(source)
    measures = score_ensemble(source, state, wanted)
    if measures is None:
        return ()
    if measures.n_districts:
        check_districts(plan, measures.n_districts)
    own = plan_measures(source, state, plan.district - 1, wanted)
    return standings_among(measures, own, plans.kind)


def standings_among(
    measures: Measures, own: Mapping[str, NDArray[np.float64]], kind: str = "neutral plans"
) -> tuple[Standing, ...]:
    """The standing of each of a plan's numbers among those of other plans.

    Args:
        measures: Theirs.
        own: The plan's; of those that have the same names, one number each, or one for each
            district, which are held against each other by rank.
        kind: What the other plans are called.
    """
    found: list[Standing] = []
    for name in measures.names:
        if name in own:
            value = np.sort(np.atleast_1d(np.asarray(own[name], dtype=np.float64)))
            found += (replace(one, kind=kind) for one in _standings(measures, name, value))
    return tuple(found)


def _check(ensemble: Ensemble, plan: Plan, state: StateMap) -> None:
    check_units(ensemble, state)
    check_districts(plan, int(ensemble.summary["targets"]["districts"]))


def check_districts(plan: Plan, n_districts: int) -> None:
    """Refuse a plan of another number of districts than the plans of an ensemble have.

    Raises:
        AskError: With both numbers.
    """
    if plan.n_districts != n_districts:
        raise AskError(
            f"The plan has {plan.n_districts} districts, those of the ensemble have {n_districts}.",
            "Compare it with an ensemble of as many.",
        )


def _standings(measures: Measures, name: str, value: NDArray[np.float64]) -> list[Standing]:
    """The standing of each number of one measure; shape (1,) or (k,), ascending."""
    below = np.zeros(len(value), dtype=np.int64)
    equal, defined = below.copy(), below.copy()
    for piece in measures.pieces(name):
        rows = np.sort(piece.reshape(len(piece), -1), axis=1)
        below += (rows < value).sum(axis=0)
        equal += (rows == value).sum(axis=0)
        defined += np.isfinite(rows).sum(axis=0)
    many = measures.by_district(name)
    draws = measures.thinned(name, MOST_DRAWS // 4 if many else MOST_DRAWS)
    draws = np.sort(draws.reshape(*draws.shape[:2], -1), axis=2)
    return [
        Standing(
            name,
            place + 1 if many else None,
            float(value[place]),
            float(below[place] / defined[place]),
            float(equal[place] / defined[place]),
            float((defined[place] - below[place] - equal[place]) / defined[place]),
            _error(draws[:, :, place], float(value[place])),
            int(defined[place]),
        )
        for place in range(len(value))
        if defined[place] and math.isfinite(value[place])
    ]


def _error(draws: NDArray[np.float64], value: float) -> float:
    """Standard error of the mid-rank percentile, from the plans' own correlation.

    Each plan counts 1 where it is below the value and one half where it is equal; the error of
    their mean follows from their effective sample size. Where all plans count the same nothing
    shows how rare the others are: then it is 1 / (n + 2) for n effective plans of the measure
    itself, as if one more plan were to come out either way.

    Plans without a number stay in their place, where they move nothing: the percentile is the
    ratio of two means, and its error that of the linearised ratio. Source: W. G. Cochran,
    Sampling Techniques, 3rd edition, Wiley 1977, section 6.4.
    """
    defined = np.isfinite(draws)
    share = float(defined.mean())
    if share == 0:
        return 0.5
    series = (draws < value) + 0.5 * (draws == value)
    mean = float(series[defined].mean())
    if (series[defined] == mean).all():
        return 1 / (_effective_plans(draws, defined) + 2)
    series = np.where(defined, series - mean, 0) / share
    size = effective_size(series, "mean")
    return float(series.std()) / math.sqrt(size) if size else 0.5


def _effective_plans(draws: NDArray[np.float64], defined: NDArray[np.bool_]) -> float:
    """Effective plans among those that have a number; one a chain where nothing tells.

    Plans without one are put at the median, the middle rank, which moves nothing.
    """
    values = draws[defined]
    size = None
    if (values != values[0]).any():
        size = effective_size(np.where(defined, draws, np.median(values)), "bulk")
    return len(draws) if size is None else size * float(defined.mean())


def _percent(share: float) -> str:
    """A share in percent; neither all nor none unless it is."""
    if 0 < share < 0.001:
        return "fewer than 0.1%"
    if 0.999 < share < 1:
        return "more than 99.9%"
    return "all" if share == 1 else f"{100 * share:.1f}%"


def _ordinal(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else endings.get(number % 10, 'th')}"
