"""Trains a model by a recipe: rows, weights, transformers' trainer, and what is left of it."""

import resource
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from districtbot.agent.models.text.hf import quiet
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.tuning.card import write_card
from districtbot.tuning.expect import Expectation, expected, shape_of
from districtbot.tuning.fitting import check_fits, check_usable
from districtbot.tuning.loading import base_config, check_installed, model_to_train
from districtbot.tuning.machine import Machine, this_machine
from districtbot.tuning.masks import collated
from districtbot.tuning.materials import Materials, materials
from districtbot.tuning.reader import reader_at
from districtbot.tuning.recipe import LlamaRecipe
from districtbot.tuning.runs import (
    ADAPTER,
    CHECKPOINTS,
    MODEL,
    RECIPE,
    SUMMARY,
    VERSIONS,
    begin,
    drop_halves,
    finished,
    last_checkpoint,
    write_json,
    write_versions,
)
from districtbot.tuning.watch import Watch, callback_of

ShowFn = Callable[[str, int, int], None]
ExpectFn = Callable[[Expectation, list[str]], None]
OPTIMIZERS = {
    "adamw": "adamw_torch",
    "adamw_8bit": "adamw_bnb_8bit",
    "paged_adamw_32bit": "paged_adamw_32bit",
    "paged_adamw_8bit": "paged_adamw_8bit",
}
"""What transformers calls them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run.

    Attributes:
        folder: Its folder.
        finished: Whether it came to its end.
        step: The steps that are done.
        summary: What is in ``summary.json``; empty where it did not come to its end.
    """

    folder: Path
    finished: bool
    step: int
    summary: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Hands:
    """How a run deals with whoever started it.

    Attributes:
        budget: Ctrl-C stops it.
        show: Told of progress: what is done, how much of it, of how much.
        expect: Told of what the run will take, and of what is done otherwise than its recipe says.
        n_jobs: Processes that render rows.
        anyway: Whether it starts also where the memory will hardly do.
    """

    budget: Budget
    show: ShowFn
    expect: ExpectFn
    n_jobs: int = 1
    anyway: bool = False


def train(recipe: LlamaRecipe, folder: Path, hands: Hands) -> Outcome:
    """Run a recipe, or go on with it from its last checkpoint.

    Started by ``accelerate launch``, each process calls this with the same arguments; the first
    writes and talks.

    Args:
        recipe: The run.
        folder: Its folder.
        hands: How it deals with whoever started it.

    Raises:
        AskError: If it cannot be run here, the folder holds another run, or a loss is no number.
        OutOfTime: If it was stopped before the training began.
    """
    check_installed(recipe)
    machine = this_machine()
    show = hands.show if machine.is_first else _show_nothing
    shape = shape_of(base_config(recipe))
    notes = check_usable(recipe, shape, machine)
    if machine.is_first:
        begin(folder, recipe)
    done = finished(folder)
    if done is not None:
        return Outcome(folder, True, int(done["steps"]), done)
    held = materials(recipe, folder, machine, hands.n_jobs, hands.budget, show)
    expectation = expected(recipe, shape, held.work, machine)
    if machine.is_first:
        write_versions(folder, machine)
        hands.expect(expectation, notes)
    if not hands.anyway:
        check_fits(recipe, shape, machine, expectation, held.work.longest)
    watch = Watch(folder, recipe.name, machine, hands.budget, show)
    return _trained(recipe, folder, machine, held, expectation, watch)


def _trained(
    recipe: LlamaRecipe,
    folder: Path,
    machine: Machine,
    held: Materials,
    expectation: Expectation,
    watch: Watch,
) -> Outcome:
    """Train, from the last checkpoint where there is one, and write what came of it."""
    if machine.is_first:
        drop_halves(folder)
    checkpoint = last_checkpoint(folder)
    with _undisturbed():
        watch.show("Loading the model", 0, expectation.steps)
        trainer = _trainer(recipe, folder, machine, held, expectation, watch)
        with _memory_told(folder):
            trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
        step = int(trainer.state.global_step)
        if watch.stopped and step < expectation.steps:
            return Outcome(folder, False, step, {})
        watch.show("Writing the model", step, expectation.steps)
        _write_model(recipe, folder, machine, trainer)
    summary = _summary(recipe, held, expectation, watch, machine, step)
    if machine.is_first:
        watch.saved()
        _write_summary(recipe, folder, summary, held)
    return Outcome(folder, True, step, summary)


def _trainer(
    recipe: LlamaRecipe,
    folder: Path,
    machine: Machine,
    held: Materials,
    expectation: Expectation,
    watch: Watch,
) -> Any:
    """Transformers' trainer with the model, the rows and what is minded."""
    import transformers

    tokenizer = reader_at(recipe.model.base).tokenizer
    fillers = (tokenizer.pad_token_id, tokenizer.eos_token_id, 0)
    trainer = transformers.Trainer(
        model=model_to_train(recipe, machine),
        args=_arguments(recipe, folder, machine, expectation.steps, looks=bool(held.held_out)),
        train_dataset=list(held.train),
        eval_dataset=list(held.held_out) or None,
        data_collator=partial(collated, pad=next(one for one in fillers if one is not None)),
        callbacks=[callback_of(watch)],
    )
    trainer.remove_callback(transformers.PrinterCallback)
    return trainer


def _arguments(
    recipe: LlamaRecipe, folder: Path, machine: Machine, steps: int, *, looks: bool
) -> Any:
    """The recipe in the words of transformers' trainer."""
    import transformers

    training, is_gpu = recipe.training, machine.device == "cuda"
    checks = recipe.model.gradient_checkpointing
    found = transformers.TrainingArguments(
        output_dir=str(folder / CHECKPOINTS),
        max_steps=steps,
        per_device_train_batch_size=training.batch,
        per_device_eval_batch_size=training.batch,
        gradient_accumulation_steps=training.accumulation,
        learning_rate=training.learning_rate,
        lr_scheduler_type=training.schedule,
        warmup_steps=round(training.warmup * steps),
        weight_decay=training.weight_decay,
        adam_beta2=training.beta2,
        max_grad_norm=training.max_grad_norm,
        optim=OPTIMIZERS[training.optimizer] if is_gpu else OPTIMIZERS["adamw"],
        bf16=recipe.model.precision == "bf16",
        gradient_checkpointing=checks,
        gradient_checkpointing_kwargs={"use_reentrant": False} if checks else None,
        save_strategy="steps",
        save_steps=training.save_every,
        save_total_limit=training.keep,
        eval_strategy="steps" if looks else "no",
        eval_steps=training.eval_every if looks else None,
        logging_steps=1,
        logging_nan_inf_filter=False,
        include_num_input_tokens_seen="all",
        seed=training.seed,
        data_seed=training.seed,
        use_cpu=not is_gpu,
        dataloader_pin_memory=is_gpu,
        ddp_find_unused_parameters=False,
        remove_unused_columns=False,
        label_names=["labels"],
        prediction_loss_only=True,
        report_to="none",
        disable_tqdm=True,
        log_level="error",
    )
    if machine.idle:  # one process uses one GPU; the trainer would split batches over all
        found._n_gpu = min(1, found.n_gpu)
    return found


def _write_model(recipe: LlamaRecipe, folder: Path, machine: Machine, trainer: Any) -> None:
    """Write the adapter, or the model with its tokenizer."""
    import torch

    out = folder / (ADAPTER if recipe.lora is not None else MODEL)
    if machine.is_first and out.exists():
        shutil.rmtree(out)
    if recipe.lora is None and recipe.model.precision == "bf16" and not trainer.is_fsdp_enabled:
        trainer.model.to(torch.bfloat16)
    trainer.save_model(str(out))
    if machine.is_first:
        (out / "training_args.bin").unlink(missing_ok=True)  # the recipe says more
    if machine.is_first and recipe.lora is None:
        reader_at(recipe.model.base).tokenizer.save_pretrained(str(out))


def _summary(
    recipe: LlamaRecipe,
    held: Materials,
    expectation: Expectation,
    watch: Watch,
    machine: Machine,
    step: int,
) -> dict[str, Any]:
    """What came of the run; memory in bytes."""
    losses = [one["loss"] for one in watch.lines if "loss" in one]
    looked = [one["eval_loss"] for one in watch.lines if "eval_loss" in one]
    tokens = max((int(one.get("tokens", 0)) for one in watch.lines), default=0)
    return {
        "finished": True,
        "recipe": recipe.name,
        "base": recipe.model.base,
        "steps": step,
        "first_loss": losses[0] if losses else None,
        "last_loss": losses[-1] if losses else None,
        "first_eval_loss": looked[0] if looked else None,
        "last_eval_loss": looked[-1] if looked else None,
        "tokens": tokens,
        "seconds": round(watch.seconds, 1),
        "tokens_per_second": round(tokens / watch.seconds, 1) if watch.seconds else None,
        "processes": machine.n_processes,
        "peak_memory_bytes": _peak(machine),
        "expected": expectation.data(),
        "rows": held.told,
    }


def _write_summary(
    recipe: LlamaRecipe, folder: Path, summary: dict[str, Any], held: Materials
) -> None:
    """Write the summary, and put beside the model what it comes from."""
    out = folder / (ADAPTER if recipe.lora is not None else MODEL)
    shutil.copyfile(folder / RECIPE, out / RECIPE)
    shutil.copyfile(folder / VERSIONS, out / VERSIONS)
    write_json(out / "training.json", summary)
    write_json(out / "data.json", held.told)
    write_card(out)
    write_json(folder / SUMMARY, summary)


def _peak(machine: Machine) -> int:
    """The most bytes that this process has held on its device."""
    if machine.device == "cuda":
        import torch

        return int(torch.cuda.max_memory_reserved())
    kilo = 1 if sys.platform == "darwin" else 1024
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * kilo


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without notices of libraries that stand in nobody's power here."""
    with quiet(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _memory_told(folder: Path) -> Iterator[None]:
    """Memory that runs out as something that can be mended."""
    import torch

    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        kept = last_checkpoint(folder)
        raise AskError(
            "The memory ran out while training."
            + (f" The last good checkpoint is kept: {kept.name}." if kept else ""),
            "Set training.batch lower and training.accumulation higher, "
            "model.gradient_checkpointing=true, or rows.sequence_length lower, with another --out.",
        ) from error


def _show_nothing(stage: str, done: int, total: int) -> None:
    del stage, done, total
