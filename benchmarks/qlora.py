"""What QLoRA takes against plain LoRA: peak memory and tokens a second of training steps.

    python benchmarks/qlora.py [--size 7b|tiny] [--tokens 512 2048] [--steps 6]

A LLaMA of the size of Llama-2-7B with random weights, held as the recipe `llama2-7b-qlora` wants it
and as the same recipe with bfloat16 weights; rows of random tokens, one at a time, the last 64 of
each trained on, with gradient checkpointing. ``expected`` is what `districtbot tune` would have
said of the peak before the start. On a GPU the peak is what torch reserved there; on a processor,
where only ``--size tiny`` is of use, that of the whole program. The first step is not timed.
"""

import argparse
import gc
import json
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import transformers

from districtbot.tuning.expect import GB, memory_of, shape_of
from districtbot.tuning.loading import base_config, model_to_train
from districtbot.tuning.machine import Machine, this_machine
from districtbot.tuning.masks import Example, collated
from districtbot.tuning.recipe import LlamaRecipe
from districtbot.tuning.shelf import read_recipe

SIZES: dict[str, dict[str, int]] = {
    "7b": {
        "vocab_size": 32000, "hidden_size": 4096, "intermediate_size": 11008,
        "num_hidden_layers": 32, "num_attention_heads": 32, "max_position_embeddings": 4096,
    },
    "tiny": {
        "vocab_size": 500, "hidden_size": 64, "intermediate_size": 172,
        "num_hidden_layers": 2, "num_attention_heads": 4, "max_position_embeddings": 4096,
    },
}  # fmt: skip
WAYS = {"QLoRA, NF4": "nf4", "LoRA, bfloat16": "none"}
TRAINED = 64
"""Tokens of a row that are trained on."""


def random_model(folder: Path, size: str, device: str) -> None:
    """Write a model with random weights in bfloat16."""
    config = transformers.LlamaConfig(**SIZES[size], dtype="bfloat16")
    torch.manual_seed(0)
    with torch.device(device):
        model = transformers.AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
    model.save_pretrained(str(folder))


def optimizer_of(model: Any, recipe: LlamaRecipe, machine: Machine) -> Any:
    """The recipe's optimizer, or AdamW where there is no GPU."""
    trained = [one for one in model.parameters() if one.requires_grad]
    if machine.device == "cpu":
        return torch.optim.AdamW(trained, lr=recipe.training.learning_rate)
    import bitsandbytes

    return bitsandbytes.optim.AdamW(trained, lr=recipe.training.learning_rate, is_paged=True)


def measured(recipe: LlamaRecipe, machine: Machine, tokens: int, steps: int) -> dict[str, float]:
    """Peak memory in bytes and tokens a second."""
    if machine.device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    model = model_to_train(recipe, machine)
    if recipe.model.quantisation == "none":  # else it was loaded where it belongs
        model = model.to(machine.device)
    model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    model.train()
    optimizer = optimizer_of(model, recipe, machine)
    rng, seconds = np.random.default_rng(0), list[float]()
    for _ in range(steps + 1):
        ids = rng.integers(3, model.config.vocab_size, tokens).astype(np.int32)
        batch = collated([Example(ids, (tokens - TRAINED,), (tokens,))], pad=0)
        batch = {name: one.to(machine.device) for name, one in batch.items()}
        began = time.perf_counter()
        with torch.autocast(machine.device, torch.bfloat16):
            loss = model(**batch, use_cache=False).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        float(loss.detach())  # waits for the GPU
        seconds.append(time.perf_counter() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if machine.device == "cuda":
        peak = torch.cuda.max_memory_reserved()
    return {"peak": peak, "tokens_per_second": tokens * steps / sum(seconds[1:])}


def main(argv: Sequence[str] | None = None) -> None:
    """Measure each way at each length, and print a line of JSON for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=sorted(SIZES), default="7b")
    parser.add_argument("--tokens", type=int, nargs="+", default=[512, 2048])
    parser.add_argument("--steps", type=int, default=6)
    given = parser.parse_args(argv)
    machine = this_machine()
    with tempfile.TemporaryDirectory() as folder:
        random_model(Path(folder), given.size, machine.device)
        for tokens in given.tokens:
            for way, quantisation in WAYS.items():
                recipe = read_recipe(
                    "llama2-7b-qlora",
                    [
                        f"model={folder}",
                        f"model.quantisation={quantisation}",
                        f"rows.sequence_length={tokens}",
                        f"rows.reply_tokens={TRAINED}",
                    ],
                )
                shape = shape_of(base_config(recipe))
                expected = sum(memory_of(recipe, shape, machine, tokens).values())
                found = measured(recipe, machine, tokens, given.steps)
                gc.collect()
                if machine.device == "cuda":
                    torch.cuda.empty_cache()
                line = {
                    "device": machine.name,
                    "way": way,
                    "tokens": tokens,
                    "tokens_per_second": round(found["tokens_per_second"], 1),
                    "peak_gb": round(found["peak"] / GB, 2),
                    "expected_gb": round(expected / GB, 2),
                }
                print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
