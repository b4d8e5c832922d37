"""The parts of a ``tokenizer.json`` that GGUF has words for."""

import base64
from collections.abc import Mapping
from typing import Any

from districtbot.ground.errors import AskError
from districtbot.tuning.gguf.shape import ELSEWHERE

LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
ONE_DIGIT = LLAMA3.replace("{1,3}", "")
SPLITS = {LLAMA3: "llama-bpe", ONE_DIGIT: "qwen2"}
"""llama.cpp's name of what splits a text before byte-level BPE, by the expression."""


def named(part: Any, kind: str) -> list[dict[str, Any]]:
    """The parts of a kind in a normaliser, pre-tokenizer or post-processor."""
    return [one for one in _kinds(part) if one.get("type") == kind]


def splits_of(data: Mapping[str, Any]) -> str:
    """llama.cpp's name of what splits a text before byte-level BPE.

    Raises:
        AskError: If it has none.
    """
    parts = _kinds(data.get("pre_tokenizer"))
    kinds = [part["type"] for part in parts]
    level = parts[-1] if parts else {}
    if data.get("normalizer") is None and not level.get("add_prefix_space"):
        by_words = level.get("use_regex", True)
        if kinds == ["ByteLevel"] and by_words:
            return "gpt-2"
        if kinds == ["Digits", "ByteLevel"] and parts[0].get("individual_digits") and by_words:
            return "smollm"
        if kinds == ["Split", "ByteLevel"] and not by_words:
            pattern = parts[0].get("pattern", {})
            found = SPLITS.get(str(pattern.get("Regex")))
            if found is not None:
                return found
    raise AskError(
        "llama.cpp has no name for how this tokenizer splits a text before it merges bytes "
        f"({', '.join(kinds) or 'not at all'}).",
        "Use SentencePiece or a byte-level BPE that splits as GPT-2, Llama 3 or Qwen 2 do, or "
        f"{ELSEWHERE[0].lower()}{ELSEWHERE[1:]}",
    )


def space_before(data: Mapping[str, Any]) -> bool:
    """Whether a space is put before a text, also after each mark, as llama.cpp does it.

    Where transformers puts one only at the very beginning, there is none here: a conversation
    begins with a mark.
    """
    if named(data.get("normalizer"), "Prepend"):
        return True
    return any(_always(part) for part in named(data.get("pre_tokenizer"), "Metaspace"))


def charsmap_of(data: Mapping[str, Any]) -> bytes:
    """SentencePiece's table of letters that are replaced; empty where there is none."""
    found = named(data.get("normalizer"), "Precompiled")
    return base64.b64decode(found[0]["precompiled_charsmap"]) if found else b""


def differences(data: Mapping[str, Any]) -> list[str]:
    """What a SentencePiece-like tokenizer does that llama.cpp does not."""
    known = {"Prepend", "Replace", "Precompiled"}
    extra = sorted({part["type"] for part in _kinds(data.get("normalizer"))} - known)
    notes = [
        f"llama.cpp leaves out what {name} does to a text before it is read." for name in extra
    ]
    if any(_always(part) for part in named(data.get("pre_tokenizer"), "Metaspace")):
        notes.append("llama.cpp puts a space before a text also where one stands there already.")
    return notes


def _always(part: Mapping[str, Any]) -> bool:
    """Whether a Metaspace puts a space before each stretch of text."""
    return bool(part.get("prepend_scheme", "always") == "always")


def _kinds(part: Any) -> list[dict[str, Any]]:
    """All parts that are no sequence of parts."""
    if not isinstance(part, dict):
        return []
    if part.get("type") != "Sequence":
        return [part]
    keys = ("normalizers", "pretokenizers", "processors")
    return [found for key in keys for one in part.get(key) or () for found in _kinds(one)]
