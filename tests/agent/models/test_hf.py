"""Models of transformers: tiny ones with random weights, adapted and quantized on the spot."""

import importlib.util
import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langchain.agents import create_agent
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool

from districtbot.agent.models.load import load_model
from districtbot.agent.models.loaded import ContextTooLong, ModelFailed, ModelOptions, RopeScaling
from districtbot.agent.models.text.backend import TextRequest
from districtbot.agent.models.text.hf import load_hf
from districtbot.agent.models.text.jinja import JinjaTemplate
from districtbot.agent.models.text.template import Llama2, Said
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError

pytest.importorskip("torch")
pytest.importorskip("transformers")
ASKED = [SystemMessage("You draw plans."), HumanMessage("Draw 7 districts.")]
SHORT = ModelOptions(reply_tokens=60)


def backend_of(model: Any) -> Any:
    return model.chat.backend


def scores_of(model: Any, tokens: list[int]) -> Any:
    found = backend_of(model)._model.scores(tokens, Budget(None))
    assert found is not None
    return found


def encoded(model: Any, text: str) -> list[int]:
    found: list[int] = backend_of(model)._encode_fn(text)
    return found


@pytest.fixture(scope="module")
def whole(tiny_folder: Path) -> Any:
    """The tiny model in 32 bits."""
    return load_model(f"hf:{tiny_folder}", SHORT)


def test_the_model_is_loaded_as_it_was_saved(whole: Any, tiny_folder: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM

    assert whole.context == 1024
    assert isinstance(whole.chat.template, Llama2)
    tokens = encoded(whole, whole.chat.prompt(ASKED))
    plain = AutoModelForCausalLM.from_pretrained(str(tiny_folder), dtype=torch.float32).eval()
    with torch.inference_mode():
        theirs = plain(input_ids=torch.tensor([tokens])).logits[0, -1].numpy()
    assert np.abs(scores_of(whole, tokens) - theirs).max() < 1e-4


def test_a_conversation_begins_once_and_as_meta_reads_it(whole: Any, tiny_folder: Path) -> None:
    import sentencepiece

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(tiny_folder / "tokenizer.model"))
    text = "[INST] <<SYS>>\nYou draw plans.\n<</SYS>>\n\nDraw 7 districts. [/INST]"
    assert encoded(whole, whole.chat.prompt(ASKED)) == [pieces.bos_id(), *pieces.encode(text)]
    both = [*ASKED, AIMessage("Done."), HumanMessage("Undo.")]
    first = [pieces.bos_id(), *pieces.encode(f"{text} Done. "), pieces.eos_id()]
    second = [pieces.bos_id(), *pieces.encode("[INST] Undo. [/INST]")]
    assert encoded(whole, whole.chat.prompt(both)) == first + second


def test_what_was_read_is_kept_and_changes_nothing(
    whole: Any, tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = backend_of(whole)._model
    fresh = load_hf(str(tiny_folder), SHORT)
    rng = np.random.default_rng(2)
    tokens = rng.integers(3, 400, 300).tolist()
    read: list[int] = []
    forward = type(model)._forward

    def counted(self: Any, part: list[int]) -> Any:
        if self is model:
            read.append(len(part))
        return forward(self, part)

    monkeypatch.setattr(type(model), "_forward", counted)
    scores_of(whole, tokens)
    assert max(read) <= 64
    for cut, more in [(300, [5]), (290, [7, 8]), (300, []), (40, [9, 9, 9])]:
        tokens = [*tokens[:cut], *more]
        read.clear()
        mine = scores_of(whole, tokens)
        assert sum(read) <= max(1, len(more))
        backend_of(fresh)._model._forget()
        assert np.abs(mine - scores_of(fresh, tokens)).max() < 1e-4


def test_a_conversation_reads_only_what_is_new(
    whole: Any, tools: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = backend_of(whole)._model
    first = whole.chat.bind_tools(tools, tool_choice="any").invoke(ASKED)
    read: list[int] = []
    forward = type(model)._forward
    monkeypatch.setattr(
        type(model), "_forward", lambda self, part: (read.append(len(part)), forward(self, part))[1]
    )
    told = ToolMessage("done", tool_call_id=first.tool_calls[0]["id"])
    whole.chat.bind_tools(tools, tool_choice="any").invoke([*ASKED, first, told])
    assert sum(read) < whole.count_fn([*ASKED, first, told], tools) / 2


def test_numpy_and_torch_say_the_same(
    whole: Any, tiny_folder: Path, tools: list[dict[str, Any]]
) -> None:
    mini = load_model(f"mini:{tiny_folder}", SHORT)
    for choice in ("any", "auto"):
        theirs, ours = (
            model.chat.bind_tools(tools, tool_choice=choice).invoke(ASKED)
            for model in (whole, mini)
        )
        assert [(c["name"], c["args"]) for c in theirs.tool_calls] == [
            (c["name"], c["args"]) for c in ours.tool_calls
        ]
        assert theirs.content == ours.content


def test_a_round_of_the_agent_under_the_grammar(whole: Any) -> None:
    seen: list[int] = []

    @tool
    def propose_plan(districts: int) -> str:
        """Draw a plan."""
        seen.append(districts)
        return f"{districts} districts."

    class FirstCalls(type(whole.chat)):  # type: ignore[misc]
        """Calls a tool first, and then answers in words."""

        def _stream(self, messages: Any, *args: Any, **more: Any) -> Any:
            said = any(isinstance(message, ToolMessage) for message in messages)
            more["tool_choice"] = "none" if said else "any"
            return super()._stream(messages, *args, **more)

    model = FirstCalls(**{key: getattr(whole.chat, key) for key in type(whole.chat).model_fields})
    agent = create_agent(model, [propose_plan], system_prompt="You draw plans.")
    messages = agent.invoke({"messages": [HumanMessage("Draw 7 districts.")]})["messages"]
    assert [type(message).__name__ for message in messages] == [
        "HumanMessage",
        "AIMessage",
        "ToolMessage",
        "AIMessage",
    ]
    assert len(seen) == 1
    assert messages[-1].content


def test_streaming_and_the_clock(whole: Any) -> None:
    parts = [str(part.content) for part in whole.chat.stream(ASKED)]
    assert len([part for part in parts if part]) > 5
    over = Budget(None)
    over.stop()
    assert whole.chat.invoke(ASKED, budget=over).content == ""
    with pytest.raises(ContextTooLong):
        whole.chat.invoke([HumanMessage("district " * 2_000)])


@pytest.fixture(scope="module")
def short_folder(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny model as if it had been trained on texts of 128 tokens."""
    folder = tmp_path_factory.mktemp("short") / "llama"
    shutil.copytree(tiny_folder, folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "max_position_embeddings": 128}))
    return folder


@pytest.mark.parametrize("kind", ["linear", "dynamic", "yarn"])
def test_a_stretched_context(short_folder: Path, kind: Any) -> None:
    stretched = load_hf(str(short_folder), ModelOptions(rope_scaling=RopeScaling(kind, 2.0)))
    assert stretched.context == 256
    rng = np.random.default_rng(1)
    long = rng.integers(3, 400, 220).tolist()
    short = long[:60]
    before = scores_of(stretched, short)
    plain = scores_of(load_hf(str(short_folder), SHORT), short)
    assert bool(np.abs(before - plain).max() < 1e-4) == (kind == "dynamic")
    first = scores_of(stretched, long)
    assert np.isfinite(first).all()
    assert np.abs(scores_of(stretched, short) - before).max() < 1e-4
    scores_of(stretched, long[:100])
    assert np.abs(scores_of(stretched, long) - first).max() < 1e-3


def test_the_name_says_all_of_it(tiny_folder: Path) -> None:
    model = load_model(f"hf:{tiny_folder},rope=linear:2,context=1500,reply=33")
    assert (model.context, model.reply_tokens) == (1500, 33)


def test_a_template_of_the_models_own(
    tiny_folder: Path, tmp_path: Path, tools: list[dict[str, Any]]
) -> None:
    from transformers import AutoTokenizer

    folder = tmp_path / "chatml"
    shutil.copytree(tiny_folder, folder)
    source = (
        "{{ bos_token }}{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' "
        "+ m['content'] + '<|im_end|>\n' }}{% endfor %}"
        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
    )
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    tokenizer.add_special_tokens({"additional_special_tokens": ["<|im_start|>", "<|im_end|>"]})
    tokenizer.chat_template = source
    tokenizer.save_pretrained(str(folder))
    model = load_hf(str(folder), SHORT)
    template = model.chat.template  # type: ignore[attr-defined]
    assert isinstance(template, JinjaTemplate)
    talk = [Said("system", "s"), Said("user", "u"), Said("assistant", "a"), Said("user", "v")]
    said = [{"role": turn.role, "content": turn.text} for turn in talk]
    assert template.prompt(talk) == tokenizer.apply_chat_template(
        said, tokenize=False, add_generation_prompt=True
    )
    assert encoded(model, template.prompt(talk)) == tokenizer.apply_chat_template(
        said, add_generation_prompt=True, return_dict=False
    )
    assert tokenizer.convert_tokens_to_ids("<|im_end|>") in backend_of(model)._ends
    reply = model.chat.bind_tools(tools, tool_choice="any").invoke(ASKED)
    assert reply.tool_calls


@pytest.mark.slow
def test_four_bits(tiny_folder: Path, tools: list[dict[str, Any]]) -> None:
    pytest.importorskip("bitsandbytes")
    model = load_model(f"hf:{tiny_folder},quant=4bit", SHORT)
    kinds = {type(part).__name__ for part in backend_of(model)._model._model.modules()}
    assert "Linear4bit" in kinds
    config = backend_of(model)._model._model.config.quantization_config
    assert (config.bnb_4bit_quant_type, config.bnb_4bit_use_double_quant) == ("nf4", True)
    whole = load_hf(str(tiny_folder), SHORT)
    tokens = encoded(model, model.chat.prompt(ASKED))  # type: ignore[attr-defined]
    one, other = scores_of(model, tokens), scores_of(whole, tokens)
    assert np.abs(one - other).max() > 0
    assert np.corrcoef(one, other)[0, 1] > 0.9
    reply = model.chat.bind_tools(tools, tool_choice="any").invoke(ASKED)
    assert reply.tool_calls


PEFTS_OWN = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")
"""What peft calls is called outdated by transformers."""


@pytest.fixture(scope="module")
def adapter(tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An adapter for the tiny model, with weights that change what it says."""
    pytest.importorskip("peft")
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    torch.manual_seed(1)
    base = AutoModelForCausalLM.from_pretrained(str(tiny_folder), dtype=torch.float32)
    layers = ["q_proj", "v_proj", "down_proj"]
    config = LoraConfig(
        r=4, lora_alpha=8, target_modules=layers, task_type="CAUSAL_LM", init_lora_weights=False
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        adapted = get_peft_model(base, config)
    folder: Path = tmp_path_factory.mktemp("adapter")
    adapted.save_pretrained(str(folder))
    return folder


@pytest.mark.slow
@PEFTS_OWN
@pytest.mark.parametrize("quant", ["", ",quant=4bit"])
def test_an_adapter(
    tiny_folder: Path, adapter: Path, quant: str, tools: list[dict[str, Any]]
) -> None:
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    model = load_model(f"hf:{tiny_folder},adapter={adapter}{quant}", SHORT)
    tokens = encoded(model, model.chat.prompt(ASKED))  # type: ignore[attr-defined]
    base = load_model(f"hf:{tiny_folder}{quant}", SHORT)
    assert np.abs(scores_of(model, tokens) - scores_of(base, tokens)).max() > 0.05
    if not quant:
        plain = AutoModelForCausalLM.from_pretrained(str(tiny_folder), dtype=torch.float32)
        theirs = PeftModel.from_pretrained(plain, str(adapter)).eval()
        with torch.inference_mode():
            scores = theirs(input_ids=torch.tensor([tokens])).logits[0, -1].numpy()
        assert np.abs(scores_of(model, tokens) - scores).max() < 1e-4
    assert model.chat.bind_tools(tools, tool_choice="any").invoke(ASKED).tool_calls


@pytest.mark.slow
@PEFTS_OWN
def test_an_adapter_of_another_model_is_told(tiny: Any, adapter: Path, tmp_path: Path) -> None:
    other = tiny.llama_folder(tmp_path / "wide", hidden_size=96)
    with pytest.raises(AskError, match="does not fit") as caught:
        load_hf(str(other), SHORT, adapter=str(adapter))
    assert "made for" in caught.value.todo
    config = json.loads((adapter / "adapter_config.json").read_text())
    lost = tmp_path / "lost"
    shutil.copytree(adapter, lost)
    (lost / "adapter_config.json").write_text(json.dumps({**config, "target_modules": ["c_attn"]}))
    with pytest.raises(AskError, match="does not fit"):
        load_hf(str(other), SHORT, adapter=str(lost))


def test_what_is_missing_is_told(
    tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, said in [
        ("districtbot-tests/no-such-model", "not on this machine"),
        ("what is this?", "no name of a repository"),
        (str(tmp_path / "nothing"), "There is no folder"),
        (str(tmp_path), "holds no model"),
        (f"{tiny_folder},adapter={tmp_path}", "no adapter"),
        (f"{tiny_folder},quant=3bit", "quant=3bit"),
    ]:
        with pytest.raises(AskError, match=said) as caught:
            load_model(f"hf:{name}", SHORT)
        assert caught.value.todo
    with pytest.raises(AskError, match="not on this") as caught:
        load_model("hf:districtbot-tests/no-such-model", SHORT)
    assert "hf download districtbot-tests/no-such-model" in caught.value.todo
    broken = tmp_path / "broken"
    shutil.copytree(tiny_folder, broken)
    (broken / "model.safetensors").write_bytes(b"rubbish")
    with pytest.raises(AskError, match="cannot be loaded"):
        load_hf(str(broken), SHORT)
    (broken / "config.json").write_text("{")
    with pytest.raises(AskError, match="cannot be loaded"):
        load_hf(str(broken), SHORT)

    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "torch" else real(name)
    )
    with pytest.raises(AskError, match="torch") as caught:
        load_hf(str(tiny_folder), SHORT)
    assert "districtbot[llm]" in caught.value.todo


def test_no_memory_is_told(tiny_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    backend = backend_of(load_hf(str(tiny_folder), SHORT))
    model = backend._model._model

    def full(*args: Any, **more: Any) -> Any:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(model, "forward", full)
    for _ in range(2):
        with pytest.raises(ModelFailed, match="memory"):
            list(backend.generate(TextRequest("<s> [INST] Draw. [/INST]")))


def test_numbers_that_are_none_are_told(whole: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    model = backend_of(whole)._model
    nothing = np.full(700, np.nan, dtype=np.float32)
    monkeypatch.setattr(model, "scores", lambda tokens, budget: nothing.copy())
    with pytest.raises(ModelFailed, match="no numbers"):
        whole.chat.invoke(ASKED)
