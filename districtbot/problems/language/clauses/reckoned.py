"""What must be worked out: numbers from other numbers, a party and its election from a nominee.

What the words mean:

- "a third of the districts", "one in four", "60% of the seats" = that part, which is a whole number
  here; at least so many
- "all but 2 districts", "no more than 2 below" = at least K - 2
- "3, ideally 4", "4 if possible, otherwise 3" = 3 required and 4 wished for
- "3, not 2", "3 instead of the 2 of today" = 3
- "at least 1 more than the 3 they hold now" = at least 4
- "3 Biden districts", "carried by Trump in 2016" = seats of the party in that election for
  President; Trump without a year only where the map has one such election
"""

import random
from dataclasses import replace

from districtbot.problems.language.clause import Clause, ClauseKind, DrawFn
from districtbot.problems.language.clauses.groups import (
    group_that_reaches,
    low_share,
    said_as,
    some_districts,
    some_key,
    target_of,
    universe_of,
)
from districtbot.problems.language.clauses.votes import (
    drawn,
    likely_seats,
    parties,
    seats,
    some_party,
)
from districtbot.problems.language.values import Count, Percent, Value, Words
from districtbot.problems.maps.made import MadeMap
from districtbot.problems.maps.naming import NOMINEES

_PARTS = {
    (1, 2): ("half of the {}", "one in two {}", "every second {one}"),
    (1, 3): ("a third of the {}", "one in three {}", "one third of the {}"),
    (2, 3): ("two thirds of the {}", "two in three {}", "two out of three {}"),
    (1, 4): ("a quarter of the {}", "one in four {}", "one out of every four {}"),
    (3, 4): ("three quarters of the {}", "three in four {}", "three out of four {}"),
    (1, 5): ("a fifth of the {}", "one in five {}", "20% of the {}"),
    (2, 5): ("two fifths of the {}", "two in five {}", "40% of the {}"),
    (3, 5): ("three fifths of the {}", "three out of five {}", "60% of the {}"),
}
"""Parts of a number of districts that it can be divided by, and their words."""
_NOMINEES = {f"{office}{year}": names for (office, year), names in NOMINEES.items()}
"""The Democrat and the Republican of presidential elections, by the contest's short name."""


def _part(rng: random.Random, districts: int, most: float, noun: str) -> tuple[int, Words] | None:
    """A part of the districts that is a whole number and not above `most` (0..1)."""
    able = [
        (top, bottom)
        for top, bottom in _PARTS
        if districts % bottom == 0 and top / bottom <= most + 1e-9
    ]
    if not able:
        return None
    top, bottom = rng.choice(able)
    form = rng.choice(_PARTS[top, bottom])
    one = noun.removesuffix("s")
    return districts * top // bottom, Words(form.format(noun, one=one))


def _group_part(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """A majority of a group in a part of the districts."""
    of = universe_of(made)
    found = _part(rng, districts, 0.5, "districts")
    if of is None or found is None:
        return None
    n, part = found
    key = group_that_reaches(rng, made, of, districts, n)
    if key is None:
        return None
    slots: dict[str, Value] = {"part": part, "group": said_as(made, (key,), of)}
    return Clause("groups.part", slots, (target_of((key,), of, 0.5, n),))


def _all_but(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """A share of a group in all districts but some."""
    of = universe_of(made)
    if of is None or districts < 4:
        return None
    key = some_key(rng, made, of)
    share = low_share(rng, made, key, of, 0.7)
    if share is None:
        return None
    m = rng.randint(1, max(1, districts // 3))
    slots: dict[str, Value] = {
        "share": Percent(share),
        "m": Count(m),
        "group": said_as(made, (key,), of),
    }
    return Clause("groups.all_but", slots, (target_of((key,), of, share, districts - m),))


def _group_fallback(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """A majority of a group in n districts, and in one more if that can be."""
    of = universe_of(made)
    if of is None:
        return None
    n = some_districts(rng, districts)
    key = group_that_reaches(rng, made, of, districts, n)
    if key is None or n + 1 > districts:
        return None
    must, wish = target_of((key,), of, 0.5, n), target_of((key,), of, 0.5, n + 1)
    slots: dict[str, Value] = {
        "n": Count(n),
        "more": Count(n + 1),
        "group": said_as(made, (key,), of),
    }
    return Clause("groups.fallback", slots, (must, {**wish, "wished": True}))


def _group_rather(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """A majority of a group in n districts, and another number that is not meant."""
    of = universe_of(made)
    if of is None:
        return None
    n = some_districts(rng, districts)
    key = group_that_reaches(rng, made, of, districts, n)
    if key is None:
        return None
    m = rng.choice([m for m in (n - 1, n + 1, n + 2) if m > 0])
    slots: dict[str, Value] = {
        "n": Count(n),
        "m": Count(m),
        "group": said_as(made, (key,), of),
    }
    return Clause("groups.rather", slots, (target_of((key,), of, 0.5, n),))


def _votes_part(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """A part of the seats for a party."""
    found = drawn(rng, made)
    if found is None:
        return None
    election, on = found
    key = some_party(rng)
    likely = likely_seats(made, election, key, districts) / districts
    part = _part(rng, districts, max(likely, 1 / districts), rng.choice(("districts", "seats")))
    if part is None:
        return None
    n, words = part
    target = seats(key, election, at_least=n)
    return Clause("votes.part", {"part": words, **parties(key, rng), **on}, (target,))


def _votes_fallback(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """Competitive districts, and one more if that can be."""
    found = drawn(rng, made)
    if found is None:
        return None
    election, on = found
    n = rng.randint(1, max(1, districts // 3))
    must = {"measure": "competitive", "election": election.name, "at_least": n}
    wish = {**must, "at_least": n + 1, "wished": True}
    slots: dict[str, Value] = {"n": Count(n), "more": Count(n + 1), **on}
    return Clause("votes.fallback", slots, (must, wish))


def _votes_rather(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """Seats for a party, and another number that is not meant."""
    found = drawn(rng, made)
    if found is None or districts < 3:
        return None
    election, on = found
    key = some_party(rng)
    n = min(max(2, round(likely_seats(made, election, key, districts)) - 1), districts - 1)
    m = rng.choice([m for m in (n - 1, n + 1, n + 2) if m > 0])
    slots: dict[str, Value] = {"n": Count(n), "m": Count(m), **parties(key, rng), **on}
    return Clause("votes.rather", slots, (seats(key, election, at_least=n),))


def _votes_gain(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """So many seats more than a party has today."""
    clause = _votes_rather(rng, made, districts)
    if clause is None:
        return None
    n = int(clause.targets[0]["at_least"])
    gain = rng.choice([gain for gain in (1, 1, 2) if gain < n])
    slots = {**clause.slots, "m": Count(n - gain), "gain": Count(gain)}
    return replace(clause, section="votes.gain", slots=slots)


def _nominee(section: str) -> DrawFn:
    """Districts that a nominee for President won, at least or at most so many."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        able = [one for one in made.state.columns.elections if one.name in _NOMINEES]
        if not able or districts < 3:
            return None
        election, key = rng.choice(able), some_party(rng)
        dem, rep = _NOMINEES[election.name]
        nominee, rival = (dem, rep) if key == "dem" else (rep, dem)
        n = round(likely_seats(made, election, key, districts))
        n = n - rng.choice((0, 1)) if section == "votes.nominee" else n + rng.choice((0, 1))
        n = min(max(n, 2), districts - 1)
        alone = key == "dem" or len(able) == 1
        year = "" if alone and rng.random() < 0.6 else f"in 20{election.name[-2:]}"
        slots: dict[str, Value] = {
            "n": Count(n),
            "nominee": Words(nominee),
            "rival": Words(rival),
            "year": Words(year),
        }
        bound = "at_least" if section == "votes.nominee" else "at_most"
        return Clause(section, slots, (seats(key, election, **{bound: n}),))

    return draw


KINDS = (
    ClauseKind("groups.part", _group_part, 0.5, ("group_share",)),
    ClauseKind("groups.all_but", _all_but, 0.5, ("group_share",)),
    ClauseKind("groups.fallback", _group_fallback, 0.7, ("group_share",)),
    ClauseKind("groups.rather", _group_rather, 0.8, ("group_share",)),
    ClauseKind("votes.part", _votes_part, 0.6, ("seats",)),
    ClauseKind("votes.fallback", _votes_fallback, 0.6, ("competitive",)),
    ClauseKind("votes.rather", _votes_rather, 0.8, ("seats",)),
    ClauseKind("votes.gain", _votes_gain, 0.4, ("seats",)),
    ClauseKind("votes.nominee", _nominee("votes.nominee"), 0.7, ("seats",)),
    ClauseKind("votes.nominee_most", _nominee("votes.nominee_most"), 0.4, ("seats",)),
)
