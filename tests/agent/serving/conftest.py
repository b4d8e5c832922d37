"""The tiny model of the tests of models."""

import importlib.util
import os
from pathlib import Path

import pytest

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_OFFLINE"] = "1"


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LLaMA of two layers with random weights, as transformers saves it."""
    for library in ("torch", "transformers", "sentencepiece"):
        pytest.importorskip(library)
    path = Path(__file__).parents[1] / "models" / "tiny.py"
    spec = importlib.util.spec_from_file_location("districtbot_test_served_tiny", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder: Path = module.llama_folder(tmp_path_factory.mktemp("served") / "llama")
    return folder
