"""What a phrase leaves open: numbers, shares, places, groups, contests; not yet in words."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something: ``7``, ``seven``."""

    n: int


@dataclass(frozen=True, slots=True)
class Ordinal:
    """Which one in order: ``2nd``, ``second``."""

    n: int


@dataclass(frozen=True, slots=True)
class Percent:
    """A share (0..1): ``1%``, ``one percent``, ``half a percent``, ``one in twenty``."""

    share: float


@dataclass(frozen=True, slots=True)
class Score:
    """A score from 0 to 1 with its decimals: ``0.35``, ``.35``."""

    value: float


@dataclass(frozen=True, slots=True)
class People:
    """A number of people: ``500``, ``five hundred``, ``1,200``, ``2k``."""

    n: int


@dataclass(frozen=True, slots=True)
class Places:
    """Names of places as the map has them: ``Polk and Story Counties``, ``Polk, Story & Linn``.

    Attributes:
        names: One or more.
        kind: What they are; ``unit`` for ids.
        last: The word before the last one.
    """

    names: tuple[str, ...]
    kind: Literal["county", "town", "unit"] = "county"
    last: Literal["and", "or"] = "and"


@dataclass(frozen=True, slots=True)
class Group:
    """Groups of people by the map's keys: ``Black``, ``African American``, ``Latino``.

    Attributes:
        keys: Such as ``black``; several are counted together.
        of: Of which people: ``vap``, ``cvap`` or ``population``.
    """

    keys: tuple[str, ...]
    of: Literal["vap", "cvap", "population"] = "vap"


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest by its short name: ``PRES20``, ``the 2020 presidential race``, ``Biden-Trump``.

    Attributes:
        name: As the map knows it.
        dem_col: Column of Democratic votes.
        rep_col: Column of Republican votes.
    """

    name: str
    dem_col: str = ""
    rep_col: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A party: ``Democrats``, ``the GOP``.

    Attributes:
        key: Which.
        form: ``many`` for those who vote for it, ``of`` for what comes before a noun
            (``Republican``), ``name`` for the party itself.
    """

    key: Literal["dem", "rep"]
    form: Literal["many", "of", "name"] = "many"


@dataclass(frozen=True, slots=True)
class Text:
    """Words of the data: a column, a file, an id, a version's name; no slip of the keys in them."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words put together elsewhere; they are typed as roughly as the rest."""

    text: str


@dataclass(frozen=True, slots=True)
class Slip:
    """Said wrong and corrected at once: ``7, sorry, 8``; the last counts.

    Where a hyphen ties it to other words (``8-district``), only the right one is said.
    """

    wrong: "Value"
    right: "Value"


Value = (
    Count
    | Ordinal
    | Percent
    | Score
    | People
    | Places
    | Group
    | Contest
    | Party
    | Text
    | Words
    | Slip
)
