"""Values beside their bounds, counts and districts, in words that people read."""

from collections.abc import Sequence
from decimal import Decimal

from districtbot.ground.errors import some_of
from districtbot.plans import text

PARTY_NAMES = {"dem": "Democratic", "rep": "Republican"}
UNIVERSE_NAMES = {"vap": "VAP", "cvap": "CVAP", "population": "population"}
MOST_DECIMALS = 12


def percent(share: float, against: float | None = None) -> str:
    """A share as a percentage: ``0.43%``.

    Args:
        share: A share, 0..1, or a difference of shares.
        against: A bound that the text must not be mistaken for where the value differs.
    """
    shown = text.percent(share)
    if against is None or share == against or shown != bound(against):
        return shown
    return f"{number(100 * share, 4, 100 * against)}%"


def bound(share: float) -> str:
    """A bound as a percentage, as exactly as it was given: ``0.5%``."""
    return f"{Decimal(f'{100 * share:.10g}'):f}%"


def number(value: float, decimals: int = 2, against: float | None = None) -> str:
    """A number without trailing zeros, with as many decimals as tell it from a bound.

    Args:
        value: A finite number.
        decimals: Decimals at least.
        against: A bound that the text must not be mistaken for where the value differs.
    """
    shown = _trimmed(value, decimals)
    while against is not None and value != against and decimals < MOST_DECIMALS:
        if shown != _trimmed(against, decimals):
            break
        decimals += 1
        shown = _trimmed(value, decimals)
    return shown


def count(value: int, noun: str) -> str:
    """A counted noun: ``1 county``, ``3 counties``, ``2 districts``."""
    return f"{value:,} {noun if value == 1 else text.plural(noun)}"


def districts(numbers: Sequence[int]) -> str:
    """Districts by number: ``district 3`` or ``districts 1, 2 and 4 more``."""
    return f"district{'' if len(numbers) == 1 else 's'} {some_of(numbers, 8)}"


def _trimmed(value: float, decimals: int) -> str:
    shown = f"{value:,.{decimals}f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return "0" if shown == "-0" else shown
