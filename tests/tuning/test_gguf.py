"""GGUF files of our own: transformers and llama.cpp read them as the folder they were made from."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from districtbot.ground.errors import AskError

pytest.importorskip("torch")
pytest.importorskip("gguf")

RUNS = importlib.util.find_spec("llama_cpp") is not None
runs = pytest.mark.skipif(not RUNS, reason="llama-cpp-python is not installed (the extra gguf)")
SIZES = {"hidden_size": 64, "intermediate_size": 96, "num_attention_heads": 4}
TEXTS = (
    "<s>[INST] Draw 12 districts, none off by more than 0.5%. [/INST]",
    '<s>[INST] RESULT of list_targets: 7 districts; Doña Ana, "Bay" 1,234 [/INST] It is.</s>',
    "<s> [INST]  two  spaces\n\nand\ttabs, naïve — 北京 🗺 [/INST]",
)


@pytest.fixture(scope="module")
def wide(tiny_llama: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LLaMA whose rows are a multiple of 32 long, with grouped keys and values."""
    folder: Path = tiny_llama.llama_folder(tmp_path_factory.mktemp("gguf") / "wide", **SIZES)
    return folder


def loaded(folder: Path) -> tuple[Any, Any]:
    from districtbot.agent.models.text.hf import config_of, model_at, quiet, tokenizer_at

    with quiet():
        return model_at(str(folder), config_of(str(folder))), tokenizer_at(str(folder))


def checked(folder: Path, path: Path, texts: tuple[str, ...] = TEXTS) -> Any:
    from districtbot.tuning.gguf.check import check_gguf_file

    return check_gguf_file(path, *loaded(folder), texts, threads=1)


def as_read(path: Path) -> Any:
    """A file's weights and tokenizer as transformers reads them."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from districtbot.agent.models.text.hf import quiet

    with quiet():
        model = AutoModelForCausalLM.from_pretrained(
            str(path.parent), gguf_file=path.name, dtype=torch.float32
        )
        return model, AutoTokenizer.from_pretrained(str(path.parent), gguf_file=path.name)


def logits(model: Any, tokenizer: Any, text: str = TEXTS[0]) -> Any:
    import torch

    from districtbot.agent.models.text.hf import encoded

    with torch.inference_mode():
        return model(torch.tensor([encoded(tokenizer, text)])).logits[0].numpy()


def test_transformers_reads_what_was_written(wide: Path, tmp_path: Path) -> None:
    from districtbot.agent.models.text.hf import encoded
    from districtbot.tuning.gguf.write import write_gguf

    model, tokenizer = loaded(wide)
    wanted = logits(model, tokenizer)
    spread = wanted.max() - wanted.min()
    sizes = []
    for quant, most in (("f32", 1e-6), ("f16", 0.01), ("q8_0", 0.1), ("q4_0", 0.6)):
        done = write_gguf(wide, tmp_path / f"{quant}.gguf", quant)  # type: ignore[arg-type]
        theirs, words = as_read(done.path)
        assert np.abs(logits(theirs, tokenizer) - wanted).max() < most * spread, quant
        assert [encoded(words, text) for text in TEXTS] == [encoded(tokenizer, t) for t in TEXTS]
        assert done.n_tensors == 2 * 9 + 3
        sizes.append(done.n_bytes)
    assert sizes == sorted(sizes, reverse=True)


@runs
@pytest.mark.parametrize("quant", ["f32", "f16", "q8_0"])
def test_llama_cpp_says_the_same(wide: Path, tmp_path: Path, quant: Any) -> None:
    from districtbot.tuning.gguf.write import write_gguf

    write_gguf(wide, tmp_path / "m.gguf", quant)
    found = checked(wide, tmp_path / "m.gguf")
    assert found.n_same_tokens == found.n_prompts == len(TEXTS)
    assert found.parity.agreement == 1
    assert found.parity.mean_kl < (0.01 if quant == "q8_0" else 0.001)


@runs
@pytest.mark.parametrize(
    "more",
    [
        {"tie_word_embeddings": True},
        {"head_dim": 32},
        {"num_key_value_heads": 4},
        {"rope_parameters": {"rope_type": "default", "rope_theta": 500_000.0}},
        {"rope_parameters": {"rope_type": "linear", "factor": 4.0, "rope_theta": 10_000.0}},
        {
            "rope_parameters": {
                "rope_type": "yarn",
                "factor": 4.0,
                "rope_theta": 10_000.0,
                "original_max_position_embeddings": 1024,
            }
        },
        {
            "rope_parameters": {
                "rope_type": "llama3",
                "factor": 8.0,
                "low_freq_factor": 1.0,
                "high_freq_factor": 4.0,
                "original_max_position_embeddings": 64,
                "rope_theta": 10_000.0,
            }
        },
    ],
    ids=["tied", "wide heads", "all keys", "theta", "linear", "yarn", "llama3"],
)
def test_shapes_and_positions(tiny_llama: Any, tmp_path: Path, more: dict[str, Any]) -> None:
    from districtbot.tuning.gguf.write import write_gguf

    folder = tiny_llama.llama_folder(tmp_path / "m", **{**SIZES, **more})
    write_gguf(folder, tmp_path / "m.gguf", "f32")
    found = checked(folder, tmp_path / "m.gguf", (TEXTS[0] * 4, TEXTS[1]))
    assert found.n_same_tokens == 2
    assert found.parity.agreement == 1
    assert found.parity.mean_kl < 0.001


def with_tokenizer(folder: Path, base: Path, tokenizer: Any, **settings: Any) -> Path:
    """A model of the size of ``base`` with another tokenizer."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    folder.mkdir()
    config = json.loads((base / "config.json").read_text())
    config |= {"vocab_size": tokenizer.get_vocab_size() + 8}
    torch.manual_seed(0)
    LlamaForCausalLM(LlamaConfig(**config)).save_pretrained(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    known = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>"}
    (folder / "tokenizer_config.json").write_text(json.dumps({**known, **settings}))
    return folder


def lines() -> list[str]:
    return [f"Draw {n} districts of {n * 37} people in Doña Ana County, {n}%." for n in range(200)]


def byte_level(splits: Any) -> Any:
    from tokenizers import Tokenizer, decoders, models, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = splits
    tokenizer.decoder = decoders.ByteLevel()
    from tokenizers.pre_tokenizers import ByteLevel

    marks = ["<s>", "</s>", "<|pad|>"]
    letters = ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(  # type: ignore[call-arg]
        vocab_size=600, special_tokens=marks, initial_alphabet=letters, show_progress=False
    )
    tokenizer.train_from_iterator(lines(), trainer)
    return tokenizer


def split(kind: str) -> Any:
    from tokenizers import Regex
    from tokenizers.pre_tokenizers import ByteLevel, Digits, Sequence, Split

    from districtbot.tuning.gguf.parts import LLAMA3, ONE_DIGIT

    plain = ByteLevel(add_prefix_space=False, use_regex=False)
    words = ByteLevel(add_prefix_space=False)
    return {
        "gpt-2": words,
        "smollm": Sequence([Digits(individual_digits=True), words]),
        "llama-bpe": Sequence([Split(Regex(LLAMA3), "isolated"), plain]),
        "qwen2": Sequence([Split(Regex(ONE_DIGIT), "isolated"), plain]),
        "odd": Sequence([Split(Regex(r"\d"), "isolated"), plain]),
    }[kind]


@runs
@pytest.mark.parametrize("kind", ["gpt-2", "smollm", "llama-bpe", "qwen2"])
def test_byte_level_tokenizers(wide: Path, tmp_path: Path, kind: str) -> None:
    from districtbot.tuning.gguf.write import write_gguf

    folder = with_tokenizer(tmp_path / "m", wide, byte_level(split(kind)))
    write_gguf(folder, tmp_path / "m.gguf", "f32")
    found = checked(folder, tmp_path / "m.gguf", (*TEXTS, *lines()[:3]))
    assert found.n_same_tokens == found.n_prompts, found.differs


def test_a_split_that_llama_cpp_does_not_know_is_refused(wide: Path, tmp_path: Path) -> None:
    from districtbot.tuning.gguf.write import write_gguf

    folder = with_tokenizer(tmp_path / "m", wide, byte_level(split("odd")))
    with pytest.raises(AskError, match="no name for how this tokenizer splits"):
        write_gguf(folder, tmp_path / "m.gguf", "f32")
    assert not list(tmp_path.glob("*.gguf*"))


@runs
@pytest.mark.parametrize("scheme", ["first", "always", "never"])
def test_pieces_and_the_space_before_them(wide: Path, tmp_path: Path, scheme: str) -> None:
    """BPE with bytes to fall back on, as trained by `tokenizers`, for the model mini's kind."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    from districtbot.tuning.gguf.write import write_gguf

    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme, split=False)
    tokenizer.decoder = decoders.Metaspace(prepend_scheme=scheme)
    some = ["<unk>", "<s>", "</s>", *(f"<0x{n:02X}>" for n in range(256))]
    trainer = trainers.BpeTrainer(vocab_size=500, special_tokens=some, show_progress=False)  # type: ignore[call-arg]
    words = [word for line in lines() for word in line.split()]
    tokenizer.train_from_iterator(words, trainer)
    data = json.loads(tokenizer.to_str())
    data["added_tokens"] = [one for one in data["added_tokens"] if one["id"] < 3]
    tokenizer = Tokenizer.from_str(json.dumps(data))
    folder = with_tokenizer(tmp_path / "m", wide, tokenizer, unk_token="<unk>")
    done = write_gguf(folder, tmp_path / "m.gguf", "f32")
    found = checked(folder, tmp_path / "m.gguf", (TEXTS[0], TEXTS[2]))
    spaced = scheme == "always"  # llama.cpp puts a space before one that is there
    assert found.n_same_tokens == (1 if spaced else 2), found.differs
    assert found.differs == (TEXTS[2] if spaced else "")
    assert bool(done.notes) is spaced


@runs
def test_unigram_tokenizers(wide: Path, tmp_path: Path) -> None:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    from districtbot.tuning.gguf.write import write_gguf

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="first")
    trainer = trainers.UnigramTrainer(  # type: ignore[call-arg]
        vocab_size=200, special_tokens=["<unk>", "<s>", "</s>"], unk_token="<unk>",
        show_progress=False,
    )  # fmt: skip
    tokenizer.train_from_iterator(lines(), trainer)
    folder = with_tokenizer(tmp_path / "m", wide, tokenizer, unk_token="<unk>")
    write_gguf(folder, tmp_path / "m.gguf", "f32")
    found = checked(folder, tmp_path / "m.gguf", tuple(f"<s>{line}" for line in lines()[:6]))
    assert found.n_same_tokens == 6, found.differs


def test_what_llama_cpp_does_not_run_is_refused(wide: Path, tmp_path: Path) -> None:
    import shutil

    from districtbot.tuning.gguf.write import write_gguf

    config = json.loads((wide / "config.json").read_text())
    odd: list[tuple[dict[str, Any], str]] = [
        ({"model_type": "qwen2"}, "Only LLaMA-family"),
        ({"hidden_act": "gelu"}, "no gelu"),
        ({"quantization_config": {"load_in_4bit": True}}, "quantised already"),
        ({"num_hidden_layers": 3}, r"blk\.2\.attn_k\.weight.*missing"),
        ({"num_hidden_layers": None}, "says no num_hidden_layers"),
        ({"model_type": "mistral", "sliding_window": 8}, "sliding window"),
        ({"rope_parameters": {"rope_type": "longrope", "factor": 2.0}}, "by longrope"),
    ]
    folder = tmp_path / "m"
    shutil.copytree(wide, folder)
    for change, words in odd:
        (folder / "config.json").write_text(json.dumps({**config, **change}))
        with pytest.raises(AskError, match=words):
            write_gguf(folder, tmp_path / "m.gguf", "f32")
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer.json").unlink()
    with pytest.raises(AskError, match=r"no tokenizer\.json"):
        write_gguf(folder, tmp_path / "m.gguf", "f32")
    assert not list(tmp_path.glob("*.gguf*"))


@runs
def test_the_template_comes_along_and_the_loader_writes_as_from_the_folder(
    wide: Path, tmp_path: Path
) -> None:
    from langchain_core.messages import HumanMessage, SystemMessage

    from districtbot.agent.models.load import load_model
    from districtbot.tuning.exporting import Wanted, export_model

    out = tmp_path / "m.gguf"
    done = export_model(str(wide), out, Wanted("gguf", quant="f16"))
    assert done.data["checked"]["same_tokens"] == done.data["checked"]["prompts"]
    messages = [SystemMessage("be kind"), HumanMessage("Draw 4.")]
    ours, theirs = (load_model(name).chat for name in (f"hf:{wide}", f"gguf:{out}"))
    assert ours.prompt(messages) == theirs.prompt(messages)  # type: ignore[attr-defined]
    from districtbot.agent.models.llamacpp import LlamaCpp

    source = LlamaCpp(out, context=64, most=64, rope=None, threads=1).template
    assert source is not None
    assert "<<SYS>>" in source
    assert "generation" not in source


def test_the_same_folder_gives_the_same_bytes(wide: Path, tmp_path: Path) -> None:
    from districtbot.tuning.gguf.write import write_gguf

    for name in ("a", "b"):
        write_gguf(wide, tmp_path / name, "q8_0", name="m")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@runs
def test_a_file_that_says_something_else_is_refused(
    wide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from districtbot.tuning import exporting
    from districtbot.tuning.gguf import tensors

    out = tmp_path / "m.gguf"
    monkeypatch.setattr(tensors, "_turned", lambda numbers, name, shape: numbers)
    with pytest.raises(AskError, match="does not say what the model says"):
        exporting.export_model(str(wide), out, exporting.Wanted("gguf", quant="f32"))
    assert not list(tmp_path.iterdir())
    wanted = exporting.Wanted("gguf", quant="f32", check=False)
    assert "Not checked." in exporting.export_model(str(wide), out, wanted).told


@runs
def test_minis_checkpoint_is_written_and_its_difference_told(tmp_path: Path) -> None:
    """Its marks take away the blanks beside them; llama.cpp leaves these."""
    import torch

    from districtbot.tuning.exporting import Wanted, export_model
    from districtbot.tuning.mini.network import Network, Size
    from districtbot.tuning.mini.shipping import checkpoint, ship
    from districtbot.tuning.mini.tokens import train_tokenizer

    tokenizer = train_tokenizer(lines(), 1024)
    torch.manual_seed(0)
    sizes = {"hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2}
    network = Network(Size(tokenizer.get_vocab_size(), num_attention_heads=2, **sizes))
    checkpoint(network, tokenizer, tmp_path / "checkpoint")
    done = export_model(str(tmp_path / "checkpoint"), tmp_path / "m.gguf", Wanted("gguf"))
    assert any("blanks beside marks" in line for line in done.told)
    assert done.data["checked"]["parity"]["mean_kl"] < 0.01
    texts = ("[begin][map]Draw 12 districts, none off by more than 0.5%.[end]", lines()[7])
    assert checked(tmp_path / "checkpoint", tmp_path / "m.gguf", texts).n_same_tokens == 2
    ship(network, tokenizer, tmp_path / "shipped", {"sure": 0.5})
    done = export_model(str(tmp_path / "shipped"), tmp_path / "s.gguf", Wanted("gguf"))
    assert done.data["checked"]["parity"]["mean_kl"] < 0.01
