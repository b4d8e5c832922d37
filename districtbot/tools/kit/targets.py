"""Tools that set, drop and list what a plan must be."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, field_validator

from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.plans import targets as t
from districtbot.plans.describe import count
from districtbot.plans.feasibility import impossibilities
from districtbot.plans.needs import check_targets
from districtbot.plans.problem import problem_of
from districtbot.plans.verdict import Verdict
from districtbot.tools.desk.asked import Asked
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit.asking import asked_with, subject_of
from districtbot.tools.kit.meant import as_listed, as_meant
from districtbot.tools.kit.now import MOST_MISSED, told
from districtbot.tools.kit.settling import settled
from districtbot.tools.kit.shares import clear_share
from districtbot.tools.kit.understood import (
    all_targets,
    doubts,
    phrase_of,
    phrases,
    uses_race,
)
from districtbot.tools.tool import Arguments, Result, Tool, Work
from districtbot.tools.words import RACE_NOTE

Measure = Literal[t.MEASURES]  # type: ignore[valid-type]

MOST_TITLE = 110
"""Letters of what a version is called."""


class SetTargets(Arguments):
    """Arguments of `set_targets`."""

    districts: Annotated[int | None, Field(ge=2, le=t.MOST, description="how many districts")] = (
        None
    )
    targets: Annotated[
        tuple[t.Target, ...], Field(description="to add, or to change by measure and subject")
    ] = ()
    replace: Annotated[bool, Field(description="forget all earlier targets first")] = False

    @field_validator("targets", mode="before")
    @classmethod
    def _clear(cls, given: Any) -> Any:
        """Targets as they are meant; shares that may be meant otherwise are refused."""
        listed = as_listed(given)
        if not isinstance(listed, list | tuple):
            return listed
        targets = [as_meant(one) for one in listed]
        for one in targets:
            if isinstance(one, dict):
                clear_share(one)
        return targets


class DropTargets(Arguments):
    """Arguments of `drop_targets`."""

    numbers: Annotated[tuple[int, ...], Field(description="as list_targets numbers them")] = ()
    measures: Annotated[tuple[Measure, ...], Field(description="all targets of these")] = ()


class ListTargets(Arguments):
    """Arguments of `list_targets`."""


class NowAsked(Result):
    """What is asked now.

    Attributes:
        districts: Number of districts; ``None`` until somebody says it.
        asked: Everything asked, in plain words, the defaults too.
        changed: What is other than before, one clause a change.
        notes: What else there is to know: doubts, a plan that does not fit, a proof.
    """

    districts: int | None
    asked: tuple[str, ...]
    changed: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        """What is asked, what changed, and what to know about it."""
        changed = some_of(self.changed, 12).rstrip(".") if self.changed else "nothing"
        return " ".join((f"Asked now: {'; '.join(self.asked)}. Changed: {changed}.", *self.notes))


class Line(BaseModel, frozen=True):
    """One target.

    Attributes:
        number: Its number, from 1.
        asked: It in plain words.
        achieved: What the plan on the desk has; ``None`` where there is none that fits.
        met: Whether the plan meets it; ``None`` likewise.
        by_default: Whether nobody asked for it.
    """

    number: int
    asked: str
    achieved: str | None
    met: bool | None
    by_default: bool


class Listed(Result):
    """The targets, numbered.

    Attributes:
        districts: Number of districts asked for; ``None`` until somebody says it.
        targets: The targets.
        notes: What else there is to know.
    """

    districts: int | None
    targets: tuple[Line, ...]
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        """One line a target."""
        first = (
            "Nobody has said how many districts."
            if self.districts is None
            else f"{count(self.districts, 'district')}."
        )
        return "\n".join((first, *map(_shown, self.targets), *self.notes))


def set_targets(desk: Desk, given: SetTargets, work: Work) -> NowAsked:
    """Add and change targets, all of them or none.

    Raises:
        AskError: If nothing is given, a name is not known, or the map cannot serve a target.
    """
    del work
    if given.districts is None and not given.targets and not given.replace:
        raise AskError("Nothing was given to set.", "Give districts or targets.")
    before = desk.asked
    kept = () if given.replace else before.target
    k = before.districts if given.districts is None else given.districts
    asked = asked_with(Asked(k, kept), *settled(desk, given.targets))
    return _put(desk, asked, "set")


def drop_targets(desk: Desk, given: DropTargets, work: Work) -> NowAsked:
    """Drop targets.

    Raises:
        AskError: If there is no such target, or it is one that is always there.
    """
    del work
    if not given.numbers and not given.measures:
        raise AskError("No target was named.", "Give numbers as list_targets shows, or measures.")
    asked = desk.asked
    named = _numbered(asked, given.numbers)
    for measure in given.measures:
        found = [one for one in asked.target if one.measure == measure]
        if not found:
            raise AskError(f"There is no target on {measure}.", _what_there_is(asked))
        named += found
    kept = tuple(one for one in asked.target if one not in named)
    return _put(desk, Asked(asked.districts, kept), "dropped")


def list_targets(desk: Desk, given: ListTargets, work: Work) -> Listed:
    """The targets, and what the plan on the desk has of each."""
    del given, work
    asked = desk.asked
    targets, verdicts = all_targets(asked), _verdicts(desk)
    lines = [
        Line(
            number=number,
            asked=phrase_of(target),
            achieved=verdicts[number - 1].achieved if verdicts else None,
            met=verdicts[number - 1].met if verdicts else None,
            by_default=number > len(asked.target),
        )
        for number, target in enumerate(targets, 1)
    ]
    notes = (*misfit(desk), *doubts(asked), *race_note(asked))
    return Listed(districts=asked.districts, targets=tuple(lines), notes=notes)


def checked(desk: Desk, asked: Asked) -> None:
    """Refuse what the map cannot serve.

    Raises:
        AskError: With what each target lacks and what there is instead.
    """
    locks = [one.district for one in asked.target if isinstance(one, t.Locked)]
    k = asked.districts if asked.districts is not None else max(2, *locks, 2)
    targets = t.Targets(districts=k, target=asked.target)
    check_targets(desk.map_for(targets), targets)


def misfit(desk: Desk) -> tuple[str, ...]:
    """Says so where the plan on the desk has another number of districts than is asked for."""
    k = desk.asked.districts
    if desk.plan is None or k is None or desk.plan.n_districts == k:
        return ()
    return (
        f"The plan on the desk has {count(desk.plan.n_districts, 'district')}, so it does not fit "
        "what is asked any more; it stays there until propose_plan draws another.",
    )


def _verdicts(desk: Desk) -> tuple[Verdict, ...]:
    """One verdict for each target; none where there is no plan that fits what is asked."""
    return () if misfit(desk) or desk.asked.districts is None else desk.verdicts()


def race_note(asked: Asked) -> tuple[str, ...]:
    """The sentence that goes with every target on race; nothing without one."""
    return (RACE_NOTE,) if uses_race(asked) else ()


def how_the_plan_does(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """What the plan on the desk misses, or that it misses nothing; nothing without verdicts."""
    missed = [one for one in verdicts if not one.met]
    if not verdicts:
        return ()
    if not missed:
        return ("The plan on the desk meets all of this.",)
    said = [f"Missed by the plan on the desk: {told(one)}." for one in missed[:MOST_MISSED]]
    more = len(missed) - MOST_MISSED
    return (*said, *((f"Missed besides: {more} more.",) if more > 0 else ()))


def _put(desk: Desk, asked: Asked, verb: str) -> NowAsked:
    """Put what is asked on the desk, if it is other than before."""
    before = desk.asked
    checked(desk, asked)
    changes = _changes(before, asked)
    if changes:
        desk.put(_title(verb, changes), asked=asked)
    notes = (
        *misfit(desk),
        *how_the_plan_does(_verdicts(desk)),
        *doubts(asked),
        *_proofs(desk),
        *race_note(asked),
    )
    return NowAsked(districts=asked.districts, asked=phrases(asked), changed=changes, notes=notes)


def _proofs(desk: Desk) -> tuple[str, ...]:
    """What shows that no plan can be so, in words."""
    if desk.asked.districts is None:
        return ()
    targets = desk.asked.targets()
    found = impossibilities(problem_of(desk.map_for(targets), targets))
    return tuple(f"No plan can meet this. {one.proof} Nearest: {one.nearest}" for one in found[:2])


def _title(verb: str, changes: Sequence[str]) -> str:
    """What a version is called: as many changes as there is room for, without what was before."""
    short = [one.partition(" (was")[0] for one in changes]
    n_told = len(short)
    while n_told > 1 and len(some_of(short, n_told)) > MOST_TITLE - len(verb):
        n_told -= 1
    return plain(f"{verb} {some_of(short, n_told)}", MOST_TITLE)


def _changes(before: Asked, after: Asked) -> tuple[str, ...]:
    """One clause for each thing that is other than before."""
    found = []
    if before.districts != after.districts:
        was = "" if before.districts is None else f" (was {before.districts})"
        found.append(f"{count(after.districts or 0, 'district')}{was}")
    old, new = all_targets(before), all_targets(after)
    gone = [one for one in old if one not in new]
    for one in new:
        if one in old:
            continue
        same = [other for other in gone if subject_of(other) == subject_of(one)]
        gone = [other for other in gone if other not in same]
        was = f" (was: {'; '.join(map(phrase_of, same))})" if same else ""
        found.append(f"{phrase_of(one)}{was}")
    return (*found, *(f"no longer: {phrase_of(one)}" for one in gone))


def _numbered(asked: Asked, numbers: Sequence[int]) -> list[t.Target]:
    """Targets by number.

    Raises:
        AskError: If a number is none, or that of a default.
    """
    n_asked, n_all = len(asked.target), len(all_targets(asked))
    for number in numbers:
        if not 1 <= number <= n_all:
            raise AskError(f"There is no target {number}.", _what_there_is(asked))
        if number > n_asked:
            target = all_targets(asked)[number - 1]
            raise AskError(
                f"Target {number} ({phrase_of(target)}) holds by default and cannot be dropped.",
                "Set another bound instead."
                if target.measure in t.POPULATION_MEASURES
                else "Every district must be in one piece.",
            )
    return [asked.target[number - 1] for number in numbers]


def _what_there_is(asked: Asked) -> str:
    listed = [f"{number} {one.measure}" for number, one in enumerate(asked.target, 1)]
    return f"Targets there are: {some_of(listed, 20)}." if listed else "No target was asked for."


def _shown(line: Line) -> str:
    default = " (by default)" if line.by_default else ""
    if line.met is None:
        return f"{line.number}. {line.asked}{default}"
    met = "met" if line.met else "NOT met"
    return f"{line.number}. {line.asked}{default}: {met}, the plan has {line.achieved}"


TOOLS = (
    Tool(
        "set_targets",
        "Set the number of districts and what the plan must be.",
        SetTargets,
        set_targets,
        changes=True,
    ),
    Tool("drop_targets", "Drop targets.", DropTargets, drop_targets, changes=True),
    Tool(
        "list_targets",
        "List the targets and what the plan has of each.",
        ListTargets,
        list_targets,
    ),
)
