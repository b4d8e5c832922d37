"""The command line, called as a user calls it."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.cli.main import main


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str


Call = Callable[..., Outcome]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """``call("run", map, "-k", "4")``: exit code, standard output and standard error."""

    def called(*words: object) -> Outcome:
        monkeypatch.setattr("sys.argv", ["districtbot", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), told.out, told.err)

    return called


@pytest.fixture
def town(grid_frame: Any, tmp_path: Path) -> Path:
    """A GeoPackage of 8 x 8 units in four counties, with two groups, a contest and a plan."""
    rng = np.random.default_rng(5)
    people = rng.integers(50, 150, 64)
    lean = np.linspace(0.7, 0.3, 64)
    frame = grid_frame(
        8,
        8,
        TOTPOP=people.tolist(),
        VAP=(people * 0.8).astype(int).tolist(),
        BVAP=(people * np.linspace(0.7, 0.1, 64)).astype(int).tolist(),
        WVAP=(people * np.linspace(0.1, 0.7, 64)).astype(int).tolist(),
        PRES20D=(people * 0.5 * lean).astype(int).tolist(),
        PRES20R=(people * 0.5 * (1 - lean)).astype(int).tolist(),
        COUNTY=[f"{'NS'[row // 4]}{'WE'[col // 4]}" for row in range(8) for col in range(8)],
        CD=[1 + (index % 8) // 2 for index in range(64)],
    )
    path = tmp_path / "town.gpkg"
    frame.to_file(path, driver="GPKG")
    return path


def is_root() -> bool:
    """Whether permissions do not hold anybody back."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
