"""Headlines of pictures: which plan of which map, where nothing else is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.plans.plan import Plan
from districtbot.tools.arguments import name_and_source, names_of

_MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands around a picture.

    Attributes:
        title: Headline; says what is shown by default.
        subtitle: A line below it; says the rest by default.
        source: Where the map comes from; the file's name by default.
    """

    title: str = ""
    subtitle: str = ""
    source: str = ""

    def over(self, usual: "Caption") -> "Caption":
        """This caption, with the usual words where it has none."""
        return Caption(
            self.title or usual.title, self.subtitle or usual.subtitle, self.source or usual.source
        )


def plan_names(sources: Sequence[str]) -> tuple[str, ...]:
    """What plans are called on a page: by `names_of`, a file without its ending.

    Args:
        sources: Plan files or plan columns of a map, or ``NAME=PLAN``.
    """
    names = names_of(sources)
    short = []
    for given, name in zip(sources, names, strict=True):
        told, source = name_and_source(given)
        is_file = not told and Path(source).is_file()
        short.append(name.removesuffix(Path(source).suffix) if is_file else name)
    return tuple(short) if len(set(short)) == len(short) else names


def districts_caption(state: StateMap, plan: Plan, name: str, against: str | None) -> Caption:
    """``CD: 7 districts of AL_vtd_2020``; the plan that is dashed over it below."""
    title = f"{name}: {counted(plan.n_districts, 'district')} of {_map(state)}"
    return Caption(title, "" if against is None else f"Dashed lines: districts of {against}")


def changes_caption(state: StateMap, plan: Plan, other: Plan, name: str, against: str) -> Caption:
    """``What moves from CD to draft, AL_vtd_2020``; below it how many districts, if they differ."""
    before, after = other.n_districts, plan.n_districts
    many = ""
    if before != after:
        many = f"{counted(before, 'district')} in {against}, {after} in {name}"
    return Caption(f"What moves from {against} to {name}, {_map(state)}", many)


def district_caption(state: StateMap, plan: Plan, name: str, district: str | None) -> Caption:
    """``District 7 of CD``; the map below it. For a page of each district the line below."""
    of = f"{_map(state)}, {counted(plan.n_districts, 'district')}"
    if district is None:
        return Caption("", f"{name}, {of}")
    return Caption(f"District {district} of {name}", of)


def column_caption(state: StateMap, by: str, name: str | None) -> Caption:
    """What is shaded and whose lines are drawn; the headline is the column's."""
    if name is None:
        return Caption("", f"{_map(state)}, by {by}")
    if by == "district":
        return Caption("", f"{_map(state)}, by district of {name}")
    return Caption("", f"{_map(state)}, by {by}. Lines: districts of {name}")


def side_by_side_caption(state: StateMap, names: Sequence[str], numbered: bool) -> Caption:
    """``CD · draft``; the map below it, and whose numbers the districts have."""
    title = " · ".join(names) if len(names) <= _MOST_NAMES else f"{len(names)} plans"
    like = f". Districts have the numbers of {names[0]} where most people stay" if numbered else ""
    return Caption(title, f"{_map(state)}{like}")


def _map(state: StateMap) -> str:
    return state.source.path.stem
