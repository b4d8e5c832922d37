"""Models that turn passages into vectors, so that they are found by meaning."""

import os
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from districtbot.agent.models.loaded import ModelFailed
from districtbot.agent.models.names import parse_name
from districtbot.ground.errors import AskError

EmbedFn = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to vectors of length one, shape (number of texts, size of a vector)."""

BATCH = 32
"""Texts that go through a model at a time."""
TIMEOUT = 60.0
"""Seconds that a server may take for one request."""
NO_KEY = "none"
"""What servers that need no key are given."""


def embed_fn_of(name: str) -> EmbedFn:
    """The function behind a model's name.

    Args:
        name: ``openai:NAME[@URL]`` for an OpenAI-compatible ``/embeddings`` endpoint, or
            ``hf:REPO_OR_PATH`` for a transformers encoder, whose token vectors are averaged.

    Raises:
        AskError: If the name is of no such model.
    """
    parts = parse_name(name)
    if parts.kind == "openai":
        return _endpoint(parts.target, parts.base_url)
    if parts.kind == "hf":
        return _encoder(parts.target)
    raise AskError(
        f"{parts.kind}: models give no vectors.",
        "Write openai:NAME@URL or hf:REPO_OR_PATH, or leave --embeddings out.",
    )


def _endpoint(model: str, base_url: str | None) -> EmbedFn:
    from langchain_openai import OpenAIEmbeddings
    from openai import OpenAIError
    from pydantic import SecretStr

    client = OpenAIEmbeddings(
        model=model,
        base_url=base_url,
        api_key=SecretStr(os.environ.get("OPENAI_API_KEY") or NO_KEY),
        check_embedding_ctx_length=False,  # texts go as texts: servers know their own tokens
        chunk_size=BATCH,
        timeout=TIMEOUT,
        max_retries=2,
    )

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        try:
            return _of_length_one(client.embed_documents(list(texts)))
        except (OpenAIError, ValueError, TypeError) as error:
            raise ModelFailed(
                f"The embeddings of {model} could not be had: {type(error).__name__}.",
                "Check the server, or leave --embeddings out.",
            ) from error

    return embed


def _encoder(path: str) -> EmbedFn:
    try:
        import torch
        from transformers import AutoModel, AutoTokenizer
    except ImportError as error:
        raise AskError(
            "transformers and torch are not installed.", "Run pip install 'districtbot[llm]'."
        ) from error
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(path)
        model: Any = AutoModel.from_pretrained(path).eval()
    except (OSError, ValueError) as error:
        raise AskError(
            f"{path} cannot be loaded as an encoder.", "Name a folder with a transformers model."
        ) from error
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        rows = []
        for first in range(0, len(texts), BATCH):
            batch = tokenizer(
                list(texts[first : first + BATCH]),
                padding=True,
                truncation=True,
                max_length=512,
                return_tensors="pt",
            )
            with torch.inference_mode():
                hidden = model(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1)
            rows.append(((hidden * mask).sum(1) / mask.sum(1)).float().numpy())
        return _of_length_one(np.concatenate(rows) if rows else np.empty((0, 1)))

    return embed


def _of_length_one(vectors: Any) -> NDArray[np.float32]:
    found = np.asarray(vectors, dtype=np.float32)
    lengths = np.linalg.norm(found, axis=-1, keepdims=True)
    unit: NDArray[np.float32] = found / np.maximum(lengths, 1e-12)
    return unit
