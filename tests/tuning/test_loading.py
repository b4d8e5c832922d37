"""The model is held as its recipe says, and its rows are written in its own template."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from districtbot.agent.models.text.template import Said
from districtbot.ground.errors import AskError
from districtbot.tuning.loading import base_name, check_installed, model_to_train
from districtbot.tuning.machine import Machine
from districtbot.tuning.masks import encode_rows, texts_of
from districtbot.tuning.reader import reader_at
from districtbot.tuning.rows import Row

pytest.importorskip("torch")
pytest.importorskip("bitsandbytes")
CPU = Machine("cpu", "", 0)
CHATML = (
    "{{ bos_token }}{% for m in messages %}{{ '<|' + m['role'] + '|>\\n' + m['content'] + "
    "eos_token + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\\n' }}"
    "{% endif %}"
)


@pytest.mark.parametrize(
    ("quantisation", "layer"), [("none", "Linear"), ("int8", "Linear8bitLt"), ("nf4", "Linear4bit")]
)
def test_frozen_weights_are_held_as_the_recipe_says(
    recipe_for: Callable[..., Any], quantisation: str, layer: str
) -> None:
    recipe = recipe_for(f"model.quantisation={quantisation}", "lora.r=2")
    model = model_to_train(recipe, CPU)
    held = [one for name, one in model.named_modules() if name.endswith("q_proj.base_layer")]
    assert held
    assert {type(one).__name__ for one in held} == {layer}
    trained = {name for name, one in model.named_parameters() if one.requires_grad}
    assert trained
    assert all("lora_" in name for name in trained)
    assert model.config.use_cache is False
    if quantisation == "nf4":
        assert held[0].weight.quant_state.nested
        assert held[0].weight.quant_type == "nf4"
        assert str(held[0].compute_dtype) == "torch.bfloat16"


def test_the_same_seed_makes_the_same_adapter(recipe_for: Callable[..., Any]) -> None:
    def first(seed: int) -> Any:
        model = model_to_train(recipe_for(f"training.seed={seed}"), CPU)
        return next(one for name, one in model.named_parameters() if "lora_A" in name).detach()

    assert first(1).equal(first(1))
    assert not first(1).equal(first(2))


def test_positions_are_stretched(recipe_for: Callable[..., Any]) -> None:
    recipe = recipe_for("model.rope_scaling={kind: linear, factor: 4}", "lora.r=2")
    found = model_to_train(recipe, CPU).config.rope_parameters
    assert (found["rope_type"], found["factor"]) == ("linear", 4.0)


def test_what_is_not_installed_is_named(
    recipe_for: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(AskError, match=r"bitsandbytes.*not installed.*districtbot\[llm\]"):
        check_installed(recipe_for())


def test_a_base_is_written_down_so_that_it_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base").mkdir()
    assert base_name("base") == str(tmp_path / "base")
    assert base_name("meta-llama/Llama-2-7b-chat-hf") == "meta-llama/Llama-2-7b-chat-hf"


@pytest.mark.parametrize("source", [None, CHATML])
def test_a_row_is_what_the_template_writes_of_the_whole_conversation(
    source: str | None, llama: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "llama"
    shutil.copytree(llama, folder)
    if source is not None:
        (folder / "chat_template.jinja").write_text(source)
    reader = reader_at(str(folder))
    turns = [Said("system", "You draw."), Said("user", "Draw 7."), Said("assistant", "{...}")]
    asked = [*turns, Said("user", "Undo.")]
    answer = "It is undone </s> now."
    row = Row("a#1", "dialogue", reader.template.prompt(asked), answer)
    prompt, whole = texts_of(reader, row)
    cleaned = Said("assistant", reader.template.clean(answer))
    written = reader.template.write([*asked, cleaned], open_end=False)
    assert whole == written
    assert whole.startswith(prompt)
    [example] = encode_rows(reader, [row], 500).examples
    assert example.tokens.tolist() == reader.encode([written])[0]
    trained = example.tokens[example.trained].tolist()
    assert trained.count(reader.tokenizer.eos_token_id) == 1
    assert ("[INST]" in prompt) == (source is None)


def test_a_row_that_is_too_long_is_left_out_and_counted(llama: Path) -> None:
    reader = reader_at(str(llama))
    rows = [Row(f"{n}#1", "coding", "<s> [INST] Go. [/INST]", "word " * n) for n in (3, 50, 4)]
    found = encode_rows(reader, rows, 40)
    assert (len(found.examples), found.too_long) == (2, 1)
    assert encode_rows(reader, [], 40).masked == 0


def test_a_template_that_begins_a_text_twice_is_refused(llama: Path) -> None:
    row = Row("a#1", "dialogue", "<s><s> [INST] Go. [/INST]", "Gone.")
    with pytest.raises(AskError, match=r"begins the prompt of a#1 twice"):
        encode_rows(reader_at(str(llama)), [row], 40)
