"""The bank of phrases: sections of lines, each written for itself.

A file of the bank holds sections::

    # What follows a number sign is a note.
    [population.within/phrase]
    within {share} of [the ideal|ideal|perfect equality]
    no more than {share} <off>              @lawyer,analyst
    [off]
    off
    away from the ideal

``{slot}`` is filled with a value, ``<section>`` with a phrase of that section, ``[a|b|]`` with one
of its parts (the last one here is empty). Names after ``@`` are the voices that talk so; without
any everybody does. What follows the slash of a section is the form of its phrases (`Form`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, get_args

from districtbot.problems.split import SPLITS, Split, shared_out

Form = Literal["phrase", "order", "fact", "terse", "change", "drop", "ask"]
"""How a phrase stands in a message.

- ``phrase`` follows "with", a comma or a noun: *within 1% of the ideal*, *at most 3 counties split*
- ``order`` tells somebody to do it: *keep every district within 1%*
- ``fact`` is a clause with subject and verb: *every district is within 1%*; follows "where",
  "so that", "I want it so that", or is a sentence of its own
- ``terse`` is a note: *dev <= 1%*
- ``change`` alters what was asked before, with what goes without saying left out: *make it 2%*
- ``drop`` gives it up: *forget about the population limit*
- ``ask`` asks how a plan does: *how far off are the populations?*
"""
FORMS: tuple[Form, ...] = get_args(Form)

Voice = Literal["clerk", "lawyer", "journalist", "student", "analyst", "teacher", "organizer"]
"""Who speaks: a clerk of an election office, a lawyer, a journalist, a student, a GIS analyst, a
retired teacher, an organizer of a civic group."""
VOICES: tuple[Voice, ...] = get_args(Voice)

_HEAD = re.compile(r"\[([a-z_]+(?:\.[a-z0-9_]+)*(?:/[a-z]+)?)\]")
_REFERENCE = re.compile(r"<([a-z][a-z0-9_./]*)>")
_SLOT = re.compile(r"\{([a-z_0-9]+)\}")
_TAGS = re.compile(r"\s+@([a-z,]+)$")


class Line(str):
    """A phrase as it stands in the bank, without its tags."""

    __slots__ = ("voices",)
    voices: frozenset[str]

    def __new__(cls, text: str, voices: frozenset[str] = frozenset()) -> "Line":
        """A phrase of these voices; of everybody's without any."""
        line = super().__new__(cls, text)
        line.voices = voices
        return line


@dataclass(frozen=True)
class Bank:
    """Sections of phrases.

    Attributes:
        sections: Name of a section to its phrases, in the order of the files.
        shared: Name of a section to what each split has of it.
    """

    sections: Mapping[str, tuple[Line, ...]]
    shared: Mapping[str, Mapping[Split, tuple[Line, ...]]]
    _under: dict[str, tuple[tuple[str, frozenset[str]], ...]] = field(
        default_factory=dict, repr=False, compare=False
    )
    _found: dict[tuple[str, str, str], tuple[Line, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def lines(self, section: str, split: Split, voice: Voice) -> tuple[Line, ...]:
        """What a voice can say of a section's phrases in a split; all where none is its own.

        Raises:
            KeyError: If there is no such section.
        """
        key = (section, split, voice)
        if key not in self._found:
            lines = self.shared[section][split]
            mine = tuple(one for one in lines if not one.voices or voice in one.voices)
            self._found[key] = mine or lines
        return self._found[key]

    def under(self, prefix: str) -> tuple[tuple[str, frozenset[str]], ...]:
        """Sections whose names begin so, each with the slots that its phrases leave open."""
        if prefix not in self._under:
            names = sorted(name for name in self.sections if name.startswith(prefix))
            self._under[prefix] = tuple((name, self._slots(name)) for name in names)
        return self._under[prefix]

    def _slots(self, section: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        """The slots of a section's phrases and of those that they refer to."""
        found: set[str] = set()
        for line in self.sections[section]:
            found |= set(_SLOT.findall(line))
            for wanted in set(_REFERENCE.findall(line)) - seen:
                found |= self._slots(wanted, seen | {section, wanted})
        return frozenset(found)

    def __contains__(self, section: object) -> bool:
        """Whether there is such a section."""
        return section in self.sections


@cache
def bank(edition: int = 1) -> Bank:
    """The project's own bank.

    Args:
        edition: Which one: the second has more phrases than the first, in the folder ``2``. What
            was drawn from an edition can be drawn from it again.

    Raises:
        ValueError: If a file of it is not written as it should be.
    """
    folder = files("districtbot.problems.language") / "bank"
    folders = [folder, *(folder / str(n) for n in range(2, edition + 1))]
    return bank_of(
        *({page.name: page.read_text("utf-8") for page in _pages(one)} for one in folders)
    )


def _pages(folder: Traversable) -> list[Traversable]:
    return [one for one in folder.iterdir() if one.name.endswith(".txt")]


def bank_of(*editions: Mapping[str, str]) -> Bank:
    """A bank from the texts of its files, by name.

    Args:
        *editions: The first edition, and what each one after it adds, to sections that are there or
            as new ones. Each is shared out among the splits by itself: no phrase moves later.

    Raises:
        ValueError: With each fault: a line before any section, a phrase or a section that is
            there twice, an unknown voice, a reference to a section that is not there, a section
            of which a split has nothing.
    """
    faults: list[str] = []
    sections: dict[str, list[Line]] = {}
    shared: dict[str, dict[Split, tuple[Line, ...]]] = {}
    for texts in editions:
        added: dict[str, list[Line]] = {}
        for name, text in sorted(texts.items()):
            faults += _read(name, text, added)
        for section, lines in added.items():
            twice = set(lines) & set(sections.setdefault(section, []))
            faults += [f"{section}: {line!r} is there already" for line in sorted(twice)]
            sections[section] += lines
            parts, before = shared_out(section, lines), shared.get(section)
            shared[section] = {
                split: (before[split] if before else ()) + parts[split] for split in SPLITS
            }
    for section, lines in sections.items():
        for line in lines:
            for wanted in _REFERENCE.findall(line):
                if wanted not in sections:
                    faults.append(f"{section}: no section <{wanted}>")
    if faults:
        raise ValueError("; ".join(faults[:20]))
    _check_splits(shared)
    return Bank({name: tuple(lines) for name, lines in sections.items()}, shared)


def _check_splits(shared: Mapping[str, Mapping[Split, tuple[Line, ...]]]) -> None:
    """See that every split has a phrase of every section.

    Raises:
        ValueError: With the sections that are empty.
    """
    empty = [name for name, parts in shared.items() if not all(parts[one] for one in SPLITS)]
    if empty:
        raise ValueError(f"sections without phrases: {', '.join(empty)}")


def _read(name: str, text: str, sections: dict[str, list[Line]]) -> list[str]:
    """Add a file's sections; gives its faults."""
    faults: list[str] = []
    lines: list[Line] | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if head := _HEAD.fullmatch(line):
            if head[1] in sections:
                faults.append(f"{name}:{number}: section {head[1]} is there twice")
            lines = sections.setdefault(head[1], [])
            continue
        tags = _TAGS.search(line)
        voices = frozenset(tags[1].split(",")) if tags else frozenset()
        phrase = line[: tags.start()] if tags else line
        if voices - set(VOICES):
            faults.append(f"{name}:{number}: unknown voice {sorted(voices - set(VOICES))}")
        if lines is None:
            faults.append(f"{name}:{number}: a phrase before any section")
        elif phrase in lines:
            faults.append(f"{name}:{number}: {phrase!r} is there twice")
        else:
            lines.append(Line(phrase, voices))
    return faults
