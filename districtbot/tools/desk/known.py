"""Names that a map and a desk know, by kind: what a name in a request can mean."""

import re
from typing import TYPE_CHECKING

from districtbot.geo.statemap import StateMap
from districtbot.plans.glossary.terms import TERMS
from districtbot.tools.amounts import names_of_amounts
from districtbot.tools.tool import Kind

if TYPE_CHECKING:
    from districtbot.tools.desk.desk import Desk

CURRENT = "current"
"""The name of the plan on the desk."""
MOST_NAMES = 5000
"""Kinds with more names than these are free text."""


OF_DESK = frozenset({"district", "plan", "version"})
"""Kinds of which the desk knows the names, rather than the map."""


def known_names(desk: "Desk", kind: Kind) -> tuple[str, ...]:
    """The names of a kind, each once; empty where there are none or too many.

    Args:
        desk: The desk.
        kind: What is named.
    """
    names = _of_desk(desk, kind) if kind in OF_DESK else _of_map(desk.state, kind)
    return names if len(names) <= MOST_NAMES else ()


def _of_desk(desk: "Desk", kind: Kind) -> tuple[str, ...]:
    if kind == "district":
        return desk.plan.names if desk.plan is not None else ()
    if kind == "version":
        moments = desk.history.moments
        whole = [one for one in moments if one.plan is not None] or moments
        return (*desk.history.names, *(str(one.number) for one in reversed(whole)))
    plans = (*((CURRENT,) if desk.plan is not None else ()), *desk.history.names)
    return tuple(dict.fromkeys((*plans, *desk.state.columns.plans)))


def _of_map(state: StateMap, kind: Kind) -> tuple[str, ...]:
    roles = state.columns
    match kind:
        case "amount":
            return names_of_amounts(state)
        case "column":
            return tuple(str(name) for name in state.units.columns)
        case "contest":
            return tuple(election.name for election in roles.elections)
        case "county":
            return state.gazetteer.names("county")
        case "region":
            return tuple(name for name in ("county", "municipality") if getattr(roles, name))
        case "group":
            named = {**roles.group_vap, **roles.group_cvap, **roles.group_pop}
            return tuple(sorted(named))
        case "place":
            book = state.gazetteer
            return tuple(dict.fromkeys(book.names("county") + book.names("town")))
        case "term":
            return tuple(TERMS)
        case "unit":
            return state.unit_ids
        case _:
            return ()


def version_number(name: str) -> int | None:
    """The number of the moment that a target means by ``version N``; ``None`` for other names."""
    found = re.fullmatch(r"version (\d{1,9})", name)
    return int(found.group(1)) if found else None
