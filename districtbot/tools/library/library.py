"""An index of passages that is searched by words and, where there are vectors, by meaning."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from districtbot.tools.library.docstrings import docstring_passages
from districtbot.tools.library.folder import passages_in
from districtbot.tools.library.own import own_passages
from districtbot.tools.library.passage import Passage

EmbedFn = Callable[[Sequence[str]], NDArray[Any]]
"""Texts to vectors of length one, shape (number of texts, size of a vector)."""

PACKAGE = "gerrychain"
MOST_QUESTION = 500
"""Letters of a question that are looked at."""
POOL = 60
"""So many passages are taken from each way of searching before they are ranked."""
TITLE_WEIGHT = 4.0
"""A word in a heading weighs so many times one in the text."""
HEAD = 6.0
"""What it adds to a passage that every word of its heading is asked for."""
FIRST = 1.0
"""What it adds to a passage that it is the first of its heading."""
WEIGHTS = {"docs/words.md": 1.15, "docs/measures.md": 1.1, "docs/targets.md": 0.75}
"""What passages of a document count by; 1 for others."""
DOCSTRING = (0.7, 1.4)
"""What docstrings count by: in a plain question, and in one that speaks of code."""
FUSED = 60.0
"""The constant of reciprocal rank fusion, Cormack, Clarke and Buettcher (2009)."""
_EMPTY_WORDS = """
a about all am an and any are as at be been by can could did do does explain find for from get give
has have how i if in into is it its me mean means meaning measure computed compute calculate
calculated computing define defined definition describe my of on or our should so tell that the
their them there these they this to us was we were what whats when where which who whom why will
with work worked working works would you your please between difference vs versus s gerrychain
function python
"""
_STOP = frozenset(_EMPTY_WORDS.split())
_GENERIC = frozenset(("plan", "map", "district", "score"))
"""Words that do not tell one heading from another."""
_CODE = re.compile(
    r"\b(gerrychain|python|code|api|function|class|method|parameter|argument|keyword|import|"
    r"updaters?|constraints?|proposals?|accept\w*|node_repeats|\w+_\w+|(?!ReCom)[A-Z][a-z]+[A-Z]\w+)\b"
)
_TWO = re.compile(r"\bbetween\s+(.+?)\s+and\s+(.+)|(.+?)\s+(?:vs\.?|versus)\s+(.+)", re.IGNORECASE)
_ALSO = {
    "pp": "polsby popper",
    "eg": "efficiency gap",
    "mm": "mean median",
    "vra": "voting rights act",
    "recombination": "recom",
    "deviation": "deviation population",
    "files": "formats",
    "load": "read",
    "compact": "compactness",
    "contiguous": "contiguity",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that a search found.

    Attributes:
        passage: The passage.
        score: How well it fits; comparable within one search only, the larger the better.
    """

    passage: Passage
    score: float


class Library:
    """Passages and their index, which is made on first use and kept in memory.

    Args:
        passages: The passages; one that comes twice counts once.
        embed_fn: Turns texts into vectors, where passages are to be found by meaning as well.
        notes: What could not be read, one sentence each.
    """

    def __init__(
        self,
        passages: Sequence[Passage],
        embed_fn: EmbedFn | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        self.passages = tuple({passage.id: passage for passage in passages}.values())
        self.notes = tuple(notes)
        self._embed_fn = embed_fn
        self._kept: NDArray[Any] | None = None

    def search(self, question: str, n: int = 3) -> tuple[Found, ...]:
        """The passages that answer a question best, the best first.

        Args:
            question: A question or some words.
            n: How many at most; fewer where fewer have any of the words.
        """
        question = question[:MOST_QUESTION]
        lexical = self._by_words(question)
        if self._embed_fn is None:
            return tuple(Found(self.passages[place], score) for place, score in lexical[:n])
        scores: dict[int, float] = {}
        meant = self._by_meaning(question, self._embed_fn)
        for ranked in ([place for place, _ in lexical], meant):
            for rank, place in enumerate(ranked[:POOL], 1):
                scores[place] = scores.get(place, 0.0) + 1.0 / (FUSED + rank)
        best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(Found(self.passages[place], score) for place, score in best[:n])

    def _by_words(self, question: str) -> list[tuple[int, float]]:
        """Places and scores, the best first; by turns for a question about two things."""
        two = _TWO.search(question)
        if two is None:
            return self._ranked(question)
        lists = [self._ranked(part) for part in two.groups() if part]
        both = [pair for pairs in zip_longest(*lists) for pair in pairs if pair is not None]
        return list({place: (place, score) for place, score in reversed(both)}.values())[::-1]

    def _ranked(self, question: str) -> list[tuple[int, float]]:
        """By BM25, how much of its heading is asked for, and what kind of text it is."""
        words = asked_words(question)
        if not words:
            return []
        query = " OR ".join(f'"{word}"' for word in words)
        rows = self._index.execute(
            "SELECT rowid, bm25(passages, ?, 1.0) AS rank FROM passages WHERE passages MATCH ? "
            "ORDER BY rank, rowid LIMIT ?",
            (TITLE_WEIGHT, query, POOL),
        ).fetchall()
        stems = frozenset(map(_stem, words))
        stems = (stems - _GENERIC) or stems
        docstring = DOCSTRING[_CODE.search(question) is not None]
        scored = []
        for row, rank in rows:
            score = -float(rank) + HEAD * self._titled(row, stems) + FIRST * self._first[row]
            source = self.passages[row].source
            coded = source.startswith(f"{PACKAGE}.")
            scored.append((row, score * (docstring if coded else WEIGHTS.get(source, 1.0))))
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))

    def _titled(self, place: int, stems: frozenset[str]) -> float:
        """How well the last heading of a passage is what is asked for, 0 to 1."""
        title = self._titles[place]
        both = len(title & stems)
        return 2 * both / (len(title) + len(stems)) if both else 0.0

    @cached_property
    def _index(self) -> sqlite3.Connection:
        index = sqlite3.connect(":memory:", check_same_thread=False)
        index.execute(
            "CREATE VIRTUAL TABLE passages USING fts5(title, text, "
            "tokenize='porter unicode61 remove_diacritics 2')"
        )
        index.execute("CREATE VIRTUAL TABLE words USING fts5vocab('passages', 'instance')")
        index.executemany(
            "INSERT INTO passages(rowid, title, text) VALUES (?, ?, ?)",
            ((n, f"{one.heading} {one.source}", one.text) for n, one in enumerate(self.passages)),
        )
        return index

    @cached_property
    def _titles(self) -> tuple[frozenset[str], ...]:
        """The stems of the last heading of each passage."""
        last = (passage.heading.rpartition(" > ")[2] for passage in self.passages)
        return tuple(frozenset(map(_stem, _tokens(heading))) for heading in last)

    @cached_property
    def _first(self) -> tuple[bool, ...]:
        """Whether a passage is the first under its heading."""
        above = [(passage.source, passage.heading, passage.page) for passage in self.passages]
        return tuple(n == 0 or above[n - 1] != here for n, here in enumerate(above))

    def _by_meaning(self, question: str, embed_fn: EmbedFn) -> list[int]:
        likeness = self._vectors(embed_fn) @ np.asarray(embed_fn([question]))[0]
        order: list[int] = np.argsort(-likeness, kind="stable").tolist()
        return order

    def _vectors(self, embed_fn: EmbedFn) -> NDArray[Any]:
        if self._kept is None:
            texts = [f"{one.heading}\n{one.text}" for one in self.passages]
            self._kept = np.asarray(embed_fn(texts))
        return self._kept


def library_of(docs_dir: Path | None = None, embed_fn: EmbedFn | None = None) -> Library:
    """Our own documents, GerryChain's docstrings, and a folder of somebody's.

    Args:
        docs_dir: A folder of documents to be added.
        embed_fn: Turns texts into vectors, where passages are to be found by meaning as well.

    Raises:
        AskError: If the folder is none, or holds nothing that can be read.
    """
    shelf = None if docs_dir is None else passages_in(docs_dir)
    added = () if shelf is None else shelf.passages
    passages = (*own_passages(), *docstring_passages(PACKAGE), *added)
    return Library(passages, embed_fn, () if shelf is None else shelf.notes)


def asked_words(question: str) -> tuple[str, ...]:
    """The words of a question that say what it is about; all of them where none does."""
    tokens = _tokens(question[:MOST_QUESTION])
    kept = [token for token in tokens if token not in _STOP] or tokens
    return tuple(dict.fromkeys(word for token in kept for word in _with_kin(token)))


def _with_kin(token: str) -> list[str]:
    return [token, *_ALSO.get(token, "").split()]


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _stem(word: str) -> str:
    """A word without the endings of plurals and participles, good enough to compare headings."""
    for ending, kept in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) > 2 and not word.endswith("ss"):
            return word[: len(word) - len(ending)] + kept
    return word
