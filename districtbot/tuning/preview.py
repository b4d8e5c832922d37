"""What a run would do, without doing it: what it takes, and some rows as they are trained on."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from districtbot.ground.clock import Budget
from districtbot.ground.seeds import rng_of
from districtbot.problems.item import Item
from districtbot.tuning.expect import Expectation, Work, expected, shape_of
from districtbot.tuning.fitting import check_usable
from districtbot.tuning.loading import base_config, check_installed
from districtbot.tuning.machine import this_machine
from districtbot.tuning.masks import Example, encode_rows, packed
from districtbot.tuning.materials import items_of, own_rows, rendering_of, work_of
from districtbot.tuning.reader import TextReader, reader_at
from districtbot.tuning.recipe import LlamaRecipe
from districtbot.tuning.rows import Row, ShowFn, rows_of_item

SAMPLE = 12
"""Items that are rendered to reckon from."""
ONLY_READ = "| "
TRAINED = ">>| "


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run would do.

    Attributes:
        expectation: What it would take, reckoned from a sample of its items.
        items: Items it would learn from, or rows where they are given.
        notes: What would be done otherwise than the recipe says.
        rows: Some rows as text, each line marked as only read or trained on.
    """

    expectation: Expectation
    items: int
    notes: tuple[str, ...]
    rows: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """As JSON data."""
        return {
            "expected": self.expectation.data(),
            "items": self.items,
            "notes": list(self.notes),
            "rows": list(self.rows),
        }


def preview(recipe: LlamaRecipe, n_rows: int, budget: Budget, show: ShowFn) -> Preview:
    """What a run would do; nothing is written and nothing trained.

    Args:
        recipe: The run.
        n_rows: Rows that are shown.
        budget: Ctrl-C stops it.
        show: Told of progress.

    Raises:
        AskError: If it cannot be run here.
        OutOfTime: If it was stopped.
    """
    check_installed(recipe)
    machine = this_machine()
    shape = shape_of(base_config(recipe))
    notes = check_usable(recipe, shape, machine)
    if recipe.data.rows is not None:
        rows = own_rows(recipe, "train")
        n_items = n_sampled = len(rows)
    else:
        items = items_of(recipe, "train")
        rows = _sampled_rows(recipe, items, budget, show)
        n_items, n_sampled = len(items), min(SAMPLE, len(items))
    reader, longest = reader_at(recipe.model.base), recipe.rows.sequence_length
    encoded = encode_rows(reader, rows, longest)
    examples = packed(encoded.examples, longest) if recipe.rows.packing else encoded.examples
    work = _more(work_of(examples), n_items / max(1, n_sampled))
    return Preview(
        expected(recipe, shape, work, machine),
        n_items,
        tuple(notes),
        tuple(
            _marked(reader, row, example)
            for row, example in zip(rows[:n_rows], encoded.examples[:n_rows], strict=False)
        ),
    )


def _sampled_rows(
    recipe: LlamaRecipe, items: Sequence[Item], budget: Budget, show: ShowFn
) -> list[Row]:
    """The rows of some items at random."""
    rng = rng_of("preview", recipe.training.seed)
    how, rows = rendering_of(recipe), list[Row]()
    some = rng.sample(items, min(SAMPLE, len(items)))
    for number, item in enumerate(some):
        budget.check()
        show("Rendering some rows", number, len(some))
        rows += rows_of_item(how, item)[0]
    return rng.sample(rows, len(rows))


def _more(work: Work, times: float) -> Work:
    """So many times as much."""
    return Work(
        math.ceil(work.examples * times),
        math.ceil(work.tokens * times),
        math.ceil(work.trained * times),
        work.longest,
    )


def _marked(reader: TextReader, row: Row, example: Example) -> str:
    """A row as text, by its own tokens: each line with a mark of whether it is trained on."""
    n_read = example.prompts[0]
    parts = (
        (ONLY_READ, example.tokens[:n_read]),
        (TRAINED, example.tokens[n_read:]),
    )
    lines = [f"{row.id}: {n_read:,} tokens only read, {len(example.tokens) - n_read:,} trained on"]
    for mark, tokens in parts:
        text = reader.tokenizer.decode(tokens.tolist(), skip_special_tokens=False)
        lines += [f"{mark}{line}" for line in text.split("\n")]
    return "\n".join(lines)
