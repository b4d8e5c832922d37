"""A LLaMA decoder in NumPy, with what it has read kept from call to call.

The same numbers as transformers' ``LlamaForCausalLM`` up to rounding: RMS norm, rotary positions
(halves rotated), grouped-query attention, SwiGLU.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from districtbot.agent.models.mini.weights import Array, Shape
from districtbot.agent.models.text.tokens import common_start
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError

STRETCH = 256
"""Tokens that are read at once; between two stretches the clock is looked at."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer; matrices that read the same vector are one."""

    norm: Array
    qkv: Array
    out: Array
    norm_after: Array
    gate_up: Array
    down: Array


class Decoder:
    """A LLaMA model that scores the next token; see `TokenModel`.

    Args:
        shape: Its sizes.
        weights: Its weights by their names in Hugging Face's files.

    Raises:
        AskError: If a weight is missing or has another shape.
    """

    def __init__(self, shape: Shape, weights: dict[str, Array]) -> None:
        self.shape = shape
        self._embedding = _weight(weights, "model.embed_tokens.weight", shape.width)
        head = "model.embed_tokens.weight" if shape.tied else "lm_head.weight"
        self._head = _weight(weights, head, shape.width)
        self._norm = _weight(weights, "model.norm.weight", shape.width)
        self._layers = [_layer(weights, i, shape) for i in range(shape.layers)]
        cache = (shape.layers, 2, shape.kv_heads, shape.context, shape.head_width)
        self._cache = np.zeros(cache, dtype=np.float32)
        self._cos, self._sin = _rotations(shape)
        self._read: list[int] = []

    def scores(self, tokens: Sequence[int], budget: Budget) -> Array | None:
        """A score for each token that may come next; shape ``(vocabulary,)``."""
        keep = min(common_start(self._read, tokens), len(tokens) - 1)
        del self._read[keep:]
        while len(self._read) < len(tokens):
            if budget.over:
                return None
            stretch = list(tokens[len(self._read) : len(self._read) + STRETCH])
            last = self._forward(stretch, len(self._read))
            self._read += stretch
        scores: Array = self._head @ last
        return scores

    def _forward(self, tokens: list[int], start: int) -> Array:
        """Read tokens at positions from ``start`` on; the vector of the last one."""
        x = self._embedding[tokens]
        for i, layer in enumerate(self._layers):
            x = x + self._attention(i, layer, _normed(x, layer.norm, self.shape.eps), start)
            if i == self.shape.layers - 1:
                x = x[-1:]
            both = _normed(x, layer.norm_after, self.shape.eps) @ layer.gate_up.T
            gate, up = both[:, : both.shape[1] // 2], both[:, both.shape[1] // 2 :]
            x = x + (gate * (0.5 + 0.5 * np.tanh(0.5 * gate)) * up) @ layer.down.T
        last: Array = _normed(x[-1:], self._norm, self.shape.eps)[0]
        return last

    def _attention(self, i: int, layer: _Layer, x: Array, start: int) -> Array:
        """What each position gathers from itself and those before it."""
        shape = self.shape
        n, end, hd, kv = len(x), start + len(x), shape.head_width, shape.kv_heads
        qkv = (x @ layer.qkv.T).reshape(n, -1, hd).transpose(1, 0, 2)
        q, k, v = qkv[: shape.heads], qkv[shape.heads : shape.heads + kv], qkv[-kv:]
        cos, sin = self._cos[start:end], self._sin[start:end]
        keys, values = self._cache[i]
        keys[:, start:end] = _turned(k, cos, sin)
        values[:, start:end] = v
        groups = _turned(q, cos, sin).reshape(kv, -1, hd) * np.float32(hd**-0.5)
        weight = groups @ keys[:, :end].transpose(0, 2, 1)
        weight = weight.reshape(kv, -1, n, end)
        if n > 1:
            later = np.arange(end) > np.arange(start, end)[:, None]
            weight[..., later] = -np.inf
        weight -= weight.max(axis=-1, keepdims=True)
        np.exp(weight, out=weight)
        weight /= weight.sum(axis=-1, keepdims=True)
        seen = weight.reshape(kv, -1, end) @ values[:, :end]
        heads = seen.reshape(shape.heads, n, hd).transpose(1, 0, 2).reshape(n, -1)
        gathered: Array = heads @ layer.out.T
        return gathered


def _normed(x: Array, weight: Array, eps: float) -> Array:
    """The vectors at length one (root mean square), times the weight of each place."""
    mean = np.einsum("ij,ij->i", x, x)[:, None] / np.float32(x.shape[1])
    normed: Array = x / np.sqrt(mean + np.float32(eps)) * weight
    return normed


def _rotations(shape: Shape) -> tuple[Array, Array]:
    """Cosine and sine of each position's angles; each of shape ``(context, head_width)``."""
    half = np.arange(0, shape.head_width, 2, dtype=np.float32) / np.float32(shape.head_width)
    frequency = np.float32(1) / np.float32(shape.theta) ** half
    angles = np.outer(np.arange(shape.context, dtype=np.float32), frequency)
    both: Array = np.concatenate([angles, angles], axis=-1, dtype=np.float32)
    return np.cos(both), np.sin(both)


def _turned(x: Array, cos: Array, sin: Array) -> Array:
    """Vectors of heads turned by the angles of their positions; shape ``(heads, n, width)``."""
    half = x.shape[-1] // 2
    left, right = x[..., :half], x[..., half:]
    turned: Array = x * cos + np.concatenate([-right, left], axis=-1, dtype=np.float32) * sin
    return turned


def _layer(weights: dict[str, Array], i: int, shape: Shape) -> _Layer:
    def named(part: str, columns: int) -> Array:
        return _weight(weights, f"model.layers.{i}.{part}.weight", columns)

    width, inner = shape.width, shape.heads * shape.head_width
    qkv = [named(f"self_attn.{x}_proj", width) for x in "qkv"]
    gate_up = [named(f"mlp.{x}_proj", width) for x in ("gate", "up")]
    return _Layer(
        norm=named("input_layernorm", width),
        qkv=np.concatenate(qkv),
        out=named("self_attn.o_proj", inner),
        norm_after=named("post_attention_layernorm", width),
        gate_up=np.concatenate(gate_up),
        down=named("mlp.down_proj", len(gate_up[0])),
    )


def _weight(weights: dict[str, Array], name: str, columns: int) -> Array:
    """A weight by name, with the length of its rows checked."""
    found = weights.get(name)
    if found is None or found.shape[-1] != columns:
        came = "is missing" if found is None else f"has shape {found.shape}"
        raise AskError(
            f"The weights do not fit their config.json: {name} {came}.",
            "Copy the model's folder again, all files of it.",
        )
    return found
