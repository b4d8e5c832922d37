"""Numbers spelled out."""

from districtbot.ground.numberwords import BELOW_TWENTY, ORDINALS, TENS

_FIRST = ("zeroth", *ORDINALS[:12])
_PART = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 10: "tenth", 20: "twentieth"}
_PART |= {25: "twenty-fifth", 50: "fiftieth", 100: "hundredth", 8: "eighth", 6: "sixth"}


def spelled(n: int) -> str:
    """A whole number from 0 to 999,999 in words: ``twenty-one``, ``nine thousand five hundred``."""
    if n < 20:
        return BELOW_TWENTY[n]
    if n < 100:
        tens, ones = divmod(n, 10)
        return TENS[tens - 2] + (f"-{BELOW_TWENTY[ones]}" if ones else "")
    unit, name = (100, "hundred") if n < 1000 else (1000, "thousand")
    head, rest = divmod(n, unit)
    return f"{spelled(head)} {name}" + (f" {spelled(rest)}" if rest else "")


def ordinal(n: int) -> str:
    """``1st``, ``2nd``, ``13th``."""
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def spelled_ordinal(n: int) -> str:
    """``first`` to ``twelfth``; with digits beyond."""
    return _FIRST[n] if n < len(_FIRST) else ordinal(n)


def part(n: int) -> str:
    """The name of one n-th: ``half``, ``twentieth``; empty where it has none here."""
    return _PART.get(n, "")
