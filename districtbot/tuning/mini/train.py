"""Trains `mini` on its rows: packed, compiled, averaged, resumable."""

import csv
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as fn

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.ground.seeds import rng_of
from districtbot.tuning.mini.muon import Muon
from districtbot.tuning.mini.network import Network, Size, best_kind, mixed
from districtbot.tuning.mini.noise import Noise
from districtbot.tuning.mini.packing import Batch, Tokens, batches
from districtbot.tuning.mini.recipe import MiniTrainingPart

NoiseFn = Callable[[int], Noise]
CHECKPOINT = "checkpoint.pt"
LOSSES = "losses.csv"


@dataclass(slots=True)
class State:
    """A training run as it stands.

    Attributes:
        step: Steps done.
        network: The weights.
        average: Their average, which is what is kept in the end.
        optimizers: Muon for matrices, AdamW for the rest.
        losses: Step and mean loss since the line before.
    """

    step: int
    network: Network
    average: dict[str, Tensor]
    optimizers: list[torch.optim.Optimizer]
    losses: list[tuple[int, float]] = field(default_factory=list)


def train(
    tokens: Tokens,
    size: Size,
    plan: MiniTrainingPart,
    folder: Path,
    *,
    pad: int,
    budget: Budget,
    show: Callable[[int, int, float], None],
    noise_fn: NoiseFn | None = None,
    watch: Callable[[State], None] | None = None,
) -> State:
    """Train to the end, or as far as the budget goes; a run that was broken off goes on.

    Args:
        tokens: The rows.
        size: Sizes of the network.
        plan: How it is trained.
        folder: Of checkpoints and losses.
        pad: The token that fills up.
        budget: Ctrl-C or the clock ends it; a checkpoint is left.
        show: Told of step, steps and loss.
        noise_fn: What replaces words in a pass, by its number.
        watch: Called at every checkpoint, such as to try what was learned.

    Raises:
        AskError: If the loss is no number any more; the last checkpoint is from before.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state = _begun(size, plan, folder)
    forward = torch.compile(state.network) if plan.compile else state.network
    m = plan.sequences * plan.length // 4
    heap: list[float] = []
    for step, batch in enumerate(_all(tokens, plan, m, pad, noise_fn)):
        if step < state.step:
            continue
        if step >= plan.steps or budget.over:
            break
        loss = _step(forward, state, plan, batch)
        if not math.isfinite(loss):
            raise AskError(
                f"The loss of step {step + 1} is no number.",
                "Lower the learning rates and go on: the last checkpoint is from before.",
            )
        heap.append(loss)
        state.step = step + 1
        if state.step % 50 == 0:
            state.losses.append((state.step, float(np.mean(heap))))
            show(state.step, plan.steps, state.losses[-1][1])
            heap.clear()
        if state.step % plan.save_every == 0:
            _save(state, plan, folder)
            if watch is not None:
                watch(state)
    _save(state, plan, folder)
    return state


def averaged(state: State) -> Network:
    """The network with its averaged weights."""
    network = Network(state.network.size)
    network.load_state_dict(state.average)
    return network.eval()


def _all(tokens: Tokens, plan: MiniTrainingPart, m: int, pad: int, noise_fn: NoiseFn | None) -> Any:
    """Batches without end: pass after pass."""
    epoch = 0
    while True:
        rng = rng_of("order", plan.seed, epoch)
        noise = noise_fn(epoch) if noise_fn is not None else None
        yield from batches(
            tokens, n=plan.sequences, t=plan.length, m=m, pad=pad, rng=rng, noise=noise
        )
        epoch += 1


def _begun(size: Size, plan: MiniTrainingPart, folder: Path) -> State:
    """A new run, or one that goes on from its checkpoint."""
    torch.manual_seed(plan.seed)
    network = Network(size)
    matrices = [p for name, p in network.named_parameters() if p.ndim == 2 and "embed" not in name]
    others = [p for name, p in network.named_parameters() if p.ndim != 2 or "embed" in name]
    optimizers: list[torch.optim.Optimizer] = [
        Muon(matrices, lr=plan.muon, weight_decay=plan.weight_decay, kind=best_kind()),
        torch.optim.AdamW(others, lr=plan.adam, betas=(0.9, 0.98), weight_decay=0.0),
    ]
    average = {name: p.detach().clone() for name, p in network.named_parameters()}
    state = State(0, network, average, optimizers)
    path = folder / CHECKPOINT
    if path.exists():
        saved = torch.load(path, weights_only=True)
        if saved["size"] != asdict(size) or saved["plan"] != plan.model_dump():
            raise AskError(
                f"The checkpoint in {folder} is of another run.",
                "Choose another folder, or remove it.",
            )
        network.load_state_dict(saved["network"])
        for optimizer, kept in zip(optimizers, saved["optimizers"], strict=True):
            optimizer.load_state_dict(kept)
        state.average = saved["average"]
        state.step = saved["step"]
        state.losses = [(int(step), float(loss)) for step, loss in saved["losses"]]
    return state


def _step(forward: Any, state: State, plan: MiniTrainingPart, batch: Batch) -> float:
    """One step; gives its loss."""
    rate = plan.rate(state.step)
    for optimizer, lr in zip(state.optimizers, (plan.muon, plan.adam), strict=True):
        for group in optimizer.param_groups:
            group["lr"] = lr * rate
    parts = (batch.tokens, batch.places, batch.rows, batch.wanted)
    with mixed():
        scores = forward(*map(torch.from_numpy, parts))
    loss = fn.cross_entropy(scores.float(), torch.from_numpy(batch.targets), ignore_index=-100)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), 1.0)
    for optimizer in state.optimizers:
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    keep = min(plan.average, (state.step + 1) / (state.step + 10))
    with torch.no_grad():
        for name, p in state.network.named_parameters():
            state.average[name].lerp_(p, 1 - keep)
    return float(loss.detach())


def _save(state: State, plan: MiniTrainingPart, folder: Path) -> None:
    """Write the checkpoint and the losses; the one before stays until the new one is whole."""
    unfinished = folder / f"{CHECKPOINT}.part"
    torch.save(
        {
            "step": state.step,
            "size": asdict(state.network.size),
            "plan": plan.model_dump(),
            "network": state.network.state_dict(),
            "average": state.average,
            "optimizers": [one.state_dict() for one in state.optimizers],
            "losses": state.losses,
        },
        unfinished,
    )
    unfinished.replace(folder / CHECKPOINT)
    with (folder / LOSSES).open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("step", "loss"), *state.losses])
