"""Tiny LLaMA models with random weights, and a tokenizer that knows the agent's instructions."""

import io
import json
from pathlib import Path
from typing import Any

from districtbot.agent.models.text.protocol import JsonProtocol
from districtbot.agent.prompts import SYSTEM
from districtbot.tools.tool import schema_of
from districtbot.tools.toolbox import toolbox

LETTERS = "The quick brown fox jumps over the lazy dog 0123456789 {}[]()<>/\\\"':;,.!?%"
SIZES = {
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "intermediate_size": 64,
    "max_position_embeddings": 4096,
    "initializer_range": 0.1,
}


def lines() -> list[str]:
    """What the tokenizer is trained on."""
    tools = [
        {
            "type": "function",
            "function": {
                "name": tool.name,
                "description": tool.summary,
                "parameters": schema_of(tool),
            },
        }
        for tool in toolbox(allow_code=True)
    ]
    text = f"{SYSTEM}\n{JsonProtocol().instructions(tools)}"
    found = [line for line in text.split("\n") if line for _ in range(3)]
    found += [
        f"Asked now: {n} districts; population within {n}% of the ideal in each district."
        for n in range(40)
    ]
    return [*found, LETTERS, "[INST] <<SYS>>\n<</SYS>>\n\n [/INST] RESULT of ERROR of NOTE: "]


def llama_folder(folder: Path, *, seed: int = 0, **sizes: Any) -> Path:
    """A LLaMA with random weights in float32, with its tokenizer."""
    import sentencepiece
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM, LlamaTokenizer
    from transformers.utils import logging

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines()),
        model_writer=model,
        model_type="bpe",
        vocab_size=1600,
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
    torch.manual_seed(seed)
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    llama = LlamaConfig(
        **{**SIZES, "vocab_size": len(tokenizer), **sizes}, bos_token_id=1, eos_token_id=2
    )
    LlamaForCausalLM(llama).save_pretrained(str(folder))
    return folder
