"""Somebody who talks: picks phrases of the bank and fills them, in one voice."""

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from districtbot.problems.language.bank import VOICES, Bank, Voice, bank
from districtbot.problems.language.marks import DISTRICTS, Mark, marked, unmarked, with_marks
from districtbot.problems.language.phrases import Choice, Parts, Slot, parsed, singular
from districtbot.problems.language.roughness import roughened
from districtbot.problems.language.values import (
    Contest,
    Count,
    Group,
    Ordinal,
    Party,
    People,
    Percent,
    Places,
    Score,
    Slip,
    Text,
    Value,
    Words,
)
from districtbot.problems.language.wording import NOWHERE, Near, in_words
from districtbot.problems.split import Split, shared_out

_ELEVEN = re.compile(r"1[18](?![\d,.])")
"""Numbers that begin with a 1 and, spoken, with a vowel."""
_VOWELS = tuple("aeioAEIO81")
"""Signs before which "an" may stand; of the letter u none can say."""
_FIGURES = re.compile(r"D?\d[\d.%/-]*(?: out of \d+)?")
"""Words of the data that are numbers."""
FEWEST_WHOLE = 4
"""Of so many whole instructions each split has its own."""
HELD_SHARE = 0.5
"""Share (0..1) of the phrases of a dev or test item that are drawn from those held out."""


@dataclass(slots=True)
class Speaker:
    """Draws words for one item.

    Attributes:
        rng: The randomness.
        split: Of which split's phrases. Dev and test mix the phrases held out for them with
            those that are everybody's.
        voice: Who speaks.
        bank: The phrases.
        said: The phrases drawn so far, as ``section: line``.
        kept: Words that must stay as they are however roughly the person types: columns, files,
            ids, names.
        marks: Of each message that is finished, where its numbers are and what they were said of;
            ``None`` where nobody wants to know.
        spoken_of: The topics of each of these messages, by place, with numbers or without.
        topics: What numbers were said of so far: the number of districts, then clauses and slots.
        slot_topics: The topics, by place, of slots that stand in no clause.
    """

    rng: random.Random
    split: Split = "train"
    voice: Voice = "analyst"
    bank: Bank = field(default_factory=bank)
    said: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    marks: dict[str, tuple[Mark, ...]] | None = None
    spoken_of: dict[str, frozenset[int]] = field(default_factory=dict)
    topics: list[Any] = field(default_factory=lambda: [None])
    slot_topics: dict[str, int] = field(default_factory=lambda: {"k": DISTRICTS})
    _topic: int | None = None
    _since: set[int] = field(default_factory=set)

    @classmethod
    def drawn(cls, rng: random.Random, split: Split, edition: int = 1) -> "Speaker":
        """Somebody, at random, with the phrases of an edition of the bank."""
        return cls(rng, split, rng.choice(VOICES), bank(edition))

    def say(self, section: str, slots: Mapping[str, Value] | None = None, **more: Value) -> str:
        """A phrase of a section of the bank, filled.

        Args:
            section: Its name, with the form after a slash where it has one.
            slots: What fills its slots.
            **more: The same.

        Raises:
            KeyError: If there is no such section, or a slot is left open.
        """
        return self._filled(self._line(section), {**(slots or {}), **more})

    def fill(self, section: str, lines: Sequence[str], **slots: Value) -> str:
        """A phrase of some that stand outside of the bank, filled.

        They are whole instructions, so each split has its own and no others.

        Args:
            section: What to call them.
            lines: The phrases.
            **slots: What fills their slots.
        """
        own = shared_out(section, tuple(lines), FEWEST_WHOLE)
        line = self.rng.choice(own[self.split])
        self.said.append(f"{section}: {line}")
        return self.phrase(line, slots)

    def phrase(self, line: str, slots: Mapping[str, Value]) -> str:
        """A phrase given whole: its slots, choices and references filled; not kept in `said`."""
        return self._filled(line, slots)

    def word(self, value: Value, near: Near = NOWHERE) -> str:
        """A value in words or digits, as this voice would say it.

        Args:
            value: The value.
            near: What stands beside it.
        """
        if isinstance(value, Slip):
            if near.tied:
                return self.word(value.right, near)
            return self.say("drawing.slip", wrong=value.wrong, right=value.right)
        words = in_words(value, self.rng, self.voice, near)
        if isinstance(value, Text) or (isinstance(value, Places) and value.kind == "unit"):
            self.kept.append(words)
        elif isinstance(value, Contest):
            self.kept += (value.name, value.dem_col, value.rep_col)
        return words

    def finish(self, text: str) -> str:
        """A whole message as it leaves this person's hands: casing, slips of the keys."""
        finished = roughened(text, self.rng, self.voice, self.kept)
        if self.marks is not None:
            finished, marks = unmarked(finished)
            self.marks[finished] = marks
            self.spoken_of[finished] = frozenset(self._since)
            self._since.clear()
        return finished

    @contextmanager
    def speaking_of(self, topic: object) -> Iterator[None]:
        """Numbers that are said meanwhile are said of something, such as a clause."""
        before = self._topic
        self._topic = self._place_of(topic)
        self._since.add(self._topic)
        try:
            yield
        finally:
            self._topic = before

    def tell_apart(self, slots: Sequence[str]) -> None:
        """From now on each of these slots is something of its own that numbers are said of."""
        self.slot_topics = {slot: self._place_of(slot) for slot in slots}

    def _place_of(self, topic: object) -> int:
        """The place of a topic among all, where it is put if it is new."""
        for place, one in enumerate(self.topics):
            if one is topic:
                return place
        self.topics.append(topic)
        return len(self.topics) - 1

    def _split(self) -> Split:
        """Whose phrases are drawn from this time."""
        if self.split != "train" and self.rng.random() >= HELD_SHARE:
            return "train"
        return self.split

    def _line(self, section: str) -> str:
        """A phrase of a section, as it stands in the bank."""
        line = self.rng.choice(self.bank.lines(section, self._split(), self.voice))
        self.said.append(f"{section}: {line}")
        return line

    def _filled(self, line: str, slots: Mapping[str, Value]) -> str:
        """A phrase with its slots filled, its references and choices drawn."""
        words: list[str] = []
        self._walk(parsed(line), slots, words)
        return tidied("".join(words))

    def _walk(self, parts: Parts, slots: Mapping[str, Value], words: list[str]) -> None:
        """Add the words of some parts; "a" becomes "an", and nouns after 1 are singular."""
        alone = False
        for part in parts:
            if isinstance(part, str):
                said = singular(part) if alone and not part.startswith(" or ") else part
                alone = alone and said == part and len(part.split()) < 2
                words.append(self._with_marks(said))
                continue
            if isinstance(part, Slot):
                value = slots[part.name]
                said = self._marked(part, value)
                if (
                    words
                    and said[:1] in _VOWELS
                    and (words[-1].endswith(" a ") or words[-1] in ("a ", "A "))
                ):
                    words[-1] = f"{words[-1][:-1]}n " if _takes_an(said) else words[-1]
                words.append(said)
                one = isinstance(value, Count | People) and value.n == 1
                alone = one or (alone and isinstance(value, Group | Party))
                continue
            if isinstance(part, Choice):
                self._walk(self.rng.choice(part.parts), slots, words)
            else:
                self._walk(parsed(self._line(part.section)), slots, words)
            alone = False

    def _marked(self, slot: Slot, value: Value) -> str:
        """What fills a slot, in words; with a mark if it is a number and marks are wanted."""
        if self.marks is None:
            return self.word(value, slot.near)
        before = self._topic
        self._topic = before if before is not None else self.slot_topics.get(slot.name)
        topic, said = self._topic, self.word(value, slot.near)
        self._topic = before
        one = value.right if isinstance(value, Slip) and slot.near.tied else value
        if topic is not None and isinstance(one, _NUMBERS):
            return marked(said, topic)
        figures = isinstance(one, Text) and _FIGURES.fullmatch(said)
        if topic is not None and (figures or isinstance(one, Words)):
            return with_marks(said, topic, worded=False)
        return said

    def _with_marks(self, words: str) -> str:
        """Words of a phrase; with marks behind its numbers if they are wanted."""
        if self.marks is None or self._topic is None:
            return words
        return with_marks(words, self._topic)


_NUMBERS = (Count, Ordinal, Percent, People, Score)


def _takes_an(said: str) -> bool:
    """Whether "an" stands before these words, which begin with a vowel, 8 or 1."""
    if said[0] == "1":
        return bool(_ELEVEN.match(said))
    return not said.startswith("one")


def tidied(text: str) -> str:
    """Words with one space between them and none before a sign of punctuation."""
    if "  " in text:
        text = " ".join(part for part in text.split(" ") if part)
    for sign in (" ,", " .", " ;", " :", " ?", " !"):
        if sign in text:
            text = _closed(text, sign)
    return text.strip()


def _closed(text: str, sign: str) -> str:
    """The text without the space before a sign, unless a digit follows (``under .35``)."""
    head, *rest = text.split(sign)
    for piece in rest:
        head += (sign if piece[:1].isdigit() else sign[1]) + piece
    return head
