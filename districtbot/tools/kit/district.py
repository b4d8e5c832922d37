"""The tool that scores one district."""

from typing import Literal

import numpy as np

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import some_of
from districtbot.ground.quoting import plain
from districtbot.plans.lines_regions import group_label, universe_label
from districtbot.plans.plan import Plan
from districtbot.plans.scorecard import Scorecard, score
from districtbot.plans.text import percent, plural
from districtbot.tools.amounts import contest_label
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.known import CURRENT
from districtbot.tools.kit.naming import AnyDistrict, PlanName, district_number
from districtbot.tools.kit.wording import lowered, plan_label, region_names, shown_number
from districtbot.tools.tool import Arguments, Result, Tool, Work

MOST_PLACES = 10
MOST_GROUPS = 6
MOST_CONTESTS = 5


class ScoreDistrict(Arguments):
    """Arguments of `score_district`."""

    district: AnyDistrict
    plan: PlanName = CURRENT


class Region(Result):
    """Counties or towns of a district.

    Attributes:
        whole: Those that lie in it as a whole.
        part: Those of which a part lies in it.
    """

    whole: tuple[str, ...]
    part: tuple[str, ...]


class Share(Result):
    """A part of a district's people or votes.

    Attributes:
        name: The group, or the contest.
        percent: 0 to 100; of a contest the Democratic part of the two. ``None`` for no people.
    """

    name: str
    percent: float | None


class ScoredDistrict(Result):
    """One district.

    Attributes:
        plan: The plan.
        district: The district's name.
        units: Its units.
        people: Its people.
        people_from_ideal: People above (positive) or below the ideal.
        deviation_percent: The same in percent of the ideal.
        pieces: Connected pieces, added links counted.
        counties: Counties in it; ``None`` where the map has none.
        towns: Towns in it; ``None`` where the map has none.
        polsby_popper: From 0 to 1; ``None`` without shapes.
        reock: From 0 to 1; ``None`` without shapes.
        area_km2: Square kilometres; ``None`` without shapes.
        groups_of: What the groups are shares of.
        groups: Groups, largest first.
        contests: Contests, newest first.
        neighbours: Districts that it touches.
        sentences: The same in words.
    """

    plan: str
    district: str
    units: int
    people: float
    people_from_ideal: float
    deviation_percent: float
    pieces: int
    counties: Region | None
    towns: Region | None
    polsby_popper: float | None
    reock: float | None
    area_km2: float | None
    groups_of: str
    groups: tuple[Share, ...]
    contests: tuple[Share, ...]
    neighbours: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences."""
        return " ".join(self.sentences)


def score_district(desk: Desk, asked: ScoreDistrict, work: Work) -> ScoredDistrict:
    """People, places, shape, groups, votes and neighbours of one district.

    Raises:
        AskError: If there is no such plan or district.
    """
    del work
    state, plan = desk.state, desk.plan_named(asked.plan)
    number = district_number(plan, asked.district)
    place, name = number - 1, plain(plan.names[number - 1], 20)
    card = score(desk.scoring, plan)
    people, shape = card.population, card.compactness
    counties, towns = (_region(state, plan, number, role) for role in ("county", "municipality"))
    of, groups = _groups(card, place)
    contests = _contests(card, place)
    neighbours = tuple(plain(plan.names[n - 1], 20) for n in _neighbours(state, plan, number))
    polsby, reock = (
        None if spread is None else round(spread.by_district[place], 3)
        for spread in (shape.polsby_popper, shape.reock)
    )
    area = None if shape.area_km2 is None else round(shape.area_km2[place], 1)
    pieces = card.contiguity.pieces[place]
    off, share = people.deviation_people[place], people.deviation[place]
    sentences = [
        f"District {name} of {lowered(plan_label(asked.plan))} has "
        f"{shown_number(round(people.people[place], 2))} people in "
        f"{counted(people.units[place], 'unit')}, {_from_ideal(off, share, people.ideal)}.",
        "It is in one piece." if pieces == 1 else f"It is in {pieces} pieces.",
        *_on_region(counties, "county"),
        *_on_region(towns, "town"),
        *_on_shape(polsby, reock, area),
        *_on_groups(of, groups),
        *_on_contests(contests),
        _on_neighbours(neighbours),
    ]
    return ScoredDistrict(
        plan=plain(asked.plan),
        district=name,
        units=people.units[place],
        people=round(people.people[place], 2),
        people_from_ideal=round(off, 2),
        deviation_percent=round(100 * share, 4),
        pieces=pieces,
        counties=counties,
        towns=towns,
        polsby_popper=polsby,
        reock=reock,
        area_km2=area,
        groups_of=of,
        groups=groups,
        contests=contests,
        neighbours=neighbours,
        sentences=tuple(sentences),
    )


def _region(state: StateMap, plan: Plan, number: int, role: str) -> Region | None:
    """Counties or towns in a district, those with most people in it first."""
    column: str | None = getattr(state.columns, role)
    if column is None:
        return None
    codes, labels = state.codes(column)
    names = region_names(state, "county" if role == "county" else "municipality")
    inside = plan.district == number
    here = np.bincount(codes[inside], minlength=len(labels))
    whole = np.bincount(codes, minlength=len(labels))
    people = np.bincount(codes[inside], state.population[inside], minlength=len(labels))
    found = [n for n in np.flatnonzero(here).tolist() if labels[n].strip()]
    found.sort(key=lambda n: (-people[n], labels[n]))
    called = {n: plain(names.get(labels[n], labels[n]), 40) for n in found}
    return Region(
        whole=tuple(called[n] for n in found if here[n] == whole[n]),
        part=tuple(called[n] for n in found if here[n] < whole[n]),
    )


def _neighbours(state: StateMap, plan: Plan, number: int) -> list[int]:
    """Districts that share a border with one, or an added link where there is no border."""
    for pairs in (state.graph.edges, state.graph.links):
        ends = plan.district[pairs]
        cut = ends[(ends == number).sum(axis=1) == 1]
        found = np.unique(cut[cut != number]).tolist()
        if found:
            return [int(one) for one in found]
    return []


def _groups(card: Scorecard, place: int) -> tuple[str, tuple[Share, ...]]:
    """The groups of voters, else of people, and what they are shares of."""
    for of in ("vap", "cvap", "population"):
        found = [
            Share(
                name=one.group,
                percent=None if one.share[place] is None else _percent(one.share[place]),
            )
            for one in card.groups
            if one.of == of and one.share[place]
        ]
        if found:
            found.sort(key=lambda one: (-(one.percent or 0.0), one.name))
            return universe_label(of), tuple(found)
    return "", ()


def _contests(card: Scorecard, place: int) -> tuple[Share, ...]:
    return tuple(
        Share(name=vote.name, percent=_percent(vote.dem_share[place])) for vote in card.elections
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 2)


def _on_neighbours(names: tuple[str, ...]) -> str:
    if not names:
        return "It touches no other district."
    return f"It touches district{'' if len(names) == 1 else 's'} {some_of(names, 12)}."


def _from_ideal(people: float, share: float, ideal: float) -> str:
    """``607 people (0.09%) above the ideal of 662,405``."""
    of = f"the ideal of {shown_number(round(ideal, 2))}"
    if not round(people):
        return f"within one person of {of}" if people else f"exactly {of}"
    way = "above" if people > 0 else "below"
    return f"{abs(people):,.0f} people ({percent(abs(share))}) {way} {of}"


def _on_region(region: Region | None, word: Literal["county", "town"]) -> list[str]:
    many = plural(word)
    if region is None:
        return [] if word == "town" else ["The map has no county column."]
    said = []
    if region.whole:
        number = f"{len(region.whole):,} whole {word if len(region.whole) == 1 else many}"
        said.append(f"It holds {number}: {some_of(region.whole, MOST_PLACES)}.")
    if region.part:
        number = f"{len(region.part):,} {word if len(region.part) == 1 else many}"
        said.append(f"It holds a part of {number}: {some_of(region.part, MOST_PLACES)}.")
    return said


def _on_shape(polsby: float | None, reock: float | None, area: float | None) -> list[str]:
    if polsby is None or area is None:
        return ["Its shape cannot be measured: the map has none."]
    also = "" if reock is None else f", Reock {reock:.3f}"
    return [f"Polsby-Popper {polsby:.3f}{also}, {area:,.0f} km²."]


def _on_groups(of: str, groups: tuple[Share, ...]) -> list[str]:
    listed = [
        f"{plain(group_label(one.name), 40)} {one.percent:.1f}%" for one in groups if one.percent
    ]
    return [f"Share of {of}: {some_of(listed, MOST_GROUPS)}."] if listed else []


def _on_contests(contests: tuple[Share, ...]) -> list[str]:
    """The Democratic share of each contest, president first."""
    ranked = sorted(contests, key=lambda one: not one.name.upper().startswith("PRES"))
    listed = [
        f"{contest_label(one.name)} no votes"
        if one.percent is None
        else f"{contest_label(one.name)} {one.percent:.1f}%"
        for one in ranked
    ]
    if not listed:
        return []
    return [f"Democratic share of the two-party vote: {some_of(listed, MOST_CONTESTS)}."]


TOOLS = (
    Tool(
        "score_district",
        "Score one district: people, counties in it, shape, groups, votes, neighbours.",
        ScoreDistrict,
        score_district,
    ),
)
