"""Whether llama.cpp reads a GGUF file as transformers reads the folder it was written from."""

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from districtbot.ground.clock import Budget
from districtbot.tuning.parity import MOST_TOKENS, Parity, Precision, compare, scores_of

LOOKS = 8
"""Places in each prompt at which the next token is compared."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check.

    Attributes:
        n_prompts: Prompts that were read.
        n_same_tokens: Prompts that both read as the same tokens.
        differs: The first prompt that they do not, where there is one.
        parity: How far the scores of next tokens are apart.
    """

    n_prompts: int
    n_same_tokens: int
    differs: str
    parity: Parity

    @property
    def text(self) -> str:
        """In one sentence."""
        return (
            f"llama.cpp reads {self.n_same_tokens} of {self.n_prompts} prompts as the same tokens; "
            f"{self.parity.text}"
        )

    @property
    def data(self) -> dict[str, Any]:
        """As JSON data."""
        same = {"prompts": self.n_prompts, "same_tokens": self.n_same_tokens}
        return {**same, "parity": self.parity.data}


def can_check() -> bool:
    """Whether llama.cpp is here to read the file."""
    return importlib.util.find_spec("llama_cpp") is not None


def check_gguf_file(
    path: Path, model: Any, tokenizer: Any, prompts: Sequence[str], *, threads: int | None = None
) -> Checked:
    """Compare llama.cpp on a file with transformers on the model it was made from.

    Args:
        path: The file.
        model: The model, loaded by transformers.
        tokenizer: Its tokenizer.
        prompts: Texts as the model is given them, at least one.
        threads: Threads of llama.cpp; ``None`` for one for each core.

    Raises:
        AskError: If llama.cpp cannot load the file.
    """
    from districtbot.agent.models.llamacpp import LlamaCpp
    from districtbot.agent.models.text.hf import encoded

    runner = LlamaCpp(path, context=None, most=MOST_TOKENS + 1, rope=None, threads=threads)
    own = [encoded(tokenizer, text) for text in prompts]
    theirs = [runner.encode(text) for text in prompts]
    odd = [text for text, a, b in zip(prompts, own, theirs, strict=True) if a != b]
    cut = [tokens[: min(MOST_TOKENS, runner.context)] for tokens in own]
    places = [np.unique(np.linspace(1, len(tokens), LOOKS).astype(int)) for tokens in cut]
    wanted = [scores[at - 1] for scores, at in zip(scores_of(model, cut), places, strict=True)]
    found = [
        np.stack([_scores(runner, tokens[:end]) for end in at])
        for tokens, at in zip(cut, places, strict=True)
    ]
    precision: Precision = "float32" if str(model.dtype).endswith("float32") else "bfloat16"
    parity = compare("the folder it was made from", precision, wanted, found)
    return Checked(len(prompts), len(prompts) - len(odd), odd[0] if odd else "", parity)


def _scores(runner: Any, tokens: Sequence[int]) -> Any:
    scores = runner.scores(tokens, Budget(None))
    if scores is None:
        raise TimeoutError
    return scores
