"""Numbers as people read them, the same in every message, verdict and report."""

import math


def people(number: float) -> str:
    """``717,754 people``; fractions of people to two places."""
    if float(number).is_integer():
        return f"{int(number):,} {'person' if number == 1 else 'people'}"
    return f"{number:,.2f} people"


def percent(share: float, *, up: bool = False) -> str:
    """A share as a percentage of at most four significant digits: 0.0043 is ``0.43%``.

    Args:
        share: A share, 0 to 1.
        up: Round up, for a bound that must not be understated.
    """
    value = share * 100
    digits = max(0, 3 - math.floor(math.log10(abs(value)))) if value else 0
    digits = min(digits, 6)
    if up:
        value = math.ceil(value * 10**digits - 1e-9) / 10**digits
    text = f"{value:.{digits}f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def plural(word: str) -> str:
    """The plural of a region word: ``counties``."""
    return word[:-1] + "ies" if word.endswith("y") else word + "s"


def signed_percent(share: float) -> str:
    """A share as percent with its sign and a real minus: ``+0.12%``, ``−3.40%``, ``0.00%``."""
    return signed(share, f"{abs(share):.2%}")


def signed_people(number: float) -> str:
    """A number of people with its sign and a real minus: ``+31``, ``−1,204``, ``0``."""
    return signed(number, f"{abs(number):,.0f}")


def signed(value: float, digits: str) -> str:
    """Digits with the sign of a value, none where they round to zero."""
    if not any(digit in "123456789" for digit in digits):
        return digits
    return ("+" if value > 0 else "−") + digits
