"""GGUF models: a tiny one is made, loaded, held to a grammar, and broken in several ways."""

import importlib.util
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from districtbot.agent.models.load import load_model
from districtbot.agent.models.loaded import ContextTooLong, LoadedModel, ModelOptions
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError

WORDS = "districts of equal people in a county and a plan with few split counties [INST] [/INST] "
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "propose_plan",
            "description": "Draft a plan.",
            "parameters": {
                "type": "object",
                "properties": {
                    "districts": {"type": "integer"},
                    "county": {"type": "string", "enum": ["Adams", "Gem"]},
                },
                "required": ["districts", "county"],
                "additionalProperties": False,
            },
        },
    }
]
ONE = ModelOptions(threads=1)
SIZE, FEED, HEADS, CONTEXT = 64, 128, 2, 2048


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.gguf"
    wrong.write_bytes(b"PK\3\4")
    with pytest.raises(AskError, match="not a GGUF file"):
        load_model(f"gguf:{wrong}")
    with pytest.raises(AskError, match=r"is a folder.*wrong\.gguf"):
        load_model(f"gguf:{tmp_path}")
    with pytest.raises(AskError, match=r"wrnog\.gguf is not there.*wrong\.gguf"):
        load_model(f"gguf:{tmp_path / 'wrnog.gguf'}")


def test_the_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.util.find_spec

    def find(name: str, package: str | None = None) -> Any:
        return None if name == "llama_cpp" else real(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find)
    path = tmp_path / "m.gguf"
    path.write_bytes(b"GGUF")
    with pytest.raises(AskError, match="llama-cpp-python"):
        load_model(f"gguf:{path}")


@pytest.fixture(scope="module")
def make_gguf(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """``make_gguf(kind="F32", template=None)``: the path of a tiny model."""
    if importlib.util.find_spec("llama_cpp") is None:
        pytest.skip("llama-cpp-python is not installed (the extra gguf)")
    if importlib.util.find_spec("gguf") is None:
        pytest.skip("gguf, which writes such files, is not installed")
    folder = tmp_path_factory.mktemp("gguf")

    def make(kind: str = "F32", template: str | None = None) -> Path:
        path = folder / f"{kind}-{template is None}.gguf"
        if not path.exists():
            _write(path, kind, template)
        return path

    return make


def _write(path: Path, kind: str, template: str | None) -> None:
    import gguf
    import sentencepiece

    text = (WORDS * 40).split(". ")
    blob = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(text * 20),
        model_writer=blob,
        model_type="bpe",
        byte_fallback=True,
        vocab_size=320,
        hard_vocab_limit=False,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        unk_id=0,
        bos_id=1,
        eos_id=2,
        pad_id=-1,
        minloglevel=3,
    )
    pieces = sentencepiece.SentencePieceProcessor(model_proto=blob.getvalue())
    n = pieces.vocab_size()
    kinds = gguf.TokenType
    types = [
        kinds.UNKNOWN
        if pieces.is_unknown(i)
        else kinds.CONTROL
        if pieces.is_control(i)
        else kinds.BYTE
        if pieces.is_byte(i)
        else kinds.NORMAL
        for i in range(n)
    ]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(SIZE)
    writer.add_block_count(1)
    writer.add_feed_forward_length(FEED)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(SIZE // HEADS)
    writer.add_vocab_size(n)
    writer.add_tokenizer_model("llama")
    writer.add_token_list([pieces.id_to_piece(i).encode() for i in range(n)])
    writer.add_token_scores([pieces.get_score(i) for i in range(n)])
    writer.add_token_types(types)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    if template is not None:
        writer.add_chat_template(template)
    rng = np.random.default_rng(3)
    shapes = {
        "token_embd": (n, SIZE),
        "output": (n, SIZE),
        "blk.0.attn_q": (SIZE, SIZE),
        "blk.0.attn_k": (SIZE, SIZE),
        "blk.0.attn_v": (SIZE, SIZE),
        "blk.0.attn_output": (SIZE, SIZE),
        "blk.0.ffn_gate": (FEED, SIZE),
        "blk.0.ffn_up": (FEED, SIZE),
        "blk.0.ffn_down": (SIZE, FEED),
    }
    quant = gguf.GGMLQuantizationType[kind]
    for name, shape in shapes.items():
        weights = rng.normal(0, 0.3, shape).astype(np.float32)
        data = gguf.quants.quantize(weights, quant)
        writer.add_tensor(f"{name}.weight", data, raw_dtype=quant)
    for name in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"):
        writer.add_tensor(f"{name}.weight", np.ones(SIZE, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _talk(model: LoadedModel, message: str = "equal people") -> AIMessage:
    chat = model.chat.bind_tools(TOOLS)
    reply = chat.invoke([SystemMessage("plan with few split counties"), HumanMessage(message)])
    assert isinstance(reply, AIMessage)
    return reply


@pytest.mark.parametrize("kind", ["F32", "F16", "Q8_0"])
def test_random_weights_still_call_tools_in_form(make_gguf: Any, kind: str) -> None:
    model = load_model(f"gguf:{make_gguf(kind)},reply=120", ONE)
    assert model.context == CONTEXT
    chat = model.chat.bind_tools(TOOLS, tool_choice="propose_plan")
    seen = set()
    for n in range(4):
        reply = chat.invoke([HumanMessage(f"county {n}")])
        for call in reply.tool_calls:
            assert set(call["args"]) == {"districts", "county"}
            assert call["args"]["county"] in ("Adams", "Gem")
            seen.add(call["name"])
    assert seen == {"propose_plan"}


def test_the_same_question_has_the_same_answer(make_gguf: Any) -> None:
    model = load_model(f"gguf:{make_gguf()},reply=40", ONE)
    first = _talk(model)
    other = _talk(model, "a county and a plan")
    again = _talk(model)
    fresh = _talk(load_model(f"gguf:{make_gguf()},reply=40", ONE))
    assert first.content == again.content == fresh.content
    assert first.tool_calls == again.tool_calls == fresh.tool_calls
    assert (first.content, first.tool_calls) != (other.content, other.tool_calls)


def test_what_was_read_is_kept(make_gguf: Any) -> None:
    from districtbot.agent.models.llamacpp import LlamaCpp

    def fresh() -> LlamaCpp:
        return LlamaCpp(make_gguf(), context=None, most=8192, rope=None, threads=1)

    one, other = fresh(), fresh()
    text = one.encode("<s>[INST] " + WORDS * 3)
    budget = Budget(None)
    for end in (len(text) - 5, len(text), 9, len(text) - 2):
        kept = one.scores(text[:end], budget)
        anew = fresh().scores(text[:end], budget)
        assert kept is not None
        assert anew is not None
        np.testing.assert_allclose(kept, anew, atol=0.05)  # the cache holds 16-bit numbers
    assert other.scores(text, Budget(0.0)) is None


def test_tokens_are_counted_as_they_are_read(make_gguf: Any) -> None:
    model = load_model(f"gguf:{make_gguf()}", ONE)
    messages = [SystemMessage("plan"), HumanMessage("equal people " * 20)]
    count = model.count_fn(messages, TOOLS)
    reply = model.chat.bind_tools(TOOLS).invoke(messages)
    assert reply.usage_metadata is not None
    assert reply.usage_metadata["input_tokens"] == count
    assert model.count_fn(messages, []) < count


def test_a_conversation_that_is_too_long_is_told(make_gguf: Any) -> None:
    model = load_model(f"gguf:{make_gguf()},context=256", ONE)
    with pytest.raises(ContextTooLong) as told:
        model.chat.invoke([HumanMessage("county " * 600)])
    assert told.value.context == 256


def test_the_files_own_template_is_used(make_gguf: Any) -> None:
    source = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}bot:"
    model = load_model(f"gguf:{make_gguf(template=source)}", ONE)
    prompt: str = model.chat.prompt([SystemMessage("be kind"), HumanMessage("hello")])  # type: ignore[attr-defined]
    assert prompt == "system: be kind\nuser: hello\nbot:"
    plain = load_model(f"gguf:{make_gguf()}", ONE)
    prompt = plain.chat.prompt([SystemMessage("be kind"), HumanMessage("hello")])  # type: ignore[attr-defined]
    assert prompt == "<s>[INST] <<SYS>>\nbe kind\n<</SYS>>\n\nhello [/INST]"


def test_a_stretched_context(make_gguf: Any) -> None:
    for law in ("linear", "yarn"):
        model = load_model(f"gguf:{make_gguf()},rope={law}:2,reply=16", ONE)
        assert model.context == 2 * CONTEXT
        long = HumanMessage("plan " * 1000)
        assert CONTEXT < model.count_fn([long], []) < 2 * CONTEXT
        assert model.chat.invoke([long]).usage_metadata is not None
    with pytest.raises(AskError, match="no dynamic rope"):
        load_model(f"gguf:{make_gguf()},rope=dynamic:2", ONE)


def test_a_damaged_file_is_told(make_gguf: Any, tmp_path: Path, capfd: Any) -> None:
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(make_gguf().read_bytes()[:3000])
    with pytest.raises(AskError, match="damaged"):
        load_model(f"gguf:{cut}")
    assert capfd.readouterr().err == ""


def test_a_budget_ends_a_reply(make_gguf: Any) -> None:
    model = load_model(f"gguf:{make_gguf()}", ModelOptions(reply_tokens=400, threads=1))
    budget = Budget(None)
    pieces = 0
    for _ in model.chat.stream([HumanMessage("people")], budget=budget):
        pieces += 1
        budget.stop()
    assert 1 <= pieces <= 4


def test_calls_are_json_with_the_separators_of_the_grammar(make_gguf: Any) -> None:
    model = load_model(f"gguf:{make_gguf()},reply=120", ONE)
    chat: Any = model.chat
    request, _ = chat._request([HumanMessage("plan")], TOOLS, False, (), Budget(None))
    text = "".join(chat.backend.generate(request))
    call = json.loads(text)
    assert json.dumps(call) == text.strip()
