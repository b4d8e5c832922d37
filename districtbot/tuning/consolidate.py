"""A model's weights in other files: one state dict, or safetensors in shards with an index."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from districtbot.agent.models.text.hf import config_of, quiet, told
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.paths import all_or_nothing
from districtbot.ground.quoting import path_told, plain
from districtbot.tuning.weights import (
    BESIDE,
    GENERATION,
    TRAINED,
    copy_beside,
    share_files,
    tensors_in,
)

DType = Literal["f32", "bf16", "f16"]
NAME = "consolidated.pth"
"""The state dict's usual name."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Weights that were written and read back.

    Attributes:
        path: The file, or the folder of the shards.
        n_files: Files of weights.
        n_tensors: Tensors in them; one that stands under two names counts once for each.
        n_bytes: Bytes of these files.
    """

    path: Path
    n_files: int
    n_tensors: int
    n_bytes: int


def write_state(folder: Path, path: Path, dtype: DType | None = None) -> Stored:
    """Write a model's state dict as one file that ``torch.load(weights_only=True)`` takes.

    Names are those of transformers; tensors that are tied share their bytes. What was written is
    read back and compared, number by number.

    Args:
        folder: The model.
        path: The file.
        dtype: The type of the numbers; by default as they are.

    Raises:
        AskError: If the model cannot be loaded, or what was written is not what is read.
        OSError: If the file cannot be written.
    """
    import torch

    model = _loaded(folder, dtype)
    state = {name: tensor.detach().cpu() for name, tensor in model.state_dict().items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.part")
    try:
        torch.save(state, scratch)
        _compare(state, read_state(scratch), path)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
    return Stored(path, 1, len(state), path.stat().st_size)


def read_state(path: Path) -> dict[str, Any]:
    """A state dict from a file, with nothing in it run.

    Raises:
        AskError: If it is none.
    """
    import pickle

    import torch

    try:
        found = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except (OSError, RuntimeError, ValueError, EOFError, pickle.UnpicklingError) as error:
        raise AskError(
            f"{path_told(path)} is no state dict that can be read safely: {plain(error, 160)}.",
            "Write it with `districtbot export MODEL --format pth`.",
        ) from error
    if not isinstance(found, dict) or not all(isinstance(v, torch.Tensor) for v in found.values()):
        raise AskError(f"{path_told(path)} holds more than tensors.", "Name a state dict.")
    return found


def write_shards(
    folder: Path, out: Path, shard_size: str = "5GB", dtype: DType | None = None
) -> Stored:
    """Write a model folder anew as safetensors, in shards with an index where one is too large.

    Args:
        folder: The model.
        out: The new folder; tokenizer, template and settings are copied into it.
        shard_size: The most bytes of one file, such as ``5GB``.
        dtype: The type of the numbers; by default as they are.

    Raises:
        AskError: If the model cannot be loaded, or what was written is not what is read.
    """
    check_other(out, folder)
    from transformers import GenerationConfig

    model = _loaded(folder, dtype)
    state = {name: tensor.detach().cpu() for name, tensor in model.state_dict().items()}
    model.generation_config = GenerationConfig()  # type: ignore[no-untyped-call] # copied as a file
    with quiet(), all_or_nothing(out, owned_in(out)) as scratch:
        model.save_pretrained(str(scratch), max_shard_size=checked_size(shard_size))
        share_files(scratch)
        copy_beside(folder, folder, scratch, folder)
        found = tensors_in(scratch)
        tied = set(state) - set(found.places) if model.config.tie_word_embeddings else set()
        kept = {name: tensor for name, tensor in state.items() if name not in tied}
        _compare(kept, dict(found.each()), out)
    files = sorted(out.glob("model*.safetensors"))
    return Stored(out, len(files), len(kept), sum(file.stat().st_size for file in files))


def check_other(out: Path, *sources: Path) -> None:
    """Check that nothing is written over what is read.

    Raises:
        AskError: If a folder that is to be written is one of the sources.
    """
    if any(out.resolve() == source.resolve() for source in sources):
        raise AskError(f"{path_told(out)} holds what is to be read.", "Name another folder: --out.")


def owned_in(out: Path) -> list[str]:
    """Files of an earlier model in a folder, which go when a new one is written there."""
    weights = [path.name for path in sorted(out.glob("model*.safetensors*"))]
    return [*weights, *BESIDE, *TRAINED, GENERATION, "config.json"]


def checked_size(text: str) -> str:
    """A size such as ``5GB`` as transformers takes it.

    Raises:
        AskError: If it is none.
    """
    digits, unit = text.strip().upper().rstrip("GMKB"), text.strip().upper().lstrip("0123456789")
    if not digits.isdecimal() or int(digits) == 0 or unit not in ("GB", "MB", "KB"):
        raise AskError(f"{plain(text)} is no size of a file.", "Write 5GB, 500MB or 100KB.")
    return f"{digits}{unit}"


def _loaded(folder: Path, dtype: DType | None) -> Any:
    """The model, in memory; on this machine's processor."""
    import torch

    types = {"f32": torch.float32, "bf16": torch.bfloat16, "f16": torch.float16}
    with quiet(), told(str(folder)):
        from transformers import AutoModelForCausalLM

        config = config_of(str(folder))
        wanted = types[dtype] if dtype else config.dtype or torch.float32
        return AutoModelForCausalLM.from_pretrained(str(folder), config=config, dtype=wanted)


def _compare(wanted: dict[str, Any], found: dict[str, Any], path: Path) -> None:
    """Refuse what does not hold the same numbers.

    Raises:
        AskError: With the tensors that differ.
    """
    import torch

    names = sorted(wanted.keys() ^ found.keys())
    names += [
        name
        for name in sorted(wanted.keys() & found.keys())
        if wanted[name].dtype != found[name].dtype or not torch.equal(wanted[name], found[name])
    ]
    if names:
        raise AskError(
            f"What was written to {path_told(path)} is not what is read: {some_of(names, 3)}.",
            "Check the disk, and write it again.",
        )
