"""Puts clauses together into a request as a person would write it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from districtbot.problems.language.architecture import arranged
from districtbot.problems.language.asides import surrounded
from districtbot.problems.language.clause import Clause, ClauseKind
from districtbot.problems.language.kinds import all_kinds
from districtbot.problems.language.sayings import Scribe, capital, closed
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.language.values import (
    Count,
    People,
    Percent,
    Places,
    Score,
    Slip,
    Value,
)
from districtbot.problems.maps.made import MadeMap

WISHED = 0.15
"""Share (0..1) of clauses of level 2 and 3 that are wished for rather than required."""
SLIPS = 0.12
"""Share (0..1) of requests of level 3 with a number corrected in mid-sentence."""
_SUBJECT = {
    "population_deviation": "population",
    "population_range": "population",
    "population_persons": "population",
    "region_pieces": "region_splits",
}
"""Measures that are one subject: a request says one thing of it."""
_MANY = ("together", "apart", "locked")
"""Measures that a request may hold several times, on different places."""


@dataclass(frozen=True, slots=True)
class Request:
    """A message that asks for a plan, and what it means.

    Attributes:
        text: The message.
        districts: Number of districts, if it says one.
        targets: The targets, as ``set_targets`` takes them, in the order of the message.
        clauses: What it was made from.
    """

    text: str
    districts: int | None
    targets: tuple[dict[str, Any], ...]
    clauses: tuple[Clause, ...]

    @property
    def args(self) -> dict[str, Any]:
        """The arguments of ``set_targets``: only what the message says."""
        found: dict[str, Any] = {}
        if self.districts is not None:
            found["districts"] = self.districts
        if self.targets:
            found["targets"] = [dict(one) for one in self.targets]
        return found


def request(
    speaker: Speaker,
    made: MadeMap,
    *,
    level: int,
    kinds: Sequence[ClauseKind] | None = None,
    districts: int | None = None,
    say_districts: bool = True,
    clauses: Sequence[Clause] | None = None,
    wished: float = WISHED,
    brief: bool = False,
) -> Request:
    """Draw a request for a plan.

    Args:
        speaker: Who asks; its ``rng`` is the only randomness.
        made: The map.
        level: 1: one clause or none; 2: one to three; 3: two to four, with asides, conditions,
            corrections in mid-sentence and numbers that ask for nothing.
        kinds: Clauses to draw from; all there are by default.
        districts: Number of districts; drawn by default.
        say_districts: Whether the message says it.
        clauses: The clauses themselves, where they are drawn already.
        wished: Share (0..1) of clauses that are wished for; none at level 1.
        brief: Whether it is said in few words: a note, a list.
    """
    rng = speaker.rng
    k = districts if districts is not None else drawn_districts(rng, made)
    if clauses is None:
        n = rng.randint(*{1: (0, 1), 2: (1, 3), 3: (2, 4)}[level])
        clauses = drawn_clauses(rng, made, k, all_kinds() if kinds is None else kinds, n)
    chosen = list(clauses)
    if level > 1:
        chosen = [_perhaps_wished(one, rng, wished) for one in chosen]
    if level > 2 and rng.random() < SLIPS:
        chosen = _with_a_slip(chosen, rng)
    rng.shuffle(chosen)
    scribe = Scribe.drawn(speaker, made, k if say_districts else None, level)
    blocks = arranged(scribe, chosen, brief=brief)
    text = surrounded(scribe, made, blocks)
    targets = tuple(target for one in scribe.told for target in one.targets)
    return Request(text, k if say_districts else None, targets, tuple(scribe.told))


def follow_up(speaker: Speaker, clause: Clause, *, change: bool = False) -> str:
    """A message that adds something later in a conversation, or changes it, in few words.

    Args:
        speaker: Who says it.
        clause: What is added, or changed to.
        change: Whether something of the same measure was asked before: mostly said in the form
            ``change`` then, whose words leave out what goes without saying.
    """
    scribe = Scribe(speaker, {}, 1)
    if change and scribe.has(clause, "change") and not clause.wish and scribe.chance(0.75):
        section = f"{clause.section}/change"
        words = scribe.of_all_ages(clause, section)
        return closed(capital(words))
    form = speaker.rng.choice(scribe.forms(clause))
    words = scribe.words(clause, form)
    if clause.targets and not clause.wish:
        words = scribe.framed(f"drawing.add/{form}", words)
    return closed(capital(words))


def drawn_clauses(
    rng: random.Random, made: MadeMap, districts: int, kinds: Sequence[ClauseKind], n: int
) -> tuple[Clause, ...]:
    """So many clauses on different measures; fewer where the map has no more to offer."""
    found: list[Clause] = []
    taken: set[str] = set()
    left = list(kinds)
    weights = [kind.weight for kind in left]
    while left and len(found) < n:
        (at,) = rng.choices(range(len(left)), weights)
        kind = left.pop(at)
        weights.pop(at)
        clause = None if taken & _broad(kind) else kind.draw(rng, made, districts)
        if clause is None or taken & _subjects(clause, kind):
            continue
        taken |= _subjects(clause, kind)
        found.append(clause)
    return tuple(found)


def drawn_districts(rng: random.Random, made: MadeMap) -> int:
    """A number of districts that fits a map."""
    return rng.randint(2, min(12, max(3, made.state.n_units // 14)))


def _broad(kind: ClauseKind) -> set[str]:
    """What clauses of a kind are about, before one is drawn."""
    return {_SUBJECT.get(one, one) for one in kind.measures}


def _subjects(clause: Clause, kind: ClauseKind) -> set[str]:
    """What a clause is about: no request says two things of it."""
    about = {f"{_SUBJECT.get(one, one)} {kind.name}" for one in kind.measures}
    asked = {str(target["measure"]) for target in clause.targets}
    about |= {_SUBJECT.get(one, one) for one in asked if one not in _MANY}
    about |= {_SUBJECT.get(one, one) for one in kind.measures if one not in asked}
    for value in clause.slots.values():
        if isinstance(value, Places):
            about |= {f"place {name}" for name in value.names}
    return about


def _perhaps_wished(clause: Clause, rng: random.Random, share: float) -> Clause:
    """The clause, now and then as a wish, if it asks for something firmly."""
    firm = bool(clause.targets) and not clause.wishes
    return clause.as_wish if firm and rng.random() < share else clause


def _with_a_slip(clauses: list[Clause], rng: random.Random) -> list[Clause]:
    """The clauses, a number of one of them said wrong first."""
    able = [
        (at, name, wrong)
        for at, one in enumerate(clauses)
        if one.targets
        for name, value in one.slots.items()
        if (wrong := _wrong(value, rng)) is not None
    ]
    if not able:
        return clauses
    at, name, wrong = rng.choice(able)
    one = clauses[at]
    slots = {**one.slots, name: Slip(wrong, one.slots[name])}
    return [*clauses[:at], replace(one, slots=slots), *clauses[at + 1 :]]


def _wrong(value: Value, rng: random.Random) -> Value | None:
    """Another value that somebody might say by mistake."""
    match value:
        case Count(n) if n >= 2:
            return Count(n + rng.choice((-1, 1, 2)) if n > 2 else n + 1)
        case Percent(share):
            return Percent(round(min(share * rng.choice((0.5, 2, 3)), 0.95), 4))
        case People(n) if n >= 10:
            return People(n * 2)
        case Score(score) if score < 0.6:
            return Score(round(score + 0.1, 3))
    return None
