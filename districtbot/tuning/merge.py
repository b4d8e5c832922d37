"""An adapter merged into the model it was made for, and the check that nothing was lost.

The base is always loaded anew: a 4-bit base that has answered once is kept in another layout by
bitsandbytes on some processors, and a merge into it gives garbage without an error.
"""

import gc
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from districtbot.agent.models.loaded import RopeScaling
from districtbot.agent.models.text.adapters import (
    adapted,
    adapter_folder,
    base_of,
    settings_of,
    tokenizer_place,
)
from districtbot.agent.models.text.hf import (
    check_libraries,
    config_of,
    encoded,
    model_at,
    place_of,
    quiet,
    template_of,
    tokenizer_at,
    told,
)
from districtbot.ground.errors import AskError
from districtbot.ground.paths import all_or_nothing, check_writable, write_whole
from districtbot.ground.quoting import path_told, plain
from districtbot.problems.shelf import read_lines
from districtbot.tuning.consolidate import check_other, checked_size, owned_in
from districtbot.tuning.origin import trained_as, widen
from districtbot.tuning.parity import (
    MOST_TOKENS,
    Parity,
    Precision,
    Scores,
    compare,
    probes,
    scores_of,
)
from districtbot.tuning.weights import copy_beside, read_config, share_files

BaseAs = Literal["nf4", "plain"]
"""How the base is read: in 4 bits and back, as an adapter of QLoRA saw it, or as it is."""

RUN_ADAPTER = "adapter"
"""Where the adapter of a training run lies in its folder."""
ROWS = "rows/eval.jsonl.gz"
"""Where the rows lie that a run is watched on, in its folder."""
MOST_ROWS = 4
"""Rows of a run that are asked besides the fixed prompts."""
PARITY = "parity.json"
REFUSED = "parity-refused.json"
SayFn = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged model.

    Attributes:
        folder: Where it lies.
        base: The model that the adapter was merged into.
        base_as: How that was read.
        parity: How far the merged model is from its base with the adapter.
        n_tokens: Rows of its embeddings.
        tied: Whether embedding and head share one tensor.
    """

    folder: Path
    base: str
    base_as: BaseAs
    parity: Parity
    n_tokens: int
    tied: bool


def merge(
    adapter: Path,
    out: Path,
    *,
    base: str | None = None,
    base_as: BaseAs | None = None,
    accept: bool = False,
    shard_size: str = "5GB",
    say_fn: SayFn = lambda _: None,
) -> Merged:
    """Merge an adapter into its base, compare, and save a model that needs neither peft nor base.

    An adapter that was trained on a 4-bit base is merged into that base made 16-bit again unless
    asked otherwise: it learned to make good what the 4 bits lost, and its scores were measured so.

    Args:
        adapter: Its folder, or that of the run that trained it.
        out: Folder of the merged model.
        base: Folder or repository of the base; by default what the adapter names.
        base_as: How to read the base; by default as the adapter saw it in training, as far as
            its folder says, else as it is.
        accept: Save the model also where it differs by more than rounding.
        shard_size: The most bytes of one file of weights, such as ``5GB``.
        say_fn: Told how far the work is.

    Raises:
        AskError: If parts are missing or do not fit, or the merged model differs.
    """
    parts = _parts(adapter, base, base_as)
    size = checked_size(shard_size)
    check_writable(out)
    check_other(out, parts.folder, Path(parts.place), Path(parts.said).expanduser())
    with quiet(), told(parts.said):
        tokenizer = tokenizer_at(parts.tokenizer)
        prompts = _prompts(parts, tokenizer)
        say_fn("Asking the base with the adapter ...")
        before = _live_scores(parts, prompts, len(tokenizer))
        say_fn("Merging ...")
        model = _merged(parts, len(tokenizer))
        n_tokens = int(model.get_input_embeddings().weight.shape[0])
        tied = bool(model.config.tie_word_embeddings)
        try:
            with all_or_nothing(out, [*owned_in(out), PARITY, REFUSED]) as scratch:
                model.save_pretrained(str(scratch), max_shard_size=size)
                del model
                gc.collect()
                _copy(parts, scratch)
                say_fn("Asking the merged model ...")
                parity = _parity(scratch, parts, prompts, before)
                if not (parity.passed or accept):
                    raise Drifted(parity)
                write_whole(scratch / PARITY, _json(parity, parts))
        except Drifted as drifted:
            write_whole(out / REFUSED, _json(drifted.parity, parts))
            raise
    return Merged(out, parts.said, parts.base_as, parity, n_tokens, tied)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is merged.

    Attributes:
        folder: The adapter.
        said: The base as it was named.
        place: The base's folder.
        tokenizer: The tokenizer's folder.
        base_as: How the base is read.
        rope: How its context is stretched, as it was in training.
    """

    folder: Path
    said: str
    place: str
    tokenizer: str
    base_as: BaseAs
    rope: RopeScaling | None

    def load(self) -> Any:
        """The base, loaded anew."""
        quant = "4bit" if self.base_as == "nf4" else None
        return model_at(self.place, config_of(self.place, self.rope), quant)


class Drifted(AskError):  # noqa: N818 - said to the person as it is
    """The merged model differs by more than rounding.

    Args:
        parity: How far.
    """

    def __init__(self, parity: Parity) -> None:
        self.parity = parity
        super().__init__(
            f"The merged model is not the base with the adapter: {parity.text}.",
            "Nothing was saved but these figures. Merge with newer versions of peft and "
            "bitsandbytes, in float32 (a base saved in float32), or take it as it is with "
            "--accept.",
        )


def _parts(adapter: Path, base: str | None, base_as: BaseAs | None) -> _Parts:
    """Where everything is; cheap checks only.

    Raises:
        AskError: If something is missing.
    """
    folder = _adapter_in(adapter)
    said = base or base_of(folder)
    check_libraries(("torch", "transformers", "accelerate", "peft"))
    try:
        place = place_of(said)
    except AskError as error:
        if base is not None:
            raise
        raise AskError(
            f"The adapter in {path_told(folder)} was made for {path_told(said)}. {error.problem}",
            f"{error.todo} Where it lies elsewhere, name it with --base.",
        ) from error
    if read_config(Path(place)).get("quantization_config"):
        raise AskError(
            f"The weights of {path_told(said)} are quantised already; merging needs whole ones.",
            "Name the model that they were made from with --base.",
        )
    trained = trained_as(folder)
    chosen: BaseAs = base_as or ("nf4" if trained.in_4bit else "plain")
    if chosen == "nf4":
        check_libraries(("bitsandbytes",))
    return _Parts(folder, said, place, tokenizer_place(folder, place), chosen, trained.rope)


def _adapter_in(adapter: Path) -> Path:
    """The adapter of a folder, or of a training run in it."""
    inside = adapter / RUN_ADAPTER
    return adapter_folder(str(inside if (inside / "adapter_config.json").is_file() else adapter))


def _prompts(parts: _Parts, tokenizer: Any) -> list[list[int]]:
    """Tokens of what both are asked: fixed prompts, and ends of the run's own rows."""
    template = template_of(tokenizer)
    found = [encoded(tokenizer, text)[:MOST_TOKENS] for text in probes(template)]
    path = parts.folder.parent / ROWS
    rows = list(read_lines(path)) if path.is_file() else []
    for row in rows[:: max(1, len(rows) // MOST_ROWS)][:MOST_ROWS]:
        text = f"{row.get('prompt', '')}{template.lead}{row.get('answer', '')}"
        found.append(encoded(tokenizer, text)[-MOST_TOKENS:])
    return [tokens for tokens in found if tokens]


def _live_scores(parts: _Parts, prompts: Sequence[Sequence[int]], n_tokens: int) -> list[Scores]:
    """What the base with the adapter says; both are let go of afterwards."""
    return scores_of(adapted(parts.load(), parts.folder, parts.said, n_tokens), prompts)


def _merged(parts: _Parts, n_tokens: int) -> Any:
    """The merged model, on a base that has not answered anything."""
    from transformers import GenerationConfig

    gc.collect()
    base = parts.load()
    if parts.base_as == "nf4":
        base = base.dequantize()
    both = adapted(base, parts.folder, parts.said, n_tokens)
    if not hasattr(both.base_model, "merge_and_unload"):
        kind = plain(settings_of(parts.folder).get("peft_type"))
        raise AskError(
            f"An adapter of the kind {kind} cannot be merged.", "Use it with hf:BASE,adapter=DIR."
        )
    model = both.merge_and_unload(safe_merge=True)
    widen(model.config, parts.rope)
    model.generation_config = GenerationConfig()  # type: ignore[no-untyped-call] # that of the base is copied as a file
    return model


def _copy(parts: _Parts, out: Path) -> None:
    """Copy what goes with the weights."""
    share_files(out)
    records = (parts.folder, parts.folder.parent)
    copy_beside(Path(parts.tokenizer), Path(parts.place), out, *records)


def _parity(
    folder: Path, parts: _Parts, prompts: Sequence[Sequence[int]], before: Sequence[Scores]
) -> Parity:
    """The saved model, read anew, against the base with the adapter."""
    model = model_at(str(folder), config_of(str(folder)))
    held = " in 4 bits" if parts.base_as == "nf4" else ""
    precision = str(model.dtype).removeprefix("torch.")
    found = next(known for known in get_args(Precision) if known == precision)
    return compare(f"the base{held} with the adapter", found, before, scores_of(model, prompts))


def _json(parity: Parity, parts: _Parts) -> str:
    record = {**parity.data, "base": parts.said, "base_as": parts.base_as}
    return json.dumps(record, indent=2, allow_nan=False) + "\n"
