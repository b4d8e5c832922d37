"""Losses as a table and as a picture."""

import itertools
from pathlib import Path

import pytest

from districtbot.tuning.curves import add_loss, draw_losses, read_losses, smoothed, write_losses

LINES = [
    {"step": 1, "epoch": 0.5, "loss": 3.25, "learning_rate": 1e-3, "grad_norm": 0.5},
    {"step": 2, "epoch": 1.0, "loss": 2.75, "learning_rate": 5e-4, "grad_norm": 0.25},
    {"step": 2, "epoch": 1.0, "eval_loss": 2.9, "tokens": 400, "seconds": 7.5},
]


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "losses.csv"
    write_losses(path, LINES[:1])
    for line in LINES[1:]:
        add_loss(path, line)
    assert read_losses(path) == LINES
    write_losses(tmp_path / "again.csv", LINES)
    assert (tmp_path / "again.csv").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("lines", [LINES, LINES[:1], []])
def test_a_picture_is_drawn_of_whatever_there_is(
    lines: list[dict[str, float]], tmp_path: Path
) -> None:
    path = tmp_path / "losses.png"
    draw_losses(path, lines, "a run")
    assert path.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert [one.name for one in tmp_path.iterdir()] == ["losses.png"]


def test_smoothing_keeps_what_is_level_and_follows_what_moves() -> None:
    assert smoothed([2.0] * 5) == pytest.approx([2.0] * 5)
    falling = [5.0 - 0.1 * step for step in range(40)]
    found = smoothed(falling)
    assert all(a > b for a, b in itertools.pairwise(found))
    assert all(a >= b for a, b in zip(found, falling, strict=True))
    assert smoothed([]) == []
