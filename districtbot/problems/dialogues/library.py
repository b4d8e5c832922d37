"""The documents of a dialogue: the glossary and GerryChain's docstrings.

Fewer than a chat has, and others only with another version of either, so that a new page of the
project's documents does not make another set of every dialogue.
"""

from functools import cache

from districtbot.tools.library.docstrings import docstring_passages
from districtbot.tools.library.library import PACKAGE, Library
from districtbot.tools.library.own import glossary_passages


@cache
def dialogue_library() -> Library:
    """The library, made once in a process."""
    return Library((*glossary_passages(), *docstring_passages(PACKAGE)))
