"""Writes a line: the likeliest symbol of those that may come next, and how sure that was."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from districtbot.agent.models.mini.lines import CannotSay
from districtbot.agent.models.mini.pointing import Pointed
from districtbot.agent.models.mini.spans import whole_words
from districtbot.agent.models.mini.symbols import BEGIN, symbols
from districtbot.agent.models.mini.understood import LETTERS, TEXT_END, LineReader
from districtbot.agent.models.text.tokens import TokenModel
from districtbot.ground.clock import Budget

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LONGEST = 160
"""Tokens of the longest line."""
_DIGITS = frozenset("0123456789.%")


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message means.

    Attributes:
        calls: Tools with their arguments.
        line: The line, its symbols apart.
        confidence: Probability (0..1) of the line, of all that could be said in the situation.
    """

    calls: tuple[tuple[str, dict[str, Any]], ...]
    line: str
    confidence: float


class LineWriter:
    """Writes lines with a model.

    Args:
        model: Scores tokens.
        tokenizer: Its tokenizer, in which every symbol is one token.
        context: Tokens of the longest prompt with its line.
    """

    def __init__(self, model: TokenModel, tokenizer: "Tokenizer", context: int) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._context = context
        names = {one: tokenizer.token_to_id(one) for one in symbols()}
        self._ids = {name: place for name, place in names.items() if place is not None}
        self._names = {place: name for name, place in self._ids.items()}
        plain = [i for i in range(tokenizer.get_vocab_size()) if i not in self._names]
        self._letters = {i: tokenizer.decode([i]) for i in plain}
        self._digit_ids = [i for i, text in self._letters.items() if set(text) <= _DIGITS and text]

    def tokens(self, text: str) -> list[int]:
        """A situation as tokens; what does not fit is cut off at the front."""
        ids = list(self._tokenizer.encode(text, add_special_tokens=False).ids)
        room = self._context - LONGEST - 1
        return [self._ids[BEGIN], *ids[-room:]]

    def written(
        self, text: str, at: Pointed, kind_fn: Callable[[str], str], budget: Budget
    ) -> Understood | None:
        """The likeliest line for a situation; ``None`` if the time was up before its end.

        Args:
            text: The situation.
            at: What can be pointed at.
            kind_fn: What kind of region a place is.
            budget: A wall clock.
        """
        reader = LineReader(at, kind_fn)
        tokens = self.tokens(text)
        start, sure = len(tokens), 0.0
        while not reader.over:
            allowed = self._allowed(reader, at)
            if not allowed or len(tokens) - start >= LONGEST:
                return None
            if len(allowed) == 1:
                chosen = allowed[0]
            else:
                scores = self._model.scores(tokens, budget)
                if scores is None:
                    return None
                chosen, chance = _likeliest(scores, allowed)
                sure += math.log(chance)
            tokens.append(chosen)
            try:
                reader.take(self._names.get(chosen) or self._letters[chosen])
            except CannotSay:
                return None
        line = self._shown(tokens[start:])
        return Understood(tuple(reader.calls), line, math.exp(sure))

    def _allowed(self, reader: LineReader, at: Pointed) -> list[int]:
        """The tokens that may come next."""
        may_come = sorted(reader.next)
        letters = reader.letters.strip()
        if reader.in_text and not any(whole_words(letters, at.reading.said)):
            may_come = [one for one in may_come if one != TEXT_END]
        found = [self._ids[one] for one in may_come if one in self._ids]
        if LETTERS in reader.next:
            found += self._pieces(reader, at)
        return found

    def _pieces(self, reader: LineReader, at: Pointed) -> list[int]:
        """Pieces of plain text that may come next: of a number, or of the message."""
        if TEXT_END not in reader.next and not reader.in_text:
            return self._digit_ids
        said = at.reading.said.lower()
        old = reader.letters.lstrip()
        begins = [
            found.start()
            for found in re.finditer(r"(?<!\w)\S", said)
            if said.startswith(old, found.start())
        ]
        longer = {i: (reader.letters + text).lstrip() for i, text in self._letters.items()}
        return [
            i
            for i, letters in longer.items()
            if letters and any(said.startswith(letters, n) for n in begins)
        ]

    def _shown(self, tokens: Sequence[int]) -> str:
        return " ".join(self._names.get(i) or self._letters[i] for i in tokens)


def _likeliest(scores: Any, allowed: Sequence[int]) -> tuple[int, float]:
    """The likeliest of some tokens, and its probability (0..1) among them."""
    found = scores[list(allowed)].astype(np.float64)
    chances = np.exp(found - found.max())
    best = int(np.argmax(found))
    return allowed[best], float(chances[best] / chances.sum())
