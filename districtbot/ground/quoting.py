"""Text that came from outside, made fit to be shown as data."""

import re
import unicodedata

MOST_LETTERS = 80
"""A foreign text is shown up to here where nothing else is said."""
_OBJECT = re.compile(r"\{(?=\s*[\"'])")


def plain(text: object, most: int = MOST_LETTERS) -> str:
    """A foreign text on one line: no control characters, no marks that turn writing round.

    Names of places, columns and files may hold anything, also sentences meant for a language
    model; shown like this they stay short and on their line. A brace that opens a JSON object is
    shown as a round bracket, so that a model that repeats the text calls no tool with it.

    Args:
        text: Anything; shown with ``str``.
        most: Letters kept; ``...`` stands for the rest.
    """
    kept = (" " if _unseen(letter) else letter for letter in str(text))
    line = re.sub(r"\s+", " ", "".join(kept)).strip()
    line = _OBJECT.sub("(", line)
    return line if len(line) <= most else f"{line[: most - 3].rstrip()}..."


def _unseen(letter: str) -> bool:
    """Whether a letter is a control or format character, a line break or no character at all."""
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
