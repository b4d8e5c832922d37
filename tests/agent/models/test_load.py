"""Names of models: what they say, and what is said about those that are none."""

import subprocess
import sys
from pathlib import Path

import pytest

from districtbot.agent.models.load import load_model
from districtbot.agent.models.loaded import ModelOptions, RopeScaling
from districtbot.agent.models.names import ModelName, parse_name, rope_of, with_settings
from districtbot.ground.errors import AskError


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("mini", ModelName("mini")),
        (" MINI ", ModelName("mini")),
        ("mini:C:/my models/m", ModelName("mini", "C:/my models/m")),
        ("scripted:demo", ModelName("scripted", "demo")),
        ("gguf:/a/b@c,d.gguf", ModelName("gguf", "/a/b@c,d.gguf")),
        ("gguf:m.gguf,context=2048", ModelName("gguf", "m.gguf", None, {"context": "2048"})),
        ("hf:meta-llama/Llama-2-7b", ModelName("hf", "meta-llama/Llama-2-7b")),
        (
            "hf:/m,adapter=/a,b,quant=4bit,rope=linear:2",
            ModelName("hf", "/m", None, {"adapter": "/a,b", "quant": "4bit", "rope": "linear:2"}),
        ),
        ("openai:gpt-4o", ModelName("openai", "gpt-4o")),
        ("openai:llama3:8b", ModelName("openai", "llama3:8b")),
        ("openai:@cf/meta/llama-2", ModelName("openai", "@cf/meta/llama-2")),
        ("openai:m@2024-01", ModelName("openai", "m@2024-01")),
        ("openai:m@http://h:1/v1/", ModelName("openai", "m", "http://h:1/v1")),
        ("openai:a/m:8b@https://h", ModelName("openai", "a/m:8b", "https://h/v1")),
        ("openai:m@127.0.0.1:11434", ModelName("openai", "m", "http://127.0.0.1:11434/v1")),
        ("openai:m@localhost:1/v1", ModelName("openai", "m", "http://localhost:1/v1")),
        ("openai:@cf/m@http://h/x", ModelName("openai", "@cf/m", "http://h/x")),
        ("openai:m@http://u:p@h:1/v1", ModelName("openai", "m", "http://u:p@h:1/v1")),
        (
            "openai:m@http://h/v1/chat/completions,context=4096",
            ModelName("openai", "m", "http://h/v1", {"context": "4096"}),
        ),
    ],
)
def test_names_in_their_parts(name: str, parts: ModelName) -> None:
    assert parse_name(name) == parts


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "is empty"),
        ("gpt-4o-mini", "openai:gpt-4o-mini"),
        ("llama3.1", "openai:llama3.1@http://127.0.0.1:11434/v1"),
        ("meta-llama/Llama-2-7b-chat-hf", "hf:meta-llama/Llama-2-7b-chat-hf"),
        ("models/x.gguf", "gguf:models/x.gguf"),
        ("my.toml", "scripted:my.toml"),
        ("opneai:gpt-4o", "openai:gpt-4o"),
        ("script:demo", "scripted:demo"),
        ("mimi", "Did you mean mini?"),
        ("hf", "hf:REPO_OR_PATH"),
        ("openai:", "ends after the colon"),
        ("openai:x@", "missing"),
        ("openai:@http://h/v1", "no model before the @"),
        ("openai:m@http://:80", "not the address"),
        ("openai:m@http://h:port/v1", "not the address"),
        ("hf:m,adaptr=x", "adapter="),
        ("hf:m,adapter=", "is empty"),
        ("mini:x,quant=4bit", "no settings"),
        ("zebra", "There are: scripted:demo"),
    ],
)
def test_what_is_no_model_is_told_what_would_be(name: str, said: str) -> None:
    with pytest.raises(AskError) as told:
        parse_name(name)
    assert said in str(told.value)


def test_a_comma_in_a_path_that_exists_parts_nothing(tmp_path: Path) -> None:
    odd = tmp_path / "a,size=7b"
    odd.mkdir()
    assert parse_name(f"hf:{odd},quant=4bit").target == str(odd)


def test_settings_of_the_name_go_first() -> None:
    settings = {"rope": "yarn:4", "context": "16_384", "reply": "900"}
    options = with_settings(ModelOptions(context=512), settings)
    assert options.rope_scaling == RopeScaling("yarn", 4.0)
    assert (options.context, options.reply_tokens) == (16384, 900)


@pytest.mark.parametrize("text", ["linear", "linear:1", "linear:x", "cubic:2", "linear:nan", ""])
def test_rope_that_is_none(text: str) -> None:
    with pytest.raises(AskError, match="linear:2"):
        rope_of(text)


@pytest.mark.parametrize("text", ["many", "-5", "3", "1e9", "99999999999999999999", "４０９６"])
def test_tokens_that_are_none(text: str) -> None:
    with pytest.raises(AskError, match="not a number of tokens"):
        with_settings(ModelOptions(), {"context": text})


@pytest.mark.parametrize("name", ["gguf:nowhere.gguf", "hf:./nowhere", "scripted:nowhere.toml"])
def test_what_is_not_there_is_said(name: str) -> None:
    with pytest.raises(AskError, match="nowhere"):
        load_model(name)


def test_a_scripted_model_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from districtbot.agent.models.load import load_model\n"
        "load_model('scripted:demo')\n"
        "heavy = {'torch', 'transformers', 'openai', 'langchain_openai', 'llama_cpp', 'peft'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
