"""What a folder of weights says of the training it came from, as far as a merge must mind it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from districtbot.agent.models.loaded import RopeKind, RopeScaling
from districtbot.ground.errors import AskError
from districtbot.ground.quoting import path_told, plain

RECIPE = "recipe.yaml"
"""The recipe of a training run, kept beside its weights."""


@dataclass(frozen=True, slots=True)
class Trained:
    """How a base was held while an adapter was trained on it.

    Attributes:
        in_4bit: Whether in NF4.
        rope: How its context was stretched.
    """

    in_4bit: bool = False
    rope: RopeScaling | None = None


def trained_as(folder: Path) -> Trained:
    """How the base of an adapter was held in training, where the recipe beside it says.

    Raises:
        AskError: If there is a recipe that cannot be read.
    """
    model = recipe_of(folder).get("model")
    if not isinstance(model, dict):
        return Trained()
    rope = model.get("rope_scaling")
    kind = next((known for known in get_args(RopeKind) if _in(rope, "kind") == known), None)
    factor = _in(rope, "factor")
    stretched = kind is not None and isinstance(factor, int | float) and factor > 1
    return Trained(
        in_4bit=model.get("quantisation") == "nf4",
        rope=RopeScaling(kind, float(factor)) if stretched and kind is not None else None,
    )


def recipe_of(folder: Path) -> dict[str, Any]:
    """The recipe beside weights, or in the folder of the run above them; empty where none is.

    Raises:
        AskError: If it cannot be read.
    """
    import yaml  # type: ignore[import-untyped]

    path = next((at / RECIPE for at in (folder, folder.parent) if (at / RECIPE).is_file()), None)
    if path is None:
        return {}
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise AskError(
            f"The recipe {path_told(path)} cannot be read: {plain(error)}.",
            "Put the recipe of the run there, or take it away and say --base-as.",
        ) from error
    return found if isinstance(found, dict) else {}


def widen(config: Any, rope: RopeScaling | None) -> None:
    """Let a configuration say the context that it was stretched to.

    Dynamic scaling counts from the trained context, so it stays.

    Args:
        config: A configuration of transformers whose positions are stretched already.
        rope: How.
    """
    if rope is None or rope.kind == "dynamic":
        return
    config.max_position_embeddings = int(config.max_position_embeddings * rope.factor)


def _in(part: Any, key: str) -> Any:
    return part.get(key) if isinstance(part, dict) else None
