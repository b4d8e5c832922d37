"""From a recipe to a model that an agent talks with."""

from pathlib import Path

import pytest

pytest.importorskip("torch")

from districtbot.agent.agent import Agent
from districtbot.agent.models.load import load_model
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.problems.dialogues.stage import fresh_desk
from districtbot.problems.source import Source
from districtbot.tuning.mini.expecting import expected, n_parameters
from districtbot.tuning.mini.recipe import MiniRecipe
from districtbot.tuning.mini.run import MODEL, run_mini
from districtbot.tuning.shelf import read_recipe

SMALL = (
    "rows.source=rows-tests-1", "rows.dialogues={train: 6, dev: 3}",
    "rows.requests={train: 150, dev: 30}", "model.vocab_size=900", "model.hidden_size=32",
    "model.intermediate_size=48", "model.heads=2", "model.layers=2", "model.context=512",
    "training.steps=60", "training.sequences=4", "training.length=160", "training.save_every=30",
    "training.compile=false", "training.noise=0.1", "rows.edition=2",
    "rows.messages={train: 20}", "name=small",
)  # fmt: skip


def test_the_recipe_that_ships_is_right_and_its_size_fits() -> None:
    recipe = read_recipe("mini")
    assert isinstance(recipe, MiniRecipe)
    assert 3e6 < n_parameters(recipe) < 12e6
    assert any("parameters" in line for line in expected(recipe))


def test_all_that_is_wrong_with_a_recipe_is_told_at_once() -> None:
    with pytest.raises(AskError) as told:
        read_recipe("mini", ["model.layer=3", "training.steps=0", "rows.source=core"])
    for field in ("model.layer", "training.steps", "rows.source"):
        assert field in str(told.value)


def test_heads_that_do_not_fit_are_told() -> None:
    with pytest.raises(AskError, match="multiple of twice the heads"):
        read_recipe("mini", ["model.heads=5"])


@pytest.mark.slow
def test_a_small_run_from_rows_to_a_chat(tmp_path: Path) -> None:
    recipe = read_recipe("mini", SMALL)
    shown: list[str] = []
    ran = run_mini(
        recipe,
        tmp_path / "run",
        jobs=1,
        budget=Budget(None),
        show=lambda stage, done, total, more: shown.append(stage),
    )
    assert ran.finished
    assert set(shown) == {"Making rows", "Training"}
    assert ran.facts["parameters"] == n_parameters(recipe) + 32 * (
        ran.facts["size"]["vocab_size"] - recipe.model.vocab_size
    )
    made = Source("rows-tests-1", {"train": 4, "dev": 2, "test": 2}).map("train", 0)
    desk = fresh_desk(made, 1, tmp_path)
    agent = Agent(desk, load_model(f"mini:{tmp_path / 'run' / MODEL}"), budget=5)
    turn = agent.ask("Draw 3 districts")
    assert turn.reply
    with pytest.raises(AskError, match="another recipe"):
        run_mini(
            read_recipe("mini", [*SMALL, "training.seed=2"]),
            tmp_path / "run",
            jobs=1,
            budget=Budget(None),
            show=lambda *_: None,
        )
