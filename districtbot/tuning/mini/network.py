"""A LLaMA for training on a CPU: the maths and the names of Hugging Face's, with fewer steps.

Rows are packed side by side into sequences of one length, each row sees itself only, and the
scores of the next token are worked out only where something is to be learned. Attention is two
matrix products, which `torch.compile` fuses well.
"""

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as fn


@dataclass(frozen=True, slots=True)
class Size:
    """The sizes of a network.

    Attributes:
        vocab_size: Tokens.
        hidden_size: Length of the vector of a token.
        intermediate_size: Length of the vector inside a layer's two matrices.
        num_hidden_layers: Layers.
        num_attention_heads: Heads of attention; keys have as many.
        max_position_embeddings: Tokens of the longest prompt with its line.
        rms_norm_eps: Added under the root of the norm.
        rope_theta: Base of the rotary frequencies.
    """

    vocab_size: int
    hidden_size: int = 256
    intermediate_size: int = 768
    num_hidden_layers: int = 6
    num_attention_heads: int = 4
    max_position_embeddings: int = 1024
    rms_norm_eps: float = 1e-5
    rope_theta: float = 10_000.0

    def config(self) -> dict[str, Any]:
        """As ``config.json`` of a Hugging Face model."""
        return {
            "architectures": ["LlamaForCausalLM"],
            "model_type": "llama",
            **asdict(self),
            "num_key_value_heads": self.num_attention_heads,
            "head_dim": self.hidden_size // self.num_attention_heads,
            "hidden_act": "silu",
            "attention_bias": False,
            "mlp_bias": False,
            "tie_word_embeddings": True,
            "torch_dtype": "float32",
        }


@cache
def best_kind() -> torch.dtype:
    """The type in which this processor multiplies matrices fastest.

    Returns:
        ``bfloat16`` where there are instructions for it; elsewhere it is only emulated, slowly.
    """
    can = torch.cpu.get_capabilities()
    native = can.get("avx512_bf16") or can.get("amx_bf16") or can.get("bf16")
    return torch.bfloat16 if native else torch.float32


def mixed() -> torch.autocast:
    """Multiplies matrices in `best_kind`, all else in the type it has."""
    kind = best_kind()
    return torch.autocast("cpu", torch.bfloat16, enabled=kind == torch.bfloat16)


class Norm(nn.Module):
    """Root mean square norm."""

    def __init__(self, width: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        """Vectors of length one, times the weight of each place."""
        return fn.rms_norm(x.float(), (x.shape[-1],), self.weight, self.eps).to(x.dtype)


class Attention(nn.Module):
    """Heads that gather from earlier tokens of the same row."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        width = size.hidden_size
        self.heads = size.num_attention_heads
        self.q_proj = nn.Linear(width, width, bias=False)
        self.k_proj = nn.Linear(width, width, bias=False)
        self.v_proj = nn.Linear(width, width, bias=False)
        self.o_proj = nn.Linear(width, width, bias=False)

    def forward(self, x: Tensor, turn: tuple[Tensor, Tensor], hidden: Tensor) -> Tensor:
        """What each token gathers.

        Args:
            x: Shape ``(rows, tokens, width)``.
            turn: Cosine and sine of each token's position, each ``(rows, tokens, head)``.
            hidden: What is added to the scores so that a token sees only its own row and what
                came before; ``(rows, tokens, tokens)``.
        """
        n, t, width = x.shape
        shape = (n, t, self.heads, width // self.heads)

        def heads(projected: Tensor) -> Tensor:
            return projected.view(shape).transpose(1, 2)

        q, k, v = heads(self.q_proj(x)), heads(self.k_proj(x)), heads(self.v_proj(x))
        q, k = _turned(q, turn), _turned(k, turn)
        scores = (q @ k.transpose(-1, -2)) * shape[-1] ** -0.5
        weights = torch.softmax(scores.float() + hidden[:, None], dim=-1).to(v.dtype)
        gathered = (weights @ v).transpose(1, 2).reshape(n, t, width)
        out: Tensor = self.o_proj(gathered)
        return out


class Mlp(nn.Module):
    """SwiGLU."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(size.hidden_size, size.intermediate_size, bias=False)
        self.up_proj = nn.Linear(size.hidden_size, size.intermediate_size, bias=False)
        self.down_proj = nn.Linear(size.intermediate_size, size.hidden_size, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Shape as given."""
        out: Tensor = self.down_proj(fn.silu(self.gate_proj(x)) * self.up_proj(x))
        return out


class Layer(nn.Module):
    """Attention and what comes after it."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.input_layernorm = Norm(size.hidden_size, size.rms_norm_eps)
        self.self_attn = Attention(size)
        self.post_attention_layernorm = Norm(size.hidden_size, size.rms_norm_eps)
        self.mlp = Mlp(size)

    def gathered(self, x: Tensor, turn: tuple[Tensor, Tensor], hidden: Tensor) -> Tensor:
        """With what came before; shape as given."""
        out: Tensor = x + self.self_attn(self.input_layernorm(x), turn, hidden)
        return out

    def thought(self, x: Tensor) -> Tensor:
        """With what each token makes of it by itself; shape as given."""
        out: Tensor = x + self.mlp(self.post_attention_layernorm(x))
        return out


class Body(nn.Module):
    """All but the head; named as Hugging Face names it."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(size.vocab_size, size.hidden_size)
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.num_hidden_layers))
        self.norm = Norm(size.hidden_size, size.rms_norm_eps)


class Network(nn.Module):
    """A LLaMA whose head is its embedding.

    Args:
        size: Its sizes.
    """

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.size = size
        self.model = Body(size)
        for module in self.modules():
            if isinstance(module, nn.Linear | nn.Embedding):
                nn.init.normal_(module.weight, std=0.02)
        last = ("o_proj.weight", "down_proj.weight")
        for name, weight in self.named_parameters():
            if name.endswith(last):
                nn.init.normal_(weight, std=0.02 / (2 * size.num_hidden_layers) ** 0.5)

    def forward(self, tokens: Tensor, places: Tensor, rows: Tensor, wanted: Tensor) -> Tensor:
        """Scores of the next token at some places.

        Args:
            tokens: ``(n, t)`` whole numbers.
            places: Each token's position in its row; ``(n, t)``.
            rows: Which row each token belongs to; ``(n, t)``.
            wanted: Places of the flattened tokens at which scores are wanted; ``(m,)``.

        Returns:
            ``(m, vocabulary)``.
        """
        x = self.model.embed_tokens(tokens)
        turn = self._turn(places, x.dtype)
        t = tokens.shape[1]
        later = torch.ones(t, t, dtype=torch.bool, device=tokens.device).triu(1)
        other = rows[:, :, None] != rows[:, None, :]
        hidden = torch.zeros(other.shape, dtype=torch.float32, device=tokens.device)
        hidden = hidden.masked_fill(other | later, float("-inf"))
        *layers, last = cast("list[Layer]", list(self.model.layers))
        for layer in layers:
            x = layer.thought(layer.gathered(x, turn, hidden))
        x = last.gathered(x, turn, hidden)
        flat = last.thought(x.reshape(-1, x.shape[-1])[wanted])
        scores: Tensor = self.model.norm(flat) @ self.model.embed_tokens.weight.T
        return scores

    def _turn(self, places: Tensor, kind: torch.dtype) -> tuple[Tensor, Tensor]:
        """Cosine and sine of the positions' angles."""
        head = self.size.hidden_size // self.size.num_attention_heads
        half = torch.arange(0, head, 2, device=places.device, dtype=torch.float32) / head
        angles = places[..., None].float() / self.size.rope_theta**half
        both = torch.cat([angles, angles], dim=-1)
        return both.cos().to(kind), both.sin().to(kind)


def _turned(x: Tensor, turn: tuple[Tensor, Tensor]) -> Tensor:
    """Heads turned by the angles of their positions."""
    cos, sin = turn[0][:, None], turn[1][:, None]
    left, right = x.chunk(2, dim=-1)
    return x * cos + torch.cat([-right, left], dim=-1) * sin
