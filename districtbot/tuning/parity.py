"""Whether two models say the same: their scores of every next token of real prompts, compared."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from districtbot.agent.models.text.protocol import JsonProtocol
from districtbot.agent.models.text.template import ChatTemplate, Role, Said
from districtbot.tools.tool import schema_of
from districtbot.tools.toolbox import toolbox

Precision = Literal["float32", "bfloat16", "float16"]
Scores = NDArray[np.float32]

MOST_TOKENS = 384
"""Tokens of a prompt that are compared: its beginning."""
SHOWN_TOOLS = ("undo", "score_plan", "list_targets")
"""Tools that the prompts tell of: real ones, with short signatures."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far two models may differ and still count as the same.

    Attributes:
        mean_kl: Mean Kullback-Leibler divergence of the next token, in nats.
        agreement: Least share of positions with the same likeliest token or one as good, 0 to 1.
        spread: Largest difference of a logit, as a share of the spread (highest less lowest) of
            the reference's logits at that position.
    """

    mean_kl: float
    agreement: float
    spread: float


LIMITS: dict[Precision, Limits] = {
    "float32": Limits(mean_kl=1e-5, agreement=0.999, spread=0.002),
    "bfloat16": Limits(mean_kl=0.01, agreement=0.99, spread=0.1),
    "float16": Limits(mean_kl=0.01, agreement=0.99, spread=0.1),
}
"""What rounding explains; repacked 4-bit weights read as plain ones agree hardly anywhere."""
AS_GOOD = 0.05
"""Two tokens are as good as each other where their logits differ by less than this share of the
spread: rounding to 16 bits decides between them."""


@dataclass(frozen=True, slots=True)
class Parity:
    """How far a model is from another.

    Attributes:
        reference: What it was compared with, in words.
        precision: The type of the model's weights.
        n_prompts: Prompts that were read by both.
        n_positions: Next tokens that were compared.
        max_logit_difference: The largest.
        max_spread_share: The same as a share of the spread of the logits at its position.
        argmax_agreement: Share of positions with the same likeliest token, from 0 to 1.
        agreement: The same, tokens that are as good as the likeliest included; see `AS_GOOD`.
        mean_kl: Mean divergence from the reference, in nats.
        max_kl: The largest.
        passed: Whether all is within the limits.
    """

    reference: str
    precision: Precision
    n_prompts: int
    n_positions: int
    max_logit_difference: float
    max_spread_share: float
    argmax_agreement: float
    agreement: float
    mean_kl: float
    max_kl: float
    passed: bool

    @property
    def data(self) -> dict[str, Any]:
        """As JSON data, with the limits; what is no number is null."""
        found = {**asdict(self), "limits": asdict(LIMITS[self.precision])}
        return {key: None if _no_number(value) else value for key, value in found.items()}

    @property
    def text(self) -> str:
        """In one sentence."""
        return (
            f"{self.n_positions:,} next tokens of {self.n_prompts} prompts against "
            f"{self.reference}: largest logit difference {self.max_logit_difference:.4g}, same "
            f"likeliest token at {self.argmax_agreement:.1%}, mean divergence {self.mean_kl:.2g} "
            "nats"
        )


def compare(
    reference: str, precision: Precision, one: Sequence[Scores], other: Sequence[Scores]
) -> Parity:
    """Compare the scores of two models on the same prompts.

    Args:
        reference: What the first model is, in words.
        precision: The type of the second model's weights.
        one: The first model's logits, an array ``(positions, tokens)`` for each prompt.
        other: The second's, of the same shapes.

    Raises:
        ValueError: If there is no position to compare, or the shapes differ.
    """
    if not one or [a.shape for a in one] != [b.shape for b in other]:
        raise ValueError("the logits are of different shapes")
    rows = [_compared(a, b) for a, b in zip(one, other, strict=True)]
    gaps, shares, same, good, kl = (np.concatenate(column) for column in zip(*rows, strict=True))
    limits = LIMITS[precision]
    agreement, mean_kl, share = float(good.mean()), float(kl.mean()), float(shares.max())
    passed = agreement >= limits.agreement and mean_kl <= limits.mean_kl and share <= limits.spread
    return Parity(
        reference=reference,
        precision=precision,
        n_prompts=len(one),
        n_positions=len(gaps),
        max_logit_difference=float(gaps.max()),
        max_spread_share=share,
        argmax_agreement=float(same.mean()),
        agreement=agreement,
        mean_kl=mean_kl,
        max_kl=float(kl.max()),
        passed=passed,
    )


def scores_of(model: Any, prompts: Sequence[Sequence[int]]) -> list[Scores]:
    """A model's logits at every position of each prompt; shape ``(positions, tokens)``.

    Args:
        model: A causal model of transformers, with or without an adapter.
        prompts: Tokens of each prompt, at least one.
    """
    import torch

    model.eval()
    found: list[Scores] = []
    with torch.inference_mode():
        for tokens in prompts:
            ids = torch.tensor([list(tokens)], device=model.device)
            logits = model(input_ids=ids, use_cache=False).logits[0]
            found.append(logits.float().cpu().numpy())
    return found


def probes(template: ChatTemplate) -> list[str]:
    """Prompts as the agent gives them to a model: with tools, calls, results and notes.

    Args:
        template: The model's chat template.
    """
    protocol = JsonProtocol()
    known = {tool.name: tool for tool in toolbox(allow_code=False)}
    tools = [
        {"function": {"name": name, "description": known[name].summary, "parameters": schema}}
        for name in SHOWN_TOOLS
        for schema in [schema_of(known[name])]
    ]
    system = Said("system", f"You draw district plans.\n\n{protocol.instructions(tools)}")
    call = protocol.write_call("list_targets", {})
    result = protocol.write_observation("list_targets", "7 districts; all within 1%.", ok=True)
    wrong = protocol.write_observation("score_plan", "there is no plan yet", ok=False)
    user: Role = "user"
    said: Role = "assistant"
    talks: list[list[Said]] = [
        [Said(user, "Draw me seven districts of equal population.")],
        [system, Said(user, "Make 12 districts, none off by more than 0.5%, few county splits.")],
        [system, Said(user, "What must the plan hold?"), Said(said, call), Said(user, result)],
        [Said(user, "Keep Polk County whole."), Said(said, "It is."), Said(user, "And Story?")],
        [system, Said(user, "How compact is it?"), Said(said, call), Said(user, wrong)],
        [
            Said("system", "Answer in one sentence."),
            Said(user, "Was ist das? Señor Añil"),
        ],
        [Said(user, "Undo the last 3 changes, then compare 2016-11-08 with 48.25% of 1,234,567.")],
        [system, Said(user, "Thanks."), Said(said, "You are welcome."), Said(user, "Go on!")],
    ]
    return [template.prompt(talk) for talk in talks]


def _compared(a: Scores, b: Scores) -> tuple[NDArray[Any], ...]:
    """What differs at each position.

    Gives the largest difference, its share of the spread, whether the likeliest token is the
    same, whether it is at least as good, and the divergence.
    """
    wide, other = a.astype(np.float64), b.astype(np.float64)
    gap = np.abs(wide - other).max(1)
    spread = np.maximum(wide.max(1) - wide.min(1), 1e-9)
    best, choice = wide.argmax(1), other.argmax(1)
    lost = wide.max(1) - wide[np.arange(len(wide)), choice]
    p, q = _log_softmax(wide), _log_softmax(other)
    kl = np.maximum((np.exp(p) * (p - q)).sum(1), 0.0)
    sound = np.isfinite(gap)
    gap, kl = np.where(sound, gap, np.inf), np.where(sound, kl, np.inf)
    same = sound & (best == choice)
    return gap, gap / spread, same, same | (sound & (lost <= AS_GOOD * spread)), kl


def _log_softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    shifted = logits - logits.max(1, keepdims=True)
    found: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    return found


def _no_number(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)
