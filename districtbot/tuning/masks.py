"""Rows as tokens: what a model reads, and which of it it is trained to write.

A model is trained on the tokens of its own answer and on what ends it, and on nothing else. They
are the tokens that follow the tokens of the prompt, exactly those that the agent sends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.errors import AskError
from districtbot.tuning.reader import TextReader
from districtbot.tuning.rows import Row

IGNORED = -100
"""Label of a token that is not trained on."""
BATCH = 512
"""Rows that are read at a time."""

Ids = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Example:
    """What is read in one go: one row, or several after each other that do not see each other.

    Attributes:
        tokens: Shape ``(n,)``.
        prompts: Tokens of the prompt of each row.
        lengths: Tokens of each row; they add up to n.
    """

    tokens: Ids
    prompts: tuple[int, ...]
    lengths: tuple[int, ...]

    @property
    def trained(self) -> NDArray[np.bool_]:
        """Shape ``(n,)``: the tokens that are trained on."""
        parts = [
            np.arange(length) >= prompt
            for prompt, length in zip(self.prompts, self.lengths, strict=True)
        ]
        return np.concatenate(parts)

    @property
    def positions(self) -> NDArray[np.int64]:
        """Shape ``(n,)``: the place of each token in its row, from 0."""
        return np.concatenate([np.arange(length) for length in self.lengths])


@dataclass(frozen=True, slots=True)
class Encoded:
    """All rows as tokens.

    Attributes:
        examples: The rows.
        too_long: Rows left out because their answer does not fit.
    """

    examples: tuple[Example, ...]
    too_long: int

    @property
    def n_tokens(self) -> int:
        """Tokens of all rows."""
        return sum(len(one.tokens) for one in self.examples)

    @property
    def n_trained(self) -> int:
        """Tokens that are trained on."""
        return self.n_tokens - sum(sum(one.prompts) for one in self.examples)

    @property
    def masked(self) -> float:
        """Share (0..1) of the tokens that are only read; 0 where there are no rows."""
        return 1 - self.n_trained / self.n_tokens if self.n_tokens else 0.0


def texts_of(reader: TextReader, row: Row) -> tuple[str, str]:
    """The prompt of a row, and the whole of it, as the model reads them."""
    if row.kind == "given":
        return row.prompt, row.prompt + row.answer
    template = reader.template
    answer = f"{template.lead}{template.clean(row.answer)}{template.end}"
    return row.prompt, row.prompt + answer


def encode_rows(reader: TextReader, rows: Sequence[Row], longest: int) -> Encoded:
    """Rows as tokens, one example each.

    Args:
        reader: Tokenizer and template.
        rows: The rows.
        longest: Tokens of the longest row; what is longer is left out and counted.

    Raises:
        AskError: If the tokenizer joins letters across the end of a prompt, or adds a token that
            begins a text where there is one.
    """
    found: list[Example] = []
    too_long = 0
    for first in range(0, len(rows), BATCH):
        some = rows[first : first + BATCH]
        texts = [texts_of(reader, row) for row in some]
        prompts = reader.encode([prompt for prompt, _ in texts])
        wholes = reader.encode([whole for _, whole in texts])
        for row, prompt, whole in zip(some, prompts, wholes, strict=True):
            _check(reader, row, prompt, whole)
            if len(whole) > longest:
                too_long += 1
                continue
            found.append(Example(np.array(whole, np.int32), (len(prompt),), (len(whole),)))
    return Encoded(tuple(found), too_long)


def packed(examples: Sequence[Example], longest: int) -> tuple[Example, ...]:
    """Rows put together, each where it leaves the least room (best fit, the longest first).

    Args:
        examples: Rows.
        longest: Tokens that are read in one go.
    """
    order = sorted(range(len(examples)), key=lambda i: (-len(examples[i].tokens), i))
    bins: list[list[int]] = []
    rooms: dict[int, list[int]] = {}
    for i in order:
        size = len(examples[i].tokens)
        room = min((room for room, some in rooms.items() if some and room >= size), default=None)
        if room is None:
            bins.append([])
            place, room = len(bins) - 1, longest
        else:
            place = rooms[room].pop()
        bins[place].append(i)
        rooms.setdefault(room - size, []).append(place)
    return tuple(_together([examples[i] for i in some]) for some in bins)


def collated(examples: Sequence[Example], pad: int) -> dict[str, Any]:
    """A batch as tensors; scores are asked only where the next token is trained on.

    No mask of attention is needed: each token sees what stands before it in its row, told by the
    positions, and what fills a row up stands behind everything that counts.

    Args:
        examples: One for each row of the batch.
        pad: The token that fills rows up.

    Returns:
        ``input_ids``, ``position_ids`` and ``labels`` of shape ``(rows, n)``; ``logits_to_keep``,
        the places whose scores are needed; and ``shift_labels``, for each row and each of these
        places the token that comes next, or -100.
    """
    import torch

    width = max(len(one.tokens) for one in examples)
    ids = np.full((len(examples), width), pad, np.int64)
    labels = np.full((len(examples), width), IGNORED, np.int64)
    positions = np.zeros((len(examples), width), np.int64)
    for i, one in enumerate(examples):
        n = len(one.tokens)
        ids[i, :n] = one.tokens
        labels[i, :n] = np.where(one.trained, one.tokens, IGNORED)
        positions[i, :n] = one.positions
        positions[i, n:] = positions[i, n - 1] + 1 + np.arange(width - n)
    keep = np.flatnonzero((labels[:, 1:] != IGNORED).any(axis=0))
    return {
        "input_ids": torch.from_numpy(ids),
        "position_ids": torch.from_numpy(positions),
        "labels": torch.from_numpy(labels),
        "logits_to_keep": torch.from_numpy(keep),
        "shift_labels": torch.from_numpy(np.ascontiguousarray(labels[:, keep + 1])),
    }


def _together(examples: Sequence[Example]) -> Example:
    return Example(
        np.concatenate([one.tokens for one in examples]),
        tuple(n for one in examples for n in one.prompts),
        tuple(n for one in examples for n in one.lengths),
    )


def _check(reader: TextReader, row: Row, prompt: list[int], whole: list[int]) -> None:
    """Refuse a row whose answer does not follow its prompt token by token."""
    if whole[: len(prompt)] != prompt or len(whole) == len(prompt):
        raise AskError(
            f"This tokenizer reads the end of the prompt of {row.id} otherwise when an answer "
            "follows.",
            "Use a tokenizer that splits words at spaces.",
        )
    if reader.bos is not None and whole[:2] == [reader.bos, reader.bos]:
        raise AskError(
            f"The chat template of this model begins the prompt of {row.id} twice.",
            "Mend the chat_template of its tokenizer.",
        )
