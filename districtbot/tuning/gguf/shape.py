"""A LLaMA's shape as GGUF says it: sizes, positions and how their context is stretched."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.errors import AskError
from districtbot.ground.quoting import plain

if TYPE_CHECKING:
    from gguf import GGUFWriter

ARCHITECTURE = "llama"
KINDS = ("llama", "mistral")
"""Values of ``model_type`` that llama.cpp runs as a LLaMA."""
ELSEWHERE = "Convert it with llama.cpp's own convert_hf_to_gguf.py."


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of a LLaMA.

    Attributes:
        name: What it is called.
        vocabulary: Rows of the embedding.
        width: Size of a token's vector.
        feed: Size of the inner layer of the feed-forward part.
        layers: Layers.
        heads: Heads of attention.
        kv_heads: Heads of keys and values.
        head: Size of a head.
        context: Tokens it was trained to see.
        epsilon: Of the norms.
        theta: Base of the rotary positions.
        rope: The stretching of the positions as transformers says it; empty for none.
        tied: Whether embedding and head are one.
    """

    name: str
    vocabulary: int
    width: int
    feed: int
    layers: int
    heads: int
    kv_heads: int
    head: int
    context: int
    epsilon: float
    theta: float
    rope: Mapping[str, Any]
    tied: bool


def shape_of(config: Mapping[str, Any], name: str) -> Shape:
    """The shape in a ``config.json``.

    Args:
        config: The configuration.
        name: What the model is called.

    Raises:
        AskError: If llama.cpp runs no such model, or numbers are missing.
    """
    kind = config.get("model_type")
    if kind not in KINDS:
        raise AskError(
            f"Only LLaMA-family models are written as GGUF here; this one is {plain(kind)}.",
            ELSEWHERE,
        )
    if config.get("quantization_config"):
        raise AskError(
            "The weights of this model are quantised already.",
            "Export the model they were made from, or merge its adapter first.",
        )
    if config.get("hidden_act", "silu") != "silu":
        raise AskError(f"llama.cpp has no {plain(config['hidden_act'])} in a LLaMA.", ELSEWHERE)
    window = config.get("sliding_window")
    if window and window < config.get("max_position_embeddings", 0):
        raise AskError("llama.cpp's LLaMA sees no sliding window.", ELSEWHERE)
    needed = (
        "vocab_size",
        "hidden_size",
        "intermediate_size",
        "num_hidden_layers",
        "num_attention_heads",
        "max_position_embeddings",
    )
    missing = [key for key in needed if not isinstance(config.get(key), int)]
    if missing:
        raise AskError(f"config.json says no {', '.join(missing)}.", "Copy the model again.")
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    heads = int(config["num_attention_heads"])
    return Shape(
        name=name,
        vocabulary=int(config["vocab_size"]),
        width=int(config["hidden_size"]),
        feed=int(config["intermediate_size"]),
        layers=int(config["num_hidden_layers"]),
        heads=heads,
        kv_heads=int(config.get("num_key_value_heads") or heads),
        head=int(config.get("head_dim") or config["hidden_size"] // heads),
        context=int(config["max_position_embeddings"]),
        epsilon=float(config.get("rms_norm_eps", 1e-6)),
        theta=float(rope.get("rope_theta") or config.get("rope_theta") or 10_000.0),
        rope=rope if rope_kind(rope) != "default" else {},
        tied=bool(config.get("tie_word_embeddings", False)),
    )


def write_shape(writer: "GGUFWriter", shape: Shape) -> list[str]:
    """Write a shape's metadata.

    Returns:
        What llama.cpp will do otherwise than transformers, in full sentences.

    Raises:
        AskError: If llama.cpp cannot stretch the context in this way.
    """
    writer.add_name(shape.name)
    writer.add_vocab_size(shape.vocabulary)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_rope_dimension_count(shape.head)
    writer.add_rope_freq_base(shape.theta)
    if shape.head * shape.heads != shape.width:
        writer.add_key_length(shape.head)
        writer.add_value_length(shape.head)
    return _write_rope(writer, shape)


def rope_kind(rope: Mapping[str, Any]) -> str:
    """How positions are stretched, as transformers calls it."""
    return str(rope.get("rope_type") or rope.get("type") or "default")


def frequencies(shape: Shape) -> NDArray[np.float32] | None:
    """What each rotary frequency is divided by, for Llama 3's way of stretching; else ``None``.

    Shape ``(head / 2,)``. As in ``_compute_llama3_parameters`` of transformers.
    """
    rope = shape.rope
    if rope_kind(rope) != "llama3":
        return None
    factor, low, high, old = (
        float(rope[key])
        for key in (
            "factor",
            "low_freq_factor",
            "high_freq_factor",
            "original_max_position_embeddings",
        )
    )
    found = []
    for i in range(0, shape.head, 2):
        wave = 2 * math.pi * shape.theta ** (i / shape.head)
        if wave < old / high:
            found.append(1.0)
        elif wave > old / low:
            found.append(factor)
        else:
            smooth = (old / wave - low) / (high - low)
            found.append(1 / ((1 - smooth) / factor + smooth))
    return np.array(found, dtype=np.float32)


def _write_rope(writer: "GGUFWriter", shape: Shape) -> list[str]:
    from gguf import RopeScalingType

    rope, kind = shape.rope, rope_kind(shape.rope)
    if kind in ("default", "llama3"):
        return []
    if kind == "dynamic":
        return [
            f"llama.cpp knows no dynamic positions: up to {shape.context:,} tokens nothing "
            "changes, beyond them it cannot go."
        ]
    if kind not in ("linear", "yarn"):
        raise AskError(f"llama.cpp cannot stretch positions by {plain(kind)} here.", ELSEWHERE)
    types = {"linear": RopeScalingType.LINEAR, "yarn": RopeScalingType.YARN}
    writer.add_rope_scaling_type(types[kind])
    writer.add_rope_scaling_factor(float(rope["factor"]))
    if kind == "yarn":
        old = rope.get("original_max_position_embeddings") or shape.context / float(rope["factor"])
        writer.add_rope_scaling_orig_ctx_len(int(old))
        for key, write_fn in (
            ("beta_fast", writer.add_rope_scaling_yarn_beta_fast),
            ("beta_slow", writer.add_rope_scaling_yarn_beta_slow),
        ):
            if rope.get(key) is not None:
                write_fn(float(rope[key]))
    return []
