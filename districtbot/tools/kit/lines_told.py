"""Lines of a scorecard as tools tell them: the number, whom it favours, the district it is of."""

from districtbot.ground.quoting import plain
from districtbot.plans.line import Line
from districtbot.tools.kit.wording import reason
from districtbot.tools.tool import Result

_DIGITS = 5
_SIGNED = ("signed_share", "signed_deviation", "signed_ratio")


class Told(Result):
    """One number of a scorecard.

    Attributes:
        key: Stable name such as ``polsby_popper.mean``.
        name: What is measured, with contest or group.
        value: The number, rounded; ``None`` where there is none.
        shown: The number with its unit, as people read it.
        note: The district it is of, whom it favours, or why there is none; may be empty.
    """

    key: str
    name: str
    value: float | None
    shown: str
    note: str

    @property
    def text(self) -> str:
        """Name, number and note."""
        return f"{self.name}: {self.shown}" + (f" ({self.note})" if self.note else "")


def told(line: Line, *, named: bool = True) -> Told:
    """A line as a tool tells it.

    Args:
        line: The line.
        named: Whether its contest or group is named beside it.
    """
    name = f"{line.name}, {line.column}" if line.column and named else line.name
    return Told(
        key=plain(line.key),
        name=plain(name),
        value=None if line.value is None else round(line.value, _DIGITS),
        shown=line.text if line.value is not None else "no value",
        note=_note(line),
    )


def favoured(line: Line) -> str:
    """Whom a signed number favours; empty for one without a sign, and for zero."""
    signed = line.form in _SIGNED and line.key.rpartition(".")[2].startswith(("dem_", "mean_dem_"))
    if not signed or line.value is None or not any(digit in "123456789" for digit in line.text):
        return ""
    return f"favours {'Democrats' if line.value > 0 else 'Republicans'}"


def _note(line: Line) -> str:
    if line.value is None:
        return plain(reason(line.why), 160)
    if line.district:
        return f"district {plain(line.district, 20)}"
    if line.key in ("largest_deviation", "overall_range"):
        return plain(line.meaning.partition(": ")[2].rstrip("."), 120)
    return favoured(line)
