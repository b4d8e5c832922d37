"""Whether a run fits a machine, and what to change where it does not."""

from collections.abc import Callable, Iterator
from typing import Any

from districtbot.ground.errors import AskError
from districtbot.tuning.expect import GB, Expectation, Shape, memory_of
from districtbot.tuning.machine import Machine
from districtbot.tuning.recipe import LlamaRecipe, LoraPart

SPARE = 0.05
"""Share (0..1) of the memory that is left for what lies between."""
LEAST_LENGTH = 1024


def check_fits(
    recipe: LlamaRecipe, shape: Shape, machine: Machine, expectation: Expectation, longest: int
) -> None:
    """Refuse a run that the machine's memory cannot hold.

    Args:
        recipe: The run.
        shape: The model's sizes.
        machine: What it would run on.
        expectation: What it will take.
        longest: Tokens of the longest row.

    Raises:
        AskError: With what to change so that it fits.
    """
    if fits(expectation.peak, machine):
        return
    where = machine.name if machine.device == "cuda" else "this machine"
    raise AskError(
        f"This run needs about {expectation.peak / GB:.1f} GB of memory at the peak, and {where} "
        f"has {machine.memory / GB:.1f} GB free.",
        _advice(recipe, shape, machine, longest),
    )


def fits(peak: int, machine: Machine) -> bool:
    """Whether so many bytes fit."""
    held = machine.n_processes if machine.device == "cpu" else 1
    return peak * held <= machine.memory * (1 - SPARE)


def check_usable(recipe: LlamaRecipe, shape: Shape, machine: Machine) -> list[str]:
    """Refuse what this machine or model cannot do at all; tell what is done otherwise.

    Returns:
        What is done otherwise than the recipe says, and why, a sentence each.

    Raises:
        AskError: With everything that cannot be done.
    """
    faults = []
    rope = recipe.model.rope_scaling
    reach = int(shape.positions * (rope.factor if rope else 1))
    if recipe.rows.sequence_length > reach:
        faults.append(
            f"rows.sequence_length: the model reads {reach:,} tokens, not "
            f"{recipe.rows.sequence_length:,}; shorten it, or set model.rope_scaling"
        )
    if recipe.model.precision == "bf16" and not machine.has_bf16:
        faults.append(f"model.precision: {machine.name} has no bfloat16; set it to fp32")
    if faults:
        raise AskError(f"This run cannot be: {'; '.join(faults)}.", "Set these with --set.")
    notes = []
    if machine.device == "cpu" and recipe.training.optimizer != "adamw":
        notes.append(
            f"The optimizer {recipe.training.optimizer} needs a GPU; here it is adamw, which "
            "computes the same with states in 32 bits."
        )
    if machine.idle:
        notes.append(
            f"{machine.idle} more GPUs stand idle: start it with accelerate launch "
            f"--num_processes {machine.idle + 1} -m districtbot tune ... to use them."
        )
    return notes


def _advice(recipe: LlamaRecipe, shape: Shape, machine: Machine, longest: int) -> str:
    """The first change that makes it fit, or several together."""
    made: list[str] = []
    current = recipe
    for told, change_fn in _changes(recipe, machine):
        alone = change_fn(recipe)
        if fits(_peak(alone, shape, machine, longest), machine):
            return f"Set {told}."
        current = change_fn(current)
        made.append(told)
        if fits(_peak(current, shape, machine, longest), machine):
            return f"Set {', '.join(made)}."
    peak = _peak(current, shape, machine, longest)
    together = f" (with {', '.join(made)} it still needs {peak / GB:.1f} GB)" if made else ""
    return f"Use a smaller model or a larger machine{together}."


Change = Callable[[LlamaRecipe], LlamaRecipe]


def _changes(recipe: LlamaRecipe, machine: Machine) -> Iterator[tuple[str, Change]]:
    """What saves memory, the least costly first."""
    training, rows = recipe.training, recipe.rows
    if not recipe.model.gradient_checkpointing:
        yield "model.gradient_checkpointing=true", _setting("model", gradient_checkpointing=True)
    if training.batch > 1:
        more = training.batch * training.accumulation
        change = _setting("training", batch=1, accumulation=more)
        yield f"training.batch=1 and training.accumulation={more}", change
    if recipe.lora is None:
        yield (
            "lora={r: 16, alpha: 16}",
            lambda one: one.model_copy(update={"lora": LoraPart()}),
        )
    if recipe.model.quantisation != "nf4":
        yield "model.quantisation=nf4", _setting("model", quantisation="nf4")
    if machine.device == "cuda" and "8bit" not in training.optimizer:
        change = _setting("training", optimizer="paged_adamw_8bit")
        yield "training.optimizer=paged_adamw_8bit", change
    if rows.sequence_length // 2 >= max(LEAST_LENGTH, 2 * rows.reply_tokens):
        half = rows.sequence_length // 2
        yield f"rows.sequence_length={half}", _setting("rows", sequence_length=half)


def _setting(part: str, **values: Any) -> Change:
    def change(recipe: LlamaRecipe) -> LlamaRecipe:
        changed = getattr(recipe, part).model_copy(update=values)
        return recipe.model_copy(update={part: changed})

    return change


def _peak(recipe: LlamaRecipe, shape: Shape, machine: Machine, longest: int) -> int:
    longest = min(longest, recipe.rows.sequence_length)
    return sum(memory_of(recipe, shape, machine, longest).values())
