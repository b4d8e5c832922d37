"""Numbers in a text that measure something, with the precision they are written at.

What only names or orders things is no measurement and is passed over: years and dates, districts
and versions by number, names with digits in them, ordinals, marks of lists, paths and addresses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from districtbot.ground.numberwords import BELOW_TWENTY, TENS

_UNITS = {word: value for value, word in enumerate(BELOW_TWENTY)}
_TENS = {word: 10 * value for value, word in enumerate(TENS, start=2)}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "bn": 1e9, "b": 1e9}
_ALL_WORDS = "|".join(sorted((*_UNITS, *_TENS, *_SCALES, "dozen"), key=len, reverse=True))

_BLANK = r"[ \t\u00a0\u202f\u2009]"
_DIGITS = r"(?:\d{1,3}(?:[,\u00a0\u202f\u2009']\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_SCALE = rf"(?:{_BLANK}?(?:hundred|thousand|million|billion)\b|(?:[kKM]|bn|mn|mio)\b)"
_PERCENT = (
    rf"{_BLANK}?(?:%|per{_BLANK}?cent\b|pct\b|percentage[ -]points?\b|pp\b|ppts?\b)"
    r"|-(?:percent|percentage-points?|points?)\b"
)
_NUMERAL = re.compile(
    rf"(?P<sign>(?:(?<![\w.,)\]%])[-+\u2212\u2013](?=[\d.$€£])|\b(?:minus|plus){_BLANK})[$€£]?)?"
    rf"(?<![\w.])(?P<digits>{_DIGITS})(?P<scale>{_SCALE})?(?P<percent>{_PERCENT})?"
    rf"(?P<points>{_BLANK}points?\b)?"
)
_WORDS = re.compile(
    rf"\b(?P<half>half{_BLANK}an?{_BLANK}(?:percent|per{_BLANK}cent|percentage{_BLANK}point|"
    rf"million|thousand|dozen))\b"
    rf"|\b(?P<parts>(?:two|three|four){_BLANK}?[- ]?(?:thirds|quarters|fifths))\b"
    rf"|\b(?:(?P<sign>minus|plus){_BLANK})?(?P<words>(?:an?{_BLANK}(?:hundred|thousand|million|"
    rf"billion|dozen)|(?:{_ALL_WORDS}))(?:(?:{_BLANK}|-)(?:and{_BLANK})?(?:{_ALL_WORDS}))*)\b"
    rf"(?P<percent>{_PERCENT})?(?P<points>{_BLANK}points?\b)?",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|nearly|almost|approximately|approx\.?|some|circa|ca\.?|over|"
    r"under|below|above|close to|more than|less than|fewer than|just|up to|well)|[~≈<>≤≥])\s*$",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\s*(?:,|-|\u2013|\u2014|/|to|and|or|, and|, or|through|versus|vs\.?|against|up to|"
    r"and up to)\s*(?:about |around |roughly |[~≈$€£])?\s*",
    re.IGNORECASE,
)

_COUNTED = (
    r"(?:people|persons?|residents|voters|votes|inhabitants|citizens|units?|precincts?|counties|"
    r"county|districts?|cut|edges?|pieces?|splits?|seats?|plans?|steps?|targets?|municipalities|"
    r"towns?|cities|wards?|tracts?|blocks?|km|kilomet|metres|meters|miles|seconds|minutes|times|"
    r"more|fewer|of)"
)
_LABELS = (
    r"(?:(?:congressional |house |senate )?districts?|versions?|plans?|steps?|turns?|options?|"
    r"alternatives?|drafts?|targets?|maps?|attempts?|seeds?|moments?|items?|numbers?|no\.|nos\.|"
    r"messages?|tables?|figures?|chapters?|sections?|§|rounds?)"
)
_NAMES = (
    r"(?:HB|SB|HR|H\.R\.|S\.B\.|H\.B\.|HD|SD|CD|LD|EPSG:?|Act|Title|Article|Amendment|Rule|"
    r"Proposition|Prop\.?|Route|Highway|Interstate|ZIP|FIPS|GEOID|Wards?|Precincts?|Tracts?|"
    r"Blocks?|Beats?|VTDs?|Townships?|ACS|Districts?)"
)
_ITEM = r"#?\d+\b(?![.,]\d|%)"
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_NO_MEASURE = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE),
        (r"(?<![\w$€£])(?:[\w.~-]*/)+[\w.~-]*[A-Za-z_][\w.~-]*", 0),
        (r"\b[\w-]+\.(?:csv|json|jsonl|geojson|png|html|pdf|py|md|toml|gpkg|shp|zip|svg)\b", 0),
        (r"^[ \t]*(?:[-*>][ \t]+)?\(?\d{1,3}[.):](?=\s)", re.MULTILINE),
        (r"(?:(?<=[:] )1|(?<=[;,] )\d{1,2}|(?<=[:;,]\n)\d{1,3})[.)](?=\s+[A-Z\"'])", 0),
        (r"^[ \t]*\d{1,3}(?=(?: '[^'\n]*')?(?: \([^)\n]*\))?:\s)", re.MULTILINE),
        (r"\bdistricts? '\d+'", re.IGNORECASE),
        (r"\bdistricts are (?:\d+, )*\d+(?=[.;\n]|$)", re.IGNORECASE),
        (r"\b\d+(?:\.\d+)?e[-+]?\d+%?", re.IGNORECASE),
        (r"(?<![\w.])\(\d{1,2}\)(?=\s)", 0),
        (r"\[\d{1,3}\]", 0),
        (r"\b\d+(?:st|nd|rd|th)\b", re.IGNORECASE),
        (r"\b(?:two-party|two-way|three-way|one-sided|two-sided)\b", re.IGNORECASE),
        (r"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?\b|\b\d{1,2}:\d{2}(?::\d{2})?\b", 0),
        (r"\b\d{1,2}/\d{1,2}/(?:\d{2}|\d{4})\b", 0),
        (rf"\b{_MONTH} \d{{1,2}}(?:, ?\d{{4}})?\b(?!%|[.,]\d)|\b\d{{1,2}} {_MONTH} \d{{4}}\b", 0),
        (r"(?<![\w.])v?\d+\.\d+\.\d+(?:\.\d+)*\b", 0),
        (r"\b(?:in|since|during|until|of) (?:19|20)\d{2}\b(?!%|,\d|\.\d)", re.IGNORECASE),
        (rf"(?<![\w.,$€£+\u2212-])(?:19|20)\d{{2}}\b(?:s\b)?(?!%|,\d|\.\d|{_BLANK}?(?:%|per ?cent)|"
         rf"{_BLANK}(?:{_COUNTED}|million|thousand)\b)", re.IGNORECASE),
        (rf"\b{_LABELS}{_BLANK}{_ITEM}(?:{_BLANK}?[,/]{_BLANK}?{_ITEM}(?={_BLANK}?(?:[,.;:)/]|and\b|"
         rf"or\b|&|$))|,?{_BLANK}?(?:and|or|&|to|through|-|\u2013|vs\.?|with){_BLANK}?"
         rf"(?:{_LABELS}{_BLANK})?{_ITEM}(?!{_BLANK}(?:{_COUNTED})\b))*", re.IGNORECASE),
        (rf"\b{_LABELS}{_BLANK}(?:{'|'.join([*_UNITS, *_TENS])})\b(?!{_BLANK}(?:{_COUNTED})\b)",
         re.IGNORECASE),
        (rf"\b{_NAMES}[ -]\d+\b(?!%|[.,]\d|{_BLANK}?(?:%|per ?cent))", 0),
        (r"\b(?=[\w-]*[A-Za-z_])(?=[\w-]*\d)(?!\d+(?:[kKM]|bn|mn|mio|pp|ppts?|x|km|m|s)\b)"
         r"(?!\d[\d.]*-[A-Za-z]+(?![\w-]*\d))[A-Za-z_]\w*(?:-\w+)*\b(?!%)", 0),
        (r"\b\d+[A-Za-z_]*_\w+\b|\b\d+(?![kKM]\b|bn\b|mn\b|mio\b|pp\b|ppts?\b|x\b|km\b|m\b|s\b|st\b)"
         r"[A-Za-z]\w*\b", 0),
    )
)  # fmt: skip
"""What is passed over, in this order; each find is blanked before the next is looked for."""


SMALL_COUNT = 10
"""Whole numbers below this are taken as counted, not as rounded."""


@dataclass(frozen=True, slots=True)
class Said:
    """A number in a text.

    Attributes:
        text: As written, with sign and percent sign.
        start: Where it begins.
        end: Where it ends.
        value: The number; a percentage in percent (0 to 100).
        half: Half of the last place it is written to: what it may be rounded by.
        percent: Whether it is a percentage; ``None`` where it can be read both ways.
        signed: Whether a sign is written.
        decimal: Whether it is written with places behind the point.
    """

    text: str
    start: int
    end: int
    value: float
    half: float
    percent: bool | None
    signed: bool
    decimal: bool


def numbers_in(text: str) -> tuple[Said, ...]:
    """The numbers in a text that measure something, in order."""
    left = without_names(text)
    found = list(_numerals(left))
    if _HAS_WORDS.search(left):
        rest = left
        for one in found:
            rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
        found = sorted([*found, *_word_numbers(rest)], key=lambda one: one.start)
    return tuple(_inherited(left, [_loose(left, one) for one in found]))


def without_names(text: str) -> str:
    """The text with everything blanked out that has digits but measures nothing."""
    for pattern in _NO_MEASURE:
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return text


_HAS_WORDS = re.compile(rf"\b(?:{_ALL_WORDS}|half)\b|thirds|quarters|fifths", re.IGNORECASE)


def _numerals(text: str) -> Iterator[Said]:
    for match in _NUMERAL.finditer(text):
        digits = re.sub(r"[^\d.]", "", match["digits"])
        scale = _scale_of(match["scale"])
        places = len(digits.partition(".")[2])
        sign = match["sign"] or ""
        negative = "-" in sign or "\u2212" in sign or "\u2013" in sign or "minus" in sign.lower()
        percent: bool | None = match["percent"] is not None
        if not percent and match["points"]:
            percent = None
        yield Said(
            text=match.group().strip(),
            start=match.start(),
            end=match.end(),
            value=float(digits) * scale * (-1 if negative else 1),
            half=_half(float(digits), places, scale),
            percent=percent,
            signed=bool(sign),
            decimal=places > 0,
        )


def _half(value: float, places: int, scale: float) -> float:
    """What a number may be rounded by; small whole numbers are counts and not rounded."""
    if not places and scale == 1 and value < SMALL_COUNT:
        return 0.0
    return 0.5 * 10.0**-places * scale


def _scale_of(text: str | None) -> float:
    word = (text or "").strip().lower()
    return _SCALES.get(word) or _SHORT_SCALES.get(word) or 1.0


def _word_numbers(text: str) -> Iterator[Said]:
    for match in _WORDS.finditer(text):
        start, end, shown = match.start(), match.end(), match.group().strip()
        if match["half"]:
            last = match["half"].split()[-1].lower()
            scale = {**_SCALES, "dozen": 12.0}.get(last)
            value, percent = (0.5, True) if scale is None else (0.5 * scale, False)
            half = 0.05 if scale is None else 0.05 * scale
            yield Said(shown, start, end, value, half, percent, False, True)
        elif match["parts"]:
            many, part = re.split(r"[\s-]+|(?<=[a-z])(?=thirds|quarters|fifths)", shown.lower())[:2]
            share = _UNITS[many] / {"thirds": 3, "quarters": 4, "fifths": 5}[part]
            yield Said(shown, start, end, 100 * share, 1.0, True, False, True)
        else:
            value = _value_of(match["words"])
            percent_read = True if match["percent"] else (None if match["points"] else False)
            if match["words"].lower() != "one" or percent_read:
                negative = (match["sign"] or "").lower() == "minus"
                value = -value if negative else value
                signed = bool(match["sign"])
                half = 0.5 if match["percent"] else 0.0
                yield Said(shown, start, end, value, half, percent_read, signed, False)


def _value_of(words: str) -> float:
    """A number in words: ``two hundred and five`` is 205."""
    total, part = 0.0, 0.0
    for word in re.split(r"[\s-]+", words.lower()):
        if word in _UNITS or word in _TENS:
            part += _UNITS.get(word, 0) + _TENS.get(word, 0)
        elif word in ("a", "an"):
            part = 1
        elif word == "dozen":
            part = (part or 1) * 12
        elif word == "hundred":
            part = (part or 1) * 100
        elif word in _SCALES:
            total += (part or 1) * _SCALES[word]
            part = 0
    return total + part


def _loose(text: str, one: Said) -> Said:
    """A whole number after ``about``: its last zeros are no digits that are meant."""
    if one.decimal or one.value == 0:
        return one
    if one.percent:
        one = replace(one, half=max(one.half, 0.5))
    if not _ABOUT.search(text, max(0, one.start - 24), one.start):
        return one
    size, place = abs(one.value), 1.0
    while size % (place * 10) == 0:
        place *= 10
    return replace(one, half=max(one.half, min(place / 2, 0.05 * size), 0.5 if one.percent else 0))


def _inherited(text: str, found: list[Said]) -> list[Said]:
    """Numbers joined to one with a percent sign, as in ``4 to 6%``, may be percentages too."""
    for place in range(len(found) - 2, -1, -1):
        here, after = found[place], found[place + 1]
        if here.percent is not False or after.percent is False:
            continue
        between = text[here.end : after.start]
        if _JOINED.fullmatch(between) or (not between and after.text[0] in "-\u2013"):
            found[place] = replace(here, percent=None, half=here.half)
    return found
