"""How the model that is to be trained reads text: its tokenizer and its chat template."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from districtbot.agent.models.text.hf import (
    check_libraries,
    encoded,
    place_of,
    quiet,
    template_of,
    tokenizer_at,
    told,
)
from districtbot.agent.models.text.template import ChatTemplate
from districtbot.ground.errors import AskError
from districtbot.ground.quoting import path_told


@dataclass(frozen=True, slots=True)
class TextReader:
    """A tokenizer with the template that its model is asked in.

    Attributes:
        tokenizer: The tokenizer, of transformers.
        template: The template.
        bos: The token that begins a text; ``None`` where there is none.
    """

    tokenizer: Any
    template: ChatTemplate
    bos: int | None

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of texts; marks in them are read, and none is added."""
        if not texts:
            return []
        read = self.tokenizer(list(texts), add_special_tokens=False, verbose=False)
        return [list(one) for one in read["input_ids"]]


@cache
def reader_at(base: str) -> TextReader:
    """The reader of a model; made once in a process.

    Args:
        base: Its folder, or a repository that was downloaded before.

    Raises:
        AskError: If it is not there, or a library is not installed.
    """
    check_libraries(("transformers", "torch"))
    place = place_of(base)
    with quiet(), told(path_told(base)):
        tokenizer = tokenizer_at(place)
    if not getattr(tokenizer, "is_fast", False):
        raise AskError(
            f"{path_told(base)} has no fast tokenizer.", "Use a model with a tokenizer.json."
        )
    return TextReader(tokenizer, template_of(tokenizer), tokenizer.bos_token_id)


@lru_cache(maxsize=16)
def n_tokens(base: str, text: str) -> int:
    """How many tokens a text has by the tokenizer of a model."""
    return len(encoded(reader_at(base).tokenizer, text))
