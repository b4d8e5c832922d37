"""A model of 8-bit weights as transformers, peft and llama.cpp read it."""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from districtbot.agent.models.mini.weights import SCALE, read_json, read_weights
from districtbot.ground.errors import AskError
from districtbot.ground.paths import cache_dir, sha256_of
from districtbot.ground.quoting import path_told

_WEIGHTS = "model.safetensors"
_BESIDE = ("config.json", "tokenizer.json", "tokenizer_config.json")
_LONGEST_HEADER = 100_000_000
"""Bytes of the longest header that safetensors allows."""


def unpacked(folder: Path) -> Path:
    """The folder of a model whose weights are numbers of 32 bits.

    Whoever reads 8-bit weights without their scales gets a model that says nothing sensible, and no
    error. So a model that is packed is unpacked into the cache, once.

    Args:
        folder: The folder of a model; it is given back where it is not packed.

    Raises:
        AskError: If it is packed and its ``config.json`` cannot be read, or the cache cannot be
            written.
    """
    if not _is_packed(folder):
        return folder
    files = [name for name in (_WEIGHTS, *_BESIDE) if (folder / name).is_file()]
    key = hashlib.sha256("".join(sha256_of(folder / name) for name in files).encode()).hexdigest()
    made = cache_dir() / "unpacked" / key[:16]
    if not made.is_dir():
        try:
            _unpack(folder, files, made)
        except OSError as error:
            raise AskError(
                f"{path_told(folder)} cannot be unpacked to {path_told(made.parent)}: "
                f"{error.strerror or error}.",
                "Name another folder for it in $DISTRICTBOT_CACHE.",
            ) from error
    return made


def _unpack(folder: Path, files: list[str], made: Path) -> None:
    """Write the unpacked model under another name, then give it its own: all of it or nothing."""
    from safetensors.numpy import save_file

    made.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=made.parent) as beside:
        scratch = Path(beside) / "model"
        scratch.mkdir()
        save_file(read_weights(folder), scratch / _WEIGHTS, metadata={"format": "pt"})
        for name in files[1:]:
            shutil.copyfile(folder / name, scratch / name)
        try:
            scratch.rename(made)
        except OSError:
            if not made.is_dir():  # or else another process was quicker
                raise


def _is_packed(folder: Path) -> bool:
    """Whether a model's weights are 8-bit numbers beside scales, and not another library's."""
    tensors = _header(folder / _WEIGHTS)
    scaled = [name.removesuffix(SCALE) for name in tensors if name.endswith(SCALE)]
    kinds = [tensors.get(name) for name in scaled]
    if not kinds or not all(isinstance(one, dict) and one.get("dtype") == "I8" for one in kinds):
        return False
    return "quantization_config" not in read_json(folder / "config.json")


def _header(path: Path) -> dict[str, Any]:
    """What a file of safetensors says of its tensors; nothing if it is none."""
    try:
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            text = file.read(size) if size <= _LONGEST_HEADER else b""
        found = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
