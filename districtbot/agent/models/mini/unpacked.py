"""A model of 8-bit weights as transformers, peft and llama.cpp read it."""

import json
import shutil
from pathlib import Path

from districtbot.agent.models.mini.weights import SCALE, read_weights
from districtbot.ground.paths import all_or_nothing, cache_dir, sha256_of

_WEIGHTS = "model.safetensors"
_BESIDE = ("config.json", "tokenizer.json", "tokenizer_config.json")


def unpacked(folder: Path) -> Path:
    """The folder of a model whose weights are numbers of 32 bits.

    Whoever reads 8-bit weights without their scales gets a model that says nothing sensible, and no
    error. So a model that is packed is unpacked into the cache, once.

    Args:
        folder: The folder of a model; it is given back where it is not packed.
    """
    if not _is_packed(folder / _WEIGHTS):
        return folder
    from safetensors.numpy import save_file

    made = cache_dir() / "unpacked" / sha256_of(folder / _WEIGHTS)[:16]
    if not (made / _WEIGHTS).is_file():
        with all_or_nothing(made) as scratch:
            save_file(read_weights(folder), scratch / _WEIGHTS, metadata={"format": "pt"})
            for name in _BESIDE:
                if (folder / name).is_file():
                    shutil.copyfile(folder / name, scratch / name)
    return made


def _is_packed(path: Path) -> bool:
    """Whether a file of safetensors holds weights beside their scales."""
    try:
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            names = json.loads(file.read(size)) if size < path.stat().st_size else {}
    except (OSError, ValueError):
        return False
    return any(name.endswith(SCALE) and name.removesuffix(SCALE) in names for name in names)
