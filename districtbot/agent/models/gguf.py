"""Models in GGUF files, run by llama.cpp: the quickest way to a larger model without a GPU."""

import importlib.util
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from districtbot.agent.models.loaded import LoadedModel, ModelOptions
from districtbot.agent.models.text.chat import loaded
from districtbot.agent.models.text.jinja import JinjaTemplate
from districtbot.agent.models.text.template import ChatTemplate, Llama2
from districtbot.agent.models.text.tokens import TokenBackend
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import path_told, plain

if TYPE_CHECKING:
    from llguidance import LLTokenizer

    from districtbot.agent.models.llamacpp import LlamaCpp

MAGIC = b"GGUF"
"""What such a file begins with."""

LONGEST = 8192
"""Tokens of context taken unasked: a larger one takes gigabytes of memory."""

LARGE = 1_000_000_000
"""Parameters from which on a reply may take long without an accelerator."""

SLOW_SECONDS = 1800.0
"""Least time for one reply of such a model."""


def load_gguf(name: str, path: Path, options: ModelOptions) -> LoadedModel:
    """A model in a GGUF file, with its own tokenizer and chat template.

    Args:
        name: As the person gave it.
        path: The file.
        options: What was chosen about it.

    Raises:
        AskError: If the file or llama-cpp-python is missing, or the file is no such model.
    """
    _check_file(path)
    if importlib.util.find_spec("llama_cpp") is None:
        raise AskError(
            "GGUF models need llama-cpp-python, which is not installed.",
            'Install it: pip install "districtbot[gguf]" (it is compiled, some minutes).',
        )
    rope = options.rope_scaling
    if rope is not None and rope.kind == "dynamic":
        raise AskError("llama.cpp knows no dynamic rope.", "Use rope=linear:2 or rope=yarn:2.")
    from districtbot.agent.models.llamacpp import LlamaCpp

    model = LlamaCpp(
        path, context=options.context, most=LONGEST, rope=rope, threads=options.threads
    )
    backend = TokenBackend(
        name,
        model.context,
        model,
        encode_fn=model.encode,
        tokenizer=_for_grammar(model),
        ends=model.ends,
    )
    if model.n_params > LARGE:
        options = replace(options, timeout=max(options.timeout, SLOW_SECONDS))
    return loaded(name, backend, options, template=template_of(model))


def _for_grammar(model: "LlamaCpp") -> "LLTokenizer":
    """The model's tokens for llguidance, whose own code calls what llama.cpp calls outdated."""
    import warnings

    from llguidance.llamacpp import lltokenizer_from_vocab

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return lltokenizer_from_vocab(model.vocab, eos_token=list(model.ends) or None)


def template_of(model: "LlamaCpp") -> ChatTemplate:
    """The file's own chat template; Llama-2's for its kin and where there is none."""
    source, begin, end = model.template, model.begin, model.end
    if source and "<<SYS>>" not in source:
        return JinjaTemplate(source, bos=begin, eos=end, marks=model.marks)
    begin, end = begin or "<s>", end or "</s>"
    tight, spaced = (model.encode(f"{begin}{space}[INST]") for space in ("", " "))
    starts = [model.text_of(tokens[1])[:1] for tokens in (tight, spaced) if len(tokens) > 1]
    return Llama2(bos=begin, eos=end, spaced=starts[:1] != [" "] and starts[1:] == [" "])


def _check_file(path: Path) -> None:
    if not path.is_file():
        problem = "is a folder" if path.is_dir() else "is not there"
        folder = path if path.is_dir() else path.parent
        near = sorted(other.name for other in folder.glob("*.gguf")) if folder.is_dir() else []
        todo = f"In {path_told(folder)} there are: {some_of(map(plain, near))}." if near else ""
        raise AskError(
            f"The model file {path_told(path)} {problem}.",
            todo or "Name a .gguf file: gguf:PATH.",
        )
    try:
        with path.open("rb") as file:
            magic = file.read(len(MAGIC))
    except OSError as error:
        raise AskError(
            f"{path_told(path)} cannot be read: {error.strerror}.",
            "Check whether you may read it.",
        ) from error
    if magic != MAGIC:
        raise AskError(
            f"{path_told(path)} is not a GGUF file.",
            "Convert a model with llama.cpp's convert_hf_to_gguf.py, or name it hf:PATH.",
        )
