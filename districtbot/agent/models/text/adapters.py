"""Adapters of peft: where their base is, and how they are put on a model without half of them lost.

peft loads an adapter as far as it fits and leaves the rest as it was drawn. Here an adapter fits
in all its tensors, or it is refused.
"""

import json
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import path_told, plain

CONFIG = "adapter_config.json"
WEIGHTS = ("adapter_model.safetensors", "adapter_model.bin")
ENDS = ("embed_tokens", "lm_head")
"""The two ends of a model, which share one tensor where a model is tied."""
_MISMATCH = re.compile(
    r"size mismatch for (\S+): copying a param with shape torch\.Size\((\[[\d, ]*\])\) "
    r"from checkpoint, the shape in current model is torch\.Size\((\[[\d, ]*\])\)"
)
_FIT = "Use it with the model it was made for (base_model_name_or_path in its adapter_config.json)."


def adapter_folder(adapter: str) -> Path:
    """The folder of an adapter.

    Raises:
        AskError: If there is none in it.
    """
    path = Path(adapter).expanduser()
    if not (path / CONFIG).is_file():
        raise AskError(
            f"There is no adapter in {path_told(adapter)}: {CONFIG} is missing.",
            "Name the folder that the adapter was saved to.",
        )
    if not any((path / name).is_file() for name in WEIGHTS):
        raise AskError(
            f"The adapter in {path_told(adapter)} has no weights: {WEIGHTS[0]} is missing.",
            "Copy the whole folder that the adapter was saved to.",
        )
    return path


def settings_of(folder: Path) -> dict[str, Any]:
    """What an adapter's ``adapter_config.json`` says.

    Raises:
        AskError: If it cannot be read.
    """
    try:
        found = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AskError(
            f"{CONFIG} in {path_told(folder)} cannot be read: {plain(error)}.",
            "Copy the folder that the adapter was saved to again.",
        ) from error
    if not isinstance(found, dict):
        raise AskError(f"{CONFIG} in {path_told(folder)} is no JSON object.", "Copy it again.")
    return found


def base_of(folder: Path) -> str:
    """The model that an adapter says it was made for: a folder or a repository.

    A folder that is not there by its path, but beside the adapter or above it, is taken there.

    Raises:
        AskError: If it names none.
    """
    base = settings_of(folder).get("base_model_name_or_path")
    if not isinstance(base, str) or not base.strip():
        raise AskError(
            f"The adapter in {path_told(folder)} does not say which model it was made for.",
            "Name that model's folder with --base.",
        )
    for place in (folder / base, folder.parent / base):
        if not Path(base).expanduser().is_dir() and (place / "config.json").is_file():
            return str(place)
    return base


def tokenizer_place(folder: Path | None, base: str) -> str:
    """The folder of the tokenizer: the adapter's own where it brings one, else its base's."""
    return str(folder) if folder is not None and (folder / "tokenizer.json").is_file() else base


def adapted(model: Any, folder: Path, name: str, n_tokens: int = 0) -> Any:
    """A model with its adapter, all of it.

    The embeddings are made longer first where the adapter's are, or its tokenizer is. Where the
    adapter changes one end of a model that ties its two, they are parted first, for otherwise
    merging into one would change the other.

    Args:
        model: A causal model of transformers, freshly loaded.
        folder: The adapter.
        name: What the model is called, for errors.
        n_tokens: Tokens of the tokenizer; 0 where it is the base's own.

    Raises:
        AskError: If the adapter does not fit: with the tensors that differ.
    """
    from peft import PeftModel

    given = _shapes(folder)
    _lengthen(model, given, n_tokens)
    _part_ends(model, folder, given)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what they say of missing parts is checked below
            found = PeftModel.from_pretrained(model, str(folder)).eval()
    except (RuntimeError, ValueError, KeyError, OSError, TypeError) as error:
        wrong = [f"{tensor} {came}, not {wants}" for tensor, came, wants in _mismatches(error)]
        reason = f"{some_of(wrong, 4)}." if wrong else plain(error, 160)
        raise AskError(f"{_unfit(folder, name)}: {reason}", _FIT) from error
    _check_whole(found, given, folder, name)
    return found


def _unfit(folder: Path, name: str) -> str:
    return f"The adapter in {path_told(folder)} does not fit {plain(name)}"


def _mismatches(error: Exception) -> list[tuple[str, str, str]]:
    """The tensors of another shape than the model's: name, shape that came, shape wanted."""
    return [(match[1], match[2], match[3]) for match in _MISMATCH.finditer(str(error))]


def _shapes(folder: Path) -> dict[str, tuple[int, ...]]:
    """The tensors of an adapter's file with their shapes."""
    path = next(folder / name for name in WEIGHTS if (folder / name).is_file())
    try:
        if path.suffix == ".safetensors":
            from safetensors import safe_open

            with safe_open(path, framework="numpy") as file:
                return {key: tuple(file.get_slice(key).get_shape()) for key in file.keys()}  # noqa: SIM118 - it is no dict
        import torch

        weights: Mapping[str, Any] = torch.load(path, map_location="meta", weights_only=True)
        return {key: tuple(value.shape) for key, value in weights.items()}
    except Exception as error:
        raise AskError(
            f"{path.name} in {path_told(folder)} cannot be read: {plain(error)}.",
            "Copy the folder that the adapter was saved to again.",
        ) from error


def _lengthen(model: Any, given: Mapping[str, tuple[int, ...]], n_tokens: int) -> None:
    """Make the embeddings as long as the adapter's, or as its tokenizer; new rows are the mean."""
    rows = [
        shape[0]
        for key, shape in given.items()
        if len(shape) == 2 and key.endswith("weight") and _is_whole_end(key)
    ]
    old = int(model.get_input_embeddings().weight.shape[0])
    wanted = max([n_tokens, *rows]) if not rows else max(rows)
    if wanted <= old:
        return
    means = {id(end): end.weight.data.float().mean(0) for end in _ends(model)}
    model.resize_token_embeddings(wanted, mean_resizing=False)
    for end, mean in zip(_ends(model), means.values(), strict=True):
        end.weight.data[old:] = mean.to(end.weight.dtype)


def _is_whole_end(key: str) -> bool:
    """Whether a tensor of an adapter is a whole embedding or head, not a low-rank change of one."""
    return (
        any(f".{end}." in key for end in ENDS) and "lora_" not in key and "token_adapter" not in key
    )


def _ends(model: Any) -> list[Any]:
    """The embedding and the head; one where they are the same module's weight."""
    first, last = model.get_input_embeddings(), model.get_output_embeddings()
    return [first] if last is None or last.weight is first.weight else [first, last]


def _part_ends(model: Any, folder: Path, given: Mapping[str, tuple[int, ...]]) -> None:
    """Give a tied model two tensors where the adapter changes one of its ends."""
    import torch

    tied = bool(getattr(model.config, "tie_word_embeddings", False))
    touched = any(f".{end}." in key for end in ENDS for key in given)
    if not (tied and touched) or settings_of(folder).get("ensure_weight_tying"):
        return
    last = model.get_output_embeddings()
    last.weight = torch.nn.Parameter(last.weight.detach().clone(), requires_grad=False)
    model.config.tie_word_embeddings = False


def _check_whole(found: Any, given: Mapping[str, tuple[int, ...]], folder: Path, name: str) -> None:
    """Refuse an adapter of which a part found no place, or left a place empty."""
    from peft import get_peft_model_state_dict

    wanted = set(get_peft_model_state_dict(found, save_embedding_layers=False))
    missing = sorted(wanted - given.keys())
    unknown = sorted(given.keys() - wanted - set(found.state_dict()))
    faults = [f"{len(missing)} tensors are missing: {some_of(missing, 2)}"] if missing else []
    if unknown:
        faults.append(f"{len(unknown)} have no place in the model: {some_of(unknown, 2)}")
    if faults:
        raise AskError(f"{_unfit(folder, name)}: {'; '.join(faults)}.", _FIT)
