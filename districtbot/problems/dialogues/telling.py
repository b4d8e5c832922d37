"""What a plan has of its targets, in a few words and with the piece that must not be missing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_GROUP = re.compile(r"\b(?:black|hispanic|asian|native|pacific|white)\b")
"""Groups whose names are written with a capital."""


@dataclass(frozen=True, slots=True)
class Told:
    """A target as a reply tells of it.

    Attributes:
        words: What the plan has, such as ``population deviation of 0.9%``.
        fact: The piece of it that any right reply holds.
    """

    words: str
    fact: str


def told(target: dict[str, Any]) -> Told:
    """What the plan has of a target, as ``propose_plan`` and ``improve_plan`` give it."""
    name, achieved = str(target["name"]), str(target["achieved"])
    fact = achieved.partition(" (")[0]
    if name.endswith((" splits", " pieces")):
        return Told(achieved, fact)
    if name.endswith(" together"):
        places = name.removesuffix(" together")
        return Told(f"{_anded(places)} {_both(achieved, places)}", fact.removeprefix("all "))
    if achieved.startswith("more than one in "):
        shared = fact.removeprefix("more than one in ")
        return Told(f"{_listed(name.removesuffix(' apart'))} sharing {shared}", shared)
    if achieved == "none together":
        places = _listed(name.removesuffix(" apart"))
        return Told(f"{places} in different districts", "different districts")
    if " locked in " in name and achieved == "all there":
        return Told(name.replace(" locked in ", " in "), name.split(" locked in ")[1])
    if " seats in " in name or name.startswith("competitive districts"):
        return Told(f"{achieved} {name}", fact)
    if name.startswith("locked district ") and achieved.startswith("these "):
        return Told(f"{name.removeprefix('locked ')} of exactly {achieved}", fact)
    if " locked in " in name or name.startswith("locked district "):
        return Told(f"{name}: {achieved}", fact)
    if "share" in name:
        return Told(f"{_GROUP.sub(lambda one: one[0].capitalize(), name)}: {achieved}", fact)
    if name.startswith("people "):
        rest = name.removeprefix("people ").removeprefix("who ")
        return Told(f"{achieved} of people {rest}", fact)
    if name == "population deviation in people":
        return Told(f"population deviation of {achieved}", fact)
    return Told(f"{name} of {achieved}", fact)


def _both(achieved: str, places: str) -> str:
    """``both in district 3`` of two places that are all there."""
    two = places.count(", ") == 1 and achieved.startswith("all ")
    return f"both {achieved.removeprefix('all ')}" if two else achieved


def _listed(places: str) -> str:
    """``incumbents`` for their homes, places as a reply names them."""
    return "incumbents" if places == "incumbents not paired" else _anded(places)


def _anded(places: str) -> str:
    """``a and b`` from ``a, b``; a longer list as it is."""
    return places.replace(", ", " and ") if places.count(", ") == 1 else places


def in_row(targets: Sequence[Told]) -> str:
    """Several in a row; with semicolons where one of them holds a comma."""
    words = [one.words for one in targets]
    if len(words) < 2:
        return "".join(words)
    between = "; " if any("," in one or ";" in one for one in words) else ", "
    return f"{between.join(words[:-1])}{between if between == '; ' else ' '}and {words[-1]}"
