"""Two models compared: what counts as the same, and what does not."""

import json

import numpy as np
import pytest

from districtbot.agent.models.text.template import Llama2
from districtbot.tuning.parity import compare, probes


@pytest.fixture
def logits() -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    return [rng.normal(0, 4, (n, 50)).astype(np.float32) for n in (7, 30)]


def test_a_model_is_itself(logits: list[np.ndarray]) -> None:
    found = compare("itself", "float32", logits, [part.copy() for part in logits])
    assert (found.max_logit_difference, found.mean_kl, found.argmax_agreement) == (0, 0, 1)
    assert found.passed
    assert found.n_positions == 37


@pytest.mark.parametrize(
    ("noise", "single", "half"), [(1e-4, True, True), (0.02, False, True), (8.0, False, False)]
)
def test_rounding_passes_and_noise_does_not(
    logits: list[np.ndarray], noise: float, single: bool, half: bool
) -> None:
    rng = np.random.default_rng(2)
    other = [part + rng.normal(0, noise, part.shape).astype(np.float32) for part in logits]
    assert compare("it", "float32", logits, other).passed is single
    assert compare("it", "bfloat16", logits, other).passed is half


def test_divergence_is_as_by_hand() -> None:
    one = np.log(np.array([[0.5, 0.25, 0.25]], dtype=np.float32))
    other = np.log(np.array([[0.25, 0.5, 0.25]], dtype=np.float32)) + 3
    found = compare("it", "float32", [one], [other])
    assert found.mean_kl == pytest.approx(0.25 * np.log(2), rel=1e-5)
    assert found.argmax_agreement == 0
    assert not found.passed


def test_what_is_no_number_never_passes(logits: list[np.ndarray]) -> None:
    other = [part.copy() for part in logits]
    other[1][3, 4] = np.nan
    found = compare("it", "bfloat16", logits, other)
    assert not found.passed
    assert json.loads(json.dumps(found.data, allow_nan=False))["max_kl"] is None


def test_prompts_are_those_of_the_agent() -> None:
    texts = probes(Llama2())
    assert len(set(texts)) == len(texts) >= 8
    assert all(text.startswith("<s>[INST] ") and text.endswith("[/INST]") for text in texts)
    assert any("RESULT of list_targets: " in text and '{"tool": ' in text for text in texts)
