"""One model folder in the form that is wanted, checked before it takes its name."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from districtbot.agent.models.text.adapters import CONFIG as ADAPTER
from districtbot.agent.models.text.hf import (
    check_libraries,
    config_of,
    model_at,
    place_of,
    quiet,
    template_of,
    tokenizer_at,
    told,
)
from districtbot.agent.models.text.template import Llama2
from districtbot.ground.errors import AskError
from districtbot.ground.paths import check_writable
from districtbot.ground.quoting import path_told, plain
from districtbot.tuning.consolidate import DType, check_other, write_shards, write_state
from districtbot.tuning.gguf.check import Checked, can_check, check_gguf_file
from districtbot.tuning.gguf.tensors import Quant
from districtbot.tuning.gguf.write import check_gguf, write_gguf
from districtbot.tuning.parity import LIMITS, probes
from districtbot.tuning.weights import tensors_in

SayFn = Callable[[str], None]
MOST_CHECKED = 2_000_000_000
"""Parameters up to which a GGUF file is compared by default: larger ones take very long."""
MANY = 200
"""Tensors from which on progress is told; Llama-2-7B has 291."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a model is to be written.

    Attributes:
        form: ``gguf``, ``pth`` or ``safetensors``.
        quant: How a GGUF file holds its matrices; ``None`` for q8_0.
        dtype: Numbers of the other forms; ``None`` for as they are.
        shard_size: The most bytes of one file of safetensors.
        check: Whether llama.cpp reads a GGUF file, where it is installed.
    """

    form: str
    quant: Quant | None = None
    dtype: DType | None = None
    shard_size: str = "5GB"
    check: bool = True


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        told: What to say of it, line by line.
        data: The same as JSON data.
    """

    told: tuple[str, ...]
    data: dict[str, Any]


def export_model(
    model: str, out: Path, wanted: Wanted, *, say_fn: SayFn = lambda _: None
) -> Exported:
    """Write a model in another form.

    Args:
        model: Its folder, ``hf:FOLDER``, or a repository that was downloaded before.
        out: The file; a folder for safetensors.
        wanted: How.
        say_fn: Told how far the work is.

    Raises:
        AskError: If options do not go together, parts are missing, or what was written is not
            the model.
    """
    _check_options(wanted, out)
    check_libraries(("torch", "transformers", "accelerate"))
    named = model.strip().removeprefix("hf:")
    if (Path(named).expanduser() / ADAPTER).is_file():
        raise AskError(
            f"{path_told(named)} holds an adapter, not a whole model.",
            f"It is merged first: districtbot merge {path_told(named)} --out DIR.",
        )
    folder = Path(place_of(named))
    check_other(out, Path(named).expanduser(), folder)
    if wanted.form == "gguf":
        return _gguf(folder, Path(named).name, out, wanted, say_fn)
    say_fn("Writing ...")
    if wanted.form == "pth":
        done = write_state(folder, out, wanted.dtype)
        how = "torch.load(PATH, weights_only=True) reads it"
    else:
        done = write_shards(folder, out, wanted.shard_size, wanted.dtype)
        how = f"districtbot chat MAP --model hf:{out} tries it"
    files = "1 file" if done.n_files == 1 else f"{done.n_files} files"
    size = f"{done.n_bytes / 1e6:,.1f} MB"
    line = f"Written to {out}: {done.n_tensors} tensors in {files}, {size}; read back the same."
    data = {"path": str(out), "format": wanted.form, "tensors": done.n_tensors}
    data |= {"files": done.n_files, "bytes": done.n_bytes}
    return Exported((line, f"{how}."), data)


def _check_options(wanted: Wanted, out: Path) -> None:
    """Refuse options that do not go together.

    Raises:
        AskError: With what to leave out.
    """
    if wanted.form == "gguf":
        check_gguf()
        if wanted.dtype is not None:
            raise AskError("--numbers is of the other formats.", "For GGUF there is --quant.")
    elif wanted.quant is not None:
        raise AskError(f"--quant is of GGUF, not of {wanted.form}.", "There is --numbers.")
    check_writable(out if wanted.form == "safetensors" else out.absolute().parent)
    if wanted.form != "safetensors" and out.is_dir():
        raise AskError(f"{path_told(out)} is a folder.", "Name the file that is to be written.")


def _gguf(folder: Path, name: str, out: Path, wanted: Wanted, say_fn: SayFn) -> Exported:
    """A GGUF file; it takes its name once it has been compared."""
    quant: Quant = wanted.quant or "q8_0"
    with quiet(), told(str(folder)):
        tokenizer = tokenizer_at(str(folder))
        template = template_of(tokenizer)
    jinja = template.jinja if isinstance(template, Llama2) else ""
    scratch = out.with_name(f".{out.name}.unchecked")
    say_fn("Writing ...")
    checked = None
    try:
        done = write_gguf(
            folder,
            scratch,
            quant,
            template=jinja,
            name=name,
            done_fn=lambda done, total: _tell(say_fn, done, total),
        )
        if wanted.check and can_check():
            say_fn("Having llama.cpp read it ...")
            checked = _checked(folder, scratch, tokenizer, probes(template))
            _refuse(checked, quant, known=bool(done.notes))
        scratch.replace(out)
    finally:
        scratch.unlink(missing_ok=True)
    lines = [
        f"Written to {out}: {done.n_tensors} tensors in {quant}, {done.n_bytes / 1e6:,.1f} MB."
    ]
    lines += [f"Note: {note}" for note in done.notes]
    lines.append(_how_checked(checked, wanted.check))
    lines.append(f"Try it with: districtbot chat MAP --model gguf:{out}")
    data: dict[str, Any] = {"path": str(out), "format": "gguf", "quant": quant}
    data |= {"tensors": done.n_tensors, "bytes": done.n_bytes, "notes": list(done.notes)}
    data["checked"] = None if checked is None else checked.data
    return Exported(tuple(lines), data)


def _tell(say_fn: SayFn, done: int, total: int) -> None:
    """Say how far a large file is, some ten times."""
    if total >= MANY and done % (total // 10) == 0:
        say_fn(f"{done} of {total} tensors are written ...")


def _checked(folder: Path, path: Path, tokenizer: Any, prompts: list[str]) -> Checked | None:
    """What llama.cpp makes of a file; ``None`` for models that are too large to compare."""
    if tensors_in(folder).n_parameters > MOST_CHECKED:
        return None
    with quiet(), told(str(folder)):
        model = model_at(str(folder), config_of(str(folder)))
    return check_gguf_file(path, model, tokenizer, prompts)


def _refuse(found: Checked | None, quant: Quant, *, known: bool) -> None:
    """Refuse a file that llama.cpp reads otherwise.

    Args:
        found: What came of the check.
        quant: How its matrices are written; in 4 bits much may differ.
        known: Whether it is known and told that it reads some texts otherwise.

    Raises:
        AskError: If it does for no reason that is known.
    """
    if found is None:
        return
    if found.differs and not known:
        raise AskError(
            f"llama.cpp reads {found.n_prompts - found.n_same_tokens} of {found.n_prompts} "
            f"prompts as other tokens, such as {plain(found.differs)!r}.",
            "Its tokenizer cannot be written as GGUF; --no-check writes it all the same.",
        )
    if quant != "q4_0" and found.parity.mean_kl > LIMITS["bfloat16"].mean_kl:
        raise AskError(
            f"llama.cpp does not say what the model says: {found.parity.text}.",
            "Try --quant f16; --no-check writes it all the same.",
        )


def _how_checked(checked: Checked | None, wanted: bool) -> str:
    if checked is not None:
        return f"Checked: {checked.text}."
    if not wanted:
        return "Not checked."
    if not can_check():
        return "Not checked: llama-cpp-python is not installed (pip install 'districtbot[gguf]')."
    return f"Not checked: it has more than {MOST_CHECKED / 1e9:g} billion parameters."
