"""The tensors of a model folder, one at a time, and the files that go with them."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from districtbot.ground.errors import AskError
from districtbot.ground.quoting import path_told, plain

if TYPE_CHECKING:
    from torch import Tensor

INDEX = "model.safetensors.index.json"
WHOLE = "model.safetensors"
BESIDE = (
    "tokenizer.json",
    "tokenizer.model",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "merges.txt",
    "chat_template.jinja",
    "chat_template.json",
)
"""Files of a tokenizer and its chat template, as transformers saves them."""
GENERATION = "generation_config.json"
TRAINED = ("recipe.yaml", "versions.json", "training.json", "data.json", "manifest.json")
"""What a training run leaves that says where a model comes from."""


@dataclass(frozen=True, slots=True)
class Tensors:
    """The tensors of a folder of safetensors.

    Attributes:
        folder: Where they lie.
        places: File of each tensor by name, in the order of names.
        shapes: Shape of each.
    """

    folder: Path
    places: Mapping[str, str]
    shapes: Mapping[str, tuple[int, ...]]

    @property
    def n_parameters(self) -> int:
        """Numbers in all tensors together."""
        total = 0
        for shape in self.shapes.values():
            n = 1
            for length in shape:
                n *= length
            total += n
        return total

    def each(self) -> "Iterator[tuple[str, Tensor]]":
        """Every tensor with its name; one is in memory at a time."""
        for name in self.places:
            yield name, self.one(name)

    def one(self, name: str) -> "Tensor":
        """A tensor by its name."""
        from safetensors import safe_open

        with safe_open(self.folder / self.places[name], framework="pt") as file:
            tensor: Tensor = file.get_tensor(name)
            return tensor


def tensors_in(folder: Path) -> Tensors:
    """The tensors of a model folder.

    Raises:
        AskError: If there are none, or a file is missing or damaged.
    """
    from safetensors import SafetensorError, safe_open

    places: dict[str, str] = {}
    shapes: dict[str, tuple[int, ...]] = {}
    try:
        with ExitStack() as stack:
            for name in _files(folder):
                file = stack.enter_context(safe_open(folder / name, framework="numpy"))
                for key in file.keys():  # noqa: SIM118 - it is no dict
                    places[key] = name
                    shapes[key] = tuple(file.get_slice(key).get_shape())
    except (OSError, SafetensorError) as error:
        raise AskError(
            f"The weights in {path_told(folder)} cannot be read: {plain(error, 160)}.",
            "Copy the model's folder again, all files of it.",
        ) from error
    order = sorted(places)
    return Tensors(folder, {key: places[key] for key in order}, {key: shapes[key] for key in order})


def read_config(folder: Path, name: str = "config.json") -> dict[str, Any]:
    """A JSON file of a model folder; empty where there is none.

    Raises:
        AskError: If it cannot be read as a JSON object.
    """
    path = folder / name
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AskError(
            f"{name} in {path_told(folder)} cannot be read: {plain(error)}.", "Copy it again."
        ) from error
    if not isinstance(found, dict):
        raise AskError(f"{name} in {path_told(folder)} is no JSON object.", "Copy it again.")
    return found


def copy_beside(tokenizer: Path, model: Path, out: Path, *more: Path) -> None:
    """Copy tokenizer, chat template, generation settings and records of training, byte for byte.

    Args:
        tokenizer: The folder of the tokenizer.
        model: The folder of the generation settings.
        out: Where to.
        *more: Folders with records of training; the first that has one gives it.
    """
    pairs = [(tokenizer, name) for name in BESIDE]
    pairs.append((model, GENERATION))
    pairs += [(folder, name) for name in TRAINED for folder in reversed(more)]
    for folder, name in pairs:
        if (folder / name).is_file() and (folder / name) != (out / name):
            shutil.copyfile(folder / name, out / name)


def share_files(folder: Path) -> None:
    """Let weights be read by whoever may read the configuration beside them."""
    mode = (folder / "config.json").stat().st_mode
    for path in folder.glob("*.safetensors"):
        path.chmod(mode)


def _files(folder: Path) -> list[str]:
    """The files of a folder's weights."""
    index = read_config(folder, INDEX).get("weight_map")
    if isinstance(index, dict):
        return sorted({str(name) for name in index.values()})
    if (folder / WHOLE).is_file():
        return [WHOLE]
    if any(folder.glob("pytorch_model*.bin")):
        raise AskError(
            f"The weights in {path_told(folder)} are in PyTorch's own format.",
            "Write them as safetensors first: districtbot export MODEL --format safetensors "
            "--out DIR.",
        )
    raise AskError(
        f"There are no weights in {path_told(folder)}: {WHOLE} is missing.",
        "Name the folder of a whole model; an adapter is merged first: districtbot merge ADAPTER.",
    )
