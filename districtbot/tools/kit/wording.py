"""Numbers, districts, regions and plans in the words that tools show."""

from collections.abc import Sequence
from typing import Literal

from districtbot.geo.gazetteer import PlaceKind
from districtbot.geo.numbers import counted
from districtbot.geo.statemap import StateMap
from districtbot.ground.errors import some_of
from districtbot.ground.quoting import plain
from districtbot.tools.desk.known import CURRENT
from districtbot.tools.kit.places import place_label

MOST_DISTRICTS = 12
"""So many districts are named."""


def shown_number(number: float) -> str:
    """``1,204``; fractions to two places."""
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.2f}"


def districts_named(names: Sequence[str]) -> str:
    """``district 3``, ``3 districts: 1, 2, 5``, or ``no district``."""
    shown = [plain(name, 20) for name in names]
    if len(shown) < 2:
        return f"district {shown[0]}" if shown else "no district"
    return f"{len(shown)} districts: {some_of(shown, MOST_DISTRICTS)}"


def region_names(state: StateMap, role: Literal["county", "municipality"]) -> dict[str, str]:
    """What to call each value of the column of counties or towns."""
    column: str | None = getattr(state.columns, role)
    if column is None:
        return {}
    labels = state.labels(column)
    kind: PlaceKind = "county" if role == "county" else "town"
    return {str(labels[one.units[0]]): place_label(one) for one in state.gazetteer.of(kind)}


def plan_label(name: str) -> str:
    """What to call a plan at the beginning of a sentence.

    ``The plan`` is the one on the desk; others are ``Version 3`` or ``The plan 'enacted'``.
    """
    if name.strip().casefold() == CURRENT:
        return "The plan"
    return (
        f"Version {name.strip()}" if name.strip().isdecimal() else f"The plan {plain(name, 60)!r}"
    )


def capital(text: str) -> str:
    """A text at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """A text that began a sentence within one; to be given no names."""
    return text[:1].lower() + text[1:]


def reason(why: str) -> str:
    """A sentence that says why, after a colon or in brackets."""
    bare = why.rstrip(".")
    return lowered(bare) if bare.startswith(("The ", "A ", "An ", "No ")) else bare


def seconds_said(seconds: float) -> str:
    """``less than a second``, ``1 second``, ``12 seconds``."""
    return "less than a second" if seconds < 0.5 else counted(round(seconds), "second")
