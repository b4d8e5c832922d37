"""Models of the transformers library: Llama-2-7b-chat and its kin, whole or in 4 bits, adapted."""

import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from districtbot.agent.models.loaded import LoadedModel, ModelOptions, RopeScaling
from districtbot.agent.models.mini.load import SHIPPED
from districtbot.agent.models.mini.unpacked import unpacked
from districtbot.agent.models.text.adapters import adapted, adapter_folder, tokenizer_place
from districtbot.agent.models.text.chat import loaded
from districtbot.agent.models.text.jinja import JinjaTemplate
from districtbot.agent.models.text.template import ChatTemplate, llama2_for
from districtbot.agent.models.text.tokens import TokenBackend
from districtbot.ground.errors import AskError
from districtbot.ground.quoting import path_told, plain

NEEDED = ("torch", "transformers", "accelerate")
INSTALL = 'Install what it needs: pip install "districtbot[llm]".'
LARGE = 1_000_000_000
"""Parameters from which on a model without an accelerator is slow."""
SLOW_SECONDS = 1800.0
"""Least time for one reply of such a model: 7 billion parameters read some 7 tokens a second."""
NO_LIMIT = 1_000_000
"""Positions above this are how a tokenizer or model says that it knows no limit."""


def load_hf(
    target: str,
    options: ModelOptions,
    *,
    adapter: str | None = None,
    quant: str | None = None,
    name: str | None = None,
) -> LoadedModel:
    """A model of transformers with its own tokenizer and chat template.

    Args:
        target: A folder, or a repository of the Hugging Face hub such as
            ``meta-llama/Llama-2-7b-chat-hf`` that was downloaded before (``hf download``).
        options: What was chosen about the model. ``rope_scaling`` multiplies the context.
        adapter: A folder with a PEFT adapter made for this model.
        quant: ``4bit`` for NF4 with double quantization and bfloat16 computing.
        name: As the person gave it.

    Raises:
        AskError: If a library, the model or the adapter is not there, or they do not fit.
    """
    name = name or f"hf:{target}"
    if quant not in (None, "4bit"):
        raise AskError(f"quant={plain(quant)} is not known.", "Use quant=4bit, or leave it out.")
    check_libraries((*NEEDED, *(["bitsandbytes"] if quant else []), *(["peft"] if adapter else [])))
    place = place_of(target)
    adapter_path = adapter_folder(adapter) if adapter else None
    with quiet(), told(name):
        config = config_of(place, options.rope_scaling)
        tokenizer = tokenizer_at(tokenizer_place(adapter_path, place))
        model = model_at(place, config, quant, options.threads)
        if adapter_path is not None:
            model = adapted(model, adapter_path, name, len(tokenizer))
    return _ready(name, model, tokenizer, options)


def _ready(name: str, model: Any, tokenizer: Any, options: ModelOptions) -> LoadedModel:
    """The parts put together."""
    from llguidance.hf import from_tokenizer

    from districtbot.agent.models.text.torch_model import TorchModel

    if not getattr(tokenizer, "is_fast", False):
        raise AskError(f"{name} has no fast tokenizer.", "Use a model with a tokenizer.json.")
    template = template_of(tokenizer)
    ends = _ends(model, tokenizer, template)
    trained = int(getattr(model.config, "max_position_embeddings", 0) or NO_LIMIT)
    rope = options.rope_scaling
    widest = int(trained * rope.factor) if rope else trained
    context = min(options.context or min(widest, NO_LIMIT), widest)
    dynamic = rope is not None and rope.kind == "dynamic"
    backend = TokenBackend(
        name,
        context,
        TorchModel(model, name, trained if dynamic else None),
        encode_fn=lambda text: encoded(tokenizer, text),
        tokenizer=from_tokenizer(tokenizer, eos_token=ends),
        ends=ends,
    )
    if model.device.type == "cpu" and model.num_parameters() > LARGE:
        options = replace(options, timeout=max(options.timeout, SLOW_SECONDS))
    return loaded(name, backend, options, template=template)


def check_libraries(names: Sequence[str] = NEEDED) -> None:
    """Refuse to go on without libraries of the extra ``llm``.

    Raises:
        AskError: With how to install them.
    """
    missing = [lib for lib in names if importlib.util.find_spec(lib) is None]
    if missing:
        raise AskError(f"This model needs {', '.join(missing)}, which is not installed.", INSTALL)


def place_of(target: str) -> str:
    """The folder of a model: the one named, or that of a repository downloaded before.

    Args:
        target: The folder, the repository, or ``mini`` for the model that ships; 8-bit weights of
            its kind are unpacked.

    Raises:
        AskError: If there is none.
    """
    path = Path(target).expanduser()
    if target == "mini" and not path.exists():
        path = SHIPPED
    if path.is_dir():
        if not (path / "config.json").is_file():
            raise AskError(
                f"The folder {path_told(target)} holds no model: there is no config.json.",
                "Name the folder that a model was saved to with save_pretrained.",
            )
        return str(unpacked(path))
    if target.startswith(("/", ".", "~")) or target.count("/") > 1 or path.is_file():
        raise AskError(
            f"There is no folder {path_told(target)}.",
            "Check the path; a GGUF file is named gguf:PATH.",
        )
    return _downloaded(target)


def _downloaded(repository: str) -> str:
    """The folder of a repository that was downloaded before; nothing is fetched here."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return str(snapshot_download(repository, local_files_only=True))
    except HFValidationError as error:
        raise AskError(
            f"{plain(repository)} is no folder and no name of a repository.",
            "Name a folder, or a repository such as meta-llama/Llama-2-7b-chat-hf.",
        ) from error
    except LocalEntryNotFoundError as error:
        raise AskError(
            f"{repository} is not on this machine.",
            f"Download it first: hf download {repository} (log in with hf auth login where its "
            "owner asks for that), or name a folder.",
        ) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Without the bars and notices of transformers, which would stand in the chat."""
    from transformers.utils import logging

    level, bars = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if bars:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


@contextmanager
def told(name: str) -> Iterator[None]:
    """Errors of loading as what a person can mend."""
    import torch
    from safetensors import SafetensorError

    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise AskError(
            f"There is not enough memory for {name}.", "Use quant=4bit, or a smaller model."
        ) from error
    except (OSError, SafetensorError, ValueError, KeyError, ImportError, RuntimeError) as error:
        reason = plain(error, 240)
        if "can't allocate memory" in reason:
            raise AskError(
                f"There is not enough memory for {name}.", "Use quant=4bit, or a smaller model."
            ) from error
        todo = "Its folder must hold config.json, the weights and tokenizer.json; load it again."
        raise AskError(f"{name} cannot be loaded: {reason}", todo) from error


def config_of(place: str, rope: RopeScaling | None = None) -> Any:
    """The model's configuration, its positions stretched where asked."""
    from transformers import AutoConfig

    config = AutoConfig.from_pretrained(place)
    if rope is None:
        return config
    given = getattr(config, "rope_parameters", None)
    if not isinstance(given, dict) or "rope_theta" not in given:
        raise AskError(
            f"rope={rope.kind}:{rope.factor:g} cannot be used: this model has no rotary positions "
            "that can be stretched.",
            "Leave it out.",
        )
    config.rope_parameters = {
        "rope_type": rope.kind,
        "factor": float(rope.factor),
        "rope_theta": given["rope_theta"],
    }
    if rope.kind == "yarn":
        trained = int(config.max_position_embeddings)
        config.rope_parameters["original_max_position_embeddings"] = trained
    return config


def tokenizer_at(place: str) -> Any:
    """The tokenizer in a folder."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(place)


def model_at(place: str, config: Any, quant: str | None = None, threads: int | None = None) -> Any:
    """A causal model with its weights, on the accelerator where there is one.

    Args:
        place: Its folder.
        config: Its configuration.
        quant: ``4bit`` for NF4 with double quantization and bfloat16 computing; else in float32
            where it was saved so, and in bfloat16 where not.
        threads: Threads to run on; ``None`` for torch's own choice.
    """
    import torch
    import transformers

    if threads:
        torch.set_num_threads(threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    whole = str(config.dtype).endswith("float32") and not quant
    more: dict[str, Any] = {}
    if quant:
        more["quantization_config"] = transformers.BitsAndBytesConfig(  # type: ignore[no-untyped-call]
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=torch.bfloat16,
        )
    return transformers.AutoModelForCausalLM.from_pretrained(
        place,
        config=config,
        dtype=torch.float32 if whole else torch.bfloat16,
        device_map={"": device},
        **more,
    )


def encoded(tokenizer: Any, text: str) -> list[int]:
    """The tokens of a text by a tokenizer of transformers; marks in it are read, none is added."""
    return list(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])


def template_of(tokenizer: Any) -> ChatTemplate:
    """The tokenizer's own chat template; Llama-2's for its kin and where there is none.

    Args:
        tokenizer: A tokenizer of transformers.
    """
    source = tokenizer.chat_template
    if isinstance(source, dict):
        source = source.get("default") or next(iter(source.values()), None)
    bos, eos = tokenizer.bos_token or "", tokenizer.eos_token or ""
    if source and "<<SYS>>" not in source:
        return JinjaTemplate(source, bos=bos, eos=eos, marks=tokenizer.all_special_tokens)
    return llama2_for(
        bos or "<s>",
        eos or "</s>",
        lambda text: list(tokenizer.convert_ids_to_tokens(encoded(tokenizer, text))),
    )


def _ends(model: Any, tokenizer: Any, template: ChatTemplate) -> list[int]:
    """The tokens that end a reply."""
    said = getattr(model.generation_config, "eos_token_id", None)
    ends = list(said) if isinstance(said, list | tuple) else [said]
    ends += [tokenizer.eos_token_id, tokenizer.get_vocab().get(template.end.strip())]
    return sorted({int(token) for token in ends if token is not None})
