"""The tool that compares two plans."""

from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from districtbot.geo.numbers import counted
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.plans.change import Change, change_between
from districtbot.plans.compare import Row, rows_of
from districtbot.plans.counterparts import RegionChange, region_changes, with_own_names
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import score
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.known import CURRENT
from districtbot.tools.kit.naming import PlanName
from districtbot.tools.kit.scoring import SUMMARY, main_contest
from districtbot.tools.kit.wording import (
    MOST_DISTRICTS,
    capital,
    lowered,
    plan_label,
    reason,
    region_names,
    shown_number,
)
from districtbot.tools.tool import Arguments, Known, Result, Tool, Work

VOTES = (
    "dem_seats",
    "rep_seats",
    "competitive",
    "dem_efficiency_gap",
    "dem_mean_median",
    "dem_partisan_bias",
)
SHAPES = ("reock.mean", "convex_hull.mean")
MOST_MOVES = 5
MOST_PLACES = 8


class Compare(Arguments):
    """Arguments of `compare_plans`."""

    plan: PlanName = CURRENT
    other: Annotated[PlanName, Field(description="the plan to compare it with")]
    about: Annotated[
        Literal["summary", "votes", "groups"], Field(description="what to compare")
    ] = "summary"
    contest: Annotated[str | None, Known("contest", description="whose votes")] = None


class Measure(Result):
    """One measure of both plans.

    Attributes:
        key: Stable name such as ``polsby_popper.mean``.
        name: What is measured.
        plan: The plan's value in words.
        other: The other's value in words.
        better: Which does better: ``plan``, ``other``, or empty where neither does.
    """

    key: str
    name: str
    plan: str
    other: str
    better: Literal["plan", "other", ""]


class Compared(Result):
    """Two plans beside each other.

    Attributes:
        plan: One plan.
        other: The plan it is compared with.
        people_moved: People in another district than in the other plan.
        percent_moved: The same in percent of all people; ``None`` where nobody lives.
        units_moved: Units in another district.
        districts_kept: Districts with exactly the same units.
        own_names: What the plan calls the districts that follow those of the other, where that
            differs: the name in the other plan, then the plan's own.
        made_whole: Counties split in the other plan and whole in the plan.
        newly_split: Counties whole in the other plan and split in the plan.
        measures: Measures of both.
        sentences: The same in words.
    """

    plan: str
    other: str
    people_moved: float
    percent_moved: float | None
    units_moved: int
    districts_kept: int
    own_names: dict[str, str]
    made_whole: tuple[str, ...]
    newly_split: tuple[str, ...]
    measures: tuple[Measure, ...]
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences."""
        return " ".join(self.sentences)


def compare_plans(desk: Desk, asked: Compare, work: Work) -> Compared:
    """Say what two plans differ in: which is better in what, who moves, which counties are cut.

    Raises:
        AskError: If a plan does not exist, both are one, or the contest is not on the map.
    """
    del work
    plan, other = desk.plan_named(asked.plan), desk.plan_named(asked.other)
    if asked.plan.strip().casefold() == asked.other.strip().casefold():
        raise AskError(f"{plan_label(asked.plan)} cannot be compared with itself.", "Name another.")
    contests = _contests(desk, asked)
    cards = [score(desk.scoring, one, elections=contests) for one in (other, plan)]
    measures = tuple(_measure(row) for row in rows_of(cards) if _wanted(row, asked, set(contests)))
    change = with_own_names(change_between(desk.state, plan, other), plan, other)
    counties = _counties(desk, change, other)
    whole, split = (_became(desk, counties, kind) for kind in ("whole", "split"))
    mine, theirs = plan_label(asked.plan), lowered(plan_label(asked.other))
    own = _own_names(plan, change, other)
    sentences = [
        *_on_sizes(mine, theirs, plan, other),
        *_on_change(mine, theirs, change, plan),
        *_on_numbers(mine, theirs, own, other),
        *_on_counties(whole, split, desk),
        *_on_measures(mine, theirs, measures),
    ]
    return Compared(
        plan=plain(asked.plan),
        other=plain(asked.other),
        people_moved=round(change.people_moved, 2),
        percent_moved=None if change.share_moved is None else round(100 * change.share_moved, 2),
        units_moved=change.units_moved,
        districts_kept=change.districts_kept,
        own_names=own,
        made_whole=whole,
        newly_split=split,
        measures=measures,
        sentences=tuple(sentences),
    )


def _contests(desk: Desk, asked: Compare) -> tuple[str, ...]:
    """The contests that are looked at; none unless votes are asked for."""
    if asked.contest is not None:
        return (desk.state.election(asked.contest).name,)
    main = main_contest(desk)
    if asked.about == "votes" and main is None:
        raise AskError("The map has no votes.", "Compare something else.")
    return (main,) if asked.about == "votes" and main is not None else ()


def _wanted(row: Row, asked: Compare, contests: set[str]) -> bool:
    """Whether a measure is told of."""
    key = row.line.key
    if row.line.column in contests:
        return key.partition(".")[2] in VOTES
    if asked.about == "groups":
        return key.startswith(("vap.", "cvap.")) and key.endswith((".highest", "opportunity.50"))
    return asked.about == "summary" and asked.contest is None and key in (*SUMMARY, *SHAPES)


def _measure(row: Row) -> Measure:
    name = f"{row.line.name}, {row.line.column}" if row.line.column else row.line.name
    texts = [
        text if value is not None else f"no value ({reason(why)})"
        for value, text, why in zip(row.values, row.texts, row.why, strict=True)
    ]
    better: Literal["plan", "other", ""] = ""
    if len(row.best) == 1:
        better = "plan" if row.best[0] == 1 else "other"
    return Measure(
        key=plain(row.line.key), name=plain(name), plan=texts[1], other=texts[0], better=better
    )


def _counties(desk: Desk, change: Change, other: Plan) -> tuple[RegionChange, ...]:
    column = desk.state.columns.county
    if column is None:
        return ()
    return region_changes(desk.state, change.relabelled, other, column)


def _became(desk: Desk, counties: Sequence[RegionChange], kind: str) -> tuple[str, ...]:
    names = region_names(desk.state, "county")
    return tuple(plain(names.get(one.name, one.name), 40) for one in counties if one.became == kind)


def _on_sizes(mine: str, theirs: str, plan: Plan, other: Plan) -> list[str]:
    if plan.n_districts == other.n_districts:
        return []
    return [
        f"{mine} has {counted(plan.n_districts, 'district')}, {theirs} {other.n_districts}: "
        "counts cannot be compared."
    ]


def _on_change(mine: str, theirs: str, change: Change, plan: Plan) -> list[str]:
    if not change.units_moved:
        return [f"{mine} has the same districts as {theirs}."]
    share = "" if change.share_moved is None else f" ({100 * change.share_moved:.1f}%)"
    said = [
        f"In {lowered(mine)} {shown_number(round(change.people_moved, 2))} people{share} and "
        f"{counted(change.units_moved, 'unit')} are in another district than in {theirs}; "
        f"{change.districts_kept} of {plan.n_districts} districts are the same."
    ]
    if plan.n_districts != len(change.other_names):
        return said
    moves = [
        f"{one.people:,.0f} from {plain(one.from_district, 20)} to {plain(one.to_district, 20)}"
        for one in change.moves
    ]
    said.append(f"People who move between districts: {some_of(moves, MOST_MOVES)}.")
    return said


def _own_names(plan: Plan, change: Change, other: Plan) -> dict[str, str]:
    """What the plan calls its districts that have the numbers of the other plan here."""
    shown = change.relabelled
    first = np.unique(shown.district, return_index=True)[1]
    own = (plan.names[number - 1] for number in plan.district[first].tolist())
    pairs = zip(shown.names, own, strict=True)
    return {name: called for name, called in pairs if name != called and name in other.names}


def _on_numbers(mine: str, theirs: str, own: dict[str, str], other: Plan) -> list[str]:
    """Whose numbers the districts have above, and what they are called in the plan itself."""
    if not own:
        return []
    named = some_of(
        (f"{plain(name, 20)} is called {plain(called, 20)}" for name, called in own.items()),
        MOST_DISTRICTS,
    )
    rest = "; the rest are called alike" if len(own) < other.n_districts else ""
    return [f"Districts have the numbers of {theirs} here; in {lowered(mine)} {named}{rest}."]


def _on_counties(whole: tuple[str, ...], split: tuple[str, ...], desk: Desk) -> list[str]:
    if desk.state.columns.county is None:
        return ["The map has no county column."]
    said = []
    if whole:
        said.append(f"Counties made whole ({len(whole)}): {some_of(whole, MOST_PLACES)}.")
    if split:
        said.append(f"Counties newly split ({len(split)}): {some_of(split, MOST_PLACES)}.")
    return said


def _on_measures(mine: str, theirs: str, measures: Sequence[Measure]) -> list[str]:
    """What each is better in, and what they are alike in or cannot be held to be better in."""
    said = []
    for key, name in (("plan", mine), ("other", theirs)):
        better = [_both(one) for one in measures if one.better == key]
        if better:
            said.append(f"{capital(name)} is better in {'; '.join(better)}.")
    rest = [_both(one) for one in measures if not one.better and one.plan != one.other]
    same = [f"{one.name} {one.plan}" for one in measures if one.plan == one.other]
    if rest:
        said.append(f"Different: {'; '.join(rest)}.")
    if same:
        said.append(f"The same: {'; '.join(same)}.")
    if said:
        said.append(f"(The number of {lowered(mine)} comes first.)")
    return said


def _both(measure: Measure) -> str:
    return f"{measure.name} {measure.plan} against {measure.other}"


TOOLS = (
    Tool(
        "compare_plans",
        "Compare two plans: what is better in which, who moves, which counties are split.",
        Compare,
        compare_plans,
    ),
)
