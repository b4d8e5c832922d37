"""A reply while it is said: sentence by sentence, and only what stands up to a check."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from districtbot.agent.events import Event, Token

Kind = Literal["numbers", "claim", "legal", "garbled", "leak"]

MOST_BLANKS = 8
"""Letters at the end of what was looked at that may belong to the end of a sentence."""

_END = re.compile(r"[.!?][\"')\]]*\s+|\n\s*")
_NUMBERED = re.compile(r"(?:^|[;:(]\s*)\d{1,2}\Z")
_WORD = re.compile(r"\w")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What speaks against a sentence.

    Attributes:
        kind: ``numbers`` that no result holds, a ``claim`` against the verifier, a ``legal``
            opinion, ``garbled`` words, or a ``leak`` of what the program and the model say to
            each other.
        found: The numbers.
    """

    kind: Kind
    found: tuple[str, ...] = ()


@dataclass(slots=True)
class Speech:
    """What the person has been told in this turn; it only ever grows.

    Attributes:
        tell: Told of each piece.
        text: All of it.
        opening_fn: Gives what is said before anything else, once there is something to say.
    """

    tell: Callable[[Event], None]
    text: str = ""
    opening_fn: Callable[[], str] | None = None
    _blank: str = ""

    def go_on(self, piece: str) -> None:
        """Say a piece that goes on where the last one ended; blanks at its end wait."""
        if self.opening_fn is not None and piece.strip():
            opening, self.opening_fn = self.opening_fn(), None
            self.add(opening)
            self.pause()
        said = f"{self._blank}{piece}" if self.text else piece.lstrip()
        kept = said.rstrip()
        self._blank = said[len(kept) :]
        if kept:
            self.text += kept
            self.tell(Token(kept))

    def pause(self, blank: str = "\n") -> None:
        """What is said next stands apart from what was said so far."""
        self._blank = blank

    def add(self, part: str, blank: str = " ") -> None:
        """Say something of its own, after a blank."""
        if part.strip():
            self.pause(blank)
            self.go_on(part.strip())


@dataclass(slots=True)
class Gate:
    """Lets a model's words through to the person, a sentence at a time.

    From the first sentence with a fault on nothing more is let through; a leak is left out.

    Attributes:
        speech: Where the words go.
        check: What speaks against a sentence, if anything.
        held: Whether sound sentences wait in ``waiting`` until `release`.
        fault: What was found.
        said: Whether anything was let through.
        waiting: Sound sentences that wait.
        rest: What was not checked, or did not stand up to it.
    """

    speech: Speech
    check: Callable[[str], Fault | None]
    held: bool = False
    fault: Fault | None = None
    said: bool = False
    waiting: str = ""
    rest: str = ""
    _looked: int = 0

    @property
    def sound(self) -> bool:
        """Whether there are words that stand up to the check; marks alone are none."""
        return self.said or _WORD.search(self.waiting) is not None

    def feed(self, piece: str) -> None:
        """Take the next piece of the model's answer."""
        self.rest += piece
        while self.fault is None and (end := self._sentence_end()) is not None:
            self._take(end)

    def complete(self) -> None:
        """The answer has ended: what is left is a sentence too."""
        if self.fault is None and self.rest.strip():
            self._take(len(self.rest))

    def release(self) -> None:
        """Let through what waits."""
        self.held = False
        if self.waiting.strip():
            self.said = True
            self.speech.go_on(self.waiting)
        self.waiting = ""

    def _sentence_end(self) -> int | None:
        """Where the next sentence ends, blanks included; numbers of a list end none."""
        for match in _END.finditer(self.rest, self._looked):
            if not _LETTER.search(self.rest, 0, match.start()):
                continue
            if match.group().startswith(".") and _NUMBERED.search(self.rest[: match.start()]):
                continue
            return match.end()
        self._looked = max(0, len(self.rest) - MOST_BLANKS)
        return None

    def _take(self, end: int) -> None:
        sentence = self.rest[:end]
        fault = self.check(sentence)
        if fault is not None and fault.kind != "leak":
            self.fault = fault
            return
        self.rest, self._looked = self.rest[end:], 0
        if fault is not None:
            return
        self.waiting += sentence
        if not self.held and self.sound:
            self.release()
