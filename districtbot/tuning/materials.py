"""What a run reads: its rows, rendered once and kept, as tokens."""

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from districtbot.agent.models.text.protocol import JsonProtocol
from districtbot.agent.prompts import SYSTEM
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.ground.paths import sha256_of
from districtbot.ground.quoting import path_told
from districtbot.problems.item import Item
from districtbot.problems.shelf import MANIFEST, read_manifest
from districtbot.tools.tool import schema_of
from districtbot.tools.toolbox import toolbox
from districtbot.tuning.choosing import chosen_items, source_in
from districtbot.tuning.expect import Work
from districtbot.tuning.given import given_rows
from districtbot.tuning.machine import Machine
from districtbot.tuning.masks import Encoded, Example, encode_rows, packed
from districtbot.tuning.reader import reader_at
from districtbot.tuning.recipe import LlamaRecipe
from districtbot.tuning.rows import Rendering, Row, RowFile, kept, read_row_file, render
from districtbot.tuning.runs import ROWS, key_of, last_checkpoint, write_json

ShowFn = Callable[[str, int, int], None]
Role = Literal["train", "eval"]
DONE = "rows.json"
"""Says of which recipe and set the rows are, once all are there."""
RENDERING = 1
"""Goes up when the same items give other rows."""
LOOK_EVERY = 1.0
"""Seconds between two looks of a process that waits for the first one's rows."""


@dataclass(frozen=True, slots=True)
class Materials:
    """What a run reads.

    Attributes:
        train: What is learnt from: rows, or packs of rows.
        held_out: Rows that are looked at meanwhile.
        work: How much is read.
        told: What the rows are, as JSON data.
    """

    train: tuple[Example, ...]
    held_out: tuple[Example, ...]
    work: Work
    told: dict[str, Any]


def materials(
    recipe: LlamaRecipe,
    folder: Path,
    machine: Machine,
    n_jobs: int,
    budget: Budget,
    show: ShowFn,
) -> Materials:
    """The rows of a run; rendered by the first process, read by all.

    Args:
        recipe: The run.
        folder: Its folder.
        machine: Tells which process this is.
        n_jobs: Processes that render.
        budget: Ctrl-C stops it.
        show: Told of progress.

    Raises:
        OutOfTime: If it was stopped.
        AskError: If there is no such set, no row is left, or the rows are others than those that
            the run began with.
    """
    key = _key(recipe)
    home = folder / ROWS
    if machine.is_first:
        _begin(folder, key)
        files = {
            role: _row_file(recipe, role, home, n_jobs, budget, show) for role in ("train", "eval")
        }
        write_json(home / DONE, {"key": key, **{role: asdict(files[role].tally) for role in files}})
    else:
        _wait(home / DONE, key, budget)
        files = {role: read_row_file(home / f"{role}.jsonl.gz") for role in ("train", "eval")}
    return _read(recipe, files, show)


def rendering_of(recipe: LlamaRecipe) -> Rendering:
    """How the rows of a run are made.

    Raises:
        AskError: If there is no set, or its real maps are not named.
    """
    return Rendering(
        recipe.model.base,
        recipe.rows.sequence_length,
        recipe.rows.reply_tokens,
        recipe.data.answers,
        recipe.training.seed,
        source_in(recipe.data),
    )


def items_of(recipe: LlamaRecipe, role: Role) -> list[Item]:
    """The items that a run learns from, or that it looks at meanwhile.

    Raises:
        AskError: If there are none.
    """
    data, seed = recipe.data, recipe.training.seed
    if role == "train":
        return chosen_items(data, data.split, data.items, seed)
    if data.eval_items == 0 or recipe.training.eval_every is None:
        return []
    return chosen_items(data, data.eval_split, data.eval_items, seed)


def own_rows(recipe: LlamaRecipe, role: Role) -> list[Row]:
    """The rows of the recipe's own files.

    Raises:
        AskError: If they cannot be read.
    """
    data = recipe.data
    file, n = (data.rows, data.items) if role == "train" else (data.eval_rows, data.eval_items)
    if file is None or n == 0 or (role == "eval" and recipe.training.eval_every is None):
        return []
    return given_rows(Path(file), n, recipe.training.seed)


def work_of(examples: Sequence[Example]) -> Work:
    """How much there is to read."""
    tokens = sum(len(one.tokens) for one in examples)
    only_read = sum(sum(one.prompts) for one in examples)
    longest = max((len(one.tokens) for one in examples), default=0)
    return Work(len(examples), tokens, tokens - only_read, longest)


def _read(recipe: LlamaRecipe, files: dict[str, RowFile], show: ShowFn) -> Materials:
    """The rows as tokens."""
    reader, longest = reader_at(recipe.model.base), recipe.rows.sequence_length
    found: dict[str, Encoded] = {}
    for role, file in files.items():
        rows = file.read()
        show(f"Reading rows ({role})", 0, len(rows))
        found[role] = encode_rows(reader, rows, longest)
    if not found["train"].examples:
        raise AskError(
            "No row is left to learn from.",
            "Take more items with data.items, or a longer rows.sequence_length.",
        )
    examples = found["train"].examples
    if recipe.rows.packing:
        examples = packed(examples, longest)
    told = {**_origin(recipe), **{role: _told(files[role], found[role]) for role in files}}
    return Materials(examples, found["eval"].examples, work_of(examples), told)


def _origin(recipe: LlamaRecipe) -> dict[str, Any]:
    """Where the rows come from."""
    data = recipe.data
    if data.rows is not None:
        files = [file for file in (data.rows, data.eval_rows) if file is not None]
        return {"rows_of": {Path(file).name: sha256_of(Path(file)) for file in files}}
    manifest = read_manifest(data.folder)
    return {
        "set": f"{manifest['name']}-{manifest['seed']}",
        "set_manifest_sha256": sha256_of(data.folder / MANIFEST),
    }


def _told(file: RowFile, encoded: Encoded) -> dict[str, Any]:
    return {
        "rows_sha256": file.sha256,
        **asdict(file.tally),
        "too_long": encoded.too_long,
        "tokens": encoded.n_tokens,
        "trained_tokens": encoded.n_trained,
        "masked_share": round(encoded.masked, 6),
    }


def _row_file(
    recipe: LlamaRecipe, role: Role, home: Path, n_jobs: int, budget: Budget, show: ShowFn
) -> RowFile:
    """The rows of a split, from an earlier start of the run where they are there."""
    path = home / f"{role}.jsonl.gz"
    try:
        return read_row_file(path)
    except FileNotFoundError:
        if recipe.data.rows is not None:
            return kept(own_rows(recipe, role), path)
        items = items_of(recipe, role)
        return render(rendering_of(recipe), items, path, n_jobs, budget, show)


def _begin(folder: Path, key: str) -> None:
    """Make room for the rows; those of other items are taken away while nothing was learnt yet.

    Raises:
        AskError: If the run has learnt from other rows already.
    """
    home, stamp = folder / ROWS, folder / ROWS / "key.json"
    if stamp.is_file() and json.loads(stamp.read_text("utf-8")) != key:
        if last_checkpoint(folder) is not None:
            raise AskError(
                f"The run in {path_told(folder)} began with other rows: the set, the model's "
                "tokenizer or the agent's instructions have changed since.",
                "Name another folder with --out, or put them back to go on.",
            )
        shutil.rmtree(home)
    write_json(stamp, key)


def _wait(path: Path, key: str, budget: Budget) -> None:
    """Wait until the first process has rendered the rows."""
    while True:
        budget.check()
        try:
            if json.loads(path.read_text("utf-8"))["key"] == key:
                return
        except (OSError, ValueError, KeyError):
            pass
        time.sleep(LOOK_EVERY)


def _key(recipe: LlamaRecipe) -> str:
    """A hash of all that rows follow from."""
    reader = reader_at(recipe.model.base)
    tokenizer = reader.tokenizer
    told = hashlib.sha256(tokenizer.backend_tokenizer.to_str().encode()).hexdigest()
    held_out = recipe.training.eval_every is not None
    return key_of(
        RENDERING,
        _origin(recipe),
        recipe.data.model_dump(mode="json", exclude={"path", "maps", "rows", "eval_rows"}),
        recipe.rows.model_dump(mode="json", exclude={"packing"}),
        recipe.training.seed,
        held_out,
        told,
        str(tokenizer.chat_template),
        SYSTEM,
        JsonProtocol().instructions(
            [
                {
                    "type": "function",
                    "function": {
                        "name": tool.name,
                        "description": tool.summary,
                        "parameters": schema_of(tool),
                    },
                }
                for tool in toolbox(allow_code=True)
            ]
        ),
    )
