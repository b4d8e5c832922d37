"""Rows as tensors: packs keep rows apart, and the loss is that of the plain way."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.tuning.masks import IGNORED, Example, collated, packed


def example(rng: np.random.Generator, n: int, n_prompt: int) -> Example:
    return Example(rng.integers(3, 300, n).astype(np.int32), (n_prompt,), (n,))


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


@pytest.fixture(scope="module")
def model(llama: Path) -> Any:
    import torch
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(str(llama), dtype=torch.float32).eval()


def test_packs_hold_every_row_once_and_are_none_too_long(rng: np.random.Generator) -> None:
    rows = [example(rng, int(n), int(n) // 2) for n in rng.integers(4, 90, 200)]
    packs = packed(rows, 100)
    assert all(len(one.tokens) == sum(one.lengths) <= 100 for one in packs)
    found = [
        (tuple(part), prompt)
        for one in packs
        for part, prompt in zip(
            np.split(one.tokens, np.cumsum(one.lengths)[:-1]), one.prompts, strict=True
        )
    ]
    assert sorted(found) == sorted((tuple(one.tokens), one.prompts[0]) for one in rows)
    n_least = -(-sum(len(one.tokens) for one in rows) // 100)
    assert n_least <= len(packs) <= 1.15 * n_least + 1
    assert [len(one.tokens) for one in packs] == [len(one.tokens) for one in packed(rows, 100)]


def test_only_answers_are_trained_on_wherever_they_stand(rng: np.random.Generator) -> None:
    rows = [example(rng, 9, 6), example(rng, 5, 1), example(rng, 7, 5)]
    batch = collated([*packed(rows[:2], 20), rows[2]], pad=0)
    labels = batch["labels"].numpy()
    assert labels.shape == (2, 14)
    assert [int(n) for n in (labels != IGNORED).sum(axis=1)] == [7, 2]
    for line, tokens in zip(labels, batch["input_ids"].numpy(), strict=True):
        kept = line != IGNORED
        assert (line[kept] == tokens[kept]).all()
    assert batch["position_ids"].numpy()[0].tolist() == [*range(9), *range(5)]
    assert batch["position_ids"].numpy()[1].tolist() == [*range(14)]
    assert (labels[0, [0, 9]] == IGNORED).all()


@pytest.mark.parametrize("packing", [False, True])
def test_the_loss_is_that_of_each_row_read_alone_with_all_scores(
    rng: np.random.Generator, model: Any, packing: bool
) -> None:
    import torch
    from torch.nn.functional import cross_entropy

    rows = [example(rng, n, m) for n, m in ((30, 20), (12, 3), (25, 24), (41, 7))]
    total, count = 0.0, 0
    for row in rows:
        with torch.inference_mode():
            scores = model(input_ids=torch.tensor(row.tokens[None].astype(np.int64))).logits[0]
        n = row.prompts[0]
        wanted = torch.tensor(row.tokens[n:].astype(np.int64))
        total += float(cross_entropy(scores[n - 1 : -1], wanted, reduction="sum"))
        count += len(wanted)
    batch = collated(packed(rows, 60) if packing else rows, pad=0)
    assert int((batch["shift_labels"] != IGNORED).sum()) == count
    with torch.inference_mode():
        loss = model(**batch, use_cache=False).loss
    assert float(loss) == pytest.approx(total / count, rel=1e-5)


def test_rows_of_a_pack_do_not_see_each_other(rng: np.random.Generator, model: Any) -> None:
    import torch

    rows = [example(rng, 20, 10), example(rng, 20, 10)]
    other = [example(rng, 20, 10), rows[1]]
    one, two = (collated(packed(some, 40), pad=0) for some in (rows, other))
    with torch.inference_mode():
        ours, theirs = (model(**batch, use_cache=False).logits[0] for batch in (one, two))
    second = int((one["logits_to_keep"] < 20).sum())
    assert torch.allclose(ours[second:], theirs[second:], atol=1e-5)
    assert not torch.allclose(ours[:second], theirs[:second], atol=1e-2)
