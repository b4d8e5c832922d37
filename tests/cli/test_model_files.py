"""`districtbot merge`, `export` and `card`: an adapter's way to a file that llama.cpp runs."""

import importlib.util
import json
import shutil
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from districtbot.ground.errors import AskError

BESIDE = Path(__file__).parents[1] / "tuning" / "tiny_llama.py"


@pytest.fixture(scope="module")
def tiny_llama() -> ModuleType:
    for library in ("torch", "transformers", "sentencepiece", "peft"):
        pytest.importorskip(library)
    name = "districtbot_test_tiny_llama"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, BESIDE)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture(scope="module")
def run(tiny_llama: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a training run, with its base beside it."""
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    folder = tmp_path_factory.mktemp("run")
    base = tiny_llama.llama_folder(folder / "base")
    model = AutoModelForCausalLM.from_pretrained(str(base))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # peft's own
        both = get_peft_model(model, LoraConfig(r=2, target_modules=["q_proj"]))
        both.save_pretrained(str(folder / "adapter"))
    (folder / "recipe.yaml").write_text(f"name: tiny\nmodel: {{base: {base}}}\n")
    return folder


@pytest.mark.slow
def test_an_adapter_becomes_files_that_run(call: Any, run: Path, tmp_path: Path) -> None:
    model, file = tmp_path / "merged", tmp_path / "m.gguf"
    done = call("merge", run, "--out", model)
    assert done.code == 0, done.err
    assert "100.0%" in done.out
    assert json.loads((model / "parity.json").read_text())["passed"]
    assert (model / "README.md").read_text().startswith("---\nlicense: ")
    done = call("export", model, "--quant", "f16", "--out", file, "--json")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert told["bytes"] == file.stat().st_size
    if importlib.util.find_spec("llama_cpp") is not None:
        assert told["checked"]["same_tokens"] == told["checked"]["prompts"] > 0
    scores = tmp_path / "report.json"
    scores.write_text(json.dumps({"models": [{"model": "m", "scores": {"x": {"value": 0.625}}}]}))
    assert call("card", model, "--scores", scores).code == 0
    assert "0.625" in (model / "README.md").read_text()


def test_what_is_wrong_is_said(
    refused: Any, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "adapter_config.json" in refused("merge", tmp_path, "--out", "out")
    lost = tmp_path / "lost"
    shutil.copytree(run / "adapter", lost)
    text = (lost / "adapter_config.json").read_text()
    (lost / "adapter_config.json").write_text(text.replace(str(run / "base"), "/no/such/base"))
    assert "--base" in refused("merge", lost, "--out", "out")
    assert "merged first" in refused("export", run / "adapter", "--out", "m.gguf")
    assert "config.json" in refused("export", tmp_path, "--out", "m.gguf")
    assert "--numbers" in refused("export", run / "base", "--numbers", "f16", "--out", "m.gguf")
    assert "no folder" in refused("card", "gone")
    real = importlib.util.find_spec

    def find(name: str, package: str | None = None) -> Any:
        return None if name in ("torch", "gguf") else real(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find)
    assert "districtbot[llm]" in refused("merge", run, "--out", "out")
    assert "districtbot[llm]" in refused("export", run / "base", "--out", "m.gguf")


def test_nothing_heavy_is_imported_to_say_no(tmp_path: Path) -> None:
    """A wrong name is refused before torch is loaded."""
    before = set(sys.modules)
    from districtbot.tuning.merge import merge

    with pytest.raises(AskError):
        merge(tmp_path, tmp_path / "out")
    assert "torch" in before or "torch" not in sys.modules
