"""A model behind an endpoint, found and made ready."""

import atexit
import os
import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import openai
from pydantic import SecretStr

from districtbot.agent.models.endpoint.chat import EndpointChat
from districtbot.agent.models.endpoint.errors import explained, never_reached
from districtbot.agent.models.endpoint.server import Offer, is_openai, offer_of
from districtbot.agent.models.loaded import LoadedModel, ModelOptions
from districtbot.ground.errors import AskError

OPENAI = "https://api.openai.com/v1"
NO_KEY = "no-key"
"""Sent to servers where no key is set: most servers of one's own want none, but some word."""

CONTEXT_HERE, CONTEXT_ELSEWHERE = 8192, 32_768
"""Tokens where neither the server, nor LangChain, nor the user knows better: for a server on this
machine, and for one elsewhere."""

SECONDS_HERE = 600.0
"""For one call of a model on this machine, unless another time is asked for: reading a few
thousand tokens can take minutes without an accelerator."""

_SECRETS = re.compile(r"(?<=://)[^/@\s]*:[^/@\s]*@|\?[^\s,]*")
"""User name and password in an address, and what follows its question mark."""

LONG_REPLY = 4096
"""Tokens of a reply where the context has room: some models think aloud before they speak."""


def load_endpoint(
    name: str, model: str, base_url: str | None, options: ModelOptions
) -> LoadedModel:
    """A model behind an OpenAI-compatible endpoint; asks the server whether it is there.

    Args:
        name: As the person gave it.
        model: The model's name at the server.
        base_url: The server's address; by default that of ``OPENAI_BASE_URL``, or OpenAI's own.
        options: What was chosen about it.

    Raises:
        AskError: If there is no key, or the server cannot be reached or does not take the key.
    """
    address = base_url or os.environ.get("OPENAI_BASE_URL", "").strip() or OPENAI
    key = _key(address, options.api_key_env)
    settings: dict[str, Any] = {
        "model": model,
        "base_url": address,
        "api_key": SecretStr(key),
        "temperature": options.temperature,
        "seed": options.seed,
        "max_retries": 0,
        "use_responses_api": False,
        "address": address,
        "call_seconds": _seconds(address, options),
        "retries": options.retries,
    }
    if _is_here(address):  # no proxy stands between this machine and itself
        settings["http_client"] = _direct_client()
    chat = EndpointChat(**settings)
    offer = _offer(chat, options)
    context = options.context or offer.context or _known(chat) or _usual(address)
    reply = options.reply_tokens or min(LONG_REPLY, max(context // 8, 512))
    reply = min(reply, max(context // 2, 1))
    settings |= {"context": context, "reply_tokens": reply, "max_completion_tokens": reply}
    settings["own"] = offer.own
    chat = EndpointChat(**settings)
    return LoadedModel(_without_secrets(name), chat, context, chat.count, reply)


def _without_secrets(name: str) -> str:
    """A model's name as it may be shown and kept: without what only its server is to know."""
    return _SECRETS.sub("", name)


def _key(address: str, variable: str) -> str:
    key = os.environ.get(variable, "").strip()
    if not key:
        if is_openai(address):
            raise AskError(
                f"OpenAI wants a key, and the environment variable {variable} is not set.",
                f"Set it (export {variable}=...), or name a server of your own: "
                "openai:NAME@http://127.0.0.1:8000/v1.",
            )
        return NO_KEY
    if not key.isascii() or not key.isprintable() or " " in key:
        raise AskError(
            f"The environment variable {variable} holds letters that no key has.",
            "Set it to the key alone.",
        )
    return key


def _seconds(address: str, options: ModelOptions) -> float:
    """Seconds for a call; more than usual where the model may run on this machine's processor."""
    chosen = options.timeout != ModelOptions().timeout
    return options.timeout if chosen or not _is_here(address) else SECONDS_HERE


def _offer(chat: EndpointChat, options: ModelOptions) -> Offer:
    try:
        return offer_of(chat.root_client, chat.model_name)
    except openai.OpenAIError as error:
        if isinstance(error, openai.APITimeoutError) and not never_reached(error):
            return Offer()
        raise explained(error, chat.address, options.timeout) from error


@cache
def _direct_client() -> Any:
    """A client that goes through no proxy; one for all models, its connections are kept open."""
    client = openai.DefaultHttpxClient(trust_env=False)
    atexit.register(client.close)
    return client


def _is_here(address: str) -> bool:
    """Whether an address is one of this machine."""
    host = urlsplit(address).hostname or ""
    return host in ("localhost", "::1") or host.startswith("127.")


def _usual(address: str) -> int:
    return CONTEXT_HERE if _is_here(address) else CONTEXT_ELSEWHERE


def _known(chat: EndpointChat) -> int | None:
    """The context that LangChain knows for OpenAI's own models."""
    if not is_openai(chat.address):
        return None
    found = (chat.profile or {}).get("max_input_tokens")
    return found if isinstance(found, int) and found > 0 else None
