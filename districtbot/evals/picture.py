"""A report card as a picture: shares with intervals, kinds of errors, reliability."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from districtbot.evals.card import ModelCard, ReportCard
from districtbot.evals.scores import Score

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito's, told apart with any colour vision; the marks differ besides."""
MARKS = ("o", "s", "^", "D", "v", "P", "X")
SHOWN = (
    "end_to_end",
    "turn_ok",
    "calls_right",
    "right_tool",
    "right_args",
    "exact",
    "asked_ok",
    "facts",
    "unsolvable_recall",
    "unsolvable_false_alarms",
    "declined_f1",
    "asked_back_f1",
    "pass_at_1",
)
MOST_KINDS = 12
"""Kinds of errors that are drawn."""
WIDTH = 11.0
"""Inches."""
_MUTED = "#555555"


def draw_card(card: ReportCard, path: Path) -> None:
    """Draw a report card as a PNG.

    Args:
        card: The card.
        path: Where to.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    keys = [key for key in SHOWN if any(_score(one, key) is not None for one in card.models)]
    sure = [one for one in card.models if one.calibration is not None]
    kinds = _kinds(card)
    row = max(0.34, 0.11 * len(card.models))
    tall = max(row * max(len(keys), len(kinds)), 3.0)
    n = 2 + bool(sure)
    figure = Figure(figsize=(WIDTH + 3.5 * bool(sure), tall + 1.3), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(1, n, width_ratios=[1.25, 1, *[0.85] * bool(sure)])
    _draw_shares(axes[0], card.models, keys)
    _draw_kinds(axes[1], card.models, kinds)
    if sure:
        _draw_reliability(axes[2], card.models)
    handles, names = axes[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower left", ncols=min(len(names), 4), frameon=False)
    exam = card.exam
    figure.suptitle(
        f"{exam['set']}, {exam['split']} split, {exam['items']:,} items, 95% intervals",
        x=0.01,
        ha="left",
        fontsize=11,
    )
    figure.savefig(path, dpi=150, metadata={"Software": None})


def _score(one: ModelCard, key: str) -> Score | None:
    return next((score for score in one.scores if score.metric.key == key), None)


def _kinds(card: ReportCard) -> list[str]:
    """The most frequent kinds of errors of all models together."""
    total: dict[str, float] = {}
    for one in card.models:
        for fault in one.faults:
            total[fault.category] = total.get(fault.category, 0.0) + fault.share
    return sorted(total, key=lambda kind: (-total[kind], kind))[:MOST_KINDS]


def _places(n_rows: int, n_models: int, number: int) -> list[float]:
    """Where the marks of a model stand: rows from the top, models a little apart."""
    step = 0.7 / max(n_models, 1)
    return [row + (number - (n_models - 1) / 2) * step for row in range(n_rows)]


def _draw_shares(axes: "Axes", models: Sequence[ModelCard], keys: Sequence[str]) -> None:
    titles: dict[str, str] = {}
    for number, one in enumerate(models):
        places = _places(len(keys), len(models), number)
        found = [(place, _score(one, key)) for place, key in zip(places, keys, strict=True)]
        known = [(place, score) for place, score in found if score is not None]
        titles |= {score.metric.key: _title(score) for _, score in known}
        values = [100 * score.interval.value for _, score in known]
        axes.errorbar(
            values,
            [place for place, _ in known],
            xerr=[
                [max(0.0, 100 * (s.interval.value - s.interval.low)) for _, s in known],
                [max(0.0, 100 * (s.interval.high - s.interval.value)) for _, s in known],
            ],
            fmt=MARKS[number % len(MARKS)],
            color=COLOURS[number % len(COLOURS)],
            markersize=5,
            elinewidth=1.4,
            capsize=2,
            label=one.name if len(one.name) < 48 else f"...{one.name[-44:]}",
        )
    axes.set_xlim(-3, 103)
    _rows(axes, [titles[key] for key in keys])
    axes.set_xlabel("percent")
    axes.set_title("What is right", loc="left", fontsize=10)


def _title(score: Score) -> str:
    less = " (less is better)" if score.metric.better == "less" else ""
    return f"{score.metric.title}{less}"


def _draw_kinds(axes: "Axes", models: Sequence[ModelCard], kinds: Sequence[str]) -> None:
    high = 0.7 / max(len(models), 1)
    for number, one in enumerate(models):
        shares: dict[str, float] = {fault.category: fault.share for fault in one.faults}
        axes.barh(
            _places(len(kinds), len(models), number),
            [100 * shares.get(kind, 0.0) for kind in kinds],
            height=high * 0.9,
            color=COLOURS[number % len(COLOURS)],
        )
    _rows(axes, kinds)
    axes.set_xlim(left=0)
    axes.set_xlabel("percent of turns and coding tries")
    axes.set_title("Errors by kind" if kinds else "No errors", loc="left", fontsize=10)


def _draw_reliability(axes: "Axes", models: Sequence[ModelCard]) -> None:
    axes.plot([0, 1], [0, 1], color=_MUTED, linewidth=1, linestyle="--")
    for number, one in enumerate(models):
        if one.calibration is None:
            continue
        bins = one.calibration.bins
        axes.plot(
            [chance for chance, _, _ in bins],
            [share for _, share, _ in bins],
            marker=MARKS[number % len(MARKS)],
            color=COLOURS[number % len(COLOURS)],
            markersize=5,
        )
    axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal", anchor="N")
    axes.set_xlabel("the model's own probability")
    axes.set_ylabel("share right")
    axes.set_title("Reliability", loc="left", fontsize=10)
    _plain(axes)


def _rows(axes: "Axes", names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(max(len(names), 1) - 0.5, -0.5)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.7)
    axes.set_axisbelow(True)
    _plain(axes)


def _plain(axes: Any) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=9)
