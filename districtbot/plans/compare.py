"""Plans of one map beside each other: their numbers, what moved, where each stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import AskError, some_of
from districtbot.plans.change import Change, change_between
from districtbot.plans.counterparts import (
    Pair,
    RegionChange,
    pairs_of,
    region_changes,
    with_own_names,
)
from districtbot.plans.line import Better, Form, Line, written
from districtbot.plans.lines import lines_of
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import Scorecard, score
from districtbot.plans.scoring import Scoring
from districtbot.plans.text import plural

if TYPE_CHECKING:
    from districtbot.plans.ensemble.read import Ensemble
    from districtbot.plans.ensemble.standing import Standing

MOST = 26
"""The most plans compared at once: one for each letter."""
SHORT = 8
"""Plans whose names have at most so many letters stand in tables under their names."""
GROW: tuple[Form, ...] = ("count", "people")
"""Forms of numbers that grow or shrink with the number of districts."""


@dataclass(frozen=True, slots=True)
class NamedPlan:
    """A plan and what people call it.

    Attributes:
        name: A file's name, a column of the map, or any words.
        plan: The plan.
    """

    name: str
    plan: Plan


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of every plan.

    Attributes:
        line: The measure; its value is the reference's, where the reference has it.
        values: The value of each plan; ``None`` where there is none.
        why: Why a plan has no value, for each plan; empty where it has one.
        differences: Value less the reference's for each plan; ``None`` where either is missing
            or the two cannot be compared.
        best: Places of the plans that do best, where the measure has a better direction and
            the plans differ in what is shown; else empty.
        apart: Why the values cannot be compared; empty where they can.
    """

    line: Line
    values: tuple[float | None, ...]
    why: tuple[str, ...]
    differences: tuple[float | None, ...]
    best: tuple[int, ...]
    apart: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The value of each plan as people read it."""
        return tuple(written(value, self.line.form) for value in self.values)


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What one plan changes against the reference.

    Attributes:
        place: Place of the plan among those compared, from 0.
        change: People and units moved, and from where to where; districts that follow none of
            the reference are called ``new`` and their own name.
        pairs: Each district of the reference with the one that follows it.
        counties: Counties with units in another district, where the map has counties.
        municipalities: Towns likewise.
    """

    place: int
    change: Change
    pairs: tuple[Pair, ...]
    counties: tuple[RegionChange, ...]
    municipalities: tuple[RegionChange, ...]


@dataclass(frozen=True)
class Comparison:
    """What `compare` found.

    Attributes:
        plans: The plans, in the order given.
        reference: Place of the plan that the others are compared with.
        cards: The scorecard of each plan.
        rows: One for each measure of the scorecards.
        changes: One for each plan but the reference.
        standings: Where each plan stands in the ensemble; empty without one, and for a plan of
            another number of districts than the ensemble's.
        warnings: What the reader must know, one sentence each.
    """

    plans: tuple[NamedPlan, ...]
    reference: int
    cards: tuple[Scorecard, ...]
    rows: tuple[Row, ...]
    changes: tuple[PlanChange, ...]
    standings: tuple[tuple["Standing", ...], ...]
    warnings: tuple[str, ...]

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What each plan is called in tables: its name, or a letter where names are long."""
        names = tuple(each.name for each in self.plans)
        if max(map(len, names)) <= SHORT:
            return names
        return tuple(chr(ord("A") + place) for place in range(len(names)))

    @property
    def alike(self) -> bool:
        """Whether all plans have as many districts."""
        return len({each.plan.n_districts for each in self.plans}) == 1

    @property
    def base(self) -> NamedPlan:
        """The plan that the others are compared with."""
        return self.plans[self.reference]


def compare(
    state: StateMap,
    plans: Sequence[NamedPlan],
    *,
    reference: int = 0,
    ensemble: "str | Path | Ensemble | None" = None,
    more: bool = False,
) -> Comparison:
    """Compare plans of one map with each other.

    Plans may have different numbers of districts: then numbers that grow with it, such as cut
    edges and seats, are shown but not compared.

    Args:
        state: The map.
        plans: From two to `MOST` plans of its units, each with a name of its own.
        reference: Place of the plan that the others are compared with.
        ensemble: A finished ensemble, its folder, or a file of plans (BEN, XBEN, BENDL, JSONL),
            to say where each plan stands in it.
        more: Whether to add the measures that few ask for (`Scorecard.more`).

    Raises:
        AskError: If there are too few or too many plans, two have one name, one is not of this
            map, or none goes with the ensemble.
    """
    _check(plans)
    scoring = Scoring(state)
    cards = tuple(score(scoring, each.plan, more=more) for each in plans)
    changes = tuple(
        _changed(state, plans, place, reference)
        for place in range(len(plans))
        if place != reference
    )
    standings, warnings = _standings(state, plans, ensemble)
    counts = [each.plan.n_districts for each in plans]
    if len(set(counts)) > 1:
        several = some_of(sorted(set(counts)))
        warnings = (
            f"The plans have different numbers of districts ({several}): counts and people are "
            "shown but not compared, and many people move whatever the borders.",
            *warnings,
        )
    return Comparison(
        tuple(plans),
        reference,
        cards,
        rows_of(cards, reference),
        changes,
        standings,
        warnings,
    )


def rows_of(cards: Sequence[Scorecard], reference: int = 0) -> tuple[Row, ...]:
    """One row for each measure that any of the scorecards has, in the reference's order.

    Args:
        cards: Scorecards of plans of one map.
        reference: Place of the one that the others are compared with.
    """
    tables = [{line.key: line for line in lines_of(card)} for card in cards]
    lines = dict(tables[reference])
    for table in tables:
        lines |= {key: line for key, line in table.items() if key not in lines}
    unlike = len({card.n_districts for card in cards}) > 1
    return tuple(
        _row(line, [table.get(key) for table in tables], reference, unlike)
        for key, line in lines.items()
    )


def _row(line: Line, found: Sequence[Line | None], reference: int, unlike: bool) -> Row:
    values = tuple(None if one is None else one.value for one in found)
    why = tuple("not measured" if one is None else one.why for one in found)
    apart = ""
    if unlike and line.form in GROW:
        apart = "the plans have different numbers of districts"
    base = values[reference]
    differences = tuple(
        None if apart or value is None or base is None else value - base for value in values
    )
    best = () if apart else _best(values, line.better, line.form)
    return Row(line, values, why, differences, best, apart)


def _best(values: Sequence[float | None], better: Better, form: Form) -> tuple[int, ...]:
    """Places of the best values; none where all look the same or there is no better."""
    if not better:
        return ()
    found = {place: value for place, value in enumerate(values) if value is not None}
    if better == "nearer zero":
        found = {place: abs(value) for place, value in found.items()}
    shown = {place: written(value, form) for place, value in found.items()}
    if len(set(shown.values())) < 2:
        return ()
    choose = max if better == "more" else min
    best = shown[choose(found, key=lambda place: found[place])]
    return tuple(place for place, text in shown.items() if text == best)


def _changed(state: StateMap, plans: Sequence[NamedPlan], place: int, reference: int) -> PlanChange:
    plan, base = plans[place].plan, plans[reference].plan
    change = with_own_names(change_between(state, plan, base), plan, base)
    counties, towns = (
        () if column is None else region_changes(state, change.relabelled, base, column)
        for column in (state.columns.county, state.columns.municipality)
    )
    return PlanChange(place, change, pairs_of(state, plan, base, change), counties, towns)


def _standings(
    state: StateMap, plans: Sequence[NamedPlan], source: "str | Path | Ensemble | None"
) -> tuple[tuple[tuple["Standing", ...], ...], tuple[str, ...]]:
    """Where each plan stands, and a sentence on each that has no place in the ensemble."""
    if source is None:
        return tuple(() for _ in plans), ()
    # What an ensemble needs takes long to import: only where there is one.
    from districtbot.plans.ensemble.scores import score_ensemble
    from districtbot.plans.ensemble.standing import standing_in_scores

    scores = score_ensemble(source, state)
    k = 0 if scores is None else scores.n_districts
    fits = [not k or each.plan.n_districts == k for each in plans]
    if not any(fits):
        raise AskError(
            f"The plans of the ensemble have {k} districts; none of those to be compared has.",
            "Draw an ensemble with as many districts as the plans have.",
        )
    standings = tuple(
        standing_in_scores(source, each.plan, state) if fit else ()
        for each, fit in zip(plans, fits, strict=True)
    )
    warnings = tuple(
        f"{each.name} has {each.plan.n_districts} districts, the plans of the ensemble {k}: it "
        "is not held against them."
        for each, fit in zip(plans, fits, strict=True)
        if not fit
    )
    return standings, warnings


def _check(plans: Sequence[NamedPlan]) -> None:
    if not 2 <= len(plans) <= MOST:
        n_given = f"{len(plans)} {'plan' if len(plans) == 1 else plural('plan')}"
        raise AskError(f"To compare takes from 2 to {MOST} plans; {n_given} came.", "Give others.")
    names = [each.name for each in plans]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise AskError(f"Several plans are named {some_of(doubled)}.", "Give each its own name.")
