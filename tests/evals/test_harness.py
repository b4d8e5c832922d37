"""General benchmarks: what the harness is asked, and how its figures are read."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from districtbot.evals.harness import figures_in, harness_figures, model_args
from districtbot.ground.errors import AskError

CAME = {
    "results": {
        "hellaswag": {
            "alias": "hellaswag",
            "acc,none": 0.25,
            "acc_stderr,none": 0.01,
            "acc_norm,none": 0.3,
            "acc_norm_stderr,none": "N/A",
        },
        "gsm8k": {"exact_match,strict-match": 0.5, "exact_match_stderr,strict-match": 0.1},
    }
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """A harness that writes down what it is asked."""
    found: list[dict[str, Any]] = []

    def evaluate(**more: Any) -> dict[str, Any]:
        found.append(more)
        if more["tasks"] == ["nonsense"]:
            raise KeyError("nonsense")
        return CAME

    monkeypatch.setitem(sys.modules, "lm_eval", SimpleNamespace(simple_evaluate=evaluate))
    return found


def test_the_harness_gets_the_same_model(asked: list[dict[str, Any]]) -> None:
    names = ("mini", "hf:org/base", "hf:base,adapter=out/adapter,quant=4bit", "ideal")
    found = harness_figures(names, ["hellaswag", "gsm8k"], 5)
    assert list(found) == [names[1], names[2]]
    assert [one["model_args"] for one in asked] == [
        "pretrained=org/base",
        "pretrained=base,peft=out/adapter,load_in_4bit=True",
    ]
    assert {one["model"] for one in asked} == {"hf"}
    assert asked[0]["limit"] == 5


def test_figures_come_with_their_errors() -> None:
    found = figures_in(CAME)
    assert found == {
        "gsm8k exact_match (strict-match)": (0.5, pytest.approx(0.196)),
        "hellaswag acc": (0.25, pytest.approx(0.0196)),
        "hellaswag acc_norm": (0.3, None),
    }
    assert figures_in({}) == {}


def test_what_cannot_be_run_is_told(asked: list[dict[str, Any]]) -> None:
    with pytest.raises(AskError, match="hf: models only"):
        harness_figures(("mini", "openai:x"), ["hellaswag"], None)
    with pytest.raises(AskError, match="nonsense"):
        harness_figures(("hf:a",), ["nonsense"], None)
    assert len(asked) == 1
    assert model_args("hf:a,quant=8bit") == "pretrained=a,load_in_8bit=True"


def test_without_the_harness_its_install_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lm_eval", None)
    with pytest.raises(AskError, match="pip install 'lm-eval"):
        harness_figures(("hf:a",), ["hellaswag"], None)
