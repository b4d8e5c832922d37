"""How the answer to a question on a whole plan is told: numbers of ``score_plan``, in sentences."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from districtbot.problems.language.questions.question import Answer, TellFn
from districtbot.tools.calling import Called

MOST = 3
"""So many numbers of a result are told."""
NEAR = 0.06
"""Percentage points between which a share that is shown rounded says neither yes nor no."""
LEAST = 1e-4
"""Numbers this near to a limit are told without yes or no."""
Line = Mapping[str, Any]
"""A number of the result: ``key``, ``name``, ``value``, ``shown``, ``note``."""
_FIRST_SHARE = re.compile(r"largest first: (district \S+) ([\d.]+%)")
_STATISTICS = ("mean", "lowest", "highest")
_PROPER = ("Polsby", "Reock", "Schwartzberg", "Democratic", "Republican")
_COUNTED = (
    "Cut edges",
    "Counties split",
    "Counties kept",
    "Municipalities split",
    "Municipalities kept",
    "Competitive districts",
    "Democratic districts",
    "Republican districts",
)
_MEASURED = (
    "Largest deviation",
    "Mean deviation",
    "Overall range",
    "Ideal population",
    "Efficiency gap",
    "Mean-median",
    "Partisan ",
    "Declination",
    "Responsiveness",
    "Border between",
    "Democratic vote share",
)
"""How the names of numbers begin that make a sentence."""


def line_text(line: Line, called: Called) -> str:
    """``the mean Polsby-Popper is 0.286``; without a contest that the person named."""
    note = f" ({line['note']})" if line["note"] else ""
    shown = line["shown"]
    named = str(called.arguments.get("contest"))
    name = line["name"].removesuffix(f", {named}")
    head, _, rest = name.partition(", ")
    contest = line["key"].partition(".")[0]
    where = f" in {contest}" if rest == contest else ""
    if rest in _STATISTICS:
        return f"the {rest} {_lowered(head)} is {shown}{note}"
    if rest and not where:
        return f"{name}: {shown}{note}"
    if head.startswith(_COUNTED):
        counted = _lowered(head) if shown != "1" else _singular(_lowered(head))
        return f"there {'is' if shown == '1' else 'are'} {shown} {counted}{where}{note}"
    if head.startswith(_MEASURED):
        return f"the {_lowered(head)}{where} is {shown}{note}"
    return f"{name}: {shown}{note}"


def _singular(counted: str) -> str:
    """What is counted, where there is one of it."""
    for many, one in (("counties", "county"), ("municipalities", "municipality")):
        counted = counted.replace(many, one)
    return counted.replace("districts", "district").replace("cut edges", "cut edge")


def _lowered(name: str) -> str:
    """The name of a number within a sentence; names of people and parties keep their capital."""
    return name if name.startswith(_PROPER) else name[:1].lower() + name[1:]


def tell_lines(called: Called) -> Answer:
    """The first numbers of the result."""
    return _listed(called.data["lines"], called)


def _listed(lines: Sequence[Line], called: Called) -> Answer:
    """The first of some numbers, or that there are none."""
    if not lines:
        return Answer("reply.asks.no_numbers")
    section = "reply.asks.number" if len(lines) == 1 else "reply.asks.numbers"
    texts = [line_text(one, called) for one in lines[:MOST]]
    facts = _facts(lines[0]) if len(lines) == 1 else tuple(one["shown"] for one in lines[:2])
    return Answer(section, {"list": "; ".join(texts)}, facts)


def _facts(line: Line) -> tuple[str, ...]:
    """A number, and the district it is of."""
    district = line["note"].partition(",")[0]
    return (line["shown"], district) if district.startswith("district ") else (line["shown"],)


def tell_only(*keys: str) -> TellFn:
    """Tells the numbers whose keys end so."""

    def tell(called: Called) -> Answer:
        lines = called.data["lines"]
        chosen = [one for key in keys for one in lines if one["key"].endswith(key)]
        return _listed(chosen or lines, called)

    return tell


def tell_counties(called: Called) -> Answer:
    """How many counties are split, and which."""
    lines = called.data["lines"]
    found = [one for one in lines if one["key"].endswith(".splits")]
    if not found:
        return Answer("reply.asks.no_counties")
    n = found[0]["shown"]
    said = called.data["sentences"][-1]
    if n == "0":
        return Answer("reply.asks.no_split", {}, ())
    names = said.partition(": ")[2].rstrip(".")
    return Answer("reply.asks.splits", {"n": n, "list": names}, (n,))


def tell_contiguous(called: Called) -> Answer:
    """Whether all districts hang together."""
    whole = called.data["lines"][0]["shown"] == "yes"
    return Answer("reply.asks.contiguous" if whole else "reply.asks.torn")


def tell_said(called: Called) -> Answer:
    """The first sentences after the number of districts."""
    said = called.data["sentences"][1:3]
    return Answer("reply.asks.said", {"said": " ".join(said)}, ())


def tell_group(called: Called) -> Answer:
    """One group's share of each district; of the voting age population where there is one."""
    said, facts = _group_said(called)
    return Answer("reply.asks.said", {"said": said}, facts)


def _group_said(called: Called) -> tuple[str, tuple[str, ...]]:
    """The sentence on a group's shares; the largest share and its district."""
    said: list[str] = called.data["sentences"][1:]
    adults = [one for one in said if "share of voting age population" in one]
    sentence = (adults or said)[0]
    found = _FIRST_SHARE.search(sentence)
    return sentence, (found[2], found[1]) if found else ()


def tell_group_over(limit: float) -> TellFn:
    """Tells whether a group has more than a share (0..1) of any district."""

    def tell(called: Called) -> Answer:
        said, facts = _group_said(called)
        share = float(facts[0].rstrip("%")) if facts else 0.0
        if not facts or abs(share - 100 * limit) < NEAR:
            return tell_group(called)
        section = "reply.asks.yes" if share > 100 * limit else "reply.asks.no"
        return Answer(section, {"list": said.rstrip(".")}, facts)

    return tell


def tell_bound(key: str, limit: float, *, over: bool) -> TellFn:
    """Tells whether the number whose key ends so is over a limit, or under it."""

    def tell(called: Called) -> Answer:
        found = [one for one in called.data["lines"] if one["key"].endswith(key)]
        if not found or found[0]["value"] is None or abs(found[0]["value"] - limit) < LEAST:
            return _listed(found or called.data["lines"], called)
        line = found[0]
        section = "reply.asks.yes" if (line["value"] > limit) == over else "reply.asks.no"
        return Answer(section, {"list": line_text(line, called)}, _facts(line))

    return tell
