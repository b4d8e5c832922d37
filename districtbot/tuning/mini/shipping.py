"""A trained network as a folder that `mini` is loaded from, and transformers too."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from districtbot.agent.models.mini.load import SETTINGS
from districtbot.agent.models.mini.symbols import BEGIN, END, PAD
from districtbot.agent.models.mini.weights import SCALE
from districtbot.tuning.mini.network import Network
from districtbot.tuning.mini.tokens import mark_id, save_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
_TOKENIZER = {
    "tokenizer_class": "PreTrainedTokenizerFast",
    "bos_token": BEGIN,
    "eos_token": END,
    "pad_token": PAD,
    "clean_up_tokenization_spaces": False,
}


def ship(network: Network, tokenizer: "Tokenizer", folder: Path, settings: dict[str, Any]) -> None:
    """Write the model with 8-bit weights, one scale a row.

    Args:
        network: The network.
        tokenizer: Its tokenizer.
        folder: Where; made if need be.
        settings: What ``mini.json`` is to hold: ``sure``, the least confidence (0..1).
    """
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {}
    for name, weight in network.state_dict().items():
        array = weight.detach().to(torch.float32).numpy()
        if array.ndim == 2:
            arrays |= quantised(name, array)
        else:
            arrays[name] = array
    save_file(arrays, folder / "model.safetensors")
    _write(folder / "config.json", _config(network, tokenizer))
    save_tokenizer(tokenizer, folder)
    marks = {"bos_token": BEGIN, "eos_token": END, "pad_token": PAD}
    kind = {"tokenizer_class": "PreTrainedTokenizerFast"}
    _write(
        folder / "tokenizer_config.json", {**kind, **marks, "clean_up_tokenization_spaces": False}
    )
    _write(folder / SETTINGS, settings)


def checkpoint(network: Network, tokenizer: "Tokenizer", folder: Path) -> None:
    """Write the same model as transformers reads it, with the very weights that are shipped.

    Args:
        network: The network.
        tokenizer: Its tokenizer.
        folder: Where; made if need be.
    """
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    arrays = {}
    for name, weight in network.state_dict().items():
        array = weight.detach().to(torch.float32).numpy()
        arrays[name] = restored(array) if array.ndim == 2 else array
    save_file(arrays, folder / "model.safetensors", metadata={"format": "pt"})
    _write(folder / "config.json", _config(network, tokenizer))
    save_tokenizer(tokenizer, folder)
    _write(folder / "tokenizer_config.json", _TOKENIZER)


def quantised(name: str, array: Floats) -> dict[str, NDArray[Any]]:
    """A matrix as 8-bit integers beside one scale a row."""
    scale = _scale(array)
    whole = np.clip(np.round(array / scale), -127, 127).astype(np.int8)
    return {name: whole, f"{name}{SCALE}": scale[:, 0].astype(np.float32)}


def restored(array: Floats) -> Floats:
    """A matrix as it is after its 8 bits."""
    scale = _scale(array)
    found: Floats = (np.clip(np.round(array / scale), -127, 127) * scale).astype(np.float32)
    return found


def _scale(array: Floats) -> Floats:
    scale = np.abs(array).max(axis=1, keepdims=True).astype(np.float32) / np.float32(127)
    found: Floats = np.where(scale > 0, scale, np.float32(1)).astype(np.float32)
    return found


def _config(network: Network, tokenizer: "Tokenizer") -> dict[str, Any]:
    marks = {"bos_token_id": BEGIN, "eos_token_id": END, "pad_token_id": PAD}
    ids = {key: mark_id(tokenizer, mark) for key, mark in marks.items()}
    return {**network.size.config(), **ids}


def _write(path: Path, data: dict[str, Any]) -> None:
    path.write_text(f"{json.dumps(data, indent=2)}\n", encoding="utf-8")
