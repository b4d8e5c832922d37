"""What a reply must look like, held token by token while it is written."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Grammar:
    """The form of a reply, in llguidance's language.

    Attributes:
        text: The grammar, as ``llguidance.LLMatcher`` takes it.
    """

    text: str

    def begin(self, tokenizer: Any) -> "Constraint":
        """The grammar at the start of a reply.

        Args:
            tokenizer: The model's tokens, a ``llguidance.LLTokenizer``; make it once per model:
                ``llguidance.hf.from_tokenizer``, ``llguidance.LLTokenizer(tokenizer_json)`` or
                ``llguidance.llamacpp.lltokenizer_from_vocab``.
        """
        raise NotImplementedError


class Constraint:
    """A grammar half-way through a reply."""

    def allow(self, scores: NDArray[np.float32]) -> None:
        """Set the scores (one a token) of what may not come next to minus infinity, in place."""
        raise NotImplementedError

    def take(self, token: int) -> bool:
        """Go on by a token; whether the reply may go on after it."""
        raise NotImplementedError
