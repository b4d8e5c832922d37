"""Contests in a message: "the 2020 presidential race", "PRES20", "Biden-Trump", "Senate '18"."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from districtbot.agent.models.mini.spans import ContestSpan
from districtbot.geo.contestwords import OFFICE_WORDS, contests_of
from districtbot.geo.statemap import Election
from districtbot.geo.votes import CANDIDATES, OFFICE_OF, votes_of
from districtbot.ground.numberwords import ORDINALS

_YEAR = r"(?:(?:19|20)\d\d|'\d\d)"
_SHORT = "|".join(sorted(OFFICE_OF, key=len, reverse=True))
_OFFICES = "|".join(f"(?P<o{n}>{words})" for n, (words, _) in enumerate(OFFICE_WORDS))
_RACE = r"(?:race|election|vote|votes|voting|contest|results?|returns|numbers|data)"
_PATTERN = re.compile(
    rf"(?<!\w)(?:the\s)?(?:(?P<before>{_YEAR})(?:'s)?\s(?:general\s)?)?"
    rf"(?:{_RACE}\sfor\s)?(?:{_OFFICES}|(?P<short>{_SHORT}))(?:'s)?"
    rf"(?:\s{_RACE}\b)?(?:[ _]?(?:(?:of|in|from)\s)?\(?(?P<after>{_YEAR}|"
    rf"\d\d(?!\d|%|\spercent|\s(?:seats|districts|dists|members|counties|people|residents))))?"
    rf"(?!\w)(?:\s{_RACE}\b)?"
)
_NO_CONTEST = re.compile(
    r"[,:;]?\s(?:(?:\d+|\w+teen|ten|twenty|thirty|forty|fifty)\s)?(?:district\w*|dists?|distr|map|maps|"
    r"plan|plans|seat|seats|chamber|boundar\w+|lines|redistricting|delegation|office|staff|"
    r"leadership|hearing|committee|campaign)\b"
)
_CHAMBERS = frozenset(["SEN", "SSEN", "USH", "SH"])
"""Offices whose names are also those of bodies and of people: "our Senate", "a senator"."""
_VOTED_ON = re.compile(
    r"(?:\b(?:for|on|using|with|by|under|from|of|in|won|carried|use|take|per)|[(:,])\s(?:us\s|u\.s\.\s)?$"
)
"""Before the name of a chamber where a contest for it is meant."""
_VOTES = re.compile(
    r"\b(?:w[oi]n|won|carr\w+|vot\w+|lost|margin|got|beat|took|support\w*|election)\b"
)
SHORT = 4
"""Words of a message that is an answer: an office alone is a contest there."""
_RACED = re.compile(rf"\b{_RACE}\b")
_NOMINEES = re.compile(
    rf"(?<!\w)(?:(?P<before>{_YEAR})\s)?(?P<one>{'|'.join(CANDIDATES)})\b"
    rf"(?:\s?(?:-|–|/|vs?\.?|versus|against)\s?(?P<two>{'|'.join(CANDIDATES)})\b)?"
    rf"(?:'s)?(?:\s{_RACE}\b)?(?:\s(?:(?:of|in|from)\s)?(?P<after>{_YEAR}))?"
)
_YEAR_ALONE = re.compile(
    rf"(?<![\w.,]){_YEAR}(?:'s)?(?:\s{_RACE}\b)?(?![\w%]|,\d"
    r"|\s(?:census|lines|count|maps?|plans?|districts?|redistricting|population|cycle|decennial))"
)
_RECENT = r"new(?:er|est)|lat(?:er|est)|most (?:recent|current)|freshest|last"
_OF_THEM = rf"(?:\s(?:one|of (?:them|the two|those)|{_RACE}))*\b"
_NEWEST = re.compile(rf"\b(?:the\s)?(?:{_RECENT}){_OF_THEM}")
_OLDEST = re.compile(rf"\b(?:the\s)?(?:old(?:er|est)|earli(?:er|est)){_OF_THEM}")
_NTH = re.compile(
    r"\W*(?:(?:by|use|take|let's (?:use|take)|go (?:by|with))\s)?"
    rf"(?P<said>(?:the\s)?(?P<nth>{'|'.join(ORDINALS)}){_OF_THEM})(?:,?\splease)?\W*"
)
"""Answers to the question which election shall count."""
_LIKE_WORD = re.compile(
    r".{0,4}$|(?:dem|rep|gop|vote|ballot|total|other|senat|gov|pres|house|cong|state|attorney|"
    r"secretary|treasur|audit|judge|court|(?-i:[A-Z]?[a-z]+$))",
    re.IGNORECASE,
)
"""Names of columns that may be words of everyday English."""
_SHORT_WORDS = frozenset(
    ["con", "pre", "pr", "may", "sh", "ss", "com", "ins", "sup", "lab", "house"]
)


def contests_in(
    text: str, contests: Sequence[Election], is_place_fn: Callable[[str], bool] = lambda _: False
) -> Iterator[ContestSpan]:
    """Contests that a message names; some may overlap.

    A contest that the map has not has no names; an office without its year has all of its contests.

    Args:
        text: The message in lower case.
        contests: The contests of the map.
        is_place_fn: Whether the map has a place of a name: a nominee of that name is then meant
            only where somebody votes.
    """
    for one in _in_one(text, list(_all_in(text, contests))):
        if one.said not in CANDIDATES or not is_place_fn(one.said) or _is_of_votes(text, one):
            yield one


def contests_in_answer(text: str, contests: Sequence[Election]) -> Iterator[ContestSpan]:
    """The contest that a person who was asked which one shall count names by its place or age.

    Of an age there is none where a contest has no year, or where several are as new or as old.

    Args:
        text: The message in lower case.
        contests: The contests of the map, in the order of the question.
    """
    nth = _NTH.fullmatch(text)
    if nth is not None and ORDINALS.index(nth["nth"]) < len(contests):
        n = ORDINALS.index(nth["nth"])
        yield ContestSpan(*nth.span("said"), (contests[n].name,), nth["said"])
    voted = [votes_of(one.dem_col) for one in contests]
    years = [one.year for one in voted if one is not None and one.year is not None]
    if not years or len(years) < len(contests):
        return
    for pattern, which in ((_NEWEST, max), (_OLDEST, min)):
        found = pattern.search(text)
        names = [
            one.name for one, year in zip(contests, years, strict=True) if year == which(years)
        ]
        if found is not None and len(names) == 1:
            yield ContestSpan(found.start(), found.end(), tuple(names), found.group())


def _is_of_votes(text: str, one: ContestSpan) -> bool:
    """Whether the words around a name are about voting."""
    near = text[max(0, one.start - 24) : one.start] + text[one.end : one.end + 24]
    return bool(_VOTES.search(near))


def _all_in(text: str, contests: Sequence[Election]) -> Iterator[ContestSpan]:
    """Contests by their columns, their offices, their candidates, their years."""
    for one in contests:
        yield from _named(text, one.name, (one.name,))
        yield from _named(text, one.dem_col, (one.name,), "dem")
        yield from _named(text, one.rep_col, (one.name,), "rep")
    for found in _PATTERN.finditer(text):
        span = _office_span(found, text, contests)
        if span is not None:
            yield span
    for found in _NOMINEES.finditer(text):
        side, ran = CANDIDATES[found["one"]]
        years = {_digits(year) for year in (found["before"], found["after"]) if year}
        if found["two"]:
            ran = tuple(set(ran) & set(CANDIDATES[found["two"]][1])) or ran
        names = _names(contests, "PRES", years or set(ran))
        yield ContestSpan(
            found.start(), found.end(), names, found.group(), "" if found["two"] else side
        )
    for found in _YEAR_ALONE.finditer(text):
        if re.match(r"19[0-6]", found.group()):
            continue
        year = _digits(re.sub(r"\D", "", found.group()))
        names = tuple(
            one.name
            for one in contests
            for office in sorted({*OFFICE_OF.values()})
            if one in contests_of(contests, office, {year})
        )
        if names:
            yield ContestSpan(found.start(), found.end(), names, found.group())


def _in_one(text: str, found: list[ContestSpan]) -> Iterator[ContestSpan]:
    """Contests; an office here and its year elsewhere in a sentence are one."""
    offices = [one for one in found if len(one.names) > 1 and not re.search(r"\d", one.said)]
    years = [one for one in found if re.fullmatch(r"(?:19|20)\d\d", one.said)]
    if len(offices) == len(years) == 1:
        office, year = offices[0], years[0]
        both = tuple(name for name in office.names if name in year.names)
        first, last = sorted((office, year), key=lambda one: one.start)
        between = text[first.end : last.start]
        if len(both) == 1 and not re.search(r"[.;!?]|\d", between):
            found = [one for one in found if one not in (office, year)]
            found.append(replace(office, names=both))
    yield from found


def _named(text: str, name: str, names: tuple[str, ...], side: str = "") -> Iterator[ContestSpan]:
    """Places of a text where a name stands as it is; plain words are none."""
    is_word = name.isalpha() and bool(_LIKE_WORD.match(name))
    if is_word or name.casefold() not in text:
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
    if not years and (not names or not _is_voted_on(found, text, office)):
        return None
    return ContestSpan(found.start(), found.end(), names, found.group())


def _is_voted_on(found: re.Match[str], text: str, office: str) -> bool:
    """Whether an office without a year stands for a contest, and for no body and nobody."""
    said = found.group().removeprefix("the ")
    if _RACED.search(said) or said.endswith("ial") or len(text.split()) <= SHORT:
        return True
    before = text[: found.start()]
    inside = office in _CHAMBERS and re.search(r"\b(?:in|of)\s$", before)
    return bool(_VOTED_ON.search(before)) and not inside and not said.endswith("s")


def _names(contests: Sequence[Election], office: str, years: set[int]) -> tuple[str, ...]:
    return tuple(one.name for one in contests_of(contests, office, years))


def _digits(year: str) -> int:
    """The last two digits of a year."""
    return int(re.sub(r"\D", "", year)[-2:])
