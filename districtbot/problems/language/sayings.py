"""Clauses in words: which forms they have, wishes around them, sentences made of them."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from districtbot.problems.language.bank import Form
from districtbot.problems.language.clause import Clause
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.language.values import Count, Value, Words
from districtbot.problems.maps.made import MadeMap

ASKING: tuple[Form, ...] = ("phrase", "order", "fact", "terse")
"""Forms in which a request can say what is wanted."""
_FIRM = re.compile(
    r"\b(?:must|shall|have to|has to|need|needs|needed|require[sd]?|required|strict|strictly|"
    r"absolutely|exceptions?|insist|non-negotiable|mandatory|firm|hard|never|ever|wish|ideally|"
    r"possible|preferably|hope|hopefully|want|would|please|try|sure|should|can't|cannot|ought)\b"
    r"|[.!?](?:\s|$)"
)
_TAKES_WITH = re.compile(r"(?:a|an|at (?:most|least)|no|all|each|every|the|as|\d[\d.,%]*)\s")


@dataclass(slots=True)
class Scribe:
    """Writes the parts of one message.

    Attributes:
        speaker: Who writes.
        about: What fills the slots of sentences about the drawing: number of districts ``k`` (if
            the message says it), the state, kinds of districts and units.
        level: How hard it shall be.
    """

    speaker: Speaker
    about: Mapping[str, Value]
    level: int

    @classmethod
    def drawn(cls, speaker: Speaker, made: MadeMap, districts: int | None, level: int) -> "Scribe":
        """A writer about a map and a number of districts."""
        about: dict[str, Value] = {
            "state": Words(made.state_name),
            "body": Words(speaker.say("drawing.body")),
            "units": Words(speaker.say("drawing.units")),
        }
        if districts is not None:
            about["k"] = Count(districts)
        return cls(speaker, about, level)

    @property
    def rng(self) -> random.Random:
        """The randomness."""
        return self.speaker.rng

    @property
    def numbered(self) -> bool:
        """Whether the message says how many districts."""
        return "k" in self.about

    def has(self, clause: Clause, form: Form) -> bool:
        """Whether a clause has words in a form."""
        return f"{clause.section}/{form}" in self.speaker.bank

    def forms(self, clause: Clause) -> list[Form]:
        """The forms in which a request can say a clause.

        Raises:
            ValueError: If there is none.
        """
        found = [form for form in ASKING if self.has(clause, form)]
        if not found:
            raise ValueError(f"{clause.section} has no words for a request")
        return found

    def words(self, clause: Clause, form: Form) -> str:
        """A clause in a form, with the words of a wish around it where it is one."""
        section = f"{clause.section}/{form}"
        words = self.speaker.say(section, clause.slots)
        if not clause.wish:
            return words
        for _ in range(8):
            if not _FIRM.search(words.lower()):
                break
            words = self.speaker.say(section, clause.slots)
        return self.framed(f"drawing.wish/{form}", words)

    def framed(self, section: str, words: str) -> str:
        """Words put into a phrase that has a place ``{x}`` for them."""
        return self.speaker.say(section, self.about, x=Words(words))

    def say(self, section: str) -> str:
        """A phrase about the drawing."""
        return self.speaker.say(section, self.about)

    def sentence(self, clause: Clause, prefer: Sequence[Form] = ("order", "fact")) -> str:
        """A clause as a sentence of its own, closed."""
        forms = self.forms(clause)
        form = self.rng.choice([one for one in forms if one in prefer] or forms)
        words = self.words(clause, form)
        if form in ("order", "fact") and self.rng.random() < 0.4:
            words = self.framed(f"drawing.frame/{form}", words)
        return closed(capital(words), self.rng)


def capital(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def closed(text: str, rng: random.Random) -> str:
    """A sentence with its period; no second sign after one."""
    del rng
    return text if text.endswith((".", "!", "?", ":", ")")) and text[-1] != ")" else f"{text}."


def listed(parts: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    if len(parts) == 2:
        return f"{parts[0]} {last} {parts[1]}"
    return f"{', '.join(parts[:-1])}, {last} {parts[-1]}"


def takes_with(phrase: str) -> bool:
    """Whether a phrase can follow the word "with"."""
    return bool(_TAKES_WITH.match(phrase))
