"""The NumPy decoder: the same scores and words as transformers, quick to start, with a memory."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from districtbot.agent.models.loaded import ModelOptions
from districtbot.agent.models.mini.decoder import Decoder
from districtbot.agent.models.mini.load import load_mini
from districtbot.agent.models.mini.weights import read_shape, read_weights
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError

TEXT = [3, 17, 250, 9, 44, 44, 81, 120, 7, 300, 12, 5, 99, 63]


def decoder_of(folder: Path) -> Decoder:
    return Decoder(read_shape(folder), read_weights(folder))


def scores_of(decoder: Decoder, tokens: list[int]) -> Any:
    found = decoder.scores(tokens, Budget(None))
    assert found is not None
    return found


def torchs_scores(folder: Path, tokens: list[int]) -> Any:
    import torch
    from transformers import LlamaForCausalLM

    model = LlamaForCausalLM.from_pretrained(str(folder), dtype=torch.float32).eval()
    with torch.inference_mode():
        return model(input_ids=torch.tensor([tokens])).logits[0].numpy()


@pytest.fixture(scope="module")
def variants(tiny: Any, tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Models of several makes: grouped heads, one head a query, tied, another base, wide heads."""
    root = tmp_path_factory.mktemp("variants")
    makes = {
        "every head its own": {"num_key_value_heads": 4},
        "one for all": {"num_key_value_heads": 1, "tie_word_embeddings": True},
        "wide heads": {"head_dim": 24, "rms_norm_eps": 1e-5},
        "another base": {"rope_parameters": {"rope_type": "default", "rope_theta": 500_000.0}},
    }
    folders = {"grouped": tiny_folder}
    for i, (name, sizes) in enumerate(makes.items()):
        folders[name] = tiny.llama_folder(root / str(i), seed=i + 1, **sizes)
    return folders


def test_scores_equal_those_of_transformers(variants: dict[str, Path]) -> None:
    for name, folder in variants.items():
        theirs = torchs_scores(folder, TEXT)
        decoder = decoder_of(folder)
        for n in (1, 2, 9, len(TEXT)):
            assert np.abs(scores_of(decoder, TEXT[:n]) - theirs[n - 1]).max() < 1e-4, name
        assert np.abs(scores_of(decoder_of(folder), TEXT) - theirs[-1]).max() < 1e-4


def test_words_equal_those_of_transformers(variants: dict[str, Path]) -> None:
    import torch
    from transformers import LlamaForCausalLM

    for folder in variants.values():
        model = LlamaForCausalLM.from_pretrained(str(folder), dtype=torch.float32).eval()
        theirs = model.generate(
            torch.tensor([TEXT]),
            max_new_tokens=40,
            do_sample=False,
            eos_token_id=None,
            attention_mask=torch.ones((1, len(TEXT)), dtype=torch.long),
            pad_token_id=0,
        )
        decoder, tokens = decoder_of(folder), list(TEXT)
        for _ in range(40):
            tokens.append(int(np.argmax(scores_of(decoder, tokens))))
        assert tokens == theirs[0].tolist()


def test_what_was_read_is_kept_and_changes_nothing(
    tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    forward = Decoder._forward

    def counted(self: Decoder, tokens: list[int], start: int) -> Any:
        read.append(len(tokens))
        return forward(self, tokens, start)

    monkeypatch.setattr(Decoder, "_forward", counted)
    rng = np.random.default_rng(5)
    decoder = decoder_of(tiny_folder)
    tokens = rng.integers(3, 400, 600).tolist()
    scores_of(decoder, tokens)
    assert read == [256, 256, 88]
    for cut, more in [(600, [5]), (590, [7, 8]), (600, []), (3, [9, 9, 9])]:
        tokens = [*tokens[:cut], *more]
        read.clear()
        fresh = decoder_of(tiny_folder)
        mine = scores_of(decoder, tokens)
        assert sum(read) <= len(more) + (not more)
        assert np.abs(mine - scores_of(fresh, tokens)).max() < 1e-4


def test_the_clock_is_minded_while_reading(tiny_folder: Path) -> None:
    decoder, over = decoder_of(tiny_folder), Budget(None)
    over.stop()
    assert decoder.scores(TEXT, over) is None
    assert np.isfinite(scores_of(decoder, TEXT)).all()


def test_weights_in_16_and_8_bits(tiny_folder: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    whole = load_file(tiny_folder / "model.safetensors")
    rows: dict[str, Any] = {}
    for name, weight in whole.items():
        if weight.ndim < 2:
            rows[name] = weight
            continue
        scale = weight.abs().amax(dim=1) / 127
        rows[name] = torch.round(weight / scale[:, None]).to(torch.int8)
        rows[f"{name}_scale"] = scale.to(torch.float16)
    stored = {
        "bf16": {name: weight.to(torch.bfloat16) for name, weight in whole.items()},
        "f16": {name: weight.to(torch.float16) for name, weight in whole.items()},
        "int8": rows,
    }
    for kind, tensors in stored.items():
        folder = tmp_path / kind
        shutil.copytree(tiny_folder, folder)
        save_file(tensors, folder / "model.safetensors")
        back = read_weights(folder)
        assert set(back) == set(whole)
        for name, weight in whole.items():
            assert back[name].dtype == np.float32
            limit = float(weight.abs().max()) / 120
            assert np.abs(back[name] - weight.numpy()).max() <= limit
        if kind == "bf16":
            exact = tensors["lm_head.weight"].float().numpy()
            assert np.array_equal(back["lm_head.weight"], exact)


def test_a_reply_with_and_without_a_grammar(tiny_folder: Path, tools: list[dict[str, Any]]) -> None:
    options = ModelOptions(reply_tokens=120)
    model = load_mini(str(tiny_folder), options, name=f"mini:{tiny_folder}")
    asked = [SystemMessage("You draw plans."), HumanMessage("Draw 7 districts.")]
    bound = model.chat.bind_tools(tools, tool_choice="any")
    first = bound.invoke(asked)
    assert first.tool_calls
    assert bound.invoke(asked).tool_calls == first.tool_calls
    assert first.usage_metadata is not None
    assert first.usage_metadata["input_tokens"] == model.count_fn(asked, tools)
    warm = load_mini(str(tiny_folder), ModelOptions(temperature=1.5, seed=4, reply_tokens=40))
    drawn = [warm.chat.invoke(asked).content for _ in range(2)]
    assert (
        drawn[0]
        == drawn[1]
        != load_mini(str(tiny_folder), ModelOptions(temperature=1.5, seed=5, reply_tokens=40))
        .chat.invoke(asked)
        .content
    )


def test_blindly_drawn_calls_are_always_valid(
    tiny_folder: Path, tools: list[dict[str, Any]]
) -> None:
    for seed in range(12):
        options = ModelOptions(temperature=3.0, seed=seed, reply_tokens=400)
        model = load_mini(str(tiny_folder), options)
        reply = model.chat.bind_tools(tools, tool_choice="any").invoke([HumanMessage("Draw.")])
        assert len(reply.tool_calls) == 1
        assert reply.invalid_tool_calls == []
        if reply.tool_calls[0]["name"] == "move":
            assert reply.tool_calls[0]["args"]["county"] in {"Ada", 'Bay "South"', "Doña Ana"}


def test_replies_in_two_threads_do_not_mix(tiny_folder: Path) -> None:
    model = load_mini(str(tiny_folder), ModelOptions(reply_tokens=30))
    asked = [HumanMessage("Draw 7 districts."), HumanMessage("Undo the last change, please.")]
    alone = [model.chat.invoke([one]).content for one in asked]
    with ThreadPoolExecutor(4) as pool:
        mixed = list(pool.map(lambda one: model.chat.invoke([one]).content, asked * 4))
    assert mixed == alone * 4


def test_context_and_its_limit(tiny_folder: Path) -> None:
    assert load_mini(str(tiny_folder), ModelOptions()).context == 1024
    assert load_mini(str(tiny_folder), ModelOptions(context=300)).context == 300
    assert load_mini(str(tiny_folder), ModelOptions(context=9000)).context == 1024


def test_without_weights_it_is_said_what_else_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("districtbot.agent.models.mini.load.SHIPPED", tmp_path)
    with pytest.raises(AskError, match="weights of mini are missing") as caught:
        load_mini("", ModelOptions())
    assert "scripted:demo" in caught.value.todo


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"model_type": "mistral"}, "it is a mistral model"),
        ({"rope_parameters": {"rope_type": "yarn", "factor": 2.0}}, "rotary yarn"),
        ({"attention_bias": True}, "biases"),
        ({"hidden_size": None}, "config.json lacks"),
        ({"hidden_size": 32}, "do not fit their config.json"),
        ({"num_hidden_layers": 9}, "is missing"),
        ({"vocab_size": 50}, "does not fit"),
    ],
)
def test_a_model_that_cannot_be_run_is_told(
    tiny_folder: Path, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(tiny_folder, folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, **change}))
    with pytest.raises(AskError, match=said):
        load_mini(str(folder), ModelOptions())


def test_files_that_cannot_be_read_are_told(tiny_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    with pytest.raises(AskError, match="holds no model"):
        load_mini(str(folder), ModelOptions())
    shutil.copytree(tiny_folder, folder)
    (folder / "model.safetensors").write_bytes(b"rubbish")
    with pytest.raises(AskError, match="cannot be read"):
        load_mini(str(folder), ModelOptions())
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(AskError, match="tokenizer"):
        load_mini(str(folder), ModelOptions())


def test_it_starts_without_torch(tiny_folder: Path) -> None:
    code = (
        "import sys\n"
        "from districtbot.agent.models.loaded import ModelOptions\n"
        "from districtbot.agent.models.mini.load import load_mini\n"
        f"model = load_mini({str(tiny_folder)!r}, ModelOptions(reply_tokens=8))\n"
        "model.chat.invoke('Draw.')\n"
        "print(*{'torch', 'transformers', 'jinja2'} & set(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
