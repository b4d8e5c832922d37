"""Which columns are the two parties' votes of one contest, with arithmetic as evidence."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from districtbot.geo.population import EVERYBODY
from districtbot.geo.statemap import Election
from districtbot.geo.votes import CANDIDATES, OFFICE, OFFICE_ORDER, Party, Votes, votes_of

MOST_TURNOUT = 1.05
"""Votes of both parties as a share of the voting age population; more is an error."""
UNPAIRED: tuple[tuple[str, str], ...] = (
    (r"el\d\d[gpsr]_[a-z]{2,3}_?\d?", "votes, but the name is cut short and tells no party"),
    (r"[gpsrc](?:con|sl|su|cou)\d{2,3}[a-z]{2,5}", "votes of one district's own contest"),
    (
        rf"{OFFICE}\d\d(?:[a-z]|oth)|[gpsrc]\d\d[a-z][a-z0-9]{{2}}[a-z]{{4}}",
        "votes for another party or candidate",
    ),
    (r"e_[\d-]+_\w+_total|tot_?vo?te?s?_?\d*|reg_?vo?te?s?_?\d*", "votes or voters in all"),
)
"""Vote columns that no contest is made of, and why; tried where no party could be told."""


@dataclass(slots=True)
class Contests:
    """The contests found.

    Attributes:
        elections: One pair of columns each, newest first.
        why: Column to the reason for its role, or for having none.
    """

    elections: tuple[Election, ...] = ()
    why: dict[str, str] = field(default_factory=dict)


def find_contests(table: pd.DataFrame, adults: str | None) -> Contests:
    """Pair the columns of the two parties by what their names say, never by their order.

    A contest counts where each party has one column and both together stay below the voting
    age population. Primaries, averages of several contests, and contests where a party has
    several candidates are named but not paired.

    Args:
        table: The map's columns, numbers as numbers.
        adults: Column of VAP, or of population, that votes are held against.
    """
    found = Contests()
    said = _with_trump_year(
        {str(name): votes for name in table.columns if (votes := votes_of(str(name)))}
    )
    contests: dict[str, list[str]] = {}
    for name, votes in said.items():
        contests.setdefault(votes.contest, []).append(name)
    pairs: list[tuple[Votes, Election]] = []
    for contest, names in contests.items():
        election = _pair(found, table, contest, {name: said[name] for name in names}, adults)
        if election is not None:
            pairs.append((said[names[0]], election))
    pairs.sort(key=lambda pair: _newest_first(pair[0]))
    found.elections = tuple(election for _, election in pairs)
    for name in map(str, table.columns):
        reasons = (why for pattern, why in UNPAIRED if re.fullmatch(pattern, name, re.IGNORECASE))
        if name not in said and (reason := next(reasons, None)) is not None:
            found.why[name] = reason
    return found


def _pair(
    found: Contests,
    table: pd.DataFrame,
    contest: str,
    said: dict[str, Votes],
    adults: str | None,
) -> Election | None:
    stage = next(iter(said.values())).stage
    if stage in ("primary", "average"):
        reason = "a primary" if stage == "primary" else "an average of contests, not a contest"
        found.why.update(dict.fromkeys(said, f"{contest}: {reason}"))
        return None
    sides: dict[Party, list[str]] = {
        party: _distinct(table, [name for name in said if said[name].party == party])
        for party in ("dem", "rep")
    }
    fault = _fault(table, sides, adults)
    if fault is not None:
        found.why.update(dict.fromkeys(said, f"votes of {contest}, not paired: {fault}"))
        return None
    dem, rep = sides["dem"][0], sides["rep"][0]
    total = float(table[dem].sum() + table[rep].sum())
    for name, party in ((dem, "Democratic"), (rep, "Republican")):
        found.why[name] = (
            f"{said[name].family} name: {party}; {table[name].sum() / max(total, 1):.1%} of "
            "the two-party vote"
        )
    for name in said:
        found.why.setdefault(name, f"the same numbers as another column of {contest}")
    return Election(contest, dem, rep)


def _fault(table: pd.DataFrame, sides: dict[Party, list[str]], adults: str | None) -> str | None:
    for party, names in sides.items():
        if not names:
            return "the other party has no column"
        if len(names) > 1:
            who = "Democratic" if party == "dem" else "Republican"
            return f"{len(names)} {who} columns ({', '.join(names)})"
    both = [sides["dem"][0], sides["rep"][0]]
    for name in both:
        if not pd.api.types.is_numeric_dtype(table[name]):
            return f"{name} holds text"
        values = table[name].to_numpy(dtype=np.float64, na_value=np.nan)
        if (values < 0).any() or np.isinf(values).any():
            return f"{name} holds negative or infinite numbers"
        if (values > EVERYBODY).any():
            return f"{name} holds more votes than people live on Earth"
    votes = sum(float(table[name].sum()) for name in both)
    if votes == 0:
        return "nobody voted"
    if adults is not None and votes > MOST_TURNOUT * float(table[adults].sum()):
        return f"more votes ({votes:,.0f}) than {adults} ({table[adults].sum():,.0f})"
    return None


def _distinct(table: pd.DataFrame, names: list[str]) -> list[str]:
    kept: list[str] = []
    for name in names:
        if not any(_same(table[name], table[other]) for other in kept):
            kept.append(name)
    return kept


def _same(one: "pd.Series[Any]", other: "pd.Series[Any]") -> bool:
    return bool(one.equals(other))


def _newest_first(votes: Votes) -> tuple[int, int, str, str]:
    place = OFFICE_ORDER.get(votes.office, len(OFFICE_ORDER))
    return -(votes.year or 0), place, votes.office, votes.stage


def _with_trump_year(said: dict[str, Votes]) -> dict[str, Votes]:
    """Nominees of several years (``TRUMP``) take the year of their only rival in the file."""
    rivals = {votes.year: votes.party for votes in said.values() if votes.candidate in CANDIDATES}
    dated: dict[str, Votes] = {}
    for name, votes in said.items():
        years = CANDIDATES[votes.candidate][1] if votes.candidate in CANDIDATES else ()
        fits = [
            2000 + year for year in years if rivals.get(2000 + year, votes.party) != votes.party
        ]
        undated = votes.year is None and len(fits) == 1
        dated[name] = replace(votes, year=fits[0]) if undated else votes
    return dated
