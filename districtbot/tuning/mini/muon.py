"""Muon: momentum whose matrices are made orthogonal (Jordan et al. 2024).

torch's own always works in bfloat16, which processors without instructions for it do some fifty
times more slowly; this one takes the type that suits the machine, and all matrices of a shape at
once.
"""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

import torch
from torch import Tensor

_COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of the quintic iteration, as published: steep at nought rather than exact at one."""
_ROUNDS = 5
_MOMENTUM = 0.95
_SMALLEST = 1e-7


class Muon(torch.optim.Optimizer):
    """Muon with Nesterov momentum; a step is as long as AdamW's would be.

    Args:
        matrices: Weights, each ``(rows, columns)``.
        lr: Learning rate.
        weight_decay: Taken off the weights, times the rate.
        kind: Type that matrices are made orthogonal in.
    """

    def __init__(
        self,
        matrices: Iterable[Tensor],
        *,
        lr: float,
        weight_decay: float,
        kind: torch.dtype = torch.float32,
    ) -> None:
        super().__init__(matrices, {"lr": lr, "weight_decay": weight_decay})
        self._kind = kind

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """One step along the gradients."""
        del closure
        for group in self.param_groups:
            some = [p for p in group["params"] if p.grad is not None]
            for shape, mine in groupby(sorted(some, key=_shape), key=_shape):
                self._step(list(mine), shape, group)

    def _step(self, matrices: list[Tensor], shape: tuple[int, ...], group: dict[str, Any]) -> None:
        """One step of all matrices of a shape."""
        moved = [self._moved(p, p.grad) for p in matrices if p.grad is not None]
        turned = orthogonal(torch.stack(moved).to(self._kind))
        rate = group["lr"] * 0.2 * max(shape) ** 0.5
        for matrix, update in zip(matrices, turned, strict=True):
            matrix.mul_(1 - group["lr"] * group["weight_decay"])
            matrix.add_(update.to(matrix.dtype), alpha=-rate)

    def _moved(self, matrix: Tensor, gradient: Tensor) -> Tensor:
        """The gradient of a matrix with its momentum."""
        state = self.state[matrix]
        if not state:
            state["momentum_buffer"] = torch.zeros_like(matrix)
        momentum: Tensor = state["momentum_buffer"]
        momentum.lerp_(gradient, 1 - _MOMENTUM)
        return gradient.lerp(momentum, _MOMENTUM)


def orthogonal(matrices: Tensor) -> Tensor:
    """Matrices with singular values near one and the singular vectors they had.

    Args:
        matrices: ``(n, rows, columns)``.
    """
    a, b, c = _COEFFICIENTS
    tall = matrices.shape[-2] > matrices.shape[-1]
    x = matrices.mT if tall else matrices
    x = x / x.norm(dim=(-2, -1), keepdim=True).clamp(min=_SMALLEST)
    for _ in range(_ROUNDS):
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.mT if tall else x


def _shape(matrix: Tensor) -> tuple[int, ...]:
    return tuple(matrix.shape)
