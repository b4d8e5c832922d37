"""Memory by name: ``buffer``, ``window:6``, ``tokens:2000``, ``summary:400``."""

from pathlib import Path

from districtbot.agent.memory.kinds import Memory, Tokens, Whole, Window
from districtbot.agent.memory.running import Running
from districtbot.ground.errors import AskError
from districtbot.ground.quoting import plain

FORMS = (
    "buffer (the whole conversation), window:K (the last K turns), tokens:N (the last N tokens) "
    "or summary:N (a running summary of N tokens, and the last turns)"
)
_LEAST = {"window": 1, "tokens": 1, "summary": 40}
_MOST = 10_000_000


def memory_of(name: str, kept: Path | None = None) -> Memory:
    """The memory of a name.

    Args:
        name: ``buffer``, ``window:K``, ``tokens:N`` or ``summary:N``.
        kept: File for a running summary; without one it lasts as long as the program.

    Raises:
        AskError: If it is none of these.
    """
    kind, colon, rest = name.strip().lower().partition(":")
    if kind == "buffer" and not colon:
        return Whole()
    if kind not in _LEAST:
        raise AskError(f"{plain(name)!r} is no kind of memory.", f"There are {FORMS}.")
    number = _number(rest)
    if number is None or not _LEAST[kind] <= number <= _MOST:
        raise AskError(
            f"{plain(name)!r} does not say how much to remember.",
            f"Write {kind}:{_LEAST[kind]} or a larger number.",
        )
    if kind == "window":
        return Window(number)
    return Tokens(number) if kind == "tokens" else Running(number, kept)


def _number(text: str) -> int | None:
    digits = text.strip().replace("_", "").replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None
