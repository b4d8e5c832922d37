"""The tool that scores a plan."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from districtbot.geo.numbers import counted
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.plans.district_columns import district_columns
from districtbot.plans.glossary.more import MORE
from districtbot.plans.glossary.term import Term
from districtbot.plans.groupscore import GroupScore
from districtbot.plans.line import Line
from districtbot.plans.lines import lines_of
from districtbot.plans.lines_regions import group_label, universe_label
from districtbot.plans.regions import RegionScore
from districtbot.plans.scorecard import Scorecard, score
from districtbot.plans.scoring import NO_SHAPES
from districtbot.plans.text import plural
from districtbot.tools.amounts import contest_label
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.known import CURRENT
from districtbot.tools.kit.explain import term_meant
from districtbot.tools.kit.lines_told import Told, told
from districtbot.tools.kit.naming import PlanName
from districtbot.tools.kit.wording import plan_label, reason, region_names
from districtbot.tools.tool import Arguments, Known, Result, Tool, Work

Section = Literal[
    "summary", "population", "shape", "counties", "towns", "groups", "votes", "ratings"
]
SUMMARY = (
    "largest_deviation",
    "overall_range",
    "contiguous",
    "polsby_popper.mean",
    "polsby_popper.lowest",
    "cut_edges",
    "county.splits",
    "municipality.splits",
)
_SECTIONS: dict[Section, tuple[str, ...]] = {
    "population": ("Population", "Contiguity"),
    "shape": ("Shape",),
    "counties": ("Counties",),
    "towns": ("Municipalities",),
    "votes": ("Votes",),
    "ratings": ("Ratings",),
}
MOST_LINES = 24
MOST_SPLIT = 12
MOST_SHARES = 20


class ScorePlan(Arguments):
    """Arguments of `score_plan`."""

    plan: PlanName = CURRENT
    section: Annotated[Section, Field(description="what to score")] = "summary"
    measure: Annotated[str | None, Known("term", description="one measure alone")] = None
    contest: Annotated[str | None, Known("contest", description="whose votes")] = None
    group: Annotated[str | None, Known("group", description="one group's districts")] = None


class ScoredPlan(Result):
    """Numbers of a plan.

    Attributes:
        plan: What it is called.
        districts: Its number of districts.
        lines: The numbers.
        sentences: The same in words.
    """

    plan: str
    districts: int
    lines: tuple[Told, ...]
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences."""
        return " ".join(self.sentences)


def score_plan(desk: Desk, asked: ScorePlan, work: Work) -> ScoredPlan:
    """Measure a plan: the main numbers, a section, or one measure.

    Raises:
        AskError: If there is no such plan, contest, group or measure, or the map cannot serve it.
    """
    del work
    plan = desk.plan_named(asked.plan)
    head = f"{plan_label(asked.plan)} has {counted(plan.n_districts, 'district')}."
    section: Section = asked.section
    if section == "summary" and asked.measure is None:
        section = "groups" if asked.group else "votes" if asked.contest else section
    contests = _contests(desk, asked, section)
    card = score(desk.scoring, plan, elections=contests)
    if asked.measure is not None:
        lines = _measured(desk, asked, card, contests)
        sentences = [_listed(lines)]
    elif section == "groups":
        lines = ()
        sentences = _on_groups(card, asked.group)
    else:
        lines = _chosen(card, section)
        sentences = [_listed(lines)] if lines else []
        sentences += _more_on(desk, card, section, contests)
    return ScoredPlan(
        plan=plain(asked.plan),
        districts=plan.n_districts,
        lines=tuple(map(told, lines[:MOST_LINES])),
        sentences=(head, *sentences),
    )


def main_contest(desk: Desk) -> str | None:
    """The contest told of where none is named: the newest for president, else the newest."""
    names = [contest.name for contest in desk.state.columns.elections]
    president = [name for name in names if name.upper().startswith("PRES")]
    return next(iter((*president, *names)), None)


def _contests(desk: Desk, asked: ScorePlan, section: Section) -> tuple[str, ...]:
    """The contests that are needed: one, all for a measure, none where votes play no part."""
    if asked.contest is not None:
        return (desk.state.election(asked.contest).name,)
    if asked.measure is not None:
        return tuple(contest.name for contest in desk.state.columns.elections)
    main = main_contest(desk)
    return (main,) if main is not None and section in ("votes", "ratings") else ()


def _chosen(card: Scorecard, section: Section) -> tuple[Line, ...]:
    if section == "summary":
        by_key = {line.key: line for line in lines_of(card)}
        return tuple(by_key[key] for key in SUMMARY if key in by_key)
    starts = _SECTIONS[section]
    return tuple(line for line in lines_of(card) if line.section.startswith(starts))


def _measured(
    desk: Desk, asked: ScorePlan, card: Scorecard, contests: Sequence[str]
) -> tuple[Line, ...]:
    """The lines of one measure.

    Raises:
        AskError: If it is none, or only districts have it, or the map cannot serve it.
    """
    term = term_meant(asked.measure or "")
    if term is None:
        raise AskError(
            f"{plain(asked.measure)!r} is no measure of the scorecard.",
            "Score a section instead, such as shape or votes.",
        )
    if term in MORE:
        card = score(desk.scoring, desk.plan_named(asked.plan), elections=contests, more=True)
    lines = tuple(line for line in lines_of(card) if term.key in line.key.split("."))
    lines = lines or tuple(_by_district(card, term))
    if lines:
        return lines
    why = [reason for key, reason in card.declined.items() if term.key in key]
    if desk.state.geometry is None and term.undefined.endswith("without shapes."):
        why = [NO_SHAPES]
    said = why[0] if why else "the map has no columns for it"
    raise AskError(f"{term.name} of this plan has no value: {reason(said)}.")


def _by_district(card: Scorecard, term: Term) -> Iterator[Line]:
    """A measure that districts have and the plan as a whole has not."""
    for column in district_columns(card):
        if column.key in (term.key, f"{term.key}_km2", f"{term.key}_km"):
            for name, value in zip(card.names, column.values, strict=True):
                title = f"{term.name} of district {plain(name, 20)}"
                yield Line(term.key, column.section, "", title, value, column.form, term.meaning)


def _listed(lines: Sequence[Line]) -> str:
    """Lines one after the other; the contest of all of them is named once."""
    columns = {line.column for line in lines}
    column = columns.pop() if len(columns) == 1 else ""
    head = f"{contest_label(column)}. " if column else ""
    shown = "; ".join(told(line, named=not column).text for line in lines[:MOST_LINES])
    more = len(lines) - MOST_LINES
    return f"{head}{shown}; and {more} more numbers." if more > 0 else f"{head}{shown}."


def _more_on(desk: Desk, card: Scorecard, section: Section, contests: Sequence[str]) -> list[str]:
    """What else is to be said in a section, and what is missing."""
    state = desk.state
    shapeless = ["Shapes cannot be measured: the map has none."] if state.geometry is None else []
    match section:
        case "summary":
            regions = [] if card.counties else ["The map has no county column."]
            rest = "Ask for a section (groups, votes, ratings, shape, counties) to hear more."
            return [*shapeless, *regions, rest]
        case "shape":
            return shapeless
        case "counties":
            return _splits(desk, card, card.counties, "county")
        case "towns":
            return _splits(desk, card, card.municipalities, "municipality")
        case "votes" | "ratings" if not contests:
            return ["The map has no votes."]
        case "votes":
            others = [one.name for one in state.columns.elections if one.name not in contests]
            return [f"Other contests: {some_of(map(plain, others), 12)}."] if others else []
        case _:
            return []


def _splits(
    desk: Desk,
    card: Scorecard,
    region: RegionScore | None,
    role: Literal["county", "municipality"],
) -> list[str]:
    """Which counties or towns are split, and between which districts."""
    if region is None:
        return [f"The map has no {role} column."]
    if not region.split:
        return [f"No {role} is split."]
    names = region_names(desk.state, role)
    ranked = sorted(region.split, key=lambda label: (-sum(region.people[label]), label))
    listed = (
        f"{plain(names.get(label, label), 40)} (districts "
        f"{some_of((plain(card.names[number - 1], 20) for number in region.split[label]), 8)})"
        for label in ranked
    )
    return [f"Split {plural(role)}, most people first: {some_of(listed, MOST_SPLIT)}."]


def _on_groups(card: Scorecard, group: str | None) -> list[str]:
    """Each group's share and where it is largest, or one group's share of every district."""
    if not card.groups:
        return ["The map counts no groups."]
    if group is not None:
        found = [one for one in card.groups if one.group == group.strip().casefold()]
        if not found:
            known = some_of(dict.fromkeys(plain(one.group, 40) for one in card.groups), 20)
            raise AskError(f"The map has no group {plain(group)!r}.", f"It has: {known}.")
        return [_group_by_district(card, one) for one in found]
    of = next(one.of for one in sorted(card.groups, key=lambda one: _voters_first(one.of)))
    shown = [one for one in card.groups if one.of == of and (one.statewide or 0) > 0]
    shown.sort(key=lambda one: (-(one.statewide or 0), one.group))
    return [
        f"Shares of {universe_label(of)}.",
        *(_group_in_short(card, one) for one in shown[:8]),
    ]


def _voters_first(of: str) -> int:
    return ("vap", "cvap", "population").index(of)


def _group_in_short(card: Scorecard, group: GroupScore) -> str:
    shares = [(share, place) for place, share in enumerate(group.share) if share is not None]
    best, place = max(shares, key=lambda pair: (pair[0], -pair[1]))
    half = next((one for one in group.opportunity if one.threshold == 0.5), None)
    count = 0 if half is None else len(half.districts)
    name = plain(group_label(group.group), 40)
    return (
        f"{name}: {group.statewide or 0:.1%} of the map, at most {best:.1%} (district "
        f"{plain(card.names[place], 20)}), half or more in {count}."
    )


def _group_by_district(card: Scorecard, group: GroupScore) -> str:
    pairs = [
        (share, f"district {plain(name, 20)} {share:.1%}")
        for name, share in zip(card.names, group.share, strict=True)
        if share is not None
    ]
    ranked = [text for _, text in sorted(pairs, key=lambda pair: -pair[0])]
    whole = "nobody" if group.statewide is None else f"{group.statewide:.1%}"
    name = plain(group_label(group.group), 40)
    return (
        f"{name} share of {universe_label(group.of)} ({plain(group.formula)}), {whole} on the "
        f"whole map, largest first: {some_of(ranked, MOST_SHARES)}."
    )


TOOLS = (
    Tool(
        "score_plan",
        "Score a plan: population, shape, split counties; groups, votes or ratings if asked.",
        ScorePlan,
        score_plan,
    ),
)
