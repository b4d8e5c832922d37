"""The tokenizer of `mini`: its symbols, digits one by one, and pieces of words."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from districtbot.agent.models.mini.symbols import BEGIN, END, symbols
from districtbot.ground.errors import AskError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SIZE = 4096
"""Tokens, symbols and single bytes among them."""


def train_tokenizer(texts: Iterable[str], size: int = SIZE) -> "Tokenizer":
    """A byte-level BPE tokenizer in which every symbol is one token.

    Args:
        texts: Prompts to learn the pieces from.
        size: Number of tokens.
    """
    from tokenizers import AddedToken, Tokenizer, decoders, pre_tokenizers
    from tokenizers.models import BPE
    from tokenizers.trainers import BpeTrainer

    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    marks = [AddedToken(one, lstrip=True, rstrip=True, special=True) for one in symbols()]
    trainer = BpeTrainer(
        vocab_size=size,
        special_tokens=marks,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def encoded_row(tokenizer: "Tokenizer", prompt: str, line: Sequence[str]) -> tuple[list[int], int]:
    """A row's tokens, and how many of them are the prompt's.

    Args:
        tokenizer: The tokenizer.
        prompt: The situation.
        line: The symbols of the line, and what is written out between them.
    """
    head = [mark_id(tokenizer, BEGIN), *tokenizer.encode(prompt, add_special_tokens=False).ids]
    body = [
        token
        for part in (*line, END)
        for token in tokenizer.encode(part, add_special_tokens=False).ids
    ]
    return head + body, len(head)


def save_tokenizer(tokenizer: "Tokenizer", folder: Path) -> None:
    """Write it as ``tokenizer.json``, in Hugging Face's form."""
    tokenizer.save(str(folder / "tokenizer.json"))


def read_tokenizer(path: Path) -> "Tokenizer":
    """A tokenizer that was written before."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(path))


def mark_id(tokenizer: "Tokenizer", mark: str) -> int:
    """The token of a symbol.

    Raises:
        AskError: If the tokenizer has it not.
    """
    found = tokenizer.token_to_id(mark)
    if found is None:
        raise AskError(f"The tokenizer has no {mark}.", "Train it anew.")
    return int(found)
