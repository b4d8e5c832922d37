"""Searching: the same in any order, by words, and by meaning where there are vectors."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from districtbot.tools.library.docstrings import docstring_passages
from districtbot.tools.library.library import Library
from districtbot.tools.library.own import own_passages, passages_text
from districtbot.tools.library.passage import Passage, Section, passages_of

ROOT = Path(__file__).resolve().parents[3]
TEXTS = ("rivers are borders", "mountains divide people", "votes are counted by precinct")


def _passages() -> list[Passage]:
    return [
        one for n, text in enumerate(TEXTS) for one in passages_of(f"{n}.md", [Section("", text)])
    ]


def _embed(texts: Sequence[str]) -> NDArray[np.float64]:
    """Two dimensions: whether a text is of water, and whether it is of anything else."""
    water = [float(any(word in text for word in ("river", "stream", "brook"))) for text in texts]
    return np.array([[wet, 1 - wet] for wet in water])


def test_words_find_in_any_form_and_none_finds_nothing() -> None:
    library = Library(_passages())
    assert [one.passage.source for one in library.search("a river border?")] == ["0.md"]
    assert library.search("counting the precincts")[0].passage.source == "2.md"
    assert library.search("brook") == ()


@pytest.mark.parametrize(
    "question", ["", "?!", "the of and", '"', 'a" OR b', "NEAR(", "title:x *", "\x00", "é" * 9999]
)
def test_no_question_breaks_the_index(question: str) -> None:
    Library(_passages()).search(question)


def test_vectors_add_what_words_do_not_find() -> None:
    library = Library(_passages(), _embed)
    assert library.search("brook", 1)[0].passage.source == "0.md"
    assert library.search("precinct", 1)[0].passage.source == "2.md"
    again = Library(_passages(), _embed)
    assert again.search("brook votes", 3) == library.search("brook votes", 3)


def test_the_order_of_documents_does_not_change_what_is_best() -> None:
    forward, back = Library(_passages()), Library(_passages()[::-1])
    for question in ("rivers", "mountains", "votes by precinct"):
        assert forward.search(question, 1)[0].passage == back.search(question, 1)[0].passage


def test_a_passage_that_comes_twice_counts_once() -> None:
    assert len(Library([*_passages(), *_passages()]).passages) == len(TEXTS)


def test_docstrings_are_read_without_importing() -> None:
    found = docstring_passages("gerrychain")
    sources = {one.source for one in found}
    assert {"gerrychain.chain.MarkovChain", "gerrychain.proposals.tree_proposals.recom"} <= sources
    assert not any("._" in source or ".vendor" in source for source in sources)
    assert docstring_passages("no_such_package_here") == ()


def test_the_shipped_passages_are_those_of_the_documents() -> None:
    shipped = own_passages()
    assert len(shipped) > 150
    assert len({one.id for one in shipped}) == len(shipped)
    text = passages_text(ROOT)
    assert text == passages_text(ROOT)
    assert '"source": "docs/words.md"' in text
