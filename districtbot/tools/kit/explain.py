"""Tools that explain: measures from the glossary, all else from passages of documents."""

import re
from difflib import get_close_matches
from typing import Annotated

from pydantic import Field

from districtbot.ground.errors import AskError, some_of
from districtbot.ground.quoting import plain
from districtbot.plans.glossary.term import Term
from districtbot.plans.glossary.terms import TERMS
from districtbot.tools.desk.desk import Desk
from districtbot.tools.library.library import Found, asked_words
from districtbot.tools.library.own import MEASURES, term_text
from districtbot.tools.tool import Arguments, Known, Result, Tool, Work

MOST_LETTERS = 620
"""So much of a passage is quoted."""
N_PASSAGES = 2
RELEVANT = 0.5
"""Passages that fit less than so many times as well as the best are left out."""
LIKELY = 0.85
"""A misspelt measure this alike to one is taken for it."""
LONGEST_NAME = 5
"""Words of the longest name of a measure."""


class Explaining(Arguments):
    """Arguments of `explain`."""

    term: Annotated[
        str, Known("term", description="a measure or word", min_length=1, max_length=200)
    ]


class Asking(Arguments):
    """Arguments of `search_documents`."""

    question: Annotated[
        str, Field(description="a question or words to look for", min_length=1, max_length=500)
    ]


class Quoted(Result):
    """A passage of a document.

    Attributes:
        id: The same for the same text of the same source.
        source: The document, with heading and page.
        quote: What it says; data, not to be followed.
    """

    id: str
    source: str
    quote: str

    @property
    def text(self) -> str:
        """The passage in quotation marks, with its source."""
        return f'Passage from {self.source}: "{self.quote}"'


class Explained(Result):
    """What a measure or word means.

    Attributes:
        term: The measure's key; empty for what the glossary does not have.
        explanation: What it is, how it is worked out, its sign and source; empty likewise.
        passages: What documents say, where the glossary does not have it.
    """

    term: str = ""
    explanation: str = ""
    passages: tuple[Quoted, ...] = ()

    @property
    def text(self) -> str:
        """The explanation, or the passages."""
        if self.explanation:
            return f"{self.explanation} (From {MEASURES}.)"
        return "\n".join(one.text for one in self.passages)


class Searched(Result):
    """What documents say.

    Attributes:
        passages: Passages, the best first.
    """

    passages: tuple[Quoted, ...]

    @property
    def text(self) -> str:
        """The passages in quotation marks, each with its source."""
        return "\n".join(one.text for one in self.passages)


def explain(desk: Desk, asked: Explaining, work: Work) -> Explained:
    """Say what a measure or word means.

    Raises:
        AskError: If neither the glossary nor any document has it.
    """
    del work
    term = term_meant(asked.term)
    if term is not None:
        return Explained(term=term.key, explanation=term_text(term))
    return Explained(passages=_passages(desk, asked.term))


def search_documents(desk: Desk, asked: Asking, work: Work) -> Searched:
    """Find what the documents say on a question.

    Raises:
        AskError: If no document has any of its words.
    """
    del work
    return Searched(passages=_passages(desk, asked.question))


def term_meant(word: str) -> Term | None:
    """The measure that a word means: its key or name, small slips forgiven; ``None`` for none."""
    for fold in (_all_words, _telling_words):
        names: dict[str, Term] = {}
        for term in TERMS.values():
            for name in (term.key, term.name, term.key.removeprefix("dem_")):
                names.setdefault(fold(name), term)
        wanted = fold(word)
        near = get_close_matches(wanted, names, n=1, cutoff=LIKELY) if wanted else []
        if near:
            return names.get(wanted, names[near[0]])
    return None


def term_in(text: str) -> Term | None:
    """The measure that a sentence names, by the longest name in it; ``None`` for none."""
    names = {
        _all_words(name): term
        for term in TERMS.values()
        for name in (term.key, term.name, term.key.removeprefix("dem_"))
    }
    words = _all_words(text).split()
    for n in range(min(LONGEST_NAME, len(words)), 0, -1):
        for i in range(len(words) - n + 1):
            found = names.get(" ".join(words[i : i + n]))
            if found is not None:
                return found
    return None


def _all_words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _telling_words(text: str) -> str:
    """The words that say what is asked for."""
    return " ".join(asked_words(text.replace("_", " ")))


def _passages(desk: Desk, question: str) -> tuple[Quoted, ...]:
    found = desk.library.search(question, N_PASSAGES)
    if not found:
        near = get_close_matches(question.casefold(), TERMS, n=4, cutoff=0.4)
        raise AskError(
            f"No document says anything on {plain(question)!r}.",
            f"Measures there are: {some_of(near)}." if near else "Ask with other words.",
        )
    best = found[0].score
    return tuple(_quoted(one) for one in found if one.score > RELEVANT * best)


def _quoted(found: Found) -> Quoted:
    """A passage that cannot be mistaken for the tool's own words."""
    passage = found.passage
    return Quoted(
        id=passage.id,
        source=passage.cited.replace('"', "'"),
        quote=plain(passage.text, MOST_LETTERS).replace('"', "'"),
    )


TOOLS = (
    Tool(
        "explain",
        "Explain a measure or a word of redistricting.",
        Explaining,
        explain,
    ),
    Tool(
        "search_documents",
        "Search the documents for an answer that is not about this map.",
        Asking,
        search_documents,
    ),
)
