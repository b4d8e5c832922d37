"""A reply while it is being written: what can be shown already, and when it must end."""

from collections.abc import Sequence
from typing import Literal

from districtbot.agent.models.text.loops import repeats
from districtbot.agent.models.text.protocol import TextProtocol, ToolList
from districtbot.agent.models.text.reading import MOST_LETTERS, Parsed, cut_at, spoken

End = Literal["stop", "length", "loop", "time", "tool_calls"]
"""Why a reply ended: by itself, at its longest, in endless repetition, or for want of time."""

LOOK_EVERY = 32
"""Letters between two looks for repetition."""
LOOP_LETTERS = 4_000
"""Letters at the end of a reply that are looked at for repetition."""


class Writing:
    """A reply while it is being written.

    Words are shown as they come, but for what may be the beginning of a mark, and for what the
    model thinks aloud before it speaks. A reply that begins as a call is held back to its end, as
    is all behind a brace.

    Args:
        protocol: How replies are read.
        tools: What the model was offered.
        marks: Marks of the template, at which a reply ends.
        stop: Further texts at which it ends.

    Attributes:
        raw: What was written and counts.
        end: Why it ended; ``None`` while it goes on.
    """

    def __init__(
        self,
        protocol: TextProtocol,
        tools: ToolList,
        *,
        marks: Sequence[str] = (),
        stop: Sequence[str] = (),
    ) -> None:
        self.raw = ""
        self.end: End | None = None
        self._protocol = protocol
        self._tools = tools
        self._marks = tuple(part for part in (*marks, *stop) if part)
        self._ends = tuple(part for part in (*self._marks, *protocol.stop) if part)
        self._longest = max((len(part) for part in self._ends), default=1)
        self._said = ""

    def add(self, piece: str) -> str:
        """Go on by a piece; gives what can be shown now."""
        while piece and self.end is None:
            room = LOOK_EVERY - len(self.raw) % LOOK_EVERY
            self._take(piece[:room])
            piece = piece[room:]
        return self._say(self._safe())

    def finish(self) -> tuple[str, Parsed]:
        """The end of the reply: what is still to be shown, and what was meant."""
        meant = self._protocol.parse(self.raw, self._tools, marks=self._marks)
        return self._say(meant.text), meant

    def _take(self, piece: str) -> None:
        """Go on to the next look at most, so that pieces of any size say the same."""
        before = max(0, len(self.raw) - self._longest)
        self.raw += piece
        new = self.raw[before:]
        kept = cut_at(new, self._ends)
        if len(self.raw) > MOST_LETTERS:
            self.raw, self.end = cut_at(self.raw, self._ends), "length"
        elif len(kept) < len(new):
            self.raw, self.end = self.raw[:before] + kept, "stop"
        elif len(self.raw) % LOOK_EVERY == 0:
            self._look()

    def _look(self) -> None:
        begin = max(0, len(self.raw) - LOOP_LETTERS)
        keep = repeats(self.raw[begin:])
        if keep is not None:
            self.raw, self.end = self.raw[: begin + keep], "loop"

    def _safe(self) -> str:
        """The words of which it is sure that they are words."""
        if self._protocol.is_call(self.raw) is not False:
            return ""
        text = spoken(self.raw).lstrip()
        text = text[: max(0, len(text) - self._longest)]
        return text.partition("{")[0].rstrip()

    def _say(self, text: str) -> str:
        """What a text adds to what was shown."""
        if not text.startswith(self._said):
            return ""
        more = text[len(self._said) :]
        self._said = text
        return more
