"""The tool that says what is on the map."""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import some_of
from districtbot.ground.quoting import plain
from districtbot.plans.groups import group_roles
from districtbot.plans.lines_regions import group_label
from districtbot.plans.targets import Universe
from districtbot.tools.amounts import Amount, amount_of, contest_label, sum_over
from districtbot.tools.desk.desk import Desk
from districtbot.tools.kit.places import place_label
from districtbot.tools.kit.sums import Votes, votes_in
from districtbot.tools.kit.wording import shown_number
from districtbot.tools.tool import Arguments, Result, Tool, Work

About = Literal["everything", "people", "groups", "contests", "plans", "notes"]
FEW_CONTESTS = 4
"""So many contests are told in full where everything is."""
FEW_NOTES = 2


class Describe(Arguments):
    """Arguments of `describe_map`."""

    about: Annotated[About, Field(description="one part in full, or everything in short")] = (
        "everything"
    )


class Group(Result):
    """A group on the whole map.

    Attributes:
        group: Its name.
        number: Its people.
        percent: Its part, 0 to 100; ``None`` where nobody is counted.
    """

    group: str
    number: float
    percent: float | None


class Plans(Result):
    """A plan column of the map.

    Attributes:
        column: The column.
        districts: Its number of districts.
    """

    column: str
    districts: int


class Described(Result):
    """What is on the map.

    Attributes:
        units: Number of units (precincts, towns, counties...).
        people: Total population.
        districts: Number of districts asked for, if anybody has said it.
        ideal_people: People per district then.
        counties: Number of counties; ``None`` where the map does not say.
        towns: Number of municipalities; ``None`` where the map does not say.
        groups_of: What the groups are shares of: ``VAP``, ``CVAP`` or ``population``.
        groups: The groups, largest first.
        contests: Votes on the whole map, newest first.
        plans: Plan columns.
        parts: Separate parts of the map, before bridges.
        bridges: Links added between them.
        notes: What was found and done while reading the map.
        sentences: The same in words.
    """

    units: int
    people: float
    districts: int | None
    ideal_people: float | None
    counties: int | None
    towns: int | None
    groups_of: str
    groups: tuple[Group, ...]
    contests: tuple[Votes, ...]
    plans: tuple[Plans, ...]
    parts: int
    bridges: int
    notes: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences."""
        return " ".join(self.sentences)


def describe_map(desk: Desk, asked: Describe, work: Work) -> Described:
    """Units, people, counties, groups, contests, plans and parts of the map."""
    del work
    state, districts = desk.state, desk.asked.districts
    people = sum_over(state, state.columns.population)
    universe, groups = _groups(state)
    contests = tuple(_votes(state, one.name) for one in state.columns.elections)
    plans = tuple(
        Plans(column=name, districts=sum(bool(label) for label in state.codes(name)[1]))
        for name in state.columns.plans
    )
    parts = int(state.graph.components(bridged=False).max(initial=-1)) + 1
    notes = tuple(plain(note, 200) for note in state.notes)
    said: dict[About, list[str]] = {
        "people": _on_people(state, people, districts),
        "groups": _on_groups(state, universe, groups, 12),
        "contests": _on_contests(contests, 12),
        "plans": _on_plans(plans),
        "notes": [*_on_parts(state, parts), *notes],
    }
    if asked.about == "everything":
        sentences = [
            *said["people"],
            *_on_groups(state, universe, groups, 6),
            *_on_contests(contests, FEW_CONTESTS),
            *said["plans"],
            *_on_parts(state, parts),
            *_on_notes(notes),
        ]
    else:
        sentences = said[asked.about] or ["The map has nothing on that."]
    return Described(
        units=state.n_units,
        people=round(people, 2),
        districts=districts,
        ideal_people=None if not districts else round(people / districts, 2),
        counties=_count(state, state.columns.county, "county"),
        towns=_count(state, state.columns.municipality, "town"),
        groups_of=universe,
        groups=groups,
        contests=contests,
        plans=plans,
        parts=parts,
        bridges=len(state.graph.bridges),
        notes=notes,
        sentences=tuple(sentences),
    )


def _on_people(state: StateMap, people: float, districts: int | None) -> list[str]:
    roles = state.columns
    name = plain(state.source.path.name, 60)
    kind = plain(state.source.format, 40)
    said = [
        f"The map {name} ({kind}) has {counted(state.n_units, 'unit')} (precincts or the like, "
        f"named by {plain(roles.unit_id)}) and {shown_number(people)} people "
        f"({plain(roles.population)})."
    ]
    if districts:
        said.append(
            f"With {districts} districts the ideal is {shown_number(round(people / districts, 2))} "
            "people in each."
        )
    for label, column in (("VAP", roles.vap), ("CVAP", roles.cvap)):
        if column is not None:
            number = shown_number(sum_over(state, column))
            words = "voting age population" if label == "VAP" else "citizen voting age population"
            said.append(f"The {words} is {number} ({plain(column)}).")
    said += _on_places(state)
    return said


def _on_places(state: StateMap) -> list[str]:
    roles, book = state.columns, state.gazetteer
    said = []
    counties = book.of("county")
    if counties:
        people = {place: float(state.population[list(place.units)].sum()) for place in counties}
        most = max(counties, key=lambda place: (people[place], place_label(place)))
        column = plain(roles.county)
        said.append(
            f"It has {len(counties):,} {'county' if len(counties) == 1 else 'counties'} ({column});"
            f" most people live in {place_label(most)}: {shown_number(people[most])}."
        )
    else:
        said.append("It has no county column.")
    towns = book.of("town")
    if towns and roles.municipality is not None:
        said.append(f"It has {len(towns):,} towns ({plain(roles.municipality)}).")
    elif towns:
        said.append(f"{len(towns):,} of its units are towns.")
    return said


def _groups(state: StateMap) -> tuple[str, tuple[Group, ...]]:
    """The groups of the first universe that the map has, and what that is called."""
    universes: tuple[tuple[Universe, str], ...] = (
        ("vap", "VAP"),
        ("cvap", "CVAP"),
        ("population", "population"),
    )
    for universe, label in universes:
        roles = state.columns
        total = roles.population if universe == "population" else getattr(roles, universe)
        columns = group_roles(roles, universe)
        if not columns or total is None:
            continue
        whole = sum_over(state, total)
        found = []
        for group, column in columns.items():
            number = sum_over(state, column)
            percent = round(100 * number / whole, 2) if whole > 0 else None
            found.append(Group(group=group, number=round(number, 2), percent=percent))
        return label, tuple(sorted(found, key=lambda one: (-one.number, one.group)))
    return "", ()


def _on_groups(state: StateMap, universe: str, groups: tuple[Group, ...], most: int) -> list[str]:
    if not groups:
        return ["It counts no racial or ethnic groups."]
    del state
    listed = [
        f"{plain(group_label(one.group), 40)} {one.percent:.1f}%"
        if one.percent is not None
        else one.group
        for one in groups
    ]
    return [f"Groups, share of {universe}: {some_of(listed, most)}."]


def _votes(state: StateMap, contest: str) -> Votes:
    amount: Amount = amount_of(state, contest)
    return votes_in(state, amount, None)


def _on_contests(contests: tuple[Votes, ...], most: int) -> list[str]:
    """President first, then the newest."""
    if not contests:
        return ["It has no votes of elections."]
    ranked = sorted(contests, key=lambda one: not one.contest.upper().startswith("PRES"))
    told = [f"{contest_label(one.contest)}: {one.text}." for one in ranked[:most]]
    rest = [plain(one.contest) for one in ranked[most:]]
    more = [f"More contests: {some_of(rest, 24)}."] if rest else []
    return [f"Votes for the two parties in {counted(len(contests), 'contest')}.", *told, *more]


def _on_plans(plans: tuple[Plans, ...]) -> list[str]:
    listed = [f"{plain(one.column)} ({counted(one.districts, 'district')})" for one in plans]
    return [f"Plans on the map: {some_of(listed, 8)}."] if listed else ["It holds no plan."]


def _on_parts(state: StateMap, parts: int) -> list[str]:
    sizes = np.bincount(state.graph.components(bridged=False))
    n_bridges = len(state.graph.bridges)
    if parts <= 1:
        said = ["All units hang together."]
    else:
        said = [
            f"It is in {parts} separate parts (the largest with {int(sizes[0]):,} units), joined "
            f"by {counted(n_bridges, 'added link')}."
        ]
    if state.geometry is None:
        said.append("It has no shapes: no compactness but cut edges, and no maps can be drawn.")
    return said


def _on_notes(notes: tuple[str, ...]) -> list[str]:
    shown = [note for note in notes if "has no shapes" not in note][:FEW_NOTES]
    return [f"Notes: {' '.join(plain(note, 120) for note in shown)}"] if shown else []


def _count(state: StateMap, column: str | None, kind: Literal["county", "town"]) -> int | None:
    return None if column is None else len(state.gazetteer.of(kind))


TOOLS = (
    Tool(
        "describe_map",
        "Say what is on the map: units, people, counties, groups, contests and totals, plans.",
        Describe,
        describe_map,
    ),
)
