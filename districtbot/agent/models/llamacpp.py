"""A model of llama.cpp, through the C interface that llama-cpp-python binds."""

import ctypes
import logging
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np

from districtbot.agent.models.loaded import ContextTooLong, ModelFailed, RopeScaling
from districtbot.agent.models.text.tokens import Scores, common_start
from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError

STRETCH = 128
"""Tokens that are read at once; between two stretches the clock is looked at."""

ROPE = {
    "linear": llama_cpp.LLAMA_ROPE_SCALING_TYPE_LINEAR,
    "yarn": llama_cpp.LLAMA_ROPE_SCALING_TYPE_YARN,
}
"""llama.cpp's numbers of the laws by which a context is stretched."""

NO_SLOT = 1
"""What llama.cpp answers where the context is full."""


class LlamaCpp:
    """A GGUF model that scores the next token, with what it has read kept; see `TokenModel`.

    Args:
        path: The file.
        context: Tokens of prompt and reply together; ``None`` for the model's own, at most
            ``most``.
        most: The longest context that is taken unasked: its memory is set aside at once.
        rope: How to stretch the context, if at all.
        threads: Threads to run on; ``None`` for one for each core.

    Attributes:
        context: Tokens of prompt and reply together.
        trained: Tokens the model was trained to see.

    Raises:
        AskError: If the file cannot be loaded.
    """

    def __init__(
        self,
        path: Path,
        *,
        context: int | None,
        most: int,
        rope: RopeScaling | None,
        threads: int | None,
    ) -> None:
        _quiet()
        llama_cpp.llama_backend_init()
        self._model: Any = llama_cpp.llama_model_load_from_file(str(path).encode(), _model_params())
        if not self._model:
            raise AskError(
                f"{path.name} is not a model that llama.cpp can load: it is damaged, only a "
                "part, or of a kind that the installed llama-cpp-python does not know.",
                "Download it again, or update llama-cpp-python.",
            )
        self._closed = weakref.finalize(self, llama_cpp.llama_model_free, self._model)
        self.trained = llama_cpp.llama_model_n_ctx_train(self._model)
        widest = int(self.trained * rope.factor) if rope else min(self.trained, most)
        self.context = context or widest
        params = _context_params(self.context, self.trained, rope, threads)
        self._context: Any = llama_cpp.llama_init_from_model(self._model, params)
        if not self._context:
            raise AskError(
                f"There is not enough memory for a context of {self.context:,} tokens.",
                "Add ,context=2048 to the model's name, or use a smaller model.",
            )
        self._closed.detach()
        self._closed = weakref.finalize(self, _free, (self._context, self._model))
        self.vocab: Any = llama_cpp.llama_model_get_vocab(self._model)
        self._n_tokens = llama_cpp.llama_vocab_n_tokens(self.vocab)
        self._read: list[int] = []

    @property
    def n_params(self) -> int:
        """Parameters of the model."""
        return int(llama_cpp.llama_model_n_params(self._model))

    @property
    def template(self) -> str | None:
        """The chat template of the file, if it has one."""
        found = llama_cpp.llama_model_chat_template(self._model, None)
        return found.decode("utf-8", "replace") if found else None

    @property
    def ends(self) -> tuple[int, ...]:
        """The tokens that end a reply."""
        every = range(self._n_tokens)
        return tuple(n for n in every if llama_cpp.llama_vocab_is_eog(self.vocab, n))

    @property
    def marks(self) -> tuple[str, ...]:
        """The texts of tokens that mean something to the model, such as ``</s>``."""
        control = llama_cpp.LLAMA_TOKEN_ATTR_CONTROL
        every = range(self._n_tokens)
        found = (n for n in every if llama_cpp.llama_vocab_get_attr(self.vocab, n) & control)
        return tuple(self.text_of(n) for n in found)

    @property
    def begin(self) -> str:
        """The text of the token that begins a text; empty where there is none."""
        token = llama_cpp.llama_vocab_bos(self.vocab)
        return self.text_of(token) if 0 <= token < self._n_tokens else ""

    @property
    def end(self) -> str:
        """The text of the token that ends a text; empty where there is none."""
        token = llama_cpp.llama_vocab_eos(self.vocab)
        return self.text_of(token) if 0 <= token < self._n_tokens else ""

    def text_of(self, token: int) -> str:
        """The text of a token, also of a mark."""
        buffer = ctypes.create_string_buffer(1024)
        n = llama_cpp.llama_token_to_piece(self.vocab, token, buffer, len(buffer), 0, True)
        return buffer.raw[: max(n, 0)].decode("utf-8", "replace")

    def encode(self, text: str) -> list[int]:
        """The tokens of a text; marks in it are read, none is added."""
        data = text.encode("utf-8", "replace")
        size = len(data) + 8
        while True:
            tokens = (llama_cpp.llama_token * size)()
            n = llama_cpp.llama_tokenize(self.vocab, data, len(data), tokens, size, False, True)
            if n >= 0:
                return list(tokens[:n])
            size = -n

    def scores(self, tokens: Sequence[int], budget: Budget) -> Scores | None:
        """A score for each token that may come next; shape ``(tokens of the model,)``."""
        self._keep(tokens)
        while len(self._read) < len(tokens):
            if budget.over:
                return None
            self._take(tokens[len(self._read) : len(self._read) + STRETCH])
        logits = llama_cpp.llama_get_logits_ith(self._context, -1)
        return np.ctypeslib.as_array(logits, shape=(self._n_tokens,)).astype(np.float32, copy=True)

    def _keep(self, tokens: Sequence[int]) -> None:
        """Keep what these tokens have in common with those read; at least one is read anew."""
        keep = min(common_start(self._read, tokens), len(tokens) - 1)
        memory = llama_cpp.llama_get_memory(self._context)
        if not llama_cpp.llama_memory_seq_rm(memory, 0, keep, -1):  # a memory that has moved on
            llama_cpp.llama_memory_clear(memory, True)
            keep = 0
        del self._read[keep:]

    def _take(self, part: Sequence[int]) -> None:
        """Read tokens."""
        ids = (llama_cpp.llama_token * len(part))(*part)
        code = llama_cpp.llama_decode(self._context, llama_cpp.llama_batch_get_one(ids, len(part)))
        if code == 0:
            self._read += part
            return
        self._read = []
        llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self._context), True)
        if code == NO_SLOT:
            raise ContextTooLong("The conversation is too long for the model.", self.context)
        raise ModelFailed(
            f"llama.cpp could not go on (code {code}).", "Start again, or use another model."
        )


def _quiet() -> None:
    """Keep llama.cpp from writing pages to stderr; what matters comes back as errors."""
    logging.getLogger("llama-cpp-python").setLevel(logging.CRITICAL + 1)


def _model_params() -> Any:
    """How a model is loaded: all of it on an accelerator where there is one.

    On processors with AMX, llama.cpp built by gcc 12 crashes on quantized weights that it has
    packed anew for these; without that buffer it does not.
    """
    params = llama_cpp.llama_model_default_params()
    if llama_cpp.llama_supports_gpu_offload():
        params.n_gpu_layers = 0x7FFFFFFF
    if b"AMX_INT8 = 1" in llama_cpp.llama_print_system_info():
        params.use_extra_bufts = False
    return params


def _context_params(
    context: int, trained: int, rope: RopeScaling | None, threads: int | None
) -> Any:
    import os

    params = llama_cpp.llama_context_default_params()
    params.n_ctx = context
    params.n_batch = params.n_ubatch = STRETCH
    params.n_threads = params.n_threads_batch = threads or os.cpu_count() or 1
    if rope is not None:
        params.rope_scaling_type = ROPE[rope.kind]
        params.rope_freq_scale = 1 / rope.factor
        params.yarn_orig_ctx = trained
    return params


def _free(both: tuple[Any, Any]) -> None:
    """Give back the memory of a context and its model."""
    llama_cpp.llama_free(both[0])
    llama_cpp.llama_model_free(both[1])
