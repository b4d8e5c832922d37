"""What a model name such as ``openai:llama3@http://127.0.0.1:11434/v1`` says."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, get_args

from districtbot.agent.models.loaded import ModelOptions, RopeKind, RopeScaling
from districtbot.ground.errors import AskError

Kind = Literal["mini", "hf", "gguf", "openai", "scripted"]
KINDS: tuple[Kind, ...] = get_args(Kind)

EXAMPLES = (
    "scripted:demo (plays a script), openai:gpt-4o-mini, "
    "openai:llama3.1@http://127.0.0.1:11434/v1 (Ollama, vLLM, llama.cpp server), "
    "gguf:llama-2-7b-chat.Q4_K_M.gguf, hf:meta-llama/Llama-2-7b-chat-hf,quant=4bit, mini:FOLDER"
)
SETTINGS: Mapping[Kind, tuple[str, ...]] = {
    "hf": ("adapter", "quant", "rope", "context", "reply"),
    "gguf": ("rope", "context", "reply"),
    "openai": ("context", "reply"),
    "scripted": ("context", "reply"),
    "mini": (),
}
"""What may follow a name of each kind as ``,key=value``."""

_SETTING = re.compile(r",(?=[A-Za-z_]+=)")
_URL = re.compile(r"@(?=https?://)")
_BARE_HOST = re.compile(r"@(?=(localhost|[\w-]+(\.[\w-]+)*):\d+(/|$)|localhost(/|$))")
_OPENAI_LIKE = re.compile(r"(gpt-|o\d|chatgpt|claude|gemini|deepseek)", re.IGNORECASE)
_LOCAL_LIKE = re.compile(r"(llama|mistral|qwen|phi|gemma|mixtral)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ModelName:
    """A model name in its parts.

    Attributes:
        kind: Which row of the table of models.
        target: What comes after the colon: a path, a repository or a model's name; may be empty.
        base_url: The address of an endpoint, ending without a slash; ``None`` for OpenAI's own.
        settings: What followed as ``,key=value``.
    """

    kind: Kind
    target: str = ""
    base_url: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


def parse_name(name: str) -> ModelName:
    """The parts of a model name.

    Raises:
        AskError: If it is none, with near matches and examples.
    """
    text = name.strip()
    head, colon, rest = text.partition(":")
    kind = next((known for known in KINDS if known == head.strip().lower()), None)
    if kind is None or (not colon and kind != "mini"):
        raise _unknown(text, kind)
    if colon and not rest.strip():
        raise AskError(f"The model name {text!r} ends after the colon.", f"Write {_form(kind)}.")
    base_url = None
    rest, settings = _split(kind, rest.strip())
    if kind == "openai":
        rest, base_url = _address(rest)
    return ModelName(kind, rest, base_url, settings)


def with_settings(options: ModelOptions, settings: Mapping[str, str]) -> ModelOptions:
    """The options with what the name itself says: ``rope``, ``context`` and ``reply``.

    Raises:
        AskError: If a value cannot be read.
    """
    if "rope" in settings:
        options = replace(options, rope_scaling=rope_of(settings["rope"]))
    if "context" in settings:
        options = replace(options, context=_tokens("context", settings["context"]))
    if "reply" in settings:
        options = replace(options, reply_tokens=_tokens("reply", settings["reply"]))
    return options


def rope_of(text: str) -> RopeScaling:
    """``linear:2`` as a `RopeScaling`.

    Raises:
        AskError: If it is not a known law with a factor above 1.
    """
    kinds = get_args(RopeKind)
    law, _, factor = text.strip().lower().partition(":")
    kind = next((known for known in kinds if known == law), None)
    try:
        value = float(factor)
    except ValueError:
        value = 0.0
    if kind is None or not 1 < value <= 64:
        raise AskError(
            f"rope={text} is not a stretched context.",
            f"Write one of {', '.join(kinds)} with a factor above 1, such as rope=linear:2.",
        )
    return RopeScaling(kind, value)


def _tokens(key: str, text: str) -> int:
    digits = text.strip().replace("_", "")
    if not digits.isascii() or not digits.isdigit() or not 16 <= int(digits[:9]) <= 10_000_000:
        raise AskError(
            f"{key}={text} is not a number of tokens.", f"Write {key}=4096, for example."
        )
    return int(digits)


def _split(kind: Kind, rest: str) -> tuple[str, dict[str, str]]:
    """The target and the settings behind it; a comma in a path that exists parts nothing."""
    parts = _SETTING.split(rest)
    target, settings = parts[0], {}
    for n, part in enumerate(parts[1:], start=2):
        key, _, value = part.partition("=")
        if key.lower() in SETTINGS[kind]:
            settings[key.lower()] = value.strip()
        elif Path(",".join(parts[:n])).expanduser().exists():
            target = ",".join(parts[:n])
        else:
            raise _unknown_setting(kind, key, part)
    empty = next((key for key, value in settings.items() if not value), None)
    if empty is not None:
        raise AskError(f"The model's {empty}= is empty.", f"Write {_form(kind)}.")
    return target.strip(), settings


def _address(rest: str) -> tuple[str, str | None]:
    """A model's name and the address of its server; a host with a port is taken as ``http``."""
    match = _URL.search(rest)
    scheme = ""
    if match is None:
        match, scheme = _BARE_HOST.search(rest), "http://"
    if match is None:
        if rest.endswith("@") and rest != "@":
            raise AskError(
                f"The address after the @ of openai:{rest} is missing.", f"Write {_form('openai')}."
            )
        return rest, None
    target, url = rest[: match.start()], scheme + rest[match.end() :]
    if not target:
        raise AskError(
            f"The name openai:@{url} has no model before the @.", f"Write {_form('openai')}."
        )
    return target, _base_url(url)


def _base_url(url: str) -> str:
    """An address with ``/v1`` where it has no path: what every such server uses."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host:
        raise AskError(f"{url} is not the address of a server.", f"Write {_form('openai')}.")
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    return parts._replace(path=path or "/v1", fragment="").geturl()


def _form(kind: Kind) -> str:
    forms: dict[Kind, str] = {
        "mini": "mini, or mini:FOLDER for weights of your own",
        "hf": "hf:REPO_OR_PATH, with ,adapter=PATH or ,quant=4bit or ,rope=linear:2 behind it",
        "gguf": "gguf:PATH, such as gguf:llama-2-7b-chat.Q4_K_M.gguf",
        "openai": "openai:NAME or openai:NAME@ADDRESS, such as "
        "openai:llama3.1@http://127.0.0.1:11434/v1",
        "scripted": "scripted:FILE.toml, or scripted:demo",
    }
    return forms[kind]


def _unknown_setting(kind: Kind, key: str, part: str) -> AskError:
    known = SETTINGS[kind]
    if not known:
        return AskError(f"A {kind}: model has no settings; {part!r} came.", f"Write {_form(kind)}.")
    near = difflib.get_close_matches(key.lower(), known, n=1)
    hint = f"Did you mean {near[0]}=? " if near else ""
    return AskError(
        f"{key}= is not a setting of a {kind}: model.", f"{hint}There are: {', '.join(known)}."
    )


def _unknown(text: str, kind: Kind | None) -> AskError:
    """What to say of a name that is none: the nearest that would be one, then examples."""
    if not text:
        return AskError("The model's name is empty.", f"There are: {EXAMPLES}.")
    near = _nearest(text) if kind is None else _form(kind)
    hint = f"Did you mean {near}? " if near else ""
    return AskError(f"{text[:80]!r} is not a model.", f"{hint}There are: {EXAMPLES}.")


def _nearest(text: str) -> str | None:
    head, colon, rest = text.partition(":")
    close = difflib.get_close_matches(head.strip().lower(), KINDS, n=1, cutoff=0.6)
    if close:
        return f"{close[0]}:{rest}" if colon or close[0] != "mini" else "mini"
    path = Path(text).expanduser()
    if path.suffix == ".toml":
        return f"scripted:{text}"
    if path.suffix == ".gguf":
        return f"gguf:{text}"
    if (path / "config.json").is_file() or (_LOCAL_LIKE.search(text) and "/" in text):
        return f"hf:{text}"
    if _OPENAI_LIKE.match(text):
        return f"openai:{text}"
    if _LOCAL_LIKE.match(text):
        return f"openai:{text}@http://127.0.0.1:11434/v1"
    return None
