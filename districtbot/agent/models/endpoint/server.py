"""What a model server says of itself: which models it has, and how long their context is."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

import openai

from districtbot.agent.models.endpoint.errors import ERRORS, shown
from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain

OLLAMA_CONTEXT = 4096
"""What Ollama loads a model with unless told otherwise; a longer prompt it cuts in silence."""

OWNER = "districtbot"
"""What ``districtbot serve-model`` says that its model is owned by."""

SECONDS = 10.0
"""Longest wait for an answer about the server itself."""

_CONTEXT_KEYS = ("max_model_len", "context_length", "context_window", "max_context_length")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server has.

    Attributes:
        models: Names of its models, sorted; empty where it does not say.
        context: Tokens of the context of the model asked for; ``None`` where it does not say.
        own: Whether it is one of ``districtbot serve-model``.
    """

    models: tuple[str, ...] = ()
    context: int | None = None
    own: bool = False


def is_openai(address: str) -> bool:
    """Whether an address is OpenAI's own."""
    return (urlsplit(address).hostname or "").endswith("openai.com")


def offer_of(client: openai.OpenAI, model: str) -> Offer:
    """Ask a server for its models, and for the context of one.

    Args:
        client: A client of the server.
        model: The model that is wanted.

    Raises:
        openai.APIConnectionError: If the server cannot be reached.
        openai.AuthenticationError: If it does not accept the key.
    """
    try:
        rows = _rows(client)
    except (openai.APIConnectionError, openai.AuthenticationError):
        raise
    except ERRORS:
        return Offer()
    names = tuple(sorted({str(row["id"]) for row in rows}))
    row = next((row for row in rows if _same(str(row["id"]), model)), None)
    context = _context_in(row) if row is not None else None
    if context is None:
        context = _asked_elsewhere(client, model, rows)
    return Offer(names, context, row is not None and row.get("owned_by") == OWNER)


def unknown_model(model: str, address: str, names: tuple[str, ...], said: str) -> AskError:
    """What to say where a server does not know a model.

    Args:
        model: The model asked for.
        address: The server's base URL.
        names: The models it has.
        said: What it said, short; may be empty.
    """
    quoted = f" It said: {said}" if said else ""
    problem = f"The model server at {shown(address)} knows no model {plain(model)!r}.{quoted}"
    if not names:
        path = urlsplit(address).path.rstrip("/")
        todo = "Check the name."
        if not path.endswith(("/v1", "/v2", "/v3", "/openai")):
            todo = "Check the name, and the address: it often ends in /v1."
        return AskError(problem, todo)
    near = get_close_matches(model, names, n=3, cutoff=0.4) or list(names)
    return AskError(problem, f"It offers: {some_of((plain(name) for name in near), 8)}.")


def models_of(client: openai.OpenAI) -> tuple[str, ...]:
    """Names of a server's models; empty where it does not say."""
    try:
        return tuple(sorted({str(row["id"]) for row in _rows(client)}))
    except ERRORS:
        return ()


def _rows(client: openai.OpenAI) -> list[Mapping[str, Any]]:
    found = client.get("/models", cast_to=object, options={"timeout": SECONDS, "max_retries": 0})
    rows = found.get("data") if isinstance(found, dict) else None
    return [row for row in rows or () if isinstance(row, dict) and "id" in row]


def _same(name: str, model: str) -> bool:
    """Whether two names mean the same model; Ollama adds ``:latest``."""
    return name == model or name == f"{model}:latest"


def _context_in(row: Mapping[str, Any]) -> int | None:
    for part in (row, row.get("meta"), row.get("top_provider")):
        if not isinstance(part, dict):
            continue
        for key in _CONTEXT_KEYS:
            found = part.get(key)
            if isinstance(found, int) and found > 0:
                return found
    return None


def _asked_elsewhere(
    client: openai.OpenAI, model: str, rows: list[Mapping[str, Any]]
) -> int | None:
    """The context as Ollama, the llama.cpp server or LM Studio says it, beside the protocol."""
    owners = {row.get("owned_by") for row in rows}
    if "llamacpp" in owners:
        props = _get(client, "/props")
        settings = props.get("default_generation_settings")
        found = settings.get("n_ctx") if isinstance(settings, dict) else None
        return found if isinstance(found, int) and found > 0 else None
    if "library" in owners:
        loaded = _get(client, "/api/ps").get("models")
        for row in loaded if isinstance(loaded, list) else ():
            if isinstance(row, dict) and _same(str(row.get("model")), model):
                found = row.get("context_length")
                return found if isinstance(found, int) and found > 0 else OLLAMA_CONTEXT
        return OLLAMA_CONTEXT
    for row in _get(client, "/api/v0/models").get("data") or ():  # LM Studio
        if isinstance(row, dict) and row.get("id") == model:
            found = row.get("loaded_context_length")
            return found if isinstance(found, int) and found > 0 else None
    return None


def _get(client: openai.OpenAI, path: str) -> Mapping[str, Any]:
    """A page of the server outside of its API, as JSON; empty where there is none."""
    base = urlsplit(str(client.base_url))
    url = base._replace(path=path, query="", fragment="").geturl()
    try:
        found = client.get(url, cast_to=object, options={"timeout": SECONDS, "max_retries": 0})
    except ERRORS:
        return {}
    return found if isinstance(found, dict) else {}
