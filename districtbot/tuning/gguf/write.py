"""A model folder written as one GGUF file for llama.cpp."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from districtbot.ground.errors import AskError
from districtbot.tuning.gguf.shape import ARCHITECTURE, shape_of, write_shape
from districtbot.tuning.gguf.tensors import Quant, announce, placed, write_tensors
from districtbot.tuning.gguf.vocab import template_in, vocab_of, write_vocab
from districtbot.tuning.weights import read_config, tensors_in

DoneFn = Callable[[int, int], None]
"""Told how many tensors of how many are written."""


@dataclass(frozen=True, slots=True)
class Written:
    """A GGUF file.

    Attributes:
        path: Where it lies.
        quant: How its matrices are written.
        n_bytes: Its size.
        n_tensors: Its tensors.
        notes: What llama.cpp will do otherwise than transformers, in full sentences.
    """

    path: Path
    quant: Quant
    n_bytes: int
    n_tensors: int
    notes: tuple[str, ...] = ()


def write_gguf(
    folder: Path,
    path: Path,
    quant: Quant,
    *,
    template: str = "",
    name: str = "",
    done_fn: DoneFn = lambda done, total: None,  # noqa: ARG005 - says nothing
) -> Written:
    """Write a model folder as a GGUF file; the same folder gives the same bytes.

    Args:
        folder: A LLaMA-family model as transformers saves it, with safetensors.
        path: The file; one that is there is replaced once the new one is whole.
        quant: How its matrices are written.
        template: A chat template in Jinja for a model that brings none.
        name: What the model calls itself; by default as its folder.
        done_fn: Told how far the work is.

    Raises:
        AskError: If the package gguf is missing, or llama.cpp runs no such model.
        OSError: If the file cannot be written.
    """
    check_gguf()
    from gguf import GGML_QUANT_VERSION, GGUFWriter, LlamaFileType

    shape = shape_of(read_config(folder), name or folder.resolve().name)
    tensors = tensors_in(folder)
    each = placed(tensors, shape, quant)
    vocab = vocab_of(folder, shape.vocabulary, template_in(folder) or template)
    file_types = {
        "f32": LlamaFileType.ALL_F32,
        "f16": LlamaFileType.MOSTLY_F16,
        "q8_0": LlamaFileType.MOSTLY_Q8_0,
        "q4_0": LlamaFileType.MOSTLY_Q4_0,
    }
    logging.getLogger("gguf").setLevel(logging.WARNING)
    scratch = path.with_name(f".{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = GGUFWriter(scratch, ARCHITECTURE)
    try:
        notes = write_shape(writer, shape)
        write_vocab(writer, vocab)
        writer.add_file_type(file_types[quant])
        writer.add_quantization_version(GGML_QUANT_VERSION)
        announce(writer, each)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for done, _ in enumerate(write_tensors(writer, tensors, shape, each), 1):
            done_fn(done, len(each))
        writer.close()
        scratch.replace(path)
    finally:
        if writer.fout:
            writer.close()
        scratch.unlink(missing_ok=True)
    return Written(path, quant, path.stat().st_size, len(each), (*notes, *vocab.notes))


def check_gguf() -> None:
    """Refuse to go on without the package that writes such files.

    Raises:
        AskError: With how to install it.
    """
    import importlib.util

    if importlib.util.find_spec("gguf") is None:
        raise AskError(
            "Writing GGUF files needs the package gguf, which is not installed.",
            'Install it: pip install "districtbot[llm]".',
        )
