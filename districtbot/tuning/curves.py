"""The losses of a run, as a table and as a picture."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from districtbot.ground.paths import write_whole

HEADER = (
    "step", "epoch", "loss", "eval_loss", "learning_rate", "grad_norm", "tokens", "seconds",
)  # fmt: skip
SMOOTH = 0.9
"""Weight of what was before in the smoothed line."""
Line = Mapping[str, Any]


def write_losses(path: Path, lines: Sequence[Line]) -> None:
    """Write the table anew.

    Args:
        path: The file.
        lines: One a step, and one for each look at the rows held out, in order.
    """
    write_whole(path, "".join([_text(dict(zip(HEADER, HEADER, strict=True))), *map(_text, lines)]))


def add_loss(path: Path, line: Line) -> None:
    """Write one more line into the table."""
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write(_text(line))


def read_losses(path: Path) -> list[dict[str, float]]:
    """The lines of a table; what is empty is left out."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: float(text) for name, text in line.items() if text}
            for line in csv.DictReader(file)
        ]


def draw_losses(path: Path, lines: Sequence[Line], title: str) -> None:
    """Draw the losses by step: each step, smoothed, and of the rows held out.

    Args:
        path: The picture, PNG.
        lines: As in `write_losses`.
        title: What stands above.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    trained = [(one["step"], one["loss"]) for one in lines if "loss" in one]
    looked = [(one["step"], one["eval_loss"]) for one in lines if "eval_loss" in one]
    figure = Figure(figsize=(8, 4.5), dpi=120, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    if trained:
        steps, losses = zip(*trained, strict=True)
        axes.plot(steps, losses, color="#9db7d5", linewidth=0.8, label="each step")
        axes.plot(steps, smoothed(losses), color="#1f4e8c", linewidth=1.6, label="smoothed")
    if looked:
        steps, losses = zip(*looked, strict=True)
        axes.plot(steps, losses, color="#b5482a", marker="o", markersize=4, label="rows held out")
    axes.set_title(title)
    axes.set_xlabel("step")
    axes.set_ylabel("loss (nats a token)")
    axes.grid(visible=True, alpha=0.3)
    if trained or looked:
        axes.legend(frameon=False)
    scratch = path.with_name(f".{path.name}")
    figure.savefig(scratch, format="png")
    scratch.replace(path)


def smoothed(losses: Sequence[float]) -> list[float]:
    """Each loss averaged with those before it, the weight of a step falling by `SMOOTH`."""
    found: list[float] = []
    total = weight = 0.0
    for loss in losses:
        total = SMOOTH * total + loss
        weight = SMOOTH * weight + 1
        found.append(total / weight)
    return found


def _text(line: Line) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([line.get(name, "") for name in HEADER])
    return out.getvalue()
