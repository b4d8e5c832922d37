"""Adapters: where their base is, whose tokenizer counts, and longer embeddings."""

import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest

from districtbot.agent.models.load import load_model
from districtbot.agent.models.loaded import ModelOptions
from districtbot.agent.models.text.adapters import (
    adapter_folder,
    base_of,
    settings_of,
    tokenizer_place,
)
from districtbot.ground.errors import AskError

pytest.importorskip("torch")
pytest.importorskip("peft")


def made(base: Path, out: Path, *, new: int = 0) -> Path:
    """An adapter, with ``new`` tokens of its own."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(str(base))
    if new:
        tokenizer = AutoTokenizer.from_pretrained(str(base))
        tokenizer.add_tokens([f"<new{n}>" for n in range(new)])
        torch.manual_seed(4)
        model.resize_token_embeddings(max(len(tokenizer), model.config.vocab_size) + new)
        tokenizer.save_pretrained(str(out))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # peft's own
        both = get_peft_model(model, LoraConfig(r=2, target_modules=["q_proj"]))
        both.save_pretrained(str(out))
    return out


def test_new_tokens_are_read_and_written(tiny_folder: Path, tmp_path: Path) -> None:
    adapter = made(tiny_folder, tmp_path / "a", new=3)
    options = ModelOptions(threads=1, reply_tokens=16)
    grown = load_model(f"hf:{tiny_folder},adapter={adapter}", options)
    plain = load_model(f"hf:{tiny_folder}", options)
    text = "<new0><new1><new2>" * 5
    counts = [model.chat.backend.count(text) for model in (grown, plain)]  # type: ignore[attr-defined]
    assert counts[0] == 15 < counts[1]
    assert grown.chat.invoke(text).usage_metadata is not None  # type: ignore[union-attr]


def test_the_base_is_found_beside_its_adapter(tiny_folder: Path, tmp_path: Path) -> None:
    adapter = made(tiny_folder, tmp_path / "run" / "adapter")
    assert base_of(adapter) == str(tiny_folder)
    config = settings_of(adapter)

    def naming(base: Any) -> None:
        text = json.dumps({**config, "base_model_name_or_path": base})
        (adapter / "adapter_config.json").write_text(text)

    naming("base")
    assert base_of(adapter) == "base"
    shutil.copytree(tiny_folder, tmp_path / "run" / "base")
    assert Path(base_of(adapter)).samefile(tmp_path / "run" / "base")
    naming(None)
    with pytest.raises(AskError, match="--base"):
        base_of(adapter)


def test_whose_tokenizer_counts(tiny_folder: Path, tmp_path: Path) -> None:
    assert tokenizer_place(None, "base") == tokenizer_place(tmp_path, "base") == "base"
    (tmp_path / "tokenizer.json").write_text("{}")
    assert tokenizer_place(tmp_path, "base") == str(tmp_path)


def test_damaged_adapters_are_told(tiny_folder: Path, tmp_path: Path) -> None:
    adapter = made(tiny_folder, tmp_path / "a")
    name = f"hf:{tiny_folder},adapter={adapter}"
    (adapter / "adapter_model.safetensors").write_bytes(b"no")
    with pytest.raises(AskError, match=r"adapter_model\.safetensors in .* cannot be read"):
        load_model(name)
    (adapter / "adapter_config.json").write_text("[]")
    with pytest.raises(AskError, match="no JSON object"):
        settings_of(adapter)
    (adapter / "adapter_config.json").write_text("{")
    with pytest.raises(AskError, match="cannot be read"):
        base_of(adapter)
    (adapter / "adapter_model.safetensors").unlink()
    with pytest.raises(AskError, match="has no weights"):
        adapter_folder(str(adapter))
