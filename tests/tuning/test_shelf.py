"""Recipes: what ships is sound, fields are set by name, and all that is wrong is told at once."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from districtbot.ground.errors import AskError
from districtbot.tuning.recipe import LlamaRecipe
from districtbot.tuning.shelf import (
    differences,
    facts_of_recipes,
    fields_of,
    parsed,
    read_recipe,
    recipe_names,
    recipe_text,
    written,
)

LLAMA = ("llama2-7b-qlora", "llama2-7b-lora-8bit", "full")


@pytest.mark.parametrize("name", LLAMA)
def test_a_recipe_that_ships_is_sound_and_begins_with_its_command(name: str) -> None:
    recipe = read_recipe(name)
    assert recipe.name == name
    first = recipe_text(name).splitlines()[0]
    assert first.startswith(f"# districtbot tune {name} --set data=")
    assert name in recipe_names()
    assert {"name": name, "kind": "llama", "about": recipe.about} in facts_of_recipes()


def test_qlora_has_the_figures_of_its_paper() -> None:
    recipe = read_recipe("llama2-7b-qlora")
    lora, training, model = recipe.lora, recipe.training, recipe.model
    assert (lora.r, lora.alpha, lora.dropout, lora.targets) == (64, 16, 0.1, "all-linear")
    assert (model.quantisation, model.double_quant, model.precision) == ("nf4", True, "bf16")
    assert (training.learning_rate, training.schedule, training.max_grad_norm) == (
        2e-4, "constant", 0.3,
    )  # fmt: skip
    assert training.batch * training.accumulation == 16
    assert (training.optimizer, training.beta2) == ("paged_adamw_32bit", 0.999)
    assert "arXiv:2305.14314" in recipe_text("llama2-7b-qlora")


def test_all_faults_are_told_at_once_with_the_nearest_field() -> None:
    wrong = {
        "lora.rank=3": "lora.rank: there is no such field; did you mean lora.r",
        "training.learning_rat=1": "did you mean training.learning_rate?",
        "quantisation=nf4": "did you mean model.quantisation?",
        "training.batch=0": "training.batch: input should be greater than or equal to 1",
        "training.warmup=0.1": "the schedule constant has no warm-up",
        "rows.sequence_length=many": "rows.sequence_length: input should be a valid integer",
        "data.kinds=[poem]": "data.kinds.0: input should be",
        "nothing": "'nothing' is not of the form FIELD=VALUE",
        "model.base={": "model.base: '{' cannot be read",
    }
    with pytest.raises(AskError) as caught:
        read_recipe("llama2-7b-qlora", list(wrong))
    for text in wrong.values():
        assert text in str(caught.value)


def test_weights_in_four_bits_are_not_trained_themselves() -> None:
    with pytest.raises(AskError, match="cannot be trained themselves: give lora"):
        read_recipe("llama2-7b-qlora", ["lora=null"])


def test_every_field_can_be_set_by_its_name() -> None:
    rope = "model.rope_scaling={kind: linear, factor: 2}"
    base = read_recipe("llama2-7b-qlora", [rope])
    flat = dict(_flat(base.model_dump(mode="json")))
    assert {*fields_of(LlamaRecipe)} >= set(flat)
    for name, value in flat.items():
        again = read_recipe("llama2-7b-qlora", [rope, f"{name}={yaml.safe_dump(value)}"])
        assert dict(_flat(again.model_dump(mode="json")))[name] == value


def test_a_set_and_a_model_are_set_in_short() -> None:
    recipe = read_recipe("full", ["data=a/b", "model=c", "lora.r=8"])
    assert (recipe.data.path, recipe.model.base, recipe.lora.r) == ("a/b", "c", 8)
    assert recipe.data.split == "train"


def test_a_recipe_is_written_and_read_again(tmp_path: Path) -> None:
    recipe = read_recipe("llama2-7b-qlora", ["data.families=[small_talk]"])
    path = tmp_path / "mine.yaml"
    path.write_text(written(recipe))
    assert read_recipe(str(path)) == recipe
    other = read_recipe(str(path), ["training.seed=7", "lora.r=8"])
    assert differences(other, parsed(path.read_text(), "mine")) == ["lora.r", "training.seed"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("llama2-7b-qlor", "Did you mean llama2-7b-qlora?"), ("no/where.yaml", "There are ")],
)
def test_a_recipe_that_is_not_there(name: str, said: str) -> None:
    with pytest.raises(AskError, match="There is no recipe") as caught:
        read_recipe(name)
    assert said in str(caught.value)


@pytest.mark.parametrize("text", ["a: [", "just words", "- 1", "kind: poem", "kind: [llama]"])
def test_a_file_that_is_no_recipe(text: str, tmp_path: Path) -> None:
    path = tmp_path / "recipe.yaml"
    path.write_text(text)
    with pytest.raises(AskError, match=r"The recipe .* (is no YAML|has no fields|cannot be used)"):
        read_recipe(str(path))


def _flat(data: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in data.items():
        name = f"{before}{key}"
        found += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return found
