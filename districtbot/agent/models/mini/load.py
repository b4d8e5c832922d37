"""The small model that ships with the package, or one of its kind in a folder."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from districtbot.agent.models.loaded import LoadedModel, ModelOptions
from districtbot.agent.models.mini.decoder import Decoder
from districtbot.agent.models.mini.weights import Shape, read_json, read_shape, read_weights
from districtbot.agent.models.text.chat import loaded
from districtbot.agent.models.text.template import llama2_for
from districtbot.agent.models.text.tokens import TokenBackend
from districtbot.ground.errors import AskError
from districtbot.ground.quoting import path_told, plain

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from tokenizers import Tokenizer

SHIPPED = Path(__file__).parent / "weights"
"""Where the shipped weights lie."""
SETTINGS = "mini.json"
"""In the folder of a model that writes lines: how sure it must be (``sure``)."""
VIEW = 16_000
"""Tokens of a conversation that is kept in view; the turn and the one before are all it needs."""


def load_mini(target: str, options: ModelOptions, *, name: str = "mini") -> LoadedModel:
    """The shipped model, or the model of a folder, run by NumPy.

    Args:
        target: A folder with ``config.json``, ``model.safetensors`` and ``tokenizer.json``; empty
            for the shipped one.
        options: What was chosen about the model; ``context`` may make it smaller.
        name: As the person gave it.

    Raises:
        AskError: If there is none, or it cannot be run.
    """
    folder = _folder(target)
    shape = read_shape(folder)
    tokenizer, text = _tokenizers(folder)
    if (folder / SETTINGS).is_file():
        return _of_lines(name, folder, shape, tokenizer, options)
    from llguidance import LLTokenizer

    marks = {key: _mark(folder, key) for key in ("bos_token", "eos_token")}
    template = llama2_for(
        marks["bos_token"] or "<s>",
        marks["eos_token"] or "</s>",
        lambda text: list(tokenizer.encode(text, add_special_tokens=False).tokens),
    )
    end = tokenizer.token_to_id(template.eos)
    if end is None or tokenizer.get_vocab_size() > shape.vocabulary:
        raise AskError(
            f"The tokenizer in {path_told(folder)} does not fit the model.",
            "Copy the model's folder again, all files of it.",
        )
    backend = TokenBackend(
        name,
        min(options.context or shape.context, shape.context),
        Decoder(shape, read_weights(folder)),
        encode_fn=lambda text: list(tokenizer.encode(text, add_special_tokens=False).ids),
        tokenizer=LLTokenizer(text, eos_token=end),
        ends=(end,),
    )
    return loaded(name, backend, options, template=template)


def _of_lines(
    name: str, folder: Path, shape: Shape, tokenizer: "Tokenizer", options: ModelOptions
) -> LoadedModel:
    """A model that writes lines of calls (`districtbot.agent.models.mini.lines`)."""
    from districtbot.agent.models.mini.chat import LineChat
    from districtbot.agent.models.mini.understanding import understanding_of
    from districtbot.agent.models.mini.writing import LineWriter

    settings = read_json(folder / SETTINGS)
    writer = LineWriter(Decoder(shape, read_weights(folder)), tokenizer, shape.context)
    chat = LineChat(
        name_said=name,
        understand_fn=understanding_of(writer),
        sure=float(settings.get("sure", 0.0)),
        timeout=options.timeout,
    )

    def count(messages: Sequence["BaseMessage"], tools: Sequence[Mapping[str, Any]]) -> int:
        del tools
        return sum(len(message.text) // 2 + 8 for message in messages)

    return LoadedModel(name, chat, VIEW, count, sees_desk=True)


def _folder(target: str) -> Path:
    """The folder of the weights."""
    folder = Path(target).expanduser() if target else SHIPPED
    if (folder / "config.json").is_file() and (folder / "tokenizer.json").is_file():
        return folder
    todo = "Name one with --model openai:NAME, hf:PATH or gguf:PATH, or try --model scripted:demo."
    if not target:
        raise AskError(
            "The weights of mini are missing from this installation of districtbot.",
            f"Install it again from a complete package or clone. {todo}",
        )
    raise AskError(
        f"{path_told(folder)} holds no model: config.json or tokenizer.json is missing.",
        todo,
    )


def _tokenizers(folder: Path) -> "tuple[Tokenizer, str]":
    """The tokenizer, and the text it was made from."""
    from tokenizers import Tokenizer

    try:
        text = (folder / "tokenizer.json").read_text(encoding="utf-8")
        return Tokenizer.from_str(text), text
    except Exception as error:
        raise AskError(
            f"The tokenizer in {path_told(folder)} cannot be read: {plain(error)}.",
            "Copy the model's folder again, all files of it.",
        ) from error


def _mark(folder: Path, key: str) -> str | None:
    """A special token by its role in ``tokenizer_config.json``, where that says it."""
    path = folder / "tokenizer_config.json"
    said = read_json(path).get(key) if path.is_file() else None
    found = said.get("content") if isinstance(said, dict) else said
    return found if isinstance(found, str) else None
