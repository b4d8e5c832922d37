"""The folder of a run: what it is made from, how far it is, where it goes on.

```
recipe.yaml        every field of the recipe as it was run
rows/              the rows as text, their number and hash
versions.json      of Python and the libraries, and the machine
losses.csv         one line a step; losses.png shows them
checkpoints/       weights or adapter, optimizer, schedule and random numbers
adapter/           the adapter, as PEFT saves it; model/ where every weight was trained
summary.json       what came of it
```
"""

import hashlib
import json
import os
import platform
import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from districtbot.ground.errors import AskError, some_of
from districtbot.ground.paths import check_writable, write_whole
from districtbot.ground.quoting import path_told
from districtbot.tuning.machine import Machine
from districtbot.tuning.shelf import differences, parsed, written

RECIPE = "recipe.yaml"
ROWS = "rows"
VERSIONS = "versions.json"
LOSSES = "losses.csv"
PICTURE = "losses.png"
CHECKPOINTS = "checkpoints"
ADAPTER = "adapter"
MODEL = "model"
SUMMARY = "summary.json"
STATE = "trainer_state.json"
"""The last file that is written of a checkpoint."""
FREE = ("about", "training.eval_every", "training.keep", "training.save_every")
"""Fields that may be others when a run goes on: they change nothing of what is learnt."""
LIBRARIES = ("torch", "transformers", "peft", "bitsandbytes", "accelerate", "tokenizers", "numpy")


def begin(folder: Path, recipe: BaseModel) -> None:
    """Make the folder of a run, or refuse one that another run is in.

    Args:
        folder: The folder.
        recipe: What is to be run.

    Raises:
        AskError: If it cannot be written, or holds a run of another recipe.
    """
    check_writable(folder)
    path = folder / RECIPE
    if path.is_file():
        text = path.read_text(encoding="utf-8")
        other = [one for one in differences(recipe, parsed(text, str(path))) if one not in FREE]
        if other:
            raise AskError(
                f"{path_told(folder)} holds a run of another recipe: {some_of(other, 8)} differ.",
                "Name another folder with --out, or set these as they were to go on.",
            )
    write_whole(path, written(recipe))


def finished(folder: Path) -> dict[str, Any] | None:
    """What came of a run that is at its end; ``None`` of one that is not."""
    try:
        found: dict[str, Any] = json.loads((folder / SUMMARY).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if found.get("finished") is True else None


def last_checkpoint(folder: Path) -> Path | None:
    """The latest checkpoint that was written to its end; ``None`` where there is none."""
    whole = [one for one in _checkpoints(folder) if _is_whole(one)]
    return max(whole, key=_step_of, default=None)


def drop_halves(folder: Path) -> None:
    """Take away checkpoints that were not written to their end."""
    for one in _checkpoints(folder):
        if not _is_whole(one):
            shutil.rmtree(one, ignore_errors=True)


def write_versions(folder: Path, machine: Machine) -> None:
    """Write down what a run is made with."""
    found = {
        "python": platform.python_version(),
        "districtbot": _version("districtbot"),
        **{name: _version(name) for name in LIBRARIES},
        "device": machine.device,
        "device_name": machine.name,
        "processes": machine.n_processes,
        "cores": os.cpu_count(),
    }
    write_json(folder / VERSIONS, found)


def write_json(path: Path, data: Any) -> None:
    """Write data as JSON, whole or not at all."""
    write_whole(path, json.dumps(data, indent=1, ensure_ascii=False) + "\n")


def key_of(*parts: Any) -> str:
    """A hash of data that can be written as JSON."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _checkpoints(folder: Path) -> list[Path]:
    return [one for one in (folder / CHECKPOINTS).glob("checkpoint-*") if one.is_dir()]


def _step_of(checkpoint: Path) -> int:
    text = checkpoint.name.rpartition("-")[2]
    return int(text) if text.isdigit() else -1


def _is_whole(checkpoint: Path) -> bool:
    """Whether everything is there that a run goes on from."""
    try:
        state = json.loads((checkpoint / STATE).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    if state.get("global_step") != _step_of(checkpoint):
        return False
    needed = ("optimizer*", "scheduler.pt", "rng_state*.pth")
    weights = ("adapter_model.safetensors", "model*.safetensors", "pytorch_model*")
    return all(any(checkpoint.glob(one)) for one in needed) and any(
        any(checkpoint.glob(one)) for one in weights
    )


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
