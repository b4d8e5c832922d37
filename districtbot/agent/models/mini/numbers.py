"""Numbers in a message, however they are written: ``7``, ``half a percent``, ``one in 20``."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from districtbot.ground.numberwords import BELOW_TWENTY, ORDINALS, TENS

Unit = Literal["count", "ordinal", "percent", "decimal", "part"]
"""What a number looks like: ``7``, ``2nd``, ``1%``, ``0.35``, ``one in three``."""

_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "k": 1_000, "m": 1_000_000}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "twentieth": 20, "twenty-fifth": 25,
    "fiftieth": 50, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
_VALUES = {word: n for n, word in enumerate(BELOW_TWENTY)}
_VALUES |= {word: 10 * n for n, word in enumerate(TENS, 2)}
_ORDINAL_VALUES = {word: n for n, word in enumerate(ORDINALS, 1)}

_SMALL = "|".join(sorted((*BELOW_TWENTY, *TENS), key=len, reverse=True))
_DIGIT = "|".join((*BELOW_TWENTY[:10], "oh"))
_BELOW_HUNDRED = (
    rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{'|'.join(BELOW_TWENTY[1:10])})\b)?"
    rf"|{'|'.join(sorted(BELOW_TWENTY, key=len, reverse=True))})"
)
_SCALE = r"(?:hundred|thousand|million)\b"
_SPELLED = (
    rf"(?:(?:(?:a|{_BELOW_HUNDRED})[ -])?{_SCALE}"
    rf"(?:(?:[ -]|[ ]and[ ])(?:{_BELOW_HUNDRED}\b(?:[ -]{_SCALE})?|{_SCALE}))*|{_BELOW_HUNDRED})"
)
_POINTED = rf"(?:{_DIGIT})(?:[ -](?:{_DIGIT})\b)*"
"""Digits in words, after a decimal point in words."""
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.])\.\d+)"
_PART_WORDS = "|".join(sorted((*_PARTS, *(f"{one}s" for one in _PARTS)), key=len, reverse=True))
_PERCENT = (
    r"(?:\s?%|[ -]?(?:per\s?ce?nt|pre?cent|persent|procent|pct)\b|[ -](?:percentage[ -])?points?\b)"
)
_OF_PERCENT = rf"(?:\s(?:of\s)?(?:a|an|one|1)?{_PERCENT})"
_NUMBER = rf"(?:{_DIGITS}|\b{_SPELLED}\b)"
_NOUNS = (
    r"(?:(?:district|plan|one|draft|version|place|thought|option|priority|point|time)s?|"
    r"count(?:y|ies)|towns?|seats?|split)\b"
)
_PART = (
    rf"(?:\b(?:a|an|one|{_SMALL}|\d+)[ -](?:{_PART_WORDS})\b(?!\s{_NOUNS})"
    rf"|\b(?:half|quarter|halves)\b|\b\d+/\d+(?=\s?(?:of\b|{_PERCENT}))"
    rf"|\b(?:{_PART_WORDS})\b(?=\sof\s(?:a|an|the|all|one)\b))"
)
_COUNTED = r"(?:districts?|seats?|count(?:y|ies)|towns?)\b"
_BOTTOM = rf"(?>{_SPELLED}|\d+)\b(?!\s?%|\spercent|,\d)"
"""The second number of a ratio."""
_COUNTS = r"(?:max|min|limit|number|margin|total|most|least|split|cut|district|seat)"
"""How words begin after which a number stands, at the end too: "make the limit one"."""
_PRONOUN = (
    r"\bone[ -](?:person|man|voter),?[ -]one[ -](?:vote|value)\b|\btwo[ -]party\b|"
    r"\bnot\sone\b(?=\s(?:of\s(?:the|our|your|my|its|th[eo]se|them)\b|count[yi]|town|city|muni|prec|single))|"
    r"\b(?:in|into|across|among|between|over|by)\smore\sthan\sone\b(?=\s(?:district|seat|ward)\b)|"
    r"\bone\sby\sone\b|\bone\sanother\b"
    r"|\b(?:this|that|which|smallest|largest|biggest|last|other|old|new|same|any|no|every)\sone\b"
    rf"(?!{_PERCENT}|[ -](?:{_PART_WORDS})\b"
    rf"|\s(?:{_COUNTED}|hundred|thousand|million|or\smore|at\s(?:least|minimum|most)|and\sa\shalf"
    rf"|point\s{_POINTED}\b)"
    rf"|\s(?:in|out\sof)\s(?:every\s)?(?:{_SPELLED}|\d))"
    rf"|\b(?:a|an|the|this|that|my|our|your)\s(?!{_COUNTS}|(?:{_SMALL}|{'|'.join(ORDINALS)})\b)"
    r"[a-z]+\sone(?=\s*(?:$|[.,;:!?)\"']))"
)
"""Where the word "one" counts nothing."""
_PATTERN = re.compile(
    "|".join(
        (
            r"(?P<plus_half>\b(?:a|one)\s(?:percent|per cent)\sand\sa\shalf\b)",
            r"(?P<whole_percent>\ba\s(?:whole|full|single)\sper\s?cent\b)",
            rf"(?P<pointed>(?<!this\s)(?<!that\s)(?<!the\s)(?<!a\s)\b(?:(?:{_SMALL}|oh)\s)?"
            rf"point\s{_POINTED}\b)(?P<pointed_percent>{_PERCENT})?",
            r"(?P<pair>\b(?:a\s)?(?:couple|pair)\b(?:\sof\b)?|\b(?:half\s)?(?:a\s)?dozen\b)",
            rf"(?P<parts>{_PART})(?P<of_percent>{_OF_PERCENT})?",
            # "2 out of 7 districts" counts districts twice, "one in five districts" does not.
            rf"(?P<ratio>\b(?:{_SMALL}|\d+)\s(?:(?:in|out\sof)\severy\s(?:{_SPELLED}|\d+)\b"
            rf"|in\s{_BOTTOM}|out\sof\s{_BOTTOM}(?!\s{_COUNTED})))",
            rf"(?P<pronoun>{_PRONOUN})",
            r"(?P<second>\bevery\ssecond\b)",
            r"(?P<ordinal>\b\d+(?:st|nd|rd|th)\b(?!\sthoughts?\b)"
            rf"|\b(?:(?:{'|'.join(TENS)})-)?(?:{'|'.join(ORDINALS)})\b(?!\sthoughts?\b))",
            rf"(?P<number>{_NUMBER})(?P<scale>\s?(?:k|m)\b|\s(?:hundred|thousand|million)\b)?"
            rf"(?P<half>\sand\sa\shalf|\s1/2)?(?P<percent>{_PERCENT})?",
        )
    )
)
"""Where a number may stand in lower-case text; alternatives first that hold others."""
_CUT_IN_TWO = re.compile(
    r"(?:\b(?:no|not|never|any|without)\b|n't\b)[^.;!?\d]*"
    r"\b(?:cut|split|chop|carv|break|broke|slic|divid|tear|torn)[a-z]*\b[^.,;!?\d]{0,40}"
    r"\sin(?:to)?\s(?:two|half)$"
)
"""What ends with a number that counts nothing, unless a noun follows: "cut no county in two"."""
_CLAUSE_ENDS = re.compile(r"\s*(?:$|[.,;:!?)\"']|(?:and|or|by|if|please)\b)")
_RANGE = re.compile(r"\s?(?:to|-|–|and|or|through)\s?")
"""What stands between the two ends of a range."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a message.

    Attributes:
        start: Where it begins, in letters.
        end: Where it ends.
        value: Percent from 0 to 100; parts from 0 to 1; else as said.
        unit: What it looks like.
    """

    start: int
    end: int
    value: float
    unit: Unit

    @property
    def text(self) -> str:
        """In one form for all ways to write it: ``7``, ``0.5%``, ``2nd``, ``1/3``."""
        match self.unit:
            case "percent":
                return f"{self.value:.10g}%"
            case "part":
                part = Fraction(self.value).limit_denominator(1000)
                return f"{part.numerator}/{part.denominator}"
            case "ordinal":
                return f"{self.value:.0f}th"
            case _:
                return f"{self.value:.10g}"


def numbers_of(text: str) -> Iterator[Number]:
    """The numbers of a message in order; none holds another.

    Args:
        text: The message in lower case.
    """
    numbers = list(_all_in(text))
    for one, after in itertools.zip_longest(numbers, numbers[1:]):
        yield one if after is None else _like(one, after, text)


def _all_in(text: str) -> Iterator[Number]:
    """The numbers as they stand; of what only looked like a ratio both are numbers."""
    found = _PATTERN.search(text)
    while found is not None:
        at = found.end()
        if not found["pronoun"] and not _counts_nothing(text, at):
            number = _number(found)
            yield number
            at = number.end if found["ratio"] else at
        found = _PATTERN.search(text, at)


def _counts_nothing(text: str, end: int) -> bool:
    """Whether what ends here only tells how a place must not be cut."""
    cut = _CUT_IN_TWO.search(text[:end])
    return cut is not None and _CLAUSE_ENDS.match(text, end) is not None


def _like(one: Number, after: Number, text: str) -> Number:
    """A number before a percentage in a range is one too: ``45 to 55%``."""
    plain = one.unit in ("count", "decimal") and after.unit == "percent"
    if plain and _RANGE.fullmatch(text[one.end : after.start]):
        return replace(one, unit="percent")
    return one


def _number(found: re.Match[str]) -> Number:
    """What a place in the text says."""
    start, end = found.span()
    groups = found.groupdict()
    if groups["plus_half"]:
        return Number(start, end, 1.5, "percent")
    if groups["whole_percent"]:
        return Number(start, end, 1.0, "percent")
    if groups["pointed"]:
        value = _pointed(groups["pointed"])
        return Number(start, end, value, "percent" if groups["pointed_percent"] else "decimal")
    if groups["second"]:
        return Number(start, end, 0.5, "part")
    if groups["parts"]:
        share = _part(groups["parts"])
        if groups["of_percent"]:
            return Number(start, end, share, "percent")
        return Number(start, start + len(groups["parts"]), share, "part")
    if groups["ratio"]:
        top, bottom = re.split(r"\s(?:in|out\sof)\s(?:every\s)?", groups["ratio"])
        n, of = spelled_value(top), spelled_value(bottom)
        return Number(start, end, n / of, "part") if 0 < n < of else _first(found, top, n)
    if groups["ordinal"]:
        return Number(start, end, _ordinal(groups["ordinal"]), "ordinal")
    if groups["pair"]:
        dozen = 6 if groups["pair"].startswith("half") else 12
        is_pair = "couple" in groups["pair"] or "pair" in groups["pair"]
        return Number(start, end, 2 if is_pair else dozen, "count")
    return _plain(found)


def _plain(found: re.Match[str]) -> Number:
    """A number in digits or words, with its scale and sign."""
    groups = found.groupdict()
    said = groups["number"]
    value = spelled_value(said)
    scale = (groups["scale"] or "").strip()
    value *= _SCALES.get(scale, 1)
    if groups["half"] and groups["percent"]:
        value += 0.5
    end = found.end() if groups["percent"] or not groups["half"] else found.start("half")
    if groups["percent"]:
        return Number(found.start(), end, value, "percent")
    is_decimal = "." in said and not scale and value < 1
    return Number(found.start(), end, value, "decimal" if is_decimal else "count")


def _first(found: re.Match[str], said: str, value: float) -> Number:
    """The first number of what only looked like a ratio."""
    return Number(found.start(), found.start() + len(said), value, "count")


def spelled_value(text: str) -> float:
    """The value of a number in digits or words, without sign or unit: ``twelve hundred``."""
    plain = text.strip()
    if re.fullmatch(r"[\d.,]+", plain):
        return float(plain.replace(",", ""))
    total, group = 0, 0
    for word in re.split(r"[\s-]+", plain):
        if word == "hundred":
            group = max(group, 1) * 100
        elif word in ("thousand", "million"):
            total += max(group, 1) * _SCALES[word]
            group = 0
        else:
            group += 1 if word == "a" else _VALUES.get(word, 0)
    return float(total + group)


def _pointed(text: str) -> float:
    """``one point two five`` as a number."""
    whole, _, rest = text.rpartition("point")
    digits = "".join(str(_VALUES.get(word, 0)) for word in re.split(r"[\s-]+", rest.strip()))
    return spelled_value(whole) + float(f"0.{digits}")


def _part(text: str) -> float:
    """``two thirds`` and ``half`` as a share (0..1)."""
    if "/" in text:
        top, _, bottom = text.partition("/")
        return int(top) / max(int(bottom), 1)
    head, _, name = text.rpartition(" ") if " " in text else text.rpartition("-")
    if text.endswith("twenty-fifth"):
        head, name = text.removesuffix("twenty-fifth").strip(" -"), "twenty-fifth"
    n_parts = _PARTS.get(name) or _PARTS.get(name.removesuffix("s"), 2)
    n = 1.0 if head in ("", "a", "an", "one") else spelled_value(head)
    return n / n_parts


def _ordinal(text: str) -> float:
    """``2nd`` and ``twenty-first`` as whole numbers."""
    if text[0].isdigit():
        return float(re.sub(r"\D", "", text))
    tens, _, last = text.rpartition("-")
    return float(_VALUES.get(tens, 0) + _ORDINAL_VALUES[last])
