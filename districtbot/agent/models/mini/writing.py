"""Writes what a message most likely means, symbol by symbol, and how sure that is."""

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from districtbot.agent.models.mini.lines import Calls, CannotSay
from districtbot.agent.models.mini.pointing import Pointed
from districtbot.agent.models.mini.spans import whole_words
from districtbot.agent.models.mini.symbols import BEGIN, symbols
from districtbot.agent.models.mini.understood import LETTERS, TEXT_END, LineReader
from districtbot.agent.models.text.tokens import TokenModel
from districtbot.ground.clock import Budget

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TakesFn = Callable[[Calls], bool]
"""Whether tools would take some calls."""
LONGEST = 160
"""Tokens of the longest line."""
MOST_LINES = 8
"""Lines that are written at most to find the likeliest meaning."""
HALF = 0.5
"""Probability (0..1) from which on nothing else can be likelier."""
LITTLE = 0.1
"""Probability (0..1) that may stay unwritten where nothing is likelier than not."""
MOST_LOST = -math.log(0.02)
"""Negative log-probability above which the beginning of a line is not followed."""
_DIGITS = frozenset("0123456789.%")


@dataclass(frozen=True, slots=True)
class Understood:
    """What a message means.

    Attributes:
        calls: Tools with their arguments.
        line: A line that means it, its symbols apart.
        confidence: Probability (0..1) of what it means, of all that could be said in the situation
            and tools would take; at least so much where it is above a half.
    """

    calls: tuple[tuple[str, dict[str, Any]], ...]
    line: str
    confidence: float


Meanings = dict[str, Understood]
"""What lines mean, by their calls."""


class Branch(NamedTuple):
    """The beginning of a line, or a whole one.

    Attributes:
        lost: Its negative log-probability.
        tokens: Its tokens.
    """

    lost: float
    tokens: tuple[int, ...]


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
        self,
        text: str,
        at: Pointed,
        kind_fn: Callable[[str], str],
        budget: Budget,
        takes_fn: TakesFn | None = None,
    ) -> Understood | None:
        """What a situation most likely means.

        Lines are written from the likeliest beginning on, until no other meaning can turn out to be
        likelier; the probabilities of lines that mean the same are added. What tools would not take
        is hardly meant, unless it is likelier than not.

        Args:
            text: The situation.
            at: What can be pointed at.
            kind_fn: What kind of region a place is.
            budget: A wall clock.
            takes_fn: Whether tools would take some calls; without, they take all.

        Returns:
            The meaning; ``None`` if no line came to its end, such as when the time is up.
        """
        prompt = self.tokens(text)
        branches = [Branch(0.0, ())]
        found: Meanings = {}
        refused: Meanings = {}
        for _ in range(MOST_LINES):
            unwritten = sum(math.exp(-one.lost) for one in branches)
            if not branches or _is_clear(found, refused, unwritten):
                break
            reader = LineReader(at, kind_fn)
            line = self._followed(heappop(branches), reader, prompt, at, branches, budget)
            if line is None:
                continue
            is_taken = takes_fn is None or takes_fn(reader.calls)
            same = found if is_taken else refused
            meaning, chance = json.dumps(reader.calls, sort_keys=True), math.exp(-line.lost)
            if meaning in same:
                chance += same[meaning].confidence
            same[meaning] = Understood(tuple(reader.calls), self._shown(line.tokens), chance)
        return _likeliest(found, refused)

    def _followed(
        self,
        branch: Branch,
        reader: LineReader,
        prompt: Sequence[int],
        at: Pointed,
        branches: list[Branch],
        budget: Budget,
    ) -> Branch | None:
        """A branch to the end of its line, by the likeliest tokens; what branches off is kept."""
        lost, tokens = branch.lost, list(branch.tokens)
        try:
            for token in tokens:
                reader.take(self._said(token))
            while not reader.over:
                allowed = self._allowed(reader, at)
                if not allowed or len(tokens) >= LONGEST:
                    return None
                chosen = allowed[0]
                if len(allowed) > 1:
                    scores = self._model.scores([*prompt, *tokens], budget)
                    if scores is None:
                        return None
                    costs = _costs(scores, allowed)
                    chosen, *others = sorted(costs, key=lambda one: (costs[one], one))
                    for other in others:
                        if lost + costs[other] > MOST_LOST:
                            break
                        more = (*tokens, other)
                        heappush(branches, Branch(lost + costs[other], more))
                    lost += costs[chosen]
                tokens.append(chosen)
                reader.take(self._said(chosen))
        except CannotSay:
            return None
        return Branch(lost, tuple(tokens))

    def _said(self, token: int) -> str:
        return self._names.get(token) or self._letters[token]

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
        return " ".join(map(self._said, tokens))


def _costs(scores: Any, allowed: Sequence[int]) -> dict[int, float]:
    """Negative log-probability of each of some tokens among them."""
    found = scores[list(allowed)].astype(np.float64)
    found -= found.max()
    costs = np.log(np.exp(found).sum()) - found
    return dict(zip(allowed, costs.tolist(), strict=True))


def _is_clear(found: Meanings, refused: Meanings, unwritten: float) -> bool:
    """Whether no other meaning can turn out to be likelier than the likeliest.

    Args:
        found: What was written so far.
        refused: The same of what tools would not take.
        unwritten: Probability (0..1) of all that is not written yet.
    """
    if max(_chances(refused), default=0.0) >= HALF:
        return True
    first, second, *_ = [*sorted(_chances(found), reverse=True), 0.0, 0.0]
    return first >= second + unwritten and (first >= HALF or unwritten <= LITTLE)


def _likeliest(found: Meanings, refused: Meanings) -> Understood | None:
    """The likeliest meaning that tools take, unless one that they refuse is likelier than not."""
    best, hard = (max(some.values(), key=_chance, default=None) for some in (found, refused))
    if best is None or (hard is not None and hard.confidence >= HALF):
        return hard
    left = 1 - sum(_chances(refused))
    return replace(best, confidence=min(1.0, best.confidence / left))


def _chances(meanings: Meanings) -> list[float]:
    return list(map(_chance, meanings.values()))


def _chance(meaning: Understood) -> float:
    return meaning.confidence
