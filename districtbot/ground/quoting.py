"""Text that came from outside, made fit to be shown as data."""

import re
import unicodedata

MOST_LETTERS = 80
"""A foreign text is shown up to here where nothing else is said."""
LONGEST_PATH = 400
"""A path that a person named is shown up to here, so that its end, the file's name, is seen."""
_OBJECT = re.compile(r"\{(?=\s*[\"'])")
_CALL = re.compile(r"""["'](?:tool|name|function)["']\s*:|\\u""")
"""Keys that a call of a tool begins with, or an escape that may hide one."""


def plain(text: object, most: int = MOST_LETTERS) -> str:
    """A foreign text on one line: no control characters, no marks that turn writing round.

    Names of places, columns and files may hold anything, also sentences meant for a language
    model; shown like this they stay short and on their line. A brace that opens a JSON object is
    shown as a round bracket, so that a model that repeats the text calls no tool with it.

    Args:
        text: Anything; shown with ``str``.
        most: Letters kept; ``...`` stands for the rest.
    """
    return _cut(_OBJECT.sub("(", _line(text)), most)


def own(text: object, most: int = MOST_LETTERS) -> str:
    """As `plain`, but with every brace: for what a person wrote, shown to that person.

    Args:
        text: Anything; shown with ``str``.
        most: Letters kept; ``...`` stands for the rest.
    """
    return _cut(_line(text), most)


def computed(text: object, most: int = MOST_LETTERS) -> str:
    """As `plain` for what code of a person gave: its braces are kept unless a call may hide there.

    Args:
        text: Anything; shown with ``str``.
        most: Letters kept; ``...`` stands for the rest.
    """
    line = _line(text)
    return plain(line, most) if _CALL.search(line) else _cut(line, most)


def path_told(path: object) -> str:
    """A path that a person named, on one line; its end, the file's name, is seen.

    Args:
        path: The path; shown with ``str``.
    """
    return own(path, LONGEST_PATH)


def _line(text: object) -> str:
    kept = (" " if _unseen(letter) else letter for letter in str(text))
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def _cut(line: str, most: int) -> str:
    """A line with ``...`` for its end, between two words where one ends near there."""
    if len(line) <= most:
        return line
    kept = line[: most - 3]
    words = kept if line[most - 3] == " " else kept.rpartition(" ")[0]
    return f"{(words if len(words) >= len(kept) * 2 // 3 else kept).rstrip()}..."


def _unseen(letter: str) -> bool:
    """Whether a letter is a control or format character, a line break or no character at all."""
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
