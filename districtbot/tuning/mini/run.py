"""A whole run of `mini`: rows, tokenizer, training, trying, calibration, packing."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from districtbot.agent.models.mini.symbols import PAD
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.problems.split import Split
from districtbot.tuning.mini.card import CARD, card_of
from districtbot.tuning.mini.making import RowsSpec, all_rows, digest, left_out, make_rows
from districtbot.tuning.mini.noise import noise_of
from districtbot.tuning.mini.packing import Tokens, tokens_of
from districtbot.tuning.mini.recipe import MiniRecipe
from districtbot.tuning.mini.tokens import (
    encoded_row,
    mark_id,
    read_tokenizer,
    save_tokenizer,
    train_tokenizer,
)

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from districtbot.tuning.mini.learned import Learned

ROWS, MODEL, CHECKPOINT = "rows", "model", "checkpoint"
"""Folders of a run: rows, the model as it ships, and the same as transformers reads it."""
SUMMARY = "summary.json"
FOR_TOKENIZER = 60_000
"""Prompts that the tokenizer is made from."""

ShowFn = Callable[[str, int, int, str], None]
"""Told of progress: stage, done, total, and what there is to say."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a run.

    Attributes:
        folder: Where it lies.
        finished: Whether it came to its end.
        facts: What there is to say of it.
    """

    folder: Path
    finished: bool
    facts: dict[str, Any]


def run_mini(recipe: MiniRecipe, folder: Path, *, jobs: int, budget: Budget, show: ShowFn) -> Ran:
    """Train `mini` by a recipe; a run that was broken off goes on.

    Args:
        recipe: The recipe.
        folder: Of the run.
        jobs: Processes that make rows.
        budget: Ctrl-C ends it; all that is done stays.
        show: Told of progress.

    Raises:
        AskError: If torch is missing, or the folder is of another run.
    """
    _check_torch()
    rows = recipe.rows
    spec = RowsSpec(
        rows.source, dict(rows.dialogues), dict(rows.requests), dict(rows.messages), rows.edition
    )
    _claim(recipe, folder)
    make_rows(
        spec,
        folder / ROWS,
        jobs=jobs,
        budget=budget,
        show=lambda done, total: show("Making rows", done, total, ""),
    )
    if budget.over:
        return Ran(folder, False, {})
    tokenizer = _tokenizer(recipe, spec, folder)
    return _trained(recipe, spec, tokenizer, folder, budget, show)


def _trained(
    recipe: MiniRecipe,
    spec: RowsSpec,
    tokenizer: "Tokenizer",
    folder: Path,
    budget: Budget,
    show: ShowFn,
) -> Ran:
    import torch

    from districtbot.tuning.mini.learned import learned
    from districtbot.tuning.mini.network import Size
    from districtbot.tuning.mini.shipping import checkpoint, ship
    from districtbot.tuning.mini.train import State, averaged, train

    parts = {split: _encoded(spec, folder, split, tokenizer) for split in ("train", "dev")}
    tokens = parts["train"][0]
    plan = recipe.training
    if plan.threads is not None:
        torch.set_num_threads(plan.threads)
    sizes = recipe.model
    size = Size(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=sizes.hidden_size,
        intermediate_size=sizes.intermediate_size,
        num_hidden_layers=sizes.layers,
        num_attention_heads=sizes.heads,
        max_position_embeddings=sizes.context,
    )
    pad = mark_id(tokenizer, PAD)
    tried: list[dict[str, float]] = []

    def watch(state: State) -> None:
        found = learned(averaged(state), *parts["dev"], t=plan.length, pad=pad)
        tried.append({"step": state.step, "lines_right": round(found.share, 4)})
        state.network.train()

    state = train(
        tokens,
        size,
        plan,
        folder,
        pad=pad,
        budget=budget,
        show=lambda done, total, loss: show("Training", done, total, _said(loss, tried)),
        noise_fn=partial(noise_of, tokenizer, plan.noise, plan.seed) if plan.noise else None,
        watch=watch,
    )
    if state.step < plan.steps:
        return Ran(folder, False, {"step": state.step})
    network = averaged(state)
    last = learned(network, *parts["dev"], t=plan.length, pad=pad)
    sure = surest(last)
    facts = {
        "parameters": sum(p.numel() for p in network.parameters()),
        "rows": len(tokens),
        "rows_sha256": digest(spec, folder / ROWS, "train"),
        "tokens_seen": plan.steps * plan.sequences * plan.length,
        "left_out": dict(left_out(spec, folder / ROWS)),
        "lines_right_on_dev": round(last.share, 4),
        "lines_right_by_family": {name: list(n) for name, n in last.by_family().items()},
        "sure": sure,
        "tried": tried,
        "recipe": recipe.model_dump(mode="json"),
        "size": asdict(size),
    }
    ship(network, tokenizer, folder / MODEL, {"sure": sure})
    (folder / MODEL / CARD).write_text(card_of(facts), encoding="utf-8")
    checkpoint(network, tokenizer, folder / CHECKPOINT)
    (folder / SUMMARY).write_text(f"{json.dumps(facts, indent=2)}\n", encoding="utf-8")
    return Ran(folder, True, facts)


def surest(found: "Learned") -> float:
    """The confidence below which asking is better than doing: wrong costs what right pays.

    Args:
        found: What came of held-out rows.
    """
    order = np.argsort(-found.chance, kind="stable")
    gain = np.cumsum(np.where(found.right[order], 1, -1))
    best = int(np.argmax(gain))
    return round(float(found.chance[order][best]), 4) if len(order) else 0.0


def _said(loss: float, tried: list[dict[str, float]]) -> str:
    share = f", {100 * tried[-1]['lines_right']:.1f}% of lines right" if tried else ""
    return f"loss {loss:.3f}{share}"


def _tokenizer(recipe: MiniRecipe, spec: RowsSpec, folder: Path) -> "Tokenizer":
    """The tokenizer of the run, made from its rows."""
    path = folder / "tokenizer.json"
    if path.exists():
        return read_tokenizer(path)
    prompts = [row.prompt for row in all_rows(spec, folder / ROWS, "train")]
    some = prompts[:: max(1, len(prompts) // FOR_TOKENIZER)]
    tokenizer = train_tokenizer(some, recipe.model.vocab_size)
    save_tokenizer(tokenizer, folder)
    return tokenizer


def _encoded(
    spec: RowsSpec, folder: Path, split: Split, tokenizer: "Tokenizer"
) -> tuple[Tokens, list[str]]:
    """The rows of a split as tokens, and the family of each."""
    families: list[str] = []

    def encoded() -> Iterable[tuple[list[int], int]]:
        for row in all_rows(spec, folder / ROWS, split):
            families.append(row.family)
            yield encoded_row(tokenizer, row.prompt, row.line)

    return tokens_of(list(encoded())), families


def _claim(recipe: MiniRecipe, folder: Path) -> None:
    """Refuse a folder whose rows or weights are of another recipe."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "recipe.json"
    mine = recipe.model_dump(mode="json")
    if path.exists() and json.loads(path.read_text(encoding="utf-8")) != mine:
        raise AskError(
            f"{folder} holds a run of another recipe.", "Choose another folder with --out."
        )
    path.write_text(f"{json.dumps(mine, indent=2)}\n", encoding="utf-8")


def _check_torch() -> None:
    """Refuse to begin without torch.

    Raises:
        AskError: If it is not installed.
    """
    from importlib.util import find_spec

    if find_spec("torch") is None:
        raise AskError("Training needs torch.", "pip install 'districtbot[llm]'")
