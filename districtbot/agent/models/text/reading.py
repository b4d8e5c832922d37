"""What a model wrote, read as what it meant: calls of tools, words, or neither."""

import difflib
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

MOST_LETTERS = 40_000
"""Nothing is read behind this many letters of a reply."""
MOST_CALLS = 8
"""Calls behind this many in one reply are not read."""
MOST_BRACES = 16
"""Braces behind this many in a reply in words are not looked at."""
SHOWN = 300
"""Letters of a broken call that are kept for the conversation."""

_NAME_KEYS = ("tool", "name", "function")
_ARGS_KEYS = ("args", "arguments", "parameters")
_THOUGHT = re.compile(r"\s*<think>(?:.*?</think>|.*\Z)", re.DOTALL)
_FENCE = re.compile(r"^\s*(?:```[a-zA-Z_]*|<tool_call>)\s*")
_BETWEEN = re.compile(r"(?:[\s,;]|</?tool_call>)*")
TAG = "<tool_call>"
"""Some models are used to begin a call so, whatever they are told."""
_BEGUN = re.compile(r"(?:\[\s*)?\{")
_NAMED = re.compile(r'"(?:tool|name|function)"\s*:\s*"(\w{1,64})"')
_LIKE_A_CALL = re.compile(r"""\{\s*["']?(?:tool|name|function)["']?\s*:""")


@dataclass(frozen=True, slots=True)
class Call:
    """A call that can be carried out.

    Attributes:
        name: A tool that was offered.
        args: Its arguments; whether they are right the tool says.
    """

    name: str
    args: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """What was meant as a call and is none.

    Attributes:
        name: The tool, where one is named.
        text: What was written, shortened.
        reason: Why it is no call, in words that the model can act on.
    """

    name: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A reply as it was meant.

    Attributes:
        text: What is said to the person; empty where tools are called.
        calls: The calls, in order.
        broken: Calls that are none.
    """

    text: str = ""
    calls: tuple[Call, ...] = ()
    broken: tuple[Broken, ...] = ()


def spoken(text: str) -> str:
    """A reply without what the model thought aloud before it, between ``<think>`` marks."""
    thought = _THOUGHT.match(text)
    return text[thought.end() :] if thought else text


def cut_at(text: str, ends: Sequence[str]) -> str:
    """A text up to the first of several others, as far as it is read at all."""
    text = text[:MOST_LETTERS]
    found = [at for end in ends if end and (at := text.find(end)) >= 0]
    return text[: min(found)] if found else text


def read_reply(text: str, names: Collection[str]) -> Parsed:
    """A reply as it was meant.

    JSON may stand in a code fence, in `TAG`, in a list, or behind words: then the words are
    dropped, for a call is what counts. Several calls may follow each other; the first thing that
    is no call ends them, so that a result that the model made up is never read.

    Args:
        text: The reply, without marks of the template.
        names: The tools that may be called.
    """
    plain = _FENCE.sub("", text).strip()
    begun = _BEGUN.match(plain)
    if begun is not None:
        at = begun.end() - 1
        return _calls(plain, at, names) or _no_call(plain, at, names)
    for brace in islice(re.finditer(r"\{", plain), MOST_BRACES):
        calls = _calls(plain, brace.start(), names)
        if calls is not None:
            return calls
    tried = _LIKE_A_CALL.search(plain)
    if tried is not None:
        return _no_call(plain, tried.start(), names)
    return Parsed(text=_sayable(text.strip()))


def _calls(text: str, at: int, names: Collection[str]) -> Parsed | None:
    """Calls that follow each other from a place on, if there is one."""
    found: list[Call] = []
    while len(found) < MOST_CALLS:
        value, end = _decoded(text, at)
        call = _call(value, names)
        if call is None:
            break
        found.append(call)
        between = _BETWEEN.match(text, end)
        at = end if between is None else between.end()
    return Parsed(calls=tuple(found)) if found else None


def _decoded(text: str, at: int) -> tuple[Any, int]:
    """The JSON value at a place and where it ends; -1 where there is none."""
    try:
        value, end = json.JSONDecoder(parse_constant=_no_number).raw_decode(text, at)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None, -1
    return value, end


def _no_number(word: str) -> float:
    raise ValueError(word)


def _field(value: dict[str, Any], keys: Sequence[str]) -> Any:
    return next((value[key] for key in keys if key in value), None)


def _call(value: Any, names: Collection[str]) -> Call | None:
    """The call that a JSON value is, if it is one; arguments may be JSON in a text."""
    if not isinstance(value, dict):
        return None
    name = _field(value, _NAME_KEYS)
    args = _field(value, _ARGS_KEYS)
    args = {} if args is None else args
    if isinstance(args, str):
        args = _decoded(args.strip(), 0)[0]
    known = isinstance(name, str) and name in names
    return Call(name, args) if known and isinstance(args, dict) else None


def _what_is_wrong(value: Any, names: Collection[str]) -> str:
    """Why a JSON value is no call."""
    if not isinstance(value, dict):
        return "a call is a JSON object"
    name = _field(value, _NAME_KEYS)
    if not isinstance(name, str):
        return 'it names no tool; write {"tool": NAME, "args": {...}}'
    if name not in names:
        near = difflib.get_close_matches(name[:60], sorted(names), 3, 0.5)
        meant = f"did you mean {' or '.join(near)}?" if near else "use one of the list of tools"
        return f"there is no tool {_sayable(name)[:60]!r}; {meant}"
    return 'its "args" is not a JSON object'


def _no_call(text: str, at: int, names: Collection[str]) -> Parsed:
    """A reply that was meant as a call and is none."""
    value, end = _decoded(text, at)
    malformed = "the JSON is not complete or not well formed"
    reason = malformed if end < 0 else _what_is_wrong(value, names)
    named = _NAMED.search(text, at)
    return Parsed(broken=(Broken(named[1] if named else "", _sayable(text[at:])[:SHOWN], reason),))


def _sayable(text: str) -> str:
    """A text that can be written down: lone halves of letters are replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")
