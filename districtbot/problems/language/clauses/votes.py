"""Parties and elections: seats, competitive districts, measures of fairness.

What the words mean:

- a party "wins", "carries", "takes", "holds" a district where it has more of the two-party vote
- "more than n" = n + 1, "fewer than n" = n - 1; "at least half" of K = K / 2, rounded up; "most",
  "a majority" = more than half
- "a 5-3 Republican split" = exactly 5 for the party that is named first; "4-4" = exactly 4
  Democratic; "one more" is exactly so, where the number of districts is odd
- "all but n" for the other party = exactly n; "every district", "a sweep" = at least K
- competitive "within 5% of even" and "45% to 55%" = margin 5%: of the two-party share, from one
  half; "decided by less than 10 points" is the gap between the two, so margin 5%; "toss-up",
  "swing", "in play" without a number = the default margin, left out
- measures of fairness (efficiency gap, mean-median, partisan bias, proportionality) need a number;
  "fair", "not gerrymandered", "neutral" are no target; "fair to both parties" is asked about
- the election is the one that is named; where none is, the only one of the map, or the only one of
  the office that is named ("the presidential race"); where several fit, nobody asks here without
  naming one
- "ignore partisan data", "I don't care who wins" ask for nothing
"""

import random
from typing import Any, Literal

import numpy as np

from districtbot.geo.statemap import Election
from districtbot.problems.language.clause import Clause, ClauseKind, DrawFn, percent_text
from districtbot.problems.language.naming import contest
from districtbot.problems.language.values import (
    Contest,
    Count,
    Party,
    Percent,
    Text,
    Value,
    Words,
)
from districtbot.problems.maps.made import MadeMap

PartyKey = Literal["dem", "rep"]
MEASURES = (
    "seats",
    "competitive",
    "efficiency_gap",
    "mean_median",
    "partisan_bias",
    "proportionality",
)
MARGINS = (0.02, 0.025, 0.03, 0.04, 0.05, 0.05, 0.06, 0.08, 0.1)
GAPS = (0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.1, 0.12, 0.15, 0.18, 0.2)
MEDIANS = (0.02, 0.025, 0.03, 0.04, 0.05, 0.06)
BIASES = (0.05, 0.08, 0.1, 0.12, 0.15, 0.18, 0.2, 0.25)
COLORED = 0.1
"""Share (0..1) of clauses that call the parties by their colors or letters."""
FAR = 0.12
"""Share (0..1) of clauses on seats that are far from what votes suggest."""
_ON = (
    "on {}", "on {}", "in {}", "in {}", "by {}", "using {}", "going by {}", "based on {}",
    "under {}", "measured on {}", "({})", "according to {}", "with votes as in {}", "for {}",
)  # fmt: skip
RACES = {
    "PRES": ("the presidential race", "the presidential election", "the vote for president"),
    "GOV": ("the governor's race", "the gubernatorial election", "the race for governor"),
    "SEN": ("the Senate race", "the U.S. Senate election", "the US Senate race"),
    "AG": ("the attorney general race", "the race for attorney general"),
    "SOS": ("the secretary of state race", "the secretary of state election"),
    "USH": ("the U.S. House vote", "the congressional vote"),
}
"""What a contest is called without its year, where it is the only one of its office."""


def contest_of(election: Election) -> Contest:
    """A contest of the map as a value."""
    return Contest(election.name, election.dem_col, election.rep_col)


def office_of(name: str) -> str:
    """The office of a contest's short name."""
    return name.rstrip("0123456789")


def named(rng: random.Random, made: MadeMap, election: Election) -> str:
    """A contest in words; by its office alone where there is no other of it."""
    others = [one for one in made.state.columns.elections if one is not election]
    office = office_of(election.name)
    alone = all(office_of(one.name) != office for one in others)
    if alone and office in RACES and (not _has_year(election) or rng.random() < 0.2):
        return rng.choice(RACES[office])
    return contest(contest_of(election), rng, "on", "")


def _has_year(election: Election) -> bool:
    """Whether the contest's short name holds a year."""
    return any(letter.isdigit() for letter in election.name)


def drawn(rng: random.Random, made: MadeMap) -> tuple[Election, dict[str, Value]] | None:
    """A contest and the slot ``on`` that names it; empty now and then where it is the only one."""
    elections = made.state.columns.elections
    if not elections:
        return None
    election = rng.choice(elections)
    nameless = office_of(election.name) == "VOTES"
    if len(elections) == 1 and (nameless or rng.random() < 0.5):
        return election, {"on": Words("")}
    return election, {"on": Words(rng.choice(_ON).format(named(rng, made, election)))}


def dem_share(made: MadeMap, election: Election) -> float:
    """Democratic share (0..1) of the two-party vote on the whole map."""
    units = made.state.units
    dem, rep = float(units[election.dem_col].sum()), float(units[election.rep_col].sum())
    return dem / max(dem + rep, 1.0)


def _ahead(made: MadeMap, election: Election) -> PartyKey:
    """The party with more votes on the whole map; Democrats at a tie."""
    return "dem" if dem_share(made, election) >= 0.5 else "rep"


def likely_seats(made: MadeMap, election: Election, party: PartyKey, districts: int) -> float:
    """About how many seats a party wins: a point of votes over half gives 1.8 points of seats."""
    share = dem_share(made, election)
    mine = share if party == "dem" else 1 - share
    return float(np.clip(districts * (0.5 + 1.8 * (mine - 0.5)), 0, districts))


def parties(key: PartyKey, rng: random.Random) -> dict[str, Value]:
    """The slots of a party and of the other one; now and then in colors or letters."""
    other: PartyKey = "rep" if key == "dem" else "dem"
    slots: dict[str, Value] = {
        "party": Party(key, "many"),
        "side": Party(key, "of"),
        "other": Party(other, "many"),
        "other_side": Party(other, "of"),
    }
    if rng.random() < COLORED:
        words = rng.choice(({"dem": "blue", "rep": "red"}, {"dem": "D", "rep": "R"}))
        slots |= {"side": Words(words[key]), "other_side": Words(words[other])}
    return slots


def seats(key: PartyKey, election: Election, **bounds: int) -> dict[str, Any]:
    """A target on seats; bounds in the schema's order."""
    return {"measure": "seats", **bounds, "party": key, "election": election.name}


def some_party(rng: random.Random) -> PartyKey:
    """A party, either as often."""
    return rng.choice(("dem", "rep"))


def _around(rng: random.Random, likely: float, most: int, slack: tuple[int, ...]) -> int:
    """A number of seats near what is likely; now and then any."""
    n = rng.randint(1, most) if rng.random() < FAR else round(likely) + rng.choice(slack)
    return min(max(n, 1), most)


def _seats(bound: Literal["at_least", "at_most", "equal"]) -> DrawFn:
    """A party wins at least, at most or exactly so many seats."""
    section = {"at_least": "votes.least", "at_most": "votes.most", "equal": "votes.equal"}[bound]
    slack = {"at_least": (-2, -1, -1, 0), "at_most": (0, 1, 1, 2), "equal": (-1, 0, 0, 1)}[bound]

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        found = drawn(rng, made)
        if found is None:
            return None
        election, on = found
        key = some_party(rng)
        n = _around(rng, likely_seats(made, election, key, districts), districts - 1, slack)
        if bound == "at_least" and districts > 2:
            n = max(n, 2)
        near: dict[str, Value] = {"n": Count(n), "n_less": Count(n - 1), "n_more": Count(n + 1)}
        return Clause(
            section, {**near, **parties(key, rng), **on}, (seats(key, election, **{bound: n}),)
        )

    return draw


def _split(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
    """So many seats for one party and the rest for the other, as "5-3"."""
    found = drawn(rng, made)
    if found is None:
        return None
    election, on = found
    half = districts / 2
    key = _ahead(made, election)
    if rng.random() < FAR:
        key = some_party(rng)
    n = _around(rng, likely_seats(made, election, key, districts), districts - 1, (-1, 0, 0, 1))
    if n == half:
        text = Text(f"{n}-{n}")
        slots = {"n": Count(n), "score": text, **parties("dem", rng), **on}
        return Clause("votes.even", slots, (seats("dem", election, equal=n),))
    if n < half:
        return None
    slots = {"n": Count(n), "m": Count(districts - n), "score": Text(f"{n}-{districts - n}")}
    return Clause(
        "votes.split", {**slots, **parties(key, rng), **on}, (seats(key, election, equal=n),)
    )


def _share_of_seats(section: str) -> DrawFn:
    """Seats that follow from the number of districts: most, half, one more, all."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        found = drawn(rng, made)
        if found is None or (section == "votes.one_more" and districts % 2 == 0):
            return None
        election, on = found
        key = _ahead(made, election)
        if rng.random() < 2 * FAR:
            key = some_party(rng)
        if section == "votes.all" and likely_seats(made, election, key, districts) < districts - 1:
            return None
        bounds = {
            "votes.majority": {"at_least": districts // 2 + 1},
            "votes.half": {"at_least": (districts + 1) // 2},
            "votes.one_more": {"equal": (districts + 1) // 2},
            "votes.all": {"at_least": districts},
        }[section]
        return Clause(section, {**parties(key, rng), **on}, (seats(key, election, **bounds),))

    return draw


def _each_party(section: str) -> DrawFn:
    """The same bound for both parties."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        found = drawn(rng, made)
        if found is None or districts < 4:
            return None
        election, on = found
        likely = likely_seats(made, election, "dem", districts)
        fewer, more = min(likely, districts - likely), max(likely, districts - likely)
        n = max(1, int(fewer) - 1) if section == "votes.both" else min(int(more) + 2, districts - 1)
        if 2 * n < districts and section == "votes.neither":
            return None
        bound = "at_least" if section == "votes.both" else "at_most"
        both = tuple(seats(key, election, **{bound: n}) for key in ("dem", "rep"))
        return Clause(section, {"n": Count(n), **parties(some_party(rng), rng), **on}, both)

    return draw


def _competitive(section: str) -> DrawFn:
    """Districts near an even vote: within a margin, between two shares, by a lead, by default."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        found = drawn(rng, made)
        if found is None:
            return None
        election, on = found
        n = rng.choice([n for n in (1, 2, 2, 3, 3, 4) if n <= max(1, districts // 2)])
        margin = rng.choice(MARGINS)
        if section == "votes.lead":
            margin = rng.choice((0.02, 0.025, 0.03, 0.04, 0.05, 0.05, 0.06))
        elif section == "votes.between":
            margin = rng.choice((0.03, 0.04, 0.05, 0.05, 0.06, 0.08))
        low, high = round(0.5 - margin, 4), round(0.5 + margin, 4)
        slots: dict[str, Value] = {
            "n": Count(n),
            "share": Percent(margin),
            "points": Count(round(200 * margin)),
            "low": Percent(low),
            "high": Percent(high),
            "closer": Text(f"{100 * high:g}-{100 * low:g}"),
            "band": Text(f"{100 * low:g}-{100 * high:g}%"),
        }
        bounds = {} if section == "votes.tossup" else {"margin": percent_text(margin)}
        target = {"measure": "competitive", "election": election.name, **bounds, "at_least": n}
        return Clause(section, {**slots, **parties(some_party(rng), rng), **on}, (target,))

    return draw


def _measure(section: str, measure: str, bounds: tuple[float, ...], step: float) -> DrawFn:
    """A measure of fairness at most so large; mostly no less than what whole seats allow.

    Args:
        section: Section of the bank.
        measure: The measure.
        bounds: Bounds (0..1) to draw from.
        step: About what a plan of one district could not do better than.
    """

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        found = drawn(rng, made)
        if found is None:
            return None
        election, on = found
        able = [bound for bound in bounds if bound >= step / districts]
        share = rng.choice(able if able and rng.random() > FAR / 2 else bounds)
        target = {"measure": measure, "election": election.name, "at_most": percent_text(share)}
        slots = {"share": Percent(share), **parties(some_party(rng), rng), **on}
        return Clause(section, slots, (target,))

    return draw


def _nothing(section: str) -> DrawFn:
    """Words about parties that ask for nothing."""

    def draw(rng: random.Random, made: MadeMap, districts: int) -> Clause | None:
        del made
        numbers: dict[str, Value] = {
            "n": Count(rng.randint(2, max(2, districts))),
            "share": Percent(rng.choice((0.05, 0.07, 0.1, 0.12))),
        }
        return Clause(section, {**numbers, **parties(some_party(rng), rng)})

    return draw


KINDS = (
    ClauseKind("votes.least", _seats("at_least"), 2.5, ("seats",)),
    ClauseKind("votes.most", _seats("at_most"), 2.0, ("seats",)),
    ClauseKind("votes.equal", _seats("equal"), 1.2, ("seats",)),
    ClauseKind("votes.split", _split, 1.2, ("seats",)),
    ClauseKind("votes.one_more", _share_of_seats("votes.one_more"), 0.4, ("seats",)),
    ClauseKind("votes.majority", _share_of_seats("votes.majority"), 0.6, ("seats",)),
    ClauseKind("votes.half", _share_of_seats("votes.half"), 0.5, ("seats",)),
    ClauseKind("votes.all", _share_of_seats("votes.all"), 0.2, ("seats",)),
    ClauseKind("votes.neither", _each_party("votes.neither"), 0.4, ("seats",)),
    ClauseKind("votes.both", _each_party("votes.both"), 0.4, ("seats",)),
    ClauseKind("votes.close", _competitive("votes.close"), 1.5, ("competitive",)),
    ClauseKind("votes.between", _competitive("votes.between"), 0.6, ("competitive",)),
    ClauseKind("votes.lead", _competitive("votes.lead"), 0.7, ("competitive",)),
    ClauseKind("votes.tossup", _competitive("votes.tossup"), 1.5, ("competitive",)),
    ClauseKind("votes.gap", _measure("votes.gap", "efficiency_gap", GAPS, 0.6), 1.5,
               ("efficiency_gap",)),
    ClauseKind("votes.median", _measure("votes.median", "mean_median", MEDIANS, 0.05), 0.8,
               ("mean_median",)),
    ClauseKind("votes.bias", _measure("votes.bias", "partisan_bias", BIASES, 0.8), 0.5,
               ("partisan_bias",)),
    ClauseKind("votes.proportion",
               _measure("votes.proportion", "proportionality", BIASES, 0.8), 0.8,
               ("proportionality",)),
    ClauseKind("votes.off", _nothing("votes.off"), 2.0, MEASURES),
    ClauseKind("votes.fair", _nothing("votes.fair"), 1.0, ()),
)  # fmt: skip
