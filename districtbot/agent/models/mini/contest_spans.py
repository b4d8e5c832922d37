"""Contests in a message: "the 2020 presidential race", "PRES20", "Biden-Trump", "Senate '18"."""

import re
from collections.abc import Iterator, Sequence

from districtbot.agent.models.mini.spans import ContestSpan
from districtbot.geo.contestwords import OFFICE_WORDS, contests_of
from districtbot.geo.statemap import Election
from districtbot.geo.votes import CANDIDATES, OFFICE_OF

_YEAR = r"(?:(?:19|20)\d\d|'\d\d)"
_SHORT = "|".join(sorted(OFFICE_OF, key=len, reverse=True))
_OFFICES = "|".join(f"(?P<o{n}>{words})" for n, (words, _) in enumerate(OFFICE_WORDS))
_RACE = r"(?:race|election|vote|votes|voting|contest|results?|returns|numbers|data)"
_PATTERN = re.compile(
    rf"(?<!\w)(?:the\s)?(?:(?P<before>{_YEAR})(?:'s)?\s(?:general\s)?)?"
    rf"(?:{_RACE}\sfor\s)?(?:{_OFFICES}|(?P<short>{_SHORT}))(?:'s)?"
    rf"(?:\s{_RACE}\b)?(?:[ _]?(?:(?:of|in|from)\s)?\(?(?P<after>{_YEAR}|\d\d(?!\d|%|\spercent)))?"
    rf"(?!\w)(?:\s{_RACE}\b)?"
)
_NO_CONTEST = re.compile(
    r"\s(?:district|districts|districting|map|maps|plan|plans|seat|seats|chamber|boundar\w+|lines|"
    r"redistricting|delegation|office|staff|leadership|hearing|committee|campaign)\b"
)
_NOMINEES = re.compile(
    rf"(?<!\w)(?:(?P<before>{_YEAR})\s)?(?P<one>{'|'.join(CANDIDATES)})\b"
    rf"(?:\s?(?:-|–|/|vs?\.?|versus|against)\s?(?P<two>{'|'.join(CANDIDATES)})\b)?"
    rf"(?:'s)?(?:\s{_RACE}\b)?(?:\s(?:(?:of|in|from)\s)?(?P<after>{_YEAR}))?"
)
_YEAR_ALONE = re.compile(rf"(?<![\w.,]){_YEAR}(?:'s)?(?:\s{_RACE}\b)?(?![\w%]|,\d|\scensus)")
_SHORT_WORDS = frozenset(
    ["con", "pre", "pr", "may", "sh", "ss", "com", "ins", "sup", "lab", "house"]
)


def contests_in(text: str, contests: Sequence[Election]) -> Iterator[ContestSpan]:
    """Contests that a message names; some may overlap.

    A contest that the map has not has no names; an office without its year has all of its contests.

    Args:
        text: The message in lower case.
        contests: The contests of the map.
    """
    for one in contests:
        yield from _named(text, one.name, (one.name,))
        yield from _named(text, one.dem_col, (one.name,), "dem")
        yield from _named(text, one.rep_col, (one.name,), "rep")
    for found in _PATTERN.finditer(text):
        span = _office_span(found, text, contests)
        if span is not None:
            yield span
    for found in _NOMINEES.finditer(text):
        parties = sorted(CANDIDATES[found["one"]][1])
        years = {_digits(year) for year in (found["before"], found["after"]) if year}
        if found["two"]:
            parties = sorted(set(parties) & set(CANDIDATES[found["two"]][1])) or parties
        names = _names(contests, "PRES", years or set(parties))
        yield ContestSpan(found.start(), found.end(), names, found.group())
    for found in _YEAR_ALONE.finditer(text):
        year = _digits(re.sub(r"\D", "", found.group()))
        names = tuple(
            one.name
            for one in contests
            for office in sorted({*OFFICE_OF.values()})
            if one in contests_of(contests, office, {year})
        )
        if names:
            yield ContestSpan(found.start(), found.end(), names, found.group())


def _named(text: str, name: str, names: tuple[str, ...], side: str = "") -> Iterator[ContestSpan]:
    """Places of a text where a name stands as it is; plain words are none."""
    plain = not any(letter.isdigit() or letter == "_" for letter in name)
    if plain or name.casefold() not in text:
        return
    for found in re.finditer(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", text):
        yield ContestSpan(found.start(), found.end(), names, found.group(), side)


def _office_span(
    found: re.Match[str], text: str, contests: Sequence[Election]
) -> ContestSpan | None:
    """An office that stands for a contest, with its year where that is said."""
    short = found["short"]
    years = {_digits(year) for year in (found["before"], found["after"]) if year}
    if short is not None:
        office = OFFICE_OF[short]
        if not years or short in _SHORT_WORDS:
            return None
    else:
        office = next(
            name for n, (_, name) in enumerate(OFFICE_WORDS) if found[f"o{n}"] is not None
        )
    if _NO_CONTEST.match(text[found.end() :]) and not years:
        return None
    names = _names(contests, office, years)
    if not names and not years:
        return None
    return ContestSpan(found.start(), found.end(), names, found.group())


def _names(contests: Sequence[Election], office: str, years: set[int]) -> tuple[str, ...]:
    return tuple(one.name for one in contests_of(contests, office, years))


def _digits(year: str) -> int:
    """The last two digits of a year."""
    return int(re.sub(r"\D", "", year)[-2:])
