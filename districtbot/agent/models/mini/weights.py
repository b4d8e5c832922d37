"""A model folder in Hugging Face's form, read without torch: ``config.json`` and safetensors."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.errors import AskError
from districtbot.ground.quoting import path_told, plain

Array = NDArray[np.float32]

SCALE = "_scale"
"""Behind the name of a weight stored as 8-bit integers: its scale, one number a row."""

_PLAIN = {"F32": np.float32, "F16": np.float16, "I8": np.int8}


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a LLaMA model.

    Attributes:
        width: Length of the vector of a token.
        layers: Number of layers.
        heads: Heads of a query.
        kv_heads: Heads of keys and values, shared by groups of query heads.
        head_width: Length of the vector of a head.
        vocabulary: Number of tokens.
        context: Tokens it was trained to see.
        eps: Added under the root of the norm.
        theta: Base of the rotary frequencies.
        tied: Whether tokens are read and written by the same matrix.
    """

    width: int
    layers: int
    heads: int
    kv_heads: int
    head_width: int
    vocabulary: int
    context: int
    eps: float
    theta: float
    tied: bool


def read_shape(folder: Path) -> Shape:
    """The sizes of the model in a folder.

    Raises:
        AskError: If there is no ``config.json``, or it is not of a LLaMA model as run here.
    """
    config = read_json(folder / "config.json")
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    kind = rope.get("rope_type", rope.get("type", "default"))
    if config.get("model_type") != "llama" or kind != "default":
        raise _unusable(folder, f"it is a {config.get('model_type')} model, rotary {kind}")
    if config.get("attention_bias") or config.get("mlp_bias"):
        raise _unusable(folder, "it has biases")
    try:
        heads = int(config["num_attention_heads"])
        width = int(config["hidden_size"])
        return Shape(
            width=width,
            layers=int(config["num_hidden_layers"]),
            heads=heads,
            kv_heads=int(config.get("num_key_value_heads") or heads),
            head_width=int(config.get("head_dim") or width // heads),
            vocabulary=int(config["vocab_size"]),
            context=int(config["max_position_embeddings"]),
            eps=float(config.get("rms_norm_eps", 1e-6)),
            theta=float(rope.get("rope_theta", config.get("rope_theta", 10_000.0))),
            tied=bool(config.get("tie_word_embeddings", False)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _unusable(folder, f"its config.json lacks {error}") from error


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object of a model folder.

    Raises:
        AskError: If it is not there or no JSON object.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _unusable(path.parent, f"{path.name} cannot be read ({error})") from error
    if not isinstance(found, dict):
        raise _unusable(path.parent, f"{path.name} is no JSON object")
    return found


def read_weights(folder: Path) -> dict[str, Array]:
    """The weights of the model in a folder, as 32-bit numbers.

    They may be stored as 32 or 16-bit numbers, or as 8-bit integers beside a scale for each row
    (``NAME`` and ``NAME_scale``).

    Raises:
        AskError: If ``model.safetensors`` cannot be read.
    """
    from safetensors import SafetensorError, deserialize

    path = folder / "model.safetensors"
    try:
        stored = deserialize(path.read_bytes())  # type: ignore[no-untyped-call]
    except (OSError, SafetensorError) as error:
        raise _unusable(folder, f"{path.name} cannot be read ({error})") from error
    arrays = {name: _array(folder, name, part) for name, part in stored}
    scales = {name: arrays.pop(name) for name in list(arrays) if name.endswith(SCALE)}
    for name, scale in scales.items():
        arrays[name.removesuffix(SCALE)] *= scale.reshape(-1, 1)
    return arrays


def _array(folder: Path, name: str, part: dict[str, Any]) -> Array:
    """One stored array as 32-bit numbers."""
    kind, data = part["dtype"], part["data"]
    if kind == "BF16":
        flat = (np.frombuffer(data, dtype="<u2").astype(np.uint32) << 16).view(np.float32)
    elif kind in _PLAIN:
        flat = np.frombuffer(data, dtype=_PLAIN[kind]).astype(np.float32)
    else:
        raise _unusable(folder, f"{name} is stored as {kind}")
    return flat.reshape(part["shape"])


def _unusable(folder: Path, why: str) -> AskError:
    return AskError(
        f"The model in {path_told(folder)} cannot be run by mini: {plain(why, 160)}.",
        "Name a folder with config.json, model.safetensors and tokenizer.json of a LLaMA model, "
        "or use hf:PATH.",
    )
