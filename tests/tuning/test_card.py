"""Cards of models: what files say stands in them, what none says is not known."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from districtbot.ground.errors import AskError
from districtbot.tuning.card import write_card
from districtbot.tuning.licence import licence_for

RECIPE = {
    "kind": "llama",
    "name": "trial",
    "about": "A trial of nothing.",
    "model": {"base": "meta-llama/Llama-2-7b-chat-hf", "quantisation": "nf4", "precision": "bf16"},
    "lora": {"r": 64, "targets": "all-linear"},
    "training": {"learning_rate": 0.0002},
    "data": {"path": "nowhere"},
}
SCORES = {
    "exam": {"set": "core-1", "split": "test"},
    "finished": False,
    "models": [
        {
            "model": "hf:tuned",
            "scores": {"exact": {"value": 0.8125, "low": 0.75, "high": 0.875, "unit": "share"}},
        }
    ],
}


def head_of(text: str) -> Any:
    return yaml.safe_load(text.split("---\n")[1])


def section(text: str, title: str) -> str:
    found = re.search(rf"^## {title}\n\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def test_what_no_file_says_is_not_known(llama: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "mine"
    shutil.copytree(llama, folder)
    text = write_card(folder).read_text()
    for title in ("Training", "Data", "Scores", "Merging"):
        assert "not known" in section(text, title), title
    assert head_of(text)["license"] == "other"
    assert "not known" in section(text, "Licence")
    assert "made from" not in text.split("##")[0]


def test_what_files_say_stands_in_the_card(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "datasets" / "core-1"
    folder = tmp_path / "tuned"
    folder.mkdir()
    (folder / "recipe.yaml").write_text(yaml.safe_dump(RECIPE))
    (folder / "adapter_config.json").write_text("{}")
    (folder / "training.json").write_text('{"steps": 120, "loss": 0.5125, "base": "/my/own/b"}')
    (folder / "data.json").write_text('{"train": {"rows": 4242, "rows_sha256": "abc123"}}')
    (folder / "versions.json").write_text('{"torch": "9.9", "peft": null}')
    (folder / "parity.json").write_text(
        '{"mean_kl": 0.00125, "base": "meta-llama/Llama-2-7b-chat-hf", "base_as": "nf4"}'
    )
    scores = tmp_path / "report.json"
    scores.write_text(json.dumps(SCORES))
    text = write_card(folder, scores=scores, data=shipped).read_text()
    head = head_of(text)
    assert head["license"] == "llama2"
    assert head["base_model"] == "meta-llama/Llama-2-7b-chat-hf"
    assert head["base_model_relation"] == "adapter"
    assert "LLAMA 2 Community License" in section(text, "Licence")
    training = section(text, "Training")
    assert all(word in training for word in ("nf4", "r 64", "0.0002", "0.5125", "torch 9.9"))
    assert "peft" not in training
    assert "/my/own" not in text, "paths of one machine say nothing to anybody else"
    assert "| hf:tuned | exact | 0.8125 | 0.75 to 0.875 | share |" in section(text, "Scores")
    assert "broken off" in section(text, "Scores")
    manifest = json.loads((shipped / "manifest.json").read_text())
    data = section(text, "Data")
    assert "4242" in data
    assert "`abc123`" in data
    assert all(one["sha256"] in data for one in manifest["files"].values())
    assert "in 4 bits and back" in section(text, "Merging")
    assert "0.00125" in section(text, "Merging")
    assert write_card(folder).read_text() == text, "what was given once is kept beside the card"


def test_another_set_is_not_taken_for_that_of_the_training(tmp_path: Path) -> None:
    one, folder = tmp_path / "set", tmp_path / "model"
    one.mkdir()
    folder.mkdir()
    (one / "manifest.json").write_text('{"name": "other", "seed": 8, "files": {}}')
    (folder / "adapter_config.json").write_text("{}")
    (folder / "recipe.yaml").write_text(yaml.safe_dump({**RECIPE, "data": {"path": str(one)}}))
    assert "seed 8" in write_card(folder).read_text()
    (folder / "manifest.json").unlink()
    (folder / "data.json").write_text('{"set_manifest_sha256": "0123"}')
    assert "seed 8" not in write_card(folder).read_text()
    with pytest.raises(AskError, match="not the set that this model learnt from"):
        write_card(folder, data=one)


def test_no_figure_is_invented(tmp_path: Path) -> None:
    """Every number of a card stands in a file, or in the words that every card has."""
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "adapter_config.json").write_text('{"base_model_name_or_path": "some/where"}')
    bare = write_card(folder).read_text()
    assert set(re.findall(r"\d[\d.,]*", bare)) == {"8000"}, "the port in the example"


@pytest.mark.parametrize(
    ("base", "key"),
    [
        ("meta-llama/Llama-2-7b-chat-hf", "llama2"),
        ("models/llama2-13b", "llama2"),
        ("meta-llama/Llama-3.2-1B", "other"),
        ("some/model", "other"),
        ("llama-20b", "other"),
    ],
)
def test_licences_follow_the_base(base: str, key: str) -> None:
    assert licence_for(base).key == key
    assert licence_for(base, from_scratch=True).key == "mit"


def test_a_base_may_say_its_licence(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("---\nlicense: mit\n---\n")
    assert licence_for(str(tmp_path)).key == "mit"
    (tmp_path / "README.md").write_text("---\nlicense: gpl-3.0\n---\n")
    found = licence_for(str(tmp_path))
    assert (found.key, found.name) == ("other", "gpl-3.0")


def test_files_that_are_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(AskError, match=r"There is no .*gone\.json"):
        write_card(tmp_path, scores=tmp_path / "gone.json")
    with pytest.raises(AskError, match=r"There is no .*manifest\.json"):
        write_card(tmp_path, data=tmp_path)
    assert not list(tmp_path.iterdir())
