"""A plan as its file says it, before it is matched to a map."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from districtbot.plans.formats.names import FORMATS, FormatName
from districtbot.plans.formats.path import PlanPath

UNDEFINED = frozenset(
    {
        *("", "zz", "zzz", "nan", "none", "null", "na", "<na>", "n/a", "-", "–", "—", "?"),
        *("tbd", "unassigned", "not assigned", "undefined"),
    }
)
"""District labels that stand for no district; Census files write ``ZZ`` and ``ZZZ``."""
ZERO_IS_NONE: frozenset[FormatName] = frozenset(
    {"districtbuilder", "qgis", "dra", "districtr", "xlsx", "ods"}
)
"""Formats whose district 0 is what has not been assigned."""
_NUMBER = re.compile(r"\d+(\.0+)?")


@dataclass(frozen=True, slots=True)
class Cut:
    """An id that a file gives to several districts.

    Attributes:
        unit: Its id.
        parts: Each district's label with what share of the unit it has, 0..1, largest first.
    """

    unit: str
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Assignments:
    """The lines of a plan file.

    Attributes:
        source: What to call the file in a sentence.
        format: Its format.
        why: How the format was recognised.
        ids: The id of each line; empty where the lines are in the order of the map's units.
        labels: The district of each line; empty for none.
        notes: What was found while reading, one sentence each.
        cut: Units that borders of district shapes cut; each also has its line.
        blocks_in: A file that says where the census blocks of the lines are; mostly the same.
    """

    source: str
    format: FormatName
    why: str
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    notes: tuple[str, ...] = ()
    cut: tuple[Cut, ...] = ()
    blocks_in: PlanPath | None = None

    @property
    def title(self) -> str:
        """What the file is: ``a CSV file of Dave's Redistricting``."""
        return FORMATS[self.format].title


@dataclass(frozen=True, slots=True)
class Labels:
    """District labels as they are meant.

    Attributes:
        texts: One a line; empty for none.
        notes: What was done, one sentence each.
    """

    texts: tuple[str, ...]
    notes: tuple[str, ...] = ()


def clean_labels(labels: Sequence[str], form: FormatName) -> Labels:
    """District labels as they are meant: ``03`` and ``3.0`` are district 3, ``ZZ`` is none.

    Args:
        labels: The labels of a file.
        form: Its format, which decides whether district 0 is one.
    """
    meaning: dict[str, str] = {}
    for label in dict.fromkeys(labels):
        text = label.strip()
        meaning[label] = "" if text.casefold() in UNDEFINED else text
    notes: list[str] = []
    named = {text for text in meaning.values() if text}
    if named and all(_NUMBER.fullmatch(text) for text in named):
        plain = {
            label: (text.split(".")[0].lstrip("0") or "0") if text else ""
            for label, text in meaning.items()
        }
        if plain != meaning:
            notes.append("District numbers were read without leading zeros and `.0`.")
        if form in ZERO_IS_NONE and len(set(plain.values()) - {""}) > 1:
            without = {label: "" if text == "0" else text for label, text in plain.items()}
            if without != plain:
                notes.append("District 0 was read as no district.")
            plain = without
        meaning = plain
    return Labels(tuple(meaning[label] for label in labels), tuple(notes))
