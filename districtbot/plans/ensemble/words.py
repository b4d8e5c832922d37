"""What the measures of an ensemble are called, how they are written, and whom a sign favours."""

from dataclasses import dataclass

from districtbot.plans.chain_rules import PIECES, SPLITS
from districtbot.plans.line import Form, written
from districtbot.plans.text import plural

_WHOLE: dict[str, tuple[str, Form]] = {
    "cut_edges": ("Cut edges", "count"),
    "population": ("Population", "people"),
    "population_deviation": ("Largest population deviation", "deviation"),
    "polsby_popper_mean": ("Polsby-Popper, mean of the districts", "ratio"),
    "polsby_popper_minimum": ("Polsby-Popper, lowest district", "ratio"),
}
_CONTEST: dict[str, tuple[str, Form]] = {
    "dem_share": ("Democratic share", "share"),
    "dem_seats": ("Democratic districts", "count"),
    "competitive": ("Competitive districts", "count"),
    "dem_efficiency_gap": ("Efficiency gap", "signed_share"),
    "dem_efficiency_gap_simplified": ("Efficiency gap, simplified", "signed_share"),
    "dem_mean_median": ("Mean-median", "signed_share"),
    "dem_partisan_bias": ("Partisan bias", "signed_share"),
    "dem_proportionality": ("Proportionality", "signed_share"),
    "dem_declination": ("Declination", "signed_ratio"),
    "partisan_gini": ("Partisan Gini", "ratio"),
}
_SHARES = {"vap_share": "voting age population", "population_share": "population"}
_SIGNED: tuple[Form, ...] = ("signed_share", "signed_ratio")


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """A measure of an ensemble in words.

    Attributes:
        key: The measure's own name, such as ``dem_efficiency_gap PRES20``.
        name: What people call it: ``Efficiency gap, PRES20``.
        form: How its values are meant and written.
    """

    key: str
    name: str
    form: Form

    @property
    def is_signed(self) -> bool:
        """Whether a sign says whom it favours: Democrats where it is positive."""
        return self.form in _SIGNED

    def text(self, value: float) -> str:
        """A value with its unit: ``512``, ``48.2%``, ``+3.40% (favours Democrats)``."""
        return f"{written(value, self.form)}{self.side(value)}"

    def side(self, value: float) -> str:
        """`` (favours Democrats)`` for a measure that has sides, otherwise nothing."""
        if not self.is_signed:
            return ""
        text = written(value, self.form)
        if text[0] not in "+−":
            return " (favours neither party)"
        return f" (favours {'Democrats' if text[0] == '+' else 'Republicans'})"


def words_of(key: str) -> MeasureWords:
    """The words of a measure, by its name; a name that is not known stands for itself."""
    head, _, of = key.partition(" ")
    if not of:
        if key in _WHOLE:
            return MeasureWords(key, *_WHOLE[key])
        if key.endswith(SPLITS):
            regions = plural(key.removesuffix(SPLITS)).capitalize()
            return MeasureWords(key, f"{regions} split", "count")
        if key.endswith(PIECES):
            return MeasureWords(key, f"Pieces of {plural(key.removesuffix(PIECES))}", "count")
    elif head in _CONTEST:
        name, kind = _CONTEST[head]
        return MeasureWords(key, f"{name}, {of}", kind)
    elif head in _SHARES:
        group = _group(of)
        return MeasureWords(key, f"{group} share of {_SHARES[head]}", "share")
    return MeasureWords(key, key.replace("_", " "), "number")


def _group(name: str) -> str:
    """``Black``; ``Black (alone or combined)`` for people who named this race among others."""
    words = name.removesuffix("_any").replace("_", " ").capitalize()
    return f"{words} (alone or combined)" if name.endswith("_any") else words
