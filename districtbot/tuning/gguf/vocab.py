"""A tokenizer as GGUF says it: SentencePiece-like BPE, byte-level BPE, or a unigram model."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from districtbot.ground.errors import AskError
from districtbot.ground.quoting import path_told, plain
from districtbot.tuning.gguf.parts import charsmap_of, differences, named, space_before, splits_of
from districtbot.tuning.gguf.shape import ELSEWHERE
from districtbot.tuning.weights import read_config

if TYPE_CHECKING:
    from gguf import GGUFWriter

Make = Literal["llama", "gpt2", "t5"]
"""llama.cpp's names: pieces merged by score, byte-level BPE, and unigram."""

BYTE = re.compile(r"<0x[0-9A-F]{2}>\Z")


@dataclass(frozen=True, slots=True)
class Vocab:
    """A tokenizer for GGUF.

    Attributes:
        make: How it works.
        tokens: Every token by its number, as many as the model has rows.
        kinds: What each is, by llama.cpp's numbers.
        scores: Score of each, for ``llama`` and ``t5``.
        merges: Pairs in the order they are merged, for ``gpt2``.
        splits: llama.cpp's name of what splits a text, for ``gpt2``.
        space: Whether a space is put before a text, also after each mark.
        charsmap: SentencePiece's table of letters that are replaced, for ``t5``.
        marks: Numbers of special tokens by role: ``bos``, ``eos``, ``unk``, ``pad``, ``eot``.
        begins: Whether ``<s>`` is put before a text unasked.
        template: The chat template, without marks of trainers.
        notes: What llama.cpp will do otherwise, in full sentences.
    """

    make: Make
    tokens: tuple[str, ...]
    kinds: tuple[int, ...]
    scores: tuple[float, ...] = ()
    merges: tuple[str, ...] = ()
    splits: str = "default"
    space: bool = False
    charsmap: bytes = b""
    marks: Mapping[str, int] = field(default_factory=dict)
    begins: bool = True
    template: str = ""
    notes: tuple[str, ...] = ()


def vocab_of(folder: Path, n_rows: int, template: str) -> Vocab:
    """The tokenizer in a model folder.

    Args:
        folder: The folder, with ``tokenizer.json``.
        n_rows: Rows of the model's embedding; tokens are filled up to this.
        template: The chat template in Jinja; empty for none.

    Raises:
        AskError: If there is none, or llama.cpp has none of its kind.
    """
    data = _tokenizer_json(folder)
    model = data["model"]
    make = _make(data)
    marks, tokens, kinds = _listed(data, n_rows)
    notes: list[str] = []
    scores: tuple[float, ...] = ()
    merges: list[tuple[str, str]] = []
    splits, charsmap = "default", b""
    if make == "gpt2":
        merges = _merges(model)
        splits = splits_of(data)
    elif make == "llama":
        scores = _ranks(tokens, _merges(model), folder)
    else:
        known = {piece: float(score) for piece, score in model["vocab"]}
        scores = tuple(known.get(token, 0.0) for token in tokens)
        charsmap = charsmap_of(data)
    if make != "gpt2":
        notes += differences(data)
    if any(item.get("lstrip") or item.get("rstrip") for item in data.get("added_tokens") or ()):
        notes.append("llama.cpp leaves blanks beside marks that this tokenizer takes away.")
    return Vocab(
        make=make,
        tokens=tuple(tokens),
        kinds=tuple(kinds),
        scores=scores,
        merges=tuple(f"{one} {other}" for one, other in merges),
        splits=splits,
        space=make != "gpt2" and space_before(data),
        charsmap=charsmap,
        marks=_roles(folder, marks),
        begins=_begins(data, folder),
        template=re.sub(r"\{%-?\s*(?:end)?generation\s*-?%\}", "", template),
        notes=tuple(notes),
    )


def write_vocab(writer: "GGUFWriter", vocab: Vocab) -> None:
    """Write a tokenizer's metadata."""
    writer.add_tokenizer_model(vocab.make)
    writer.add_tokenizer_pre(vocab.splits)
    writer.add_token_list(list(vocab.tokens))
    writer.add_token_types(list(vocab.kinds))
    if vocab.scores:
        writer.add_token_scores(list(vocab.scores))
    if vocab.merges:
        writer.add_token_merges(list(vocab.merges))
    if vocab.charsmap:
        writer.add_precompiled_charsmap(vocab.charsmap)
    if vocab.make == "t5":
        writer.add_remove_extra_whitespaces(False)
    writer.add_add_space_prefix(vocab.space)
    roles = {
        "bos": writer.add_bos_token_id,
        "eos": writer.add_eos_token_id,
        "unk": writer.add_unk_token_id,
        "pad": writer.add_pad_token_id,
        "eot": writer.add_eot_token_id,
    }
    for role, number in vocab.marks.items():
        roles[role](number)
    writer.add_add_bos_token(vocab.begins)
    writer.add_add_eos_token(False)
    if vocab.template:
        writer.add_chat_template(vocab.template)


def _tokenizer_json(folder: Path) -> dict[str, Any]:
    data = read_config(folder, "tokenizer.json")
    if not isinstance(data.get("model"), dict):
        raise AskError(
            f"There is no tokenizer.json in {path_told(folder)}.",
            "Save the model's tokenizer there: transformers' AutoTokenizer with save_pretrained.",
        )
    return data


def _make(data: Mapping[str, Any]) -> Make:
    """How a tokenizer works, by llama.cpp's names."""
    kind = data["model"].get("type") or ("BPE" if "merges" in data["model"] else "")
    if kind == "Unigram":
        return "t5"
    if kind == "BPE":
        return "gpt2" if any(named(data.get("pre_tokenizer"), "ByteLevel")) else "llama"
    raise AskError(f"llama.cpp has no tokenizer of the kind {plain(kind)}.", ELSEWHERE)


def _listed(data: Mapping[str, Any], n_rows: int) -> tuple[dict[str, int], list[str], list[int]]:
    """Special tokens by name, and the text and kind of every token."""
    from gguf import TokenType

    model = data["model"]
    pieces = model["vocab"]
    numbers: dict[str, int] = (
        dict(pieces)
        if isinstance(pieces, dict)
        else {piece: i for i, (piece, _) in enumerate(pieces)}
    )
    added = {item["content"]: item for item in data.get("added_tokens") or ()}
    numbers |= {text: int(item["id"]) for text, item in added.items()}
    most = max(numbers.values(), default=-1) + 1
    if most > n_rows:
        raise AskError(
            f"The tokenizer has {most:,} tokens, and the model's embedding {n_rows:,} rows.",
            "Copy the model's folder again, all files of it.",
        )
    tokens = [f"[PAD{i}]" for i in range(n_rows)]
    kinds = [int(TokenType.UNUSED)] * n_rows
    unknown = model.get("unk_token")
    if unknown is None and isinstance(model.get("unk_id"), int):
        unknown = next((text for text, i in numbers.items() if i == model["unk_id"]), None)
    for text, number in numbers.items():
        tokens[number] = text
        if text == unknown:
            kinds[number] = int(TokenType.UNKNOWN)
        elif text in added:
            special = added[text].get("special")
            kinds[number] = int(TokenType.CONTROL if special else TokenType.USER_DEFINED)
        elif BYTE.match(text):
            kinds[number] = int(TokenType.BYTE)
        else:
            kinds[number] = int(TokenType.NORMAL)
    return numbers, tokens, kinds


def _merges(model: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The pairs of a BPE, in order."""
    pairs = [
        tuple(pair.split(" ", 1)) if isinstance(pair, str) else tuple(pair)
        for pair in model.get("merges") or ()
    ]
    return [(str(one), str(other)) for one, other in pairs]


def _ranks(
    tokens: Sequence[str], merges: Sequence[tuple[str, str]], folder: Path
) -> tuple[float, ...]:
    """Score of each token: SentencePiece's own where its model is there, else its merge's rank."""
    path = folder / "tokenizer.model"
    if path.is_file():
        import sentencepiece

        pieces = sentencepiece.SentencePieceProcessor(model_file=str(path))
        n = pieces.get_piece_size()
        if all(pieces.id_to_piece(i) == token for i, token in enumerate(tokens[:n])):
            own = tuple(float(pieces.get_score(i)) for i in range(n))
            return own + (0.0,) * (len(tokens) - n)
    ranks: dict[str, int] = {}
    for rank, (one, other) in enumerate(merges):
        ranks.setdefault(one + other, rank)
    return tuple(-float(ranks[token]) if token in ranks else 0.0 for token in tokens)


def _roles(folder: Path, numbers: Mapping[str, int]) -> dict[str, int]:
    """Numbers of special tokens by role."""
    settings = read_config(folder, "tokenizer_config.json")
    config = read_config(folder)
    found: dict[str, int] = {}
    for role in ("bos", "eos", "unk", "pad"):
        said = settings.get(f"{role}_token")
        text = said.get("content") if isinstance(said, dict) else said
        number = numbers.get(str(text), config.get(f"{role}_token_id"))
        if isinstance(number, int) and number >= 0:
            found[role] = number
    ends = read_config(folder, "generation_config.json").get("eos_token_id")
    others = [end for end in ends if end != found.get("eos")] if isinstance(ends, list) else []
    return {**found, "eot": int(others[0])} if others else found


def _begins(data: Mapping[str, Any], folder: Path) -> bool:
    """Whether ``<s>`` is put before a text unasked."""
    said = read_config(folder, "tokenizer_config.json").get("add_bos_token")
    if isinstance(said, bool):
        return said
    templates = named(data.get("post_processor"), "TemplateProcessing")
    return any("SpecialToken" in part["single"][0] for part in templates if part.get("single"))


def template_in(folder: Path) -> str:
    """The chat template of a model folder; empty where there is none."""
    path = folder / "chat_template.jinja"
    if path.is_file():
        return path.read_text(encoding="utf-8")
    said = read_config(folder, "tokenizer_config.json").get("chat_template")
    if isinstance(said, list):
        named = {item.get("name"): item.get("template") for item in said if isinstance(item, dict)}
        said = named.get("default") or json.dumps("")
    return said if isinstance(said, str) else ""
