"""What a reply must look like, held token by token while it is written.

The work is done by llguidance, which needs NumPy alone. A grammar knows the names of the map (they
are ``enum`` in the schemas of the tools), so an unknown county or column cannot be written.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from districtbot.agent.models.text.schemas import reduced

if TYPE_CHECKING:
    from llguidance import LLMatcher, LLTokenizer

MOST_LETTERS = 6_000
"""Letters of a reply in words; a limit for models that never end."""
ON_ONE_LINE = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
"""How a call is written, as training rows have it."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The form of a reply, in llguidance's Lark.

    Attributes:
        text: The grammar, as ``llguidance.LLMatcher`` takes it.
    """

    text: str
    _compiled: dict[int, "tuple[LLTokenizer, LLMatcher]"] = field(
        default_factory=dict, compare=False, repr=False
    )

    def begin(self, tokenizer: "LLTokenizer") -> "Constraint":
        """The grammar at the start of a reply; compiled once for a tokenizer.

        Args:
            tokenizer: The model's tokens, a ``llguidance.LLTokenizer``; make it once per model:
                ``llguidance.hf.from_tokenizer``, ``llguidance.LLTokenizer(tokenizer_json)`` or
                ``llguidance.llamacpp.lltokenizer_from_vocab``.

        Raises:
            ValueError: If llguidance cannot hold the grammar.
        """
        known = self._compiled.get(id(tokenizer))
        if known is None:
            from llguidance import LLMatcher

            known = tokenizer, LLMatcher(tokenizer, self.text, log_level=0)
            if known[1].is_error():
                raise ValueError(known[1].get_error())
            self._compiled[id(tokenizer)] = known
        return Constraint(known[1].deep_copy(), tokenizer.vocab_size)


class Constraint:
    """A grammar half-way through a reply.

    Args:
        matcher: llguidance's state.
        n_tokens: Tokens that the tokenizer knows.
    """

    def __init__(self, matcher: "LLMatcher", n_tokens: int) -> None:
        self._matcher = matcher
        self._n_tokens = n_tokens

    def allowed(self) -> NDArray[np.bool_]:
        """Whether each token may come next; shape ``(tokens of the tokenizer,)``."""
        bits = np.frombuffer(self._matcher.compute_bitmask(), dtype=np.uint8)
        return np.unpackbits(bits, bitorder="little")[: self._n_tokens].astype(bool)

    def allow(self, scores: NDArray[np.float32]) -> None:
        """Set the scores of what may not come next to minus infinity, in place.

        Args:
            scores: One for each token, shape ``(n,)``; tokens beyond those of the tokenizer, which
                some models have, may never come.
        """
        allowed = self.allowed()
        scores[len(allowed) :] = -np.inf
        scores[: len(allowed)][~allowed[: len(scores)]] = -np.inf

    def take(self, token: int) -> bool:
        """Go on by a token.

        Args:
            token: One that may come next.

        Returns:
            Whether the reply may go on after it.
        """
        return bool(self._matcher.consume_token(token)) and not self._matcher.is_stopped()

    def forced(self) -> list[int]:
        """The tokens that must come next, if there is only one way to go on; they are not taken."""
        return list(self._matcher.compute_ff_tokens())

    @property
    def complete(self) -> bool:
        """Whether the reply may end here."""
        return bool(self._matcher.is_accepting())


def reply_grammar(
    calls: Mapping[str, Mapping[str, Any]], *, lead: str = "", words: bool = True
) -> Grammar:
    """A reply that is one call of a tool, or words.

    Args:
        calls: JSON schema of what is written to call a tool, by the name of the tool.
        lead: What every reply starts with in the model's template, such as Llama-2's space.
        words: Whether a reply in words is allowed.
    """
    key = json.dumps({name: reduced(schema) for name, schema in calls.items()})
    return _grammar(key, lead, words)


@lru_cache(maxsize=32)
def _grammar(calls: str, lead: str, words: bool) -> Grammar:
    """The grammar of reduced schemas, given as JSON text so that equal ones are made once."""
    schemas: dict[str, Any] = json.loads(calls)
    rules = {f"call_{i}": schema for i, schema in enumerate(schemas.values())}
    ways: Sequence[str] = [*rules, *(["WORDS"] if words or not rules else [])]
    start = f"{json.dumps(lead)} " if lead else ""
    lines = [f"start: {start}({' | '.join(ways)})"]
    lines += [
        f"{name}: %json {json.dumps({'x-guidance': ON_ONE_LINE, **schema})}"
        for name, schema in rules.items()
    ]
    if "WORDS" in ways:
        lines.append(rf"WORDS: /[^{{\[`\x00-\x20][^\x00-\x09\x0b-\x1f]{{0,{MOST_LETTERS}}}/")
    return Grammar("\n".join(lines) + "\n")
