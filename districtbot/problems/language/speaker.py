"""Somebody who talks: picks phrases of the bank and fills them, in one voice."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from districtbot.problems.language.bank import VOICES, Bank, Line, Voice, bank
from districtbot.problems.language.roughness import roughened
from districtbot.problems.language.values import Value
from districtbot.problems.language.wording import in_words
from districtbot.problems.split import Split, shared_out

_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_SECTION = re.compile(r"<([a-z0-9_./]+)>")
_SLOT = re.compile(r"\{([a-z_0-9]+)\}")
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
    """

    rng: random.Random
    split: Split = "train"
    voice: Voice = "analyst"
    bank: Bank = field(default_factory=bank)
    said: list[str] = field(default_factory=list)

    @classmethod
    def drawn(cls, rng: random.Random, split: Split) -> "Speaker":
        """Somebody, at random."""
        return cls(rng, split, rng.choice(VOICES))

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
        """A phrase of some that stand outside of the bank, filled; shared out between splits too.

        Args:
            section: What to call them.
            lines: The phrases.
            **slots: What fills their slots.
        """
        own = shared_out(section, tuple(lines))
        return self._filled(self._of(section, own), slots)

    def word(self, value: Value) -> str:
        """A value in words or digits, as this voice would say it."""
        return in_words(value, self.rng, self.voice)

    def finish(self, text: str) -> str:
        """A whole message as it leaves this person's hands: casing, slips of the keys."""
        return roughened(text, self.rng, self.voice)

    def _line(self, section: str) -> str:
        return self._of(section, self.bank.shared[section])

    def _of(self, section: str, shared: Mapping[Split, Sequence[str]]) -> str:
        split: Split = self.split
        if split != "train" and self.rng.random() >= HELD_SHARE:
            split = "train"
        mine = [
            line
            for line in shared[split]
            if not isinstance(line, Line) or not line.voices or self.voice in line.voices
        ]
        line = self.rng.choice(mine or list(shared[split]))
        self.said.append(f"{section}: {line}")
        return line

    def _filled(self, line: str, slots: Mapping[str, Value]) -> str:
        while _CHOICE.search(line):
            line = _CHOICE.sub(lambda found: self.rng.choice(found[1].split("|")), line)
        line = _SECTION.sub(lambda found: self._filled(self._line(found[1]), slots), line)
        line = _SLOT.sub(lambda found: self.word(slots[found[1]]), line)
        return re.sub(r"\s+([,.;:?!])", r"\1", re.sub(r"[ \t]{2,}", " ", line)).strip()
