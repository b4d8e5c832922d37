"""A model of transformers that scores the next token, with what it has read kept."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from transformers import DynamicCache

from districtbot.agent.models.loaded import ModelFailed
from districtbot.agent.models.text.tokens import Scores, common_start
from districtbot.ground.clock import Budget

if TYPE_CHECKING:
    from transformers import PreTrainedModel

STRETCH = {"cpu": 64, "cuda": 1024}
"""Tokens that are read at once, by kind of device; between two stretches the clock is looked at."""
NO_MEMORY = (torch.OutOfMemoryError, MemoryError)


class TorchModel:
    """A causal language model of transformers; see `TokenModel`.

    Args:
        model: The model, on its device, with its adapter.
        name: What it is called.
        trained: Tokens it was trained to see, where its positions change beyond them (dynamic
            rotary scaling); ``None`` where they do not.
    """

    def __init__(self, model: "PreTrainedModel", name: str, trained: int | None = None) -> None:
        self._model = model.eval()  # type: ignore[no-untyped-call]
        self._name = name
        self._trained = trained
        self._stretch = STRETCH.get(model.device.type, 256)
        self._cache: Any = None
        self._read: list[int] = []

    def scores(self, tokens: Sequence[int], budget: Budget) -> Scores | None:
        """A score for each token that may come next; shape ``(tokens of the model,)``."""
        stretch = self._keep(tokens)
        logits: Any = None
        with torch.inference_mode():
            while len(self._read) < len(tokens):
                if budget.over:
                    return None
                part = list(tokens[len(self._read) : len(self._read) + stretch])
                logits = self._forward(part)
                self._read += part
        found: Scores = logits[0, -1].float().cpu().numpy().astype(np.float32, copy=True)
        return found

    def _forward(self, part: list[int]) -> Any:
        """Read tokens; what was read of them is dropped if that fails half-way."""
        ids = torch.tensor([part], device=self._model.device)
        try:
            out = self._model(
                input_ids=ids, past_key_values=self._cache, use_cache=True, logits_to_keep=1
            )
        except NO_MEMORY as error:
            self._forget()
            raise ModelFailed(
                f"There is not enough memory for {self._name} and a conversation this long.",
                "Use quant=4bit, a smaller model, or a shorter memory (--memory window:4).",
            ) from error
        except BaseException:
            self._forget()
            raise
        return out.logits

    def _keep(self, tokens: Sequence[int]) -> int:
        """Keep what these tokens have in common with those read; how many to read at once."""
        keep = min(common_start(self._read, tokens), len(tokens) - 1)
        longest = max(len(tokens), len(self._read))
        goes_on = keep == len(self._read) and len(tokens) - keep <= self._stretch
        if self._trained is not None and longest > self._trained and not goes_on:
            self._forget()  # what was read has other angles than it would have now
            return len(tokens)
        drop = len(self._read) - keep
        if self._cache is None or keep == 0:
            self._forget()
        elif drop:
            try:
                self._cache.crop(-drop)
                del self._read[keep:]
            except (RuntimeError, NotImplementedError):  # a window that has moved on
                self._forget()
        return self._stretch

    def _forget(self) -> None:
        """Begin anew, with the positions as they were trained."""
        self._cache = DynamicCache(config=self._model.config)
        self._read = []
        for module in self._model.modules() if self._trained is not None else ():
            if hasattr(module, "original_inv_freq"):
                module.inv_freq = module.original_inv_freq.clone()
                module.max_seq_len_cached = module.original_max_seq_len
