"""Adapters merged into their base: the arithmetic, what goes with it, and what is refused."""

import json
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from districtbot.ground.errors import AskError

pytest.importorskip("torch")
pytest.importorskip("peft")

MakeFn = Callable[..., Path]
LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def adapter_for(base: Path, out: Path, *, nf4: bool = False, grow: int = 0, **lora: Any) -> Path:
    """An adapter with random weights that change what its base says."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig

    more: dict[str, Any] = {}
    if nf4:
        more["quantization_config"] = BitsAndBytesConfig(  # type: ignore[no-untyped-call]
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.bfloat16,
        )
        more |= {"dtype": torch.bfloat16, "device_map": {"": "cpu"}}
    model = AutoModelForCausalLM.from_pretrained(str(base), **more)
    if grow:
        tokenizer = AutoTokenizer.from_pretrained(str(base))
        tokenizer.add_tokens([f"<new{n}>" for n in range(grow)])
        torch.manual_seed(3)
        model.resize_token_embeddings(len(tokenizer))
        tokenizer.save_pretrained(str(out))
    torch.manual_seed(1)
    settings = {"r": 4, "lora_alpha": 8, "target_modules": LINEAR, "task_type": "CAUSAL_LM"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # peft's own
        both = get_peft_model(model, LoraConfig(**{**settings, **lora}))
    with torch.no_grad():
        for name, weight in both.named_parameters():
            if "lora_B" in name:
                weight.normal_(std=0.1)
            elif "modules_to_save" in name:
                weight.add_(torch.randn_like(weight) * 0.1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        both.save_pretrained(str(out))
    return out


def weights_in(folder: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    found: dict[str, Any] = {}
    for path in sorted(folder.glob("*.safetensors")):
        found |= load_file(str(path))
    return found


@pytest.fixture(scope="module")
def plain_adapter(llama: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return adapter_for(llama, tmp_path_factory.mktemp("run") / "adapter")


def test_the_merged_weights_are_base_plus_low_rank_change(
    llama: Path, plain_adapter: Path, tmp_path: Path
) -> None:
    import torch
    from safetensors.torch import load_file

    from districtbot.problems.shelf import write_lines
    from districtbot.tuning.merge import MOST_ROWS, PARITY, ROWS, merge

    (plain_adapter.parent / "recipe.yaml").write_text("name: tiny\nmodel: {base: x}\n")
    rows = [{"prompt": f"<s>[INST] Draw {n}. [/INST]", "answer": f"{n} drawn."} for n in range(9)]
    (plain_adapter.parent / "rows").mkdir()
    write_lines(plain_adapter.parent / ROWS, map(json.dumps, rows))
    done = merge(plain_adapter.parent, tmp_path / "out", shard_size="100KB")
    base, found = weights_in(llama), weights_in(done.folder)
    low = load_file(str(plain_adapter / "adapter_model.safetensors"))
    assert found.keys() == base.keys()
    for name, weight in base.items():
        key = f"base_model.model.{name.removesuffix('.weight')}"
        change = torch.zeros_like(weight)
        if f"{key}.lora_A.weight" in low:
            change = 2 * low[f"{key}.lora_B.weight"] @ low[f"{key}.lora_A.weight"]
            assert change.abs().max() > 0.01
        torch.testing.assert_close(found[name], weight + change)
    assert len(list(done.folder.glob("*.safetensors"))) > 1
    assert done.parity.passed
    assert done.parity.argmax_agreement == 1
    assert done.parity.n_prompts == 8 + MOST_ROWS, "rows of the run are asked too"
    record = json.loads((done.folder / PARITY).read_text())
    assert record["base"] == str(llama)
    assert record["n_positions"] == done.parity.n_positions > 100
    for name in ("tokenizer.json", "tokenizer_config.json", "tokenizer.model"):
        assert (done.folder / name).read_bytes() == (llama / name).read_bytes()
    assert (done.folder / "recipe.yaml").read_text().startswith("name: tiny")
    assert not (done.folder / "adapter_config.json").exists()


def test_a_model_that_drifted_is_refused(
    plain_adapter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from districtbot.tuning import merge as merging

    real = merging._merged

    def damaged(*args: Any) -> Any:
        model = real(*args)
        model.model.layers[0].mlp.up_proj.weight.data.mul_(1.5)
        return model

    monkeypatch.setattr(merging, "_merged", damaged)
    out = tmp_path / "out"
    with pytest.raises(merging.Drifted, match="is not the base with the adapter"):
        merging.merge(plain_adapter, out)
    assert [path.name for path in out.iterdir()] == [merging.REFUSED]
    assert json.loads((out / merging.REFUSED).read_text())["passed"] is False
    done = merging.merge(plain_adapter, out, accept=True)
    assert not done.parity.passed
    assert json.loads((out / merging.PARITY).read_text())["passed"] is False
    assert not (out / merging.REFUSED).exists()


@pytest.mark.slow
def test_longer_embeddings_come_with_the_adapter(llama: Path, tmp_path: Path) -> None:
    import torch

    from districtbot.tuning.merge import merge

    adapter = adapter_for(llama, tmp_path / "a", grow=3)
    done = merge(adapter, tmp_path / "out")
    base, found = weights_in(llama), weights_in(done.folder)
    n = len(base["model.embed_tokens.weight"])
    assert done.n_tokens == n + 3
    assert json.loads((done.folder / "config.json").read_text())["vocab_size"] == n + 3
    own = weights_in(adapter)["base_model.model.model.embed_tokens.weight"]
    torch.testing.assert_close(found["model.embed_tokens.weight"], own)
    assert "<new2>" in (done.folder / "tokenizer.json").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("touched", [False, True])
def test_tied_ends_part_where_one_is_changed(
    tiny_llama: Any, tmp_path: Path, touched: bool
) -> None:
    import torch

    from districtbot.tuning.merge import merge

    base = tiny_llama.llama_folder(tmp_path / "tied", tie_word_embeddings=True)
    more = {"modules_to_save": ["lm_head"]} if touched else {}
    done = merge(adapter_for(base, tmp_path / "a", **more), tmp_path / "out")
    assert done.tied is not touched
    before, found = weights_in(base), weights_in(done.folder)
    ends = ("model.embed_tokens.weight", "lm_head.weight")
    torch.testing.assert_close(found[ends[0]], before[ends[0]])
    assert (ends[1] in found) is touched
    if touched:
        assert (found[ends[1]] - found[ends[0]]).abs().max() > 0.1


@pytest.mark.slow
def test_a_4_bit_base_is_merged_as_the_adapter_saw_it(llama: Path, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    from districtbot.tuning.merge import merge

    base = tmp_path / "half"
    shutil.copytree(llama, base)
    AutoModelForCausalLM.from_pretrained(str(llama), dtype=torch.bfloat16).save_pretrained(
        str(base)
    )
    adapter = adapter_for(base, tmp_path / "run" / "adapter", nf4=True)
    (tmp_path / "run" / "recipe.yaml").write_text("model: {quantisation: nf4}\n")
    done = merge(adapter, tmp_path / "out")
    assert done.base_as == "nf4"
    assert done.parity.passed
    assert done.parity.reference == "the base in 4 bits with the adapter"
    config = json.loads((done.folder / "config.json").read_text())
    assert "quantization_config" not in config
    assert config["dtype"] == "bfloat16"
    other = merge(adapter, tmp_path / "other", base_as="plain")
    assert other.parity.passed
    name = "model.layers.0.mlp.up_proj.weight"
    one, two = weights_in(done.folder)[name], weights_in(other.folder)[name]
    assert (one.float() - two.float()).abs().max() > 1e-3, "4 bits lose something"


def test_what_does_not_fit_is_told(
    tiny_llama: Any, llama: Path, plain_adapter: Path, tmp_path: Path
) -> None:
    from districtbot.tuning.merge import merge

    wide = tiny_llama.llama_folder(tmp_path / "wide", hidden_size=128)
    with pytest.raises(AskError, match=r"does not fit.*q_proj.*\[4, 64\], not \[4, 128\]"):
        merge(plain_adapter, tmp_path / "out", base=str(wide))
    deep = tiny_llama.llama_folder(tmp_path / "deep", num_hidden_layers=3)
    with pytest.raises(AskError, match=r"14 tensors are missing.*layers\.2"):
        merge(plain_adapter, tmp_path / "out", base=str(deep))
    flat = tiny_llama.llama_folder(tmp_path / "flat", num_hidden_layers=1)
    with pytest.raises(AskError, match=r"14 have no place.*layers\.1"):
        merge(plain_adapter, tmp_path / "out", base=str(flat))
    assert not (tmp_path / "out").exists()


def test_what_is_missing_is_told(llama: Path, plain_adapter: Path, tmp_path: Path) -> None:
    from districtbot.tuning.merge import merge

    lost = tmp_path / "lost"
    shutil.copytree(plain_adapter, lost)
    config = json.loads((lost / "adapter_config.json").read_text())
    config["base_model_name_or_path"] = str(tmp_path / "gone")
    (lost / "adapter_config.json").write_text(json.dumps(config))
    with pytest.raises(AskError, match=r"was made for .*gone.*There is no folder.*--base"):
        merge(lost, tmp_path / "out")
    with pytest.raises(AskError, match="holds what is to be read"):
        merge(lost, llama, base=str(llama))
    with pytest.raises(AskError, match="no size of a file"):
        merge(lost, tmp_path / "out", base=str(llama), shard_size="big")
    (lost / "adapter_model.safetensors").unlink()
    with pytest.raises(AskError, match="has no weights"):
        merge(lost, tmp_path / "out", base=str(llama))
    with pytest.raises(AskError, match="no adapter"):
        merge(tmp_path, tmp_path / "out")
    held = tmp_path / "held"
    shutil.copytree(llama, held)
    settings = json.loads((held / "config.json").read_text())
    settings["quantization_config"] = {"quant_method": "bitsandbytes"}
    (held / "config.json").write_text(json.dumps(settings))
    with pytest.raises(AskError, match="quantised already"):
        merge(plain_adapter, tmp_path / "out", base=str(held))


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "longer"), [("linear", 2), ("yarn", 2), ("dynamic", 1)])
def test_a_stretched_context_is_that_of_the_merged_model(
    llama: Path, plain_adapter: Path, tmp_path: Path, kind: str, longer: int
) -> None:
    from districtbot.agent.models.load import load_model
    from districtbot.tuning.merge import merge

    run = tmp_path / "run"
    shutil.copytree(plain_adapter, run / "adapter")
    text = f"model: {{quantisation: none, rope_scaling: {{kind: {kind}, factor: 2.0}}}}\n"
    (run / "recipe.yaml").write_text(text)
    done = merge(run, tmp_path / "out")
    assert done.parity.passed
    config = json.loads((done.folder / "config.json").read_text())
    assert config["rope_parameters"]["rope_type"] == kind
    before = json.loads((llama / "config.json").read_text())["max_position_embeddings"]
    assert load_model(f"hf:{done.folder}").context == longer * before
