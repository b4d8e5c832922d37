"""What went wrong at an endpoint, as one sentence for a person and a kind for the program."""

import re
from typing import Any
from urllib.parse import urlsplit

import openai
from langchain_core.exceptions import ContextOverflowError

from districtbot.agent.models.loaded import ContextTooLong, ModelFailed
from districtbot.ground.errors import AskError
from districtbot.ground.quoting import plain

MALFORMED = (ValueError, KeyError, TypeError, AttributeError, IndexError)
"""What the client raises when an answer is not what the protocol says."""

ERRORS = (openai.OpenAIError, *MALFORMED)

WEB_PAGE = "a web page"
"""What `said_by` gives for one."""

PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
"""HTTP statuses of failures that may pass."""

NO_MODEL_SERVER = frozenset({400, 403, 404, 405, 406, 411, 415, 500, 501})
"""HTTP statuses with which a web page says that nothing here speaks the protocol."""

_TOO_LONG = re.compile(
    r"context[ _-]?(length|window|size)|prompt is too long|too many (input )?tokens"
    r"|max_new_tokens`? must be|maximum (input|number of) tokens|input tokens exceed",
    re.IGNORECASE,
)
_CONTEXT = re.compile(
    r"(?:maximum context length is|context length of only|available context size \(|must be <="
    r"|max_model_len[^0-9]{0,20}|n_ctx\W{1,4}|tokens >|context window of)\s*\(?(\d[\d,]{2,})",
    re.IGNORECASE,
)
_NO_TOOLS = re.compile(
    r"(does not|doesn't|do not|don't|not) support (\w+ )?(tool|function)"
    r"|(tool|function)[ _]?(call\w*|use|choice|s)?\b.{0,60}\b(not supported|unsupported|requires --"
    r"|is not enabled|not available)"
    r"|requires --(enable-auto-tool-choice|jinja)|no endpoints found that support tool",
    re.IGNORECASE | re.DOTALL,
)
_ROLES = re.compile(
    r"roles must alternate|system role not supported|only user and assistant roles"
    r"|unexpected role|after the optional system message",
    re.IGNORECASE,
)


class StreamBroken(Exception):  # noqa: N818 - an event that the next attempt mends
    """A stream ended before the reply was complete."""


def shown(address: str) -> str:
    """An address without user names and passwords, to be shown."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def said_by(error: BaseException) -> str:
    """What the server said, on one line, short, without control characters; may be empty."""
    body = getattr(error, "body", None)
    text = _message_in(body) or (str(error) if not isinstance(body, dict) else "")
    words = plain(text, 240)
    return WEB_PAGE if words.lower().startswith(("<!doctype", "<html")) else words


def _message_in(body: Any) -> str:
    if isinstance(body, dict):
        inner = body.get("error", body)
        found = inner.get("message") or inner.get("detail") if isinstance(inner, dict) else inner
        return found if isinstance(found, str) else ""
    return body if isinstance(body, str) else ""


def is_no_model_server(error: BaseException) -> bool:
    """Whether a web page came as no server of models would send it, nor a gate before one."""
    status = status_of(error)
    return status in NO_MODEL_SERVER and said_by(error) == WEB_PAGE


def status_of(error: BaseException) -> int | None:
    """The HTTP status of an error that has one."""
    found = getattr(error, "status_code", None)
    return found if isinstance(found, int) else None


def lacks_tools(error: BaseException) -> bool:
    """Whether a server says that this model calls no tools.

    There is no code for it in the protocol: the words are all that Ollama, vLLM and the
    llama.cpp server give.
    """
    return isinstance(error, openai.APIError) and _NO_TOOLS.search(_all_of(error)) is not None


def no_tools_so(error: BaseException) -> bool:
    """Whether tools had better be offered as text: none are known, or the roles they bring."""
    return lacks_tools(error) or minds_roles(error)


def minds_roles(error: BaseException) -> bool:
    """Whether a model's chat template refuses the order or kind of messages."""
    return isinstance(error, openai.APIError) and _ROLES.search(_all_of(error)) is not None


def refused_option(error: BaseException, sent: frozenset[str]) -> str | None:
    """The optional part of a request that a server does not know or not allow."""
    if status_of(error) not in (400, 422) or not isinstance(error, openai.APIError):
        return None
    if error.param in sent:
        return error.param
    text = _all_of(error)
    if not re.search(r"unsupported|not supported|unknown|unrecogni[sz]ed|extra|unexpected", text):
        return None
    return next((name for name in sorted(sent) if re.search(rf"\b{name}\b", text)), None)


def too_long(error: BaseException) -> ContextTooLong | None:
    """The error of a conversation that does not fit, with the context where it was said."""
    if not isinstance(error, openai.APIError):
        return None
    text = _all_of(error)
    code = str(error.code or error.type or "")
    status = status_of(error)
    fits = isinstance(error, ContextOverflowError) or code in (
        "context_length_exceeded",
        "exceed_context_size_error",
    )
    if not fits and not (status == 413 or (status in (400, 422, 500) and _TOO_LONG.search(text))):
        return None
    match = _CONTEXT.search(text)
    context = int(match.group(1).replace(",", "")) if match else _n_ctx(error.body)
    return ContextTooLong("The conversation is too long for the model's context.", context)


def _n_ctx(body: Any) -> int | None:
    inner = body.get("error", body) if isinstance(body, dict) else None
    found = inner.get("n_ctx") if isinstance(inner, dict) else None
    return found if isinstance(found, int) and found > 0 else None


def _all_of(error: openai.APIError) -> str:
    return (
        f"{error.message} {error.body if isinstance(error.body, str) else _message_in(error.body)}"
    )


def explained(error: BaseException, address: str, timeout: float) -> AskError:
    """The error in words: whose fault, what came, what to do.

    Args:
        error: One of `ERRORS`, or `StreamBroken`.
        address: The server's base URL.
        timeout: Seconds that the call was given.
    """
    server = f"The model server at {shown(address)}"
    long = too_long(error)
    if long is not None:
        return long
    if isinstance(error, openai.APITimeoutError) and not never_reached(error):
        return ModelFailed(
            f"{server} did not answer within {timeout:.0f} seconds.",
            "Try again, or use a smaller model.",
            passing=True,
        )
    if isinstance(error, openai.APIConnectionError):
        return _unreachable(error, server)
    if isinstance(error, StreamBroken):
        return ModelFailed(
            f"{server} broke off in the middle of a reply.", "Try again.", passing=True
        )
    if isinstance(error, openai.APIStatusError):
        return _by_status(error, server)
    if isinstance(error, openai.APIError):
        return ModelFailed(
            f"{server} reported an error: {said_by(error) or 'it did not say which'}.",
            "Try again.",
            passing=True,
        )
    came = said_by(error)[:120] if isinstance(error, openai.OpenAIError) else ""
    return ModelFailed(
        f"{server} answered something that is no chat completion{': ' + came if came else ''}.",
        "Check that the address is that of an OpenAI-compatible API (it often ends in /v1).",
    )


def never_reached(error: BaseException) -> bool:
    """Whether no connection came about at all."""
    cause: BaseException | None = error
    names: set[str] = set()
    while cause is not None and len(names) < 8:
        names.add(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return bool(names & {"ConnectError", "ConnectTimeout", "ConnectionRefusedError"})


def _unreachable(error: openai.APIConnectionError, server: str) -> ModelFailed:
    if never_reached(error):
        return ModelFailed(
            f"{server} cannot be reached.",
            "Is it running? Start it, or check the address after the @.",
            passing=True,
        )
    return ModelFailed(
        f"{server} closed the connection before it answered.",
        "Try again; if it goes on, look at the server's own messages.",
        passing=True,
    )


def _by_status(error: openai.APIStatusError, server: str) -> AskError:
    status, came = error.status_code, said_by(error)
    if is_no_model_server(error):
        return ModelFailed(
            f"{server.removeprefix('The model server at ')} answers with a web page (HTTP "
            f"{status}): what runs there is no model server.",
            "Check host, port and path of the address after the @; it often ends in /v1.",
        )
    quoted = f" It said: {came}" if came else ""
    if status == 401:
        return AskError(
            f"{server} did not accept the key.{quoted}",
            "Put the right one into the environment variable OPENAI_API_KEY.",
        )
    if status == 403:
        return AskError(f"{server} does not allow this.{quoted}", "Check what your key may use.")
    if status == 429 and error.code == "insufficient_quota":
        return AskError(f"{server} says that the account's quota is used up.", "Check its plan.")
    if status == 429:
        return ModelFailed(
            f"{server} is limiting the rate of requests.{quoted}",
            "Wait a little and try again.",
            passing=True,
        )
    if status in PASSING or status >= 500:
        return ModelFailed(
            f"{server} failed (HTTP {status}).{quoted}", "Try again later.", passing=True
        )
    return ModelFailed(
        f"{server} refused the request (HTTP {status}).{quoted}",
        "Check that the model can chat and that the address is right.",
    )
