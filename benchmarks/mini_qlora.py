"""What QLoRA teaches: `mini` on families of conversations that it has never seen, before and after.

    python benchmarks/mini_qlora.py [BASE] --out qlora [--conversations 400] [--steps 300]

The base is the model that ships, or the checkpoint of a run of ``districtbot tune mini``, which
trains on no family that is held out. Its weights are frozen in 4 bits (NF4, double quantisation),
an adapter on every linear layer learns from conversations of these families' train split with the
recipe ``llama2-7b-qlora``, and is merged. The table counts messages of their test split whose lines
are right to the last symbol, and messages of the other families beside them, so that what is
forgotten shows.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from districtbot.agent.models.text.hf import place_of
from districtbot.problems.families import dialogue_families
from districtbot.problems.source import Source
from districtbot.problems.split import Split
from districtbot.tuning.mini.rows import Row, read_rows, rows_of_dialogue, write_rows

SOURCE = "core-1"
LENGTH = 1024
"""Tokens of the longest row that is tried."""


def rows_of(split: Split, n: int, folder: Path, *, held_out: bool) -> list[Row]:
    """Rows of so many conversations of each family; made once."""
    path = folder / f"{split}-{'unseen' if held_out else 'seen'}-{n}.jsonl.gz"
    if not path.exists():
        source, found = Source(SOURCE), []
        for family in dialogue_families():
            if family.held_out == held_out:
                for index in range(n):
                    found += rows_of_dialogue(source, split, family, index).rows
        write_rows(path, found)
    return list(read_rows(path))


def write_given(path: Path, rows: Iterable[Row]) -> None:
    """Rows as ``districtbot tune`` takes them."""
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            answer = f"{' '.join(row.line)} [end]"
            file.write(f"{json.dumps({'prompt': row.prompt, 'answer': answer})}\n")


def right(checkpoint: Path, rows: list[Row]) -> dict[str, tuple[int, int]]:
    """By family, how many lines a checkpoint writes right, and of how many."""
    import torch
    from safetensors.torch import load_file

    from districtbot.agent.models.mini.symbols import PAD
    from districtbot.tuning.mini.learned import learned
    from districtbot.tuning.mini.network import Network, Size
    from districtbot.tuning.mini.packing import tokens_of
    from districtbot.tuning.mini.tokens import encoded_row, mark_id, read_tokenizer

    tokenizer = read_tokenizer(checkpoint / "tokenizer.json")
    config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
    network = Network(
        Size(**{key: config[key] for key in Size.__dataclass_fields__ if key in config})
    )
    weights = {
        name: part.to(torch.float32)
        for name, part in load_file(checkpoint / "model.safetensors").items()
    }
    network.load_state_dict(
        {name: part for name, part in weights.items() if name != "lm_head.weight"}
    )
    tokens = tokens_of([encoded_row(tokenizer, row.prompt, row.line) for row in rows])
    found = learned(
        network, tokens, [row.family for row in rows], t=LENGTH, pad=mark_id(tokenizer, PAD)
    )
    return found.by_family()


def told(by_family: dict[str, tuple[int, int]], names: Iterable[str]) -> str:
    """A share in words."""
    good, n = (sum(by_family[name][i] for name in names if name in by_family) for i in (0, 1))
    return f"{good} of {n} ({100 * good / max(n, 1):.1f}%)"


def main() -> None:
    """Make the rows, tune, merge, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("base", nargs="?", default="mini", help="mini, or a checkpoint's folder")
    parser.add_argument("--out", type=Path, default=Path("qlora"))
    parser.add_argument("--conversations", type=int, default=400, help="of each unseen family")
    parser.add_argument("--steps", type=int, default=300, help="of 16 messages each")
    parser.add_argument(
        "--learning-rate", type=float, default=2e-3, help="ten times that of a model of 7 billion"
    )
    given = parser.parse_args()
    base, folder = Path(place_of(given.base)), given.out
    folder.mkdir(parents=True, exist_ok=True)
    write_given(folder / "rows.jsonl", rows_of("train", given.conversations, folder, held_out=True))
    program = [sys.executable, "-m", "districtbot"]
    settings = {
        "model.base": base.resolve(),
        "data.path": "null",
        "data.rows": (folder / "rows.jsonl").resolve(),
        "rows.sequence_length": LENGTH,
        "rows.reply_tokens": 160,
        "training.max_steps": given.steps,
        "training.epochs": 100,
        "training.optimizer": "adamw",  # the paged one is for GPUs
        "training.learning_rate": given.learning_rate,
        "model.gradient_checkpointing": "false",
    }
    sets = [part for key, value in settings.items() for part in ("--set", f"{key}={value}")]
    if not (folder / "run" / "adapter").exists():
        command = [*program, "tune", "llama2-7b-qlora", *sets, "--out", str(folder / "run")]
        subprocess.run(command, check=True)
    if not (folder / "merged").exists():
        subprocess.run(
            [*program, "merge", str(folder / "run"), "--out", str(folder / "merged")], check=True
        )
    unseen, seen = (
        rows_of("test", n, folder, held_out=held) for n, held in ((100, True), (6, False))
    )
    before, after = (
        {**right(one, unseen), **right(one, seen)} for one in (base, folder / "merged")
    )
    names = sorted({row.family for row in unseen})
    print(f"{'lines right on test messages':32} {'base':>20} {'with the adapter':>20}")
    for name in names:
        print(f"{name:32} {told(before, [name]):>20} {told(after, [name]):>20}")
    print(f"{'all four':32} {told(before, names):>20} {told(after, names):>20}")
    others = sorted({row.family for row in seen})
    print(f"{'families it was trained on':32} {told(before, others):>20} {told(after, others):>20}")


if __name__ == "__main__":
    main()
