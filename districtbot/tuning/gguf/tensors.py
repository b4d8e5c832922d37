"""The tensors of a LLaMA by llama.cpp's names, in its order and its types."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from districtbot.ground.errors import AskError, some_of
from districtbot.tuning.gguf.shape import Shape, frequencies
from districtbot.tuning.weights import Tensors

if TYPE_CHECKING:
    from gguf import GGMLQuantizationType, GGUFWriter

Quant = Literal["f32", "f16", "q8_0", "q4_0"]

_ENDS: Mapping[str, str] = {
    "model.embed_tokens.weight": "token_embd.weight",
    "model.norm.weight": "output_norm.weight",
    "lm_head.weight": "output.weight",
}
_PARTS: Mapping[str, str] = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
_LAYER = re.compile(r"model\.layers\.(\d+)\.(.+)\.(weight|bias)\Z")
_BOTH_ENDS = frozenset({"token_embd.weight", "output.weight"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A tensor on its way into a GGUF file.

    Attributes:
        source: Its name in the model folder; empty for one that is made here.
        name: llama.cpp's name.
        shape: Its shape.
        kind: The type that its numbers are written in.
    """

    source: str
    name: str
    shape: tuple[int, ...]
    kind: "GGMLQuantizationType"


def placed(tensors: Tensors, shape: Shape, quant: Quant) -> list[Placed]:
    """Every tensor with its place and type, embeddings first, then layer by layer.

    With q4_0 the embedding and the head are written in q8_0: they lose most, and are the ends of
    every word. Vectors are written in f32, rows that are no multiple of 32 long in f16.

    Args:
        tensors: The model's.
        shape: Its shape.
        quant: How its matrices are written.

    Raises:
        AskError: If some have no place, or are missing.
    """
    from gguf import GGMLQuantizationType

    names = {name: _name_of(name) for name in tensors.places}
    if shape.tied:
        names.pop("lm_head.weight", None)
    names = {key: name for key, name in names.items() if not key.endswith("rotary_emb.inv_freq")}
    unknown = [key for key, name in names.items() if not name]
    missing = sorted(_needed(shape) - set(names.values()))
    faults = [f"no place for {some_of(unknown, 3)}"] if unknown else []
    faults += [f"{some_of(missing, 3)} missing"] if missing else []
    if faults:
        raise AskError(
            f"These weights are not those of a LLaMA of {shape.layers} layers: "
            f"{'; '.join(faults)}.",
            "Check config.json, or copy the model's folder again.",
        )
    found = [
        Placed(key, name, tensors.shapes[key], _kind(name, tensors.shapes[key], quant))
        for key, name in names.items()
    ]
    if frequencies(shape) is not None:
        kind = GGMLQuantizationType.F32
        found.append(Placed("", "rope_freqs.weight", (shape.head // 2,), kind))
    return sorted(found, key=lambda one: _order(one.name))


def write_tensors(
    writer: "GGUFWriter", tensors: Tensors, shape: Shape, each: list[Placed]
) -> Iterator[str]:
    """Write tensors into a file whose header is written; one is in memory at a time.

    Yields:
        The name of each once it is written.
    """
    from gguf.quants import quantize

    for one in each:
        made = None if one.source else frequencies(shape)
        if made is None:
            made = _turned(tensors.one(one.source).float().numpy(), one.name, shape)
        writer.write_tensor_data(quantize(np.ascontiguousarray(made), one.kind))
        yield one.name


def announce(writer: "GGUFWriter", each: list[Placed]) -> None:
    """Tell the writer what tensors will come."""
    from gguf import GGMLQuantizationType, quant_shape_to_byte_shape

    types: dict[GGMLQuantizationType, np.dtype[Any]] = {
        GGMLQuantizationType.F32: np.dtype(np.float32),
        GGMLQuantizationType.F16: np.dtype(np.float16),
    }
    for one in each:
        dtype = types.get(one.kind, np.dtype(np.uint8))
        as_bytes = one.kind not in types
        held = quant_shape_to_byte_shape(one.shape, one.kind) if as_bytes else one.shape
        n_bytes = int(np.prod(held)) * dtype.itemsize
        writer.add_tensor_info(one.name, held, dtype, n_bytes, raw_dtype=one.kind)


def _name_of(name: str) -> str:
    """llama.cpp's name of a tensor of transformers; empty where it has none."""
    if name in _ENDS or name.endswith("rotary_emb.inv_freq"):
        return _ENDS.get(name, name)
    layer = _LAYER.match(name)
    part = _PARTS.get(layer[2]) if layer else None
    return f"blk.{layer[1]}.{part}.{layer[3]}" if layer and part else ""


def _needed(shape: Shape) -> set[str]:
    needed = {"token_embd.weight", "output_norm.weight"} | (
        set() if shape.tied else {"output.weight"}
    )
    for layer in range(shape.layers):
        needed |= {f"blk.{layer}.{part}.weight" for part in _PARTS.values()}
    return needed


def _order(name: str) -> tuple[int, str]:
    layer = re.match(r"blk\.(\d+)\.", name)
    return (int(layer[1]), name) if layer else (-1, name)


def _kind(name: str, shape: tuple[int, ...], quant: Quant) -> "GGMLQuantizationType":
    from gguf import GGML_QUANT_SIZES, GGMLQuantizationType

    if len(shape) < 2:
        return GGMLQuantizationType.F32
    wanted = GGMLQuantizationType[quant.upper()]
    if quant == "q4_0" and name in _BOTH_ENDS:
        wanted = GGMLQuantizationType.Q8_0
    block = GGML_QUANT_SIZES[wanted][0]
    return wanted if shape[-1] % block == 0 else GGMLQuantizationType.F16


def _turned(numbers: NDArray[Any], name: str, shape: Shape) -> NDArray[Any]:
    """Queries and keys in the order of llama.cpp, whose rotary pairs lie side by side."""
    heads = {"attn_q": shape.heads, "attn_k": shape.kv_heads}.get(name.split(".")[-2])
    if heads is None:
        return numbers
    rows = numbers.shape[0]
    halves = numbers.reshape(heads, 2, rows // heads // 2, *numbers.shape[1:])
    return halves.swapaxes(1, 2).reshape(numbers.shape)
