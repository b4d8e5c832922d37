"""Training itself, on a tiny model with random weights: learns, goes on, stops, writes."""

import json
import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from districtbot.agent.models.load import load_model
from districtbot.agent.models.loaded import ModelOptions
from districtbot.ground.clock import Budget, OutOfTime
from districtbot.ground.errors import AskError
from districtbot.tuning import train as training
from districtbot.tuning.curves import read_losses
from districtbot.tuning.runs import CHECKPOINTS, LOSSES, finished, last_checkpoint
from districtbot.tuning.shelf import read_recipe
from districtbot.tuning.train import Hands, Outcome, train

pytest.importorskip("torch")
pytestmark = pytest.mark.slow
CODING = (
    "data.kinds=[coding]", "data.eval_items=1", "training.accumulation=1", "training.epochs=2",
    "training.save_every=2", "training.eval_every=3", "training.learning_rate=0.01",
)  # fmt: skip
"""Short rows, six steps."""


def hands(budget: Budget | None = None, **more: Any) -> Hands:
    budget = budget or Budget(None)
    given = {"show": lambda *_: None, "expect": lambda *_: None, **more}
    return Hands(budget, given["show"], given["expect"], anyway=given.get("anyway", False))


def losses(folder: Path) -> list[tuple[int, float]]:
    """Steps and their losses, those of rows held out after them."""
    lines = read_losses(folder / LOSSES)
    return [(int(one["step"]), one.get("loss", one.get("eval_loss", 0.0))) for one in lines]


@pytest.fixture(scope="module")
def short(recipe_for: Callable[..., Any]) -> Any:
    """A recipe of six short steps in four bits, with dropout."""
    return recipe_for(*CODING)


@pytest.fixture(scope="module")
def unbroken(short: Any, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The same run from its start to its end."""
    return train(short, tmp_path_factory.mktemp("runs") / "unbroken", hands())


def test_qlora_learns_from_dialogues_and_its_adapter_is_loaded(
    recipe_for: Callable[..., Any], llama: Path, tmp_path: Path
) -> None:
    recipe = recipe_for(
        "data.kinds=[dialogue]", "data.answers=1", "data.items=2", "training.accumulation=1",
        "training.epochs=3", "training.learning_rate=0.02", "lora.dropout=0",
        "training.eval_every=3", "data.eval_items=1",
    )  # fmt: skip
    told: list[Any] = []
    folder = tmp_path / "run"
    done = train(recipe, folder, hands(expect=lambda *given: told.append(given)))
    [(expectation, notes)] = told
    assert done.finished
    assert done.step == expectation.steps
    assert any("paged_adamw_32bit needs a GPU" in note for note in notes)
    assert done.summary["last_loss"] < done.summary["first_loss"] - 0.5
    assert len([line for line in read_losses(folder / LOSSES) if "eval_loss" in line]) == 2
    assert done.summary["tokens"] == pytest.approx(expectation.tokens, rel=0.05)
    assert done.summary["rows"]["train"]["masked_share"] > 0.8
    for name in ("recipe.yaml", "versions.json", "losses.csv", "losses.png", "summary.json"):
        assert (folder / name).stat().st_size > 0
    settings = json.loads((folder / "adapter" / "adapter_config.json").read_text())
    assert settings["base_model_name_or_path"] == str(llama)
    assert (settings["r"], settings["lora_alpha"]) == (64, 16)
    assert read_recipe(str(folder / "adapter" / "recipe.yaml")) == recipe
    model = load_model(f"hf:{llama},adapter={folder / 'adapter'}", ModelOptions(reply_tokens=8))
    assert model.chat.invoke("Draw 7 districts.").text is not None


def test_a_run_that_was_killed_goes_on_with_the_same_losses(
    short: Any, unbroken: Outcome, llama: Path, few: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "killed"
    settings = (f"data={few}", f"model={llama}", *CODING)
    command = [sys.executable, "-m", "districtbot", "tune", "llama2-7b-qlora", "--out", str(folder)]
    for setting in settings:
        command += ["--set", setting]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ.copy()
    )
    try:
        late = time.monotonic() + 100
        while not _has_line(folder / LOSSES, 4) and time.monotonic() < late:
            assert process.poll() is None
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert finished(folder) is None
    kept = last_checkpoint(folder)
    assert kept is not None
    assert kept.name in ("checkpoint-2", "checkpoint-4")
    done = train(short, folder, hands())
    assert done.finished
    assert losses(folder) == losses(unbroken.folder)
    assert done.summary["last_loss"] == unbroken.summary["last_loss"]
    assert _weights(folder) == _weights(unbroken.folder)


def test_ctrl_c_writes_a_checkpoint_and_the_run_goes_on_from_there(
    short: Any, unbroken: Outcome, tmp_path: Path
) -> None:
    budget, folder = Budget(None), tmp_path / "stopped"

    def stop_after_three(stage: str, step: int, total: int) -> None:
        if stage.startswith("Training") and step == 3:
            budget.stop()

    done = train(short, folder, hands(budget, show=stop_after_three))
    assert (done.finished, done.step, done.summary) == (False, 3, {})
    kept = last_checkpoint(folder)
    assert kept is not None
    assert kept.name == "checkpoint-3"
    assert not (folder / "adapter").exists()
    assert train(short, folder, hands()).finished
    assert losses(folder) == losses(unbroken.folder)


def test_half_a_checkpoint_is_no_checkpoint(short: Any, unbroken: Outcome, tmp_path: Path) -> None:
    folder = tmp_path / "half"
    budget = Budget(None)

    def stop_after_four(stage: str, step: int, total: int) -> None:
        if stage.startswith("Training") and step == 4:
            budget.stop()

    train(short, folder, hands(budget, show=stop_after_four))
    (folder / CHECKPOINTS / "checkpoint-4" / "trainer_state.json").write_text("{")
    kept = last_checkpoint(folder)
    assert kept is not None
    assert kept.name == "checkpoint-2"
    train(short, folder, hands())
    assert losses(folder) == losses(unbroken.folder)


def test_a_run_that_is_done_stays_and_another_recipe_is_refused(
    unbroken: Outcome, recipe_for: Callable[..., Any]
) -> None:
    again = train(recipe_for(*CODING), unbroken.folder, hands())
    assert (again.finished, again.summary) == (True, unbroken.summary)
    with pytest.raises(AskError, match=r"another recipe: lora\.r, training\.seed differ"):
        train(recipe_for(*CODING, "lora.r=4", "training.seed=5"), unbroken.folder, hands())
    looser = recipe_for(*CODING, "training.keep=1")
    assert train(looser, unbroken.folder, hands()).finished


def test_a_loss_that_is_no_number_stops_the_run_and_keeps_the_last_good_checkpoint(
    short: Any, unbroken: Outcome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, calls = training.model_to_train, [0]

    def poisoned(*given: Any) -> Any:
        model = load(*given)

        def spoil(module: Any, inputs: Any, output: Any) -> Any:
            calls[0] += module.training
            return output * math.nan if calls[0] == 4 and module.training else output

        model.get_output_embeddings().register_forward_hook(spoil)
        return model

    folder = tmp_path / "nan"
    monkeypatch.setattr(training, "model_to_train", poisoned)
    with pytest.raises(AskError, match=r"step 4 is no number.*kept: checkpoint-2") as caught:
        train(short, folder, hands())
    assert "training.learning_rate" in str(caught.value)
    assert not (folder / CHECKPOINTS / "checkpoint-4").exists()
    assert not (folder / "adapter").exists()
    assert losses(folder)[:3] == losses(unbroken.folder)[:3]
    monkeypatch.undo()
    assert train(short, folder, hands()).finished
    assert losses(folder) == losses(unbroken.folder)


def test_every_weight_is_trained_and_saved_as_a_model(
    recipe_for: Callable[..., Any], tmp_path: Path
) -> None:
    recipe = recipe_for(
        *CODING, "training.warmup=0", "training.learning_rate=0.01", "training.epochs=10",
        "training.batch=2", "rows.packing=true", "rows.sequence_length=1024", name="full",
    )  # fmt: skip
    done = train(recipe, tmp_path, hands())
    assert done.summary["last_loss"] < done.summary["first_loss"] - 0.5
    assert done.summary["expected"]["trainable"] == done.summary["expected"]["parameters"]
    model = load_model(f"hf:{tmp_path / 'model'}", ModelOptions(reply_tokens=8))
    assert model.context == 4096
    assert not (tmp_path / "adapter").exists()


def test_what_does_not_fit_is_refused_before_anything_is_loaded(
    recipe_for: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("districtbot.tuning.machine.free_ram", lambda: 100_000_000)
    told: list[Any] = []
    with pytest.raises(AskError, match=r"has 0\.1 GB free"):
        train(recipe_for(*CODING), tmp_path, hands(expect=lambda *given: told.append(given)))
    assert told
    assert not (tmp_path / CHECKPOINTS).exists()


def test_other_rows_are_not_learnt_from_in_the_middle_of_a_run(
    short: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = Budget(None)

    def stop_after_two(stage: str, step: int, total: int) -> None:
        if stage.startswith("Training") and step == 2:
            budget.stop()

    train(short, tmp_path, hands(budget, show=stop_after_two))
    monkeypatch.setattr("districtbot.tuning.materials.SYSTEM", "Other instructions.")
    with pytest.raises(AskError, match="began with other rows"):
        train(short, tmp_path, hands())


def test_stopped_while_rendering_nothing_is_trained(short: Any, tmp_path: Path) -> None:
    budget = Budget(None)
    budget.stop()
    with pytest.raises(OutOfTime):
        train(short, tmp_path, hands(budget))
    assert not (tmp_path / CHECKPOINTS).exists()


def _has_line(path: Path, n: int) -> bool:
    return path.is_file() and path.read_text().count("\n") > n


def _weights(folder: Path) -> dict[str, Any]:
    from safetensors.numpy import load_file

    found = load_file(folder / "adapter" / "adapter_model.safetensors")
    return {name: one.tobytes() for name, one in found.items()}
