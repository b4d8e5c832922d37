"""What a plan has of its targets, in a few words and with the piece that must not be missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


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
        return Told(f"{_anded(name.removesuffix(' together'))} {achieved}", fact)
    if achieved == "none together":
        places = name.removesuffix(" apart")
        who = "incumbents" if places == "incumbents not paired" else _anded(places)
        return Told(f"{who} in different districts", "different districts")
    if " locked in " in name and achieved == "all there":
        return Told(name.replace(" locked in ", " in "), name.split(" locked in ")[1])
    if " seats in " in name or name.startswith("competitive districts"):
        return Told(f"{achieved} {name}", fact)
    if "share" in name:
        return Told(f"{name}: {achieved}", fact)
    return Told(f"{name} of {achieved}", fact)


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
