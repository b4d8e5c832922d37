"""Targets added to, changed in and taken from what a person has asked."""

from collections.abc import Iterable

from districtbot.plans import targets as t
from districtbot.tools.desk.asked import Asked

Subject = tuple[object, ...]
Places = t.Together | t.Apart | t.Locked
PLACES: tuple[str, ...] = ("together", "apart", "locked")
"""Measures of targets about places."""


def subject_of(target: t.Target) -> Subject:
    """What a target is about: one with the same subject says something else of the same thing.

    Bounds, and whether it is only wished for, are no part of it. There is one least change.
    """
    return (target.measure, *_subject(target))


def asked_with(asked: Asked, *targets: t.Target) -> Asked:
    """What is asked, with targets added or changed.

    A target takes the place of earlier ones of the same subject; several of one subject given
    together are all kept. A place that is locked anew leaves the lock that it was in. What is
    asked in the same words already stays where it is.

    Args:
        asked: What is asked so far.
        *targets: The targets to add.
    """
    named = {subject_of(target) for target in targets}
    kept = [one for one in asked.target if subject_of(one) not in named]
    if set(asked.target) == {*kept, *targets}:
        return asked
    before = Asked(asked.districts, tuple(kept))
    for target in targets:
        if isinstance(target, t.Locked):
            before = asked_without_places(before, target.column, target.values, ("locked",))
    return Asked(asked.districts, tuple(dict.fromkeys((*before.target, *targets))))


def asked_without(asked: Asked, *targets: t.Target) -> Asked:
    """What is asked, without the targets of the same subjects.

    Args:
        asked: What is asked so far.
        *targets: The targets to drop.
    """
    named = {subject_of(target) for target in targets}
    kept = (one for one in asked.target if subject_of(one) not in named)
    return Asked(asked.districts, tuple(kept))


def asked_without_places(
    asked: Asked, column: str, values: Iterable[str], measures: Iterable[str] = PLACES
) -> Asked:
    """What is asked, with places taken out of the targets that name them.

    A target left with no place goes, and so does one that kept several together or apart and is
    left with one.

    Args:
        asked: What is asked so far.
        column: Column of the places, as the targets name it.
        values: The places, any case.
        measures: Targets of which measures: some of `PLACES`.
    """
    names, wanted = folded(values), set(measures)
    kept: list[t.Target] = []
    for one in asked.target:
        if not isinstance(one, Places) or one.measure not in wanted or one.column != column:
            kept.append(one)
            continue
        left = tuple(value for value in one.values if value.strip().casefold() not in names)
        least = 1 if isinstance(one, t.Locked) else 2
        if len(left) == len(one.values):
            kept.append(one)
        elif len(left) >= least:
            kept.append(one.model_copy(update={"values": left, "name": ""}))
    return Asked(asked.districts, tuple(kept))


def folded(values: Iterable[str]) -> frozenset[str]:
    """Names without regard to case, order and blanks around them."""
    return frozenset(value.strip().casefold() for value in values)


def _subject(target: t.Target) -> Subject:
    match target:
        case t.RegionSplits() | t.RegionPieces():
            return (target.region.casefold(),)
        case t.PolsbyPopper() | t.Reock():
            return (target.statistic,)
        case t.GroupShare():
            return (folded(target.group), target.of, target.none_above)
        case t.Seats():
            return (target.election.casefold(), target.party)
        case (
            t.Competitive()
            | t.EfficiencyGap()
            | t.MeanMedian()
            | t.PartisanBias()
            | t.Proportionality()
        ):
            return (target.election.casefold(),)
        case t.Together() | t.Apart() | t.Locked():
            return (target.column.casefold(), folded(target.values))
        case t.Incumbents():
            return (folded(target.units),)
        case t.Nested():
            return (target.plan.casefold(),)
        case _:
            return ()
