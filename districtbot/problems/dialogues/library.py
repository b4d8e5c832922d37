"""The documents of a dialogue: the words of the field, the glossary, GerryChain's docstrings.

Fewer than a chat has, and others only with another version of any, so that a new page of the
project's documents does not make another set of every dialogue.
"""

from functools import cache

from districtbot.tools.library.docstrings import docstring_passages
from districtbot.tools.library.library import PACKAGE, Library
from districtbot.tools.library.own import glossary_passages, own_passages

WORDS = "docs/words.md"


@cache
def dialogue_library() -> Library:
    """The library, made once in a process."""
    words = (one for one in own_passages() if one.source == WORDS)
    return Library((*words, *glossary_passages(), *docstring_passages(PACKAGE)))
