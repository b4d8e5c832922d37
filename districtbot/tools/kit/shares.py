"""Shares that may be meant as percentages, refused before they are taken."""

from collections.abc import Mapping

from districtbot.ground.errors import AskError
from districtbot.plans.targetfile import refuse_doubtful_share

_FIELDS = {
    "population_deviation": ("at_most",),
    "population_range": ("at_most",),
    "polsby_popper": ("at_least",),
    "reock": ("at_least",),
    "group_share": ("share",),
    "competitive": ("margin",),
    "efficiency_gap": ("at_most",),
    "mean_median": ("at_most",),
    "partisan_bias": ("at_most",),
    "proportionality": ("at_most",),
    "least_change": ("at_least",),
    "nested": ("at_least",),
}
_MAY_BE_ONE = ("nested", "least_change", "group_share", "polsby_popper", "reock")


def clear_share(target: Mapping[str, object]) -> None:
    """Refuse a bare number that is no share, or that may be meant as a percentage.

    Args:
        target: The fields of a target, unchecked.

    Raises:
        ValueError: With how to write what may be meant.
    """
    measure = str(target.get("measure"))
    for name in _FIELDS.get(measure, ()):
        value = target.get(name)
        number = _bare(value)
        if number is None:
            continue
        least = 1.0 if measure not in _MAY_BE_ONE else 1.0000001
        if least <= number <= 100:
            raise ValueError(
                f'{measure} {name}: {number:g} would be {number:.0%}; write "{number:g}%" or '
                f"{number / 100:g}"
            )
        try:
            refuse_doubtful_share(f"{measure} {name}", measure, value)
        except AskError as error:
            raise ValueError(f"{error.problem} {error.todo}".rstrip(".")) from error


def _bare(value: object) -> float | None:
    """A number that was given without a percent sign."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
