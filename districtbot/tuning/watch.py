"""What is minded while a model is trained: progress, losses, numbers that are none, Ctrl-C."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.tuning.curves import HEADER, add_loss, draw_losses, write_losses
from districtbot.tuning.machine import Machine
from districtbot.tuning.runs import LOSSES, PICTURE, last_checkpoint

ShowFn = Callable[[str, int, int], None]
_NAMES = {"num_input_tokens_seen": "tokens"}


@dataclass(slots=True)
class Watch:
    """What is minded in one process of a run.

    Attributes:
        folder: The run's folder.
        name: What the run is called.
        machine: Where it runs.
        budget: Ctrl-C stops it.
        show: Told of progress.
        lines: The losses so far; see `districtbot.tuning.curves`.
        stopped: Whether the run was ended by Ctrl-C.
    """

    folder: Path
    name: str
    machine: Machine
    budget: Budget
    show: ShowFn
    lines: list[dict[str, Any]] = field(default_factory=list)
    stopped: bool = False
    _started: float = field(default_factory=time.monotonic)
    _before: float = 0.0

    def begin(self, history: list[dict[str, Any]]) -> None:
        """Take up the losses that a checkpoint has kept; later ones are gone on from there."""
        self.lines = [one for one in map(_line, history) if one is not None]
        self._before = float(self.lines[-1].get("seconds", 0.0)) if self.lines else 0.0
        self._started = time.monotonic()
        if self.machine.is_first:
            write_losses(self.folder / LOSSES, self.lines)

    @property
    def seconds(self) -> float:
        """Seconds of training, those before an interruption too."""
        return self._before + time.monotonic() - self._started

    def logged(self, entry: dict[str, Any], total: int) -> None:
        """Write down the losses of a step, or of the rows held out.

        Raises:
            AskError: If a loss is no number.
        """
        entry["seconds"] = round(self.seconds, 3)
        line = _line(entry)
        if line is None:
            return
        self.lines.append(line)
        if self.machine.is_first:
            add_loss(self.folder / LOSSES, line)
            text = ", ".join(
                f"{word} {line[key]:.4f}"
                for key, word in (("loss", "loss"), ("eval_loss", "loss of rows held out"))
                if key in line
            )
            self.show(f"Training, {text}", int(line["step"]), total)
        self._check(line)

    def saved(self) -> None:
        """Draw the losses: a checkpoint was written."""
        if self.machine.is_first:
            draw_losses(self.folder / PICTURE, self.lines, self.name)

    def is_stopped(self) -> bool:
        """Whether to stop after this step; all processes say the same."""
        mine = self.budget.interrupted
        self.stopped = _any(mine, self.machine)
        return self.stopped

    def _check(self, line: dict[str, Any]) -> None:
        """Stop where a loss or a gradient is no number."""
        wrong = [key for key in ("loss", "grad_norm") if not math.isfinite(line.get(key, 0.0))]
        if not wrong:
            return
        kept = last_checkpoint(self.folder)
        from_there = (
            f"The last good checkpoint is kept: {kept.name}."
            if kept is not None
            else "There was no checkpoint yet."
        )
        what = "loss" if "loss" in wrong else "gradient"
        raise AskError(
            f"The {what} of step {int(line['step']):,} is no number ({line[wrong[0]]}). "
            f"{from_there}",
            "Lower training.learning_rate or training.max_grad_norm, or set model.precision to "
            "fp32, with another --out.",
        )


def callback_of(watch: Watch) -> Any:
    """The same as transformers' trainer calls it, with its arguments, its state and its control."""
    import transformers

    class Minding(transformers.TrainerCallback):
        """Passes on what the trainer tells."""

        def on_train_begin(self, *given: Any, **_: Any) -> None:
            watch.begin(given[1].log_history)

        def on_log(self, *given: Any, **_: Any) -> None:
            _, state, control = given
            watch.logged(state.log_history[-1], state.max_steps)
            if "loss" in state.log_history[-1] and watch.is_stopped():
                control.should_save = True
                control.should_training_stop = True

        def on_save(self, *_: Any, **__: Any) -> None:
            watch.saved()

    return Minding()


def _line(entry: dict[str, Any]) -> dict[str, Any] | None:
    """A line of the table from what the trainer logs; ``None`` where there is no loss in it."""
    if "loss" not in entry and "eval_loss" not in entry:
        return None
    named = {_NAMES.get(key, key): value for key, value in entry.items()}
    return {key: named[key] for key in HEADER if key in named}


def _any(mine: bool, machine: Machine) -> bool:
    """Whether any of the processes that train together says so."""
    if machine.n_processes == 1:
        return mine
    import torch
    from torch import distributed

    device = f"cuda:{machine.local_rank}" if machine.device == "cuda" else "cpu"
    said = torch.tensor([int(mine)], device=device)
    distributed.all_reduce(said, op=distributed.ReduceOp.MAX)
    return bool(said.item())
