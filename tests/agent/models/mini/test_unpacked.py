"""8-bit weights are never read without their scales."""

import json
from pathlib import Path

import numpy as np
import pytest

from districtbot.agent.models.mini.load import SHIPPED
from districtbot.agent.models.mini.unpacked import unpacked
from districtbot.agent.models.mini.weights import SCALE, read_weights


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISTRICTBOT_CACHE", str(tmp_path / "cache"))


def test_the_shipped_weights_are_unpacked_once_and_exactly() -> None:
    made = unpacked(SHIPPED)
    assert made != SHIPPED
    assert unpacked(SHIPPED) == made
    assert unpacked(made) == made
    want, have = read_weights(SHIPPED), read_weights(made)
    assert want.keys() == have.keys()
    assert all(np.array_equal(want[name], have[name]) for name in want)
    assert not any(name.endswith(SCALE) for name in have)
    assert json.loads((made / "config.json").read_text()) == json.loads(
        (SHIPPED / "config.json").read_text()
    )


def test_transformers_say_what_the_decoder_says() -> None:
    torch = pytest.importorskip("torch")
    from districtbot.agent.models.mini.decoder import Decoder
    from districtbot.agent.models.mini.weights import read_shape
    from districtbot.agent.models.text.hf import config_of, model_at, place_of
    from districtbot.ground.clock import Budget

    place = place_of("mini")
    model = model_at(place, config_of(place)).to(torch.float32)
    tokens = [1, 400, 500, 600, 700]
    with torch.inference_mode():
        want = model(torch.tensor([tokens], device=model.device)).logits[0, -1].cpu().numpy()
    have = Decoder(read_shape(SHIPPED), read_weights(SHIPPED)).scores(tokens, Budget(None))
    assert have is not None
    assert np.abs(want - have).max() < 1e-3


def test_what_is_no_model_is_left_alone(tmp_path: Path) -> None:
    assert unpacked(tmp_path) == tmp_path
    for header in (b"nothing of the kind", b"[1]", b"1", b"{" * 9000, b'{"a_scale": 1}'):
        weights = len(header).to_bytes(8, "little") + header
        (tmp_path / "model.safetensors").write_bytes(weights)
        assert unpacked(tmp_path) == tmp_path


def test_scales_of_other_libraries_are_left_to_them(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    arrays = {"w": np.ones((2, 2), np.int8), f"w{SCALE}": np.ones(2, np.float32)}
    save_file(arrays, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text('{"quantization_config": {"quant_method": "other"}}')
    assert unpacked(tmp_path) == tmp_path
    (tmp_path / "config.json").write_text("{}")
    assert unpacked(tmp_path) != tmp_path
