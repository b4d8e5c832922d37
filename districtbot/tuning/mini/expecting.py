"""What a run of `mini` will take, told before it begins, and what its rows look like."""

from collections.abc import Iterator

from districtbot.problems.families import dialogue_families
from districtbot.problems.source import Source
from districtbot.tuning.mini.recipe import MiniRecipe
from districtbot.tuning.mini.rows import Row, rows_of_dialogue, rows_of_messages, rows_of_requests

STATES = 5
"""Numbers of 4 bytes that are held for each parameter: weight, gradient, average, two moments."""
FLOPS = 6
"""Operations of one token for each parameter, forward and backward."""


def n_parameters(recipe: MiniRecipe) -> int:
    """Parameters of the network; embedding and head are one matrix."""
    sizes = recipe.model
    width, inner = sizes.hidden_size, sizes.intermediate_size
    layer = 4 * width * width + 3 * width * inner + 2 * width
    return sizes.vocab_size * width + sizes.layers * layer + width


def expected(recipe: MiniRecipe) -> list[str]:
    """Parameters, memory, tokens and operations in words."""
    plan, n = recipe.training, n_parameters(recipe)
    tokens = plan.steps * plan.sequences * plan.length
    held = 4 * STATES * n
    scores = plan.sequences * plan.length // 4 * recipe.model.vocab_size * 4 * 2
    inner = 12 * recipe.model.hidden_size + 4 * recipe.model.intermediate_size
    heads = 3 * recipe.model.heads * plan.length
    kept = plan.sequences * plan.length * recipe.model.layers * (inner + heads) * 2
    rows = recipe.rows
    n_dialogues, n_requests, n_messages = (
        sum(counts.values()) for counts in (rows.dialogues, rows.requests, rows.messages)
    )
    return [
        f"{n:,} parameters, all of them trained; {n / 1e6:.1f} MB with 8 bits each.",
        f"Rows from {n_dialogues:,} conversations, {n_requests:,} requests and {n_messages:,} "
        "whole messages.",
        f"{tokens:,} tokens in {plan.steps:,} steps, about {FLOPS * n * tokens:.1e} operations.",
        f"About {(held + scores + kept) / 1e9:.1f} GB of memory besides torch itself.",
    ]


def sample_rows(recipe: MiniRecipe, n: int) -> Iterator[str]:
    """Some rows as they are learned from; what is learned is marked with ``>>|``."""
    source = Source(recipe.rows.source, edition=recipe.rows.edition)
    rows: list[Row] = list(rows_of_requests(source, "train", 0, n).rows[:n])
    if recipe.rows.messages:
        rows += rows_of_messages(source, "train", 0, n).rows[:n]
    for family in dialogue_families()[:n]:
        rows += rows_of_dialogue(source, "train", family, 0).rows[-1:]
    for row in rows:
        before = "\n".join(f"  | {line}" for line in row.prompt.splitlines())
        yield f"{before}\n>>| {' '.join(row.line)}"
