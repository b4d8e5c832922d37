"""One number of the scorecard, ready to be shown or compared."""

from dataclasses import dataclass
from typing import Literal

from districtbot.plans.text import people, percent, signed, signed_percent

Form = Literal[
    "count",
    "people",
    "share",
    "deviation",
    "signed_share",
    "signed_deviation",
    "percent_points",
    "ratio",
    "signed_ratio",
    "number",
    "yes_no",
    "rating",
    "kilometres",
    "square_kilometres",
]
"""How a value is meant and written:

``count`` 1,204; ``people`` 1,204 people; ``share`` (0..1) 48.2%; ``deviation`` a small share of
at most four digits, 0.0043%; ``signed_share`` +3.40%; ``signed_deviation`` +0.12%;
``percent_points`` a difference of shares (0..1), 3.4 points; ``ratio`` 0.312;
``signed_ratio`` −0.031; ``number`` 2.31; ``yes_no`` (1 or 0) yes; ``rating`` (0..100) 57;
``kilometres`` 412 km; ``square_kilometres`` 1,204 km².
"""

Better = Literal["more", "less", "nearer zero", ""]


@dataclass(frozen=True, slots=True)
class Line:
    """A number of the scorecard.

    Attributes:
        key: Stable name such as ``polsby_popper.mean`` or ``PRES20.dem_efficiency_gap``.
        section: Such as ``Population``, ``Shape``, ``Counties``, ``Votes``, ``Ratings``.
        column: The contest, group or measure it stands under; empty in a section of one column.
        name: What is measured, the same in every column of a row.
        value: The number; ``None`` where there is none.
        form: How it is meant and written.
        meaning: One plain sentence; whom a positive sign favours, where there is a sign.
        why: Why there is no value; empty where there is one.
        better: What most people who compare plans would want of it; empty where that is a
            matter of choice, as are all numbers of groups and of a party's seats.
        district: The district whose number it is; empty for a number of the whole plan.
    """

    key: str
    section: str
    column: str
    name: str
    value: float | None
    form: Form
    meaning: str
    why: str = ""
    better: Better = ""
    district: str = ""

    @property
    def text(self) -> str:
        """The value with its unit of measure; ``–`` where there is none."""
        return written(self.value, self.form)


def written(value: float | None, form: Form) -> str:
    """A value as people read it; ``–`` for ``None``."""
    if value is None:
        return "–"
    match form:
        case "count" | "rating":
            return f"{value:,.0f}"
        case "people":
            return people(value)
        case "share":
            return f"{value:.1%}"
        case "deviation":
            return percent(value)
        case "signed_share" | "signed_deviation":
            return signed_percent(value)
        case "percent_points":
            return f"{100 * value:.1f} points"
        case "ratio":
            return f"{value:.3f}"
        case "signed_ratio":
            return signed(value, f"{abs(value):.3f}")
        case "number":
            return f"{value:,.2f}"
        case "kilometres":
            return f"{value:,.0f} km"
        case "square_kilometres":
            return f"{value:,.0f} km²" if value >= 10 else f"{value:,.1f} km²"
        case "yes_no":
            return "yes" if value else "no"
