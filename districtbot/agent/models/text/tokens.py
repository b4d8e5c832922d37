"""A backend made of a model that scores tokens: the loop that writes a reply token by token.

Where the grammar leaves one way to go on, its tokens are taken without asking the model, and read
by it together with the next that it is asked for: a call costs few steps.
"""

import codecs
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from districtbot.agent.models.loaded import ContextTooLong, ModelFailed
from districtbot.agent.models.text.backend import TextRequest
from districtbot.ground.clock import Budget
from districtbot.ground.seeds import rng_of

if TYPE_CHECKING:
    from llguidance import LLTokenizer

Scores = NDArray[np.float32]


class TokenModel(Protocol):
    """A model that says which token may follow others."""

    def scores(self, tokens: Sequence[int], budget: Budget) -> Scores | None:
        """A score (logit) for each token that may come next; an array of the caller's own.

        What the model has read before is kept: only what differs from the tokens of the last call
        is read anew.

        Args:
            tokens: All tokens so far.
            budget: A wall clock, looked at between stretches of a long text.

        Returns:
            Shape ``(tokens of the model,)``; ``None`` if the time was up before.
        """


class TokenBackend:
    """A text backend on a model that scores tokens.

    Replies may be written in several threads: the model is asked for one token at a time. So a
    reply that was left in the middle of a long text does no harm to the next.

    Args:
        name: What it is called.
        context: The most tokens of prompt and reply together.
        model: Scores tokens.
        encode_fn: Tokens of a text; marks such as ``<s>`` in it are read, and none is added.
        tokenizer: The same tokens for llguidance.
        ends: Tokens that end a reply.
    """

    def __init__(
        self,
        name: str,
        context: int,
        model: TokenModel,
        *,
        encode_fn: Callable[[str], list[int]],
        tokenizer: "LLTokenizer",
        ends: Collection[int],
    ) -> None:
        self.name = name
        self.context = context
        self._model = model
        self._encode_fn = lru_cache(maxsize=8)(encode_fn)
        self._tokenizer = tokenizer
        self._ends = frozenset(ends)
        self._asking = threading.Lock()

    def count(self, text: str) -> int:
        """How many tokens a text has."""
        return len(self._encode_fn(text))

    def generate(self, request: TextRequest) -> Iterator[str]:
        """The reply, piece by piece.

        Raises:
            ContextTooLong: If the prompt leaves no room for a reply.
            ModelFailed: If the model gives no numbers.
        """
        letters = codecs.getincrementaldecoder("utf-8")("replace")
        for token in self._written(request):
            piece = letters.decode(self._tokenizer.decode_bytes([token]))
            if piece:
                yield piece
        rest = letters.decode(b"", final=True)
        if rest:
            yield rest

    def _written(self, request: TextRequest) -> Iterator[int]:
        """The tokens of the reply."""
        tokens = list(self._encode_fn(request.prompt))
        limit = len(tokens) + min(request.max_tokens, self.context - len(tokens))
        if limit <= len(tokens):
            raise ContextTooLong(
                f"The conversation has {len(tokens):,} tokens, and {self.name} holds "
                f"{self.context:,}.",
                self.context,
            )
        budget = request.budget or Budget(None)
        held = request.grammar.begin(self._tokenizer) if request.grammar else None
        rng = rng_of("reply", request.seed)
        while len(tokens) < limit:
            for token in held.forced() if held else ():
                tokens.append(token)
                yield token
                if (held and not held.take(token)) or len(tokens) >= limit:
                    return
            with self._asking:
                scores = self._model.scores(tokens, budget)
            if scores is None:
                return
            if held:
                held.allow(scores)
            chosen = _pick(scores, request.temperature, rng, self.name)
            if chosen is None or chosen in self._ends or self._tokenizer.is_special_token(chosen):
                return
            tokens.append(chosen)
            yield chosen
            if held and not held.take(chosen):
                return


def _pick(scores: Scores, temperature: float, rng: Random, name: str) -> int | None:
    """The next token: the likeliest (the first of equals), or one drawn; ``None`` for none."""
    best = int(np.argmax(scores))
    if np.isnan(scores[best]):
        raise ModelFailed(
            f"{name} gave no numbers for the next word.",
            "Its files may be damaged: load it again, without quant=4bit, or use another model.",
        )
    if np.isneginf(scores[best]):
        return None
    if temperature <= 0:
        return best
    chances = np.exp((scores.astype(np.float64) - float(scores[best])) / temperature)
    heaps = np.cumsum(chances)
    return int(np.searchsorted(heaps, rng.random() * heaps[-1], side="right"))


def common_start(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens two texts have in common at their start."""
    n = min(len(one), len(other))
    if list(one[:n]) == list(other[:n]):
        return n
    differ = np.flatnonzero(np.asarray(one[:n]) != np.asarray(other[:n]))
    return int(differ[0]) if len(differ) else n
