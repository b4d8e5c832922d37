"""Tiny LLaMA models with random weights and a tokenizer trained on a few lines."""

import io
import json
from pathlib import Path
from typing import Any

LINES = [
    *(
        json.dumps({"tool": "set_targets", "args": {"districts": n, "county": f"County {n}"}})
        for n in range(60)
    ),
    *(
        f"The plan has {n} districts, and no district is off by more than {n} people."
        for n in range(60)
    ),
    "[INST] <<SYS>>\nYou draw district plans.\n<</SYS>>\n\nDraw me seven districts. [/INST]",
    "RESULT of set_targets: 7 districts within 1% of the ideal population. NOTE: go on.",
    "The quick brown fox jumps over the lazy dog 0123456789 {}[]()<>/\\\"':;,.!?",
]
SIZES = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 128,
    "max_position_embeddings": 1024,
}


def sentencepiece_folder(folder: Path) -> Any:
    """A LLaMA-2-like tokenizer, saved into a folder; the tokenizer itself."""
    import sentencepiece
    from transformers import LlamaTokenizer

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(LINES),
        model_writer=model,
        model_type="bpe",
        vocab_size=600,
        hard_vocab_limit=False,
        byte_fallback=True,
        split_digits=True,
        unk_id=0,
        bos_id=1,
        eos_id=2,
        pad_id=-1,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        minloglevel=2,
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.model").write_bytes(model.getvalue())
    config = {"tokenizer_class": "LlamaTokenizer", "bos_token": "<s>", "eos_token": "</s>"}
    (folder / "tokenizer_config.json").write_text(json.dumps({**config, "unk_token": "<unk>"}))
    tokenizer = LlamaTokenizer.from_pretrained(str(folder))
    tokenizer.save_pretrained(str(folder))
    return tokenizer


def llama_folder(folder: Path, *, seed: int = 0, **sizes: Any) -> Path:
    """A LLaMA with random weights in float32, with its tokenizer."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM
    from transformers.utils import logging

    tokenizer = sentencepiece_folder(folder)
    torch.manual_seed(seed)
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    config = LlamaConfig(
        **{**SIZES, "vocab_size": len(tokenizer) + 24, "initializer_range": 0.15, **sizes},
        bos_token_id=1,
        eos_token_id=2,
    )
    LlamaForCausalLM(config).save_pretrained(str(folder))
    return folder
