"""Clauses in words: which forms they have, wishes around them, sentences made of them."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from districtbot.problems.language.bank import Form
from districtbot.problems.language.clause import Clause
from districtbot.problems.language.marks import bare
from districtbot.problems.language.speaker import Speaker
from districtbot.problems.language.values import Count, Slip, Value, Words
from districtbot.problems.maps.made import MadeMap

ASKING: tuple[Form, ...] = ("phrase", "order", "fact", "terse")
"""Forms in which a request can say what is wanted."""
SPOKEN: tuple[Form, ...] = ("order", "fact")
"""Forms of a sentence of its own."""
SLIP = 0.05
"""Share (0..1) of messages of level 3 in which the number of districts is said wrong first."""
_FIRM = re.compile(
    r"\b(?:must|shall|may|have to|has to|need|needs|needed|require[sd]?|strict|strictly|absolutely|"
    r"exceptions?|insist|non-negotiable|mandatory|firm|hard|never|ever|wish|ideally|possible|"
    r"preferably|hope|hopefully|want|would|please|try|sure|should|can't|cannot|ought|care|matter|"
    r"matters|bother|i|i'm|i'd|we|let|let's|worry|forget)\b|[.!?;:](?:\s|$)"
)
"""Words that say how much a clause is wanted; no wish is put around them."""
_NO_FRAME = re.compile(
    r"(?:don't|do not|never|i|i'd|i'm|we|we'd|please|let's|try)\b", re.IGNORECASE
)
"""How a clause begins that few words can stand before."""
_STANDS = re.compile(r"\bmust\b|\bwe had\b|\bit (?:was|used)\b|\bbefore\b|\bI care\b|\bto me\b")
"""Facts that read ill after words such as "make sure that"."""
_TAKES_WITH = re.compile(r"(?:a|an|at (?:most|least)|no|all|each|every|as(?! for)|\d[\d.,%]*)\s")
_ADULTS = re.compile(r"adult|\bvot(?:er|ing)|electorate|vap\b|\bgrown", re.IGNORECASE)
"""What is not said of people of all ages."""
_TRIES = 20
"""How often other words are sought."""
_TRIES_AS_WISH = 8
"""How often words are sought that a wish can stand before."""
_ENDS = (".", "!", "?", ":")


@dataclass(slots=True)
class Scribe:
    """Writes the parts of one message.

    Attributes:
        speaker: Who writes.
        about: What fills the slots of sentences about the drawing: number of districts ``k`` (if
            the message says it), the state, kinds of districts and units.
        level: How hard it shall be.
        told: The clauses said so far, in the order of the message.
        owes_number: Whether the number of districts is still to be said.
        head: What stands above the blocks of the message, such as a salutation.
        foot: What stands below them.
    """

    speaker: Speaker
    about: Mapping[str, Value]
    level: int
    told: list[Clause] = field(default_factory=list)
    owes_number: bool = False
    head: str = ""
    foot: str = ""

    @classmethod
    def drawn(cls, speaker: Speaker, made: MadeMap, districts: int | None, level: int) -> "Scribe":
        """A writer about a map and a number of districts."""
        about: dict[str, Value] = {
            "state": Words(made.state_name or "the state"),
            "body": Words(speaker.say("drawing.body")),
            "units": Words(speaker.say("drawing.units")),
        }
        if districts is not None:
            about["k"] = _number(districts, speaker.rng, level)
            other = districts + speaker.rng.choice((-3, -2, -1, 1, 2, 3))
            about["old"] = Count(other if other > 1 else districts + 2)
            about["name"] = Words(speaker.rng.choice(("my boss", "the chair", "somebody")))
        return cls(speaker, about, level)

    @property
    def rng(self) -> random.Random:
        """The randomness."""
        return self.speaker.rng

    @property
    def numbered(self) -> bool:
        """Whether the message says how many districts."""
        return "k" in self.about

    def chance(self, share: float) -> bool:
        """Whether something that happens so often (0..1) happens."""
        return self.rng.random() < share

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

    def words(self, clause: Clause, form: Form, *, inside: bool = False) -> str:
        """A clause in a form, with the words of a wish around it where it is one.

        Args:
            clause: The clause.
            form: The form.
            inside: Whether it goes on a sentence: after "where", or after other phrases.
        """
        self.told.append(clause)
        section = f"{clause.section}/{form}"
        words = self.of_all_ages(clause, section)
        for _ in range(_TRIES if inside and form == "fact" else 0):
            if not (_NO_FRAME.match(bare(words)) or _STANDS.search(bare(words))):
                break
            words = self.of_all_ages(clause, section)
        if not clause.wish:
            return words
        for _ in range(_TRIES_AS_WISH):
            if not _FIRM.search(bare(words).lower()):
                break
            words = self.of_all_ages(clause, section)
        wish = "drawing.wish_inside" if inside and form in ("fact", "phrase") else "drawing.wish"
        return self.framed(f"{wish}/{form}", words)

    def of_all_ages(self, clause: Clause, section: str) -> str:
        """The words of a clause, which do not say adults where all ages are meant."""
        with self.speaker.speaking_of(clause):
            words = self.speaker.say(section, clause.slots)
            if not any(one.get("of") == "population" for one in clause.targets):
                return words
            for _ in range(_TRIES):
                if not _ADULTS.search(words):
                    break
                words = self.speaker.say(section, clause.slots)
            return words

    def several(self, clauses: Sequence[Clause], form: Form) -> list[str]:
        """Clauses in a form for one sentence; wishes last: "ideally" is said of no other."""
        ordered = sorted(clauses, key=lambda one: one.wish)
        inside = len(ordered) > 1 or form == "fact"
        return [self.words(one, form, inside=inside) for one in ordered]

    def framed(self, section: str, words: str) -> str:
        """Words put into a phrase that has a place ``{x}`` for them."""
        return self.speaker.say(section, self.about, x=Words(words))

    def say(self, section: str) -> str:
        """A phrase about the drawing."""
        return self.speaker.say(section, self.about)

    def sentence(self, clause: Clause, *, first: bool = False) -> str:
        """A clause as a sentence of its own, closed; in a form for sentences if it has any.

        Args:
            clause: The clause.
            first: Whether nothing was asked before.
        """
        forms = self.forms(clause)
        form = self.rng.choice([one for one in forms if one in SPOKEN] or forms)
        words = self.words(clause, form)
        framed = form in SPOKEN and clause.targets and not clause.wish
        plain = bare(words)
        framed = framed and not (first and _NO_FRAME.match(plain))
        if framed and (self.chance(0.6) or (first and form == "fact")):
            frame = "frame" if first or self.chance(0.6) else "frame_more"
            if _NO_FRAME.match(plain) or (form == "fact" and _STANDS.search(plain)):
                frame = "frame_not"
            elif form == "fact" and not clause.wishes and self.chance(0.1):
                frame = "frame_if"
            words = self.framed(f"drawing.{frame}/{form}", words)
        return closed(capital(words))


def _number(districts: int, rng: random.Random, level: int) -> Value:
    """The number of districts, at level 3 now and then said wrong first."""
    right = Count(districts)
    if level < 3 or rng.random() >= SLIP:
        return right
    return Slip(Count(districts + (rng.choice((-1, 1)) if districts > 2 else 1)), right)


def capital(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def closed(text: str, mark: str = ".") -> str:
    """A sentence with the sign at its end; as it is where it ends in one."""
    return text if bare(text).endswith(_ENDS) else text + mark


def listed(parts: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def takes_with(phrase: str) -> bool:
    """Whether a phrase can follow the word "with"."""
    return bool(_TAKES_WITH.match(bare(phrase)))
